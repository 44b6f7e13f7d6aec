"""Rows as the frame that SQL would have given: the same columns, order, types and words."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from db.queries.arrays.cubes import Cube
from db.queries.arrays.names import Ints, Words, words
from db.queries.arrays.rows import Rows
from db.queries.counts import NOT_ADDED_UP
from db.vocabulary import CellState

TOLD = words([str(CellState.VALUE), "partial", str(CellState.NOT_APPLICABLE), *map(str, NOT_ADDED_UP)])
VALUE, PARTIAL, NOT_APPLICABLE, FIRST_LACKING = range(4)
HEADS_KEPT = 500


def frame(cube: Cube, listed: Sequence[str], rows: Rows, language: str) -> pd.DataFrame:
    """The answer, in the order of years, of sums (unknown ones last), then of what it lists."""
    names = [*listed, *_splits(cube, listed)]
    keys = [_ranks(cube, name, rows) for name in names]
    year = [_ranks(cube, "academic_year", rows)] if "academic_year" in listed else []
    falling = np.where(rows.has_value, -rows.headcount, np.inf)
    order = np.lexsort([*reversed(keys), falling, *year])
    columns: dict[str, Any] = {}
    for name in listed:
        columns.update(_columns(cube, name, rows, order, language))
    columns["headcount"] = _numbers(rows.headcount[order], ~rows.has_value[order])
    columns["state"] = TOLD[_states(rows)[order]]
    columns["withheld_cells"] = _whole(rows.lacking[str(CellState.WITHHELD)][order])
    for name in _splits(cube, listed):
        (code, values), *_ = _columns(cube, name, rows, order, language).items()
        columns[code] = values
    if not {"academic_year", "period"} & set(listed):
        columns["academic_years"] = _spans(cube, rows.first[order], rows.last[order])
    columns["is_invented"] = rows.invented[order]
    return together(columns)


def together(columns: Mapping[str, Any]) -> pd.DataFrame:
    """A frame of arrays of one length, each kept as it is.

    By its usual way pandas looks at each value to find that all are text, for longer than an answer takes.
    """
    length = len(next(iter(columns.values()), ()))
    made: pd.DataFrame = pd.DataFrame._from_arrays(  # type: ignore[attr-defined]
        columns.values(), _heads(tuple(columns)), pd.RangeIndex(length), verify_integrity=False
    )
    return made


@lru_cache(maxsize=HEADS_KEPT)
def _heads(names: tuple[str, ...]) -> "pd.Index[str]":
    return pd.Index(list(names))


def _splits(cube: Cube, listed: Sequence[str]) -> list[str]:
    """Dimensions that are always told apart, and are not listed."""
    dimensions = [name.removesuffix("_code") for name in cube.topic.splits]
    return [name for name in dimensions if name not in listed]


def _ranks(cube: Cube, name: str, rows: Rows) -> Ints:
    dimension = cube.dimensions[name]
    found: Ints = dimension.ranks[rows.members[dimension.axis]]
    return found


def _columns(cube: Cube, name: str, rows: Rows, order: Ints, language: str) -> dict[str, Any]:
    dimension = cube.dimensions[name]
    members = rows.members[dimension.axis][order]
    if name == "academic_year":
        years = np.array([int(year) for year in dimension.at], dtype=np.int64)
        return {name: _whole(years[dimension.ranks[members]])}
    return {column: values[language].take(members) for column, values in dimension.columns.items()}


def _states(rows: Rows) -> Ints:
    """Places in TOLD. The first state that occurs is told."""
    found = np.where(rows.has_value, VALUE, NOT_APPLICABLE)
    for place, state in reversed(list(enumerate(NOT_ADDED_UP, start=FIRST_LACKING))):
        found = np.where(rows.lacking[str(state)] > 0, np.where(rows.has_value, PARTIAL, place), found)
    return found


def _spans(cube: Cube, first: Ints, last: Ints) -> Words:
    """'2015–2016' where several years are added, '2015' where one is."""
    years = list(cube.dimensions["academic_year"].at)
    size = max(len(years), 1)
    spans, place = np.unique(cube.years[first] * size + cube.years[last], return_inverse=True)
    pairs = [(years[span // size], years[span % size]) for span in spans.tolist()]
    return words([one if one == other else f"{one}–{other}" for one, other in pairs])[place]


def _numbers(values: Any, unknown: Any) -> Any:
    """Int64, or Float64 where a producer that estimates states fractions of a person."""
    known = np.where(unknown, 0.0, values)
    whole = np.floor(known) == known
    if bool(whole.all()):
        return pd.arrays.IntegerArray(known.astype(np.int64), unknown)
    return pd.arrays.FloatingArray(known, unknown)


def _whole(values: Any) -> Any:
    return pd.arrays.IntegerArray(values.astype(np.int64), np.zeros(len(values), dtype=bool))
