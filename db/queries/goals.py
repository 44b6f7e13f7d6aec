"""Goals: what somebody said would be reached, against what is known today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from db.queries import limits, published, summary
from db.queries.limits import Interval
from db.queries.rivals import is_of_unknown_edition
from db.vocabulary import GoodDirection, PeriodKind, Qualifier

Known = tuple[tuple[int, float | None, float | None], ...]
"""Year, lowest, highest."""

METRICS_OF: Mapping[str, tuple[str, ...]] = {
    "inbound_degree": ("students_international", "students_foreign"),
    "share_pct": ("students_international_share_pct", "students_foreign_share_pct"),
    "all_students": ("students_total", "students_all"),
    "countries": ("countries_of_origin",),
    "host_countries": (),
    "inbound_credit": ("students_incoming_mobility",),
    "outbound_credit": ("students_outgoing_mobility", "academic_mobility_out"),
    "outbound_degree": ("students_abroad",),
    "part_pct": (),
    "partners": ("partner_institutions",),
    "agreements": (),
    "double_degrees": ("double_degree_programmes",),
    "branches": (),
}
"""Metrics of goals by card of records (`cards.ORDER`): of a university, and of a country as a whole."""

SHARES: Mapping[str, tuple[str, str]] = {
    "students_international_share_pct": ("students_international", "students_total"),
    "students_foreign_share_pct": ("students_foreign", "students_all"),
}
"""Metrics of a share, each with those of its part and of its whole."""


@dataclass(frozen=True)
class Said:
    """One statement of a goal with its document."""

    code: str
    qualifier: str
    set_on: str
    note: str
    source_title: str
    source_publisher: str
    source_url: str
    source_date: str
    release: int


@dataclass(frozen=True)
class Goal:
    """A goal, and all that state it.

    target_year None: not stated. qualifier: as stated; where statements of one goal differ, the one that limits.
    judged: what is_met was told by, of judged_year (None: of no known year). is_met is a verdict only where is_of_due:
    a figure stands for the year its day lies in, for an academic year by the year it begins in, for a ranking by its
    edition. Else is_met tells only what was so in judged_year. None: the figure leaves it open.
    yearly_change: lowest and highest change a year, in the metric's unit and below 0 where less is better, that would
    reach it in time; None where it is past, met, has no year or no year is left.
    """

    metric: str
    value: float
    target_year: int | None
    qualifier: str
    good: str
    is_past: bool
    is_met: bool | None
    judged: Interval
    judged_year: int | None
    yearly_change: Interval | None
    statements: tuple[Said, ...]
    is_invented: bool

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(said.code for said in self.statements)

    @property
    def is_of_due(self) -> bool:
        return self.target_year is not None and self.judged_year == self.target_year


def metrics_of(card: str) -> tuple[str, ...]:
    """Metrics in which a goal of a card may be stated. A card of published figures bears its metric as its name."""
    return METRICS_OF.get(card, (card,))


def goals(
    engine: Engine, institution: str, metric: str, *, current: Interval, current_year: int | None, today: date,
    known: Known = (),
) -> list[Goal]:  # fmt: skip
    """Every goal of the institution as a whole in a metric, by year; without a year last. Rival goals are all given.

    current: the value of current_year, or what it lies between; (None, None): not known. current_year: that it stands
    for (see Goal); None: not known. known: values of other years; a past goal is judged by that of its own year, else
    by the nearest.
    """
    values = {} if current_year is None else {current_year: current}
    values = {year: value for year, value in values.items() if value != (None, None)}
    values |= {year: (low, high) for year, low, high in known}
    where = {"institution": [institution], "metric": [metric], "faculty": [""], "department": [""]}
    rows_of: dict[tuple[Any, ...], list[dict[Any, Any]]] = {}
    for row in published.targets(engine, where=where).to_dict("records"):
        year = None if pd.isna(row["target_year"]) else int(row["target_year"])
        rows_of.setdefault((year, float(row["value"]), _upward(row["qualifier"], row["good"])), []).append(row)
    found = [
        _goal(rows, value, year, upward, current, current_year, values, today)
        for (year, value, upward), rows in rows_of.items()
    ]
    return sorted(found, key=lambda goal: (goal.target_year is None, goal.target_year or 0, goal.value, goal.codes))


def _goal(
    rows: Sequence[Mapping[Any, Any]], value: float, year: int | None, upward: bool,
    current: Interval, current_year: int | None, values: Mapping[int, Interval], today: date,
) -> Goal:  # fmt: skip
    is_past = year is not None and year < today.year
    judged_year = _judging(year, is_past, values, current_year)
    judged = current if judged_year is None else values[judged_year]
    is_met = _met(value, judged, upward)
    needed = None
    if year is not None and current_year is not None and year > current_year and not is_past and not is_met:
        needed = _needed(value, current, upward, year - current_year)
    qualifiers = [str(row["qualifier"]) for row in rows]
    return Goal(
        metric=str(rows[0]["metric"]), value=value, target_year=year,
        qualifier=next((word for word in qualifiers if word != Qualifier.EXACTLY), qualifiers[0]),
        good=str(rows[0]["good"]), is_past=is_past, is_met=is_met, judged=judged, judged_year=judged_year,
        yearly_change=needed, statements=tuple(_said(row) for row in rows),
        is_invented=any(row["is_invented"] for row in rows),
    )  # fmt: skip


def _judging(year: int | None, is_past: bool, values: Mapping[int, Interval], current_year: int | None) -> int | None:
    """Whose figure a goal is judged by: its year's; of a past goal else the nearest, of two the later; else today's."""
    if year in values:
        return year
    if year is not None and is_past:
        return min(values, key=lambda one: (abs(one - year), -one), default=None)
    return current_year if current_year in values else None


def stated(engine: Engine, institution: str, metric: str) -> Known:
    """What published figures of the institution as a whole say, by year; of one year, what all of them span.

    Doubtful figures and ranks of an unknown edition stand for no year. A share that is not stated is limited by its
    part and its whole, where both are of one year.
    """
    figures = published.published(engine, where={"institution": [institution]})
    figures = summary.whole(figures[~figures["is_doubtful"].astype(bool) & ~is_of_unknown_edition(figures)])
    found = by_year(figures, metric)
    if metric in SHARES:
        part, whole = (by_year(figures, one) for one in SHARES[metric])
        found = {year: summary.share(part[year], whole[year]) for year in part if year in whole} | found
    return tuple((year, *limits) for year, limits in sorted(found.items()) if limits != (None, None))


def by_year(figures: pd.DataFrame, metric: str) -> dict[int, Interval]:
    found: dict[int, list[Interval]] = {}
    for figure in figures[figures["metric"] == metric].to_dict("records"):
        year = year_stated(figure)
        if year is not None:
            found.setdefault(year, []).append(limits.stated(figure))
    return {year: _spanned(said) for year, said in found.items()}


def year_stated(figure: Mapping[Any, Any]) -> int | None:
    """The year a published figure stands for (see Goal); None of an undated one, or of one that spans years."""
    year = str(figure["period"])[:4]
    return int(year) if year.isdigit() and figure["period_kind"] != PeriodKind.SPAN else None


def _spanned(said: Sequence[Interval]) -> Interval:
    lows, highs = ([end for end in ends if end is not None] for ends in zip(*said, strict=True))
    return min(lows) if len(lows) == len(said) else None, max(highs) if len(highs) == len(said) else None


def _said(row: Mapping[Any, Any]) -> Said:
    words = ("code", "qualifier", "set_on", "note", *published.DOCUMENT)
    return Said(**{name: str(row[name]) for name in words}, release=int(row["release"]))


def _upward(qualifier: str, good: str) -> bool:
    """Whether the goal is met at its value and above: as its qualifier says, else by what is good."""
    if qualifier in (Qualifier.AT_LEAST, Qualifier.AT_MOST):
        return qualifier == Qualifier.AT_LEAST
    return good == GoodDirection.HIGHER


def _met(value: float, current: Interval, upward: bool) -> bool | None:
    low, high = current
    worst, best = (low, high) if upward else (high, low)
    if worst is not None and (worst >= value if upward else worst <= value):
        return True
    if best is not None and (best < value if upward else best > value):
        return False
    return None


def _needed(value: float, current: Interval, upward: bool, years: int) -> Interval:
    """Change a year from the current value. From a value that may be beyond the goal already, none is needed."""
    low, high = current
    least = None if high is None else (value - high) / years
    most = None if low is None else (value - low) / years
    if upward:
        return max(0.0, least or 0.0), most
    return least, min(0.0, most or 0.0)
