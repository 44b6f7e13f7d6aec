"""What only a browser shows: pages drawn without an error, a map without internet, links that reopen a view."""

import itertools

import pytest
from sqlalchemy import Engine

from tests.browser import running
from tests.browser.running import Watched
from tests.conftest import Databases, nothing, opened

pytestmark = pytest.mark.browser
PAGES = ("", "mobility", "partnerships", "published", "sources", "load")


@pytest.mark.parametrize(("page", "language"), list(itertools.product(PAGES, ("kk", "ru", "en"))))
def test_a_page_draws_without_an_error_or_another_host(watched: Watched, page: str, language: str):
    for institution in ("kaznu", "kaznu-demo"):
        watched.open(f"/{page}?institution={institution}&lang={language}")
        assert watched.page.query_selector(".stException") is None
    assert watched.foreign == []
    assert watched.faults == []
    assert watched.page.evaluate("document.documentElement.lang") == language


def test_the_map_is_drawn_without_internet(watched: Watched):
    watched.open("/mobility?institution=kaznu-demo&year=2023&lang=en")
    watched.page.wait_for_selector(".choroplethlayer path", timeout=20_000, state="attached")
    assert len(watched.page.query_selector_all(".choroplethlayer path")) > 40
    assert watched.foreign == []


def test_a_link_reopens_the_view_in_its_language(watched: Watched):
    watched.open("/mobility?institution=kaznu-demo&year=2022&faculty=law&lang=ru")
    link = watched.page.url.removeprefix(watched.address)
    title = watched.page.inner_text("h3 >> nth=0")
    assert "2022/23" in title
    other = watched.page.context.browser
    assert other is not None
    context = other.new_context(locale="en-GB")
    again = Watched(context.new_page(), watched.address)
    again.open(link)
    assert again.page.inner_text("h3 >> nth=0") == title
    context.close()


def test_choices_stay_when_the_page_changes(watched: Watched):
    watched.open("/?institution=kaznu-demo&year=2022&faculty=law&lang=en")
    watched.page.click("[data-testid=stSidebarNav] a[href$=mobility]")
    watched.page.wait_for_selector("h1:has-text('Mobility')")
    watched.settle()
    assert "faculty=law" in watched.page.url
    assert "year=2022" in watched.page.url
    assert "Law, 2022/23" in watched.page.inner_text("h3 >> nth=0")


def test_another_language_keeps_institution_and_filters(watched: Watched):
    watched.open("/mobility?institution=kaznu-demo&year=2022&faculty=law&group=SCO&country=CHN&lang=en")
    for language, label in (("ru", "РУС"), ("kk", "ҚАЗ"), ("en", "ENG")):
        watched.page.click(f"[data-testid=stSidebar] button:has-text('{label}')")
        watched.page.wait_for_function(f"document.documentElement.lang === '{language}'")
        watched.settle()
        for part in ("institution=kaznu-demo", "year=2022", "faculty=law", "group=SCO", "country=CHN"):
            assert part in watched.page.url, (language, part)
        assert "2022/23" in watched.page.inner_text("h3 >> nth=0")
        assert watched.page.query_selector("[data-testid=stSidebar] [data-testid=stAlert]") is None


def test_another_institution_forgets_what_only_the_first_one_has(watched: Watched):
    watched.open("/mobility?institution=kaznu-demo&year=2022&faculty=law&lang=en")
    watched.page.click("[data-testid=stSidebar] [data-testid=stSelectbox] >> nth=0")
    watched.page.click("[role=option]:has-text('Al-Farabi Kazakh National University')")
    watched.page.wait_for_function("location.search.includes('institution=kaznu&')")
    watched.settle()
    assert "faculty" not in watched.page.url
    assert watched.page.query_selector("[data-testid=stSidebar] [data-testid=stAlert]") is None


def test_going_back_brings_back_the_choice(watched: Watched):
    watched.open("/mobility?institution=kaznu-demo&year=2022&lang=en")
    watched.page.click("[data-testid=stSidebar] [data-testid=stSelectbox]:has-text('Faculty')")
    watched.page.click("[role=option]:has-text('Law')")
    watched.page.wait_for_function("location.search.includes('faculty=law')")
    watched.settle()
    watched.page.go_back()
    watched.page.wait_for_function("!location.search.includes('faculty=law')")
    watched.settle()
    assert "faculty" not in watched.page.url
    assert "Law" not in watched.page.inner_text("h3 >> nth=0")


@pytest.mark.parametrize("watched", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
@pytest.mark.parametrize("page", PAGES)
def test_a_phone_needs_no_sideways_scrolling(watched: Watched, page: str):
    watched.open(f"/{page}?institution=kaznu-demo&lang=kk")
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_health_answers_while_the_database_does(address: str):
    assert running.answer(f"{address}/health") == (200, "ok")


def test_health_fails_without_tables(sqlite: Databases):
    with running.app(sqlite.bare()) as where:
        status, body = running.answer(f"{where}/health")
    assert status == 503
    assert "db upgrade" in body


def test_a_fresh_load_shows_at_once(chrome: object, sqlite: Databases, watched: Watched):
    from etl import load
    from etl.sources import SOURCES

    def open_empty(engine: Engine) -> None:
        with running.app(engine.url.render_as_string(hide_password=False)) as where:
            page = Watched(watched.page.context.new_page(), where)
            page.open("/?lang=en")
            assert "Nothing is loaded yet" in page.page.inner_text("h1")
            load.load(engine, SOURCES["kaznu_published"], [])
            page.open("/?lang=en")
            assert page.page.inner_text("h1") == "Al-Farabi Kazakh National University"

    for engine in opened(sqlite, sqlite.copy("empty", nothing)):
        open_empty(engine)
