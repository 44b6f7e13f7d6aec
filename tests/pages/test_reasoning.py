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
        ("ru", "От 155 до 3 682", "Не более 3 682: столько остаётся от общего числа"),
        ("kk", "155 – 3 682 аралығында", "Ең көбі 3 682: жалпы саннан бұған кірмейтіні анық"),
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
        ({"country": ["CHN", "IND"]}, "1056", "It follows from what was published."),
        ({"country": ["CHN"]}, "401", "The same was said before."),
        ({"country": ["CHN"]}, "450", "Different from what was said before."),
        ({"country": ["CHN"], "faculty": "law"}, "100", "Possible: nothing that was published speaks against it."),
        ({"country": ["CHN"], "faculty": "law"}, "156", "Impossible: what was published leaves no room for it."),
        ({}, "3 928", "The same was said before."),
        ({}, "3,928", "The same was said before."),
        ({}, "many", "This is no number of persons"),
        ({}, "401²", "This is no number of persons"),
        ({}, "4.5", "This is no number of persons"),
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


SENTENCES: list[tuple[str, dict[str, Any]]] = [
    ("401 Chinese students study at the university in 2023/24.", {"value": 401, "countries": {"CHN"}, "year": 2023}),
    ("More than 650 Indian students", {"value": 650, "qualifier": "at_least", "countries": {"IND"}}),
    ("155 students from China, Russia, Uzbekistan, Tajikistan and Kyrgyzstan study at the Faculty of Law",
     {"value": 155, "countries": {"CHN", "RUS", "UZB", "TJK", "KGZ"}, "faculty": "law"}),
    ("В КазНУ обучаются около 2 800 иностранных студентов", {"value": 2800, "qualifier": "about"}),
    ("На юридическом факультете учатся 155 студентов из Китая, России, Узбекистана, Таджикистана и Кыргызстана",
     {"value": 155, "countries": {"CHN", "RUS", "UZB", "TJK", "KGZ"}, "faculty": "law"}),
    ("Университетте 401 қытайлық студент оқиды", {"value": 401, "countries": {"CHN"}}),
    ("500-ден астам түрік студенті", {"value": 500, "qualifier": "at_least", "countries": {"TUR"}}),
    ("В 2024-2025 учебном году более 4,5 тыс. студентов", {"value": 4500, "qualifier": "at_least", "year": 2024}),
    ("In January 2024 the university had 3,928 international students",
     {"value": 3928, "year": 2024, "is_year_plain": True}),
    ("No fewer than 400 students from China", {"value": 400, "qualifier": "at_least", "countries": {"CHN"}}),
    ("не менее 500 студентов", {"value": 500, "qualifier": "at_least"}),
    ("не больше 500 студентов", {"value": 500, "qualifier": "at_most"}),
    ("20-дан кем емес", {"value": 20, "qualifier": "at_least"}),
    ("До 300 студентов из Турции", {"value": 300, "qualifier": "at_most", "countries": {"TUR"}}),
    ("до 2023 года 401 студент", {"value": 401, "year": 2023, "is_year_plain": True}),
    ("15.7% of our students", {}),
    ("4.5 percent, 3,928 students", {"value": 3928}),
    ("Of our 3,928 international students, 655 come from India",
     {"value": 655, "countries": {"IND"}, "others": (3928,)}),
    ("4,500 students; that is 12% more than last year", {"value": 4500}),
    ("155 студентов из стран ШОС", {"value": 155, "group": "SCO"}),
    ("Шанхай ынтымақтастық ұйымы елдерінен 1 056 студент", {"value": 1056, "group": "SCO"}),
    ("more than 1,000 from the SCO countries", {"value": 1000, "qualifier": "at_least", "group": "SCO"}),
    ("240 студентов из Южной Кореи", {"value": 240, "countries": {"KOR"}}),
    ("12 из США", {"value": 12, "countries": {"USA"}}),
    ("Oman, Iran and Niger: 34", {"value": 34, "countries": {"OMN", "IRN", "NER"}}),
    ("41 students went to France for a semester",
     {"value": 41, "countries": {"FRA"}, "metric": "students_outgoing_mobility"}),
    ("individual students", {}),
    ("401.5", {}),
    ("", {}),
]  # fmt: skip
GROUPS = {"SCO": ("SCO", "ШОС", "ШЫҰ", "Шанхай ынтымақтастық ұйымы"), "CIS": ("CIS", "СНГ")}


@pytest.mark.parametrize(("sentence", "meant"), SENTENCES, ids=lambda value: str(value)[:30])
def test_what_a_sentence_speaks_of(everything: Engine, sentence: str, meant: dict[str, Any]):
    found = read(sentence, options.known_as(everything, "kaznu"), "KAZ", GROUPS)
    nothing = {
        "value": None, "qualifier": "exactly", "countries": set(), "faculty": "", "year": None, "group": "",
        "metric": "",
        "is_year_plain": False, "others": (),
    }  # fmt: skip
    assert {**vars(found), "countries": set(found.countries)} == {**nothing, **meant}


def test_a_pasted_sentence_fills_in_number_and_scope(open_page: Open):
    app = open_page("draft", lang="en", **KAZNU)
    app.text_area(key="draft-pasted").input("At least 200 Chinese students at the Faculty of Law")
    app = _press(app, "draft-read")
    assert app.text_input(key="draft-value").value == "200"
    qualifier = next(box for box in app.selectbox if box.label == "Qualifier")
    assert qualifier.value == "at_least"
    assert [app.query_params[name] for name in ("country", "faculty")] in (["CHN", "law"], [["CHN"], ["law"]])
    shown = texts(app)
    assert "Impossible: what was published leaves no room for it." in shown
    assert "The sentence names no year: it is checked of 2023/24." in shown


def test_a_pasted_sentence_of_a_year_that_is_not_known_is_not_checked(open_page: Open):
    app = open_page("draft", lang="en", **KAZNU)
    app.text_area(key="draft-pasted").input("401 Chinese students in 2015/16")
    shown = texts(_press(app, "draft-read"))
    assert "The sentence speaks of 2015/16, of which nothing is known." in shown
    assert "said before" not in shown


def filled(app: AppTest, **values: str) -> AppTest:
    for name, value in values.items():
        app.text_input(key=f"entry-{name}").input(value)
    return _press(app, "entry-check")


GOOD = {
    "value": "420", "year": "2024/25", "title": "A speech", "source_url": "https://farabi.university/speech",
    "source_date": "2024-10-01",
}  # fmt: skip


def test_a_figure_is_entered_checked_and_stored_as_a_release(written: tuple[Engine, Open]):
    engine, open_page = written
    app = open_page("enter", lang="en", **KAZNU, country=["CHN"])
    told = "Of whom, by the filter bar: Al-Farabi Kazakh National University; all faculties; all levels"
    assert told in texts(app)
    app = filled(app, **GOOD)
    shown = texts(app)
    assert "The figure is sound." in shown
    assert "**420** International students (China), 2024/25 — [A speech]" in shown
    before = len(queries.provenance.releases(engine))
    app = _press(app, "entry-store")
    assert "Stored:" in texts(app)
    assert len(queries.provenance.releases(engine)) == before + 1
    rows = queries.TOPICS["published"](engine, where={"institution": ["kaznu"], "academic_year": ["2024"]})
    (row,) = [row for row in rows.to_dict("records") if row["metric"] == "students_international"]
    assert (row["value"], row["country_code"], row["source_title"]) == (420, "CHN", "A speech")
    assert next(box for box in app.text_input if box.label == "Value").value == ""
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
    app = _press(app, "entry-store")  # stores nothing that is not sound
    assert "Stored:" not in texts(app)
    assert "420" not in str(queries.TOPICS["published"](engine)["value"].tolist())


def test_a_figure_that_cannot_stand_beside_the_others_says_so_and_may_be_stored(written: tuple[Engine, Open]):
    _engine, open_page = written
    app = open_page("enter", lang="en", **KAZNU, country=["CHN"], faculty="law")
    app = filled(app, **{**GOOD, "value": "156", "year": "2023/24"})
    assert "it cannot stand beside these; both will be shown:" in texts(app)
    app = _press(app, "entry-store")
    assert "1 set of statements cannot all be true" in texts(
        open_page("contradictions", lang="en", institution="kaznu")
    )
    overview = texts(open_page(lang="en", institution="kaznu"))
    assert "2 statements of 2023/24 cannot all be true" in overview


def test_what_changed_since_it_was_checked_is_not_stored(written: tuple[Engine, Open]):
    engine, open_page = written
    app = filled(open_page("enter", lang="en", **KAZNU), **GOOD)
    app.text_input(key="entry-value").input("421")
    app = _press(app, "entry-store")
    assert "The form has changed since it was checked" in texts(app)
    assert not {420, 421} & set(queries.TOPICS["published"](engine)["value"])


def test_the_language_changes_no_choice(written: tuple[Engine, Open]):
    _engine, open_page = written
    app = open_page("enter", lang="en", **KAZNU)
    app.selectbox(key="entry-qualifier-en").select("at_least")
    app.selectbox(key="entry-metric-en").select("students_incoming_mobility")
    app = filled(app, **GOOD)
    (language,) = [one for one in app.button_group if "ENG" in str(one.options)] or [None]
    if language is None:
        pytest.fail("the choice of language is not there")
    app = language.set_value(["ru"]).run() if isinstance(language.value, list) else language.set_value("ru").run()
    assert app.selectbox(key="entry-qualifier-ru").value == "at_least"
    assert app.selectbox(key="entry-metric-ru").value == "students_incoming_mobility"


def test_a_second_figure_of_the_same_text_says_what_it_replaces_and_can_be_undone(written: tuple[Engine, Open]):
    engine, open_page = written
    _press(filled(open_page("enter", lang="en", **KAZNU), **GOOD), "entry-store")
    app = filled(open_page("enter", lang="en", **KAZNU), **{**GOOD, "value": "1 421"})
    assert "The same text is entered with 420 of exactly this already: storing replaces it." in texts(app)
    app = _press(app, "entry-store")
    assert 1421 in set(queries.TOPICS["published"](engine)["value"])
    app = _press(_press(app, "load-undo-entry"), "load-undo-sure-entry")
    assert "The figure was taken out again." in texts(app)
    assert 420 in set(queries.TOPICS["published"](engine)["value"])


def test_any_country_and_a_day_as_people_write_it(written: tuple[Engine, Open]):
    engine, open_page = written
    app = open_page("enter", lang="en", **KAZNU)
    app.multiselect(key="entry-countries-en-").select("ITA")
    app = _press(filled(app, **{**GOOD, "year": "", "source_date": "1.10.2024"}), "entry-store")
    rows = queries.TOPICS["published"](engine, where={"country": ["ITA"]}).to_dict("records")
    assert [(row["value"], row["academic_year"], row["source_date"]) for row in rows] == [(420, 2024, "2024-10-01")]


def test_nothing_is_entered_for_an_invented_institution(open_page: Open):
    app = open_page("enter", lang="en", institution="kaznu-demo")
    assert "The figures of this institution are invented" in texts(app)
    assert not [button for button in app.button if "entry" in str(button.key)]


def test_every_metric_on_offer_can_be_asked(open_page: Open):
    app = open_page("ask", lang="en", **KAZNU)
    box = next(box for box in app.selectbox if box.label == "What is counted")
    assert len(box.options) >= len(question.USUAL)
