"""Which statements speak about the same moment and definition, and so may be held against each other: the one rule."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

import pandas as pd

from db.metrics import COUNTED
from db.vocabulary import Covers, Measure, PeriodKind

ACADEMIC, CALENDAR = str(PeriodKind.ACADEMIC_YEAR), str(PeriodKind.CALENDAR_YEAR)
MONTHS = (1, 3, 6)
"""How far from a day the dates of figures may lie, to choose from."""


class Moment(NamedTuple):
    """What figures must have alike: whom they count, stock or flow, whose definition, and of which year.

    definition: '' where the publisher's own. year_kind: academic_year or calendar_year; the two do not mix.
    """

    population: str
    measure: str
    definition: str
    year_kind: str
    year: int


class Out(StrEnum):
    """Why a statement is not reasoned with."""

    OTHER_MOMENT = "other_moment"
    OTHER_DAY = "other_day"
    DOUBTFUL = "doubtful"
    ASIDE = "aside"
    SWITCHED_OFF = "switched_off"


@dataclass(frozen=True)
class Rule:
    """Figures of one moment count together. on, months: only those whose own date lies at most so many months from a
    day. with_doubtful: also those not to be used before they are checked. without: codes that are switched off;
    only: those that are on, where not all are."""

    moment: Moment
    on: date | None = None
    months: int = MONTHS[0]
    with_doubtful: bool = False
    without: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()

    def out(self, figure: Mapping[Any, Any]) -> Out | None:
        """Why a figure does not count; None if it does."""
        if moment_of(figure) != self.moment:
            return Out.OTHER_MOMENT
        if self.on and not self._is_near(figure):
            return Out.OTHER_DAY
        if figure["is_doubtful"] and not self.with_doubtful:
            return Out.DOUBTFUL
        if figure["set_aside"]:
            return Out.ASIDE
        code = str(figure["code"])
        return Out.SWITCHED_OFF if code in self.without or (self.only and code not in self.only) else None

    def _is_near(self, figure: Mapping[Any, Any]) -> bool:
        first, last = days_of(figure)
        if first is None or last is None or self.on is None:
            return False
        return moved(self.on, -self.months) <= last and first <= moved(self.on, self.months)


def moment_of(figure: Mapping[Any, Any]) -> Moment | None:
    """The moment a figure speaks about; None for one that is no count of persons of one year."""
    counts = COUNTED.get(str(figure["metric"]))
    if counts is None or not figure["is_additive"] or figure["covers"] == Covers.OTHER:
        return None
    if figure["measure"] not in (Measure.STOCK, Measure.FLOW):
        return None
    kind, year = year_of(figure)
    if year is None:
        return None
    return Moment(counts.population, str(figure["measure"]), str(figure["definition"]), kind, year)


def year_of(figure: Mapping[Any, Any]) -> tuple[str, int | None]:
    """Kind and number of the year a figure is of; None where it is of none, or of several."""
    if not pd.isna(figure["academic_year"]):
        return ACADEMIC, int(figure["academic_year"])
    period = str(figure["period"])
    if figure["period_kind"] == PeriodKind.CALENDAR_YEAR and period[:4].isdigit():
        return CALENDAR, int(period[:4])
    return CALENDAR, None


def days_of(figure: Mapping[Any, Any]) -> tuple[date | None, date | None]:
    """First and last day that a figure's own date may be: its own day, else that of its document, as far as told."""
    shown = str(figure["as_of"] or figure["source_date"] or "")
    if not shown:
        return None, None
    parts = [int(part) for part in shown.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 0
    if len(parts) > 2:
        return date(*parts), date(*parts)
    if month:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def moved(day: date, months: int) -> date:
    """The day so many months later, or the last of its month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
