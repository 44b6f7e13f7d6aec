"""Whether memory grows while people come, click and go: python -m tests.bench.soak DATABASE [--minutes 60].

A few sessions click as fast as twice a second together; each leaves after some dozens of clicks, and another comes.
"""

import argparse
import asyncio
import itertools
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import linear_regression

from tests.bench.loading import machine
from tests.bench.page import OURS, own_setting, walk
from tests.bench.servers import Server, servers
from tests.bench.shown import columns
from tests.bench.talk import Reader

GOAL_MIB_PER_MINUTE = 1
RISING, MATTERS_PCT = 0.75, 1
"""Memory has a trend where so many of the pairs of samples rise (half of them do where it has none), and all of them
together by so many per cent."""
SESSIONS, CLICKS_PER_SECOND, STAY = 4, 2, (20, 60)


@dataclass
class Soak:
    """What was seen: clicks, sessions that came, and memory as (minute, MiB)."""

    clicks: int
    came: int
    memory: list[tuple[float, float]]


async def soak(server: Server, minutes: float, every: float, sessions: int = SESSIONS) -> Soak:
    """Click for so many minutes; memory is looked at after each `every` minutes."""
    await (await Reader.open(server)).close()
    server.settle()
    found = Soak(0, 1, [(0.0, server.memory())])
    started = time.perf_counter()
    end = started + 60 * minutes
    pause = sessions / CLICKS_PER_SECOND
    visits = [asyncio.create_task(_visits(server, found, Random(n), end, pause)) for n in range(sessions)]
    for number in range(1, round(minutes / every) + 1):
        due = started + 60 * every * number
        await asyncio.wait(visits, timeout=max(0.0, due - time.perf_counter()), return_when=asyncio.FIRST_EXCEPTION)
        found.memory.append((every * number, server.memory()))
    await asyncio.gather(*visits)
    return found


async def _visits(server: Server, found: Soak, random: Random, end: float, pause: float) -> None:
    """One person after another, until the end."""
    while time.perf_counter() < end:
        reader = await Reader.open(server)
        found.came += 1
        for name, option in walk(random, random.randint(*STAY), set()):
            started = time.perf_counter()
            if started >= end:
                break
            await reader.click(name, option)
            found.clicks += 1
            await asyncio.sleep(max(0.0, started + pause - time.perf_counter()))
        await reader.close()


def slope(samples: Sequence[tuple[float, float]]) -> float:
    """MiB a minute over the second half."""
    half = samples[len(samples) // 2 :]
    return linear_regression(*zip(*half, strict=True)).slope if len(half) > 1 else 0.0


def rising(samples: Sequence[tuple[float, float]]) -> float:
    """Share of the pairs of samples of the second half of which the later is the larger; equal ones count half."""
    half = [memory for _, memory in samples[len(samples) // 2 :]]
    pairs = list(itertools.combinations(half, 2))
    return sum(1.0 if later > earlier else 0.5 * (later == earlier) for earlier, later in pairs) / max(1, len(pairs))


def is_flat(samples: Sequence[tuple[float, float]]) -> bool:
    """Whether memory grows less than the goal over the second half, and has no trend there."""
    grown = slope(samples) * (samples[-1][0] - samples[len(samples) // 2][0])
    trend = rising(samples) >= RISING and 100 * grown >= MATTERS_PCT * samples[-1][1]
    return slope(samples) < GOAL_MIB_PER_MINUTE and not trend


def table(found: Soak) -> str:
    lines = [("minute", "MiB"), *((f"{minute:g}", f"{memory:.0f}") for minute, memory in found.memory)]
    per_minute, share = slope(found.memory), rising(found.memory)
    flat = is_flat(found.memory)
    verdict = (
        f"{found.clicks} clicks, {found.came} sessions; second half: {per_minute:+.2f} MiB a minute "
        f"(goal: < {GOAL_MIB_PER_MINUTE}), {100 * share:.0f} % of pairs rise: "
    )
    return columns(lines) + "\n" + verdict + ("flat" if flat else "GROWS")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description="Watch the memory of the server.")
    parser.add_argument("database", help="address of a database that tests.bench.large filled")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--every", type=float, default=1, help="minutes between two looks at the memory")
    parser.add_argument("--page", default=OURS)
    chosen = parser.parse_args(arguments)
    with servers([chosen.page], chosen.database) as (server,):
        found = asyncio.run(soak(server, chosen.minutes, chosen.every))
    print(f"{machine()}; {own_setting()}")
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
