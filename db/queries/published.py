"""What was said: published figures, targets, statements, the register of agreements. Listed, never added."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, String, and_, cast, exists, or_, select

from db.metrics import METRICS
from db.models import (
    Agreement,
    AgreementStatement,
    Country,
    PublishedFigure,
    PublishedFigureCountry,
    SetAside,
    Statement,
    Target,
    Unit,
)
from db.queries.asking import EMPTY, BadQuestion, Members, Topic, Where, as_of, day_of, frame, members, name_in, wanted
from db.queries.places import UNIT_DIMENSIONS, country_named, partner_named, placed
from db.queries.search import mentioning

DOCUMENT = ("source_title", "source_publisher", "source_url", "source_date")
TAIL = ("is_invented", "release")
FIGURES = Topic(
    "published",
    {
        "code": ("code",), **UNIT_DIMENSIONS, "metric": ("metric",), "academic_year": ("academic_year",),
        "country": ("country_code", "country"), "direction": ("direction",), "level": ("level",),
        "qualifier": ("qualifier",), "measure": ("measure",), "period": ("period",), "definition": ("definition",),
        "source_url": ("source_url",),
    },
    splits=(),
)  # fmt: skip
REGISTER = Topic(
    "agreements",
    {
        "agreement": ("agreement",), **UNIT_DIMENSIONS, "partner": ("partner_code", "partner"),
        "country": ("country_code", "country"), "type": ("type",), "status": ("status",),
        "programme": ("programme",), "code": ("code",),
    },
    splits=(),
)  # fmt: skip
KNOWN_AS = "known_as"
SAID = {"code": ("code",), **UNIT_DIMENSIONS}
TARGETS = Topic("targets", {**SAID, "metric": ("metric",), "target_year": ("target_year",)}, splits=())
STATEMENTS = Topic("statements", {**SAID, "kind": ("kind",), "country": ("scope",)}, splits=())


def published(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Published figures, one row each, newest academic year first; `by` only chooses which columns stand first.

    `country` is the set of countries a figure speaks of together (codes parted by ';'; '' all foreign countries);
    the condition country=CHN finds every figure whose set holds China, group=SCO every one whose set holds a country
    that is a member today or, with members=then, was one on 1 September of the figure's academic year. Condition
    search=WORDS looks everywhere, as `search.mentioning` tells. set_aside: why a person set the figure aside; ''.
    """
    return mentioned(figures_known_as(engine, by, where, language), where.get("search", ()))


def mentioned(rows: pd.DataFrame, sought: Sequence[str]) -> pd.DataFrame:
    """Rows of `figures_known_as` or `statements_known_as` in which all that is sought is found, as `published`."""
    return mentioning(rows.drop(columns=KNOWN_AS), sought, rows[KNOWN_AS].tolist()).reset_index(drop=True)


def figures_known_as(
    engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en"
) -> pd.DataFrame:
    """As `published`, whatever is sought, with other names of what each speaks of in the column KNOWN_AS."""
    p = PublishedFigure
    where_it_is = placed(p, language)
    columns = [
        p.code, *where_it_is.columns, p.metric, p.academic_year, p.period, p.period_kind, p.as_of, p.direction, p.level,
        p.value, p.qualifier, p.margin, p.unit_of_measure, p.measure, p.covers, p.except_level, p.period_basis,
        p.is_additive, p.is_doubtful, p.definition, p.scope_note,
        p.note, p.confidence, *_document(p), p.id.label("id"),
        select(Unit.code).where(Unit.id == p.unit_id).scalar_subquery().label("unit_code"),
    ]  # fmt: skip
    statement = select(*columns).select_from(where_it_is.source).where(p.is_current)
    rows = _said(engine, FIGURES, statement, where, in_set=_of_countries)
    sets = _country_sets(engine)
    names, known_as = _country_names(engine, language)
    codes = [sets.get(figure, []) for figure in rows["id"]]
    rows["country_code"] = pd.Series([";".join(some) for some in codes], index=rows.index, dtype=object)
    rows["country"] = pd.Series(["; ".join(names[c] for c in some) for some in codes], index=rows.index, dtype=object)
    spoken_of = [
        " ".join([METRICS.get(metric, ""), *[known_as[c] for c in some]])
        for metric, some in zip(rows["metric"], codes, strict=True)
    ]
    reasons = _set_aside(engine)
    rows["set_aside"] = pd.Series([reasons.get(code, "") for code in rows["code"]], index=rows.index, dtype=object)
    rows[KNOWN_AS] = pd.Series(spoken_of, index=rows.index, dtype=object)
    rows = rows.sort_values(["academic_year", "code"], ascending=[False, True], na_position="last")
    middle = [
        "code", "metric", "academic_year", "period", "as_of", "institution_code", "faculty_code", "faculty", "level",
        "direction", "country_code", "country", "value", "qualifier", "unit_of_measure", "measure", "source_title",
        "source_url", "source_date", "source_publisher", "definition", "scope_note", "note", "confidence",
        "is_doubtful", "is_additive", "covers", "except_level", "margin", "set_aside", "period_kind",
        "period_basis", "institution", "department_code", "department", "unit_code", KNOWN_AS,
    ]  # fmt: skip
    return _arranged(rows, FIGURES.columns(by), middle, integers=("academic_year", "release"))


def _set_aside(engine: Engine) -> dict[str, str]:
    """Why figures are set aside, by code."""
    s = SetAside
    with engine.connect() as connection:
        found = connection.execute(select(s.code, s.reason).where(s.taken_back_at.is_(None)))
        return {row.code: row.reason for row in found}


def targets(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Stated goals, one row per statement; rival goals stand side by side."""
    t = Target
    where_it_is = placed(t, language)
    columns = [
        t.code, *where_it_is.columns, t.metric, t.value, t.qualifier, t.target_year, t.set_on, t.good, t.note,
        *_document(t),
    ]  # fmt: skip
    statement = select(*columns).select_from(where_it_is.source).where(t.is_current)
    rows = _said(engine, TARGETS, statement, where)
    rows = mentioning(rows, where.get("search", ()), [METRICS.get(metric, "") for metric in rows["metric"]])
    rows = rows.sort_values(["metric", "target_year", "code"], na_position="last")
    middle = [
        "code",
        "institution_code",
        "institution",
        "metric",
        "value",
        "qualifier",
        "target_year",
        "set_on",
        "good",
    ]
    return _arranged(rows, TARGETS.columns(by), [*middle, "note", *DOCUMENT], integers=("target_year", "release"))


def statements(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Published sentences without a number, one row each."""
    return mentioned(statements_known_as(engine, by, where, language), where.get("search", ()))


def statements_known_as(
    engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en"
) -> pd.DataFrame:
    """As `statements`, whatever is sought, with other names of what each speaks of in the column KNOWN_AS."""
    s = Statement
    where_it_is = placed(s, language)
    columns = [s.code, *where_it_is.columns, s.kind, s.on_date, s.text, s.scope, *_document(s)]
    statement = select(*columns).select_from(where_it_is.source).where(s.is_current)
    rows = _said(engine, STATEMENTS, statement, where)
    known_as = _country_names(engine, language)[1]
    rows[KNOWN_AS] = pd.Series([known_as.get(scope, "") for scope in rows["scope"]], index=rows.index, dtype=object)
    middle = ["code", "institution_code", "institution", "faculty_code", "faculty", "kind", "on_date", "text", "scope",
              KNOWN_AS]  # fmt: skip
    return _arranged(rows.sort_values("code"), STATEMENTS.columns(by), [*middle, *DOCUMENT], integers=("release",))


def register(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """What sources say of agreements, one row per statement: partner, type, status, dates, unit, document."""
    a = AgreementStatement
    where_it_is = placed(a, language)
    source, country = country_named(where_it_is.source, a.country_code, language)
    source, partner = partner_named(source, a.partner_id, language, a.agreement_id)
    columns = [
        a.code, Agreement.code.label("agreement"), *partner, *country, *where_it_is.columns, a.type, a.status, a.start,
        a.valid_from, a.valid_to, a.programme, a.__table__.c.field.label("field"), a.period.label("academic_year"),
        a.note, *_document(a),
    ]  # fmt: skip
    statement = select(*columns).select_from(source.join(Agreement, Agreement.id == a.agreement_id)).where(a.is_current)
    rows = _said(engine, REGISTER, statement, where)
    known_as = _country_names(engine, language)[1]
    rows = mentioning(rows, where.get("search", ()), [known_as.get(code, "") for code in rows["country_code"]])
    rows = rows.sort_values(["partner", "partner_code", "agreement", "code", "faculty_code", "department_code"])
    middle = [
        "agreement", "partner_code", "partner", "country_code", "country", "type", "status", "start", "valid_from",
        "valid_to", "faculty_code", "faculty", "programme", "field", "academic_year", "note", *DOCUMENT, "code",
        "institution_code", "institution",
    ]  # fmt: skip
    return _arranged(rows, REGISTER.columns(by), middle, integers=("release",))


def _document(table: Any) -> list[Any]:
    return [table.source_title, table.source_publisher, table.source_url, table.source_date]


def _said(
    engine: Engine, topic: Topic, statement: Select[*tuple[Any, ...]], where: Where, in_set: Any = None
) -> pd.DataFrame:
    """The rows that meet the conditions, but for `search`. in_set: condition on a set of countries."""
    columns = {str(column.key): column for column in statement.selected_columns}
    asked = _asked(engine, topic, where)
    groups = asked.pop("group", ()) if "group" in topic.conditions else ()
    of = as_of({"members": asked.pop("members", ())} if "members" in topic.conditions else {}, Members.TODAY)
    for name, values in asked.items():
        if name == "country" and in_set is not None:
            statement = statement.where(in_set(values))
        elif name in topic.dimensions:
            column = columns[topic.dimensions[name][0]]
            statement = statement.where(cast(column, String).in_([str(value) for value in values]))
        else:
            offered = ", ".join([*topic.conditions, "search"])
            raise BadQuestion(f"{topic.name} has no condition {name!r}. It has: {offered}.")
    if groups:
        in_one = in_set or columns[topic.dimensions["country"][0]].in_
        year = columns.get("academic_year") if of is Members.THEN else None
        statement = statement.where(_in_groups(engine, groups, asked.get("country"), in_one, year))
    return frame(engine, statement)


def _asked(engine: Engine, topic: Topic, where: Where) -> dict[str, Sequence[Any]]:
    """The conditions as they are stored, but for `search`."""
    return {
        name: list(values) if topic is STATEMENTS else _stored(engine, name, values)
        for name, values in where.items()
        if values and name != "search"
    }


def _in_groups(engine: Engine, groups: Sequence[str], among: Sequence[str] | None, in_one: Any, year: Any) -> Any:
    """Condition: speaks of a country that is a member of one of the groups and, where `among` tells some, one of them.

    in_one: condition on countries; year: column with the academic year that membership is of, where it has one and not
    of today.
    """

    def on(day: date) -> Any:
        codes = {code for group in groups for code in members(engine, group, day)}
        return in_one(sorted(codes if among is None else codes & set(among)))

    if year is None:
        return on(date.today())
    with engine.connect() as connection:
        years = {None, *connection.scalars(select(year).distinct())}
    return or_(*[and_(year.is_not_distinct_from(one), on(day_of(str(one or ""), Members.THEN))) for one in years])


def _stored(engine: Engine, name: str, values: Sequence[str]) -> list[Any]:
    """The values as they are stored; '' asks for what has none. Raises BadQuestion."""
    return [*wanted(engine, name, [value for value in values if value]), *[value for value in values if not value]]


def _of_countries(codes: Sequence[str]) -> Any:
    member = PublishedFigureCountry
    found = select(member.figure_id).where(member.figure_id == PublishedFigure.id, member.country_code.in_(codes))
    return exists(found)


def _country_sets(engine: Engine) -> dict[int, list[str]]:
    """Codes of each figure's countries, in order."""
    member = PublishedFigureCountry
    sets: dict[int, list[str]] = {}
    with engine.connect() as connection:
        for figure, code in connection.execute(
            select(member.figure_id, member.country_code).order_by(member.figure_id, member.country_code)
        ):
            sets.setdefault(figure, []).append(code)
    return sets


def _country_names(engine: Engine, language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Names by code in the language; and in all three, to search in."""
    c = Country
    statement = select(c.code, name_in(c, language).label("name"), c.name_en, c.name_ru, c.name_kk)
    with engine.connect() as connection:
        rows = connection.execute(statement).all()
    return {r.code: r.name for r in rows}, {r.code: f"{r.name_en} {r.name_ru} {r.name_kk}" for r in rows}


def _arranged(rows: pd.DataFrame, first: Sequence[str], middle: Sequence[str], integers: Sequence[str]) -> pd.DataFrame:
    order = list(dict.fromkeys([*first, *middle, *TAIL]))
    arranged = rows[order].reset_index(drop=True)
    whole = {name: "Int64" for name in integers if name in arranged}
    numbers = {"value": "float64"} if "value" in arranged else {}
    return arranged.astype({**whole, **numbers, "is_invented": "bool"})
