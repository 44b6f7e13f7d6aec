"""All that the measurements know of the pages they open: ours, and the yardsticks in tests.bench.pages."""

import itertools
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from tests.bench.large import BENCH, FACULTIES, YEARS

ROOT = Path(__file__).resolve().parent.parent.parent
OURS, NAIVE, EMPTY, DASH = "ours", "naive", "empty", "dash"
PATH = "mobility"
"""Path of our page; the yardsticks have one page each."""
START = {"year": 0, "faculty": 0}
"""The option that each filter stands on when a page is opened: the newest year, all faculties."""
SIZES = {"year": len(YEARS), "faculty": FACULTIES + 1}
"""Options that are clicked, by filter; both are ordered alike on all pages."""


def query() -> str:
    """What is chosen in the address of our page: all that does not change while it is measured."""
    return urlencode({"institution": BENCH, "lang": "en", "year": YEARS[-1], "direction": "inbound", "type": "degree"})


LINKS: Mapping[str, Callable[[int], str]] = {"agreement": lambda option: f"B-{option:05}"}
"""What is chosen by a link to another address, not by a widget."""
WRITTEN: Mapping[str, Callable[[int], str]] = {
    "asof": lambda option: (date(2024, 10, 1) - timedelta(option)).isoformat() if option else ""
}
"""What is written into a box, by the place of an option; nothing at first."""


@dataclass(frozen=True)
class Scene:
    """A page of ours as it is opened, and what is clicked there: how many options each filter has."""

    path: str
    query: str
    sizes: Mapping[str, int]


def scene() -> Scene:
    """Mobility: year and faculty, which the yardsticks have too."""
    return Scene(PATH, query(), SIZES)


def address(server: str, name: str) -> str:
    """Where a browser finds the page of a set-up on its server."""
    return f"{server}/{PATH}?{query()}" if name == OURS else server


def is_filter(widget: str, name: str) -> bool:
    """Whether a widget is that filter, by the end of its identity, its key: `year`, or ours, `year·0a1b2c3d4e5f`."""
    key = widget.split("-", 2)[-1]
    return key == name or key.startswith(f"{name}·")


def selector(name: str) -> str:
    """Where the filter is in the browser, on pages of Streamlit."""
    return f'[class*="st-key-{name}-"], .st-key-{name}'


TITLES = "h1, h2, h3, h4, .gtitle"
"""Where a browser finds titles, of which some name the year: headings, and those that Plotly draws. Not whole charts:
their axes name all years."""


def year_shown(option: int) -> str:
    """How the titles of all pages write the year of an option; its first four signs begin the option's own words."""
    year = YEARS[-1 - option]
    return f"{year}/{(year + 1) % 100:02}"


@dataclass(frozen=True)
class Setting:
    """What the server does about rubbish after each run of a script."""

    frozen: bool = False
    """Objects of the start are left out of collections, by `gc.freeze`."""
    collects: bool = True
    """Streamlit forces a collection after each run, by `runner.postScriptGC`."""

    def __str__(self) -> str:
        return f"{'frozen' if self.frozen else 'not frozen'}, {'collects' if self.collects else 'does not collect'}"


def own_setting() -> Setting:
    """What our app does by itself, as its files say; the yardsticks are given the same."""
    frozen = any("gc.freeze(" in file.read_text(encoding="utf-8") for file in (ROOT / "dashboard").rglob("*.py"))
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return Setting(frozen, told.get("runner", {}).get("postScriptGC", True))


Step = tuple[str, int]
"""A filter and the place of the option that is clicked."""


def walk(random: Random, steps: int, seen: set[tuple[int, ...]], sizes: Mapping[str, int] | None = None) -> list[Step]:
    """So many clicks from the start, a filter each in turn, to selections not `seen` yet, while there are any."""
    sizes = sizes or SIZES
    at = dict.fromkeys(sizes, 0)
    seen.add(tuple(at.values()))
    found = []
    for name in itertools.islice(itertools.cycle(sizes), steps):
        others = [option for option in range(sizes[name]) if option != at[name]]
        fresh = [option for option in others if tuple({**at, name: option}.values()) not in seen]
        at[name] = random.choice(fresh or others)
        seen.add(tuple(at.values()))
        found.append((name, at[name]))
    return found


def back(steps: list[Step]) -> list[Step]:
    """The clicks that undo others one by one: each leads to a selection that was there before."""
    at: dict[str, int] = {}
    found = []
    for name, option in steps:
        found.append((name, at.get(name, 0)))
        at[name] = option
    return found[::-1]
