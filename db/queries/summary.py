"""The few figures that matter, with last year's beside them; and what qualified figures say together, as ranges."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pandas as pd
from sqlalchemy import Engine

from db.queries import options, published
from db.queries.asking import EMPTY, Where
from db.queries.ties import ties_by_year
from db.vocabulary import NOT_COUNTRIES, Qualifier

WHOLE_SCOPE = (
    "students_international", "students_total", "students_foreign", "students_all", "students_abroad",
    "countries_of_origin", "partner_institutions",
)  # fmt: skip
MORE_CARDS = (
    "partner_countries",
    "branches_abroad",
    "foreign_branches_hosted",
    "programmes_in_english",
    "rank_qs_world",
)


ORDER = (
    "inbound_degree", "share_pct", "part_pct", "countries", "all_students", "inbound_credit", "outbound_credit",
    "outbound_degree", "partners", "agreements", "double_degrees", "branches",
)  # fmt: skip
TIES = ("partners", "agreements", "double_degrees", "branches")
OF_INTERNATIONAL = ("country", "group", "partner", "level")
"""Conditions that the denominator, all students, does not have."""


Years = dict[int, tuple[float, bool]]
"""Figures by year, and whether part of one is not known."""


class Counted(Protocol):
    """Whatever answers questions about one institution's records: SQL, or arrays made from it."""

    def mobility(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame: ...

    def enrolment(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame: ...


@dataclass(frozen=True)
class Card:
    """One figure of records with its year, the year before, and all years for a sparkline.

    name: one of ORDER. value None: not known for the year. is_partial: some of its cells are not known, so that it is
    at least the value; such years have no place in changes and trend.
    """

    name: str
    year: int
    value: float | None
    before: float | None
    series: str
    trend: tuple[tuple[int, float], ...]
    is_partial: bool = False

    @property
    def change(self) -> float | None:
        if self.value is None or self.before is None or self.is_partial:
            return None
        return self.value - self.before

    @property
    def change_pct(self) -> float | None:
        return None if self.change is None or not self.before else 100 * self.change / self.before


@dataclass(frozen=True)
class Range:
    """What two qualified figures say together: lowest and highest value (None: no limit), and whose it is."""

    name: str
    lowest: float | None
    highest: float | None
    figures: tuple[str, str]


def record_cards(engine: Engine, counted: Counted, institution: str, year: int, where: Where = EMPTY) -> list[Card]:
    """Cards of an institution with record figures, from the preferred series of each direction and type.

    where: what they are narrowed to. Narrowed by unit, the share is that among all students of the unit; by more, there
    is no such denominator, and part_pct tells the part of the institution's students instead.
    """
    cards: list[Card] = []
    series = options.mobility_series(engine, institution).drop_duplicates(["direction", "mobility_type"])
    narrow = {name: values for name, values in where.items() if values}
    for row in series.sort_values(["direction", "mobility_type"], ascending=[True, False]).to_dict("records"):
        direction, kind, code = (str(row[k]) for k in ("direction", "mobility_type", "series"))
        of_it = {"series": [code], "direction": [direction], "mobility_type": [kind]}
        by_year = _years(counted.mobility(["academic_year"], {**narrow, **of_it}))
        cards.append(_card(f"{direction}_{kind}", year, by_year, code))
        if direction == "inbound":
            cards += _countries(counted, year, {**narrow, **of_it}, code)
        if (direction, kind) == ("inbound", "degree"):
            cards += _denominator(engine, counted, institution, year, by_year, narrow, code)
            cards += _part(counted, year, by_year, narrow, of_it, code)
    first_of_each = {card.name: card for card in reversed(cards)}
    return sorted(first_of_each.values(), key=lambda card: ORDER.index(card.name))


def tie_cards(engine: Engine, institution: str, year: int) -> list[Card]:
    """Partners, agreements, double degrees and branches in force on the count date of the year; none without a register
    that tells when its agreements hold."""
    by_year = ties_by_year(engine, institution)
    cards = []
    for name in TIES:
        known = by_year[by_year[name].notna()]
        years = {int(y): (float(n), False) for y, n in zip(known["academic_year"], known[name], strict=True)}
        if any(count for count, _is_partial in years.values()):
            cards.append(_card(name, year, years, ""))
    return cards


def _countries(counted: Counted, year: int, where: Where, series: str) -> list[Card]:
    """How many countries students come from."""
    by_country = counted.mobility(["academic_year", "country"], where)
    of_a_country = ~by_country["country_code"].isin(NOT_COUNTRIES)
    named = by_country[of_a_country & (by_country["headcount"].fillna(0) > 0)]
    spread = {int(str(year)): (float(count), False) for year, count in named["academic_year"].value_counts().items()}
    return [_card("countries", year, spread, series)] if len(named) else []


def _denominator(
    engine: Engine, counted: Counted, institution: str, year: int, inbound: Years, where: Where, series: str
) -> list[Card]:
    """All students of the institution or unit, and the share of the international ones."""
    preferred = options.enrolment_series(engine, institution)
    if not preferred or set(where) & set(OF_INTERNATIONAL):
        return []
    total = _years(counted.enrolment(["academic_year"], {**where, "series": [preferred]}))
    if not total:
        return []
    return [_card("share_pct", year, _shares(inbound, total), series), _card("all_students", year, total, preferred)]


def _part(counted: Counted, year: int, own: Years, where: Where, of_it: Where, series: str) -> list[Card]:
    """The part of all international students of the institution that the narrowed ones are."""
    if not where:
        return []
    whole = _years(counted.mobility(["academic_year"], of_it))
    return [_card("part_pct", year, _shares(own, whole), series)]


def _shares(part: Years, whole: Years) -> Years:
    """Percent, of the years in which both are wholly known."""
    both = {y: (part[y][0], whole[y][0]) for y in part if y in whole and whole[y][0] and not part[y][1] | whole[y][1]}
    return {y: (100 * own / all_of_them, False) for y, (own, all_of_them) in both.items()}


def _years(answer: pd.DataFrame) -> Years:
    known = answer[answer["headcount"].notna()]
    return {
        int(y): (float(h), state != "value")
        for y, h, state in zip(known["academic_year"], known["headcount"], known["state"], strict=True)
    }


def _card(name: str, year: int, by_year: Years, series: str) -> Card:
    whole = {y: value for y, (value, is_partial) in by_year.items() if not is_partial}
    trend = tuple(sorted((y, v) for y, v in whole.items() if y <= year))
    value, is_partial = by_year.get(year, (None, False))
    return Card(name, year, value, whole.get(year - 1), series, trend, is_partial)


def published_cards(engine: Engine, institution: str, language: str = "en") -> pd.DataFrame:
    """For each headline metric the latest published figure about the whole institution and all countries.

    Columns as in published.published, and age_days (Int64; <NA> for an undated source).
    """
    figures = _whole(published.published(engine, where={"institution": [institution]}, language=language))
    figures = figures[figures["metric"].isin([*WHOLE_SCOPE, *MORE_CARDS])]
    figures["dated"] = [_day(row) for row in figures.to_dict("records")]
    figures = figures.sort_values("dated", ascending=False).drop_duplicates("metric")
    figures["age_days"] = pd.array(
        [(date.today() - d).days if d > date.min else pd.NA for d in figures["dated"]], dtype="Int64"
    )
    rank = {metric: place for place, metric in enumerate([*WHOLE_SCOPE, *MORE_CARDS])}
    return figures.sort_values("metric", key=lambda m: m.map(rank)).reset_index(drop=True)


def ranges(engine: Engine, institution: str, year: int) -> list[Range]:
    """Share of international students and its change on the year before, as far as published figures limit them."""
    figures = _whole(published.published(engine, where={"institution": [institution]}))

    def stated(metric: str, when: int) -> Any:
        found = figures[(figures["metric"] == metric) & (figures["academic_year"] == when)]
        return found.iloc[0] if len(found) else None

    here, before = stated("students_international", year), stated("students_international", year - 1)
    total = stated("students_total", year)
    found = []
    if here is not None and total is not None:
        (low, high), (least, most) = interval(*_said(here)), interval(*_said(total))
        lowest = 100 * low / most if low and most else None
        highest = min(100.0, 100 * high / least) if high is not None and least else None
        found.append(Range("share_pct", lowest, highest, (here["code"], total["code"])))
    if here is not None and before is not None:
        (low, high), (least, most) = interval(*_said(here)), interval(*_said(before))
        lowest = low - most if low is not None and most is not None else None
        highest = high - least if high is not None and least is not None else None
        found.append(Range("change", lowest, highest, (here["code"], before["code"])))
    return found


def interval(value: float, qualifier: str) -> tuple[float | None, float | None]:
    """Smallest and largest whole number that a stated count allows; None: no limit.

    "About" is half a unit of the last digit that is not zero: about 2,800 is 2,750 to 2,849.
    """
    if qualifier == Qualifier.AT_LEAST:
        return value, None
    if qualifier == Qualifier.AT_MOST:
        return None, value
    if qualifier == Qualifier.ABOUT and value == math.floor(value) and value > 0:
        unit = 10 ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))
        return value - unit // 2, value + (unit - 1) // 2
    return value, value


def _said(figure: Any) -> tuple[float, str]:
    return float(figure["value"]), str(figure["qualifier"])


def _whole(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures about all of the institution, all countries, all levels, without a narrowing note."""
    whole = (figures["faculty_code"] == "") & (figures["country_code"] == "") & (figures["scope_note"] == "")
    return figures[whole & figures["level"].isna()].copy()


def _day(figure: Any) -> date:
    """The figure's own date or that of its source, as far as known; the first day of an unfinished date."""
    shown = str(figure["as_of"] or figure["source_date"] or "")
    if not shown and str(figure["period"])[:4].isdigit():
        shown = str(figure["period"])[:4]
    if not shown:
        return date.min
    return date.fromisoformat((shown + "-01-01")[:10])
