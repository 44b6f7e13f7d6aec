"""What cannot all be true: sets of statements that no whole numbers fit, each as small as it can be."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from db.bounds.boxes import Said, related
from db.bounds.ends import NEAR, SECONDS, Problem, is_possible

MOST = 12
"""Sets that are looked for."""
MOST_SECONDS = 5.0
"""What looking for further sets may take, once there is one."""


@dataclass(frozen=True)
class Conflict:
    """Statements that cannot all be true, while any of them left out, the others can.

    by: persons by which their limits would have to be moved, all together, to be possible.
    """

    said: tuple[Said, ...]
    by: int


def conflicts(said: Sequence[Said], most: int = MOST, seconds: float = SECONDS) -> list[Conflict]:
    """Every such set, or the first `most` and those that are found in time; none exactly where all can be true."""
    found: list[Conflict] = []
    left = list(said)
    while left:
        together = [left[0], *[left[place] for place in related([one.box for one in left], left[0].box) if place]]
        left = [one for one in left if one not in together]
        found += _among(together, most - len(found), seconds)
    return found


def _among(said: Sequence[Said], most: int, seconds: float) -> list[Conflict]:
    """Hitting-set tree (Reiter 1987): what is left without one member of each set found may hold another set."""
    found: list[frozenset[Said]] = []
    ahead: list[frozenset[Said]] = [frozenset()]
    seen = set(ahead)
    until = time.monotonic() + MOST_SECONDS
    while ahead and len(found) < most and not (found and time.monotonic() > until):
        out = ahead.pop(0)
        one = next((known for known in found if not known & out), None)
        if one is None:
            smallest = minimal([other for other in said if other not in out], seconds)
            if smallest is None:
                continue
            one = frozenset(smallest)
            found.append(one)
        for member in sorted(one, key=lambda other: other.code):
            further = out | {member}
            if further not in seen:
                seen.add(further)
                ahead.append(further)
    in_order = sorted([place for place, one in enumerate(said) if one in some] for some in found)
    sets = [tuple(said[place] for place in places) for places in in_order]
    return [Conflict(some, by_how_much(some, seconds)) for some in sets]


def minimal(said: Sequence[Said], seconds: float = SECONDS) -> list[Said] | None:
    """A set that cannot all be true, of which none can be left out; None where all of `said` can be."""
    if is_possible(said, seconds):
        return None
    kept = _support(said)
    if is_possible(kept, seconds):  # only whole numbers do not fit
        kept = list(said)
    for one in list(kept):
        others = [other for other in kept if other is not one]
        if not is_possible(others, seconds):
            kept = others
    return kept


def _support(said: Sequence[Said]) -> list[Said]:
    """Statements that tell why no numbers fit: those whose limits count where as few persons as possible are moved."""
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    moved, cost, low, high = _moved(said)
    is_low, is_high = np.isfinite(low), np.isfinite(high)
    solved = linprog(
        cost, A_ub=vstack([moved[is_high], -moved[is_low]]), b_ub=np.concatenate([high[is_high], -low[is_low]]),
        bounds=(0, None),
    )  # fmt: skip
    places = np.concatenate([np.flatnonzero(is_high), np.flatnonzero(is_low)])
    if solved.ineqlin.marginals is None:
        return list(said)
    counting = set(places[np.abs(solved.ineqlin.marginals) > NEAR].tolist())
    return [one for place, one in enumerate(said) if place in counting]


def by_how_much(said: Sequence[Said], seconds: float = SECONDS) -> int:
    """The fewest persons by which limits have to be moved, all together, so that whole numbers fit."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    moved, cost, low, high = _moved(said)
    solved = milp(
        cost, integrality=np.ones(len(cost), int), bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(moved, low, high), options={"time_limit": seconds},
    )  # fmt: skip
    return max(1, round(solved.fun)) if solved.fun is not None else 1


def _moved(said: Sequence[Said]) -> tuple[Any, np.ndarray, np.ndarray, np.ndarray]:
    """A row for each statement, over cells and two columns of its own that move its limits down and up; what each
    column costs; the limits from below and above."""
    from scipy.sparse import eye_array, hstack

    problem = Problem(said)
    own = eye_array(len(said))
    moved = hstack([problem.rows[problem.row_of], own, -own]).tocsr()
    cost = np.concatenate([np.zeros(problem.inside.shape[1]), np.ones(2 * len(said))])
    low = np.array([-np.inf if one.low is None else one.low for one in said], float)
    high = np.array([np.inf if one.high is None else one.high for one in said], float)
    return moved, cost, low, high
