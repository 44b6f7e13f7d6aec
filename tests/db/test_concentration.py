"""How much hangs on a few countries: counted by hand, and what holds whatever the counts."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.queries import counts
from db.queries.concentration import concentration, without

CODES = ["CHN", "IND", "UZB", "DEU", "FRA", "KGZ", "TJK", "RUS"]


def frame(headcounts: dict[str, int | None]) -> pd.DataFrame:
    numbers = pd.array(list(headcounts.values()), dtype="Int64")
    return pd.DataFrame({"country_code": list(headcounts), "country": list(headcounts), "headcount": numbers})


some_counts = st.dictionaries(st.sampled_from([*CODES, "ZZZ", "XAF"]), st.integers(0, 5000) | st.none())


def test_counted_by_hand():
    found = concentration(frame({"CHN": 50, "IND": 25, "UZB": 15, "DEU": 10, "ZZZ": 7, "FRA": 0}))
    assert (found.total, found.top1_pct, found.top3_pct) == (100, 50, 90)
    assert found.effective_number == pytest.approx(1 / (0.25 + 0.0625 + 0.0225 + 0.01))
    assert (found.top, found.countries, found.without_country) == (("CHN", "IND", "UZB"), 4, 7)
    assert not found.is_lower_bound


def test_a_withheld_cell_makes_it_a_lower_bound():
    assert concentration(frame({"CHN": 50, "NPL": None})).is_lower_bound
    partial = frame({"CHN": 50, "NPL": 3}).assign(state=["value", "partial"], withheld_cells=[0, 2])
    assert concentration(partial).is_lower_bound
    nothing_there = frame({"CHN": 50, "NPL": None}).assign(state=["value", "not_applicable"])
    assert not concentration(nothing_there).is_lower_bound


def test_nothing_known_is_not_zero():
    found = concentration(frame({"NPL": None}))
    assert (found.total, found.top1_pct, found.effective_number, found.top) == (None, None, None, ())
    assert without(frame({"NPL": None}), ["NPL"]).before is None


def test_the_larger_first_and_ties_by_code():
    assert concentration(frame({"UZB": 5, "CHN": 5, "IND": 6})).top == ("IND", "CHN", "UZB")


def test_what_remains_counted_by_hand():
    remains = without(frame({"CHN": 50, "IND": 25, "ZZZ": 25}), ["CHN", "FRA"])
    assert (remains.before, remains.after, remains.change) == (100, 50, -50)
    assert (remains.change_pct, remains.rest_pct, remains.is_lower_bound) == (-50, 50, False)


def test_what_a_withheld_country_takes_along_is_not_known():
    remains = without(frame({"CHN": 50, "NPL": None}), ["NPL"])
    assert (remains.before, remains.change, remains.rest_pct, remains.is_lower_bound) == (50, None, None, True)


@pytest.mark.parametrize(
    ("gone", "gone_lacks", "rest_lacks"),
    [("CHN", True, False), ("NPL", False, True), ("BLR", False, True), ("DEU", False, True)],
)
def test_whether_more_may_go_or_more_may_remain(gone: str, gone_lacks: bool, rest_lacks: bool):
    """Only of China some are not known: without it more are gone than told, without another more remain."""
    partial = frame({"CHN": 20, "NPL": 12, "BLR": 8}).assign(state=["partial", "value", "value"])
    remains = without(partial, [gone])
    assert (remains.gone_lacks, remains.rest_lacks, remains.is_lower_bound) == (gone_lacks, rest_lacks, True)


@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 9), st.integers(0, 9))
def test_the_part_that_is_gone_is_limited_as_told(gone: int, rest: int, more_gone: int, more_rest: int):
    """Whatever is withheld: the true part lies on the side that the known one limits."""
    known, true = (without(frame({"CHN": g, "IND": r}), ["CHN"]) for g, r in ((gone, rest), (gone + more_gone, rest)))
    assert (known.rest_pct or 0) >= (true.rest_pct or 0)
    true = without(frame({"CHN": gone, "IND": rest + more_rest}), ["CHN"])
    assert (known.rest_pct or 0) <= (true.rest_pct or 0)
    assert known.change == true.change


def test_two_rows_of_a_country_are_refused():
    twice = pd.concat([frame({"CHN": 1}), frame({"CHN": 2})])
    for ask in (concentration, lambda counts: without(counts, [])):
        with pytest.raises(ValueError, match="Several rows"):
            ask(twice)


@given(some_counts)
def test_bounds_that_always_hold(headcounts: dict[str, int | None]):
    found = concentration(frame(headcounts))
    if found.top1_pct is None or found.top3_pct is None or found.effective_number is None:
        assert not found.total
        return
    assert 1 - 1e-9 <= found.effective_number <= found.countries + 1e-9
    assert 100 / found.countries - 1e-9 <= found.top1_pct <= found.top3_pct <= 100
    assert found.is_lower_bound == (None in headcounts.values())


@given(st.integers(1, len(CODES)), st.integers(1, 5000))
def test_equal_shares_give_the_number_of_countries(n: int, headcount: int):
    found = concentration(frame(dict.fromkeys(CODES[:n], headcount)))
    assert found.effective_number == pytest.approx(n)
    assert found.top1_pct == pytest.approx(100 / n)


@given(some_counts, st.sets(st.sampled_from([*CODES, "NPL"])))
def test_what_goes_and_what_remains_add_up(headcounts: dict[str, int | None], codes: set[str]):
    remains = without(frame(headcounts), codes)
    if remains.before is None or remains.after is None or remains.change is None:
        assert None in headcounts.values() or not headcounts
        return
    assert remains.before + remains.change == remains.after
    assert remains.before - remains.after == sum(n or 0 for code, n in headcounts.items() if code in codes)
    if remains.rest_pct is not None and remains.change_pct is not None:
        assert 100 + remains.change_pct == pytest.approx(remains.rest_pct)


def test_of_the_small_university(university: Engine):
    """Degree students of 2023: China 20, Iran 5, Belarus 7, Nepal withheld."""
    where = {"institution": ["small"], "series": ["small_degree"], "academic_year": ["2023"]}
    of_countries = counts.mobility(university, by=["country"], where=where)
    found = concentration(of_countries)
    assert (found.total, found.top, found.is_lower_bound) == (32, ("CHN", "BLR", "IRN"), True)
    assert found.effective_number == pytest.approx(32**2 / (20**2 + 7**2 + 5**2))
    assert without(of_countries, ["CHN"]).after == 12


def test_of_the_demonstration(shipped: Engine):
    where = {"institution": ["kaznu-demo"], "series": ["demo_degree"], "academic_year": ["2023"]}
    found = concentration(counts.mobility(shipped, by=["country"], where=where))
    assert (found.total, found.countries) == (3928, 54)
    assert without(counts.mobility(shipped, by=["country"], where=where), ["CHN"]).change == -401
