"""How long the server takes for a click on a filter, beside the yardsticks: python -m tests.bench.clicking DATABASE.

All servers are up at once and are asked in turn, round by round; each clicks the same way through selections that
nobody saw before, then back. CPU is that of the server up to the end of the pause behind each click, so that what it
tidies up counts. Ratios are taken round by round, because other work on the machine makes seconds mean little.
"""

import argparse
import asyncio
import itertools
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, median

from tests.bench.loading import machine, ratio
from tests.bench.page import EMPTY, NAIVE, OURS, Scene, Setting, Step, back, own_setting, scene, walk
from tests.bench.servers import Server, servers
from tests.bench.shown import columns, ms
from tests.bench.talk import Ran, Reader

GOALS = {"naive": 0.15, "empty": 8}
STEPS, THINK_S = 8, 0.5


@dataclass(frozen=True)
class Clicks:
    """The mean click of one round at one server: seconds of the wall and of CPU, KB and elements that came."""

    wall: float
    cpu: float
    received: float
    elements: float


Rounds = list[dict[str, Clicks]]
"""Each round by set-up; what was seen before bears ` again` behind its name."""
AGAIN = " again"


async def rounds(
    found: dict[str, Server], count: int, steps: int, think: float, scenes: Mapping[str, Scene] = {}
) -> Rounds:
    """All servers in turn, each round beginning with another one. The first round is not told.

    scenes: what is opened and clicked under a name, where that is another page than Mobility.
    """
    shown = {name: scenes.get(name, scene()) for name in found}
    readers = {name: await Reader.open(server, shown[name]) for name, server in found.items()}
    for server in found.values():
        server.settle()
    drawn = {name: (Random(1), set[tuple[int, ...]]()) for name in found}  # alike: all with the same filters go one way
    told = []
    for number in range(count + 1):
        names = list(found)
        one = {}
        for name in names[number % len(names) :] + names[: number % len(names)]:
            random, seen = drawn[name]
            way = walk(random, steps, seen, shown[name].sizes)
            one[name] = await _clicks(found[name], readers[name], way, think)
            one[name + AGAIN] = await _clicks(found[name], readers[name], back(way), think)
        told.append({key: one[key] for name in names for key in (name, name + AGAIN)})
        print(".", end="", file=sys.stderr, flush=True)
    for reader in readers.values():
        await reader.close()
    return told[1:]


async def _clicks(server: Server, reader: Reader, way: Sequence[Step], think: float) -> Clicks:
    before = server.cpu()
    ran: list[Ran] = []
    for name, option in way:
        ran.append(await reader.click(name, option))
        await asyncio.sleep(think)
    cpu = (server.cpu() - before) / len(way)
    return Clicks(
        fmean(one.seconds for one in ran), cpu, fmean(one.received for one in ran) / 1000,
        fmean(one.elements for one in ran),
    )  # fmt: skip


def table(told: Rounds) -> str:
    """Ours beside the yardsticks, for new selections and for those seen before."""
    lines = [("", "goal", "wall", "CPU")]
    for what, behind in (("new selection", ""), ("seen before", AGAIN)):
        for other, goal in ((NAIVE, f"<= {GOALS['naive']}"), (EMPTY, f"CPU <= {GOALS['empty']}")):
            one, two = OURS + behind, other + behind
            lines.append((f"ours / {other}, {what}", goal, ratio(told, one, two), ratio(told, one, two, "cpu")))
    return columns([*lines, *_seconds(told)])


def _seconds(told: Rounds) -> list[tuple[str, str, str, str]]:
    """Medians of each set-up."""

    def middle(name: str, what: str) -> float:
        return median(getattr(each[name], what) for each in told)

    return [
        (f"{name}, {middle(name, 'received'):.0f} KB, {middle(name, 'elements'):.0f} elements", "",
         ms(middle(name, "wall")), ms(middle(name, "cpu")))
        for name in told[0]
    ]  # fmt: skip


def settings_table(told: Rounds, names: Sequence[str]) -> str:
    """Each setting of a set-up beside the first, for new selections and for those seen before."""
    lines = [("by the first setting", "", "wall", "CPU")]
    for name, is_again in itertools.product(names, (False, True)):
        first, *others = (k for k in told[0] if k.startswith(f"{name}: ") and k.endswith(AGAIN) == is_again)
        lines += [(key, "", ratio(told, key, first), ratio(told, key, first, "cpu")) for key in others]
    return columns([*lines, *_seconds(told)])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.clicking", description="Measure clicks on filters.")
    parser.add_argument("database", help="address of a database that tests.bench.large filled")
    parser.add_argument("--rounds", type=int, default=5, help="besides the first, which is dropped")
    parser.add_argument("--steps", type=int, default=STEPS, help="clicks there, and as many back")
    parser.add_argument("--think", type=float, default=THINK_S, help="seconds between clicks")
    parser.add_argument("--garbage", action="store_true", help="compare settings of the garbage collection instead")
    parser.add_argument("--pages", nargs="+", choices=(OURS, NAIVE, EMPTY), help="with --garbage: whose")
    chosen = parser.parse_args(arguments)
    names = chosen.pages or ([OURS, EMPTY] if chosen.garbage else [OURS, NAIVE, EMPTY])
    settings = [Setting(*both) for both in itertools.product((False, True), (True, False))] if chosen.garbage else []
    with servers(names, chosen.database, settings) as found:
        named = {f"{s.name}: {s.setting}" if chosen.garbage else s.name: s for s in found}
        told = asyncio.run(rounds(named, chosen.rounds, chosen.steps, chosen.think))
    print(f"\n{machine()}; medians of {chosen.rounds} rounds (least and most); {own_setting()}")
    print(settings_table(told, names) if chosen.garbage else table(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
