"""What pages say beside their figures: targets, what changed, what needs attention, groups, comparisons, shares."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.i18n import Translator
from db import store
from db.batch import Row
from tests import small
from tests.conftest import address_of
from tests.pages import drawn
from tests.pages.conftest import Open, opener

Small = Callable[..., AppTest]
FAR = 2984
"""A year that will not have passed when these tests run."""


def target(line: int, code: str, metric: str, value: float, year: int, good: str, qualifier: str) -> Row:
    told = {"code": code, "metric": metric, "value": value, "target_year": year, "good": good, "qualifier": qualifier}
    return {**small.OTHER["target"][0], **told, "source_rows": str(line)}


def agreement(line: int, code: str, ends: date) -> Row:
    told = {"code": code, "agreement": code, "valid_from": date(2020, 9, 1), "valid_to": ends}
    return {**small.OTHER["agreement_statement"][0], **told, "source_rows": str(line)}


@pytest.fixture
def small_page(small_sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> Small:
    """Pages of the university of tests/small.py, of 2024/25 unless another year is asked for."""
    run = opener(address_of(small_sqlite), monkeypatch)
    usual: dict[str, Any] = {"institution": "small", "year": "2024", "type": "degree", "lang": "en", "tables": "1"}
    return lambda page="overview", **choices: run(page, **{**usual, **choices})


def lines(app: AppTest, beginning: str) -> list[str]:
    return [line for line in drawn.text(app).splitlines() if line.startswith(beginning)]


def test_a_target_says_whether_it_is_past_and_met_and_what_it_needs_a_year(small_sqlite: Engine, small_page: Small):
    """40 students in 2024/25, a third of all: 960 years are left until 1,000 are due."""
    goals = [
        target(2, "T-2", "students_international", 1000.0, FAR, "higher", "at_least"),
        target(3, "T-3", "students_international", 30.0, 2020, "higher", "at_least"),
        target(4, "T-4", "countries_of_origin", 3.0, 2020, "higher", "at_least"),
    ]
    store.load(small_sqlite, small.batch("goals.csv", {"target": goals}), by="test")
    unknown = "so whether it was met is not known"
    *told, countries = lines(small_page(), "Target: ")
    assert told == [
        f"Target: at least 30, was due 2020; was not reached: 14 (2022/23); no figure of 2020/21, {unknown}",
        "Target: at least 1,000 by 2984; needed a year: +1",
        f"Target: at least 25.0%, was due 2025; was reached: 33.3% (2024/25); no figure of 2025/26, {unknown}",
    ]
    assert countries.startswith("Target: at least 3, was due 2020; ")
    assert countries.endswith(f"(2022/23); no figure of 2020/21, {unknown}")


def test_a_target_is_open_where_no_figure_is_of_the_year_it_was_due(small_page: Small):
    """The nearest tells what was known, whichever year is chosen."""
    told = "was reached: 33.3% (2024/25); no figure of 2025/26, so whether it was met is not known"
    assert lines(small_page(year="2023"), "Target: ") == [f"Target: at least 25.0%, was due 2025; {told}"]


def test_of_a_figure_that_is_not_known_nothing_is_needed(small_sqlite: Engine, small_page: Small):
    """Of 2022/23 no exchange student is known."""
    goal = target(2, "T-2", "students_incoming_mobility", 50.0, FAR, "higher", "at_least")
    store.load(small_sqlite, small.batch("goal.csv", {"target": [goal]}), by="test")
    assert "Target: at least 50 by 2984; open whether met" in lines(small_page(year="2022"), "Target: ")


def test_of_ranks_the_lower_is_better(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch):
    """From place 1,061 as of 2023 to place 100 there are 961 years."""
    told = {"metric": "rank_qs_world", "unit_of_measure": "rank", "measure": "rank", "is_additive": False}
    rank = {**small.figure(2, "P-9", 1061, []), **told, "direction": None}
    goals = [target(3, "T-5", "rank_qs_world", 100.0, FAR, "lower", "at_most"),
             target(4, "T-6", "rank_qs_world", 1200.0, 2020, "lower", "at_most")]  # fmt: skip
    named = {"institution_record": small.OTHER["institution_record"]}
    store.load(sqlite_engine, small.batch("rank.csv", {"published_figure": [rank], "target": goals, **named}), by="t")
    app = opener(address_of(sqlite_engine), monkeypatch)(institution="small", lang="en")
    assert not app.exception
    assert lines(app, "Target: ") == [
        "Target: at most 1200, was due 2020; lower is better; was reached: 1061 (edition 2023); "
        "no figure of edition 2020, so whether it was met is not known",
        "Target: at most 100 by 2984; lower is better; needed a year: −1",
    ]


def test_targets_of_the_real_university_stand_at_what_was_stated(open_page: Open):
    told = lines(open_page(institution="kaznu", lang="en"), "Target: ")
    unknown = "so whether it was met is not known"
    assert (
        "Target: at most 200, was due 2020; lower is better; was reached: 165 (edition 2021); "
        f"no figure of edition 2020, {unknown}"
    ) in told
    assert (
        "Target: at least 25.0%, was due 2025; was not reached: at most 15.7% (January 2024); "
        f"no figure of 2025, {unknown}; 2 statements"
    ) in told
    assert "Target: 100, no year stated; not yet reached: 54 (January 2024)" in told


def test_what_changed_leads_to_the_release_and_that_to_the_figure(small_page: Small):
    app = small_page()
    (changed,) = [line for line in lines(app, "- ") if "release 2" in line]
    assert changed.endswith(": restated 1")
    assert "sources?release=2" in changed
    assert "2024/25, inbound, degree: a whole programme: 38 → 40" in drawn.text(app)
    tables = drawn.tables(small_page("sources", release="2"))
    (figure,) = tables["restated-2"].to_dict("records")
    assert (figure["Country"], figure["Before"], figure["After"]) == ("China", 30, 32)
    (total,) = tables["moved-2"].to_dict("records")
    assert (total["Before"], total["After"]) == (38, 40)


def test_each_card_leads_to_its_releases_and_what_it_counts_is_said_once(small_page: Small):
    app = small_page()
    sources = [element.value for element in app.caption if element.value.startswith("Source: Registrar, ")]
    assert [re.findall(r"release=(\d+)", source) for source in sources] == [
        ["2"], ["1", "2"], ["2"], ["1"], ["1"], ["1"],  # degree, share, countries, all students, exchange in and out
    ]  # fmt: skip
    assert sources[1].startswith("Source: Registrar, [release 1](sources?release=1&institution=small")
    (told,) = lines(app, "All cards: ")
    assert told.startswith("All cards: the whole institution, 2024/25. small\\_credit, flow: during the period, ")
    assert told.count("; small") == 2  # those of degree students and of all students
    narrowed = small_page("country", country=["NPL"])
    assert "release" not in "".join(lines(narrowed, "Source: Registrar, "))  # of Nepal 2024/25 tells nothing
    app = small_page("faculty", faculty="law", year="2022")
    assert len([line for line in lines(app, "Source: Registrar, ") if "release=1" in line]) == 4


def test_a_release_that_was_undone_says_so_and_its_figures_are_gone(small_sqlite: Engine, small_page: Small):
    store.undo(small_sqlite, 2, by="test")
    app = small_page()
    assert drawn.cards(app)["International students, degree, 2024/25"][0] == "38"
    assert [line for line in lines(app, "- ") if "release 2" in line and line.endswith(": undone")]
    told = small_page("sources", release="2")
    assert "This release was undone: none of its figures answers." in [warning.value for warning in told.warning]


def test_a_figure_that_was_stated_otherwise_than_counted_needs_attention(small_page: Small):
    (told,) = [line for line in lines(small_page(), "- ") if "counted: " in line]
    assert told.startswith("- [International students (China, 2023)](published?")
    assert "401 ([A speech](https://small.example/speech), 13 September 2023); counted: 20" in told


def test_agreements_that_end_and_that_ended_need_attention(small_sqlite: Engine, small_page: Small):
    soon, past = date.today() + timedelta(days=10), date.today() - timedelta(days=30)
    facts = {"agreement_statement": [agreement(2, "A-8", soon), agreement(3, "A-9", past)]}
    store.load(small_sqlite, small.batch("ends.csv", facts), by="test")
    told = drawn.text(small_page())
    last = Translator("en").day((soon - timedelta(days=1)).isoformat())  # `soon` is the first day it does not hold
    assert f"exchange, Germany, Law; ends on {last}, in 9 days" in told
    assert "agreement?" in next(line for line in told.splitlines() if "in 9 days" in line)


def test_members_of_a_group_are_those_of_each_year_or_of_today(small_page: Small):
    """Iran joined on 4 July 2023, Belarus a year later; of 2023/24 China 20, Iran 5, Belarus 7; Nepal is no member."""
    then, today = (small_page("country", group="SCO", year="2023", members=when) for when in ("", "today"))
    label = "International students, degree, 2023/24"
    assert (drawn.cards(then)[label][0], drawn.cards(today)[label][0]) == ("25", "32")
    assert "SCO: China, Iran, Kazakhstan. Members of each group as of 1 September" in drawn.text(then)
    assert "SCO, members of today: Belarus, China, Iran, Kazakhstan." in drawn.text(today)
    assert "Kazakhstan is a member; its own students are not international." in drawn.text(then)
    of_then, of_today = (drawn.charts(app)["country-years-inbound"].traces[0]["y"] for app in (then, today))
    assert (of_then, of_today) == ([10, 25, 40], [14, 32, 40])


def test_iran_and_belarus_join_the_group_that_ships(open_page: Open):
    def members(year: str, when: str = "") -> str:
        app = open_page("country", institution="kaznu-demo", group="SCO", year=year, members=when, lang="en")
        return next(
            line for line in drawn.text(app).splitlines() if line.startswith(("SCO: ", "SCO, members of today: "))
        )

    assert [name in members("2022") for name in ("Iran", "Belarus")] == [False, False]
    assert [name in members("2023") for name in ("Iran", "Belarus")] == [True, False]
    assert [name in members("2023", "today") for name in ("Iran", "Belarus")] == [True, True]


def test_places_of_agreements_follow_the_members_of_today_too(open_page: Open):
    choices: dict[str, Any] = {"institution": "kaznu-demo", "year": "2023", "direction": "outbound", "type": "credit"}
    then, today = (
        open_page("partnerships", view="use", **choices, group="SCO", members=when, lang="en", tables="1")
        for when in ("", "today")
    )
    listed = [set(drawn.tables(app)["use-country"]["Country"]) for app in (then, today)]
    assert listed[1] - listed[0] == {"Belarus"}


def test_two_definitions_share_no_axis_and_have_no_difference(open_page: Open):
    app = open_page(
        "mobility", view="compare", institution="kaznu-demo", direction="outbound", type="credit", year="2023",
        vs_institution="unizar", lang="en",
    )  # fmt: skip
    assert not app.exception
    assert any("A and B count by different definitions" in warning.value for warning in app.warning)
    charts = drawn.charts(app)
    assert {"mobility-compare-years-a", "mobility-compare-years-b"} <= set(charts)
    assert all(len(charts[f"mobility-compare-years-{side}"].traces) == 1 for side in "ab")
    assert "A less B" not in drawn.text(app)
    cards = drawn.cards(app)
    assert cards["A: Outgoing exchange students, 2023/24 (invented)"][0] == "760"
    assert cards["B: Outgoing exchange students, 2030/31"][0] == "6"


@pytest.mark.parametrize(
    ("a", "b"), [({"faculty": "law"}, {"vs_faculty": "history"}), ({"country": ["CHN"]}, {"vs_country": "IND"})]
)
def test_the_lines_of_two_selections_show_the_break_of_their_series(open_page: Open, a: Any, b: Any):
    app = open_page("mobility", view="compare", institution="kaznu-demo", lang="en", **a, **b)
    chart = drawn.charts(app)["mobility-compare-years"]
    assert len(chart.traces) == 2
    for line in chart.traces:
        place = line["customdata"].index(2021)
        assert (line["customdata"][place - 1], line["y"][place - 1]) == ("", None)
    assert chart.alt.count("break in the series: 2021/22") == 2
    assert "%" not in chart.alt
    noted = "① 2021/22: break in the series: From this year students on academic leave are counted too"
    assert noted in drawn.text(app)


def test_a_group_compared_between_years_tells_whose_members_it_counts_and_who_joined(open_page: Open):
    """Iran became a member of SCO in July 2023, Belarus in July 2024."""
    chosen: dict[str, Any] = {"view": "compare", "institution": "kaznu-demo", "lang": "en", "tables": "1"}

    def told(**other: Any) -> str:
        return drawn.text(open_page("mobility", **chosen, **other))

    members = "Members of each group as of 1 September of each academic year."
    iran = "Joined in between, so in A only: Iran."
    two_years = told(group="SCO", year="2023", vs_year="2022")
    assert f"{members} {iran}" in two_years  # below both cards
    assert iran in two_years.splitlines()  # and below the countries
    assert "Joined in between, so in B only: Belarus, Iran." in told(group="SCO", year="2022", vs_year="2024")
    assert iran in told(group="SCO", country=["IRN", "CHN"], year="2023", vs_year="2022")
    for other in (
        {"group": "SCO", "country": ["CHN"], "year": "2023", "vs_year": "2022"},
        {"group": "SCO", "year": "2023", "vs_faculty": "law"}, {"year": "2023", "vs_group": "SCO"},
    ):  # fmt: skip
        assert members in told(**other)
        assert "in between" not in told(**other)
    today = told(group="SCO", members="today", year="2023", vs_year="2022")
    assert members not in today
    assert "in between" not in today


def test_who_left_a_group_is_told(open_page: Open):
    """The United Kingdom left the EU on 31 January 2020; no figure of the demonstration breaks in these years."""
    app = open_page(
        "mobility", view="compare", institution="kaznu-demo", lang="en", group="EU", year="2020", vs_year="2019"
    )
    assert "Left in between, so in B only: United Kingdom." in drawn.text(app)


def test_where_no_chosen_country_is_a_member_of_the_other_group_the_page_says_so(open_page: Open):
    app = open_page(
        "mobility", view="compare", institution="kaznu-demo", lang="en", group="SCO", country=["CHN"], vs_group="EU"
    )
    told = "B: no chosen country is a member of EU (2025/26). Choose other countries or another group."
    assert [info.value for info in app.info] == [told]
    cards = drawn.cards(app)
    assert cards["B: International degree students, EU, China, 2025/26 (invented)"] == ("–", "")
    assert drawn.number(cards["A: International degree students, SCO, China, 2025/26 (invented)"][0])
    assert "nothing is loaded" not in drawn.text(app)
    assert "not wholly known" not in drawn.text(app)
    assert not drawn.charts(app)


def test_two_selections_of_one_definition_differ_by_so_much(small_page: Small):
    app = small_page("mobility", view="compare", vs_year="2022", vs_faculty="law")
    assert "A less B: +30 (+300.0%)" in drawn.text(app)
    a, b = drawn.charts(app)["mobility-compare-countries"].traces
    assert list(zip(a["customdata"], a["x"], b["x"], strict=True)) == [("CHN", 32, 10), ("BLR", 8, None)]


def test_concentration_and_what_would_remain(small_page: Small):
    """China 32 and Belarus 8 of 40: 80%; 1 / (0.64 + 0.04) = 1.47 countries of equal size."""
    app = small_page("mobility", view="spread", gone=["BLR"])
    cards = drawn.cards(app)
    assert cards["Share of the largest country"][0] == "80.0%"
    assert cards["Effective number of countries"][0] == "1.5"
    assert "Without Belarus: 32 instead of 40 students, −8 (−20.0%)." in drawn.text(app)
    assert "Without China: 8 instead of 40" in drawn.text(small_page("mobility", view="spread"))


def test_of_one_country_no_concentration_is_told(small_page: Small):
    app = small_page("mobility", view="spread", country=["CHN", "CHN"])
    assert [info.value for info in app.info] == ["Concentration needs numbers of more than one country."]
    assert "Share of the largest country" not in drawn.cards(app)
    assert "Without" not in drawn.text(app)


def test_the_largest_of_two_alike_is_the_same_in_bars_and_sentence(open_page: Open):
    """5 each went to Germany and France: the first by name, not by code."""
    asked = {"institution": "kaznu-demo", "type": "credit", "direction": "outbound", "faculty": "ir", "year": "2019"}
    app = open_page("mobility", view="spread", lang="en", **asked)
    (bars, *_others) = drawn.charts(app)["mobility-spread"].traces
    assert bars["y"][0].startswith("France<br>")
    assert "Without France: 9 instead of 14 students" in drawn.text(app)


def test_a_page_of_several_countries_counts_them_together(small_page: Small):
    app = small_page("country", country=["CHN", "BLR"], year="2022")
    assert app.title[0].value == "China, Belarus"
    assert drawn.cards(app)["International students, degree, 2022/23"][0] == "14"
    assert drawn.cards(app)["Part of all international students, 2022/23"][0] == "100.0%"
    (bars,) = drawn.charts(app)["country-countries"].traces
    assert list(zip(bars["customdata"], bars["x"], strict=True)) == [("CHN", 10), ("BLR", 4)]


def test_a_facultys_lines_are_its_part_and_its_own_share(small_page: Small):
    """Law: 10 of 14, 25 of more than 32, 40 of 40 from abroad; of its 60, 70 and 80 students."""
    charts = drawn.charts(small_page("faculty", faculty="law"))
    (part,) = charts["faculty-share"].traces
    assert part["x"] == ["2022/23", "2023/24", "2024/25"]
    assert part["y"] == pytest.approx([100 * 10 / 14, None, 100.0])
    own, university = charts["faculty-share-all"].traces
    assert own["y"] == pytest.approx([100 * 10 / 60, 100 * 25 / 70, 50.0])
    assert university["y"] == pytest.approx([14.0, None, 100 * 40 / 120])
    assert own["name"] == "Law"


@pytest.mark.parametrize(("chosen", "shown"), [({}, "the year before"), ({"vs_faculty": "history"}, "same as A")])
def test_what_no_year_of_a_comparison_means_is_said(open_page: Open, chosen: dict[str, str], shown: str):
    app = open_page("mobility", institution="kaznu-demo", view="compare", year="2023", lang="en", **chosen)
    (box,) = (one for one in app.selectbox if str(one.key).startswith("vs_year"))
    assert box.options[0] == shown
    sides = [card.label for card in app.metric if card.label.startswith("B: ")]
    assert all(label.removesuffix(" (invented)").endswith("2023/24" if chosen else "2022/23") for label in sides)
    assert sides
