"""The pictures of the README, and each page in each language and size, light and dark, in build/screenshots."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from db import schema
from db.engine import connect
from etl import load
from etl.sources import SHIPPED
from tests.browser import running
from tests.browser.places import DEMONSTRATION, LANGUAGES, REAL

SIZES = {"desktop": 1440, "tablet": 1024, "phone": 390}
PLACES = {"kaznu": REAL, "kaznu-demo": DEMONSTRATION}
LOOKS = {
    "kaznu": (("desktop", "light"), ("phone", "dark"), ("tablet", "light")),
    "kaznu-demo": (("desktop", "dark"), ("phone", "light"), ("tablet", "dark")),
}
README = {
    "overview-statements": "/?institution=kaznu&lang=en",
    "overview-demonstration": "/?institution=kaznu-demo&year=2023&lang=en",
    "mobility": "/mobility?institution=kaznu-demo&year=2023&view=compare&lang=en",
    "faculty": "/faculty?institution=kaznu-demo&year=2023&faculty=law&lang=en",
    "partnerships": "/partnerships?institution=kaznu-demo&year=2023&view=lists&lang=en",
    "ask": "/ask?institution=kaznu&year=2023&faculty=law&lang=en",
}
README_SIZE = {"width": 1280, "height": 900}
README_TALLEST = {"mobility": 1540, "faculty": 1150, "ask": 1560, "partnerships": 1500}
TALLEST = 9000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/shown.sqlite"
        engine = connect(database)
        schema.upgrade(engine)
        for source in SHIPPED:
            load.load(engine, source, [])
        with running.app(database) as address, running.browser() as browser:
            _readme(browser, address)
            for institution, places in PLACES.items():
                for size, ground in LOOKS[institution]:
                    _all_pages(browser, address, institution, places, size, ground)


def _readme(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=README_SIZE, color_scheme="light", locale="en-GB")  # type: ignore[arg-type]
    for name, path in README.items():
        file = running.ROOT / "dashboard" / "screenshots" / f"{name}.png"
        _picture(context, address, path, file, README_TALLEST.get(name, README_SIZE["height"]))
    context.close()


def _all_pages(
    browser: Browser, address: str, institution: str, places: Mapping[str, str], size: str, ground: str
) -> None:
    width = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=ground, locale="en-GB")  # type: ignore[arg-type]
    for language in LANGUAGES:
        for page, path in places.items():
            file = running.ROOT / "build" / "screenshots" / f"{page}-{institution}-{language}-{size}-{ground}.png"
            _picture(context, address, f"{path}&lang={language}", file, TALLEST)
    context.close()


def _picture(context: BrowserContext, address: str, path: str, file: Path, tallest: int) -> None:
    """A page as far as it goes down, at most `tallest` pixels of it."""
    watched = running.Watched(context.new_page(), address)
    watched.open(path)
    page = watched.page
    size = page.viewport_size
    assert size is not None
    height = int(page.evaluate("document.querySelector('.stMain').scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": min(height, tallest)})
    watched.settle()
    page.wait_for_timeout(500)
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
    page.close()


if __name__ == "__main__":
    main()
