"""Goals: what somebody said would be reached, against what is known today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from db.queries import published
from db.vocabulary import GoodDirection, Qualifier

Interval = tuple[float | None, float | None]
"""Lowest and highest; None: no limit."""

METRICS_OF: Mapping[str, tuple[str, ...]] = {
    "inbound_degree": ("students_international", "students_foreign"),
    "share_pct": ("students_international_share_pct", "students_foreign_share_pct"),
    "all_students": ("students_total", "students_all"),
    "countries": ("countries_of_origin",),
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
    is_met None: what is known today leaves it open. yearly_change: lowest and highest change a year, in the metric's
    unit and below 0 where less is better, that would reach it in time; None where it is past, met, has no year or no
    year is left.
    """

    metric: str
    value: float
    target_year: int | None
    qualifier: str
    good: str
    is_past: bool
    is_met: bool | None
    yearly_change: Interval | None
    statements: tuple[Said, ...]
    is_invented: bool

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(said.code for said in self.statements)


def metrics_of(card: str) -> tuple[str, ...]:
    """Metrics in which a goal of a card may be stated. A card of published figures bears its metric as its name."""
    return METRICS_OF.get(card, (card,))


def goals(
    engine: Engine, institution: str, metric: str, *, current: Interval, current_year: int, today: date
) -> list[Goal]:
    """Every goal of the institution as a whole in a metric, by year; without a year last. Rival goals are all given.

    current: the value of current_year (an academic year), or what it lies between; (None, None): not known.
    """
    where = {"institution": [institution], "metric": [metric], "faculty": [""], "department": [""]}
    stated: dict[tuple[Any, ...], list[dict[Any, Any]]] = {}
    for row in published.targets(engine, where=where).to_dict("records"):
        year = None if pd.isna(row["target_year"]) else int(row["target_year"])
        stated.setdefault((year, float(row["value"]), _upward(row["qualifier"], row["good"])), []).append(row)
    found = [
        _goal(rows, value, year, upward, current, current_year, today) for (year, value, upward), rows in stated.items()
    ]
    return sorted(found, key=lambda goal: (goal.target_year is None, goal.target_year or 0, goal.value, goal.codes))


def _goal(
    rows: Sequence[Mapping[Any, Any]], value: float, year: int | None, upward: bool,
    current: Interval, current_year: int, today: date,
) -> Goal:  # fmt: skip
    is_past = year is not None and year < today.year
    is_met = _met(value, current, upward)
    needed = None
    if year is not None and year > current_year and not is_past and not is_met:
        needed = _needed(value, current, upward, year - current_year)
    qualifiers = [str(row["qualifier"]) for row in rows]
    return Goal(
        metric=str(rows[0]["metric"]), value=value, target_year=year,
        qualifier=next((word for word in qualifiers if word != Qualifier.EXACTLY), qualifiers[0]),
        good=str(rows[0]["good"]), is_past=is_past, is_met=is_met, yearly_change=needed,
        statements=tuple(_said(row) for row in rows), is_invented=any(row["is_invented"] for row in rows),
    )  # fmt: skip


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
