"""Where a figure belongs: its institution, faculty and department with their names, as joins that all topics share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import Subquery

from db import regions
from db.models import Country, Institution, InstitutionRecord, Release, Unit, UnitRecord
from db.queries.asking import name_in
from db.queries.whom import whom
from db.vocabulary import UnitKind

UNIT_DIMENSIONS = {
    "institution": ("institution_code", "institution"),
    "faculty": ("faculty_code", "faculty"),
    "department": ("department_code", "department"),
}


@dataclass
class Placed:
    """Columns that say where a row belongs, and the FROM clause that provides them."""

    columns: Sequence[ColumnElement[Any]]
    source: Any
    home: Any


def placed(table: Any, language: str) -> Placed:
    """Institution, faculty and department of the rows of `table` (which has unit_id and release_id).

    '' is the code of a faculty or department that the source does not tell.
    """
    unit, home, home_record = aliased(Unit), aliased(Institution), aliased(InstitutionRecord)
    own, above, above_record = aliased(UnitRecord), aliased(Unit), aliased(UnitRecord)
    is_department = own.kind == UnitKind.DEPARTMENT
    faculty = case((is_department, own.parent_id), (own.kind == UnitKind.FACULTY, unit.id))
    source = (
        table.__table__.join(unit, unit.id == table.unit_id)
        .join(home, home.id == unit.institution_id)
        .join(Release, Release.id == table.release_id)
        .outerjoin(home_record, and_(home_record.institution_id == home.id, home_record.is_current))
        .outerjoin(own, and_(own.unit_id == unit.id, own.is_current))
        .outerjoin(above, above.id == faculty)
        .outerjoin(above_record, and_(above_record.unit_id == above.id, above_record.is_current))
    )
    columns = [
        home.code.label("institution_code"),
        func.coalesce(name_in(home_record, language), home.code).label("institution"),
        func.coalesce(above.code, "").label("faculty_code"),
        func.coalesce(name_in(above_record, language), above.code, "").label("faculty"),
        case((is_department, unit.code), else_=literal("")).label("department_code"),
        case((is_department, name_in(own, language)), else_=literal("")).label("department"),
        Release.is_invented.label("is_invented"),
        Release.id.label("release"),
    ]
    return Placed(columns, source, home_record)


def country_named(source: Any, code: Any, language: str) -> tuple[Any, list[ColumnElement[Any]]]:
    """FROM clause with the country `code` joined, and its columns country_code and country."""
    country = aliased(Country)
    columns = [code.label("country_code"), name_in(country, language).label("country")]
    return source.outerjoin(country, country.code == code), columns


def with_regions(cells: Subquery, language: str) -> Subquery:
    """The cells with region_code and region of their country; '' where it has none."""
    country = cells.c.country_code
    code = case(*[(country.in_(sorted(some)), literal(code)) for code, some in regions.MEMBERS.items()], else_="")
    coded = select(cells, code.label("region_code")).subquery()
    names = {code: regions.name(code, language) for code in regions.MEMBERS}
    return select(coded, case(names, value=coded.c.region_code, else_="").label("region")).subquery("cells")


def partner_named(source: Any, key: Any, language: str, agreement: Any = None) -> tuple[Any, list[ColumnElement[Any]]]:
    """FROM clause with the partner `key` joined, and its columns partner_code, partner and, to search in,
    partner_known_as: its names in all languages, other spellings and its town.

    A partner is whom persons said it to be; agreement: key of the agreement that a row speaks of.
    """
    source, key = whom(source, key, agreement)
    partner, record = aliased(Institution), aliased(InstitutionRecord)
    source = source.join(partner, partner.id == key).outerjoin(
        record, and_(record.institution_id == partner.id, record.is_current)
    )
    name = func.coalesce(name_in(record, language), "")
    names = record.name_en + " " + record.name_ru + " " + record.name_kk
    known_as = func.coalesce(names + " " + record.spellings + " " + record.city, "")
    return source, [partner.code.label("partner_code"), name.label("partner"), known_as.label("partner_known_as")]
