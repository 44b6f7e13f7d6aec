"""A faulty file dropped on the page: its problems seen, a name chosen, loaded, seen on another page, undone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from tests.browser import running
from tests.browser.running import Watched
from tests.conftest import address_of

pytestmark = pytest.mark.browser
FAULTY = Path(__file__).parent.parent / "data" / "registrar_faulty.csv"
COUNTED = "document.body.innerText.includes('{text}')"


@pytest.fixture
def loading(chrome: Browser, shipped_copy: Engine) -> Iterator[Watched]:
    """A page of an app that may be written to."""
    with running.app(address_of(shipped_copy)) as where:
        context = chrome.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        yield Watched(context.new_page(), where)
        context.close()


def drop(watched: Watched, file: Path) -> None:
    watched.page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", file)


def wait(page: Page, text: str) -> None:
    page.wait_for_function(COUNTED.format(text=text), timeout=60_000)


def press(watched: Watched, key: str) -> None:
    watched.page.click(f"[class*={key}] button")


def test_a_faulty_file_is_mended_loaded_seen_and_undone(loading: Watched):
    page = loading.page
    loading.open("/load?institution=kaznu&lang=en")
    drop(loading, FAULTY)
    wait(page, "Unknown country.")
    assert page.query_selector("[class*=st-key-load-store]") is None
    assert not re.search("Ахметов|Сериков", page.inner_text("body"))

    page.click("[class*=st-key-load-name-]")
    page.click("[role=option]:has-text('Kyrgyzstan (KGZ)')")
    press(loading, "st-key-load-confirm")
    wait(page, "no problems")
    press(loading, "st-key-load-store")
    wait(page, "Loaded: release 7")

    loading.turn("mobility")
    assert page.inner_text("h1") == "Mobility"
    assert "2024/25" in page.inner_text("h3 >> nth=0")
    page.wait_for_selector(".choroplethlayer path", timeout=20_000, state="attached")
    assert "China" in page.inner_text("body")

    loading.turn("load")
    assert page.inner_text("h1") == "Load a file"
    press(loading, "st-key-load-undo-result")
    wait(page, "will be taken out")
    press(loading, "st-key-load-undo-sure-result")
    wait(page, "Release 7 is undone")
    loading.turn("mobility")
    wait(page, "No register of this institution is loaded")
    assert loading.foreign == []
    assert loading.faults == []


def test_the_downloads_of_a_faulty_file_come(loading: Watched):
    loading.open("/load?institution=kaznu&lang=ru")
    drop(loading, FAULTY)
    wait(loading.page, "Киргистан")
    loading.settle()
    for key, name in (("text", "problems.txt"), ("json", "problems.json"), ("marked", "marked.xlsx")):
        with loading.page.expect_download() as started:
            press(loading, f"st-key-load-{key}")
        assert started.value.suggested_filename == name
        content = Path(started.value.path()).read_bytes()
        assert content.startswith(b"PK") if key == "marked" else "Киргистан" in content.decode("utf-8-sig")
    with loading.page.expect_download() as started:
        press(loading, "st-key-load-template-registrar")
    assert Path(started.value.path()).read_bytes().startswith(b"PK")
