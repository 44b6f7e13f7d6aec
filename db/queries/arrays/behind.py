"""Which releases stand behind an answer, without asking SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from db.queries.arrays.cells import Cells
from db.queries.arrays.folds import Bools
from db.queries.arrays.names import Ints

WHOLE = ("unit", "country")
FINE = (*WHOLE, "level", "partner")
Part = tuple[int, int]
"""A block and a period."""


@dataclass(frozen=True)
class Behind:
    """Where releases state cells, by block and period. whole: unit and country (a column each) all of whose cells came
    with one release; fine: the single cells of the others, with level and partner. Last stands the release."""

    whole: Mapping[Part, Ints]
    fine: Mapping[Part, Ints]

    def releases(self, keep: Mapping[str, Bools], groups: Sequence[Bools | None]) -> list[int]:
        """Releases that state cells of the blocks, periods, units and countries kept; where several share these, those
        that state the very cells. keep: by axis, the members that count; groups: which countries count when."""
        found: set[int] = set()
        for parts, axes in ((self.whole, WHOLE), (self.fine, FINE)):
            for part, rows in parts.items():
                if all(axis not in keep or keep[axis][n] for axis, n in zip(("block", "period"), part, strict=True)):
                    of_groups = [of[part[1]] for of in groups if of is not None]
                    found |= set(rows[-1][_met(rows, axes, keep, of_groups)].tolist())
        return sorted(found)


def _met(rows: Ints, axes: Sequence[str], keep: Mapping[str, Bools], groups: Sequence[Bools]) -> Bools:
    met = np.ones(rows.shape[1], dtype=bool)
    for axis, members in zip(axes, rows, strict=False):
        if axis in keep:
            met &= keep[axis][members]
    if groups:
        met &= np.any([of[rows[axes.index("country")]] for of in groups], axis=0)
    return met


def _parts(rows: Ints) -> Mapping[Part, Ints]:
    """Rows, of which the first two columns are block and period, parted by these."""
    order = np.lexsort((rows[1], rows[0]))
    sorted_rows = rows[:, order]
    starts = np.flatnonzero(np.any(np.diff(sorted_rows[:2], axis=1, prepend=-1) != 0, axis=0)).tolist()
    ends = [*starts[1:], sorted_rows.shape[1]] if starts else []
    return {
        (int(sorted_rows[0, start]), int(sorted_rows[1, start])): np.ascontiguousarray(sorted_rows[2:, start:end])
        for start, end in zip(starts, ends, strict=True)
    }


def behind(cells: Cells, blocks: Ints) -> Behind:
    """blocks: the block of each cell."""
    columns = [blocks, cells.period, cells.unit, cells.country, cells.level, cells.partner]
    place = np.ravel_multi_index(columns[:4], [int(column.max(initial=0)) + 1 for column in columns[:4]])
    places, first, of_cell = np.unique(place, return_index=True, return_inverse=True)
    least, most = (np.full(len(places), end, dtype=np.int64) for end in (np.iinfo(np.int64).max, -1))
    np.minimum.at(least, of_cell, cells.release)
    np.maximum.at(most, of_cell, cells.release)
    alone, mixed = first[least == most], (least != most)[of_cell]
    whole = np.stack([column[alone] for column in (*columns[:4], cells.release)])
    return Behind(_parts(whole), _parts(np.stack([column[mixed] for column in (*columns, cells.release)])))
