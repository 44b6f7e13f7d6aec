"""Which releases stand behind an answer, without asking SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from db.queries.arrays.cells import Cells
from db.queries.arrays.folds import Bools
from db.queries.arrays.names import Ints

WHOLE = ("block", "period", "unit", "country")
FINE = (*WHOLE, "level", "partner")


@dataclass(frozen=True)
class Behind:
    """Where releases state cells. whole: block, period, unit and country (a row each) all of whose cells came with one
    release; fine: the single cells of the others. Last stands the release."""

    whole: Ints
    fine: Ints

    def releases(self, keep: Mapping[str, Bools], groups: Sequence[Bools | None]) -> list[int]:
        """Releases that state cells of the blocks, periods, units and countries kept; where several share these, those
        that state the very cells. keep: by axis, the members that count; groups: which countries count when."""
        found = [rows[-1][_met(rows, axes, keep, groups)] for rows, axes in ((self.whole, WHOLE), (self.fine, FINE))]
        return [int(release) for release in np.unique(np.concatenate(found))]


def _met(rows: Ints, axes: Sequence[str], keep: Mapping[str, Bools], groups: Sequence[Bools | None]) -> Bools:
    met = np.ones(rows.shape[1], dtype=bool)
    for axis, members in zip(axes, rows, strict=False):
        if axis in keep:
            met &= keep[axis][members]
    of_groups = [of for of in groups if of is not None]
    if of_groups:
        period, country = (rows[axes.index(axis)] for axis in ("period", "country"))
        met &= np.any([of[period, country] for of in of_groups], axis=0)
    return met


def behind(cells: Cells, blocks: Ints) -> Behind:
    """blocks: the block of each cell."""
    columns = [blocks, cells.period, cells.unit, cells.country, cells.level, cells.partner]
    sizes = [int(column.max(initial=0)) + 1 for column in columns[: len(WHOLE)]]
    place = np.ravel_multi_index(columns[: len(WHOLE)], sizes)
    places, first, of_cell = np.unique(place, return_index=True, return_inverse=True)
    least, most = (np.full(len(places), end, dtype=np.int64) for end in (np.iinfo(np.int64).max, -1))
    np.minimum.at(least, of_cell, cells.release)
    np.maximum.at(most, of_cell, cells.release)
    alone = first[least == most]
    mixed = (least != most)[of_cell]
    whole = [column[alone] for column in (*columns[: len(WHOLE)], cells.release)]
    return Behind(np.stack(whole), np.stack([column[mixed] for column in (*columns, cells.release)]))
