"""What the cells of one institution may stand for: codes in the order in which the database sorts them, and names.

A position on an axis is the place of its code in that order, so that sorting positions is sorting codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, and_, case, func, select
from sqlalchemy.orm import aliased

from db.models import Country, CountryGroupMember, Institution, InstitutionRecord, Release, Series, Unit, UnitRecord
from db.queries.asking import LANGUAGES, name_in
from db.vocabulary import MembershipStatus, UnitKind

Ints = npt.NDArray[np.integer[Any]]
Words = npt.NDArray[np.object_]
Named = Mapping[str, Words]
"""Names by language."""


@dataclass(frozen=True)
class Units:
    """Units of the institution. faculties, departments: order of the code each belongs to, 0 where to none."""

    ids: Sequence[int]
    faculties: Ints
    departments: Ints
    faculty_codes: Words
    department_codes: Words
    faculty_names: Named
    department_names: Named


@dataclass(frozen=True)
class Membership:
    """A country in a group, by their positions: full member from a day until another (None: still)."""

    group: int
    country: int
    since: date
    until: date | None


@dataclass(frozen=True)
class Names:
    """Everything around the cells of one institution.

    partners: all institutions, since any may be one. country_at: position by alpha-3 and alpha-2 code.
    """

    institution: str
    home: Named
    home_country: str | None
    units: Units
    country_codes: Words
    country_names: Named
    country_at: Mapping[str, int]
    partner_ids: Sequence[int]
    partner_codes: Words
    partner_names: Named
    series_ids: Sequence[int]
    series_codes: Words
    measures: Words
    invented: Mapping[int, bool]
    group_codes: Words
    members: Sequence[Membership]


def words(values: Sequence[Any]) -> Words:
    """A column of objects."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def read_names(connection: Connection, institution: str) -> Names:
    """Names as they are now."""
    named = [name_in(Country, language).label(language) for language in LANGUAGES]
    countries = connection.execute(select(Country.code, Country.alpha2, *named).order_by(Country.code)).all()
    at = {row.code: place for place, row in enumerate(countries)}
    series = connection.execute(select(Series.id, Series.code, Series.measure).order_by(Series.code)).all()
    m = CountryGroupMember
    groups = connection.scalars(select(m.group_code).where(m.is_current).distinct().order_by(m.group_code)).all()
    partners = _institutions(connection)
    home = next((row for row in partners if row.code == institution), None)
    return Names(
        institution,
        home={language: words([getattr(home, language, None) or institution]) for language in LANGUAGES},
        home_country=home.country_code if home else None,
        units=_units(connection, institution),
        country_codes=words([row.code for row in countries]),
        country_names=_named(countries),
        country_at={**{row.alpha2: at[row.code] for row in countries}, **at},
        partner_ids=[row.id for row in partners],
        partner_codes=words([row.code for row in partners]),
        partner_names={language: words([getattr(row, language) or "" for row in partners]) for language in LANGUAGES},
        series_ids=[row.id for row in series],
        series_codes=words([row.code for row in series]),
        measures=words([row.measure for row in series]),
        invented={row.id: row.is_invented for row in connection.execute(select(Release.id, Release.is_invented))},
        group_codes=words(groups),
        members=_members(connection, at, groups),
    )


def _named(rows: Sequence[Any]) -> Named:
    return {language: words([getattr(row, language) for row in rows]) for language in LANGUAGES}


def _institutions(connection: Connection) -> Sequence[Any]:
    record = InstitutionRecord
    named = [name_in(record, language).label(language) for language in LANGUAGES]
    there = and_(record.institution_id == Institution.id, record.is_current)
    statement = select(Institution.id, Institution.code, record.country_code, *named).outerjoin(record, there)
    return connection.execute(statement.order_by(Institution.code)).all()


def _units(connection: Connection, institution: str) -> Units:
    """Units with the faculty that `places.placed` says they belong to, and the names it gives."""
    own, above, above_record = aliased(UnitRecord), aliased(Unit), aliased(UnitRecord)
    faculty = case((own.kind == UnitKind.DEPARTMENT, own.parent_id), (own.kind == UnitKind.FACULTY, Unit.id))
    names = [name_in(own, language).label(language) for language in LANGUAGES]
    above_names = [
        func.coalesce(name_in(above_record, language), above.code, "").label(f"above_{language}")
        for language in LANGUAGES
    ]
    statement = (
        select(Unit.id, Unit.code, own.kind, above.id.label("above"), above.code.label("above_code"))
        .add_columns(*names, *above_names)
        .join(Institution, Institution.id == Unit.institution_id)
        .outerjoin(own, and_(own.unit_id == Unit.id, own.is_current))
        .outerjoin(above, above.id == faculty)
        .outerjoin(above_record, and_(above_record.unit_id == above.id, above_record.is_current))
        .where(Institution.code == institution)
        .order_by(Unit.code)
    )
    rows = connection.execute(statement).all()
    order = {row.id: place for place, row in enumerate(rows, start=1)}
    is_department = [row.kind == UnitKind.DEPARTMENT for row in rows]
    return Units(
        ids=[row.id for row in rows],
        faculties=np.array([order.get(row.above, 0) for row in rows], dtype=np.int64),
        departments=np.array([order[r.id] if d else 0 for r, d in zip(rows, is_department, strict=True)], np.int64),
        faculty_codes=words([row.above_code or "" for row in rows]),
        department_codes=words([r.code if d else "" for r, d in zip(rows, is_department, strict=True)]),
        faculty_names={language: words([getattr(row, f"above_{language}") for row in rows]) for language in LANGUAGES},
        department_names={
            language: words([getattr(r, language) if d else "" for r, d in zip(rows, is_department, strict=True)])
            for language in LANGUAGES
        },
    )


def _members(connection: Connection, at: Mapping[str, int], groups: Sequence[str]) -> list[Membership]:
    m = CountryGroupMember
    full = select(m.group_code, m.country_code, m.valid_from, m.valid_to).where(m.is_current)
    found = connection.execute(full.where(m.status == MembershipStatus.MEMBER))
    return [
        Membership(groups.index(row.group_code), at[row.country_code], row.valid_from, row.valid_to) for row in found
    ]
