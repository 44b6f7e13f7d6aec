"""How long an answer from published figures takes, and how much of it is the solver's: python -m tests.bench.bounds.

First questions to all statements that ship, as the page asks them: what is known is read once, the answer is worked
out anew. Then 2,000 overlapping statements over 30 faculties x 200 countries x 3 levels, true sums of an invented
table. "Ours" is all but the solver; its ratio to the solver's time should be at most 1. Seconds are of wall clock.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from unittest import mock

import numpy as np
import scipy.optimize

from db import bounds as solve
from db import schema
from db.bounds import Bounds, Box, Said
from db.engine import connect
from db.queries import bounds, counts
from etl import load
from etl.sources import SHIPPED

FACULTIES, COUNTRIES, LEVELS, STATEMENTS = 30, 200, 3, 2000
ROUNDS = 15
QUESTIONS: Mapping[str, tuple[str, Mapping[str, Sequence[str]]]] = {
    "SCO": ("kaznu", {"group": ["SCO"]}),
    "law faculty": ("kaznu", {"faculty": ["law"]}),
    "Chinese in law": ("kaznu", {"country": ["CHN"], "faculty": ["law"]}),
    "Chinese outside law": ("kaznu", {"country": ["CHN"], "faculty": ["law"], "outside": ["yes"]}),
    "China and India": ("kaznu", {"country": ["CHN", "IND"]}),
    "outgoing to France": ("kaznu", {"country": ["FRA"], "metric": ["students_outgoing_mobility"]}),
    "foreign in the country": ("KAZ", {}),
    "CIS in the country": ("KAZ", {"group": ["CIS"], "academic_year": ["2024"]}),
}


class Solver:
    """Seconds in which the solver was at work, be it once or twice at a time."""

    def __init__(self) -> None:
        self.seconds, self._at_work, self._since, self._lock = 0.0, 0, 0.0, Lock()

    def timed(self, work: Any) -> Any:
        def run(*given: Any, **named: Any) -> Any:
            with self._lock:
                self._since = time.perf_counter() if not self._at_work else self._since
                self._at_work += 1
            try:
                return work(*given, **named)
            finally:
                with self._lock:
                    self._at_work -= 1
                    self.seconds += time.perf_counter() - self._since if not self._at_work else 0.0

        return run


@contextmanager
def watched() -> Iterator[Solver]:
    """The solver with a clock."""
    solver = Solver()
    names = ("linprog", "milp")
    with mock.patch.multiple(scipy.optimize, **{name: solver.timed(getattr(scipy.optimize, name)) for name in names}):
        yield solver


def shipped(rounds: int = ROUNDS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        schema.upgrade(engine)
        for source in SHIPPED:
            load.load(engine, source, [])
        print(f"{'question, all that ships':<26} {'ms':>8} {'solver':>8} {'ours / solver':>14}")
        for name, (institution, where) in QUESTIONS.items():
            known = bounds.known(engine, institution)
            counted = counts.OfInstitution(engine, institution)
            asked = {"institution": [institution], "academic_year": ["2023"], **where}
            whole, solved = [], []
            for _ in range(rounds + 1):
                with watched() as solver:
                    start = time.perf_counter()
                    bounds.ask(engine, counted, asked, by=known)
                    whole.append(time.perf_counter() - start)
                    solved.append(solver.seconds)
            _tell(name, statistics.median(whole[1:]), statistics.median(solved[1:]))
        engine.dispose()


def invented(count: int, seed: int = 5) -> tuple[list[Said], list[Box], np.ndarray]:
    """Statements that are true of an invented table, questions, and the truth of each of these."""
    rng = np.random.default_rng(seed)
    table = rng.poisson(2, size=(COUNTRIES, FACULTIES, LEVELS))
    names = [[f"{kind}{n}" for n in range(size)] for kind, size in zip("CUL", table.shape, strict=True)]
    sizes = ((1, 1, 1, 5, 9, 27, COUNTRIES), (1, 1, 1, 2, FACULTIES, FACULTIES), (1, LEVELS, LEVELS))

    def drawn() -> tuple[Box, int]:
        some = [rng.choice(size, rng.choice(of), replace=False) for size, of in zip(table.shape, sizes, strict=True)]
        sides = [frozenset(names[side][place] for place in chosen) for side, chosen in enumerate(some)]
        return Box(*sides, frozenset({"inbound"}), frozenset({"degree"})), int(table[np.ix_(*some)].sum())

    said = []
    for number in range(count):
        box, value = drawn()
        low, high = (
            (value, value),
            (value * 9 // 10, None),
            (None, -(-value * 11 // 10)),
            (max(0, value - 3), value + 3),
        )[number % 4]
        said.append(Said(str(number), box, low, high))
    asked = [drawn() for _ in range(6)]
    return said, [box for box, _truth in asked], np.array([truth for _box, truth in asked])


def many(count: int = STATEMENTS, seconds: float = 4.0) -> list[Bounds]:
    """Answers from many statements; each holds the truth."""
    said, asked, truths = invented(count)
    print(f"\n{f'question, {count} statements':<26} {'s':>8} {'solver':>8} {'ours / solver':>14}  answer")
    found = []
    for number, (box, truth) in enumerate(zip(asked, truths, strict=True)):
        with watched() as solver:
            start = time.perf_counter()
            answer = solve.bounds(box, said, seconds)
            whole = time.perf_counter() - start
        low, high = answer.low.value, answer.high.value
        assert low is not None
        assert low <= truth <= (np.inf if high is None else high)
        sharp = "" if answer.is_sharp else ", may be tighter"
        _tell(f"{number + 1}: the truth is {truth}", whole, solver.seconds, 1, f"{low} to {high}{sharp}")
        found.append(answer)
    return found


def _tell(name: str, whole: float, solved: float, unit: int = 1000, more: str = "") -> None:
    ours = (whole - solved) / solved if solved else float("inf")
    print(f"{name:<26} {whole * unit:>8.2f} {solved * unit:>8.2f} {ours:>14.2f}  {more}".rstrip())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=STATEMENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    shipped(chosen.rounds)
    many(chosen.statements)
