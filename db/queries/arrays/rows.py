"""A question put to the blocks of a cube: which members count, what they are listed by, and the rows that come out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from db.queries.arrays.cells import STATES
from db.queries.arrays.cubes import AXES, Cube
from db.queries.arrays.folds import Bools, Fold, each, fold
from db.queries.arrays.grids import ZERO, Grid, Layer
from db.queries.arrays.names import Ints
from db.vocabulary import CellState

MOST_PLACES = 20_000_000
"""Of one answer before the empty ones are left out; a longer one is not held."""
LACKING = tuple(str(state) for state in STATES if state != CellState.VALUE)


class NotHeld(Exception):
    """The arrays do not hold what is asked; SQL does."""


@dataclass(frozen=True)
class Question:
    """listed: names of the dimensions of the rows. keep: by axis, the members that count.

    of_groups: which countries count in which period (None: all in all), for each group that is listed; groups overlap,
    so each is asked for by itself.
    """

    listed: Sequence[str]
    keep: Mapping[str, Bools]
    of_groups: Mapping[int, Bools | None]

    def counts(self, axis: str, members: Ints) -> Bools | None:
        return self.keep[axis][members] if axis in self.keep else None


@dataclass(frozen=True)
class Rows:
    """A row each: members of the axes it is of (0 where it is of several), and the sum of its cells.

    has_value: whether a number is known. lacking: counts of cells without one, by state. first, last: periods.
    """

    members: Mapping[str, Ints]
    headcount: npt.NDArray[np.float64]
    has_value: Bools
    lacking: Mapping[str, Ints]
    invented: Bools
    first: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.headcount)


@dataclass(frozen=True)
class Found:
    """A block's cells added up, period by period: layers as period x everything listed."""

    group: int
    block: int
    grid: Grid
    folds: Sequence[Fold]
    headcount: npt.NDArray[np.float64]
    counts: Mapping[str, npt.NDArray[Any]]
    invented: npt.NDArray[Any] | None

    @property
    def periods(self) -> Ints:
        found: Ints = self.grid.periods[self.folds[0].members]
        return found

    @property
    def there(self) -> Bools:
        """Which places have a cell."""
        found = self.headcount > 0
        for count in self.counts.values():
            found |= count > 0
        return found


def ask(cube: Cube, question: Question) -> list[Found]:
    """What each block answers, group by group; blocks without an answer are left out. Raises NotHeld if the answer is
    too long."""
    axes = {cube.dimensions[name].axis for name in question.listed}
    by_place = "partner" in axes or "partner" in question.keep
    grids = [block.by_place if by_place else block.by_country for block in cube.blocks]
    blocks = np.flatnonzero(question.keep.get("block", np.ones(len(grids), dtype=bool)))
    asked = [
        _of_block(cube, question, group, number, grids[number])
        for group in question.of_groups
        for number in blocks.tolist()
    ]
    return [answer for answer in asked if answer is not None]


def _of_block(cube: Cube, question: Question, group: int, number: int, grid: Grid) -> Found | None:
    of_group = question.of_groups[group]
    mask = None if of_group is None else of_group[np.ix_(grid.periods, grid.countries)]
    folds = _folds(cube, question, grid, mask)
    if not all(f.counting for f in folds):
        return None
    if np.prod([f.groups for f in folds], dtype=np.int64) > MOST_PLACES:
        raise NotHeld

    def added(layer: Layer) -> npt.NDArray[Any]:
        return layer.added(folds, mask).reshape(folds[0].groups, -1)

    invented = None if isinstance(grid.invented, bool) else added(grid.invented)
    counts = {name: added(layer) for name, layer in grid.counts.items()}
    return Found(group, number, grid, folds, added(grid.headcount), counts, invented)


def _folds(cube: Cube, question: Question, grid: Grid, mask: Bools | None) -> list[Fold]:
    def ranks(axis: str, members: Ints) -> list[Ints]:
        listed = (cube.dimensions[name] for name in question.listed)
        return [dimension.ranks[members] for dimension in listed if dimension.axis == axis]

    found = [each(len(grid.periods), question.counts("period", grid.periods))]
    for axis, members in (("level", grid.levels), ("unit", grid.units)):
        found.append(fold(len(members), question.counts(axis, members), ranks(axis, members)))
    keep = [] if mask is None else [mask.any(axis=0)]
    keep += [
        kept
        for axis, members in (("country", grid.countries), ("partner", grid.partners))
        if (kept := question.counts(axis, members)) is not None
    ]
    of_place = [*ranks("partner", grid.partners), *ranks("country", grid.countries)]
    found.append(fold(len(grid.countries), np.logical_and.reduce(keep) if keep else None, of_place))
    return found


def rows(cube: Cube, question: Question, found: Sequence[Found]) -> Rows:
    """One row for each place that has a cell, of all blocks."""
    parts = [_rows(cube, question, one) for one in found]

    def joined(columns: list[npt.NDArray[Any]], kind: Any) -> npt.NDArray[Any]:
        return np.concatenate([np.empty(0, dtype=kind), *columns])

    return Rows(
        {axis: joined([part.members[axis] for part in parts], np.int64) for axis in AXES},
        joined([part.headcount for part in parts], np.float64),
        joined([part.has_value for part in parts], np.bool_),
        {state: joined([part.lacking[state] for part in parts], np.int64) for state in LACKING},
        joined([part.invented for part in parts], np.bool_),
        joined([part.first for part in parts], np.int64),
        joined([part.last for part in parts], np.int64),
    )


def _rows(cube: Cube, question: Question, one: Found) -> Rows:
    """Periods are added here: those of a year where years are listed, all where neither years nor periods are."""
    periods, there = one.periods, one.there
    years = cube.years[periods]
    if "period" in question.listed:
        starts = np.arange(len(periods))
    elif "academic_year" in question.listed:
        starts = np.flatnonzero(np.concatenate([[True], years[1:] != years[:-1]]))
    else:
        starts = np.zeros(1, dtype=np.int64)

    def added(layer: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return layer if len(starts) == len(periods) else np.add.reduceat(layer, starts, axis=0)

    at = np.nonzero(np.logical_or.reduceat(there, starts, axis=0))
    headcount = added(one.headcount)[at]
    counts = {name: added(count)[at].astype(np.int64) for name, count in one.counts.items()}
    nothing = np.zeros(len(headcount), dtype=np.int64)
    positions = np.unravel_index(at[1], [f.groups for f in one.folds[1:]])
    levels, units, places = (f.members[p] for f, p in zip(one.folds[1:], positions, strict=True))
    grid = one.grid
    first = there.argmax(axis=0) if len(starts) == 1 else starts
    last = len(periods) - 1 - there[::-1].argmax(axis=0) if len(starts) == 1 else starts
    of = at[1] if len(starts) == 1 else at[0]
    is_invented = isinstance(grid.invented, bool) and grid.invented
    return Rows(
        {
            "group": nothing + one.group, "block": nothing + one.block, "period": periods[starts][at[0]],
            "level": grid.levels[levels], "unit": grid.units[units], "country": grid.countries[places],
            "partner": grid.partners[places],
        },
        headcount, (headcount > 0) | (counts.get(ZERO, nothing) > 0), {s: counts.get(s, nothing) for s in LACKING},
        nothing + is_invented > 0 if one.invented is None else added(one.invented)[at] > 0,
        periods[first[of]], periods[last[of]],
    )  # fmt: skip
