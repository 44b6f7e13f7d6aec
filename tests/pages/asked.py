"""Questions drawn at random, as a reader makes them in the address and as `db query` takes them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from db import queries
from db.queries import options
from db.vocabulary import Level

Conditions = dict[str, list[str]]
NARROWING = ("faculty", "department", "level", "group", "members", "country", "partner")


@dataclass(frozen=True)
class Asked:
    """A page with choices. choices: as they stand in the address, year, direction and type among them."""

    page: str
    view: str
    choices: dict[str, str | list[str]]

    @property
    def institution(self) -> str:
        return str(self.choices["institution"])

    @property
    def year(self) -> int:
        return int(str(self.choices["year"]))

    def has(self, name: str) -> bool:
        return bool(self.choices.get(name))

    def narrowed(self, *names: str) -> Conditions:
        """Its conditions of these names."""
        found = {name: self.choices.get(name, []) for name in names}
        return {name: [value] if isinstance(value, str) else list(value) for name, value in found.items() if value}

    def where(
        self, direction: str, series: str, *, every_year: bool = False, without: Sequence[str] = ()
    ) -> Conditions:
        """As `db query mobility --where` takes it."""
        year = {} if every_year else {"academic_year": [str(self.year)]}
        of_it = {"direction": [direction], "mobility_type": [str(self.choices["type"])], "series": [series]}
        narrowed = self.narrowed(*(name for name in NARROWING if name not in without))
        return {"institution": [self.institution], **year, **of_it, **narrowed}


@dataclass
class Answers:
    """What SQL answers, each question once."""

    engine: Engine
    kept: dict[Any, pd.DataFrame] = field(default_factory=dict)

    def ask(self, topic: str, by: Sequence[str], where: Conditions) -> pd.DataFrame:
        key = (topic, tuple(by), tuple(sorted((name, tuple(values)) for name, values in where.items())))
        if key not in self.kept:
            self.kept[key] = queries.TOPICS[topic](self.engine, by=list(by), where=where)
        return self.kept[key]

    def total(self, topic: str, where: Conditions) -> float | None:
        """The one number without any list; None where none is known."""
        known = self.ask(topic, (), where)["headcount"].dropna()
        return float(known.iloc[0]) if len(known) else None

    def by_year(self, topic: str, where: Conditions) -> dict[int, float]:
        """Years that are wholly known."""
        rows = self.ask(topic, ("academic_year",), where)
        rows = rows[rows["state"] == "value"]
        return dict(zip(rows["academic_year"].astype(int), rows["headcount"].astype(float), strict=True))

    def breaks(self, series: str, after: int, until: int) -> bool:
        """Whether figures of the two years do not compare: the series has a break between them."""
        notes = queries.provenance.series_notes(self.engine)
        years = notes[(notes["series"] == series) & notes["is_break"] & (notes["period"] != "")]["period"].str[:4]
        return any(after < year <= until for year in years.astype(int))


@dataclass(frozen=True)
class Offered:
    """What an institution has to choose from."""

    institution: str
    series: list[tuple[str, str, str]]
    years: list[str]
    units: dict[str, str]
    countries: list[str]
    partners: list[str]
    groups: list[str]

    @classmethod
    def of(cls, engine: Engine, institution: str) -> "Offered":
        series = options.mobility_series(engine, institution)
        units = options.units(engine, institution)
        counted = queries.counts.mobility(
            engine, by=["faculty", "department", "academic_year"], where={"institution": [institution]}
        )
        with_students = {str(code) for name in ("faculty_code", "department_code") for code in counted[name]}
        return cls(
            institution,
            list(zip(series["direction"], series["mobility_type"], series["series"], strict=True)),
            sorted({str(year) for year in counted["academic_year"]}),
            {c: p for c, p in zip(units["code"], units["parent_code"], strict=True) if c in with_students},
            sorted(options.countries(engine, institution)),
            sorted(options.partners(engine, institution)),
            options.groups(engine),
        )

    def preferred(self, direction: str, kind: str) -> str:
        """The series that answers a direction and type where none is chosen; '' where there is none."""
        return next((code for d, t, code in self.series if (d, t) == (direction, kind)), "")

    def draw(self, page: str, view: str, chance: random.Random) -> Asked:
        direction, kind, series = chance.choice(self.series)
        choices: dict[str, str | list[str]] = {
            "institution": self.institution, "year": chance.choice(self.years), "direction": direction, "type": kind,
            "lang": "en", "tables": "1",
        }  # fmt: skip
        rivals = {code for d, t, code in self.series if (d, t) == (direction, kind)}
        if len(rivals) > 1:
            choices["series"] = series
        choices |= self._unit(chance, always=page == "faculty")
        if chance.random() < 0.25:
            choices["level"] = chance.sample([str(level) for level in Level], chance.choice([1, 2, 3]))
        choices |= self._places(chance, always=page == "country")
        if self.partners and (page == "partner" or (kind == "credit" and chance.random() < 0.2)):
            choices["partner"] = chance.choice(self.partners)
        if view == "compare":
            choices |= self._other(chance)
        return Asked(page, view, choices)

    def _unit(self, chance: random.Random, *, always: bool) -> dict[str, str]:
        faculties = sorted(code for code, above in self.units.items() if not above)
        if not faculties or not (always or chance.random() < 0.35):
            return {}
        faculty = chance.choice(faculties)
        departments = sorted(code for code, above in self.units.items() if above == faculty)
        inside = {"department": chance.choice(departments)} if departments and chance.random() < 0.3 else {}
        return {"faculty": faculty, **inside}

    def _places(self, chance: random.Random, *, always: bool) -> dict[str, str | list[str]]:
        found: dict[str, str | list[str]] = {}
        if chance.random() < 0.3:
            found["group"] = chance.choice(self.groups)
            if chance.random() < 0.5:
                found["members"] = "today"
        if (always and not found) or chance.random() < 0.2:
            found["country"] = chance.sample(self.countries, min(chance.choice([1, 1, 3]), len(self.countries)))
        return found

    def _other(self, chance: random.Random) -> dict[str, str]:
        """What it is compared with; often nothing, which is the year before."""
        parts = {
            "vs_year": chance.choice(self.years),
            "vs_faculty": chance.choice(["*", *sorted(c for c, p in self.units.items() if not p)]),
            "vs_country": chance.choice(["*", *self.countries]),
            "vs_group": chance.choice(["*", *self.groups]),
        }
        return {name: value for name, value in parts.items() if chance.random() < 0.4}
