"""Signing in through a provider of OpenID Connect, a process of its own: each role sees its pages and numbers."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import Engine, select

from db.models import AuditEvent
from tests.browser import running
from tests.browser.running import Watched
from tests.conftest import address_of

pytestmark = pytest.mark.browser
PEOPLE: dict[str, dict[str, Any]] = {
    "rector": {"email": "rector@u.example", "name": "Ректор", "groups": ["rectorate-group"]},
    "clerk": {"email": "clerk@u.example", "groups": ["office-group"]},
    "dean": {"email": "dean@u.example", "groups": ["law-deans"]},
    "listed": {"email": "listed@u.example", "groups": []},
    "student": {"email": "<img src=x onerror=alert(1)>@u.example", "groups": ["students", "rectorate"]},
}
ACCESS = """
[access]
claim = "groups"
[access.groups]
rectorate-group = "rectorate"
office-group = "office"
law-deans = {{role = "dean", units = ["kaznu-demo/law"]}}
[access.people]
"listed@u.example" = "analyst"
[auth]
redirect_uri = "{app}/oauth2callback"
client_id = "dashboard"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{prompt = "login"}}
"""
SECRET = "0123456789abcdef0123456789abcdef"
DEMO = "institution=kaznu-demo&year=2023&lang=en"


@dataclass
class University:
    """The app and its provider. context: a browser of one person."""

    address: str
    chrome: Browser
    engine: Engine
    contexts: list[BrowserContext]

    def page(self) -> Watched:
        context = self.chrome.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        self.contexts.append(context)
        return Watched(context.new_page(), self.address)

    def signed_in(self, who: str, path: str = f"/?{DEMO}") -> Watched:
        watched = self.page()
        watched.open("/")
        watched.page.click("[class*=st-key-sign-in-here] button")
        watched.page.wait_for_selector("input[name=sub]")
        watched.page.fill("input[name=sub]", who)
        watched.page.click("button:not([name=action][value=deny]) >> nth=0")
        watched.page.wait_for_url(f"{self.address}/**")
        watched.open(path)
        return watched


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = running.free_port()
    users = [f"--user-claims={json.dumps({'sub': name, **claims})}" for name, claims in PEOPLE.items()]
    command = [str(Path(sys.executable).parent / "oidc-provider-mock"), "--port", str(port), *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + running.STARTED_WITHIN
    while running.answer(f"{address}/.well-known/openid-configuration")[0] != 200:
        assert process.poll() is None
        assert time.monotonic() < until, "The provider did not start."
        time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def university(chrome: Browser, provider: str, shipped_copy: Engine, tmp_path: Path) -> Iterator[University]:
    port = running.free_port()
    file = tmp_path / "access.toml"
    file.write_text(ACCESS.format(app=f"http://127.0.0.1:{port}", provider=provider), encoding="utf-8")
    file.chmod(0o600)
    settings = {
        "DASHBOARD_ACCESS": str(file), "DASHBOARD_CLIENT_SECRET": "secret", "DASHBOARD_COOKIE_SECRET": SECRET,
    }  # fmt: skip
    with running.app(address_of(shipped_copy), port, **settings) as address:
        found = University(address, chrome, shipped_copy, [])
        yield found
        for context in found.contexts:
            context.close()


def pages(watched: Watched) -> set[str]:
    links = watched.page.locator("[data-testid=stSidebar] a[data-testid=stPageLink-NavLink]")
    return {text.strip().split("\n")[-1] for text in links.all_inner_texts()}


def numbers(watched: Watched, key: str) -> list[int]:
    """Students in the table of a chart, as a screen reader finds them."""
    head, *rows = watched.table(key)
    column = head.index("Students")
    return [int(re.sub(r"\D", "", row[column])) for row in rows if re.search(r"\d", row[column])]


def test_each_role_signs_in_and_sees_its_pages_and_numbers(university: University) -> None:
    outside = university.page()
    outside.open(f"/mobility?{DEMO}")
    assert "Sign in with your university account" in outside.main()
    assert not re.search("3,9[0-9]{2}", outside.page.inner_text("body"))
    assert "Mobility" not in pages(outside)

    rector = university.signed_in("rector", f"/mobility?{DEMO}&faculty=law&tables=1")
    assert "rector@u.example · rectorate" in rector.page.inner_text("[data-testid=stSidebar]")
    assert {"Load a file", "Enter a figure", "Who did what"} <= pages(rector)
    assert any(number % 5 for number in numbers(rector, "mobility-map"))

    guest = university.signed_in("student", f"/mobility?{DEMO}&faculty=law&tables=1")
    assert "guest" in guest.page.inner_text("[data-testid=stSidebar]")
    assert guest.page.locator("[data-testid=stSidebar] img[src=x]").count() == 0
    assert not {"Load a file", "Enter a figure", "Who did what"} & pages(guest)
    assert "Protected numbers: multiples of 5" in guest.main()
    assert not any(number % 5 for number in numbers(guest, "mobility-map"))
    guest.open(f"/audit?{DEMO}")
    assert "This page is for those" in guest.main()

    dean = university.signed_in("dean", f"/mobility?{DEMO}&faculty=law&tables=1")
    assert "dean: Law" in dean.page.inner_text("[data-testid=stSidebar]")
    assert numbers(dean, "mobility-map") == numbers(rector, "mobility-map")
    dean.open(f"/mobility?{DEMO}&faculty=medicine&tables=1")
    guest.open(f"/mobility?{DEMO}&faculty=medicine&tables=1")
    assert numbers(dean, "mobility-map") == numbers(guest, "mobility-map")

    clerk = university.signed_in("clerk")
    assert {"Load a file", "Enter a figure"} <= pages(clerk)
    assert "Who did what" not in pages(clerk)
    analyst = university.signed_in("listed")
    assert "listed@u.example · analyst" in analyst.page.inner_text("[data-testid=stSidebar]")
    assert not {"Load a file", "Enter a figure", "Who did what"} & pages(analyst)

    rector.open(f"/audit?{DEMO}")
    told = rector.table("audit")
    assert {"signed in", "saw exact small numbers"} <= {row[-2] for row in told} | {
        cell for row in told for cell in row
    }
    acts = _acts(university.engine)
    assert {
        ("rector@u.example", "signed_in"),
        ("dean@u.example", "saw_exact"),
        ("rector@u.example", "saw_exact"),
    } <= acts
    assert not {(who, act) for who, act in acts if act == "saw_exact" and "onerror" in who}
    for watched in (rector, guest, dean, clerk):
        assert watched.faults == []
        assert [
            url for url in watched.foreign if "127.0.0.1" not in url and "picocss" not in url
        ] == []  # the provider's


def _acts(engine: Engine) -> set[tuple[str, str]]:
    until = time.monotonic() + 20
    found: set[tuple[str, str]] = set()
    while ("dean@u.example", "saw_exact") not in found and time.monotonic() < until:
        time.sleep(0.5)
        with engine.connect() as connection:
            found = {(who, str(act)) for who, act in connection.execute(select(AuditEvent.who, AuditEvent.act))}
    return found


def test_a_link_leads_to_its_page_after_signing_in(university: University) -> None:
    watched = university.page()
    watched.open(f"/mobility?{DEMO}&faculty=law")
    watched.page.click("[class*=st-key-sign-in-here] button")
    watched.page.wait_for_selector("input[name=sub]")
    watched.page.fill("input[name=sub]", "dean")
    watched.page.click("button:not([name=action][value=deny]) >> nth=0")
    watched.page.wait_for_url("**/mobility?**", timeout=running.PATIENCE_MS)
    watched.settle()
    assert "faculty=law" in watched.page.url
    assert watched.page.inner_text("h1") == "Mobility"


def test_cookies_headers_and_signing_out(university: University) -> None:
    watched = university.signed_in("rector")
    cookies = {cookie["name"]: cookie for cookie in watched.page.context.cookies()}
    (signed,) = [
        cookie for name, cookie in cookies.items() if name.startswith("_streamlit_user") and "token" not in name
    ][:1]
    assert signed["httpOnly"]
    assert signed["sameSite"] == "Lax"
    watched.page.click("[class*=st-key-sign-out] button")
    watched.page.wait_for_url("**/oauth2/end_session**")
    watched.open(f"/mobility?{DEMO}")
    assert "Sign in with your university account" in watched.main()


def test_a_forged_cookie_is_nobody(university: University) -> None:
    watched = university.page()
    watched.page.context.add_cookies(
        [{"name": "_streamlit_user", "value": b'{"is_logged_in":true,"groups":["rectorate-group"]}'.hex(),
          "url": university.address}]
    )  # fmt: skip
    watched.open(f"/mobility?{DEMO}")
    assert "Sign in with your university account" in watched.main()
