"""Which one further figure would settle most of a question."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from db.bounds.boxes import Box, Said, cells
from db.bounds.ends import NEAR, Bounds, Impossible, Problem, ends

MOST_TRIED = 60
MOST_SAID = 80
"""Statements with which figures are tried; of more, nothing is proposed."""
SECONDS = 1.5
"""What looking for it may take; then the best so far is told."""


@dataclass(frozen=True)
class Settling:
    """A figure that is not known. leaves: how far apart the ends of the question would still be, at worst, with it.
    between: what is possible for it."""

    box: Box
    leaves: int
    between: Bounds


def settling(asked: Box, found: Bounds, said: Sequence[Said]) -> Settling | None:
    """The figure, other than the answer itself, that leaves least open; None where none leaves less than there is."""
    if found.low.value is None or found.high.value is None or found.low.value == found.high.value:
        return None
    if len(said) > MOST_SAID:
        return None
    open_now = found.high.value - found.low.value
    best: tuple[int, int, Settling] | None = None
    until = time.monotonic() + SECONDS
    for box in list(_candidates(asked, said))[:MOST_TRIED]:
        if time.monotonic() > until:
            break
        leaves = _left_open(asked, box, said)
        if leaves is None or leaves >= open_now or (best and leaves > best[0]):
            continue
        between = _between(box, said)
        if between is None or between.high.value is None or between.low.value == between.high.value:
            continue
        ranked = leaves, _size(box), Settling(box, leaves, between)
        if best is None or ranked[:2] < best[:2]:
            best = ranked
    return best[2] if best else None


def _size(box: Box) -> int:
    """Of figures that settle as much, the one of the smaller box is asked for."""
    return len(box.countries) * len(box.units) * len(box.levels)


def _candidates(asked: Box, said: Sequence[Said]) -> Iterable[Box]:
    """Parts of the question that statements tell apart, and parts of statements that the question tells apart: one box
    within another, and what is left of one side of it without the other's, or without all that statements tell of."""
    found: dict[Box, None] = {}
    for one in said:
        for whole, part in ((asked, one.box), (one.box, asked)):
            shared = whole & part
            if shared.is_empty:
                continue
            found[shared] = None
            for name in ("countries", "units", "levels"):
                without = replace(shared, **{name: getattr(whole, name) - getattr(part, name)})
                if not without.is_empty:
                    found[without] = None
    for name in ("countries", "units", "levels"):
        across = [one.box for one in said if replace(one.box, **{name: getattr(asked, name)}).holds(asked)]
        inside = [getattr(box, name) for box in across if getattr(box, name) < getattr(asked, name)]
        rest = replace(asked, **{name: getattr(asked, name).difference(*inside)})
        if not rest.is_empty:
            found[rest] = None
    known = {one.box for one in said}
    return [box for box in found if box != asked and box not in known]


def _between(box: Box, said: Sequence[Said]) -> Bounds | None:
    try:
        return ends(Problem(said, box))
    except Impossible:
        return None


def _left_open(asked: Box, other: Box, said: Sequence[Said]) -> int | None:
    """How far apart two answers can be at most that both agree with one and the same figure for `other`; None: without
    limit, or not found."""
    from scipy.optimize import Bounds as Limits
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import block_diag, csr_array, hstack, vstack

    inside = cells([asked, other, *[one.box for one in said]])
    sought, figure, rows = inside[0].astype(float), csr_array(inside[1:2].astype(float)), csr_array(inside[2:] * 1.0)
    low = np.array([-np.inf if one.low is None else one.low for one in said])
    high = np.array([np.inf if one.high is None else one.high for one in said])
    both = vstack([block_diag([rows, rows]), hstack([figure, -figure])])
    solved = milp(
        np.concatenate([sought, -sought]), bounds=Limits(0, np.inf),
        constraints=LinearConstraint(both, np.concatenate([low, low, [0]]), np.concatenate([high, high, [0]])),
        options={"time_limit": SECONDS},
    )  # fmt: skip
    return int(np.floor(-solved.fun + NEAR)) if solved.status == 0 else None
