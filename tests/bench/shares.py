"""Where the time of a load goes: python -m tests.bench.shares WRITTEN load ..., as `python -m etl load ...`.

Timers are put around the doors of the program's parts from outside; a part inside another is taken off that other.
They run for the main thread; what other threads did beside it, reading ahead and fingerprints, is told as one part.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

RECOGNITION = "recognition and validation"
PARTS = {
    "reading": ("etl.read:tables", "etl.read.table:Table.words"),
    RECOGNITION: (
        "etl.judge.judging:known_names", "etl.judge.tidy:Gathered._read", "etl.judge.headcount:GatheredPersons._read",
        "etl.load:Judged.look",
    ),
    "counting": (
        "etl.judge.tidy:Gathered._keep", "etl.judge.headcount:GatheredPersons._keep", "etl.judge.judging:Judging._fold",
    ),
    "storing": ("db.store:load",),
}  # fmt: skip
"""Doors of each part, as module:name."""


class Clock:
    """Seconds of CPU and of the wall by part."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._running = ["other"]
        self._since = self._now()

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.thread_time(), time.perf_counter()

    def _turn(self) -> None:
        now = self._now()
        for place, (before, after) in enumerate(zip(self._since, now, strict=True)):
            self.spent[self._running[-1]][place] += after - before
        self._since = now

    def enter(self, part: str) -> None:
        self._turn()
        self._running.append(part)

    def leave(self) -> None:
        self._turn()
        self._running.pop()

    def stop(self) -> dict[str, list[float]]:
        self._turn()
        return dict(self.spent)


def watched(clock: Clock, part: str, door: Callable[..., Any]) -> Callable[..., Any]:
    """The door, with the clock running for the part while somebody is inside; also while a generator works."""

    @wraps(door)
    def entered(*given: Any, **named: Any) -> Any:
        clock.enter(part)
        try:
            found = door(*given, **named)
        finally:
            clock.leave()
        return _each(clock, part, found) if isinstance(found, Iterator) else found

    return entered


def _each(clock: Clock, part: str, found: Iterator[Any]) -> Iterator[Any]:
    while True:
        clock.enter(part)
        try:
            one = next(found)
        except StopIteration:
            return
        finally:
            clock.leave()
        yield one


def watch(clock: Clock) -> None:
    """Put a timer around each door."""
    from importlib import import_module

    for part, doors in PARTS.items():
        for door in doors:
            module, path = door.split(":")
            *outer, name = path.split(".")
            owner: Any = import_module(module)
            for one in outer:
                owner = getattr(owner, one)
            setattr(owner, name, watched(clock, part, getattr(owner, name)))


def main(written: Path, arguments: list[str]) -> int:
    clock = Clock()
    clock.enter("imports")
    import etl.__main__ as command

    watch(clock)
    clock.leave()
    status = command.main(arguments)
    spent = clock.stop()
    # The interpreter's own start lies before the clock.
    spent["imports"][0] += time.thread_time() - sum(cpu for cpu, _ in spent.values())
    spent["threads beside"] = [time.process_time() - time.thread_time(), 0.0]
    written.write_text(json.dumps(spent), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
