"""Totals beside their parts: stated by the source, or distinct persons counted while a list of them was read."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Engine, case, select
from sqlalchemy.sql.selectable import Subquery

from db.models import Institution, Series, StatedTotal, Unit
from db.queries import counts
from db.queries.asking import EMPTY, Scope, Topic, Where, conditions, frame
from db.queries.places import UNIT_DIMENSIONS, country_named, placed
from db.vocabulary import NOT_STATED_COUNTRY, TotalBasis

TOTALS = Topic(
    "totals",
    {
        "academic_year": ("academic_year",),
        "period": ("period",),
        **UNIT_DIMENSIONS,
        "country": ("country_code", "country"),
        "direction": ("direction",),
        "mobility_type": ("mobility_type",),
        "series": ("series",),
        "basis": ("basis",),
        "release": ("release",),
    },
    splits=(),
)
LISTED = (
    "academic_year", "period", "institution_code", "institution", "faculty_code", "faculty", "department_code",
    "department", "country_code", "country", "direction", "mobility_type", "series", "basis", "label", "headcount",
    "state", "is_invented", "release",
)  # fmt: skip


def totals(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Every total, one row each, and `parts`: the sum of the known cells behind it (Int64, persons; <NA> where none
    is known). Over all countries country_code is ZZZ and country . Totals are never added: `by` may name nothing.

    Raises BadQuestion.
    """
    TOTALS.columns(by)
    cells = _cells(language)
    found = conditions(engine, TOTALS, cells, where)
    columns = [cells.c[name] for name in LISTED]
    answer = frame(engine, select(*columns).where(*found).order_by(*columns), integers=("academic_year", "headcount"))
    parts = [_parts(engine, institution, of_one) for institution, of_one in answer.groupby("institution_code")]
    together = pd.concat(parts).reindex(answer.index) if parts else pd.Series(dtype="Float64")
    whole = all(float(value).is_integer() for value in together.dropna())
    return answer.assign(parts=together.astype("Int64" if whole else "Float64"))


def with_totals(engine: Engine, institution: str) -> set[str]:
    """Codes of the series of an institution of which there is any total."""
    statement = (
        select(Series.code).join(StatedTotal, StatedTotal.series_id == Series.id)
        .join(Unit, Unit.id == StatedTotal.unit_id).join(Institution, Institution.id == Unit.institution_id)
        .where(StatedTotal.is_current, Institution.code == institution).distinct()
    )  # fmt: skip
    with engine.connect() as connection:
        return set(connection.scalars(statement))


def _cells(language: str) -> Subquery:
    t = StatedTotal
    where = placed(t, language)
    source, (code, named) = country_named(where.source, t.country_code, language)
    # Here the code of no country stands for all of them.
    over_all = case((t.country_code == NOT_STATED_COUNTRY, ""), else_=named).label("country")
    columns = [
        *where.columns, code, over_all, *counts.when(t), Series.code.label("series"), t.direction, t.mobility_type,
        t.basis, t.label, t.headcount, t.cell_state.label("state"),
    ]  # fmt: skip
    return select(*columns).select_from(source.join(Series, Series.id == t.series_id)).where(t.is_current).subquery()


def _parts(engine: Engine, institution: Any, of_one: pd.DataFrame) -> "pd.Series[Any]":
    """Sum of the parts of each total of one institution."""
    where = {"institution": [str(institution)], "series": sorted(set(of_one["series"]))}
    by = ["period", "faculty", "department"]
    mobility = counts.mobility(engine, by=[*by, "country", "scope"], where={**where, "scope": ["all"]})
    enrolled = counts.enrolment(engine, by=by, where=where).assign(country_code=NOT_STATED_COUNTRY)
    cells = enrolled.reindex(columns=mobility.columns) if mobility.empty else pd.concat([mobility, enrolled])
    sums = [_sum(cells, total) for total in of_one.to_dict("records")]
    return pd.Series(sums, index=of_one.index, dtype="Float64")


def _sum(cells: pd.DataFrame, total: dict[Any, Any]) -> Any:
    meant = (cells["series"] == total["series"]) & (cells["period"] == total["period"])
    for name in ("direction", "mobility_type"):
        meant &= cells[name].isna() | (cells[name] == total[name])
    for name in ("faculty_code", "department_code"):
        if total[name]:
            meant &= cells[name] == total[name]
    if total["country_code"] != NOT_STATED_COUNTRY:
        meant &= cells["country_code"] == total["country_code"]
    if total["basis"] == TotalBasis.DISTINCT:
        meant &= cells["scope"].isna() | (cells["scope"] != Scope.DOMESTIC)
    return cells.loc[meant, "headcount"].astype("Float64").sum(min_count=1)
