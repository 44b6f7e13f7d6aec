"""How long a registrar's list of persons takes to load, beside other ways: python -m tests.bench.loading [--rows ...].

Whole processes, start and imports included, all ways in turn in each round; ratios are taken round by round, because
other work on the machine makes seconds mean little. Nothing of the lists is true: see tests.bench.people.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from tests.bench.shares import RECOGNITION

OURS, AGAIN, SHARES = "ours", "ours again", "ours, watched"
RAW, PANDAS, ENGINE, UTILS = "raw", "pandas", "pandas-engine", "sqlite-utils"
FEWER = 10
"""sqlite-utils gets a list so many times shorter, and is compared with ours of the same list."""
GOALS = {"raw": 0.75, "pandas": 0.25, "again": 1 / 3, "recognition": 0.15, "peak": 500}


@dataclass(frozen=True)
class Run:
    """One process: seconds of the wall and of CPU, and the most memory it had, in MiB."""

    wall: float
    cpu: float
    peak: float


Rounds = list[dict[str, Run]]


def run(command: Sequence[str | Path], database: Path) -> Run:
    """Run a process to its end. Raises RuntimeError if it fails."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as on the user's machine
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(map(str, command))}\n{said.read().decode(errors='replace')}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Bench:
    """A folder with lists of persons and databases."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prepared = folder / "prepared.sqlite"
        self._number = 0
        self._python("-m", "etl", "shipped", database=self._prepared)
        self._python(
            "-c", "import sys; from tests.bench.people import *; write_units(Path(sys.argv[1]))", folder / "units.csv"
        )
        self._python(*self.load(folder / "units.csv"), database=self._prepared)

    @staticmethod
    def load(file: Path, program: Sequence[str | Path] = ("-m", "etl")) -> list[str | Path]:
        """A load as the user starts it."""
        return [*program, "load", "registrar", file, "--institution", "kaznu"]

    def people(self, rows: int) -> Path:
        """A list of so many persons."""
        file = self._folder / f"people{rows}.csv"
        if not file.exists():
            self._python("-m", "tests.bench.people", str(rows), file)
        return file

    def rounds(self, rows: int, count: int, *, utils: bool = False) -> Rounds:
        """All ways in turn, each round beginning with another one; sqlite-utils for itself, beside ours alone."""
        file, found = self.people(rows), []
        self._python("-c", "import sys; all(open(sys.argv[1], 'rb'))", file)  # all find it in the system's memory
        for number in range(count):
            ways = [OURS, UTILS] if utils else [OURS, RAW, PANDAS, ENGINE, SHARES]
            ways = ways[number % len(ways) :] + ways[: number % len(ways)]
            found.append({name: one for way in ways for name, one in self._way(way, file).items()})
            print(".", end="", file=sys.stderr, flush=True)
        return found

    def alone(self, rows: int) -> Run:
        """Ours, once."""
        return self._way(OURS, self.people(rows))[OURS]

    @property
    def shares(self) -> list[dict[str, list[float]]]:
        """Seconds of CPU and of the wall by part, of each watched load."""
        return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(self._folder.glob("shares*.json"))]

    def _way(self, way: str, file: Path) -> dict[str, Run]:
        self._number += 1
        database = self._folder / f"{self._number}.sqlite"
        if way in (OURS, SHARES):
            shutil.copy(self._prepared, database)
        try:
            if way == OURS:
                first = self._python(*self.load(file), database=database)
                return {OURS: first, AGAIN: self._python(*self.load(file), database=database)}
            if way == SHARES:
                program = ("-m", "tests.bench.shares", self._folder / f"shares{self._number}.json")
                return {SHARES: self._python(*self.load(file, program), database=database)}
            if way == UTILS:
                command = ("-m", "sqlite_utils", "insert", database, "plain", file, "--csv", "--delimiter", ";")
                return {UTILS: self._python(*command)}
            return {way: self._python("-m", "tests.bench.rivals", way, file, database)}
        finally:
            for left in self._folder.glob(f"{database.name}*"):
                left.unlink()

    def _python(self, *words: str | Path, database: Path | None = None) -> Run:
        return run((sys.executable, *words), database or self._folder / "none.sqlite")


def ratio(rounds: Rounds, one: str, other: str, what: str = "wall") -> str:
    """The median over the rounds of one by the other, with the least and the most."""
    found = sorted(getattr(each[one], what) / getattr(each[other], what) for each in rounds)
    return f"{median(found):.2f} ({found[0]:.2f}-{found[-1]:.2f})"


def table(rows: int, rounds: Rounds, few: Rounds, shares: Sequence[Mapping[str, Sequence[float]]], large: Run | None,
          large_rows: int) -> str:  # fmt: skip
    """All that was found, side by side."""
    compared = [
        ("ours / csv + executemany", f"<= {GOALS['raw']}", rounds, OURS, RAW),
        ("ours / pandas to_sql over sqlite3", f"<= {GOALS['pandas']}", rounds, OURS, PANDAS),
        ("ours / pandas to_sql over SQLAlchemy", f"<= {GOALS['pandas']}", rounds, OURS, ENGINE),
        (f"ours / sqlite-utils ({rows // FEWER:,} rows)", "", few, OURS, UTILS),
        ("ours / the same file again", f">= {1 / GOALS['again']:.0f}", rounds, OURS, AGAIN),
    ]
    lines = [("", "goal", "wall", "CPU")]
    lines += [
        (name, goal, ratio(found, a, b), ratio(found, a, b, "cpu")) for name, goal, found, a, b in compared if found
    ]
    for way in (OURS, AGAIN, RAW, PANDAS, ENGINE):
        seconds = [f"{median(getattr(each[way], what) for each in rounds):.2f} s" for what in ("wall", "cpu")]
        lines.append((f"{way}, {rows:,} rows", "", *seconds))
    for part in dict.fromkeys(part for share in shares for part in share):
        of_all = [
            f"{100 * median(share[part][at] / sum(spent[at] for spent in share.values()) for share in shares):.0f} %"
            for at in (1, 0)
        ]
        lines.append((f"  {part}", f"< {100 * GOALS['recognition']:.0f} %" if part == RECOGNITION else "", *of_all))
    peaks = {way: f"{median(each[way].peak for each in rounds):.0f} MiB" for way in (OURS, RAW, PANDAS, ENGINE)}
    lines += [(f"peak memory, {way}, {rows:,} rows", f"< {GOALS['peak']} MiB" if way == OURS else "", peak, "")
              for way, peak in peaks.items()]  # fmt: skip
    if large:
        lines.append((f"peak memory, ours, {large_rows:,} rows", "the same", f"{large.peak:.0f} MiB", ""))
        lines.append((f"ours, {large_rows:,} rows", "", f"{large.wall:.1f} s", f"{large.cpu:.1f} s"))
    widths = [max(len(line[at]) for line in lines) for at in range(4)]
    return "\n".join("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
                     for line in lines)  # fmt: skip


def machine() -> str:
    """Date, size and programs of this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{date.today()}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.loading", description="Measure loads.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--large", type=int, default=10_000_000, help="rows of a list loaded once for its memory; 0: none"
    )
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        rounds = bench.rounds(chosen.rows, chosen.rounds)
        few = bench.rounds(max(1, chosen.rows // FEWER), 1, utils=True)
        large = bench.alone(chosen.large) if chosen.large else None
        print(f"\n{machine()}; medians of {chosen.rounds} rounds (least and most)")
        print(table(chosen.rows, rounds, few, bench.shares, large, chosen.large))
    return 0


if __name__ == "__main__":
    sys.exit(main())
