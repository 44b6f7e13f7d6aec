"""What someone can work out who knows the protected numbers, how they are made, and some cells exactly.

Such a person's knowledge are limits: each cell lies less than a base around what is shown of it, each promised sum too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from db.coded_rows import Ints
from db.protect.made import Shown
from db.protect.sets import numbered


@dataclass(frozen=True)
class Knowledge:
    """exact, shown: of each cell the truth and what is shown. known: cells whose truth the person knows.

    sums: the set of each cell, once for each way of parting; off: by how much the sums of each may be off at most.
    """

    exact: Ints
    shown: Ints
    known: Any
    base: int
    sums: Sequence[Ints]
    off: Sequence[int]

    @property
    def small(self) -> Ints:
        """Cells that are to be protected: below the base, not 0, not known anyway."""
        return np.flatnonzero((self.exact > 0) & (self.exact < self.base) & ~self.known)


def knowledge(made: Shown, known: Any, base: int) -> Knowledge:
    """Of someone who sees all protected cells of a slice, and of some the truth."""
    off = [base - 1] * len(made.kept) + [base * (made.beyond + 1) - 1] * len(made.sought)
    exact = np.rint(made.cells.persons).astype(np.int64)
    return Knowledge(exact, made.values, known, base, [*made.kept, *made.sought], off)


def may_be_as_shown(what: Knowledge) -> bool:
    """Whether all unknown cells may be just what is shown of them. Then none that is below the base and not 0 has one
    possible value: it has that one, a multiple of the base, and the truth."""
    gap = np.where(what.known, what.exact - what.shown, 0)
    return all(
        (np.abs(np.bincount(sets, weights=gap)) <= off).all() for sets, off in zip(what.sums, what.off, strict=True)
    )


def pinned(what: Knowledge) -> Ints:
    """Small cells of which one value only is possible. Those that may be one more or less than they are, alone or with
    another cell one the other way, are not; of the others integer programming tells."""
    if may_be_as_shown(what):
        return np.empty(0, dtype=np.int64)
    left = [cell for cell in what.small.tolist() if not _moves(what, cell)]
    return np.array([cell for cell in left if len(set(limits(what, [cell])[0])) == 1], dtype=np.int64)


def limits(what: Knowledge, cells: Sequence[int]) -> list[tuple[int, int]]:
    """Smallest and largest possible value of some cells, by integer programming."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    least, most = _ends(what)
    matrix, low, high = _constraints(what)
    found = []
    for cell in cells:
        cost = np.zeros(len(what.exact))
        ends = []
        for sign in (1.0, -1.0):
            cost[cell] = sign
            solved = milp(
                cost, constraints=LinearConstraint(matrix, low, high), bounds=Bounds(least, most),
                integrality=np.ones(len(cost), dtype=np.int64),
            )  # fmt: skip
            assert solved.x is not None, "The truth itself is possible."
            ends.append(int(np.rint(solved.x[cell])))
        found.append((ends[0], ends[1]))
    return found


def _ends(what: Knowledge) -> tuple[Ints, Ints]:
    least = np.maximum(what.shown - what.base + 1, 0)
    most = what.shown + what.base - 1
    return np.where(what.known, what.exact, least), np.where(what.known, what.exact, most)


def _constraints(what: Knowledge) -> tuple[Any, Any, Any]:
    from scipy.sparse import csr_array, vstack

    matrices, low, high = [], [], []
    for sets, off in zip(what.sums, what.off, strict=True):
        of, first = numbered(sets)
        matrices.append(csr_array((np.ones(len(of)), (of, np.arange(len(of)))), shape=(len(first), len(of))))
        shown = np.bincount(of, weights=what.shown)
        low.append(shown - off)
        high.append(shown + off)
    return vstack(matrices), np.concatenate(low), np.concatenate(high)


def _moves(what: Knowledge, cell: int) -> bool:
    """Whether the cell may be one more or one less than it is, alone or with another one the other way."""
    least, most = _ends(what)
    for step in (1, -1):
        if not least[cell] <= what.exact[cell] + step <= most[cell]:
            continue
        full = list(_full(what, step, cell))
        if not full:
            return True
        others = np.logical_and.reduce([sets == sets[cell] for sets in full]) & ~what.known
        others &= (what.exact - step >= least) & (what.exact - step <= most)
        others[cell] = False
        if any(all(any(sets is one for one in full) or sets[other] == sets[cell] for sets in _full(what, -step, other))
               for other in np.flatnonzero(others).tolist()):  # fmt: skip
            return True
    return False


def _full(what: Knowledge, step: int, cell: int) -> Iterator[Ints]:
    """Sums of the cell that may not be one more (or, with step -1, one less) than they are."""
    for sets, off in zip(what.sums, what.off, strict=True):
        inside = sets == sets[cell]
        gap = int((what.exact[inside] - what.shown[inside]).sum())
        if abs(gap + step) > off:
            yield sets
