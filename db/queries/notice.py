"""A thing that needs attention, in codes and numbers; the app words it."""

from dataclasses import dataclass
from datetime import date, datetime

from db.queries.agreed import academic_year

KINDS = ("lapsed", "expiring", "impossible", "contradiction", "jump", "stale")
"""Most urgent first."""
YEARS_BEHIND = 1
"""Newest figures may be one academic year behind today's: the year that runs is counted while it runs."""


@dataclass(frozen=True)
class Notice:
    """Something to look at. Fields that a kind does not fill are empty; None: not known, or not of this kind.

    stale: series (record figures) or metric with codes (published headline figures of an institution without records),
    period (the newest), release, days (since it was loaded), years_behind.
    impossible: academic_year, or period (a calendar year), codes of published figures that cannot all be true; of
    several sets the one that is in all of them, and how many sets.
    contradiction: metric, period, academic_year, faculty, country, level, scope_note; codes, values, qualifiers and
    sources (title, address, date) of the published figures; against records also series, direction, mobility_type and
    before (the figure of records, which is not among values).
    expiring, lapsed: agreement, partner, country, type, valid_to (first day it is no longer valid), faculty, days
    (until then, or since).
    jump: series, direction, mobility_type, academic_year and year_before with before and after (persons), country or
    faculty; without either of all.
    more: on the last told of its kind, how many of it are not told.
    """

    kind: str
    is_invented: bool = False
    more: int = 0
    release: int | None = None
    days: int | None = None
    metric: str = ""
    series: str = ""
    direction: str = ""
    mobility_type: str = ""
    period: str = ""
    academic_year: int | None = None
    year_before: int | None = None
    years_behind: int | None = None
    faculty_code: str = ""
    faculty: str = ""
    country_code: str = ""
    country: str = ""
    level: str = ""
    scope_note: str = ""
    before: float | None = None
    after: float | None = None
    codes: tuple[str, ...] = ()
    values: tuple[float, ...] = ()
    qualifiers: tuple[str, ...] = ()
    sources: tuple[tuple[str, str, str], ...] = ()
    sets: int = 0
    agreement: str = ""
    partner_code: str = ""
    partner: str = ""
    type: str = ""
    valid_to: date | None = None


def year_of(period: str) -> int:
    """Academic year of a period: of a month or day, the one it lies in."""
    if len(period) >= len("2024-05") and period[4] == "-" and period[5:7].isdigit():
        return academic_year(date(int(period[:4]), int(period[5:7]), 1))
    return int(period[:4]) if period[:4].isdigit() else 0


def days_since(loaded_at: datetime, today: date) -> int:
    """Days since a load."""
    return (today - loaded_at.date()).days
