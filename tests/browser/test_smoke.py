"""What only a browser shows: pages drawn without an error, charts told to those who do not see them, a map without
internet, pages on a phone."""

import re

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from tests.browser import running
from tests.browser.places import DEMONSTRATION, EVERYWHERE, LANGUAGES, REAL
from tests.browser.running import CENTRED, Watched, drawn
from tests.conftest import Databases, nothing, opened

pytestmark = pytest.mark.browser
KEYS = """(start) => [...document.querySelectorAll(`[class*=st-key-${start}-]`)]
  .map((part) => part.className.match(`st-key-${start}-([^ ]+)`)[1])"""


def keys(page: Page, start: str) -> list[str]:
    found: list[str] = page.evaluate(KEYS, start)
    return found


@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_page_draws_and_tells_its_charts_in_each_language(watched: Watched, name: str):
    alts = {}
    for language in LANGUAGES:
        watched.open(f"{EVERYWHERE[name]}&lang={language}")
        page = watched.page
        assert page.evaluate("document.documentElement.lang") == language
        assert page.query_selector(".stException") is None
        assert page.query_selector("[data-testid=stSidebar] [data-testid=stAlert]") is None
        alts[language] = watched.told()
        titles = watched.titles()
        assert all(any(alt.startswith(f"{title}. ") for title in titles) for alt in alts[language])
        assert all(re.search(r"\d", alt.partition(". ")[2]) for alt in alts[language])
        charts = [key.rpartition("-")[0] for key in keys(page, "chart")]
        assert len(charts) == len(alts[language])
        assert set(charts) <= set(keys(page, "open"))
    assert len(alts["kk"]) == len(alts["ru"]) == len(alts["en"])
    assert not set(alts["kk"]) & set(alts["ru"])
    assert not set(alts["en"]) & {*alts["kk"], *alts["ru"]}
    assert watched.foreign == []
    assert watched.faults == []


def test_the_map_is_drawn_without_internet(watched: Watched):
    watched.open("/mobility?institution=kaznu-demo&year=2023&lang=en")
    watched.page.wait_for_selector(".choroplethlayer path", timeout=20_000, state="attached")
    assert len(watched.page.query_selector_all(".choroplethlayer path")) > 40
    assert watched.foreign == []


# Numbers and words of cards that begin on one line and end on another.
CUT = """() => {
  const lines = (node, from, to) => {
    const range = document.createRange(); range.setStart(node, from); range.setEnd(node, to);
    return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
  };
  return [...document.querySelectorAll("[data-testid=stColumn]:has([data-testid=stMetric])")].flatMap((card) => {
    const walk = document.createTreeWalker(card, NodeFilter.SHOW_TEXT), cut = [];
    while (walk.nextNode()) {
      const {textContent: text} = walk.currentNode;
      for (const {0: word, index} of text.matchAll(/[^ \\-/]+/g))
        if (lines(walk.currentNode, index, index + word.length) > 1) cut.push(word);
    }
    return cut;
  });
}"""


@pytest.mark.parametrize("width", [1440, 1200, 1024, 768, 390])
def test_no_number_and_no_word_of_a_card_is_parted(watched: Watched, width: int):
    watched.page.set_viewport_size({"width": width, "height": 900})
    for language in LANGUAGES:
        watched.open(f"{DEMONSTRATION['overview']}&lang={language}")
        assert watched.page.locator("[data-testid=stMetric]").count() == 10
        assert watched.page.evaluate(CUT) == [], language


OVERLAPS = """() => {
  const found = [...document.querySelectorAll(".sankey-node text")].map((text) => [text.getBoundingClientRect(), text]);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return found.flatMap(([a, one], i) => found.slice(i + 1).filter(([b]) => meet(a, b))
    .map(([, other]) => `${one.textContent} / ${other.textContent}`));
}"""


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_flows_do_not_lie_upon_each_other(watched: Watched, language: str, width: int):
    """At each side the six largest and the rest."""
    watched.page.set_viewport_size({"width": width, "height": 900})
    watched.open(f"{DEMONSTRATION['mobility-flows']}&lang={language}")
    assert watched.page.locator(".sankey-node text").count() == 14
    assert watched.page.evaluate(OVERLAPS) == []


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MOVED = """(chart) => {
  const [page, place] = ["[data-testid=stMain]", chart].map((one) => document.querySelector(one));
  return [page.scrollTop, place.scrollLeft, page.scrollLeft];
}"""
FONT_SIZES = """[...document.querySelectorAll(".heatmap-label text")]
  .map((text) => parseFloat(getComputedStyle(text).fontSize))"""


def moved(watched: Watched, chart: str, right: int, down: int) -> list[int]:
    """How far a finger on a chart moves the page down, the chart sideways, the page sideways."""
    page, place = watched.page, drawn(chart)
    page.locator(place).evaluate(CENTRED)
    before = page.evaluate(MOVED, place)
    finger = page.context.new_cdp_session(page)
    for step in range(11):
        at = {"x": 250 - right * step / 10, "y": 450 - down * step / 10}
        kind = "touchMove" if step else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
        page.wait_for_timeout(16)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    return [now - then for now, then in zip(page.evaluate(MOVED, place), before, strict=True)]


@pytest.mark.parametrize("watched", [PHONE], indirect=True)
def test_a_finger_on_a_chart_moves_the_page_and_a_wide_heat_map(watched: Watched):
    watched.open(f"{DEMONSTRATION['mobility-unit']}&lang=kk")
    (down, _, _) = moved(watched, "mobility-units-inbound", 0, 200)
    assert down > 100
    (down, aside, page_aside) = moved(watched, "mobility-heat-map", 150, 0)
    assert (down, page_aside) == (0, 0)
    assert aside > 50
    (down, _, _) = moved(watched, "mobility-heat-map", 0, 200)
    assert down > 100


@pytest.mark.parametrize("watched", [PHONE], indirect=True)
def test_numbers_of_a_heat_map_can_be_read_on_a_phone_and_a_tap_leads_on(watched: Watched):
    watched.open(f"{DEMONSTRATION['mobility-unit']}&lang=en")
    sizes = watched.page.evaluate(FONT_SIZES)
    assert len(sizes) > 150
    assert min(sizes) >= 11
    field = watched.page.locator(f"{drawn('mobility-heat-map')} .scatterlayer .points path").first
    field.evaluate(CENTRED)
    box = field.bounding_box()
    assert box is not None
    watched.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    watched.page.wait_for_function("location.pathname === '/faculty'")


@pytest.mark.parametrize("watched", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
@pytest.mark.parametrize("places", [DEMONSTRATION, REAL])
def test_a_phone_needs_no_sideways_scrolling(watched: Watched, places: dict[str, str]):
    wide = {}
    for name, path in places.items():
        watched.open(f"{path}&lang=kk")
        wide[name] = watched.page.evaluate("""() => Math.max(document.documentElement.scrollWidth,
            document.querySelector("[data-testid=stMain]").scrollWidth)""")
    assert {name: width for name, width in wide.items() if width > 390} == {}


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
