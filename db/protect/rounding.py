"""Controlled rounding: cells become multiples of a base, and sums over many sets of them stay less than one base off.

After L. H. Cox, "A constructive procedure for unbiased controlled rounding", JASA 82 (1987): where the sets are of two
families, each nested in itself, the cells are flows in a network, and a rounding that keeps all of them exists. Sums of
other sets are sought too, by integer programming (HiGHS in scipy).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Numbers = npt.NDArray[np.float64]
NEAR = 1e-6
SECONDS = 20.0
"""For the search after integers where a plain solution has fractions."""
PER_BASE = 1_000.0
"""What a sought sum costs for each base that it is further off; what single cells cost never adds up to it."""


@dataclass(frozen=True)
class Rounded:
    """values: multiples of the base. beyond: by how many bases more a sought sum may be off; 0 where all are kept."""

    values: Ints
    beyond: int


@dataclass(frozen=True)
class Sums:
    """Sets of cells as rows of a matrix, and between how many cells of each may be rounded up."""

    matrix: Any
    least: Numbers
    most: Numbers


def rounded(
    values: Numbers, threshold: Numbers, base: int, kept: Sequence[Ints], sought: Sequence[Ints] = ()
) -> Rounded:
    """The values (0 or more) as multiples of `base`, each less than one base off; a multiple stays as it is.

    threshold: 0 to 1 for each cell; one whose rest is more than that part of a base is rather rounded up.
    kept, sought: the number of the set that each cell is in, once for each way of parting the cells into sets. Sums of
    the kept ones are less than one base off; they must be of two families, each nested in itself.
    """
    rest = np.mod(values, base)
    rest[np.minimum(rest, base - rest) < NEAR] = 0.0
    low = np.rint((values - rest) / base).astype(np.int64)
    open_ = np.flatnonzero(rest)
    if not len(open_):
        return Rounded(low * base, 0)
    part = rest[open_] / base
    sums, wished = ([_sums(part, sets[open_]) for sets in some] for some in (kept, sought))
    up, beyond = _ups(threshold[open_] - part, sums, wished)
    low[open_] += up
    _assert_kept(values, low * base, base, kept)
    return Rounded(low * base, beyond)


def _sums(part: Numbers, sets: Ints) -> Sums:
    """The sets with more than one cell: a single cell is kept by itself."""
    from scipy.sparse import csr_array

    _found, of, count = np.unique(sets, return_inverse=True, return_counts=True)
    total = np.bincount(of, weights=part)
    matrix = csr_array((np.ones(len(part)), (of, np.arange(len(part)))), shape=(len(count), len(part)))
    several = np.flatnonzero(count > 1)
    return Sums(matrix[several], np.floor(total[several] + NEAR), np.ceil(total[several] - NEAR))


def _ups(cost: Numbers, kept: Sequence[Sums], sought: Sequence[Sums]) -> tuple[Ints, int]:
    """Which cells are rounded up (1) or down (0), and by how many bases a sought sum is further off."""
    every = [*kept, *sought]
    found = _solved(cost, every)
    whole = None if found is None else _in_integers(cost, every, found)
    if whole is not None:
        return whole, 0
    found = _solved(cost, kept)
    if found is None or not _is_whole(found):
        raise RuntimeError("No rounding keeps the sums: they are not of two nested families.")
    return _nearest(cost, kept, sought, np.rint(found).astype(np.int64))


def _solved(cost: Numbers, sums: Sequence[Sums], fixed: Any = None, *, whole: bool = False) -> Numbers | None:
    """Cheapest solution, with fractions unless `whole`; None where there is none. fixed: lower and upper ends."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import vstack

    some = [one for one in sums if len(one.least)]
    limits = LinearConstraint(
        vstack([one.matrix for one in some]), np.concatenate([one.least for one in some]),
        np.concatenate([one.most for one in some]),
    ) if some else ()  # fmt: skip
    ends = Bounds(*fixed) if fixed is not None else Bounds(0, 1)
    integers = np.ones(len(cost), dtype=np.int64) if whole else None
    found = milp(
        cost, constraints=limits, bounds=ends, integrality=integers,
        options={"time_limit": SECONDS, "mip_rel_gap": 0.2},
    )  # fmt: skip
    return None if found.x is None else np.asarray(found.x, dtype=np.float64)


def _is_whole(found: Numbers) -> bool:
    return bool((np.abs(found - np.rint(found)) < NEAR).all())


def _in_integers(cost: Numbers, sums: Sequence[Sums], found: Numbers) -> Ints | None:
    """A solution in integers near one that may have fractions: first only of the cells that have one, then of all."""
    near = np.rint(found)
    is_open = np.abs(found - near) >= NEAR
    if not is_open.any():
        return near.astype(np.int64)
    for fixed in ((np.where(is_open, 0.0, near), np.where(is_open, 1.0, near)), None):
        solved = _solved(cost, sums, fixed, whole=True)
        if solved is not None:
            return np.rint(solved).astype(np.int64)
    return None


def _nearest(cost: Numbers, kept: Sequence[Sums], sought: Sequence[Sums], ups: Ints) -> tuple[Ints, int]:
    """The kept sums, and the sought ones as nearly as can be; `ups` where no better is found in time."""
    from scipy.sparse import csr_array, eye_array, hstack

    count = sum(len(one.least) for one in sought)
    none = np.zeros(2 * count)

    def wide(one: Sums, begin: int) -> Sums:
        rows = len(one.least)
        more = csr_array((rows, count)) if begin < 0 else eye_array(rows, count, k=begin, format="csr")
        return Sums(hstack([one.matrix, more, -more], format="csr"), one.least, one.most)

    begins = np.cumsum([0, *[len(one.least) for one in sought]])
    sums = [*[wide(one, -1) for one in kept], *[wide(one, int(b)) for one, b in zip(sought, begins, strict=False)]]
    costs = np.concatenate([cost, none + PER_BASE])
    ends = (np.concatenate([0 * cost, none]), np.concatenate([0 * cost + 1, none + count + len(cost)]))
    found = _solved(costs, sums, ends, whole=True)
    best = ups if found is None else np.rint(found[: len(cost)]).astype(np.int64)
    off = [np.maximum(one.least - one.matrix @ best, one.matrix @ best - one.most) for one in sought]
    return best, int(np.rint(max((float(one.max(initial=0.0)) for one in off), default=0.0)))


def _assert_kept(values: Numbers, found: Ints, base: int, kept: Sequence[Ints]) -> None:
    """Nothing is stored that does not keep what is promised."""
    off = found - values
    for sets in [np.arange(len(values)), *kept]:
        _some, of = np.unique(sets, return_inverse=True)
        if (np.abs(np.bincount(of, weights=off)) > base - NEAR).any():
            raise RuntimeError("A sum of protected numbers is a whole base off.")
