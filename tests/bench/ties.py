"""How long the server takes for a click on the pages of agreements: python -m tests.bench.ties [FILE].

An invented university with 20,000 agreements (`tests.bench.agreements`). Each view of the page Partnerships, the page
of a partner and that of an agreement are clicked in turn beside the framework's empty page, as in
`tests.bench.clicking`: through selections that nobody saw before, then back. Before that, how long one process takes
to read the agreements, as it does for the first visitor after a load. FILE keeps the university for the next time.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from db.engine import connect
from db.queries import agreed
from tests.bench import agreements
from tests.bench.clicking import AGAIN, THINK_S, Rounds, rounds
from tests.bench.large import BENCH, FACULTIES
from tests.bench.loading import machine, ratio
from tests.bench.page import EMPTY, OURS, Scene, own_setting
from tests.bench.servers import Server, servers
from tests.bench.shown import columns, ms

GOAL = 8
VIEWS = ("register", "lists", "lives", "kinds", "use", "coverage")
LISTS = ("asleep", "balance", "overused")
"""Lists besides the one that the view opens with."""
RECORDS, STEPS, ROUNDS = 500_000, 5, 5
FILTERS = {"asof": 3000, "country": 90, "faculty": FACULTIES + 1, "types": 14, "statuses": 4}
"""Options that are clicked, by filter; the first is all of them. Clicks add up: the later ones meet few agreements."""
OF_USE = {"year": 9, "country": 90, "faculty": FACULTIES + 1}
WHOLE = {"asof": 3000}
"""What is clicked where all 20,000 agreements are looked at each time."""


def scenes(count: int = agreements.AGREEMENTS) -> dict[str, Scene]:
    """What is opened, by name: a page, what its address chooses, the filters clicked there."""
    few = max(2, count // 20)
    chosen = {"institution": BENCH, "lang": "en", "year": 2023, "direction": "outbound", "type": "credit"}
    found = {}
    for view in VIEWS:
        address = urlencode({**chosen, "view": view})
        found[view] = Scene("partnerships", address, OF_USE if view == "use" else FILTERS)
        whole = {"year": 9} if view == "use" else WHOLE
        found[f"{view}, all agreements"] = Scene("partnerships", address, whole)
    for name in LISTS:
        found[f"lists, {name}"] = Scene("partnerships", urlencode({**chosen, "view": "lists", "list": name}), FILTERS)
    partner = Scene("partner", urlencode({**chosen, "partner": "tied-00000"}), {"partner": few, "faculty": 4})
    agreement = Scene("agreement", urlencode({**chosen, "agreement": "B-00000"}), {"agreement": few})
    return {**found, "partner": partner, "agreement": agreement}


def first_visit(address: str) -> list[tuple[str, float]]:
    """Seconds of CPU to read the agreements, and to make ready what all questions about them need."""
    engine = connect(address)
    told = []

    def timed(what: str, work: Callable[[], Any]) -> Any:
        started = time.thread_time()
        found = work()
        told.append((what, time.thread_time() - started))
        return found

    read = timed("agreements read", lambda: agreed.read(engine, BENCH))
    timed("one row each", lambda: read.ties)
    timed("years of use", lambda: read.activity)
    timed("their lives", lambda: read.life(""))
    engine.dispose()
    return told


def measure(
    address: str, shown: Mapping[str, Scene], count: int = ROUNDS, steps: int = STEPS, think: float = THINK_S
) -> Rounds:
    """All scenes on one server of ours, and the empty page on its own, in turn."""
    with servers([OURS, EMPTY], address) as (ours, empty):
        named: dict[str, Server] = {**dict.fromkeys(shown, ours), EMPTY: empty}
        return asyncio.run(rounds(named, count, steps, think, shown))


def table(told: Rounds) -> str:
    """CPU of a click on each page by that on the empty page; new selections, and those seen before."""
    lines = [(f"CPU of a click / the empty page, goal <= {GOAL}", "new selection", "seen before", "new", "seen", "KB")]
    for name in (key for key in told[0] if not key.endswith(AGAIN)):
        cpu = [ms(median(each[key].cpu for each in told)) for key in (name, name + AGAIN)]
        lines.append((
            name, ratio(told, name, EMPTY, "cpu"), ratio(told, name + AGAIN, EMPTY + AGAIN, "cpu"), *cpu,
            f"{median(each[name].received for each in told):.0f}",
        ))  # fmt: skip
    return columns(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.ties", description="Measure pages of agreements.")
    parser.add_argument("file", nargs="?", help="SQLite file of the university; made where it is not there")
    parser.add_argument("--agreements", type=int, default=agreements.AGREEMENTS)
    parser.add_argument("--records", type=int, default=RECORDS, help="students in all years")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="besides the first, which is dropped")
    parser.add_argument("--steps", type=int, default=STEPS, help="clicks there, and as many back")
    parser.add_argument("--think", type=float, default=THINK_S, help="seconds between clicks")
    parser.add_argument("--pages", nargs="+", help="only these")
    given = parser.parse_args(arguments)
    shown = scenes(given.agreements)
    shown = {name: shown[name] for name in given.pages or shown}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(given.file or Path(folder) / "ties.sqlite")
        address = f"sqlite:///{file}"
        if not file.exists():
            engine = connect(address)
            agreements.fill(engine, given.agreements, given.records)
            engine.dispose()
        visit = first_visit(address)
        told = measure(address, shown, given.rounds, given.steps, given.think)
    print(f"\n{machine()}; medians of {given.rounds} rounds (least and most); {own_setting()}")
    print(f"first visitor, CPU: {'; '.join(f'{what} {seconds:.2f} s' for what, seconds in visit)}")
    print(table(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
