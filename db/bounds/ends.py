"""The smallest and the largest whole number that agree with all that is said: linear programme first, then whole
numbers (HiGHS, by scipy)."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from db.bounds.boxes import Box, Inside, Said, cells, related

NEAR = 1e-6
"""By how much the solver may be off a whole number."""
SECONDS = 4.0
"""What a linear programme may take; then a wider bound is told, and that it may be tighter."""
WHOLE_SECONDS = 1.0
"""What whole numbers may take beyond it."""
MOST_CELLS = 2000
"""Of more cells, whole numbers are not looked for: the solver keeps its time there badly (298 s instead of 60, of
18,000 cells). Both ends are then worked out side by side."""


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
        """Whether both ends are reached; ends that meet are, however they were found."""
        return self.low.value == self.high.value or (self.low.is_sharp and self.high.is_sharp)


class Problem:
    """What is said of the cells of boxes, as rows of a matrix; `asked` (None: nothing) as what is sought.

    What is said of one and the same box is one row: its largest lower and its smallest upper limit. lowest, highest:
    places, by row, of the statements that tell these; row_of: the row of each statement.
    """

    def __init__(self, said: Sequence[Said], asked: Box | None = None) -> None:
        self.said, self.box = said, asked
        lows = [-math.inf if one.low is None else one.low for one in said]
        highs = [math.inf if one.high is None else one.high for one in said]
        of_box: dict[Box, list[int]] = {}
        for place, one in enumerate(said):
            of_box.setdefault(one.box, []).append(place)
        rows = {box: row for row, box in enumerate(of_box)}
        self.row_of = [rows[one.box] for one in said]
        self.lowest = [max(places, key=lows.__getitem__) for places in of_box.values()]
        self.highest = [min(places, key=highs.__getitem__) for places in of_box.values()]
        self.low = np.array([lows[place] for place in self.lowest], float)
        self.high = np.array([highs[place] for place in self.highest], float)
        boxes = [*([asked] if asked else []), *of_box]
        inside = cells(boxes) if boxes else np.zeros((0, 0), bool)
        self.inside: Inside = inside[1:] if asked else inside
        self.asked = (inside[0] if asked else np.zeros(inside.shape[1])).astype(float)

    @property
    def is_limited(self) -> bool:
        """Whether every cell that is asked for lies in a box with a largest number."""
        return not (self.asked.astype(bool) & ~self.inside[np.isfinite(self.high)].any(0)).any()

    @property
    def is_large(self) -> bool:
        return int(self.inside.shape[1]) > MOST_CELLS

    @property
    def is_plainly_impossible(self) -> bool:
        """Whether of one box more is said at least than at most."""
        return bool((self.low > self.high).any())

    @cached_property
    def rows(self) -> Any:
        """Rows × cells, sparse."""
        from scipy.sparse import csr_array

        row, cell = np.nonzero(self.inside)
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(self.inside)))])
        return csr_array((np.ones(len(cell)), cell.astype(np.int32), starts.astype(np.int32)), self.inside.shape)

    @cached_property
    def kinds(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows by what they limit: both ends to one number, the upper end, the lower end."""
        exact = self.low == self.high
        is_up, is_down = np.isfinite(self.high) & ~exact, np.isfinite(self.low) & ~exact
        return np.flatnonzero(exact), np.flatnonzero(is_up), np.flatnonzero(is_down)

    @cached_property
    def limits(self) -> dict[str, Any]:
        """The limits as the solver of linear programmes takes them."""
        from scipy.sparse import vstack

        exact, up, down = self.kinds
        found: dict[str, Any] = {}
        if len(up) + len(down):
            found["A_ub"] = vstack([self.rows[up], -self.rows[down]]) if len(down) else self.rows[up]
            found["b_ub"] = np.concatenate([self.high[up], -self.low[down]])
        if len(exact):
            found |= {"A_eq": self.rows[exact], "b_eq": self.high[exact]}
        return found


def bounds(asked: Box, said: Sequence[Said], seconds: float = SECONDS) -> Bounds:
    """What is possible for the sum of a box. Raises Impossible where no numbers fit what is said about it."""
    problem = Problem([said[place] for place in related([one.box for one in said], asked)], asked)
    return ends(problem, seconds)


def ends(problem: Problem, seconds: float = SECONDS) -> Bounds:
    """Both ends. Raises Impossible."""
    if problem.is_large:
        with ThreadPoolExecutor(2) as pool:
            low, high = pool.map(lambda sign: end(problem, sign, seconds), (1, -1))
    else:
        low, high = end(problem, 1, seconds), end(problem, -1, seconds)
    if low.value is not None and high.value is not None and low.value > high.value:
        raise Impossible  # sums would allow it, whole numbers do not
    return Bounds(low, high)


def end(problem: Problem, sign: int, seconds: float = SECONDS) -> End:
    """The smallest number (sign 1) or the largest (-1). Raises Impossible."""
    if problem.is_plainly_impossible:
        raise Impossible
    if sign < 0 and not problem.is_limited:
        if not is_possible(problem.said, seconds):
            raise Impossible
        return End(None)
    if not problem.said:
        return End(0, factors={})
    value, found, factors = _linear(problem, sign, seconds)
    if value is None:
        return _nearby_end(problem, sign, seconds)
    rounded = math.ceil(value - NEAR) if sign > 0 else math.floor(value + NEAR)
    if _is_whole(found):
        return End(rounded, factors=factors)
    return _whole_end(problem, sign, seconds, rounded, factors)


def _linear(problem: Problem, sign: int, seconds: float) -> tuple[float | None, np.ndarray, dict[int, float]]:
    """End, cells and factors without asking for whole numbers; an end of None where time ran out."""
    from scipy.optimize import linprog

    solved = linprog(sign * problem.asked, bounds=(0, None), options={"time_limit": seconds}, **problem.limits)
    if solved.status == 2:
        raise Impossible
    if solved.status == 1:
        return None, np.zeros(0), {}
    if solved.status != 0:
        raise RuntimeError(f"The solver failed: {solved.message}")
    return sign * float(solved.fun or 0.0), np.asarray(solved.x), _factors(problem, sign, solved)


def _factors(problem: Problem, sign: int, solved: Any) -> dict[int, float]:
    """How often the limit of each statement counts in the sum that forces the end, by place; of those that do."""
    exact, up, down = problem.kinds
    told = [(exact, sign * solved.eqlin.marginals)] if len(exact) else []
    if len(up) + len(down):
        above = sign * solved.ineqlin.marginals
        told += [(up, above[: len(up)]), (down, -above[len(up) :])]
    found: dict[int, float] = {}
    for rows, factors in told:
        for row, factor in zip(rows.tolist(), factors.tolist(), strict=True):
            if abs(factor) > NEAR:
                # A lower limit holds the smallest number up; taken away, it holds the largest one down.
                found[(problem.lowest if factor * sign > 0 else problem.highest)[row]] = factor
    return found


def _nearby_end(problem: Problem, sign: int, seconds: float) -> End:
    """An end by those statements alone that speak of some of whom is asked for: the true one lies no further out."""
    asked = problem.box
    places = [place for place, one in enumerate(problem.said) if asked and one.box.meets(asked)]
    if len(places) == len(problem.said):
        return End(0 if sign > 0 else None, is_sharp=False)
    found = end(Problem([problem.said[place] for place in places], asked), sign, seconds)
    factors = {places[place]: factor for place, factor in (found.factors or {}).items()}
    return replace(found, is_sharp=False, factors=factors or found.factors)


def _is_whole(found: np.ndarray) -> bool:
    return bool(np.abs(found - np.round(found)).max(initial=0) < NEAR)


def _whole_end(problem: Problem, sign: int, seconds: float, linear: int, factors: dict[int, float]) -> End:
    """The end in whole numbers; where they take too long, as far in as the solver came."""
    if problem.is_large:
        return End(linear, is_sharp=False, factors=factors)
    solved = _milp(problem, sign * problem.asked, min(seconds, WHOLE_SECONDS))
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
    limited = [one for one in said if one.high is not None or (one.low or 0) > 0]
    if not any(one.high is not None for one in limited):
        return True
    problem = Problem(limited)
    if problem.is_plainly_impossible:
        return False
    try:
        value, found, _factors = _linear(problem, 1, seconds)
    except Impossible:
        return False
    if value is None or _is_whole(found) or problem.is_large:
        return True
    return int(_milp(problem, problem.asked, seconds).status) != 2
