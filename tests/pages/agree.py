"""What a page draws and lists against what SQL answers: numbers are read from charts by the codes their marks bear."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from db.vocabulary import NOT_COUNTRIES
from tests.pages.drawn import Chart, Trace, number

HEADS = {
    "country": "Country code", "faculty": "Faculty code", "department": "Department code", "partner": "Partner code",
    "group": "Group code", "region": "Region code", "academic_year": "Academic year",
}  # fmt: skip
Counts = dict[Any, float]


def known(rows: pd.DataFrame, *by: str) -> Counts:
    """Known headcounts by code; of several dimensions by their codes together."""
    columns = [name if name in ("academic_year", "academic_years") else f"{name}_code" for name in by]
    keys = [rows[name].tolist() for name in columns]
    pairs = zip(zip(*keys, strict=True), rows["headcount"], strict=True)
    return {key if len(key) > 1 else key[0]: float(n) for key, n in pairs if not pd.isna(n)}


def at_least(rows: pd.DataFrame, *by: str) -> set[Any]:
    """Codes of the numbers that may be more, for not all of their cells are known."""
    return set(known(rows[rows["state"] == "partial"], *by))


def of_countries(counts: Counts) -> Counts:
    return {code: n for code, n in counts.items() if code not in NOT_COUNTRIES}


def positive(counts: Counts) -> Counts:
    return {key: n for key, n in counts.items() if n > 0}


def bars(trace: Trace) -> list[tuple[str, float]]:
    """Code and length of each bar; '' is the code of the rest."""
    pairs = zip(trace["customdata"], trace["x"], strict=True)
    return [(str(code), float(x)) for code, x in pairs if x is not None]


def assert_bars(trace: Trace, counts: Counts) -> None:
    """Each bar its number, the largest first, and all of them the total: the rest stands in one."""
    drawn, wanted = bars(trace), positive(counts)
    named = [(code, x) for code, x in drawn if code]
    assert dict(named) == {code: wanted[code] for code, _ in named}
    assert [x for _, x in named] == sorted((x for _, x in named), reverse=True)
    left = [n for code, n in wanted.items() if code not in dict(named)]
    assert sum(x for code, x in drawn if not code) == sum(left)
    assert "" in wanted or not left or max(left) <= min(x for _, x in named)
    assert sum(x for _, x in drawn) == sum(wanted.values())


def assert_groups(trace: Trace, counts: Counts) -> None:
    """Groups overlap: each for itself, none left out, no rest."""
    assert dict(bars(trace)) == positive(counts)
    assert len(trace["x"]) == len(positive(counts))


def assert_map(chart: Chart, counts: Counts, unseen: float, least: set[str]) -> None:
    """Shapes and points of countries with students, each told by name and number; unseen: told beside the map; least:
    countries whose number may be more."""
    told: Counts = {}
    for trace in chart.traces:
        shades = trace["z"] if trace["type"] == "choropleth" else trace["marker"]["color"]
        for code, shown, shade in zip(trace["customdata"], trace["text"], shades, strict=True):
            told[code] = number(shown.rsplit(": ", 1)[1]) or 0.0
            assert (": ≥ " in shown) == (code in least)
            assert shade**2 == pytest.approx(told[code])
    wanted = positive(of_countries(counts))
    assert told == {code: wanted[code] for code in told}
    assert sum(told.values()) + unseen == sum(wanted.values())


def assert_line(trace: Trace, counts: Counts) -> None:
    """A point for each known year, none where nothing is known."""
    points = zip(trace["customdata"], trace["y"], strict=True)
    assert {int(year): float(y) for year, y in points if y is not None and year != ""} == counts


def assert_heat(chart: Chart, counts: Counts, least: set[tuple[str, str]]) -> None:
    """Fields of faculties and countries: the number in each, on the sign to point at and in the colours alike; least:
    fields whose number may be more."""
    heat, signs = chart.only("heatmap"), chart.only("scatter")
    drawn: Counts = {}
    for codes, x, y, shown in zip(signs["customdata"], signs["x"], signs["y"], signs["hovertext"], strict=True):
        value = heat["z"][heat["y"].index(y)][heat["x"].index(x)]
        if value is not None:
            drawn[tuple(codes)] = float(value)
            assert number(shown.rsplit(": ", 1)[1]) == value
            assert (": ≥ " in shown) == (tuple(codes) in least)
    assert len(drawn) == sum(value is not None for line in heat["z"] for value in line)
    columns: dict[str, float] = defaultdict(float)
    for (_unit, country), n in counts.items():
        columns[country] += n
    shown_countries = {country for _unit, country in drawn}
    assert drawn == {key: n for key, n in counts.items() if key[1] in shown_countries}
    beyond = [n for country, n in columns.items() if country not in shown_countries]
    assert not beyond or max(beyond) <= min(columns[country] for country in shown_countries)


def assert_flows(trace: Trace, counts: Counts) -> None:
    """Ribbons add up to the total at both ends; between two named ends it is their number."""
    link = trace["link"]
    pairs = zip((tuple(ends) for ends in link["customdata"]), link["value"], strict=True)
    widths: Counts = defaultdict(float)
    for ends, value in pairs:
        widths[ends] += value
    named = {ends: n for ends, n in widths.items() if all(ends)}
    wanted = positive(counts)
    assert named == {ends: wanted[ends] for ends in named}
    assert sum(widths.values()) == sum(wanted.values())


def assert_spread(chart: Chart, counts: Counts) -> None:
    """Of the largest, of the three and of the ten largest countries; filled and hatched part make the whole."""
    wanted = sorted(positive(of_countries(counts)).values(), reverse=True)
    steps = [step for step in (1, 3, 10) if step == 1 or step < len(wanted)]
    filled, others = chart.traces
    assert filled["x"] == [sum(wanted[:step]) for step in steps]
    assert [x + y for x, y in zip(filled["x"], others["x"], strict=True)] == [sum(wanted)] * len(steps)


def listed(table: pd.DataFrame, by: Sequence[str], **of: str) -> list[tuple[Any, ...]]:
    """Rows of a table as codes and number, in order; a column that has no value at all is not shown."""
    for head, value in of.items():
        table = table[table[head] == value]
    columns = [table[HEADS[name]].tolist() if HEADS[name] in table else [""] * len(table) for name in by]
    numbers = table["Students"].tolist() if "Students" in table else [None] * len(table)
    plain = [None if n is None or pd.isna(n) else float(n) for n in numbers]
    return sorted(zip(*columns, plain, strict=True), key=repr)


def answered(rows: pd.DataFrame, by: Sequence[str], year: Any = str) -> list[tuple[Any, ...]]:
    """The same of an answer. year: how a year is written."""
    names = [name if name == "academic_year" else f"{name}_code" for name in by]
    columns = [[year(v) if n == "academic_year" else v for v in rows[n]] for n in names]
    plain = [None if pd.isna(n) else float(n) for n in rows["headcount"]]
    return sorted(zip(*columns, plain, strict=True), key=repr)


def assert_half(trace: Trace, counts: Counts) -> None:
    """Bars of one of two selections: each its number, and with the rest all of its total."""
    drawn = bars(trace)
    assert {code: x for code, x in drawn if code and x} == positive({c: counts.get(c, 0) for c, _ in drawn if c})
    assert sum(x for _, x in drawn) == sum(counts.values())
