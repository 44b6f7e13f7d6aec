"""Each page runs, in each language, for each kind of institution; what it shows is what was counted by hand."""

import itertools
import re
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import queries
from tests.conftest import Databases, address_of, nothing, opened
from tests.pages import drawn
from tests.pages.conftest import Open, opener

PAGES = (
    "overview", "mobility", "country", "faculty", "partner", "agreement", "partnerships", "published", "ask",
    "contradictions", "draft", "enter", "sources", "load", "audit",
)  # fmt: skip
OF_TIES = ("register", "lists", "lives", "kinds", "use", "coverage")
VIEWS = ("country", "group", "unit", "year", "flows", "spread", "compare")
SHOWN = [
    *[(page, "") for page in PAGES if page not in ("mobility", "partnerships")],
    *[("mobility", view) for view in VIEWS],
    *[("partnerships", view) for view in OF_TIES],
]
LISTS = ("expiring", "asleep", "balance", "overused")
"""Every page, mobility and partnerships with each of their views."""
LANGUAGES = ("en", "ru", "kk")
NARROWED: dict[str, list[dict[str, str | list[str]]]] = {
    "kaznu": [{"faculty": "law", "level": ["bachelor"]}, {"country": ["CHN", "RUS"]}, {"partner": "wismar"}],
    "kaznu-demo": [
        {"faculty": "law", "department": "law-criminal", "group": "SCO", "level": ["bachelor", "master"]},
        {"direction": "outbound", "country": ["CHN", "TUR"]}, {"type": "credit", "group": "EU", "members": "today"},
    ],
    "unizar": [{"country": ["FRA"]}, {"faculty": "derecho"}, {"group": "EU"}],
    "KAZ": [{"group": "CIS", "members": "today"}, {"country": ["CHN"]}, {"level": ["master"]}],
}  # fmt: skip
"""Of each kind of institution some choices: statements only, all invented, a register of agreements, a country."""


def shown(app: AppTest) -> str:
    """All text of a page."""
    return drawn.text(app)


def assert_sound(app: AppTest) -> None:
    """No error, a title, charts that show something and say what, and no code where a word should be."""
    assert not app.exception
    assert app.title
    for key, chart in drawn.charts(app).items():
        assert not chart.is_empty, key
        assert chart.alt, key
    heads = {str(head) for table in app.dataframe for head in table.value.columns}
    assert not {head for head in heads if re.fullmatch(r"[a-z]+(_[a-z]+)+", head)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("institution", NARROWED)
@pytest.mark.parametrize(("page", "view"), SHOWN)
def test_a_page_stands_in_each_language(open_page: Open, page: str, view: str, institution: str, language: str):
    assert_sound(open_page(page, view=view, institution=institution, lang=language))


@pytest.mark.parametrize("institution", NARROWED)
@pytest.mark.parametrize(("page", "view"), SHOWN)
def test_a_narrowed_page_stands_with_all_its_tables(open_page: Open, page: str, view: str, institution: str):
    place = SHOWN.index((page, view))
    choices = {"lang": LANGUAGES[place % 2], **NARROWED[institution][place % 3]}
    app = open_page(page, view=view, institution=institution, tables="1", **choices)
    assert_sound(app)
    assert set(drawn.charts(app)) <= set(drawn.tables(app))


@pytest.mark.parametrize(("institution", "chosen", "language"), list(itertools.product(NARROWED, LISTS, LANGUAGES)))
def test_each_list_stands(open_page: Open, institution: str, chosen: str, language: str):
    assert_sound(open_page("partnerships", view="lists", list=chosen, institution=institution, lang=language))


@pytest.mark.parametrize(("page", "language"), list(itertools.product(PAGES, ("kk", "ru"))))
def test_a_page_speaks_its_language(open_page: Open, page: str, language: str):
    english, translated = open_page(page, lang="en"), open_page(page, lang=language)
    assert not translated.exception
    labels = [box.label for box in english.selectbox]
    assert labels
    assert not set(labels) & {box.label for box in translated.selectbox}


def test_the_app_opens_on_the_real_university_and_says_that_nothing_is_counted(open_page: Open):
    app = open_page()
    assert app.title[0].value == "Al-Farabi Kazakh National University"
    assert not app.warning
    assert not app.metric
    text = shown(app)
    assert "3,928" in text
    assert "at least 25,000" in text


def test_a_share_of_qualified_figures_is_a_range_with_both_dates(open_page: Open):
    text = shown(open_page()).replace("\\", "")
    assert "students: at most 15.7% – 3,928 (January 2024) of at least 25,000 (January 2024)" in text
    assert "before: +1,079 to +1,178 – 3,928 (January 2024) against about 2,800 (10 March 2023)" in text


def test_the_demonstration_says_that_it_is_invented_on_every_page(open_page: Open):
    for page in PAGES:
        app = open_page(page, institution="kaznu-demo")
        assert "INVENTED" in app.warning[0].value


def test_cards_of_the_demonstration_are_its_figures(open_page: Open):
    app = open_page(institution="kaznu-demo", year="2023")
    values = {metric.label: (metric.value, metric.delta) for metric in app.metric}
    assert values["International students, degree, 2023/24"] == ("3,928", "+1,132 (+40.5%) on 2022/23")
    assert values["Share of international students, 2023/24"][0] == "15.4%"
    assert values["All students, 2023/24"][0] == "25,431"
    assert values["Countries of origin, 2023/24"][0] == "54"
    assert values["Outgoing exchange students, 2023/24"][0] == "760"


HOST = "Host countries, 2025/26"


@pytest.mark.parametrize(
    ("page", "chosen", "counted"),
    [
        ("mobility", {"direction": "outbound"}, {HOST: "40"}),  # as `db query mobility` lists
        ("mobility", {"direction": "inbound"}, {"Countries of origin, 2025/26": "41"}),
        ("mobility", {"direction": "outbound", "country": ["CHN", "TUR"]}, {HOST: "2"}),
        ("mobility", {"direction": "outbound", "country": ["CHN"]}, {}),
        ("country", {"direction": "outbound", "country": ["CHN", "TUR"]}, {}),
    ],
)
def test_countries_are_those_of_the_chosen_direction(
    open_page: Open, page: str, chosen: dict[str, Any], counted: dict[str, str]
):
    app = open_page(page, institution="kaznu-demo", type="credit", year="2025", lang="en", **chosen)
    cards = {metric.label: metric.value for metric in app.metric}
    assert {label: value for label, value in cards.items() if "ountries" in label} == counted


def test_one_click_leads_to_the_demonstration(open_page: Open):
    app = open_page()
    app.button[0].click().run()
    assert app.title[0].value == "KazNU: demonstration, invented figures"


@pytest.mark.parametrize(("page", "view"), SHOWN)
def test_the_sum_of_401_and_155_stands_nowhere(open_page: Open, page: str, view: str):
    for choices in ({}, {"faculty": "law"}, {"country": ["CHN"]}):
        app = open_page(page, view=view, institution="kaznu", year="2023", tables="1", lang="en", **choices)
        assert not re.search(r"\b556\b", drawn.everything(app)), choices


def test_401_and_155_stand_side_by_side_with_their_sources(open_page: Open):
    published = drawn.tables(open_page("published", institution="kaznu", lang="en"))["published"]
    by_code = published.set_index("Code")
    assert by_code.loc["KZN-001", "Figure"] == "401"
    assert by_code.loc["KZN-002", "Figure"] == "155"
    assert by_code.loc["KZN-002", "Faculty"] == "Law"
    for code in ("KZN-001", "KZN-002"):
        assert by_code.loc[code, "Address"] == "https://farabi.university/news/82155?lang=en"
        assert by_code.loc[code, "Date of source"] == "13 September 2023"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Wismar", "en"), ("MEPhI", "kk"), ("Istanbul", "kk"), ("Northwestern Polytechnical", "ru"),
        ("New Silk Road", "en"), ("Academic Impact", "ru"), ("wismar", "ru"), ("Стамбул", "en"), ("стамбұл", "kk"),
        ("мифи", "ru"), ("Xi'an", "en"),
    ],
)  # fmt: skip
def test_search_finds_each_tie_of_the_founding_speech_with_its_source(open_page: Open, words: str, language: str):
    app = open_page("published", institution="kaznu", q=words, lang=language)
    found = [frame.value for frame in app.dataframe]
    assert found
    assert all(table.astype("string").apply(lambda c: c.str.startswith("http")).any(axis=1).all() for table in found)


def test_a_search_without_result_says_so(open_page: Open):
    app = open_page("published", institution="kaznu", q="zzzz-nowhere")
    assert not app.exception
    assert any("No figure fits" in info.value for info in app.info)


def test_days_of_statements_and_loads_are_written_in_the_readers_language(open_page: Open):
    told = drawn.charts(open_page(institution="kaznu", lang="ru"))["overview-statements"].alt
    assert "13 сентября 2023 г.: 401 · Китай" in re.sub(r"\s", " ", told)
    sources = open_page("sources", institution="kaznu", lang="kk", release="2", tables="1")
    assert any(header.value.startswith("№\u00a02 жүктелім: ") for header in sources.subheader)
    loaded = drawn.displayed(sources, "Жүктелген уақыты")
    assert loaded
    assert all(re.fullmatch(r"\d{4}\sж\. \d+ \w+, \d\d:\d\d UTC", time) for time in loaded)


def test_choices_of_the_address_are_taken(open_page: Open):
    app = open_page(
        "mobility", institution="kaznu-demo", year="2022", faculty="law", department="law-criminal", lang="en"
    )
    chosen = {box.label: box.value for box in app.selectbox}
    assert chosen["Academic year"] == "2022"
    assert chosen["Faculty"] == "law"
    assert chosen["Department"] == "law-criminal"


@pytest.mark.parametrize(
    "choices",
    [
        {"faculty": "nowhere"}, {"institution": "'; DROP TABLE unit; --"}, {"year": "1066"}, {"country": ["XXX"]},
        {"group": "NATO"}, {"direction": "sideways"}, {"lang": "xx"}, {"level": ["phd"]}, {"partner": "<script>"},
    ],
)  # fmt: skip
def test_a_choice_that_is_not_there_is_told_and_the_page_stands(open_page: Open, choices: dict[str, str]):
    app = open_page(**{"institution": "kaznu-demo", "lang": "en", **choices})
    assert not app.exception
    if "lang" not in choices:
        assert any("which is not there" in warning.value for warning in app.warning)


def test_a_choice_that_meets_nothing_says_so_instead_of_an_empty_chart(open_page: Open):
    app = open_page("mobility", institution="kaznu-demo", faculty="preuniversity", level=["doctoral"], lang="en")
    assert not app.exception
    assert app.info


def test_not_measured_is_not_zero_on_screen(open_page: Open):
    app = open_page("partnerships", view="use", institution="unizar", direction="inbound", tables="1", lang="en")
    tables = [t.value for t in app.dataframe if "State of assigned" in t.value]
    assert tables
    inbound = [
        row for table in tables for row in table.to_dict("records") if row["State of assigned"] == "not measured"
    ]
    assert all(row.get("Assigned") != 0 for row in inbound)


def test_the_screen_shows_what_the_command_answers(open_page: Open, everything: Engine):
    where = {"institution": ["kaznu-demo"], "academic_year": ["2023"], "mobility_type": ["degree"]}
    answer = queries.counts.mobility(everything, by=["country"], where=where)
    app = open_page("mobility", institution="kaznu-demo", year="2023", type="degree", tables="1")
    on_screen = drawn.tables(app)["mobility-map"].set_index("Country code")["Students"]
    assert on_screen.to_dict() == answer.set_index("country_code")["headcount"].to_dict()


def test_an_empty_database_says_what_to_do(sqlite: Databases, monkeypatch: pytest.MonkeyPatch):
    for engine in opened(sqlite, sqlite.copy("empty", nothing)):
        app = opener(address_of(engine), monkeypatch)()
        assert not app.exception
        assert "etl shipped" in app.info[0].value


def test_a_database_without_tables_is_an_error_in_words(sqlite: Databases, monkeypatch: pytest.MonkeyPatch):
    app = opener(sqlite.bare(), monkeypatch)()
    assert not app.exception
    assert "db upgrade" in app.error[0].value


def test_a_source_line_leads_to_its_release(open_page: Open):
    app = open_page("mobility", institution="kaznu-demo", lang="en")
    links = [caption.value for caption in app.caption if "sources?release=" in caption.value]
    assert links
    number = links[0].split("release=")[1].split("&")[0]
    release = open_page("sources", release=number, lang="en")
    assert "Demonstration export" in shown(release)
    assert "demo_students.csv" in release.dataframe[0].value.to_string()


@pytest.mark.parametrize(
    ("page", "chosen", "told"),
    [
        ("mobility", {"view": "flows", "faculty": "law"}, "from home region to department"),
        ("mobility", {"view": "flows", "faculty": "law", "direction": "outbound"}, "from department to host country"),
        ("mobility", {"view": "flows"}, "from home region to faculty"),
        ("partnerships", {"view": "use", "faculty": "law"}, "by country, 2025/26, Law"),
        ("partnerships", {"view": "use"}, "by country, 2025/26 (the 20 with most places)"),
    ],
)
def test_a_title_says_what_is_drawn(open_page: Open, page: str, chosen: dict[str, Any], told: str):
    app = open_page(page, institution="kaznu-demo", type="credit", year="2025", lang="en", **chosen)
    assert any(one.value.removesuffix(" (invented)").endswith(told) for one in app.subheader), app.subheader


def test_a_value_that_an_address_repeats_is_taken_once(open_page: Open):
    app = open_page("country", institution="kaznu-demo", country=["CHN", "IND", "CHN"], lang="en")
    assert app.title[0].value == "China, India"
    assert app.query_params["country"] == ["CHN", "IND"]


def test_an_agreement_that_is_over_and_stated_as_active_says_so(open_page: Open):
    """DA-111 ended in August 2025; DA-058 has no end."""
    register = drawn.tables(open_page("partnerships", institution="kaznu-demo", lang="en", tables="1"))["register"]
    stands = register.set_index("Agreement")["How it stands"]
    assert (stands["DA-111"], stands["DA-058"]) == ("term ended on 31 August 2025", "active")
