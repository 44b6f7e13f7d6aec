"""The pictures of the README, and each page in each language and size, light and dark, in build/screenshots."""

import itertools
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from db import schema
from db.engine import connect
from etl import load
from etl.sources import SHIPPED
from tests.browser import running

PAGES = {
    "overview": "",
    "mobility": "mobility",
    "partnerships": "partnerships",
    "published": "published",
    "sources": "sources",
    "load": "load",
}
SIZES = {"desktop": 1440, "tablet": 1024, "phone": 390}
LOOKS = {
    "kaznu": (("desktop", "light"), ("phone", "dark"), ("tablet", "light")),
    "kaznu-demo": (("desktop", "dark"), ("phone", "light"), ("tablet", "dark")),
}
README = {
    "overview-statements": "/?institution=kaznu&lang=en",
    "overview-demonstration": "/?institution=kaznu-demo&year=2023&lang=en",
}
TALLEST = 5000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/shown.sqlite"
        engine = connect(database)
        schema.upgrade(engine)
        for source in SHIPPED:
            load.load(engine, source, [])
        with running.app(database) as address, running.browser() as browser:
            _readme(browser, address)
            _all_pages(browser, address)


def _readme(browser: Browser, address: str) -> None:
    for name, path in README.items():
        _picture(browser, address, path, running.ROOT / "dashboard" / "screenshots" / f"{name}.png", 1280, "light", 900)


def _all_pages(browser: Browser, address: str) -> None:
    folder = running.ROOT / "build" / "screenshots"
    for institution, page, language in itertools.product(LOOKS, PAGES, ("kk", "ru", "en")):
        path = f"/{PAGES[page]}?institution={institution}&lang={language}"
        for size, ground in LOOKS[institution]:
            file = folder / f"{page}-{institution}-{language}-{size}-{ground}.png"
            _picture(browser, address, path, file, SIZES[size], ground, TALLEST)


def _picture(browser: Browser, address: str, path: str, file: Path, width: int, ground: str, tallest: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=ground, locale="en-GB")  # type: ignore[arg-type]
    watched = running.Watched(context.new_page(), address)
    watched.open(path)
    height = int(watched.page.evaluate("document.querySelector('.stMain').scrollHeight"))
    watched.page.set_viewport_size({"width": width, "height": min(height, tallest)})
    watched.page.wait_for_timeout(1500)
    file.parent.mkdir(parents=True, exist_ok=True)
    watched.page.screenshot(path=file)
    context.close()


if __name__ == "__main__":
    main()
