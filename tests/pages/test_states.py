"""What is not there is told, each in its own words: nothing loaded, one year, statements only, withheld, not met."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import store
from tests import small
from tests.conftest import Databases, address_of, nothing, opened
from tests.pages import drawn
from tests.pages.conftest import Open, opener
from tests.pages.test_pages import PAGES, SHOWN, assert_sound

Small = Callable[..., AppTest]
NOT_THERE = "The link asks for"


def fault(app: AppTest) -> list[str]:
    return [warning.value for warning in app.warning if NOT_THERE in warning.value]


@pytest.fixture
def small_page(small_sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> Small:
    """Pages of the university of tests/small.py; of Nepal in 2023/24 the count is withheld."""
    run = opener(address_of(small_sqlite), monkeypatch)
    usual: dict[str, Any] = {"institution": "small", "year": "2023", "type": "degree", "lang": "en", "tables": "1"}
    return lambda page="overview", **choices: run(page, **{**usual, **choices})


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_database_says_on_every_page_what_to_do(page: str, sqlite: Databases, monkeypatch: pytest.MonkeyPatch):
    for engine in opened(sqlite, sqlite.copy("empty", nothing)):
        app = opener(address_of(engine), monkeypatch)(page, lang="en", institution="kaznu", year="2023")
        assert not app.exception
        assert app.title[0].value == "Nothing is loaded yet"
        assert "etl shipped" in app.info[0].value
        assert not drawn.charts(app)


@pytest.fixture
def one_year(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Open:
    rows = [small.mobility(2, 2024, "law", "CHN", 30), small.mobility(3, 2024, "science", "BLR", 8)]
    facts = {name: small.OTHER[name] for name in ("unit_record", "institution_record")}
    store.load(sqlite_engine, small.batch("one.csv", {"mobility_count": rows, **facts}), by="test")
    return opener(address_of(sqlite_engine), monkeypatch)


@pytest.mark.parametrize(("page", "view"), SHOWN)
def test_of_one_year_every_page_stands(one_year: Open, page: str, view: str):
    app = one_year(page, view=view, institution="small", lang="en", tables="1", faculty="law", country=["CHN"])
    assert_sound(app)
    assert not any(change for _value, change in drawn.cards(app).values())


def test_of_one_year_there_is_no_year_before_to_compare_with(one_year: Open):
    app = one_year("mobility", view="compare", institution="small", lang="en", tables="1")
    cards = drawn.cards(app)
    assert cards["A: International degree students, 2024/25"] == ("38", "")
    assert cards["B: International degree students, 2023/24"] == ("not known", "")
    assert "A or B is not wholly known, so no difference is told." in drawn.text(app)
    (line,) = drawn.charts(app)["mobility-compare-years"].traces
    assert (line["x"], line["y"]) == (["2024/25"], [38])


@pytest.fixture
def statements_only(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Open:
    names = ("unit_record", "institution_record", "published_figure")
    store.load(sqlite_engine, small.batch("said.csv", {name: small.OTHER[name] for name in names}), by="test")
    return opener(address_of(sqlite_engine), monkeypatch)


@pytest.mark.parametrize(("page", "view"), SHOWN)
def test_of_statements_only_nothing_looks_counted(statements_only: Open, page: str, view: str):
    app = statements_only(page, view=view, institution="small", lang="en", tables="1")
    assert_sound(app)
    assert not app.metric
    assert {trace["type"] for chart in drawn.charts(app).values() for trace in chart.traces} <= {"scatter"}
    if page == "mobility":
        assert "No register of this institution is loaded, so nothing is counted here." in drawn.text(app)


def test_a_total_of_which_a_cell_is_withheld_is_at_least_that_and_has_no_change(small_page: Small):
    """2023/24: China 20, Iran 5, Belarus 7, Nepal withheld; the year before 14."""
    for page, view in [("overview", ""), *[("mobility", view) for view in ("country", "compare")]]:
        cards = drawn.cards(small_page(page, view=view))
        assert cards["International students, degree, 2023/24"] == ("at least 32", "")
        assert cards["Share of international students, 2023/24"] == ("not known", "")
        assert cards["Countries of origin, 2023/24"] == ("at least 3", "")
        assert cards["All students, 2023/24"] == ("110", "+10 (+10.0%) on 2022/23")


def test_after_a_year_with_a_withheld_cell_there_is_no_change(small_page: Small):
    cards = drawn.cards(small_page(year="2024"))
    assert cards["International students, degree, 2024/25"] == ("40", "")
    assert cards["Share of international students, 2024/25"] == ("33.3%", "")
    assert cards["Countries of origin, 2024/25"] == ("2", "")


def test_a_withheld_country_has_no_bar_and_no_colour_and_the_table_says_why(small_page: Small):
    app = small_page("mobility")
    charts = drawn.charts(app)
    (bars,) = charts["mobility-countries-inbound"].traces
    assert list(zip(bars["customdata"], bars["x"], strict=True)) == [("CHN", 20), ("BLR", 7), ("IRN", 5)]
    assert charts["mobility-map"].only("choropleth")["customdata"] == ["CHN", "BLR", "IRN"]
    assert "at least 32 in all; 1 count withheld" in charts["mobility-map"].alt
    assert "1 count withheld: what is not shown is not a zero." in drawn.text(app)
    nepal = drawn.tables(app)["mobility-map"].set_index("Country code").loc["NPL"]
    assert (nepal["State"], str(nepal["Students"])) == ("withheld", "<NA>")


def test_a_bar_and_a_point_of_which_a_cell_is_withheld_say_that_they_are_the_least(small_page: Small):
    (bars,) = drawn.charts(small_page("mobility", view="unit"))["mobility-units-inbound"].traces
    assert list(zip(bars["customdata"], bars["text"], bars["x"], strict=True)) == [
        ("law", "", 25),
        ("science", "≥ ", 7),
    ]
    (line,) = drawn.charts(small_page("mobility", view="year"))["mobility-years-inbound"].traces
    assert line["text"] == ["14", "≥ 32", "40"]
    assert line["marker"]["symbol"] == ["circle", "circle-open", "circle"]


def test_flows_and_pairs_of_which_a_cell_is_withheld_say_that_they_are_the_least(small_page: Small):
    """Of Nepal's students in science nothing is known; Iran's five, of the same region, study law."""
    nodes = drawn.charts(small_page("mobility", view="flows"))["mobility-flows"].only("sankey")["node"]
    told = [label.replace("\u00a0", " ") for label in nodes["label"]]
    assert told == ["Eastern Asia  20", "Eastern Europe  7", "Southern Asia  ≥ 5", "Law  25", "Science  ≥ 7"]
    pair = drawn.charts(small_page("mobility", view="compare"))["mobility-compare-faculties"].traces
    assert [trace["x"] for trace in pair] == [[25, 7], [10, 4]]
    assert (pair[0]["text"], "text" in pair[1]) == (["", "≥ "], False)


def test_what_is_not_wholly_known_has_no_difference(small_page: Small):
    app = small_page("mobility", view="compare")
    assert drawn.cards(app)["A: International degree students, 2023/24"] == ("at least 32", "")
    assert drawn.cards(app)["B: International degree students, 2022/23"] == ("14", "")
    assert "A or B is not wholly known, so no difference is told." in drawn.text(app)
    assert "A less B" not in drawn.text(app)


def test_a_withheld_choice_is_not_said_to_be_unknown_nor_zero(small_page: Small):
    app = small_page("country", country=["NPL"])
    assert_sound(app)
    assert not drawn.charts(app)
    assert "Withheld by the source in 2023/24: International degree students, Nepal." in drawn.text(app)
    assert "Nothing is known" not in drawn.text(app)
    assert drawn.cards(app)["International students, degree, 2023/24"] == ("withheld", "")
    assert drawn.cards(app)["Part of all international students, 2023/24"] == ("withheld", "")
    rows = drawn.tables(app)["country-rows"]
    assert rows["State"].tolist() == ["withheld"]


def test_a_card_tells_what_is_withheld_from_what_no_record_tells_of(small_page: Small):
    """Of Nepal there is one count, the withheld one of 2023/24."""
    cards = drawn.cards(small_page("country", country=["NPL"], year="2024"))
    assert cards["International students, degree, 2024/25"] == ("not known", "")
    cards = drawn.cards(small_page("mobility", view="compare", country=["NPL"]))
    assert cards["A: International degree students, Nepal, 2023/24"] == ("withheld", "")
    assert cards["B: International degree students, Nepal, 2022/23"] == ("not known", "")


def test_concentration_says_that_a_count_is_withheld(small_page: Small):
    app = small_page("mobility", view="spread")
    assert "Some counts are withheld or not known: shares are of what is known." in drawn.text(app)
    # Of those who remain some are not known: 20 of more than 32 are less than 62.5%.
    told = "Without China: at least 12 instead of at least 32 students, 20 fewer (at most 62.5%). Some counts"
    assert told in drawn.text(app)


def test_a_share_line_has_a_gap_where_a_cell_is_withheld(small_page: Small):
    """Of science: 4 of 14 in 2022/23; 7 and a withheld one in 2023/24; nobody counted in 2024/25."""
    charts = drawn.charts(small_page("faculty", faculty="science"))
    (line,) = charts["faculty-share"].traces
    assert line["y"] == pytest.approx([100 * 4 / 14, None])
    own, university = charts["faculty-share-all"].traces
    assert own["y"] == pytest.approx([100 * 4 / 40, None, None])
    assert university["y"] == pytest.approx([14.0, None, 100 * 40 / 120])


UNKNOWN: list[tuple[str, dict[str, Any]]] = [
    ("faculty", {"faculty": "nowhere"}), ("partner", {"partner": "nowhere"}), ("country", {"country": ["XXX"]}),
    ("country", {"group": "NATO"}), ("country", {"group": "SCO", "members": "tomorrow"}),
    ("mobility", {"view": "sideways"}), ("mobility", {"view": "compare", "vs_faculty": "nowhere"}),
    ("mobility", {"view": "compare", "vs_institution": "nowhere"}), ("mobility", {"view": "spread", "gone": ["XXX"]}),
    ("faculty", {"faculty": "law", "department": "nowhere"}), ("published", {"metric": "luck"}),
    ("partnerships", {"types": ["handshake"]}), ("mobility", {"level": ["phd"]}), ("mobility", {"year": "1066"}),
    ("mobility", {"series": "nowhere"}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "choices"), UNKNOWN)
def test_what_the_address_asks_for_and_is_not_there_is_told(
    open_page: Open, page: str, choices: dict[str, str | list[str]]
):
    app = open_page(page, institution="kaznu-demo", lang="en", **choices)
    assert_sound(app)
    assert len(fault(app)) == 1
    value = list(choices.values())[-1]
    assert f"“{value if isinstance(value, str) else value[0]}”" in fault(app)[0]


@pytest.mark.parametrize(("page", "view"), SHOWN)
def test_what_the_address_asks_for_and_is_there_is_not_complained_of(open_page: Open, page: str, view: str):
    app = open_page(page, view=view, institution="kaznu-demo", lang="en", year="2023", faculty="law", group="SCO")
    assert not fault(app)


def test_an_institution_without_counts_is_not_compared_and_the_page_says_why(open_page: Open):
    told = "only published statements are known, nothing is counted: so there is nothing to compare."
    asked = open_page("mobility", view="compare", institution="kaznu-demo", vs_institution="kaznu", lang="en")
    own = open_page("mobility", view="compare", institution="kaznu", vs_institution="unizar", lang="en")
    for app, said in ((asked, asked.warning), (own, own.info)):
        assert_sound(app)
        assert not fault(app)
        assert len([line for line in said if told in line.value]) == 1


def test_where_no_other_institution_has_counts_there_is_none_to_choose(small_page: Small):
    app = small_page("mobility", view="compare")
    assert [box.label for box in app.main.selectbox] == ["Year", "Faculty", "Country group", "Country"]


def test_a_release_that_is_not_there_is_told(open_page: Open):
    app = open_page("sources", institution="kaznu", lang="en", release="999")
    assert_sound(app)
    assert "There is no release 999." in [info.value for info in app.info]


MEETS_NOTHING: dict[str, Any] = {"faculty": "preuniversity", "level": ["doctoral"], "country": ["CHN"], "lang": "en"}


@pytest.mark.parametrize(("page", "view"), [one for one in SHOWN if one[0] in ("mobility", "country", "faculty")])
def test_a_choice_that_meets_nobody_says_so(open_page: Open, page: str, view: str):
    app = open_page(page, view=view, institution="kaznu-demo", tables="1", **MEETS_NOTHING)
    assert_sound(app)
    assert not drawn.charts(app)
    assert any(info.value.startswith("Nothing is known in 2025/26") for info in app.info)
    assert any("Choose another year, or fewer conditions." in info.value for info in app.info)


@pytest.fixture
def nobody(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Open:
    """A university whose only figure is withheld."""
    facts = {"mobility_count": [small.mobility(2, 2024, "law", "NPL", "withheld"),
                                small.mobility(3, 2022, "law", "NPL", 3)],
             **{name: small.OTHER[name] for name in ("unit_record", "institution_record")}}  # fmt: skip
    store.load(sqlite_engine, small.batch("nobody.csv", facts), by="test")
    return opener(address_of(sqlite_engine), monkeypatch)


@pytest.mark.parametrize(("page", "view"), SHOWN)
def test_where_all_of_a_year_is_withheld_no_chart_is_empty(nobody: Open, page: str, view: str):
    app = nobody(page, view=view, institution="small", year="2024", lang="en", tables="1", faculty="law")
    assert_sound(app)
    if page in ("mobility", "faculty") and view not in ("year", "compare"):
        assert "Withheld by the source in 2024/25" in drawn.text(app)
