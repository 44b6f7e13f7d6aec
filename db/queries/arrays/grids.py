"""Cells of one definition over period x level x unit x place, to be added up along any of them.

A dense array where cells are many; else columns sorted by place, of which only the places asked for are looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from db.queries.arrays.cells import STATES, Cells
from db.queries.arrays.folds import Bools, Fold, restricted
from db.queries.arrays.names import Ints
from db.vocabulary import CellState

MOST_BYTES = 200_000_000
"""Of all dense arrays of an institution."""
SPARSE = 32
"""Adding up a row takes as long as so many places of a dense array."""
ZERO = "zero"
"""Count of cells whose number is 0. A sum above 0 tells by itself that a number is known."""


@dataclass
class Budget:
    """left: bytes for dense arrays. sparse: places a cell from which on they are not worth it."""

    left: int = MOST_BYTES
    sparse: int = SPARSE

    def take(self, cells: int, size: int, wide: int) -> bool:
        """Whether so many cells get a dense array of `size` places of `wide` bytes."""
        if cells * self.sparse < size or size * wide > self.left:
            return False
        self.left -= size * wide
        return True


@dataclass(frozen=True)
class Dense:
    values: npt.NDArray[Any]

    def added(self, folds: Sequence[Fold], mask: Bools | None) -> npt.NDArray[Any]:
        """Sums by the groups of each axis. mask: which places count in which period, both of the whole axis."""
        found = self.values
        narrow = sorted((f.counting / f.size, axis) for axis, f in enumerate(folds) if f.kept is not None)
        for _, axis in narrow:
            found = restricted(found, _kept(folds[axis]), axis)
        if mask is not None:
            found = found * mask[np.ix_(_kept(folds[0]), _kept(folds[3]))][:, None, None, :]
        exact = np.float64 if found.dtype.kind == "f" else np.int64
        whole = tuple(axis for axis, f in enumerate(folds) if f.groups == 1 and found.shape[axis] > 1)
        found = found.sum(axis=whole, keepdims=True, dtype=exact)
        for axis, f in enumerate(folds):
            if f.starts is not None and f.groups > 1:
                found = np.add.reduceat(found, f.starts, axis=axis)
        return found


@dataclass(frozen=True)
class Columns:
    """positions: of each cell on each axis, sorted by place. offsets: where each place begins."""

    positions: Sequence[Ints]
    values: npt.NDArray[Any]
    offsets: Ints

    def added(self, folds: Sequence[Fold], mask: Bools | None) -> npt.NDArray[Any]:
        rows = self._rows(folds[3])
        found = [positions[rows] for positions in self.positions]
        flat: Ints = np.zeros(len(found[0]), dtype=np.int64)
        counts = np.ones(len(flat), dtype=bool) if mask is None else mask[found[0], found[3]]
        for f, positions in zip(folds, found, strict=True):
            target = f.targets[positions]
            counts &= target >= 0
            flat = flat * f.groups + target
        shape = tuple(f.groups for f in folds)
        sums = np.bincount(flat[counts], weights=self.values[rows][counts], minlength=int(np.prod(shape)))
        return sums.reshape(shape)

    def _rows(self, places: Fold) -> Any:
        """Cells of the places that count."""
        if places.kept is None:
            return slice(None)
        parts = [np.arange(self.offsets[place], self.offsets[place + 1]) for place in places.kept]
        return np.concatenate(parts)


Layer = Dense | Columns


@dataclass(frozen=True)
class Grid:
    """periods, levels, units: members of the axes that have cells; countries, partners: those of each place.

    counts: of cells, by the states that occur (and ZERO). invented: of cells, or whether all are.
    """

    periods: Ints
    levels: Ints
    units: Ints
    countries: Ints
    partners: Ints
    headcount: Layer
    counts: Mapping[str, Layer]
    invented: Layer | bool


def grid(cells: Cells, rows: Ints, budget: Budget, *, partners: bool) -> Grid:
    """The cells `rows`, told apart by partner or not."""
    countries, partner = cells.country[rows], cells.partner[rows]
    pairs = partner.astype(np.int64) * (int(countries.max()) + 1) + countries if partners else countries
    (periods, period), (levels, level), (units, unit), (_, place) = (
        _compact(column) for column in (cells.period[rows], cells.level[rows], cells.unit[rows], pairs)
    )
    firsts = np.zeros(int(place.max()) + 1, dtype=np.int64)
    firsts[place] = np.arange(len(rows))
    shape = (len(periods), len(levels), len(units), len(firsts))
    positions = (period, level, unit, place)
    state, number, invented = cells.state[rows], cells.headcount[rows], cells.invented[rows]

    def layer(some: Bools | None, values: npt.NDArray[Any] | None = None) -> Layer:
        chosen = positions if some is None else tuple(p[some] for p in positions)
        return _layer(chosen, values if values is None or some is None else values[some], shape, budget)

    value = state == STATES.index(CellState.VALUE)
    lacking = {str(s): state == place for place, s in enumerate(STATES) if s != CellState.VALUE}
    counted = {ZERO: value & (number == 0), **lacking}
    return Grid(
        periods, levels, units, countries[firsts], partner[firsts],
        headcount=layer(None if bool(value.all()) else value, number),
        counts={name: layer(some) for name, some in counted.items() if some.any()},
        invented=bool(invented[0]) if bool((invented == invented[0]).all()) else layer(invented),
    )  # fmt: skip


def _layer(positions: Sequence[Ints], values: npt.NDArray[Any] | None, shape: Sequence[int], budget: Budget) -> Layer:
    """Values added up where cells share a place; without values the cells are counted."""
    size = int(np.prod(shape, dtype=np.int64))
    if budget.take(len(positions[0]), size, 2 if values is None else 8):
        flat = np.ravel_multi_index(tuple(positions), tuple(shape))
        found = np.bincount(flat, weights=values, minlength=size).reshape(shape)
        return Dense(found if values is not None else found.astype(np.min_scalar_type(int(found.max()))))
    order = np.argsort(positions[3], kind="stable")
    of_place = positions[3][order]
    ones = np.ones(len(order), dtype=np.int8) if values is None else values[order]
    return Columns([p[order] for p in positions], ones, np.searchsorted(of_place, np.arange(shape[3] + 1)))


def _kept(f: Fold) -> Ints:
    return np.arange(f.size) if f.kept is None else f.kept


def _compact(column: Ints) -> tuple[Ints, Ints]:
    """The values that occur, in order, and the place of each row's among them."""
    there = np.zeros(int(column.max()) + 1, dtype=bool)
    there[column] = True
    number = np.cumsum(there, dtype=np.int32) - 1
    return np.flatnonzero(there), number[column]
