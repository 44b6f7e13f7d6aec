"""The few figures that matter, each over all years: people from records, ties from registers of agreements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan, nan
from typing import Any, Protocol

import pandas as pd

from db.queries.agreed import Agreed
from db.queries.asking import EMPTY, Where
from db.queries.counts import NOT_ADDED_UP
from db.queries.ties import by_year as ties_by_year
from db.vocabulary import NOT_COUNTRIES, CellState, MobilityType

ORDER = (
    "inbound_degree", "share_pct", "part_pct", "countries", "host_countries", "all_students", "inbound_credit",
    "outbound_credit", "outbound_degree", "partners", "agreements", "double_degrees", "branches",
)  # fmt: skip
COUNTRIES = {"inbound": "countries", "outbound": "host_countries"}
"""Figures that count the countries of those who come, or go."""
TIES = ("partners", "agreements", "double_degrees", "branches")
OF_INTERNATIONAL = ("country", "group", "partner", "level")
"""Conditions that the denominator, all students, is not asked under."""

Years = dict[int, tuple[float | None, str]]
"""Figures by year, each with its state: 'value'; 'partial' where part of it is not known; else there is none, and the
state says why."""

Behind = tuple[tuple[str, Where], ...]
"""Questions that a figure is the answer to: topic ('mobility', 'enrolment') and conditions, but for the year."""

Trends = dict[str, "Trend"]
"""Figures by name, one of ORDER, in that order."""


class Counted(Protocol):
    """Whatever answers questions about one institution's records: SQL, or arrays made from it."""

    def mobility(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame: ...

    def enrolment(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame: ...


@dataclass(frozen=True)
class Trend:
    """A figure of one series ('' of a register) over the years.

    behind: what was asked of the records. releases: by year those of a register.
    """

    series: str
    years: Years
    behind: Behind = ()
    releases: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """One figure with its year, the year before, and all years for a sparkline.

    name: one of ORDER. value None: none is known for the year; state tells why, '' where there is no record of it.
    is_partial: some of its cells are not known, so that it is at least the value; such years have no place in changes
    and trend.
    """

    name: str
    year: int
    value: float | None
    before: float | None
    series: str
    trend: tuple[tuple[int, float], ...]
    state: str = ""
    behind: Behind = ()
    releases: tuple[int, ...] = ()

    @property
    def is_partial(self) -> bool:
        return self.state == "partial"

    @property
    def change(self) -> float | None:
        if self.value is None or self.before is None or self.is_partial:
            return None
        return self.value - self.before

    @property
    def change_pct(self) -> float | None:
        return None if self.change is None or not self.before else 100 * self.change / self.before


def cards(trends: Mapping[str, Trend], year: int) -> list[Card]:
    """The figures of a year."""
    return [_card(name, year, trend) for name, trend in trends.items()]


def _card(name: str, year: int, trend: Trend) -> Card:
    whole = {y: value for y, (value, state) in trend.years.items() if state == "value" and value is not None}
    value, state = trend.years.get(year, (None, ""))
    until = tuple(sorted((y, v) for y, v in whole.items() if y <= year))
    told = (value, whole.get(year - 1), trend.series, until, state, trend.behind, trend.releases.get(year, ()))
    return Card(name, year, *told)


def record_trends(
    counted: Counted, series: Sequence[Mapping[str, Any]], enrolment_series: str, where: Where = EMPTY,
    chosen: str = "", countries_of: str = "inbound", least_whole: float = 0,
) -> Trends:  # fmt: skip
    """Figures of an institution's records.

    series: rows of `options.mobility_series`; of each direction and type the `chosen` one is taken, or where it
    has no such figures the preferred one.
    where: what figures are narrowed to. Narrowed by unit, the share is that among all students of the unit; by more,
    there is no such denominator, and part_pct tells the part of the institution's students instead.
    countries_of: the direction whose countries are counted; '' for none. least_whole: of fewer persons no percentage is
    told.
    """
    found: Trends = {}
    narrow = {name: values for name, values in where.items() if values}
    preferred: dict[tuple[str, str], str] = {}
    for row in sorted(series, key=lambda row: row["series"] != chosen):
        preferred.setdefault((str(row["direction"]), str(row["mobility_type"])), str(row["series"]))
    # Whose countries are told: those of degree students, where there are any.
    for (direction, kind), code in sorted(preferred.items(), key=lambda one: one[0][1] != MobilityType.DEGREE):
        of_it = {"series": [code], "direction": [direction], "mobility_type": [kind]}
        asked = {**narrow, **of_it}
        students = Trend(code, _years(counted.mobility(["academic_year"], asked)), (("mobility", asked),))
        told = {f"{direction}_{kind}": students}
        if direction == countries_of:
            told |= _countries(counted, asked, code, COUNTRIES[direction], is_least=bool(least_whole))
        if (direction, kind) == ("inbound", "degree"):
            told |= _denominator(counted, enrolment_series, students, narrow, least_whole)
            told |= _part(counted, students, narrow, of_it, least_whole)
        found = {**told, **found}
    return {name: found[name] for name in ORDER if name in found}


def _countries(counted: Counted, where: Where, series: str, name: str, *, is_least: bool) -> Trends:
    """How many countries students come from, or go to; at least so many where the number of one is withheld (or any may
    be: is_least), and not told where that of each is."""
    by_country = counted.mobility(["academic_year", "country"], where)
    codes, years = by_country["country_code"].tolist(), by_country["academic_year"].tolist()
    headcounts = by_country["headcount"].to_numpy(dtype=float, na_value=nan).tolist()
    spread, lacking = Counter[int](), dict[int, str]()
    for year, code, headcount, state in zip(years, codes, headcounts, by_country["state"].tolist(), strict=True):
        if code not in NOT_COUNTRIES and headcount > 0:
            spread[int(year)] += 1
        elif code not in NOT_COUNTRIES and isnan(headcount) and state in NOT_ADDED_UP:
            lacking[int(year)] = min(lacking.get(int(year), state), state, key=NOT_ADDED_UP.index)
    untold: Years = {y: (None, state) for y, state in lacking.items()}
    told: Years = {y: (float(n), "partial" if is_least or y in lacking else "value") for y, n in spread.items()}
    return {name: Trend(series, untold | told, (("mobility", where),))} if spread else {}


def _denominator(counted: Counted, enrolment_series: str, inbound: Trend, where: Where, least_whole: float) -> Trends:
    """All students of the institution or unit, and the share of the international ones."""
    if not enrolment_series or set(where) & set(OF_INTERNATIONAL):
        return {}
    asked = {**where, "series": [enrolment_series]}
    everyone = Trend(enrolment_series, _years(counted.enrolment(["academic_year"], asked)), (("enrolment", asked),))
    return {"share_pct": _shares(inbound, everyone, least_whole), "all_students": everyone} if everyone.years else {}


def _part(counted: Counted, own: Trend, where: Where, of_it: Where, least_whole: float) -> Trends:
    """The part of all international students of the institution that the narrowed ones are."""
    if not where:
        return {}
    everyone = Trend(own.series, _years(counted.mobility(["academic_year"], of_it)), (("mobility", of_it),))
    return {"part_pct": _shares(own, everyone, least_whole)}


def _shares(part: Trend, whole: Trend, least_whole: float) -> Trend:
    """Percent, of the years in which both are wholly known; the state of a part or whole of which nothing is."""
    shares: Years = {}
    for year, (own, state) in part.years.items():
        of_all, its_state = whole.years.get(year, (None, ""))
        if own is None or of_all is None:
            shares[year] = (None, state if own is None else its_state)
        elif 0 < of_all < least_whole:
            shares[year] = (None, str(CellState.WITHHELD))
        elif of_all and state == its_state == "value":
            shares[year] = (100 * own / of_all, "value")
    return Trend(part.series, shares, (*part.behind, *whole.behind))


def _years(answer: pd.DataFrame) -> Years:
    headcounts = answer["headcount"].to_numpy(dtype=float, na_value=nan).tolist()
    return {
        int(year): (None if isnan(headcount) else headcount, state)
        for year, headcount, state in zip(
            answer["academic_year"].tolist(), headcounts, answer["state"].tolist(), strict=True
        )
    }


def tie_trends(agreed: Agreed) -> Trends:
    """Partners, agreements, double degrees and branches in force on the count date of each year; none without a list
    of agreements that tells when they hold."""
    by_year, releases = ties_by_year(agreed)
    found: Trends = {}
    for name in TIES:
        known = by_year[by_year[name].notna()]
        years: Years = {int(y): (float(n), "value") for y, n in zip(known["academic_year"], known[name], strict=True)}
        if any(count for count, _state in years.values()):
            found[name] = Trend("", years, releases=releases)
    return found
