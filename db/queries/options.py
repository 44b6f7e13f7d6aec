"""What can be chosen: institutions, years, units, countries, partners, series that have figures."""

from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, String, case, cast, func, literal, select, union, union_all

from db.models import (
    AgreementStatement,
    AgreementYear,
    Country,
    CountryGroupMember,
    EnrolmentCount,
    Institution,
    InstitutionRecord,
    MobilityCount,
    PublishedFigure,
    PublishedFigureCountry,
    Release,
    Series,
    Statement,
    Target,
    Unit,
    UnitRecord,
)
from db.queries.asking import LANGUAGES, Members, day_of, frame, members, name_in
from db.queries.whom import whom
from db.vocabulary import NOT_COUNTRIES, CellState, Population

WITH_UNIT = (MobilityCount, PublishedFigure, Statement, AgreementStatement, AgreementYear, Target)


def institutions(engine: Engine, language: str = "en") -> pd.DataFrame:
    """Institutions with figures of their own: code, name, country, has_records, has_published, is_invented."""
    record = InstitutionRecord
    units_with = {table.__tablename__: _owners(engine, table) for table in WITH_UNIT}
    statement = select(
        Institution.id, Institution.code, name_in(record, language).label("name"), record.kind, record.country_code,
        record.city, Release.is_invented,
    ).join(record, record.institution_id == Institution.id).join(Release, Release.id == record.release_id)  # fmt: skip
    found = frame(engine, statement.where(record.is_current).order_by(Institution.code))
    found["has_records"] = found["id"].isin(units_with["mobility_count"])
    found["has_published"] = found["id"].isin(units_with["published_figure"])
    everywhere: set[int] = set().union(*units_with.values())
    return found[found["id"].isin(everywhere)].drop(columns="id").reset_index(drop=True)


def _owners(engine: Engine, table: Any) -> set[int]:
    """Keys of the institutions with current rows in a table."""
    statement = select(Unit.institution_id).join(table, table.unit_id == Unit.id).where(table.is_current).distinct()
    with engine.connect() as connection:
        return set(connection.scalars(statement))


def years(engine: Engine, institution: str) -> list[int]:
    """Academic years with a record figure or, where there is none, with a published one; newest first."""
    m, p = MobilityCount, PublishedFigure
    counted = select(m.period).join(Unit, Unit.id == m.unit_id).join(Institution, Institution.id == Unit.institution_id)
    said = (
        select(p.academic_year)
        .join(Unit, Unit.id == p.unit_id)
        .join(Institution, Institution.id == Unit.institution_id)
    )
    with engine.connect() as connection:
        found = connection.scalars(counted.where(Institution.code == institution, m.is_current).distinct()).all()
        if not found:
            said = said.where(Institution.code == institution, p.is_current, p.academic_year.is_not(None))
            found = [str(year) for year in connection.scalars(said.distinct())]
    return sorted({int(period[:4]) for period in found}, reverse=True)


def units(engine: Engine, institution: str, language: str = "en") -> pd.DataFrame:
    """Faculties and departments that exist: code, name, kind, parent_code."""
    above = Unit.__table__.alias("above")
    r = UnitRecord
    statement = (
        select(
            Unit.code, name_in(r, language).label("name"), r.kind, func.coalesce(above.c.code, "").label("parent_code")
        )
        .join(r, r.unit_id == Unit.id)
        .join(Institution, Institution.id == Unit.institution_id)
        .outerjoin(above, above.c.id == r.parent_id)
        .where(Institution.code == institution, r.is_current)
    )
    return frame(engine, statement)


def groups(engine: Engine) -> list[str]:
    """Codes of the country groups."""
    m = CountryGroupMember
    with engine.connect() as connection:
        return list(connection.scalars(select(m.group_code).where(m.is_current).distinct().order_by(m.group_code)))


def members_in(engine: Engine, group: str, academic_year: int, today: bool = False) -> list[str]:
    """Members of a country group at the start of an academic year, or today."""
    return members(engine, group, day_of(str(academic_year), Members.TODAY if today else Members.THEN))


def mobility_series(engine: Engine, institution: str) -> pd.DataFrame:
    """Series of an institution by direction and mobility type, preferred first: only those that measure something."""
    m = MobilityCount
    statement = (
        select(
            Series.code.label("series"), Series.label, Series.measure, Series.count_date, Series.origin_basis,
            Series.period_kind, Series.counted, Series.preference, m.direction, m.mobility_type,
            func.max(case((m.country_code.not_in(sorted(NOT_COUNTRIES)), 1), else_=0)).label("has_countries"),
        )
        .join(m, m.series_id == Series.id)
        .join(Unit, Unit.id == m.unit_id)
        .join(Institution, Institution.id == Unit.institution_id)
        .where(Institution.code == institution, m.is_current, m.cell_state == CellState.VALUE)
        .where(Series.population == Population.STUDENTS)
        .group_by(
            Series.code, Series.label, Series.measure, Series.count_date, Series.origin_basis, Series.period_kind,
            Series.counted, Series.preference, m.direction, m.mobility_type,
        )
        .order_by(m.direction, m.mobility_type, Series.preference, Series.code)
    )  # fmt: skip
    return frame(engine, statement, integers=("preference",))


def enrolment_series(engine: Engine, institution: str) -> str:
    """The preferred series of all students of an institution; '' where it has none."""
    e = EnrolmentCount
    statement = (
        select(Series.code)
        .join(e, e.series_id == Series.id)
        .join(Unit, Unit.id == e.unit_id)
        .join(Institution, Institution.id == Unit.institution_id)
        .where(Institution.code == institution, e.is_current, Series.population == Population.STUDENTS)
        .order_by(Series.preference, Series.code)
        .limit(1)
    )
    with engine.connect() as connection:
        return connection.scalar(statement) or ""


def countries(engine: Engine, institution: str, language: str = "en") -> dict[str, str]:
    """Names by code of the countries that an institution has figures, statements or agreements about."""
    m, p, a = MobilityCount, PublishedFigure, AgreementStatement
    member = PublishedFigureCountry
    asked = [
        _of(institution, select(m.country_code).where(m.is_current), m),
        _of(institution, select(a.country_code).where(a.is_current), a),
        _of(institution, select(member.country_code).join(p, p.id == member.figure_id).where(p.is_current), p),
    ]
    codes = union(*asked).subquery()
    statement = select(Country.code, name_in(Country, language)).where(Country.code.in_(select(codes.c[0])))
    with engine.connect() as connection:
        return {code: name for code, name in connection.execute(statement) if code not in NOT_COUNTRIES}


def all_countries(engine: Engine, language: str = "en") -> dict[str, str]:
    """Names by code of all countries."""
    statement = select(Country.code, name_in(Country, language))
    with engine.connect() as connection:
        return {code: name for code, name in connection.execute(statement) if code not in NOT_COUNTRIES}


def partners(engine: Engine, institution: str, language: str = "en") -> dict[str, str]:
    """Names by code of the partners that an institution has students with or agreements about."""
    statement = _of_partners(institution, select(Institution.code, name_in(InstitutionRecord, language).label("name")))
    with engine.connect() as connection:
        return {row.code: row.name for row in connection.execute(statement)}


def _of_partners(institution: str, statement: Any) -> Any:
    """The statement, of an institution's partners and what is recorded of them."""
    m, a, record = MobilityCount, AgreementStatement, InstitutionRecord
    codes = union(*[_of(institution, _counted_as(table), table) for table in (m, a)]).subquery()
    statement = statement.join(record, record.institution_id == Institution.id)
    return statement.where(record.is_current, Institution.id.in_(select(codes.c[0])))


def known_as(engine: Engine, institution: str) -> pd.DataFrame:
    """Every name of what can be chosen at an institution: kind (country, faculty, department or partner), code, name,
    language ('' for a partner's town). All countries there are; a name that a language lacks has no row."""
    c, r, record = Country, UnitRecord, InstitutionRecord
    units = select().join_from(Unit, r, r.unit_id == Unit.id).join(Institution, Institution.id == Unit.institution_id)
    units = units.where(Institution.code == institution, r.is_current)
    statements = [
        *_each_name(select().where(c.code.not_in(sorted(NOT_COUNTRIES))), literal("country"), c.code, c),
        *_each_name(units, cast(r.kind, String), Unit.code, r),
    ]
    town = [literal("partner"), Institution.code, record.city, literal("")]
    partners = [*_each_name(select(), literal("partner"), Institution.code, record), select(*town)]
    statements += [_of_partners(institution, one) for one in partners]
    names = union_all(*statements).subquery()
    kind, code, name, language = names.c
    listed = select(kind.label("kind"), code.label("code"), name.label("name"), language.label("language"))
    return frame(engine, listed.where(name != "").order_by(kind, code, language, name))


def _each_name(statement: Select[Any], kind: Any, code: Any, record: Any) -> list[Select[Any]]:
    """Kind, code, name and language of what the statement joins, a statement for each language."""
    return [
        statement.add_columns(kind, code, getattr(record, f"name_{language}"), literal(language))
        for language in LANGUAGES
    ]


def _counted_as(table: Any) -> Any:
    """Partners of the current rows of a table, each as whom it counts."""
    source, key = whom(table.__table__, table.partner_id, getattr(table, "agreement_id", None))
    return select(key).select_from(source).where(table.is_current)


def _of(institution: str, statement: Any, table: Any) -> Any:
    """The statement, of one institution only."""
    statement = statement.join(Unit, Unit.id == table.unit_id).join(Institution, Institution.id == Unit.institution_id)
    return statement.where(Institution.code == institution)


def institution(engine: Engine, code: str, language: str = "en") -> dict[str, str]:
    """What is known of an institution: name, kind, country_code, country, city, name_en, name_ru, name_kk, spellings,
    ror, erasmus_code; nothing where it has no record."""
    r, c = InstitutionRecord, Country
    columns = [
        name_in(r, language).label("name"), cast(r.kind, String).label("kind"), r.country_code,
        name_in(c, language).label("country"), r.city, r.name_en, r.name_ru, r.name_kk, r.spellings, r.ror,
        r.erasmus_code,
    ]  # fmt: skip
    statement = select(*columns).join(Institution, Institution.id == r.institution_id)
    statement = statement.join(c, c.code == r.country_code).where(Institution.code == code, r.is_current)
    with engine.connect() as connection:
        row = connection.execute(statement).mappings().one_or_none()
        return {str(name): str(value) for name, value in row.items()} if row else {}
