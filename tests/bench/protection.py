"""How long protecting numbers takes beside the load they come with: python -m tests.bench.protection [--records N].

A university of 16 faculties, 70 departments, 200 countries, 3 levels, both directions and 15 years (tests.bench.large);
then what a question costs somebody who sees exact numbers and somebody who sees protected ones, in turn, in one run.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, delete, text

from db import protect
from db.engine import connect, writer
from db.models import ProtectedSlice
from db.queries import arrays, gate
from db.sight import NOTHING, Role, sight
from tests.bench import large

RECORDS = 10_000_000
ROUNDS, TIMES = 5, 20
GOAL = 2.0
OF_YEAR = {"academic_year": ["2023"], "direction": ["inbound"], "mobility_type": ["degree"]}
QUESTIONS: dict[str, tuple[list[str], dict[str, list[str]]]] = {
    "by country": (["country"], OF_YEAR), "by faculty and country": (["faculty", "country"], OF_YEAR),
    "by year": (["academic_year"], {"direction": ["inbound"], "mobility_type": ["degree"]}),
    "one department": (["country"], {**OF_YEAR, "department": large._departments()[:1]}),
}  # fmt: skip


def timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def loading(file: Path, records: int) -> tuple[Engine, float, float]:
    """CPU seconds of a load but for protection, and of protecting what it brought."""
    engine = connect(f"sqlite:///{file}")
    both = timed(lambda: large.fill(engine, records))
    with writer(engine).begin() as connection:
        connection.execute(delete(ProtectedSlice))

    def protecting() -> None:
        with writer(engine).begin() as connection:
            protect.prepare_all(connection)

    alone = timed(protecting)
    return engine, both - alone, alone


def asking(engine: Engine) -> None:
    """Answers from memory: exact ones, a guest's and a dean's, in turn."""
    own = sight(Role.DEAN, ((large.BENCH, "f01"),))
    eyes = {"exact": engine, "guest": gate.opened(engine, NOTHING), "dean": gate.opened(engine, own)}
    records = {name: arrays.Records(one, arrays.read(one, large.BENCH)) for name, one in eyes.items()}
    print("\n| question, CPU / that of exact numbers | guest | dean |\n| --- | --- | --- |")
    for question, (by, where) in QUESTIONS.items():
        taken: dict[str, list[float]] = {name: [] for name in records}
        for _round in range(ROUNDS):
            for name, one in records.items():
                taken[name].append(timed(partial(_ask, one, by, where)))
        ratios = [median(t / e for t, e in zip(taken[who], taken["exact"], strict=True)) for who in ("guest", "dean")]
        print(f"| {question} | {ratios[0]:.2f} | {ratios[1]:.2f} |")


def _ask(records: arrays.Records, by: list[str], where: dict[str, list[str]]) -> None:
    for _time in range(TIMES):
        records.mobility(by, where)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.protection")
    parser.add_argument("--records", type=int, default=RECORDS)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        engine, load, protecting = loading(Path(folder) / "bench.sqlite", chosen.records)
        with engine.connect() as connection:
            cells = connection.scalar(text("SELECT count(*) FROM mobility_count"))
            slices = connection.scalar(text("SELECT count(*) FROM protected_slice"))
            shown = connection.scalar(text("SELECT count(*) FROM protected_count"))
            beyond = connection.scalar(text("SELECT count(*) FROM protected_slice WHERE beyond > 0"))
        print(f"{cells} cells in {slices} slices; {shown} protected rows; sums not kept in {beyond} slices")
        print(f"load {load:.1f} s of CPU, protection {protecting:.1f} s: {protecting / load:.2f} (goal {GOAL})")
        with writer(engine).begin() as connection:
            again = timed(lambda: protect.prepare_all(connection))
        print(f"again, nothing changed: {again / load:.2f}")
        asking(engine)
        gate.forget()
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
