"""What is sound and hard to believe: each rule warns where it should, and not just below its limit."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from db import store
from db.batch import Batch, Extent, Facts, Row
from db.vocabulary import CellState, Direction
from etl import load
from etl.judge import plausible
from etl.sources import SOURCES
from tests import small
from tests.small import mobility

NAMES = [
    "CHN", "RUS", "IND", "UZB", "TUR", "DEU", "FRA", "USA", "GBR", "KGZ", "TJK", "TKM", "AFG", "MNG", "KOR", "JPN",
    "ITA", "ESP", "PAK", "IRN", "BGD", "NPL", "LKA", "VNM",
]  # fmt: skip
Years = Mapping[int, Mapping[tuple[str, str], int | str]]
"""Headcounts by year, unit and country."""
AROUND = {"unit_record": small.OTHER["unit_record"], "institution_record": small.OTHER["institution_record"]}


def batch(years: Years, *, complete: bool = True, **other: list[Row]) -> Batch:
    """Degree students of the small university, complete for their years."""
    cells = [(year, place, n) for year, places in years.items() for place, n in places.items()]
    rows = [mobility(line, year, *place, n) for line, (year, place, n) in enumerate(cells, start=2)]
    extents = [Extent("mobility_count", "small_degree", str(year), "", small.HOME) for year in years]
    return small.batch(f"{years}.csv", {"mobility_count": rows, **AROUND, **other}, extents if complete else ())


def totals(**years: int) -> Years:
    """One cell a year: y2023=10."""
    return {int(year[1:]): {("law", "CHN"): number} for year, number in years.items()}


def told(engine: Engine, made: Batch) -> list[str]:
    return [str(warned.rule) for warned in plausible.warnings(engine, made)]


def loaded(engine: Engine, years: Years) -> Engine:
    store.load(engine, batch(years), by="test")
    return engine


# Parts and totals


def stated(number: int, country: str = "ZZZ", unit: str = "", **other: Any) -> Row:
    return {**small.stated_total(90, 2023, number), "country_code": country, "unit": unit, **other}


def against(engine: Engine, parts: Mapping[tuple[str, str], int | str], *rows: Row) -> list[str]:
    return told(engine, batch({2023: parts}, stated_total=list(rows)))


def test_parts_that_exceed_their_total_are_told(engine: Engine) -> None:
    parts = {("law", "CHN"): 21, ("science", "BLR"): 13}
    assert against(engine, parts, stated(33)) == [
        "small_degree, inbound (degree), 2023/24: the parts add up to 34, more than the stated total of 33."
    ]
    assert against(engine, parts, stated(34)) == []


def test_what_is_not_broken_down_is_told_from_one_per_cent_on(engine: Engine) -> None:
    assert against(engine, {("law", "CHN"): 198}, stated(200)) == []
    assert against(engine, {("law", "CHN"): 197}, stated(200)) == [
        "small_degree, inbound (degree), 2023/24: not broken down: 3 of the stated total of 200."
    ]


@pytest.mark.parametrize("total", [15, 25])
def test_rounding_explains_differences_of_rounded_figures(engine: Engine, total: int) -> None:
    parts = {("law", "CHN"): 10, ("law", "RUS"): 10}
    assert against(engine, parts, stated(total)) == []
    assert len(against(engine, parts, stated(total + (5 if total > 20 else -5)))) == 1
    assert len(against(engine, {**parts, ("law", "IND"): 1}, stated(total))) == 1


def test_withheld_parts_explain_what_is_missing_but_no_surplus(engine: Engine) -> None:
    parts = {("law", "CHN"): 21, ("law", "RUS"): "withheld"}
    assert against(engine, parts, stated(40)) == []
    assert len(against(engine, parts, stated(20))) == 1


def test_totals_of_a_faculty_take_its_departments_and_those_of_a_country_all_units(engine: Engine) -> None:
    parts = {("law", "CHN"): 2, ("civil", "CHN"): 20, ("science", "CHN"): 30, ("science", "KAZ"): 4}
    right = [stated(22, unit="law"), stated(52, "CHN"), stated(56), stated(20, "CHN", "civil")]
    assert against(engine, parts, *right) == []
    assert against(engine, parts, stated(21, unit="law"), stated(51, "CHN")) == [
        "Law, small_degree, inbound (degree), 2023/24: the parts add up to 22, more than the stated total of 21.",
        "China, small_degree, inbound (degree), 2023/24: the parts add up to 52, more than the stated total of 51.",
    ]


def test_totals_of_groups_distinct_persons_and_totals_alone_are_not_compared(engine: Engine) -> None:
    parts = {("law", "CHN"): 21}
    hidden = {"headcount": None, "cell_state": CellState.WITHHELD}
    rows = [stated(9, label="Total Asia"), stated(9, basis="distinct"), stated(9, "RUS"), stated(0, **hidden)]
    assert against(engine, parts, *rows) == []


def test_five_examples_are_told_and_how_many_more_there_are(engine: Engine) -> None:
    parts = {("law", country): 10 + at for at, country in enumerate(NAMES[:8])}
    found = against(engine, parts, *[stated(at, country) for at, country in enumerate(NAMES[:8])])
    assert len(found) == 6
    assert found[-1] == "And 3 more of this kind."


# Jumps


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [(40, 81, True), (40, 80, False), (29, 60, True), (29, 59, False), (81, 40, True), (80, 40, False)],
)
def test_with_few_years_a_total_may_double_or_halve(engine: Engine, before: int, after: int, is_told: bool) -> None:
    years = totals(y2022=before, y2023=after)
    expected = [f"small_degree, inbound (degree): {after} in 2023/24 after {before} in 2022/23."]
    assert told(engine, batch(years)) == (expected if is_told else [])
    loaded(engine, totals(y2022=before))
    assert told(engine, batch(totals(y2023=after))) == (expected if is_told else [])


def test_with_more_years_the_usual_change_tells(engine: Engine) -> None:
    steady = totals(y2014=1000, y2015=1040, y2016=1080, y2017=1120, y2018=1170)
    assert told(engine, batch({**steady, **totals(y2019=1450)})) == []
    assert told(loaded(engine, steady), batch(totals(y2019=1550))) == [
        "small_degree, inbound (degree): 1\u202f550 in 2019/20 after 1\u202f170 in 2018/19; usual is 4 % a year."
    ]
    assert told(engine, batch(totals(y2019=840))) == [
        "small_degree, inbound (degree): 840 in 2019/20 after 1\u202f170 in 2018/19; usual is 4 % a year."
    ]


def test_where_figures_change_much_every_year_a_change_is_believed(engine: Engine) -> None:
    wild = totals(y2014=100, y2015=160, y2016=110, y2017=180, y2018=120)
    assert told(engine, batch({**wild, **totals(y2019=200)})) == []


def test_a_year_of_little_change_after_growth_is_believed(engine: Engine) -> None:
    assert told(engine, batch(totals(y2014=100, y2015=200, y2016=400, y2017=800, y2018=900))) == []


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_changes_into_and_out_of_the_pandemic_are_known(engine: Engine, year: int) -> None:
    assert told(engine, batch({year - 1: {("law", "CHN"): 500}, year: {("law", "CHN"): 90}})) == []


@pytest.mark.parametrize(("number", "is_told"), [(101, True), (98, False)])
def test_a_country_is_judged_more_strictly_and_by_its_name(engine: Engine, number: int, is_told: bool) -> None:
    rest = {("law", "RUS"): 1000}
    years = {2022: {**rest, ("law", "CHN"): 49}, 2023: {**rest, ("science", "CHN"): number, ("law", "USA"): 1}}
    found = [one for one in told(engine, batch(years)) if one.startswith("China")]
    assert found == (["China, small_degree, inbound (degree): 101 in 2023/24 after 49 in 2022/23."] if is_told else [])


def test_a_faculty_is_judged_with_its_departments(engine: Engine) -> None:
    years: Years = {
        2022: {("law", "RUS"): 10, ("civil", "RUS"): 30, ("science", "RUS"): 900},
        2023: {("civil", "RUS"): 95, ("science", "RUS"): 850},
    }
    assert told(engine, batch(years)) == ["Law, small_degree, inbound (degree): 95 in 2023/24 after 40 in 2022/23."]
    years = {2022: years[2022], 2023: {("law", "RUS"): 50, ("civil", "RUS"): 39, ("science", "RUS"): 850}}
    assert told(engine, batch(years)) == []


def test_a_part_that_moves_with_the_whole_is_not_told_again(engine: Engine) -> None:
    before = {("law", "RUS"): 100, ("science", "CHN"): 100}
    assert told(engine, batch({2022: before, 2023: {place: 3 * n for place, n in before.items()}})) == [
        "small_degree, inbound (degree): 600 in 2023/24 after 200 in 2022/23."
    ]


def test_domestic_mobility_is_not_judged(engine: Engine) -> None:
    years = {2022: {("law", "KAZ"): 100, ("law", "RUS"): 50}, 2023: {("law", "KAZ"): 900, ("law", "RUS"): 55}}
    assert told(loaded(engine, {2022: years[2022]}), batch({2023: years[2023]})) == []


def test_what_the_database_says_already_is_not_told_again(engine: Engine) -> None:
    years = totals(y2022=40, y2023=400)
    assert told(loaded(engine, years), batch(years)) == []
    assert len(told(engine, batch({**years, **totals(y2023=401)}))) == 1


def test_part_of_a_year_is_not_taken_for_the_year(engine: Engine) -> None:
    """A file of one faculty, and one that is complete for nothing."""
    loaded(engine, {2022: {("law", "CHN"): 300, ("science", "CHN"): 900}, 2023: {("science", "CHN"): 950}})
    law = batch({2023: {("law", "CHN"): 310}})
    law.extents = [Extent("mobility_count", "small_degree", "2023", "", small.HOME, "law")]
    assert told(engine, law) == []
    assert told(engine, batch({2023: {("law", "CHN"): 310}}, complete=False)) == []
    gone = batch({2023: {("law", "CHN"): 20}})
    gone.extents = law.extents
    assert told(engine, gone) == ["Law, small_degree, inbound (degree): 20 in 2023/24 after 300 in 2022/23."]


def test_a_file_without_rows_of_a_year_that_had_many_is_told(engine: Engine) -> None:
    loaded(engine, totals(y2022=40))
    made = batch({2023: {}})
    assert told(engine, made) == ["small_degree, inbound (degree): 0 in 2023/24 after 40 in 2022/23."]


# Gone


@pytest.mark.parametrize(("number", "is_told"), [(10, True), (9, False)])
def test_a_country_and_a_faculty_that_vanish_are_told(engine: Engine, number: int, is_told: bool) -> None:
    loaded(engine, {2022: {("law", "CHN"): 90, ("science", "IND"): number}})
    after = {2023: {("law", "CHN"): 95}}
    assert sorted(told(engine, batch(after))) == [
        f"{name}, small_degree, inbound (degree): no row in 2023/24 after 10 in 2022/23."
        for name in (("India", "Science") if is_told else ())
    ]
    assert told(engine, batch(after, complete=False)) == []
    assert told(engine, batch({2023: {**after[2023], ("science", "IND"): "withheld"}})) == []


def test_a_faculty_that_ended_may_vanish(engine: Engine) -> None:
    loaded(engine, {2022: {("law", "CHN"): 90, ("science", "CHN"): 30}})
    ended = [*AROUND["unit_record"][:1], {**AROUND["unit_record"][1], "valid_to": date(2023, 9, 1)}]
    assert told(engine, batch({2023: {("law", "CHN"): 120}}, unit_record=ended)) == []
    assert len(told(engine, batch({2023: {("law", "CHN"): 120}}))) == 1


@pytest.mark.parametrize(("left", "is_told"), [(15, True), (16, False)])
def test_a_release_that_withdraws_more_than_a_fifth_is_told(engine: Engine, left: int, is_told: bool) -> None:
    cells = {("law", country): 3 for country in NAMES[:20]}
    loaded(engine, {2023: cells})
    found = told(engine, batch({2023: dict(list(cells.items())[:left])}))
    words = "small_degree, 2023/24: at least 5 of 20 known cells are not in the file any more."
    assert found == ([words] if is_told else [])


# Coverage


@pytest.mark.parametrize(("left", "is_told"), [(6, True), (7, False)])
def test_fewer_countries_are_told(engine: Engine, left: int, is_told: bool) -> None:
    loaded(engine, {2022: {("law", country): 8 for country in NAMES[:10]}})
    found = told(engine, batch({2023: {("law", country): 9 for country in NAMES[:left]}}))
    words = "small_degree, inbound (degree): figures of 6 countries in 2023/24 after 10 in 2022/23."
    assert found == ([words] if is_told else [])


@pytest.mark.parametrize(("left", "is_told"), [(13, True), (14, False)])
def test_fewer_cells_with_a_number_are_told(engine: Engine, left: int, is_told: bool) -> None:
    places = [(unit, country) for unit in ("law", "science") for country in NAMES[:10]]
    after = {place: 4 if at < left else "withheld" for at, place in enumerate(places)}
    found = told(loaded(engine, {2022: dict.fromkeys(places, 4)}), batch({2023: after}))
    words = "small_degree, inbound (degree): 13 cells with a number in 2023/24 after 20 in 2022/23."
    assert found == ([words] if is_told else [])


def of_many(years: Mapping[int, Mapping[str, int]]) -> Batch:
    """A source of many institutions: China in each, complete for their years."""
    rows = [{**mobility(2, year, "", "CHN", n), "institution": code} for year, some in years.items()
            for code, n in some.items()]  # fmt: skip
    extents = [Extent("mobility_count", "small_degree", str(year)) for year in years]
    return small.batch(f"{years}.csv", {"mobility_count": rows}, extents, institution="")


@pytest.mark.parametrize(("left", "is_told"), [(3, True), (4, False)])
def test_fewer_institutions_are_told(engine: Engine, left: int, is_told: bool) -> None:
    store.load(engine, of_many({2022: {f"u{at}": 9 + at for at in range(5)}}), by="test")
    found = told(engine, of_many({2023: {f"u{at}": 12 + at for at in range(left)}}))
    words = "small_degree, inbound (degree): figures of 3 institutions in 2023/24 after 5 in 2022/23."
    assert found == ([words] if is_told else [])


def test_of_many_institutions_each_total_is_judged(engine: Engine) -> None:
    store.load(engine, of_many({2022: {"u1": 100, "u2": 60, "u3": 40}}), by="test")
    assert told(engine, of_many({2023: {"u1": 110, "u2": 190}})) == [
        "u2, small_degree, inbound (degree): 190 in 2023/24 after 60 in 2022/23.",
        "u3, small_degree, inbound (degree): 0 in 2023/24 after 40 in 2022/23.",
    ]


# The same figures again


def figures(count: int, changed: int = 0) -> dict[tuple[str, str], int]:
    return {("law", country): 6 + at + (at < changed) for at, country in enumerate(NAMES[:count])}


@pytest.mark.parametrize(("count", "changed", "is_told"), [(10, 0, True), (9, 0, False), (20, 1, True), (20, 2, False)])
def test_figures_of_the_year_before_under_a_new_year_are_told(
    engine: Engine, count: int, changed: int, is_told: bool
) -> None:
    words = f"small_degree: {count - changed} of {count} figures of 2023/24 are the same as those of 2022/23."
    expected = [words] if is_told else []
    assert told(engine, batch({2022: figures(count), 2023: figures(count, changed)})) == expected
    loaded(engine, {2022: figures(count)})
    assert told(engine, batch({2023: figures(count, changed)})) == expected


def test_small_figures_may_repeat(engine: Engine) -> None:
    cells = {("law", country): 5 for country in NAMES}
    assert told(engine, batch({2022: cells, 2023: cells})) == []


def test_figures_of_an_older_year_are_told_if_all_are_the_same(engine: Engine) -> None:
    between = {place: n + 3 for place, n in figures(12).items()}
    loaded(engine, {2021: figures(12), 2022: between})
    assert told(engine, batch({2023: figures(12)})) == [
        "small_degree: 12 of 12 figures of 2023/24 are the same as those of 2021/22."
    ]
    assert told(engine, batch({2023: figures(12, 1)})) == []


# What is withheld


@pytest.mark.parametrize(("without", "is_told"), [(6, True), (5, False)])
def test_periods_that_are_mostly_withheld_or_not_stated_are_told(engine: Engine, without: int, is_told: bool) -> None:
    words = ["withheld", "not_stated"]
    cells = {("law", c): words[at % 2] if at < without else 7 + at for at, c in enumerate(NAMES[:10])}
    cells |= {("science", country): "not_measured" for country in NAMES}
    expected = ["small_degree, 2023/24: 6 of 10 cells are withheld or not stated."] if is_told else []
    assert told(engine, batch({2023: cells})) == expected


# In all


def test_months_are_not_compared(engine: Engine) -> None:
    rows = [{**mobility(2, 2023, "law", "CHN", n), "period": f"2023-0{n // 100}"} for n in (100, 900)]
    monthly = [{**small.SERIES[0], "period_kind": "month"}]
    assert told(engine, small.batch("months.csv", {"mobility_count": rows}, series=monthly)) == []


def test_calendar_years_are_written_as_such_and_the_file_is_named(engine: Engine) -> None:
    made = batch(totals(y2022=40, y2023=400))
    made.series = [{**made.series[0], "period_kind": "calendar_year", "label": "Permits"}]
    (warned,) = plausible.warnings(engine, made)
    assert str(warned.rule) == "Permits, inbound (degree): 400 in 2023 after 40 in 2022."
    assert str(warned.remedy) == "Check that the file is whole, of this year, and counts the same as before."
    assert warned.file == made.files[0].name


def test_codes_and_members_of_enumerations_are_the_same(engine: Engine) -> None:
    made = batch({2022: figures(12), 2023: figures(12)})
    column = made.facts["mobility_count"].columns["direction"]
    column[:] = [Direction.INBOUND if at % 2 else "inbound" for at in range(len(column))]
    assert len(told(engine, made)) == 1


def test_the_small_university_gives_no_warning(engine: Engine) -> None:
    for made in (small.first(), small.correction()):
        assert told(engine, made) == []
        store.load(engine, made, by="test")


def test_what_ships_gives_no_warning(sqlite_engine: Engine, shipped: Engine) -> None:
    for code in ("kaznu_published", "kazakhstan_national", "demo"):
        made = load.judge(SOURCES[code], []).batch
        assert told(sqlite_engine, made) == []
        assert told(shipped, made) == []


@pytest.mark.parametrize(("source", "folder"), [("unizar_agreements", "erasmus"), ("unizar_results", "resultados")])
def test_open_data_of_zaragoza_gives_no_warning(
    sqlite_engine: Engine, open_data: Path, source: str, folder: str
) -> None:
    """All years at once, and year by year as they were published."""
    files = sorted((open_data / "unizar-mobility" / folder).glob("*.csv"))
    assert told(sqlite_engine, load.judge(SOURCES[source], files).batch) == []
    for file in files:
        made = load.judge(SOURCES[source], [file]).batch
        assert told(sqlite_engine, made) == []
        store.load(sqlite_engine, made, by="test")


def test_last_year_of_zaragoza_under_a_new_year_is_told(sqlite_engine: Engine, open_data: Path, tmp_path: Path) -> None:
    last = max((open_data / "unizar-mobility" / "erasmus").glob("*.csv"))
    again = tmp_path / "again.csv"
    words = last.read_bytes()
    year = int(last.name[:4])
    again.write_bytes(words.replace(b"%d" % year, b"%d" % (year + 1)))
    store.load(sqlite_engine, load.judge(SOURCES["unizar_agreements"], [last]).batch, by="test")
    found = told(sqlite_engine, load.judge(SOURCES["unizar_agreements"], [again]).batch)
    assert any("are the same as those of" in one for one in found)


CELL = st.fixed_dictionaries(
    {
        "institution": st.sampled_from([small.HOME, "u1"]),
        "series": st.sampled_from(["small_degree", "small_credit"]),
        "unit": st.sampled_from(["", "law", "civil"]),
        "period": st.sampled_from(["2019", "2020", "2022", "2023", "2023-01", "2024"]),
        "direction": st.sampled_from(Direction),
        "mobility_type": st.sampled_from(["degree", "credit"]),
        "country_code": st.sampled_from(["KAZ", "CHN", "ZZZ", "RUS"]),
    }
)
NUMBER = st.none() | st.integers(0, 10_000) | st.floats(0, 1e6)
EXTENT = st.builds(
    Extent, st.just("mobility_count"), st.sampled_from(["", "small_degree"]), st.sampled_from(["", "2023", "2025"]),
    st.sampled_from(["", "inbound"]), st.sampled_from(["", small.HOME]), st.just(""), st.sampled_from(["", "CHN"]),
)  # fmt: skip


@given(
    st.lists(st.tuples(CELL, NUMBER), max_size=30),
    st.lists(st.tuples(CELL, NUMBER), max_size=5),
    st.lists(EXTENT, max_size=3),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_batch_is_too_odd(
    university: Engine, cells: Sequence[tuple[Row, float | None]], given: Sequence[tuple[Row, float | None]],
    extents: list[Extent],
) -> None:  # fmt: skip
    parts, wholes = (
        [{**cell, "headcount": n, "cell_state": CellState.WITHHELD if n is None else CellState.VALUE,
          "level": "bachelor", "field": "", "partner": "", "file": 0, "source_rows": "2"} for cell, n in some]
        for some in (cells, given)
    )  # fmt: skip
    made = small.batch("odd.csv", {}, extents)
    made.facts = {
        "mobility_count": Facts.of(parts),
        "stated_total": Facts.of([{**row, "basis": "stated", "label": ""} for row in wholes]),
    }
    for warned in plausible.warnings(university, made):
        assert "{" not in f"{warned.rule} {warned.remedy}"
