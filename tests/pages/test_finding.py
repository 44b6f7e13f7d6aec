"""Sentences about charts: exact, and never one that takes what is not known for zero."""

import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import finding

NOTHING = pd.DataFrame()
COUNTRIES = {
    "China": "CHN",
    "India": "IND",
    "Iran": "IRN",
    "Nepal": "NPL",
    "Oman": "OMN",
    "Peru": "PER",
    "Qatar": "QAT",
}


def state_of(headcount: Any) -> str:
    return headcount if isinstance(headcount, str) else "value"


def by_country(*rows: tuple[str, Any], partial: tuple[str, ...] = ()) -> pd.DataFrame:
    """Counts as a query gives them: a number, or the word for why there is none; of `partial` one cell is withheld."""
    return pd.DataFrame(
        {
            "country_code": [COUNTRIES[name] for name, _ in rows],
            "country": [name for name, _ in rows],
            "headcount": pd.array([None if isinstance(n, str) else n for _, n in rows], dtype="Int64"),
            "state": ["partial" if name in partial else state_of(n) for name, n in rows],
            "withheld_cells": pd.array([int(n == "withheld" or name in partial) for name, n in rows], dtype="Int64"),
        }
    )


def by_year(**years: Any) -> pd.DataFrame:
    rows = [(int(year[1:]), headcount) for year, headcount in years.items()]
    return pd.DataFrame(
        {
            "academic_year": pd.array([year for year, _ in rows], dtype="Int64"),
            "headcount": pd.array([None if isinstance(n, str) else n for _, n in rows], dtype="Int64"),
            "state": [state_of(n) for _, n in rows],
            "withheld_cells": pd.array([int(n == "withheld") for _, n in rows], dtype="Int64"),
        }
    )


def fields(*rows: tuple[str, str, Any]) -> pd.DataFrame:
    counts = by_country(*((country, n) for _, country, n in rows))
    return counts.assign(faculty=[faculty for faculty, _, _ in rows])


BEFORE = by_country(("China", 358), ("India", 320))


def test_ranking_names_the_first_with_its_change_then_the_next_the_rest_and_the_sum():
    counts = by_country(
        ("India", 320), ("China", 401), ("Iran", 90), ("Nepal", 70), ("Oman", 60), ("Peru", 2), ("Qatar", 1)
    )
    assert finding.ranking(counts, BEFORE, "country", on="2022/23") == (
        "China: 401, up 12.0% on 2022/23; then India: 320; Iran: 90; Nepal: 70; Oman: 60; 2 more: 3; 944 in all"
    )


@pytest.mark.parametrize(
    ("before", "change"),
    [
        (by_country(("China", 358)), ", up 12.0% on 2022/23"),
        (by_country(("China", 500)), ", down 19.8% on 2022/23"),
        (by_country(("China", 401)), ", as many as in 2022/23"),
        (by_country(("China", 0)), ", none in 2022/23"),
        (by_country(("India", 7)), ", not listed in 2022/23"),
        (by_country(("China", "withheld"), ("India", 7)), ", no figure for 2022/23"),
        (by_country(("China", 358), partial=("China",)), ", change on 2022/23 not known"),
        (by_country(("China", "withheld")), ""),
        (by_country(), ""),
        (NOTHING, ""),
    ],
)
def test_a_change_is_told_only_where_both_years_are_known(before: pd.DataFrame, change: str):
    assert finding.ranking(by_country(("China", 401)), before, "country", on="2022/23") == f"China: 401{change}"


def test_an_incomplete_number_is_at_least_that_and_has_no_change():
    counts = by_country(("China", 401), ("India", 20), partial=("China",))
    assert finding.ranking(counts, BEFORE, "country", on="2022/23") == (
        "China: at least 401, change on 2022/23 not known; then India: 20; at least 421 in all; 1 count withheld"
    )


def test_withheld_and_unknown_rows_are_told_and_nobody_is_no_row():
    counts = by_country(
        ("China", 401), ("India", "withheld"), ("Iran", "withheld"), ("Nepal", "not_stated"), ("Oman", 0)
    )
    assert finding.ranking(counts, NOTHING, "country", on="") == "China: 401; 2 counts withheld; 1 without a figure"
    assert finding.ranking(by_country(("India", "withheld")), BEFORE, "country", on="2022/23") == "1 count withheld"
    assert finding.ranking(by_country(), BEFORE, "country", on="2022/23") == ""


def test_across_a_break_no_change_is_told():
    counts = by_year(y2019=100, y2020=120, y2021=180, y2022=200)
    told = "2019/20 to 2022/23: from 100 to 200; break in the series: 2021/22; highest 200 in 2022/23"
    assert finding.trend(counts, breaks={2021}) == told
    whole = "2019/20 to 2022/23: from 100 to 200, up 100.0%; highest 200 in 2022/23"
    assert finding.trend(counts, breaks={2019, 2023}) == whole


def test_trend_tells_first_last_highest_and_the_years_without_a_figure():
    counts = by_year(y2016=2101, y2017=2500, y2018=3000, y2019="not_stated", y2020=2900, y2025=4310)
    assert finding.trend(counts) == (
        "2016/17 to 2025/26: from 2,101 to 4,310, up 105.1%; highest 4,310 in 2025/26; "
        "no figure for 2019/20, 2021/22, 2022/23, 2023/24, 2024/25"
    )


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        (by_year(y2020=50), "2020/21: 50"),
        (by_year(y2020=50, y2021=40), "2020/21 to 2021/22: from 50 to 40, down 20.0%; highest 50 in 2020/21"),
        (by_year(y2020=50, y2021=50), "2020/21 to 2021/22: from 50 to 50, unchanged; highest 50 in 2020/21"),
        (by_year(y2020=0, y2021=5), "2020/21 to 2021/22: from 0 to 5; highest 5 in 2021/22"),
        (by_year(y2020="withheld", y2021=5), "2021/22: 5; no figure for 2020/21; 1 count withheld"),
        (by_year(y2020="withheld"), "no figure is known"),
        (by_year(), ""),
    ],
)
def test_trend_of_few_years(counts: pd.DataFrame, told: str):
    assert finding.trend(counts) == told


def test_trend_of_calendar_years_and_of_incomplete_ones():
    counts = by_year(y2015=10, y2016=20).assign(state=["value", "partial"], withheld_cells=[0, 2])
    assert finding.trend(counts, period_kind="calendar_year") == (
        "2015 to 2016: from 10 to at least 20; highest known at least 20 in 2016; 2 counts withheld"
    )


def test_heat_tells_the_largest_field_row_and_column():
    counts = fields(("Law", "China", 100), ("Law", "India", 30), ("IT", "China", 20), ("IT", "Iran", 120),
                    ("IT", "Nepal", "withheld"), ("IT", "Oman", 0))  # fmt: skip
    assert finding.heat(counts) == (
        "largest: IT · Iran: 120; Faculty with most: IT, at least 140; Country with most: China, 120; "
        "5 fields with a number; 1 count withheld"
    )
    assert finding.heat(fields(("Law", "China", "withheld"))) == "1 count withheld"


def test_flow_tells_the_largest_flows_and_their_ends():
    counts = fields(("Law", "China", 100), ("Law", "India", 30), ("IT", "China", 20))
    assert finding.flow(counts, "country", "faculty") == (
        "China → Law: 100; then India → Law: 30; China → IT: 20; 150 in all; "
        "Country with most: China, 120; Faculty with most: Law, 130"
    )


def test_pair_tells_sums_differences_and_what_only_one_has():
    a = by_country(("China", 401), ("India", 50), ("Iran", 7), ("Oman", 3))
    b = by_country(("China", 250), ("India", 80), ("Iran", 7), ("Peru", 4))
    assert finding.pair(a, b, "country", names=("2023/24", "2022/23")) == (
        "2023/24: 461; 2022/23: 341; difference +120; "
        "largest differences: China: 401 against 250; India: 50 against 80; only in 2023/24: Oman: 3; "
        "only in 2022/23: Peru: 4"
    )


def test_pair_compares_nothing_that_is_not_known():
    a = by_country(("China", 401), ("India", "withheld"), ("Iran", 9))
    b = by_country(("China", 250), ("India", 80), ("Iran", 5), partial=("Iran",))
    assert finding.pair(a, b, "country", names=("A", "B")) == (
        "A: at least 410; B: at least 335; largest differences: China: 401 against 250; 2 cannot be compared"
    )
    assert finding.pair(by_country(("India", "withheld")), by_country(("India", 1)), "country", names=("A", "B")) == (
        "A: not known; B: 1; 1 cannot be compared"
    )


def test_concentration_tells_shares_of_all_or_of_what_is_known():
    counts = by_country(("China", 50), ("India", 20), ("Iran", 10), ("Nepal", 9), ("Oman", 6), ("Peru", 5))
    assert finding.concentration(counts, "country") == (
        "China: 50.0% of 100; the first 5: 95.0%; 1 of 6 holds half"
    )  # fmt: skip
    more = by_country(("China", 40), ("India", 30), ("Iran", 30), ("Nepal", "withheld"))
    assert finding.concentration(more, "country") == (
        "China: 40.0% of the 100 known; 2 of 3 hold half; 1 count withheld"
    )
    assert finding.concentration(by_country(("Oman", 0)), "country") == ""


def test_places_tells_countries_with_named_partners():
    partners = pd.DataFrame({"country_code": ["DEU", "CHN"], "country": ["Germany", "China"], "named": [2, 5]})
    assert finding.places(partners) == "2 countries; China: 5; then Germany: 2; 7 in all"
    assert finding.places(partners.iloc[:0]) == ""


@given(st.lists(st.integers(0, 5000) | st.sampled_from(["withheld", "not_stated"]), max_size=7))
def test_no_sentence_has_a_sum_that_hides_what_is_not_known(headcounts: list[Any]):
    counts = by_country(*zip(COUNTRIES, headcounts, strict=False))
    known = [n for n in headcounts if not isinstance(n, str)]
    told = finding.ranking(counts, NOTHING, "country", on="")
    stated = re.search(r"(at least )?([\d,]+) in all", told)
    assert (stated is not None) == (sum(n > 0 for n in known) > 1)
    if stated:
        assert int(stated[2].replace(",", "")) == sum(known)
        assert bool(stated[1]) == (len(known) < len(headcounts))
    withheld = headcounts.count("withheld")
    assert (f"{withheld} count" in told) == bool(withheld)
