"""Names of whatever agreements speak of, by code, read once for each language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Engine, select

from db.models import Country, Institution, InstitutionRecord
from db.queries.asking import name_in
from db.queries.options import units

OF_CODES = {"partner": "partner", "country": "country", "faculty": "unit", "department": "unit"}


@dataclass(frozen=True)
class Naming:
    """Names of partners, countries and the units of one institution."""

    engine: Engine
    institution: str
    _read: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict, repr=False)

    def of(self, kind: str, language: str) -> Mapping[str, str]:
        """Names by code. kind: partner (its code where it has no name), recorded ('' there), country, unit; city:
        towns by code of a partner."""
        if language not in self._read:
            self._read[language] = self._names(language)
        return self._read[language][kind]

    def named(self, rows: pd.DataFrame, language: str) -> pd.DataFrame:
        """The rows with a column of names beside each of partner_code, country_code, faculty_code, department_code."""
        found = {}
        for name, kind in OF_CODES.items():
            if f"{name}_code" in rows:
                # pandas would make a series of all names for a few rows
                names = self.of(kind, language)
                told = [names.get(code, "") for code in rows[f"{name}_code"]]
                found[name] = pd.Series(told, index=rows.index, dtype=object)
        return rows.assign(**found)

    def known_as(self) -> dict[str, str]:
        """By code of a partner all that it is called, to search in, with its town and codes."""
        r = InstitutionRecord
        told = (r.name_en, r.name_ru, r.name_kk, r.spellings, r.city, r.ror, r.erasmus_code)
        statement = select(Institution.code, *told).join(r, r.institution_id == Institution.id).where(r.is_current)
        with self.engine.connect() as connection:
            return {code: " ".join(words) for code, *words in connection.execute(statement)}

    def _names(self, language: str) -> dict[str, dict[str, str]]:
        r = InstitutionRecord
        partners = select(Institution.code, name_in(r, language), r.city).outerjoin(
            r, (r.institution_id == Institution.id) & r.is_current
        )
        own = units(self.engine, self.institution, language)
        with self.engine.connect() as connection:
            recorded = [(code, name, city) for code, name, city in connection.execute(partners)]
            return {
                "partner": {code: code if name is None else name for code, name, _city in recorded},
                "recorded": {code: name or "" for code, name, _city in recorded},
                "city": {code: city or "" for code, _name, city in recorded},
                "country": {
                    row[0]: row[1] for row in connection.execute(select(Country.code, name_in(Country, language)))
                },
                "unit": dict(zip(own["code"], own["name"], strict=True)),
            }
