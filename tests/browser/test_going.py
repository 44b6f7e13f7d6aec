"""Going from page to page and back, and links that open the same view for somebody else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.places import PAGES, path
from tests.browser.running import Watched

pytestmark = pytest.mark.browser
# A page with what is chosen on it, a chart, the code of one of its marks; where the click leads, and what it chooses.
CLICKS = {
    "bar": ("mobility", "direction=inbound", "mobility-countries-inbound", "CHN", "/country", "country=CHN"),
    "year": ("mobility", "view=year", "mobility-years-inbound", "2021", "/mobility", "year=2021"),
    "faculty": ("mobility", "view=unit&country=CHN", "mobility-units-inbound", "law", "/faculty", "faculty=law"),
    "department": ("faculty", "faculty=law", "faculty-departments-inbound", "", "/faculty", "department="),
    "dot": ("partnerships", "types=exchange", "partners-map", "CHN", "/country", "country=CHN"),
    "overview": ("overview", "", "overview-faculties", "law", "/faculty", "faculty=law"),
}


def chosen(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def reached(watched: Watched, at: str, part: str) -> None:
    there = "([at, part]) => location.pathname === at && location.search.includes(part)"
    watched.page.wait_for_function(there, arg=[at, part])
    watched.settle()


def steps_of_history(watched: Watched) -> int:
    steps: int = watched.page.evaluate("history.length")
    return steps


@pytest.mark.parametrize("click", CLICKS)
def test_a_click_into_a_chart_leads_on_and_back_leads_home(watched: Watched, click: str):
    page, asked, chart, code, at, part = CLICKS[click]
    watched.open(path(page, f"{asked}&lang=en"))
    before, here, steps = watched.page.url, watched.main(), steps_of_history(watched)
    watched.click(chart, code or watched.marks(chart)[0])
    reached(watched, at, part)
    after, there = watched.page.url, watched.main()
    assert there != here
    assert steps_of_history(watched) == steps + 1
    watched.page.go_back()
    watched.page.wait_for_url(before)
    watched.settle()
    assert watched.main() == here
    watched.page.go_forward()
    watched.page.wait_for_url(after)
    watched.settle()
    assert watched.main() == there
    assert watched.faults == []


@pytest.mark.parametrize(
    ("page", "name", "part"),
    [
        ("faculty", "Law", "faculty=law"),
        ("country", "China", "country=CHN"),
        ("partner", "Example University of Shanghai", "partner="),
    ],
)
def test_a_link_of_a_page_to_itself_is_in_the_address_and_one_step(watched: Watched, page: str, name: str, part: str):
    watched.open(path(page, "lang=en"))
    before, steps = watched.page.url, steps_of_history(watched)
    watched.page.locator("[data-testid=stMain] a", has_text=name).first.click()
    reached(watched, f"/{page}", part)
    assert watched.titles()[0] == name
    assert steps_of_history(watched) == steps + 1
    watched.page.reload()
    watched.page.wait_for_selector("h1")
    watched.settle()
    assert watched.titles()[0] == name
    watched.page.go_back()
    watched.page.wait_for_url(before)
    watched.settle()
    assert watched.titles()[0] != name


def test_addresses_that_nobody_asked_for_are_no_steps_of_history(watched: Watched):
    watched.open("/?lang=en")
    steps, written = steps_of_history(watched), watched.page.url
    watched.page.mouse.click(700, 5, click_count=2)
    push = "(address) => history.pushState({}, '', address)"
    watched.page.evaluate(push, written)
    assert steps_of_history(watched) == steps
    # In the order in which a busy machine sends them: the page comes last.
    watched.page.evaluate(push, "/?lang=en&faculty=law")
    watched.page.evaluate(push, "/faculty?lang=en&faculty=law")
    assert steps_of_history(watched) == steps + 1
    watched.page.evaluate("history.back()")
    watched.page.wait_for_url(written)


def test_going_back_brings_back_the_choice_and_the_page(watched: Watched):
    watched.open(path("mobility", "year=2022&lang=en"))
    whole = watched.titles()
    watched.choose("faculty", "Law")
    law = watched.titles()
    assert any("Law" in title for title in law)
    watched.turn("country")
    assert watched.titles()[0] == "Country"
    watched.page.go_back()
    watched.page.wait_for_url("**/mobility?*faculty=law*")
    watched.settle()
    assert watched.titles() == law
    watched.page.go_back()
    watched.page.wait_for_function("!location.search.includes('faculty=law')")
    watched.settle()
    assert watched.titles() == whole
    assert "faculty" not in chosen(watched.page)


def test_choices_stay_when_the_page_changes(watched: Watched):
    watched.open("/?institution=kaznu-demo&year=2022&faculty=law&lang=en")
    watched.turn("mobility")
    assert chosen(watched.page)["faculty"] == ["law"]
    assert chosen(watched.page)["year"] == ["2022"]
    assert "Law, 2022/23" in watched.titles()[1]


def test_another_language_keeps_institution_and_filters(watched: Watched):
    watched.open("/mobility?institution=kaznu-demo&year=2022&faculty=law&group=SCO&country=CHN&view=year&lang=en")
    kept = {name: values for name, values in chosen(watched.page).items() if name != "lang"}
    for language, label in (("ru", "РУС"), ("kk", "ҚАЗ"), ("en", "ENG")):
        watched.page.click(f"[data-testid=stSidebar] button:has-text('{label}')")
        watched.page.wait_for_function(f"document.documentElement.lang === '{language}'")
        watched.settle()
        assert chosen(watched.page) == {**kept, "lang": [language]}
        assert watched.page.query_selector("[data-testid=stSidebar] [data-testid=stAlert]") is None
    assert {"institution", "year", "faculty", "group", "country", "view"} <= set(kept)


def test_another_institution_forgets_what_only_the_first_one_has(watched: Watched):
    watched.open("/mobility?institution=kaznu-demo&year=2022&faculty=law&lang=en")
    watched.choose("institution", "Al-Farabi Kazakh National University")
    assert chosen(watched.page)["institution"] == ["kaznu"]
    assert "faculty" not in chosen(watched.page)
    assert watched.page.query_selector("[data-testid=stSidebar] [data-testid=stAlert]") is None


SELECTIONS = {
    "kk": "institution=kaznu-demo&year=2022&faculty=law&country=CHN&country=KGZ",
    "ru": "institution=kaznu-demo&year=2024&direction=outbound&type=credit&group=SCO&members=today&level=bachelor",
    "en": "institution=kaznu&faculty=law&country=CHN",
}
ON_ONE_PAGE = {
    "mobility": ("view=group", "view=unit&direction=inbound", "view=year", "view=flows",
                 "view=spread&gone=CHN&gone=IND", "view=compare&vs_year=2020&vs_faculty=law",
                 "partner=demo-example-university-of-vienna&tables=1"),
    "partnerships": ("types=exchange&statuses=active&q=Vienna",),
    "published": ("metric=students_international&q=China&everywhere=1",),
    "sources": ("release=6",),
    "ask": ("faculty=law&outside=1&records=1&metric=students_incoming_mobility",),
    "faculty": ("faculty=law&department=law-international",),
    "partner": ("partner=demo-example-university-of-vienna",),
}  # fmt: skip


def seen(watched: Watched) -> tuple[object, ...]:
    """What a view says: language, titles, what its charts tell, the numbers of its bars."""
    bars = watched.page.locator(".stPlotlyChart").first.locator(".bartext")
    language = watched.page.evaluate("document.documentElement.lang")
    return language, watched.titles(), watched.told(), bars.all_text_contents()


def same_view(watched: Watched, fresh: Watched) -> None:
    """The address of a view, opened by somebody else."""
    fresh.open(watched.page.url.removeprefix(watched.address))
    assert seen(fresh) == seen(watched), watched.page.url
    assert chosen(fresh.page) == chosen(watched.page)


@pytest.mark.parametrize("language", SELECTIONS)
def test_a_link_copied_from_any_page_opens_the_same_view(watched: Watched, fresh: Watched, language: str):
    watched.open(f"/load?{SELECTIONS[language]}&lang={language}")
    for page in PAGES:
        watched.turn("" if page == "overview" else page)
        assert urlsplit(watched.page.url).path == path(page).partition("?")[0]
        same_view(watched, fresh)
    assert fresh.faults == watched.faults == []


@pytest.mark.parametrize("page", ON_ONE_PAGE)
def test_a_link_holds_what_is_chosen_on_one_page(watched: Watched, fresh: Watched, page: str):
    for asked in ON_ONE_PAGE[page]:
        watched.open(path(page, f"{asked}&lang=ru"))
        assert parse_qs(asked).items() <= chosen(watched.page).items()
        same_view(watched, fresh)
