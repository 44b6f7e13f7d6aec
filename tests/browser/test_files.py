"""What leaves the screen of a browser: a chart as a picture, a page on paper.

It rests on the pages: `pictures.script()` and `looks.css()` on each, `pictures.buttons()` beside each chart.
"""

import io
import json
import re
import zlib

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.running import Watched, drawn, saved, texts

pytestmark = pytest.mark.browser
DEMONSTRATION = "institution=kaznu-demo&year=2023&lang=ru"
TABLES = f"{DEMONSTRATION}&tables=1"
"""The same with the table and the buttons of each chart."""
BARS = f"{drawn('mobility-countries-inbound')} .bartext"
INVENTED = "ВЫМЫШЛЕННЫЕ ДАННЫЕ"
GROUNDS = {"light": (255, 255, 255), "dark": (20, 23, 26)}
PAPER = {"width": 703, "height": 1017}  # A4 without its margins, in CSS pixels


def button(chart: str, kind: str) -> str:
    """Selector of the button that gives a chart as a picture."""
    return f"button[data-figure^='chart-{chart}-'][data-format={kind}]"


def told_of(page: Page, chart: str) -> dict[str, str]:
    """What a chart's buttons know of it."""
    return json.loads(page.get_attribute(button(chart, "svg"), "data-told") or "")


def opened(watched: Watched, path: str, drawn: str) -> Page:
    watched.open(path)
    watched.page.wait_for_selector(drawn, timeout=20_000, state="attached")
    return watched.page


def test_a_drawing_holds_title_unit_numbers_source_and_mark(watched: Watched):
    page = opened(watched, f"/mobility?{TABLES}", BARS)
    on_screen = page.locator(BARS).all_text_contents()
    name, drawing = saved(page, button("mobility-countries-inbound", "svg"))
    told = texts(drawing)
    assert name == "INVENTED-mobility-countries-inbound.svg"
    assert len(on_screen) == 16
    assert {"401", "Китай", *on_screen} <= set(told)
    assert told[0].startswith(INVENTED)
    whole = " ".join(told)
    assert "2023/24, по странам (вымышленные данные)" in whole
    assert "Число человек; на дату учёта" in whole
    source = told_of(page, "mobility-countries-inbound")["source"]
    assert source
    assert source in whole
    assert watched.faults == []
    assert watched.foreign == []


@pytest.mark.parametrize("watched", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
def test_a_map_is_a_picture_of_twice_the_size_on_the_ground_of_the_screen(watched: Watched):
    page = opened(watched, f"/mobility?{TABLES}", ".choroplethlayer path")
    width = int(page.locator(f"{drawn('mobility-map')} .main-svg").first.get_attribute("width") or 0)
    name, content = saved(page, button("mobility-map", "png"))
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    assert name == "INVENTED-mobility-map.png"
    assert picture.width == 2 * (width + 2 * 24)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert picture.getpixel((2, 2)) == GROUNDS["dark" if dark else "light"]
    # Land, countries by number, text and its edges: a map that is missing would leave a handful.
    assert len(set(picture.crop((0, 240, picture.width, picture.height - 120)).get_flattened_data())) > 40


def test_a_drawing_stays_what_it_was_whatever_a_title_says(watched: Watched):
    page = opened(watched, f"/mobility?{TABLES}", BARS)
    page.evaluate("""() => {
        const button = document.querySelector("button[data-figure^='chart-mobility-countries-'][data-format=svg]");
        const title = `<b>&amp; "x" \\u0001</title> ${"very".repeat(200)}`;
        button.dataset.told = JSON.stringify({...JSON.parse(button.dataset.told), title});
    }""")
    _name, drawing = saved(page, button("mobility-countries-inbound", "svg"))
    told = texts(drawing)
    assert told[1:3] == ['<b>&amp; "x" </title>', told[2]]
    assert "".join(told[2:]).startswith("very" * 200)


def test_a_picture_that_cannot_be_made_is_told(watched: Watched):
    page = opened(watched, f"/mobility?{TABLES}", BARS)
    page.evaluate("document.querySelector('[class*=st-key-chart-mobility-countries] .plot-container').remove()")
    page.click(button("mobility-countries-inbound", "png"))
    status = page.locator(".pictures:has([data-figure^='chart-mobility-countries-']) [role=status]")
    status.filter(has_text=re.compile(".")).wait_for()
    assert status.inner_text() == told_of(page, "mobility-countries-inbound")["failed"]


def text_on_pages(page: Page) -> list[int]:
    """How often text is written on each page of paper."""
    paper = page.pdf(format="A4", print_background=True)
    counts = []
    for number in re.findall(rb"/Type /Page\b.*?/Contents (\d+) 0 R", paper, re.DOTALL):
        content = re.search(rb"\n" + number + rb" 0 obj\s.*?stream\r?\n(.*?)\s*endstream", paper, re.DOTALL)
        assert content is not None
        counts.append(len(re.findall(rb"\bT[jJ]\b", zlib.decompressobj().decompress(content[1]))))
    return counts


@pytest.mark.parametrize("watched", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
@pytest.mark.parametrize("path", ["/?institution=kaznu-demo&year=2023&lang=en", f"/mobility?{DEMONSTRATION}"])
def test_a_page_prints_whole_on_white_paper(watched: Watched, path: str):
    page = opened(watched, path, ".bartext")
    pages = text_on_pages(page)
    hidden = page.add_style_tag(content="@media print {.stApp {visibility: hidden}}")
    margins = text_on_pages(page)
    hidden.evaluate("(style) => style.remove()")
    assert len(pages) == len(margins) > 1
    assert all(text > margin > 0 for text, margin in zip(pages, margins, strict=True))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    shown = page.evaluate("""() => ({
        wide: [...document.querySelectorAll("h1, h2, h3, p, a, .stPlotlyChart, .main-svg")]
            .filter((part) => part.getBoundingClientRect().right > 704).map((part) => part.outerHTML.slice(0, 200)),
        cut: [...document.querySelectorAll(".stMain *")].filter((part) => getComputedStyle(part).overflowY === "auto")
            .filter((part) => part.scrollHeight > part.clientHeight + 1).map((part) => part.outerHTML.slice(0, 200)),
        ground: getComputedStyle(document.querySelector(".stApp")).backgroundColor,
        ink: getComputedStyle(document.querySelector("h1")).color,
        side: getComputedStyle(document.querySelector("[data-testid=stSidebar]")).display,
        figures: [...document.querySelectorAll(".bartext, [data-testid=stMetricValue]")]
            .map((part) => part.getClientRects().length),
        buttons: [...document.querySelectorAll(".pictures, button:not([aria-checked=true])")]
            .filter((part) => part.getClientRects().length).map((part) => part.outerHTML.slice(0, 200)),
    })""")
    assert len(shown["figures"]) > 10
    assert 0 not in shown["figures"]
    assert shown["wide"] == []
    assert shown["cut"] == []
    assert shown["ground"] in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert shown["ink"] in ("rgb(29, 29, 27)", "rgb(0, 0, 0)")
    assert (shown["side"], shown["buttons"]) == ("none", [])


def test_charts_fit_the_screen_again_after_printing(watched: Watched):
    page = opened(watched, f"/mobility?{DEMONSTRATION}", ".bartext")
    before = page.locator(".main-svg").first.bounding_box()
    page.pdf(format="A4")
    assert page.locator(".main-svg[viewBox]").count() == 0
    assert page.locator(".main-svg").first.bounding_box() == before


def test_whoever_goes_by_keyboard_sees_where_they_are(watched: Watched):
    page = opened(watched, "/partnerships?institution=kaznu-demo&lang=en", ".main-svg")
    unseen = []
    for _step in range(30):
        page.keyboard.press("Tab")
        unseen += page.evaluate("""() => {
            const near = [document.activeElement];
            while (near[0].parentElement && near.length < 4) near.unshift(near[0].parentElement);
            const seen = near.some((part) => parseFloat(getComputedStyle(part).outlineWidth) >= 2
                && getComputedStyle(part).outlineStyle === "solid");
            return seen ? [] : [document.activeElement.outerHTML.slice(0, 200)];
        }""")
    assert unseen == []
