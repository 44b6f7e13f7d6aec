"""Ask, Contradictions, Check a draft and Enter a figure, as a reader uses them."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.reasoning import question
from dashboard.reasoning.reading import read
from db import aside, queries
from db.queries import options
from tests.conftest import Databases, address_of, load_shipped, opened
from tests.pages import drawn
from tests.pages.conftest import Open, opener

KAZNU = {"institution": "kaznu", "year": "2023"}


@pytest.fixture
def written(sqlite: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Engine, Open]]:
    """What ships, for pages that write."""
    for engine in opened(sqlite, sqlite.copy("shipped", load_shipped)):
        yield engine, opener(address_of(engine), monkeypatch)
        data.forget()


def texts(app: AppTest) -> str:
    assert not app.exception
    told = [drawn.text(app), *[box.value for box in app.success]]
    return "\n".join(told).replace("\\", "")


@pytest.mark.parametrize(
    ("chosen", "told", "because", "ends"),
    [
        ({"group": "SCO"}, "Between 1,056 and 3,919", ["655 + 401 = 1,056", "3,928 − 9 = 3,919"], [1056, 3919]),
        ({"faculty": "law"}, "Between 155 and 3,682", ["3,928 + 155 − 401 = 3,682"], [155, 3682]),
        ({"faculty": "law", "country": ["CHN"]}, "Between 0 and 155", ["It may be 0"], [0, 155]),
        ({"faculty": "law", "country": ["CHN"], "outside": "1"}, "Between 246 and 401", ["401 − 155 = 246"],
         [246, 401]),
        ({"country": ["CHN", "IND"]}, "Exactly 1,056", ["655 + 401 = 1,056"], [1056, 1056]),
        ({"faculty": "law", "without": ["KZN-007"]}, "At least 155; no upper limit is known",
         ["No upper limit is known: no statement limits all of those asked for."], [155]),
        ({"group": "SCO", "without": ["KZN-046", "KZN-048"]}, "Between 401 and 3,928", [], [401, 3928]),
        ({"faculty": "law", "on": "2023-09-13", "within": "1"}, "At least 155; no upper limit is known", [], [155]),
        ({"metric": "students_outgoing_mobility", "country": ["FRA"]}, "Exactly 41", ["36 + 5 = 41"], [41, 41]),
    ],
)  # fmt: skip
def test_ask_tells_ends_and_why(open_page: Open, chosen: dict, told: str, because: list[str], ends: list[int]):
    app = open_page("ask", lang="en", **KAZNU, **chosen)
    shown = texts(app)
    assert f"## {told}" in shown
    assert [part for part in because if part not in shown] == []
    band, marks = drawn.charts(app)["ask"].traces[:2]
    assert marks["x"] == ends
    assert band["x"][0] == ends[0]
    assert band["mode"] == "lines"


@pytest.mark.parametrize(
    ("language", "told", "why"),
    [
        ("ru", "От 155 до 3 682", "Не более 3 682: столько остаётся от целого"),
        ("kk", "155 – 3 682 аралығында", "Ең көбі 3 682: басқа жерде екені анық"),
    ],
)
def test_ask_speaks_the_readers_language(open_page: Open, language: str, told: str, why: str):
    shown = texts(open_page("ask", lang=language, **KAZNU, faculty="law")).replace("\u202f", " ").replace("\xa0", " ")
    assert told in shown
    assert why in shown
    assert "3 928 + 155 − 401 = 3 682" in shown


def test_ask_says_what_would_settle_it(open_page: Open):
    shown = texts(open_page("ask", lang="en", **KAZNU, faculty="law", country=["CHN"], outside="1"))
    assert (
        "Ask for: International students (China; Law) (now between 0 and 155). It would settle the question." in shown
    )


def test_ask_names_every_statement_that_does_not_count(open_page: Open):
    shown = texts(open_page("ask", lang="en", **KAZNU, faculty="law", without=["KZN-046"]))
    assert "655 International students (India)" in shown.replace("**", "")
    assert "(left out here)" in shown


def test_ask_of_the_country_lets_choose_year_and_definition(open_page: Open):
    app = open_page("ask", lang="en", institution="KAZ", year="2024")
    box = next(box for box in app.selectbox if box.label == "Year, measure and definition")
    assert any("2024/25" in option for option in box.options)
    assert any("2025, " in option and "ministry" in option for option in box.options)
    assert "Exactly 28,458" in texts(app)


def test_ask_nobody(open_page: Open):
    shown = texts(open_page("ask", lang="en", **KAZNU, country=["KAZ"]))
    assert "Nobody is asked for" in shown


def test_ask_of_records_tells_what_they_count(open_page: Open):
    here = {"institution": "kaznu-demo", "year": "2023", "country": ["CHN"], "lang": "en"}
    shown = texts(open_page("ask", **here))
    assert "Counted by the records: 401" in shown
    assert "(invented)" in shown
    assert "Exactly 401" in texts(open_page("ask", records="1", **here))


def test_statements_that_contradict_each_other_have_no_answer(written: tuple[Engine, Open]):
    _engine, open_page = written
    app = open_page("ask", lang="en", institution="KAZ", year="2023", moment=MOMENT_2018)
    shown = texts(app)
    assert "The statements contradict each other, so there is no answer." in shown
    assert "They miss each other by 8,251 persons." in shown


MOMENT_2018 = "students|stock|as quoted in the source|calendar_year|2018"


def test_contradictions_of_the_country(open_page: Open):
    shown = texts(open_page("contradictions", lang="en", institution="KAZ"))
    assert "8 sets of statements cannot all be true" in shown
    assert "KAZ-045 is in all of these sets: without it, all the others can be true." in shown
    assert "31,500" in shown
    assert "28,458" in shown


def test_contradictions_of_the_university(open_page: Open):
    shown = texts(open_page("contradictions", lang="en", institution="kaznu"))
    assert "All statements that can be held against each other can be true together." in shown
    for told in ("about 2,800 (2,750 to 2,849)", "3,928", "at least 500", "KZP-006", "at most 15.7%", "at least 20"):
        assert told in shown, told


def test_records_deny_what_was_said(open_page: Open):
    """The demonstration has records and no statements; nothing is held against it."""
    shown = texts(open_page("contradictions", lang="en", institution="kaznu-demo"))
    assert "No published figure is about what the records count." in shown


def test_a_figure_is_set_aside_with_a_reason_and_taken_back(written: tuple[Engine, Open]):
    engine, open_page = written
    app = open_page("contradictions", lang="en", institution="KAZ")
    app.selectbox(key="aside-code-en").select("KAZ-045")
    app = _press(app, "aside-set")
    assert "Choose a statement, and write why it is set aside." in texts(app)
    app.selectbox(key="aside-code-en").select("KAZ-045")
    app.text_input(key="aside-reason").input("Counts <b>distance</b> learners.")
    app = _press(app, "aside-set")
    shown = texts(app)
    assert "Counts <b>distance</b> learners." in shown
    assert "All statements that can be held against each other can be true together." in shown
    listed = drawn.tables(open_page("published", lang="en", institution="KAZ"))["published"]
    told = listed.set_index("Code")["Set aside because"]
    assert told["KAZ-045"] == "Counts <b>distance</b> learners."
    app = app.button(key="aside-back-KAZ-045").click().run()
    assert "8 sets of statements" in texts(app)
    assert not queries.claims.asides(engine)


def _press(app: AppTest, name: str) -> AppTest:
    (button,) = [button for button in app.button if button.key and name in button.key]
    return button.click().run()


def test_somebody_else_was_quicker(written: tuple[Engine, Open]):
    engine, open_page = written
    app = open_page("contradictions", lang="en", institution="KAZ")
    app.selectbox(key="aside-code-en").select("KAZ-045")
    app.text_input(key="aside-reason").input("Mine.")
    aside.set_aside(engine, "KAZ-045", "Theirs.", "another")
    shown = texts(_press(app, "aside-set"))
    assert "Theirs." in shown or "somebody else was quicker" in shown
    assert [one.reason for one in queries.claims.asides(engine)] == ["Theirs."]


@pytest.mark.parametrize(
    ("chosen", "number", "told"),
    [
        ({"country": ["CHN"]}, "401", "The same was said before."),
        ({"country": ["CHN"]}, "450", "Different from what was said before."),
        ({"country": ["CHN"], "faculty": "law"}, "100", "Possible: nothing that was published speaks against it."),
        ({"country": ["CHN"], "faculty": "law"}, "156", "Impossible: what was published leaves no room for it."),
        ({}, "3 928", "The same was said before."),
        ({}, "3,928", "The same was said before."),
        ({}, "many", "This is no number of persons"),
        ({"institution": "kaznu-demo", "country": ["CHN"]}, "401", "True by the records."),
        ({"institution": "kaznu-demo", "country": ["CHN"]}, "402", "The records count another number."),
    ],
)
def test_a_draft_is_checked(open_page: Open, chosen: dict, number: str, told: str):
    app = open_page("draft", lang="en", **{**KAZNU, **chosen})
    app = app.text_input(key="draft-value").input(number).run()
    assert told in texts(app)
    assert number not in str(app.query_params)


def test_a_draft_of_the_question_shows_what_forbids_it(open_page: Open):
    app = open_page("draft", lang="en", **KAZNU, faculty="law", country=["CHN"], outside="1")
    shown = texts(app.text_input(key="draft-value").input("245").run())
    assert "It cannot stand beside these:" in shown
    assert "what is about to be said" in shown
    assert "They miss each other by 1 person." in shown
    assert "By all that was published: between 246 and 401." in shown


def test_nothing_of_a_draft_is_stored(written: tuple[Engine, Open]):
    engine, open_page = written
    before = queries.provenance.latest_change(engine)
    app = open_page("draft", lang="en", **KAZNU, country=["CHN"])
    app.text_input(key="draft-value").input("444").run()
    assert queries.provenance.latest_change(engine) == before
    assert "444" not in str(app.query_params)


SENTENCES: list[tuple[str, tuple[int | None, str, set[str], str, int | None]]] = [
    ("401 Chinese students study at the university in 2023/24.", (401, "exactly", {"CHN"}, "", 2023)),
    ("More than 650 Indian students", (650, "at_least", {"IND"}, "", None)),
    ("155 students from China, Russia, Uzbekistan, Tajikistan and Kyrgyzstan study at the Faculty of Law",
     (155, "exactly", {"CHN", "RUS", "UZB", "TJK", "KGZ"}, "law", None)),
    ("В КазНУ обучаются около 2 800 иностранных студентов", (2800, "about", set(), "", None)),
    ("На юридическом факультете учатся 155 студентов из Китая, России, Узбекистана, Таджикистана и Кыргызстана",
     (155, "exactly", {"CHN", "RUS", "UZB", "TJK", "KGZ"}, "law", None)),
    ("Университетте 401 қытайлық студент оқиды", (401, "exactly", {"CHN"}, "", None)),
    ("500-ден астам түрік студенті", (500, "at_least", {"TUR"}, "", None)),
    ("В 2024-2025 учебном году более 4,5 тыс. студентов", (4500, "at_least", set(), "", 2024)),
    ("In January 2024 the university had 3,928 international students", (3928, "exactly", set(), "", None)),
    ("individual students", (None, "exactly", set(), "", None)),
    ("", (None, "exactly", set(), "", None)),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "meant"), SENTENCES, ids=lambda value: str(value)[:30])
def test_what_a_sentence_speaks_of(everything: Engine, sentence: str, meant: tuple[Any, ...]):
    found = read(sentence, options.known_as(everything, "kaznu"), "KAZ")
    assert (found.value, found.qualifier, set(found.countries), found.faculty, found.year) == meant


def test_a_pasted_sentence_fills_in_number_and_scope(open_page: Open):
    app = open_page("draft", lang="en", **KAZNU)
    app.text_area(key="draft-pasted").input("At least 200 Chinese students at the Faculty of Law")
    app = _press(app, "draft-read")
    assert app.text_input(key="draft-value").value == "200"
    assert app.selectbox(key="draft-qualifier").value == "at_least"
    assert [app.query_params[name] for name in ("country", "faculty")] in (["CHN", "law"], [["CHN"], ["law"]])
    assert "Impossible: what was published leaves no room for it." in texts(app)


def filled(app: AppTest, **values: str) -> AppTest:
    for name, value in values.items():
        key = f"entry-{name.replace('_', '-')}" if name in ("as_of",) else f"entry-{name}"
        app.text_input(key=key).input(value)
    return _press(app, "entry-check")


GOOD = {
    "value": "420", "year": "2024/25", "title": "A speech", "source_url": "https://farabi.university/speech",
    "source_date": "2024-10-01",
}  # fmt: skip


def test_a_figure_is_entered_checked_and_stored_as_a_release(written: tuple[Engine, Open]):
    engine, open_page = written
    app = open_page("enter", lang="en", **KAZNU, country=["CHN"])
    assert "Of whom, by the filter bar: Al-Farabi Kazakh National University; China" in texts(app)
    app.selectbox(key="entry-metric").select("students_international")
    app = filled(app, **GOOD)
    assert "The figure is sound." in texts(app)
    before = len(queries.provenance.releases(engine))
    app = _press(app, "entry-store")
    assert "Stored:" in texts(app)
    assert len(queries.provenance.releases(engine)) == before + 1
    rows = queries.TOPICS["published"](engine, where={"institution": ["kaznu"], "academic_year": ["2024"]})
    (row,) = [row for row in rows.to_dict("records") if row["metric"] == "students_international"]
    assert (row["value"], row["country_code"], row["source_title"]) == (420, "CHN", "A speech")
    assert app.text_input(key="entry-value").value == ""
    assert "Exactly 420" in texts(open_page("ask", lang="en", institution="kaznu", year="2024", country=["CHN"]))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"value": ""}, "Not a number."),
        ({"value": "many"}, "Not a number."),
        ({"title": ""}, "The cell is blank."),
        ({"source_url": "javascript:alert(1)"}, "Not the address of a page."),
        ({"source_date": "soon"}, "Not a date."),
        ({"year": "2024/26"}, "Not an academic year."),
    ],
)
def test_a_figure_with_a_fault_is_not_stored(written: tuple[Engine, Open], wrong: dict[str, str], told: str):
    engine, open_page = written
    app = filled(open_page("enter", lang="en", **KAZNU), **{**GOOD, **wrong})
    assert told in texts(app)
    assert not [button for button in app.button if button.key == "entry-store"]
    assert "420" not in str(queries.TOPICS["published"](engine)["value"].tolist())


def test_a_figure_that_cannot_stand_beside_the_others_says_so_and_may_be_stored(written: tuple[Engine, Open]):
    _engine, open_page = written
    app = open_page("enter", lang="en", **KAZNU, country=["CHN"], faculty="law")
    app.selectbox(key="entry-metric").select("students_international")
    app = filled(app, **{**GOOD, "value": "156", "year": "2023/24"})
    assert "it cannot stand beside these; both will be shown:" in texts(app)
    app = _press(app, "entry-store")
    assert "1 set of statements cannot all be true" in texts(
        open_page("contradictions", lang="en", institution="kaznu")
    )
    overview = texts(open_page(lang="en", institution="kaznu"))
    assert "2 statements of 2023/24 cannot all be true" in overview


def test_every_metric_on_offer_can_be_asked(open_page: Open):
    app = open_page("ask", lang="en", **KAZNU)
    box = next(box for box in app.selectbox if box.label == "What is counted")
    assert len(box.options) >= len(question.USUAL)
