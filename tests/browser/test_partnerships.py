"""Agreements in the browser: the day that is looked at, the way to one of them, who is who, what is taken home."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine

from db.queries.whom import decisions
from tests.browser import running
from tests.browser.places import LANGUAGES
from tests.browser.running import Watched
from tests.browser.test_stories import saved
from tests.conftest import Databases, opened
from tests.pages.conftest import load_everything

NPU = "/partnerships?institution=kaznu&q=Northwestern&lang=en"


def test_the_register_is_looked_at_on_the_day_that_is_written(watched: Watched):
    watched.open(NPU)
    stands = watched.table("register")[0].index("How it stands")
    assert [row[stands] for row in watched.table("register")[1:]] == ["active since 12 October 2023"]
    box = watched.page.locator("[class*=st-key-asof-] input")
    box.fill("13.09.2023")
    box.press("Enter")
    watched.page.wait_for_function("location.search.includes('asof=')")
    watched.settle()
    planned = ["planned, as stated on 13 September 2023"]
    assert [row[stands] for row in watched.table("register")[1:]] == planned
    assert any("13 September 2023" in title for title in watched.titles())
    watched.page.reload()
    watched.page.wait_for_selector("h1")
    watched.settle()
    assert [row[stands] for row in watched.table("register")[1:]] == planned
    assert watched.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_agreement_is_a_click_from_its_branch_and_shows_its_sources(watched: Watched, language: str):
    watched.open(f"/partnerships?institution=kaznu&view=kinds&lang={language}")
    link = watched.page.locator("[data-testid=stMain] a[href*='omsk-state-branch-abroad']").first
    link.evaluate(running.CENTRED)
    link.click()
    watched.page.wait_for_url("**/agreement?*agreement=omsk-state-branch-abroad*")
    watched.settle()
    assert watched.page.locator("[data-testid=stMain] li a[href^=http]").count() >= 3
    assert f"lang={language}" in watched.page.url
    assert watched.foreign == []


def test_what_is_taken_home_for_other_systems_says_what_the_screen_says(watched: Watched):
    watched.open("/partnerships?institution=kaznu-demo&types=double_degree&statuses=active&lang=en")
    counted = int(watched.main().split(" agreements.")[0].rsplit(maxsplit=1)[-1])
    name, content = saved(watched.page, ".st-key-ewp-register button")
    assert name == "INVENTED-register.ewp.json"
    told = json.loads(content)["iias-get-response"]
    assert (len(told["iia"]), told["x-is-invented"]) == (counted, True)
    assert {iia["x-type"] for iia in told["iia"]} == {"double_degree"}


@pytest.fixture(scope="module")
def own(sqlite: Databases) -> Iterator[Engine]:
    """A database that is written to."""
    yield from opened(sqlite, sqlite.copy("who is who", load_everything))


@pytest.fixture
def clerk(own: Engine, chrome: Browser) -> Iterator[Watched]:
    with running.app(own.url.render_as_string(hide_password=False)) as address:
        context = chrome.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
        yield Watched(context.new_page(), address)
        context.close()


def test_two_records_are_said_to_be_one_and_it_is_taken_back(clerk: Watched, own: Engine):
    clerk.open("/partner?institution=kaznu-demo&partner=demo-example-university-of-wismar&lang=en")
    page = clerk.page
    before = len(clerk.table("partner-agreements"))
    page.click(".st-key-same-open summary")
    page.wait_for_selector(".st-key-same-set button")
    clerk.settle()
    page.click("[class*=st-key-same-code-] [role=combobox]")
    page.keyboard.type("Dresden")
    page.get_by_role("option", name="Example University of Dresden").first.click()
    page.fill(".st-key-same-reason input", "One house since 2026")
    page.click(".st-key-same-set button")
    expect(page.locator("text=One house since 2026")).to_be_visible(timeout=running.PATIENCE_MS)
    clerk.settle()
    assert len(clerk.table("partner-agreements")) > before
    (held,) = decisions(own).to_dict("records")
    assert (held["institution_code"], held["reason"]) == ("demo-example-university-of-dresden", "One house since 2026")
    page.get_by_role("button", name="Withdraw the decision").click()
    expect(page.locator("text=taken back by")).to_be_visible(timeout=running.PATIENCE_MS)
    clerk.settle()
    assert len(clerk.table("partner-agreements")) == before
    assert clerk.faults == []
