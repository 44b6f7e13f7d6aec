"""Which sums of a slice are promised to be near the truth, and which are sought: numbers of sets, one for each row."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from db.coded_rows import Ints
from db.protect.slices import Slice


@dataclass(frozen=True)
class Cells:
    """Rows of a slice put together: the cell of each row that has a number, the first row of each cell, its persons."""

    of_row: Ints
    first: Ints
    persons: Any

    def __len__(self) -> int:
        return len(self.first)


def cells(one: Slice, names: tuple[str, ...]) -> Cells:
    """Rows with a number that are alike in some columns, put together; in the order of these columns."""
    rows = np.flatnonzero(one.counted)
    of_row, first = numbered(*[getattr(one, name)[rows] for name in names], count=len(rows))
    persons = np.bincount(of_row, weights=one.persons[rows], minlength=len(first)) if len(rows) else np.empty(0)
    return Cells(of_row, rows[first], persons)


def numbered(*columns: Any, count: int | None = None) -> tuple[Ints, Ints]:
    """The number of each row's combination of values, in their order, and the first row of each combination."""
    length = len(columns[0]) if columns else count or 0
    number: Ints = np.zeros(length, dtype=np.int64)
    for column in columns:
        _values, of = np.unique(column, return_inverse=True)
        number = number * (int(of.max(initial=0)) + 1) + of
    _found, first, of_row = np.unique(number, return_index=True, return_inverse=True)
    return of_row, first


def of_places(one: Slice, made: Cells) -> tuple[list[Ints], list[Ints]]:
    """Of cells of unit and country. Kept: everything, each faculty, unit, unit in a region; each region, country and
    country in a faculty. Sought: each region in a faculty."""
    unit, faculty, country, region = (
        getattr(one, name)[made.first] for name in ("unit", "faculty", "country", "region")
    )
    everything: Ints = np.zeros(len(made), dtype=np.int64)
    kept = [
        everything, *[numbered(*some)[0] for some in
        ((faculty,), (unit,), (unit, region), (region,), (country,), (faculty, country))],
    ]  # fmt: skip
    return kept, [numbered(faculty, region)[0]]
