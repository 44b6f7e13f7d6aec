"""One app and one browser for all browser tests; without a browser they fail in CI and are skipped elsewhere.

They end with the last of these tests: while a browser is driven, no other test has a loop of its own.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import Engine

from tests.browser import running
from tests.conftest import Databases, opened
from tests.pages.conftest import load_everything


@pytest.fixture(scope="package")
def everything(sqlite: Databases) -> Iterator[Engine]:
    yield from opened(sqlite, sqlite.copy("everything", load_everything))


@pytest.fixture(scope="package")
def address(everything: Engine) -> Iterator[str]:
    with running.app(everything.url.render_as_string(hide_password=False)) as where:
        yield where


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    if running.chromium() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("There is no Chromium: `make chromium` installs it.")
    with running.browser() as started:
        yield started


USUAL: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}


@pytest.fixture(scope="package")
def usual(chrome: Browser) -> Iterator[BrowserContext]:
    """A browser in which what the framework brings along is fetched once for many tests."""
    context = chrome.new_context(**USUAL)
    yield context
    context.close()


@pytest.fixture
def watched(chrome: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[running.Watched]:
    """A page of the browser; an indirect parameter gives its options (viewport, color_scheme, locale)."""
    options: dict[str, Any] = getattr(request, "param", {})
    if not options:
        page = request.getfixturevalue("usual").new_page()
        yield running.Watched(page, address)
        page.close()
        return
    context = chrome.new_context(**{**USUAL, **options})
    yield running.Watched(context.new_page(), address)
    context.close()


@pytest.fixture
def fresh(chrome: Browser, address: str) -> Iterator[running.Watched]:
    """Another browser, of somebody who prefers another language."""
    context = chrome.new_context(**{**USUAL, "locale": "de-DE"})
    yield running.Watched(context.new_page(), address)
    context.close()
