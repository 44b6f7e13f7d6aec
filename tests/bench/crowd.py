"""How long clicks take while many people click, all at one process: python -m tests.bench.crowd DATABASE.

Each of them changes a filter every few seconds, from a moment of their own on, and waits where the answer takes
longer. No two look at the same selections in the same order.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from random import Random
from statistics import median

from tests.bench.loading import machine
from tests.bench.page import OURS, own_setting, walk
from tests.bench.servers import Server, servers
from tests.bench.shown import columns, ms, percentile
from tests.bench.talk import Reader

GOAL_P95_S = 1
SESSIONS, EVERY_S, SECONDS = 40, 5, 30


async def crowd(server: Server, sessions: int, every: float, seconds: float, seed: int) -> list[float]:
    """Seconds of each click of all sessions. They come one after another, which is not measured."""
    readers = []
    for _ in range(sessions):
        readers.append(await Reader.open(server))
        if len(readers) == 1:
            server.settle()
    end = time.perf_counter() + seconds
    found = await asyncio.gather(
        *[_session(reader, Random(seed * 1000 + number), every, end) for number, reader in enumerate(readers)]
    )
    for reader in readers:
        await reader.close()
    return [one for clicks in found for one in clicks]


async def _session(reader: Reader, random: Random, every: float, end: float) -> list[float]:
    found = []
    due = time.perf_counter() + random.random() * every
    for name, option in walk(random, 1000, set()):
        await asyncio.sleep(due - time.perf_counter())
        if time.perf_counter() >= end:
            break
        found.append((await reader.click(name, option)).seconds)
        due = max(due + every, time.perf_counter())
    return found


def table(rounds: Sequence[Sequence[float]]) -> str:
    lines = [("round", "clicks", "p50", "p95")]
    for number, clicks in enumerate(rounds, start=1):
        lines.append((str(number), str(len(clicks)), ms(percentile(clicks, 50)), ms(percentile(clicks, 95))))
    middle = [ms(median(percentile(clicks, part) for clicks in rounds)) for part in (50, 95)]
    lines.append((f"median (goal: p95 < {ms(GOAL_P95_S)})", "", *middle))
    return columns(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crowd", description="Measure clicks of many people.")
    parser.add_argument("database", help="address of a database that tests.bench.large filled")
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--every", type=float, default=EVERY_S, help="seconds between the clicks of one session")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--page", default=OURS)
    chosen = parser.parse_args(arguments)
    with servers([chosen.page], chosen.database) as (server,):
        rounds = [
            asyncio.run(crowd(server, chosen.sessions, chosen.every, chosen.seconds, number))
            for number in range(chosen.rounds)
        ]
    print(f"{machine()}; {chosen.sessions} sessions, a click every {chosen.every:g} s each; {own_setting()}")
    print(table(rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
