"""The smallest and the largest whole number that agree with all that is said: linear programme first, then whole
numbers (HiGHS, by scipy)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from db.bounds.boxes import Box, Inside, Said, cells, related

NEAR = 1e-6
"""By how much the solver may be off a whole number."""
SECONDS = 4.0
"""What one step of the solver may take; then a wider bound is told, and that it may be tighter."""


class Impossible(ValueError):
    """No numbers fit all that is said."""


@dataclass(frozen=True)
class End:
    """One end of what is possible. value None: nothing limits it. is_sharp: some assignment of whole numbers reaches
    it; else the true end may lie further inside.

    factors: by place among the statements, how often the limit of each counts in the sum that forces the end: an end
    of 3,682 is +1 × 3,928 - 1 × 401 + 1 × 155; empty where whole numbers force more than sums do.
    """

    value: int | None
    is_sharp: bool = True
    factors: dict[int, float] | None = None


@dataclass(frozen=True)
class Bounds:
    low: End
    high: End

    @property
    def is_sharp(self) -> bool:
        return self.low.is_sharp and self.high.is_sharp


class Problem:
    """What is said of the cells of boxes, as rows of a matrix; `asked` (None: nothing) as what is sought."""

    def __init__(self, said: Sequence[Said], asked: Box | None = None) -> None:
        self.said = said
        boxes = [*([asked] if asked else []), *[one.box for one in said]]
        inside = cells(boxes) if boxes else np.zeros((0, 0), bool)
        self.inside: Inside = inside[1:] if asked else inside
        self.asked = (inside[0] if asked else np.zeros(inside.shape[1])).astype(float)
        self.low = np.array([-np.inf if one.low is None else one.low for one in said], float)
        self.high = np.array([np.inf if one.high is None else one.high for one in said], float)

    @property
    def is_limited(self) -> bool:
        """Whether every cell that is asked for lies in a box with a largest number."""
        return not (self.asked.astype(bool) & ~self.inside[np.isfinite(self.high)].any(0)).any()

    @cached_property
    def rows(self) -> Any:
        from scipy.sparse import csr_array

        place, cell = np.nonzero(self.inside)
        starts = np.concatenate([[0], np.cumsum(np.bincount(place, minlength=len(self.said)))])
        return csr_array((np.ones(len(cell)), cell.astype(np.int32), starts.astype(np.int32)), self.inside.shape)

    @cached_property
    def kinds(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Places of statements by what they limit: both ends to one number, the upper end, the lower end."""
        exact = self.low == self.high
        is_up, is_down = np.isfinite(self.high) & ~exact, np.isfinite(self.low) & ~exact
        return np.flatnonzero(exact), np.flatnonzero(is_up), np.flatnonzero(is_down)

    @cached_property
    def limits(self) -> dict[str, Any]:
        """The limits as the solver takes them."""
        from scipy.sparse import vstack

        exact, up, down = self.kinds
        above = vstack([self.rows[up], -self.rows[down]]) if len(up) + len(down) else None
        return {
            "A_ub": above, "b_ub": np.concatenate([self.high[up], -self.low[down]]) if above is not None else None,
            "A_eq": self.rows[exact] if len(exact) else None, "b_eq": self.high[exact] if len(exact) else None,
        }  # fmt: skip


def bounds(asked: Box, said: Sequence[Said], seconds: float = SECONDS) -> Bounds:
    """What is possible for the sum of a box. Raises Impossible where no numbers fit what is said about it."""
    problem = Problem([said[place] for place in related([one.box for one in said], asked)], asked)
    return ends(problem, seconds)


def ends(problem: Problem, seconds: float = SECONDS) -> Bounds:
    """Both ends. Raises Impossible."""
    return Bounds(end(problem, 1, seconds), end(problem, -1, seconds))


def end(problem: Problem, sign: int, seconds: float = SECONDS) -> End:
    """The smallest number (sign 1) or the largest (-1). Raises Impossible."""
    if sign < 0 and not problem.is_limited:
        if not is_possible(problem.said, seconds):
            raise Impossible
        return End(None)
    value, cells_found, factors = _linear(problem, sign, seconds)
    if value is None:
        return End(0 if sign > 0 else None, is_sharp=False)
    rounded = math.ceil(value - NEAR) if sign > 0 else math.floor(value + NEAR)
    if _is_whole(cells_found):
        return End(rounded, factors=factors)
    return _whole_end(problem, sign, seconds, rounded, factors)


def _linear(problem: Problem, sign: int, seconds: float) -> tuple[float | None, np.ndarray, dict[int, float]]:
    """End, cells and factors without asking for whole numbers; an end of None where time ran out."""
    from scipy.optimize import linprog

    if not problem.said:
        return 0.0, np.zeros(problem.inside.shape[1]), {}
    solved = linprog(sign * problem.asked, bounds=(0, None), options={"time_limit": seconds}, **problem.limits)
    if solved.status == 2:
        raise Impossible
    if solved.status == 1:
        return None, np.zeros(0), {}
    if solved.status != 0:
        raise RuntimeError(f"The solver failed: {solved.message}")
    exact, up, down = problem.kinds
    factors = dict(zip(exact.tolist(), sign * solved.eqlin.marginals, strict=True)) if len(exact) else {}
    if len(up) + len(down):
        above = sign * solved.ineqlin.marginals
        for place, factor in [*zip(up, above, strict=False), *zip(down, -above[len(up) :], strict=True)]:
            if abs(factor) > NEAR:
                factors[int(place)] = factor
    return (
        sign * float(solved.fun or 0.0),
        np.asarray(solved.x),
        {place: float(f) for place, f in factors.items() if abs(f) > NEAR},
    )


def _is_whole(found: np.ndarray) -> bool:
    return bool(np.abs(found - np.round(found)).max(initial=0) < NEAR)


def _whole_end(problem: Problem, sign: int, seconds: float, linear: int, factors: dict[int, float]) -> End:
    """The end in whole numbers; where they take too long, as far in as the solver came."""
    solved = _milp(problem, sign * problem.asked, seconds)
    if solved.status == 2:
        raise Impossible
    if solved.status == 0:
        value = round(sign * solved.fun)
        return End(value, factors=factors if value == linear else None)
    reached = solved.get("mip_dual_bound")
    if reached is None or not math.isfinite(reached):
        return End(linear, is_sharp=False, factors=factors)
    inner = math.ceil(sign * reached - NEAR) if sign > 0 else math.floor(sign * reached + NEAR)
    value = max(linear, inner) if sign > 0 else min(linear, inner)
    return End(value, is_sharp=False, factors=factors if value == linear else None)


def _milp(problem: Problem, sought: np.ndarray, seconds: float) -> Any:
    from scipy.optimize import Bounds as Limits
    from scipy.optimize import LinearConstraint, milp

    return milp(
        sought, integrality=np.ones(len(sought), int), bounds=Limits(0, np.inf),
        constraints=LinearConstraint(problem.rows, problem.low, problem.high), options={"time_limit": seconds},
    )  # fmt: skip


def is_possible(said: Sequence[Said], seconds: float = SECONDS) -> bool:
    """Whether some whole numbers fit all that is said; where that takes too long to find out, it counts as possible."""
    if any(one.low is not None and one.high is not None and one.low > one.high for one in said):
        return False
    limited = [one for one in said if one.high is not None or (one.low or 0) > 0]
    if not limited:
        return True
    problem = Problem(limited)
    if (problem.high[~problem.inside.any(1)] < 0).any() or (problem.low[~problem.inside.any(1)] > 0).any():
        return False
    try:
        value, found, _factors = _linear(problem, 1, seconds)
    except Impossible:
        return False
    if value is None or _is_whole(found):
        return True
    return int(_milp(problem, problem.asked, seconds).status) != 2
