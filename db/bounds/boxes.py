"""Whom a figure counts, as a box of countries, units, levels, directions and types; the cells that boxes tell apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Inside = np.ndarray[Any, np.dtype[np.bool_]]
"""Boxes × cells: whether the box holds the cell."""


@dataclass(frozen=True)
class Box:
    """All cells of some countries × units × levels × directions × mobility types. Units are leaves of the tree."""

    countries: frozenset[str]
    units: frozenset[str]
    levels: frozenset[str]
    directions: frozenset[str]
    mobility_types: frozenset[str]

    @property
    def sides(self) -> tuple[frozenset[str], ...]:
        return self.countries, self.units, self.levels, self.directions, self.mobility_types

    @property
    def is_empty(self) -> bool:
        return not all(self.sides)

    def holds(self, other: "Box") -> bool:
        return all(mine >= its for mine, its in zip(self.sides, other.sides, strict=True))

    def meets(self, other: "Box") -> bool:
        return all(not mine.isdisjoint(its) for mine, its in zip(self.sides, other.sides, strict=True))

    def __and__(self, other: "Box") -> "Box":
        return Box(*[mine & its for mine, its in zip(self.sides, other.sides, strict=True)])


@dataclass(frozen=True)
class Said:
    """What is said of the sum of a box: whole numbers of persons, None where there is no limit."""

    code: str
    box: Box
    low: int | None
    high: int | None


def cells(boxes: Sequence[Box]) -> Inside:
    """The cells that the boxes distinguish: each a column of its own, of which at least one box holds it."""
    inside = np.ones((len(boxes), 1), bool)
    for classes in _sides(boxes):
        inside = _distinct((inside[:, :, None] & classes[:, None, :]).reshape(len(boxes), -1))
    return inside


def related(boxes: Sequence[Box], first: Box) -> list[int]:
    """Places of the boxes that are connected with `first`: that meet it, or one that is connected."""
    everyone = [first, *boxes]
    meets = np.ones((len(everyone), len(everyone)), bool)
    for classes in _sides(everyone):
        shared = classes.astype(np.float32)
        meets &= (shared @ shared.T) > 0
    reached = meets[0]
    while True:
        further = meets[reached].any(0) | reached
        if (further == reached).all():
            return np.flatnonzero(reached[1:]).tolist()
        reached = further


def _sides(boxes: Sequence[Box]) -> list[Inside]:
    """For each side of the boxes: boxes × classes of members that no box tells apart."""
    return [_classes(members) for members in zip(*[box.sides for box in boxes], strict=True)]


def _classes(members: Sequence[frozenset[str]]) -> Inside:
    distinct = list(dict.fromkeys(members))
    place = {one: number for number, one in enumerate(frozenset().union(*distinct))}
    inside = np.zeros((len(distinct), len(place)), bool)
    for row, some in zip(inside, distinct, strict=True):
        row[[place[one] for one in some]] = True
    which = {some: number for number, some in enumerate(distinct)}
    return _distinct(inside)[[which[some] for some in members]]


def _distinct(inside: Inside) -> Inside:
    """Each column once, those in no box left out."""
    inside = inside[:, inside.any(0)]
    packed = np.ascontiguousarray(np.packbits(inside, axis=0).T)
    if not packed.size:
        return inside
    as_one = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    return inside[:, np.sort(np.unique(as_one, return_index=True)[1])]
