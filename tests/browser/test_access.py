"""Pages for those who do not see them, and for those who go by keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.places import DEMONSTRATION, EVERYWHERE, PAGES, path
from tests.browser.running import Watched

pytestmark = pytest.mark.browser

FRAMEWORKS_OWN = {
    # The line of a metric over the years: its number, change and year stand beside it as text.
    "svg-img-alt": re.compile(r'class="[^"]*metric_chart'),
    # A title of a page is of level 1, one of a figure of level 3: the framework's st.title and st.subheader.
    "heading-order": re.compile(r"<h[34] "),
    # The box that files are dropped on.
    "presentation-role-conflict": re.compile(r'data-testid="stFileUploaderDropzone"'),
}
"""Rules that parts of Streamlit break: rule of axe, and the part. Nothing of ours is among them."""


def violations(page: Page) -> list[str]:
    """What axe finds in the page and we do not know of."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found
        for node in rule["nodes"]
        if not (rule["id"] in FRAMEWORKS_OWN and FRAMEWORKS_OWN[rule["id"]].search(node["html"]))
    ]


@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_page_keeps_the_rules_of_access_on_either_ground(watched: Watched, name: str):
    grounds = ("dark", "light") if name.startswith("kaznu-demo") else ("light",)
    watched.page.emulate_media(color_scheme=grounds[0])
    watched.open(f"{EVERYWHERE[name]}&lang=kk&tables=1")
    for ground in grounds:
        watched.page.emulate_media(color_scheme=ground)
        colour = "rgb(20, 23, 26)" if ground == "dark" else "rgb(255, 255, 255)"
        watched.page.wait_for_function(
            "colour => getComputedStyle(document.querySelector('.stApp')).backgroundColor === colour", arg=colour
        )
        watched.settle()
        assert violations(watched.page) == [], ground


def test_a_phone_keeps_the_rules_of_access(watched: Watched):
    watched.page.set_viewport_size({"width": 390, "height": 844})
    for name in ("overview", "mobility", "faculty-law"):
        watched.open(f"{DEMONSTRATION[name]}&lang=ru")
        assert violations(watched.page) == []


FOCUS = """() => {
  const one = document.activeElement;
  const near = [one];
  while (near[0].parentElement && near.length < 4) near.unshift(near[0].parentElement);
  const outlined = near.some((part) => parseFloat(getComputedStyle(part).outlineWidth) >= 2
    && getComputedStyle(part).outlineStyle === "solid");
  const key = one.closest("[class*=st-key-]")?.className.match(/st-key-([a-z]+)/)?.[1] ?? "";
  const name = one.getAttribute("aria-label") ?? one.textContent;
  return {tag: one.tagName, role: one.getAttribute("role") ?? "", key, name, href: one.getAttribute("href") ?? "",
          kind: one.dataset.testid ?? one.dataset.format ?? "", outlined};
}"""


def steps(page: Page, most: int) -> list[dict[str, str]]:
    """Where each press of Tab leads; every place must be seen to have the focus."""
    found = []
    for _step in range(most):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUS))
        if found[-1]["tag"] == "BODY":
            break
    unseen = [step for step in found if not step["outlined"] and step["tag"] != "BODY"]
    assert unseen == []
    return found


def until(page: Page, most: int = 60, **wanted: str) -> dict[str, str]:
    """Press Tab until the focus is where it is wanted."""
    for _step in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if all(re.search(value, str(at[name])) for name, value in wanted.items()):
            assert at["outlined"], at
            return at
    raise AssertionError(f"{wanted} is not reached in {most} steps")


def test_tab_reaches_everything_in_its_order_and_shows_where_it_is(watched: Watched):
    watched.open(path("mobility", "lang=en&view=year"))
    way = steps(watched.page, 60)
    keys = list(dict.fromkeys(step["key"] for step in way if step["key"]))
    filters = ["institution", "year", "direction", "type", "faculty", "level", "group", "country", "partner"]
    assert [key for key in keys if key != "chart"] == ["lang", "find", *filters, "view", "open"]
    links = [step["href"].partition("?")[0] for step in way if step["kind"] == "stPageLink-NavLink"]
    assert links == ["", *PAGES[1:]]
    assert way[-1]["tag"] == "BODY"


def test_a_table_is_opened_and_taken_home_by_keyboard(watched: Watched):
    page = watched.page
    watched.open(path("mobility", "lang=en&view=year"))
    until(page, key="^open$", tag="SUMMARY")
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-csv-mobility-years-inbound button")
    watched.settle()
    for wanted in ({"key": "^csv$"}, {"key": "^xlsx$"}, {"kind": "^png$"}, {"kind": "^svg$"}):
        until(page, **wanted)
        with page.expect_download() as download:
            page.keyboard.press("Space" if "key" in wanted else "Enter")
        assert download.value.suggested_filename.startswith("INVENTED-mobility-years-inbound.")


def test_another_view_and_another_year_are_chosen_by_keyboard(watched: Watched):
    page = watched.page
    watched.open(path("mobility", "lang=en"))
    until(page, key="^year$", role="combobox")
    page.keyboard.type("2021/22")
    page.keyboard.press("Enter")
    page.wait_for_url("**year=2021*")
    watched.settle()
    until(page, key="^view$", role="radio")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_url("**view=group*")
    watched.settle()
    assert "2021/22" in watched.titles()[1]


def test_the_page_of_a_country_is_reached_by_keyboard_alone(watched: Watched):
    page = watched.page
    watched.open(path("overview", "lang=en"))
    until(page, key="^find$", tag="INPUT")
    page.keyboard.type("China")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=stSidebar] a[href*='country=CHN']")
    watched.settle()
    until(page, href="country=CHN")
    page.keyboard.press("Enter")
    page.wait_for_url("**/country?*country=CHN*")
    watched.settle()
    assert watched.titles()[0] == "China"
