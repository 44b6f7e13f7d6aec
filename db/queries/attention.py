"""What needs attention: what is old, what contradicts, what ends, what jumps. Each rule is a function of its own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, func, select

from db.models import EnrolmentCount, Institution, MobilityCount, Release, Series, Unit
from db.queries import disputes, published, ties
from db.queries.agreed import Agreed, academic_year
from db.queries.asking import frame
from db.queries.cards import Counted
from db.queries.notice import KINDS, YEARS_BEHIND, Notice, days_since, year_of
from db.queries.reconcile import reconciled
from db.queries.rivals import apart_from_records, rival_figures, series_of, stale_figures
from db.vocabulary import NOT_COUNTRIES, CellState, PeriodKind

MOST = 5
"""Notices of one kind that are told; of others only how many there are."""
JUMP_PCT = 50
JUMP_PERSONS = 50
YEARLY = (PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR)

__all__ = ["JUMP_PCT", "JUMP_PERSONS", "KINDS", "MOST", "Notice", "notices"]


def notices(
    engine: Engine, counted: Counted, agreed: Agreed, series: pd.DataFrame, today: date, language: str = "en"
) -> list[Notice]:
    """Notices of an institution, most urgent first; of each kind at most MOST, and how many more there are.

    counted: answers about the records of the institution; series: its own, as `options.mobility_series` gives them.
    """
    institution = agreed.institution
    figures = published.published(engine, where={"institution": [institution]}, language=language)
    figures = figures[~figures["is_doubtful"].astype(bool)]
    found = [
        *ending(agreed, today, language),
        *(impossible(engine, institution) if len(figures) else ()),
        *rival_figures(figures),
        *(apart_from_records(reconciled(engine, counted, institution, language)) if len(series) else ()),
        *jumps(counted, series, language),
        *stale_series(engine, institution, today),
        *(() if len(series) else stale_figures(engine, figures, today)),
    ]
    return _few(found)


def _few(found: Sequence[Notice]) -> list[Notice]:
    ordered = sorted(found, key=lambda notice: KINDS.index(notice.kind))
    many, shown, seen = Counter(notice.kind for notice in ordered), [], Counter[str]()
    for notice in ordered:
        seen[notice.kind] += 1
        if seen[notice.kind] <= MOST:
            is_last = seen[notice.kind] == MOST
            shown.append(replace(notice, more=many[notice.kind] - MOST) if is_last else notice)
    return shown


def ending(agreed: Agreed, today: date, language: str = "en") -> Iterator[Notice]:
    """Agreements that end soon, and those that ended without a successor; days: until or since then."""
    for kind, ask in (("expiring", ties.expiring), ("lapsed", ties.lapsed)):
        for row in ask(agreed, today, language=language).to_dict("records"):
            words = ("agreement", "partner_code", "partner", "country_code", "country", "type", "valid_to", "faculty")
            yield Notice(
                kind, bool(row["is_invented"]), release=int(row["release"]), days=abs((row["valid_to"] - today).days),
                **{name: row[name] for name in words},
            )  # fmt: skip


def impossible(engine: Engine, institution: str) -> list[Notice]:
    """Sets of published figures that cannot all be true; two of one thing are told as contradictions. Where one figure
    is in all sets of a moment, it is told alone, with how many sets there are."""
    by_moment: dict[Any, list[disputes.Together]] = {}
    for one in disputes.impossible(engine, institution):
        by_moment.setdefault(one.moment, []).append(one)
    found = []
    for moment, sets in by_moment.items():
        in_all = set.intersection(*[{str(row["code"]) for row in one.figures} for one in sets])
        year = moment.year
        is_academic = moment.year_kind == PeriodKind.ACADEMIC_YEAR
        of_year: dict[str, Any] = {"academic_year": year} if is_academic else {"period": str(year)}
        if len(sets) > 1 and len(in_all) == 1:
            invented = any(row["is_invented"] for one in sets for row in one.figures)
            found.append(Notice("impossible", invented, codes=tuple(in_all), sets=len(sets), **of_year))
            continue
        for one in sets:
            if len({disputes.thing(row) for row in one.figures}) > 1:
                codes = tuple(str(row["code"]) for row in one.figures)
                invented = any(row["is_invented"] for row in one.figures)
                found.append(Notice("impossible", invented, codes=codes, sets=1, **of_year))
    return found


def jumps(counted: Counted, series: pd.DataFrame, language: str = "en") -> list[Notice]:
    """Record figures, of all, of a country or of a faculty, that differ by more than JUMP_PCT and JUMP_PERSONS between
    the two newest years of the preferred series; both complete. All first, then the largest."""
    found: list[Notice] = []
    series = series.drop_duplicates(["direction", "mobility_type"])
    for _, one in series[series["period_kind"].isin(YEARLY)].iterrows():
        where = series_of(one)
        totals = counted.mobility(["academic_year"], where)
        years = sorted(totals["academic_year"].unique())[-2:]
        if len(years) < 2:
            continue
        found += _jumped(totals, years)
        for name in ("country", "faculty"):
            of_years = {**where, "academic_year": [str(year) for year in years]}
            answer = counted.mobility(["academic_year", name], of_years, language)
            found += _jumped(answer[~answer[f"{name}_code"].isin([*NOT_COUNTRIES, ""])], years, f"{name}_code")
    return sorted(found, key=lambda n: (bool(n.country_code or n.faculty_code), -abs((n.after or 0) - (n.before or 0))))


def _jumped(answer: pd.DataFrame, years: Sequence[int], *code: str) -> Iterator[Notice]:
    """Of the figures by year (and by `code`) those that jump from the first of two years to the second."""
    told = answer[(answer["state"] == CellState.VALUE) & answer["headcount"].notna()]
    key = [*code, "series", "direction", "mobility_type"]
    sides = [told[told["academic_year"] == year] for year in years]
    for row in sides[1].merge(sides[0][[*key, "headcount"]], on=key, suffixes=("", "_before")).to_dict("records"):
        before, after = float(row["headcount_before"]), float(row["headcount"])
        change = abs(after - before)
        if change > JUMP_PERSONS and change > before * JUMP_PCT / 100:
            words = ("country_code", "country", "faculty_code", "faculty", "series", "direction", "mobility_type")
            named: dict[str, Any] = {name: str(row[name]) for name in words if name in row}
            yield Notice(
                "jump", bool(row["is_invented"]), academic_year=int(years[1]), year_before=int(years[0]), before=before,
                after=after, **named,
            )  # fmt: skip


def stale_series(engine: Engine, institution: str, today: date) -> list[Notice]:
    """Series of records whose newest period is more than YEARS_BEHIND academic years behind today's."""
    found = []
    for table in (MobilityCount, EnrolmentCount):
        told = _newest(engine, institution, table).drop_duplicates("series", keep="last")
        for row in told.to_dict("records"):
            behind = academic_year(today) - year_of(row["period"])
            if behind > YEARS_BEHIND:
                named: dict[str, Any] = {name: str(row[name]) for name in ("series", "period")}
                load: dict[str, Any] = {"release": int(row["release"]), "days": days_since(row["loaded_at"], today)}
                found.append(Notice("stale", bool(row["is_invented"]), years_behind=behind, **named, **load))
    return sorted(found, key=lambda notice: (-(notice.years_behind or 0), notice.series))


def _newest(engine: Engine, institution: str, table: Any) -> pd.DataFrame:
    """Periods with a number of each series, oldest first, with the release that stated them last."""
    statement = (
        select(Series.code.label("series"), table.period, Release.is_invented, Release.loaded_at,
               func.max(Release.id).label("release"))
        .join(table, table.series_id == Series.id)
        .join(Release, Release.id == table.release_id)
        .join(Unit, Unit.id == table.unit_id)
        .join(Institution, Institution.id == Unit.institution_id)
        .where(Institution.code == institution, table.is_current, table.cell_state == CellState.VALUE)
        .group_by(Series.code, table.period, Release.is_invented, Release.loaded_at)
        .order_by(table.period, func.max(Release.id))
    )  # fmt: skip
    return frame(engine, statement)
