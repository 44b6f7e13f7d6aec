"""Combinations of codes numbered as a plain dictionary would, and readers asked once per different combination."""

from collections.abc import Sequence
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import BadValue, NoColumn
from etl.judge import asked
from etl.judge.asked import Asked, Codes, distinct, firsts, numbered
from etl.read import Words
from etl.read.grid import Column
from etl.recognise.codes import Known
from etl.recognise.reader import Cells, Reader
from etl.recognise.readers import count, required

HUGE = 1 << 31


def arrays(columns: Sequence[Sequence[int]]) -> list[Codes]:
    return [np.array(column, np.int32) for column in columns]


def check(columns: Sequence[Sequence[int]], sizes: Sequence[int]) -> None:
    """As a dictionary of tuples numbers them, in the order of the codes."""
    rows = list(zip(*columns, strict=True))
    first_of: dict[tuple[int, ...], int] = {}
    for index, row in enumerate(rows):
        first_of.setdefault(row, index)
    keys, which = numbered(arrays(columns), sizes)
    found = list(zip(*[key.tolist() for key in keys], strict=True))
    first = firsts(which, len(found))
    assert found == sorted(first_of)
    assert [found[number] for number in which.tolist()] == rows
    assert first.tolist() == [first_of[key] for key in found]


@st.composite
def tables(draw: st.DrawFn, sizes: st.SearchStrategy[int]) -> tuple[list[list[int]], list[int]]:
    """Columns of codes, few different ones in each, and how many each may have."""
    of = draw(st.lists(sizes, min_size=1, max_size=5))
    rows = draw(st.integers(0, 25))
    columns = []
    for size in of:
        some = st.sampled_from(draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=4)))
        columns.append(draw(st.lists(some, min_size=rows, max_size=rows)))
    return columns, of


@given(tables(st.integers(1, 12)))
def test_few_combinations_are_numbered_like_a_dictionary(table: tuple[list[list[int]], list[int]]) -> None:
    check(*table)


@given(tables(st.integers(1, 3_000)))
def test_many_combinations_are_numbered_like_a_dictionary(table: tuple[list[list[int]], list[int]]) -> None:
    check(*table)


@given(tables(st.integers(1, HUGE)))
def test_more_combinations_than_a_number_holds_are_numbered_like_a_dictionary(
    table: tuple[list[list[int]], list[int]],
) -> None:
    check(*table)


@pytest.mark.parametrize("dense", [1, 4, 1 << 22])
@given(tables(st.integers(1, 6)))
def test_told_apart_by_a_table_or_by_sorting_it_is_the_same(
    dense: int, table: tuple[list[list[int]], list[int]]
) -> None:
    with patch.object(asked, "DENSE", dense):
        check(*table)


@pytest.mark.parametrize("sizes", [[HUGE] * 2, [HUGE] * 3, [HUGE] * 9, [2, HUGE, 1, HUGE, 3]], ids=str)
def test_the_largest_codes_of_sizes_beyond_62_bits(sizes: list[int]) -> None:
    top = [size - 1 for size in sizes]
    rows = [top, [0] * len(sizes), top, [0] * (len(sizes) - 1) + [top[-1]], [top[0]] + [0] * (len(sizes) - 1), top]
    check(list(zip(*rows, strict=True)), sizes)


def test_no_rows_have_no_combinations() -> None:
    keys, which = numbered(arrays([[], []]), [3, 4])
    assert [len(part) for part in (*keys, which, firsts(which, 0))] == [0, 0, 0, 0]
    assert distinct([], 0)[0] == []


def test_without_columns_all_rows_are_one_combination() -> None:
    rows, which = distinct([], 3)
    assert (rows, which.tolist()) == ([()], [0, 0, 0])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"])), max_size=20))
def test_distinct_combinations_are_those_of_a_set(rows: list[tuple[str, str]]) -> None:
    columns = [column([row[place] for row in rows]) for place in (0, 1)]
    found, which = distinct(columns, len(rows))
    assert len(set(found)) == len(found)
    assert set(found) == set(rows)
    assert [found[number] for number in which.tolist()] == rows


def column(words: Sequence[str]) -> Column:
    known = list(dict.fromkeys(words))
    return Column(known, np.array([known.index(word) for word in words], np.int32))


def words_of(**columns: Sequence[str]) -> Words:
    rows = len(next(iter(columns.values())))
    return Words({name: column(words) for name, words in columns.items()}, np.arange(2, rows + 2))


def test_a_reader_is_asked_once_for_each_different_combination_of_its_own_columns() -> None:
    seen: list[tuple[str, ...]] = []

    def read(cells: Cells, known: Known) -> str:
        seen.append(tuple(cells.values()))
        return cells["a"] + cells["b"]

    one = Asked(Reader(("a", "b"), read), Known())
    first = one.codes(words_of(a="xyxx", b="1211", other="5678"))
    second = one.codes(words_of(b="113", a="yxx"))
    assert sorted(seen) == [("x", "1"), ("x", "3"), ("y", "1"), ("y", "2")]
    assert [one.values[code] for code in [*first, *second]] == ["x1", "y2", "x1", "x1", "y1", "x1", "x3"]


def test_values_that_are_the_same_have_one_code_and_1_is_not_true() -> None:
    """Python takes 1, 1.0 and True for one key."""
    meant = {"a": 1, "b": True, "c": 1.0, "d": 1, "e": ["CHN"], "f": ["CHN"]}
    one = Asked(Reader(("x",), lambda cells, known: meant[cells["x"]]), Known())
    codes = one.codes(words_of(x="abcdef")).tolist()
    assert [type(one.values[code]) for code in codes] == [int, bool, float, int, list, list]
    assert (codes[0], codes[4]) == (codes[3], codes[5])


def test_what_cannot_be_read_has_a_code_below_0() -> None:
    one = Asked(count("x"), Known())
    codes = one.codes(words_of(x=["1", "ten", "2", "-1", "ten"])).tolist()
    assert [code < 0 for code in codes] == [False, True, False, True, True]
    told = [one.bad[-1 - code] for code in codes if code < 0]
    assert [(cells["x"], isinstance(bad, BadValue)) for bad, cells in told] == [
        ("ten", True), ("-1", True), ("ten", True),
    ]  # fmt: skip
    assert not one.lacks_column()


def test_of_a_column_full_of_what_cannot_be_read_the_rest_is_not_looked_at() -> None:
    one, words = Asked(count("x"), Known()), [f"word {number}" for number in range(asked.MOST_BAD + 50)]
    codes = one.codes(words_of(x=[*words, *words]))
    assert (codes < 0).all()
    assert len(one.bad) == asked.MOST_BAD + 1
    last, _ = one.bad[-1]
    assert (last.column, "not looked at" in str(last.rule)) == ("x", True)


def test_a_column_that_is_not_there_is_no_column_full_of_what_cannot_be_read() -> None:
    one = Asked(Reader(("x", "y"), lambda cells, known: cells["x"] + cells["y"]), Known())
    codes = one.codes(words_of(x=[str(number) for number in range(asked.MOST_BAD + 50)]))
    assert (codes < 0).all()
    assert {type(bad) for bad, _ in one.bad} == {NoColumn}


def test_a_column_that_a_file_lacks_is_told_of_the_file() -> None:
    one = Asked(required("y"), Known())
    assert one.codes(words_of(x=["1", "2"])).tolist() == [-1, -1]
    assert one.lacks_column()
