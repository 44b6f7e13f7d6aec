"""Controlled rounding: multiples of a base, sums that stay near the truth, and parts that add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.protect import made, sets
from db.protect.how import How
from db.protect.rounding import rounded
from tests.protect.cubes import FIRST_FACULTY, HOW, random_slice, slice_of

SEEDS = st.integers(0, 2**32 - 1)


def test_a_table_small_enough_to_check_by_hand() -> None:
    """Two departments, two countries: 2 3 | 5 and 3 2 | 5. Every total is a multiple of 5 and stays; so each row and
    each column has one 5 and one 0, and there are two such tables."""
    values = np.array([2.0, 3.0, 3.0, 2.0])
    row, column, whole = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.zeros(4, dtype=int)
    found = rounded(values, np.array([0.9, 0.1, 0.1, 0.9]), 5, [row, column, whole])
    assert found.values.tolist() == [0, 5, 5, 0]
    assert rounded(values, np.array([0.1, 0.9, 0.9, 0.1]), 5, [row, column, whole]).values.tolist() == [5, 0, 0, 5]


def test_zero_and_multiples_stay() -> None:
    found = rounded(np.array([0.0, 5.0, 40.0]), np.full(3, 0.5), 5, [np.zeros(3, dtype=int)])
    assert found.values.tolist() == [0, 5, 40]


def test_sums_that_no_rounding_keeps_are_kept_as_nearly_as_can_be_and_told() -> None:
    """Three cells of 1 to base 2: of each pair exactly one would have to go up, which cannot be for all three pairs."""
    values = np.ones(3)
    kept, sought = [np.array([0, 0, 1])], [np.array([0, 1, 1]), np.array([0, 1, 0])]
    found = rounded(values, np.full(3, 0.5), 2, kept, sought)
    assert found.beyond == 1
    assert found.values[:2].sum() == 2
    assert rounded(values, np.full(3, 0.5), 2, kept).beyond == 0


def test_sums_that_cannot_be_promised_are_not() -> None:
    """The same three pairs, all promised."""
    pairs = [np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0, 1, 0])]
    with pytest.raises(RuntimeError, match="not of two nested families"):
        rounded(np.ones(3), np.full(3, 0.5), 2, pairs)


@settings(max_examples=150)
@given(SEEDS, st.sampled_from([3, 5, 10]))
def test_every_promised_sum_is_less_than_a_base_from_the_truth_and_parts_add_up(seed: int, base: int) -> None:
    one = random_slice(np.random.default_rng(seed))
    found = made.shown(one, How(base, HOW.salt))
    assert (found.values % base == 0).all()
    assert (np.abs(found.values - found.cells.persons) < base).all()
    assert (found.values[found.cells.persons == 0] == 0).all()
    for some, beyond in ((found.kept, 0), (found.sought, found.beyond)):
        for of in some:
            off = np.bincount(of, weights=found.values - found.cells.persons)
            assert (np.abs(off) < base * (beyond + 1)).all()


def test_the_sums_that_are_promised_are_those_of_the_issue() -> None:
    """Each unit over all countries, each country and region over all units, each cell; by hand for three rows."""
    one = slice_of([(10, 1001, "CHN", 0, "", 1), (10, 1002, "JPN", 0, "", 2), (11, 0, "CHN", 0, "", 3)])
    cells = sets.cells(one, ("unit", "country"))
    kept, sought = sets.of_places(one, cells)
    parts = {tuple(tuple(np.flatnonzero(of == n).tolist()) for n in np.unique(of)) for of in kept}
    units = one.unit[cells.first].tolist()
    law, physics, chemistry = units.index(1001), units.index(11), units.index(1002)
    by_country = tuple(sorted([tuple(sorted((law, physics))), (chemistry,)]))
    assert {((0, 1, 2),), tuple(sorted([(law,), (chemistry,), (physics,)])), by_country} <= {
        tuple(sorted(part)) for part in parts
    }
    assert len(np.unique(sought[0])) == 2  # Eastern Asia in each of two faculties


@settings(max_examples=100)
@given(SEEDS)
def test_the_same_slice_has_the_same_numbers_whichever_way_it_is_asked(seed: int) -> None:
    one = random_slice(np.random.default_rng(seed), details=True)
    first, again = (made.rows(one, made.shown(one, HOW), HOW) for _ in range(2))
    assert first == again


@settings(max_examples=150)
@given(SEEDS)
def test_all_breakdowns_have_one_total_and_partners_that_of_their_country(seed: int) -> None:
    one = random_slice(np.random.default_rng(seed), details=True)
    rows = made.rows(one, made.shown(one, HOW), HOW)
    totals: dict[tuple[str, str], int] = {}
    for row in rows:
        for of in ("", row.country):
            key = (row.breakdown, of)
            totals[key] = totals.get(key, 0) + (row.headcount or 0)
    assert totals.get(("place", ""), 0) == totals.get(("partner", ""), 0) == totals.get(("field", ""), 0)
    countries = {row.country for row in rows if row.breakdown == "place"}
    assert all(totals[("place", code)] == totals.get(("partner", code), 0) for code in countries)


@settings(max_examples=150)
@given(SEEDS)
def test_partners_and_fields_are_less_than_a_base_off_or_left_out(seed: int) -> None:
    one = random_slice(np.random.default_rng(seed), details=True)
    rows = made.rows(one, made.shown(one, HOW), HOW)
    for breakdown, column in (("partner", one.partner), ("field", one.field)):
        exact: dict[tuple[str, str], float] = {}
        for country, part, persons in zip(one.country.tolist(), column.tolist(), one.persons.tolist(), strict=True):
            key = (country if breakdown == "partner" else "ZZZ", str(part))
            exact[key] = exact.get(key, 0) + persons
        shown = {
            (row.country, str(row.partner if breakdown == "partner" else row.field)): row.headcount or 0
            for row in rows if row.breakdown == breakdown
        }  # fmt: skip
        for country in {country for country, _part in exact}:
            of_it = {key: n for key, n in exact.items() if key[0] == country}
            whole = sum(n for key, n in shown.items() if key[0] == country)
            left_out = len(of_it) > 1 and [part for (c, part), n in shown.items() if c == country] in (["0"], [""], [])
            if not left_out:
                assert all(abs(shown.get(key, 0) - n) < HOW.base for key, n in of_it.items())
            assert abs(whole - sum(of_it.values())) < HOW.base


def test_a_withheld_cell_stays_withheld_and_counts_for_nothing() -> None:
    one = slice_of([(FIRST_FACULTY, 0, "CHN", 0, "", None), (FIRST_FACULTY, 0, "RUS", 0, "", 7)])
    rows = made.rows(one, made.shown(one, HOW), HOW)
    assert [(row.state, row.headcount) for row in rows if row.country == "CHN" and row.breakdown == "place"] == [
        ("withheld", None)
    ]
    assert next(row.headcount for row in rows if row.country == "RUS" and row.breakdown == "place") in (5, 10)


def test_over_many_salts_a_number_is_right_on_average() -> None:
    """Unbiased: 3 is shown as 5 in about three of five."""
    one = slice_of([(FIRST_FACULTY, 0, "CHN", 0, "", 3)])
    shown = [int(made.shown(one, How(5, salt)).values.sum()) for salt in range(400)]
    assert 2.6 < sum(shown) / len(shown) < 3.4
