"""What an axis becomes in an answer: which of its members count, and which of them are added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from db.queries.arrays.names import Ints

Bools = npt.NDArray[np.bool_]
ONE_GROUP: Ints = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True)
class Fold:
    """size: members of the axis. kept: those that count, group by group (None: all, as they stand).
    starts: where each group begins among them (None: each is a group of its own)."""

    size: int
    kept: Ints | None
    starts: Ints | None

    @property
    def counting(self) -> int:
        return self.size if self.kept is None else len(self.kept)

    @property
    def groups(self) -> int:
        return self.counting if self.starts is None else len(self.starts)

    @property
    def members(self) -> Ints:
        """One member of each group."""
        kept = np.arange(self.size) if self.kept is None else self.kept
        return kept if self.starts is None else kept[self.starts]

    @property
    def targets(self) -> Ints:
        """The group of each member; -1 for one that does not count."""
        found = np.full(self.size, -1, dtype=np.int64)
        group = np.arange(self.counting)
        if self.starts is not None:
            group = np.searchsorted(self.starts, group, side="right") - 1
        found[slice(None) if self.kept is None else self.kept] = group
        return found


def fold(size: int, keep: Bools | None, ranks: Sequence[Ints]) -> Fold:
    """Members that `keep` is true for, in groups that are equal in all `ranks`, in their order; without ranks one."""
    kept = None if keep is None or bool(keep.all()) else np.flatnonzero(keep)
    if not ranks:
        return Fold(size, kept, ONE_GROUP)
    key: Ints = np.zeros(size, dtype=np.int64)
    for rank in ranks:
        key = key * (int(rank.max(initial=0)) + 1) + rank
    if kept is not None:
        key = key[kept]
    if bool((key[1:] < key[:-1]).any()):
        order = np.argsort(key, kind="stable")
        key, kept = key[order], order if kept is None else kept[order]
    begins = np.concatenate([[True], key[1:] != key[:-1]]) if len(key) else np.empty(0, dtype=bool)
    return Fold(size, kept, None if bool(begins.all()) else np.flatnonzero(begins))


def each(size: int, keep: Bools | None) -> Fold:
    """Members that `keep` is true for, each for itself."""
    return Fold(size, None if keep is None or bool(keep.all()) else np.flatnonzero(keep), None)


def restricted(values: npt.NDArray[Any], kept: Ints, axis: int) -> npt.NDArray[Any]:
    """The members `kept` along an axis; a view where they stand in a row."""
    first, last = int(kept[0]), int(kept[-1])
    if last - first + 1 == len(kept) and bool((kept[1:] > kept[:-1]).all()):
        return values[(slice(None),) * axis + (slice(first, last + 1),)]
    return values.take(kept, axis)
