"""Record figures: mobility, enrolment, places and assigned students. Sums happen here and nowhere else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, String, and_, case, cast, func, literal, select
from sqlalchemy.sql.selectable import Subquery

from db.models import (
    Agreement,
    AgreementStatement,
    AgreementYear,
    EnrolmentCount,
    MobilityCount,
    ReleaseFile,
    Series,
)
from db.queries import gate
from db.queries.asking import EMPTY, Scope, Topic, Where, as_of, conditions, frame, refuse_stock_over_years, with_groups
from db.queries.places import UNIT_DIMENSIONS, country_named, partner_named, placed, with_regions
from db.vocabulary import CellState

COUNTED = {"academic_year": ("academic_year",), "period": ("period",), **UNIT_DIMENSIONS}
ABROAD = {
    "direction": ("direction",),
    "country": ("country_code", "country"),
    "region": ("region_code", "region"),
    "group": ("group_code",),
    "partner": ("partner_code", "partner"),
    "scope": ("scope",),
    "series": ("series",),
    "release": ("release",),
}
MOBILITY = Topic(
    "mobility",
    {**COUNTED, **ABROAD, "mobility_type": ("mobility_type",), "level": ("level",), "field": ("field",)},
    splits=("institution_code", "series", "measure", "direction", "mobility_type"),
)
ENROLMENT = Topic(
    "enrolment",
    {**COUNTED, "level": ("level",), "field": ("field",), "series": ("series",), "release": ("release",)},
    splits=("institution_code", "series", "measure"),
)
AGREEMENTS = Topic(
    "agreements",
    {
        **COUNTED,
        **ABROAD,
        "agreement": ("agreement",),
        "programme": ("programme",),
        "type": ("type",),
        "isced_f": ("isced_f_code",),
        "level": ("level",),
    },
    splits=("institution_code", "series", "direction"),
)
NOT_ADDED_UP = (CellState.WITHHELD, CellState.NOT_STATED, CellState.NOT_MEASURED)
"""States of which one cell leaves a sum incomplete."""


@dataclass(frozen=True)
class OfInstitution:
    """Questions about the records of one institution, answered by SQL."""

    engine: Engine
    institution: str

    def mobility(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        """As `mobility`, of the institution."""
        return mobility(self.engine, by, {**where, "institution": [self.institution]}, language)

    def enrolment(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        """As `enrolment`, of the institution."""
        return enrolment(self.engine, by, {**where, "institution": [self.institution]}, language)


def mobility(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Students (or staff) by `by`, largest first; domestic mobility only if `where` has scope.

    Columns: those of `by`; headcount (Int64, <NA> where nothing is known), state, withheld_cells (Int64); then what is
    never added: institution_code, series, measure, direction, mobility_type; academic_years (of a flow added over
    years), is_invented.
    By group there is a row for each country group, group_code first, with the sum over its members: those of
    1 September of each academic year or, if `where` has members=today, of today. Groups overlap: rows of different
    ones are never added up. Raises BadQuestion; StockOverYears where a stock would be added over years.
    """
    engine, cells = gate.routed(engine, by, where), _mobility_cells(language)
    return _answer(engine, MOBILITY, cells, by, where, {"headcount": "cell_state"}, language)


def enrolment(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """All students, the denominator; columns as in `mobility`, without direction and type."""
    engine, cells = gate.routed(engine, by, where), _enrolment_cells(language)
    return _answer(engine, ENROLMENT, cells, by, where, {"headcount": "cell_state"}, language)


def agreement_use(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Places and assigned students of agreements; columns as in `mobility` with places, assigned and their states.

    Places are offered anew each year, so they add up over years, as a flow does; academic_years tells which.
    use_pct (Float64): assigned in percent of places; beyond (Int64): students for whom their agreement had no place in
    its year, study field and level. Both of the rows in which both numbers are known; <NA> where there is none.
    """
    measures = {"places": "places_state", "assigned": "assigned_state"}
    answer = _answer(engine, AGREEMENTS, _agreement_cells(language), by, where, measures, language, _use)
    return answer.astype({"use_pct": "Float64"})


def _use(cells: Subquery) -> list[ColumnElement[Any]]:
    c = cells.c
    both = and_(c.places_state == CellState.VALUE, c.assigned_state == CellState.VALUE)
    of_both = {name: func.sum(case((both, c[name]))) for name in ("places", "assigned")}
    over = func.sum(case((and_(both, c.assigned > c.places), c.assigned - c.places), (both, 0)))
    percent = 100.0 * of_both["assigned"] / func.nullif(of_both["places"], 0)
    return [percent.label("use_pct"), over.label("beyond")]


def cells_behind(engine: Engine, where: Where = EMPTY, language: str = "en", limit: int = 300) -> pd.DataFrame:
    """The cells that a mobility figure is made of, each with file and lines, largest first, at most `limit`.

    Raises NotShown for those that are not shown exactly to the person who asks.
    """
    engine = gate.routed(engine, ("partner", "field", "faculty"), where)
    cells = _mobility_cells(language)
    listed = (
        "academic_year",
        "country",
        "faculty",
        "department",
        "level",
        "field",
        "partner",
        "headcount",
        "cell_state",
    )
    columns = [cells.c[name] for name in (*listed, "series", "file", "source_rows", "release")]
    found = conditions(engine, MOBILITY, cells, _scoped((), where)[1])
    statement = select(*columns).where(*found).order_by(cells.c.headcount.desc().nulls_last(), *columns).limit(limit)
    return frame(engine, statement, integers=("headcount", "release"))


def _scoped(by: Sequence[str], where: Where) -> tuple[list[str], Where]:
    """The question with domestic mobility left out, unless it names a scope or lists by it; then both scopes are
    listed apart wherever both may be found: they are never added."""
    asked = set(where.get("scope", ()))
    if not asked and "scope" not in by:
        return list(by), {**where, "scope": [Scope.INTERNATIONAL]}
    one = asked in ({Scope.INTERNATIONAL}, {Scope.DOMESTIC})
    return [*by, *([] if one else ["scope"])], where


def _answer(
    engine: Engine, topic: Topic, cells: Subquery, by: Sequence[str], where: Where, measures: dict[str, str],
    language: str, beside: Callable[[Subquery], list[ColumnElement[Any]]] = lambda cells: [],
) -> pd.DataFrame:  # fmt: skip
    if "scope" in topic.dimensions:
        by, where = _scoped(by, where)
    listed = topic.columns(sorted(by, key=lambda name: name != "group"))
    if "group" in by:
        cells = with_groups(engine, cells, as_of(where))
    if "region" in by:
        cells = with_regions(cells, language)
    found = conditions(engine, topic, cells, where)
    if "measure" in topic.splits:
        refuse_stock_over_years(engine, cells, found, by)
    splits = [name for name in topic.splits if name not in listed]
    keys = [cells.c[name] for name in [*listed, *splits]]
    statement = (
        select(
            *[cells.c[name] for name in listed],
            *[column for name, state in measures.items() for column in _measured(cells, name, state)],
            *beside(cells),
            *[cells.c[name] for name in splits],
            *_years(cells, by),
            func.max(case((cells.c.is_invented, 1), else_=0)).label("is_invented"),
        )
        .where(*found)
        .group_by(*keys)
    )
    order = [cells.c.academic_year] if "academic_year" in by else []
    first = next(iter(measures))
    statement = statement.order_by(*order, func.sum(cells.c[first]).desc().nulls_last(), *keys)
    whole = [name for name in ("academic_year", "release") if name in by]
    counted = [str(c.key) for c in statement.selected_columns if str(c.key).endswith("_cells")]
    answer = frame(engine, statement, integers=[*measures, *counted, *whole, "use_pct", "beyond"])
    return answer.assign(is_invented=answer["is_invented"].astype(bool))


def _years(cells: Subquery, by: Sequence[str]) -> list[ColumnElement[Any]]:
    """'2015–2016' where several years are added, '2015' where one is; nothing where years are listed."""
    if "academic_year" in by or "period" in by:
        return []
    first, last = func.min(cells.c.academic_year), func.max(cells.c.academic_year)
    return [case((first == last, first), else_=first + literal("–") + last).label("academic_years")]


def _measured(cells: Subquery, name: str, state: str) -> list[ColumnElement[Any]]:
    """Sum of the known cells, the state of the sum, and how many of its cells are withheld."""

    def some(wanted: CellState) -> ColumnElement[int]:
        return func.sum(case((cells.c[state] == wanted, 1), else_=0))

    known = some(CellState.VALUE)
    incomplete = [(some(s) > 0, case((known > 0, literal("partial")), else_=literal(s.value))) for s in NOT_ADDED_UP]
    of_sum = case(*incomplete, (known > 0, literal("value")), else_=literal("not_applicable"))
    label = "state" if state == "cell_state" else state
    withheld = "withheld_cells" if state == "cell_state" else f"{name}_withheld_cells"
    return [func.sum(cells.c[name]).label(name), of_sum.label(label), some(CellState.WITHHELD).label(withheld)]


def _mobility_cells(language: str) -> Subquery:
    m = MobilityCount
    where = placed(m, language)
    source, country = country_named(where.source, m.country_code, language)
    source, partner = partner_named(source, m.partner_id, language)
    source = source.join(Series, Series.id == m.series_id).join(ReleaseFile, ReleaseFile.id == m.file_id)
    columns = [
        *where.columns, *country, *partner, _scope(where.home, m), *when(m),
        Series.code.label("series"), Series.measure.label("measure"), m.direction, m.mobility_type, m.level,
        _study_field(m), m.headcount, m.cell_state, ReleaseFile.name.label("file"), m.source_rows,
    ]  # fmt: skip
    return select(*columns).select_from(source).where(m.is_current).subquery("cells")


def _enrolment_cells(language: str) -> Subquery:
    e = EnrolmentCount
    where = placed(e, language)
    columns = [
        *where.columns, *when(e), Series.code.label("series"), Series.measure.label("measure"),
        e.level, _study_field(e), e.headcount, e.cell_state,
    ]  # fmt: skip
    source = where.source.join(Series, Series.id == e.series_id)
    return select(*columns).select_from(source).where(e.is_current).subquery("cells")


def _agreement_cells(language: str) -> Subquery:
    a = AgreementYear
    where = placed(a, language)
    source, country = country_named(where.source, a.country_code, language)
    source, partner = partner_named(source, a.partner_id, language, a.agreement_id)
    source = source.join(Series, Series.id == a.series_id).join(Agreement, Agreement.id == a.agreement_id)
    columns = [
        *where.columns, *country, *partner, _scope(where.home, a), *when(a),
        Series.code.label("series"), Series.measure.label("measure"), a.direction, Agreement.code.label("agreement"),
        _said("programme"), _said("type"), a.isced_f_code, a.level, a.places, a.places_state, a.assigned,
        a.assigned_state,
    ]  # fmt: skip
    return select(*columns).select_from(source).where(a.is_current).subquery("cells")


def _said(column: str) -> Any:
    """What the statements about an agreement say in `column`; the last word where they differ."""
    s = AgreementStatement
    return (
        select(func.max(cast(getattr(s, column), String)))
        .where(s.agreement_id == AgreementYear.agreement_id, s.is_current)
        .scalar_subquery()
        .label(column)
    )


def when(table: Any) -> list[ColumnElement[Any]]:
    """The year a period starts in, and the period: a year, a month or a day."""
    return [func.substr(table.period, 1, 4).label("academic_year"), table.period.label("period")]


def _scope(home: Any, table: Any) -> Any:
    domestic = home.country_code == table.country_code
    return case((domestic, literal("domestic")), else_=literal("international")).label("scope")


def _study_field(table: Any) -> Any:
    return table.__table__.c.field.label("field")
