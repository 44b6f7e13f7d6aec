"""From the click on a year to the last stroke of the charts, in Chromium: python -m tests.bench.browser DATABASE.

Our page, the naive one and the one in Dash are open at once and are clicked in turn. A click is over when the page
does nothing any more and its titles show the year; what is told is the last change of a title or a chart before that.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from statistics import median

from playwright.sync_api import Page

from tests.bench.loading import machine, ratio
from tests.bench.page import DASH, NAIVE, OURS, SIZES, START, TITLES, address, own_setting, selector, year_shown
from tests.bench.servers import Server, servers
from tests.bench.shown import columns, ms
from tests.browser.running import browser

GOALS = {"naive": 0.6}
CLICKS = 2
PATIENCE_MS = 120_000
WATCH = """
const titles = TITLES;
const shown = `.js-plotly-plot, ${titles}`;
const within = node => (node.nodeType === 1 ? node : node.parentElement)?.closest(shown);
const brings = node => node.nodeType === 1 && (node.matches(shown) || node.querySelector(shown));
window.bench = {pressed: 0, drawn: 0};
window.benchText = () => [...document.querySelectorAll(titles)].map(node => node.textContent).join();
addEventListener('pointerdown', () => { bench.pressed = performance.now(); }, true);
addEventListener('DOMContentLoaded', () => new MutationObserver(changes => {
    if (changes.some(one => within(one.target) || [...one.addedNodes].some(brings))) bench.drawn = performance.now();
}).observe(document, {subtree: true, childList: true, characterData: true, attributes: true}));
""".replace("TITLES", repr(TITLES))
RESTS = """title => {
    const app = document.querySelector('[data-testid=stApp]');
    const works = app ? app.dataset.testScriptState !== 'notRunning' : document.title === 'Updating...';
    const charts = document.querySelectorAll('.js-plotly-plot .main-svg').length;
    const drawn = bench.drawn > bench.pressed && performance.now() - bench.drawn > 1000;
    return !works && charts && drawn && benchText().includes(title);
}"""


@dataclass(frozen=True)
class Clicks:
    """Median seconds of the clicks of one round at one page."""

    wall: float


Rounds = list[dict[str, Clicks]]


def rounds(found: Sequence[Server], count: int, clicks: int) -> Rounds:
    """All pages in turn, each round beginning with another one. The first round is not told."""
    with browser() as chrome:
        pages = {}
        for server in found:
            pages[server.name] = chrome.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
            pages[server.name].add_init_script(WATCH)
            pages[server.name].goto(address(server.address, server.name))
            _rest(pages[server.name], START["year"])
            server.settle()
        years = _years(Random(1))
        told = []
        for number in range(count + 1):
            way = list(islice(years, clicks))
            names = list(pages)
            turns = names[number % len(names) :] + names[: number % len(names)]
            told.append({name: Clicks(median(_click(pages[name], name, year) for year in way)) for name in turns})
            print(".", end="", file=sys.stderr, flush=True)
    return told[1:]


def _years(random: Random) -> Iterator[int]:
    """Years in any order, all of them before one comes again, and never one twice in a row."""
    others = random.sample([year for year in range(SIZES["year"]) if year != START["year"]], SIZES["year"] - 1)
    return cycle([*others, START["year"]])


def _click(page: Page, name: str, year: int) -> float:
    """Seconds from the click on a year to the last stroke."""
    page.bring_to_front()
    words = re.compile(f"^{year_shown(year)[:4]}")
    if name == DASH:
        page.locator("#year label").filter(has_text=words).click()
    else:
        box = page.locator(selector("year")).locator("input").first
        box.click()
        box.fill(year_shown(year)[:4])  # the list draws only what is in sight
        page.locator("[role=option]").filter(has_text=words).click()
    _rest(page, year)
    return float(page.evaluate("(bench.drawn - bench.pressed) / 1000"))


def _rest(page: Page, year: int) -> None:
    page.wait_for_function(RESTS, arg=year_shown(year), timeout=PATIENCE_MS)


def table(told: Rounds) -> str:
    lines = [("", "goal", "click to drawn")]
    for other, goal in ((NAIVE, f"<= {GOALS['naive']}"), (DASH, "")):
        lines.append((f"ours / {other}", goal, ratio(told, OURS, other)))
    lines += [(name, "", ms(median(each[name].wall for each in told))) for name in sorted(told[0])]
    return columns(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.browser", description="Measure clicks in Chromium.")
    parser.add_argument("database", help="address of a database that tests.bench.large filled")
    parser.add_argument("--rounds", type=int, default=5, help="besides the first, which is dropped")
    parser.add_argument("--clicks", type=int, default=CLICKS, help="of each round at each page")
    chosen = parser.parse_args(arguments)
    with servers([OURS, NAIVE, DASH], chosen.database) as found:
        told = rounds(found, chosen.rounds, chosen.clicks)
    print(f"\n{machine()}; medians of {chosen.rounds} rounds (least and most); {own_setting()}")
    print(table(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
