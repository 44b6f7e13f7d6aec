"""Loading a file from the page: judged, mended by choosing, stored, undone; and what may go wrong told in words."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

import db.engine
from dashboard.loading import files, problems, steps, work
from db import queries, store
from db.engine import connect, writer
from etl.guess import guess, looked
from etl.sources import SOURCES
from tests.conftest import OPEN_DATA, Databases, address_of, nothing, opened
from tests.pages import drawn
from tests.pages.conftest import opener
from tests.pages.test_pages import shown

DATA = Path(__file__).parent.parent / "data"
FAULTY = (DATA / "registrar_faulty.csv").read_bytes()
SOUND = FAULTY.replace("Киргистан".encode(), "Кыргызстан".encode())
RESTATED = SOUND.replace(b";41;", b";45;")
PERSONS = ("Ахметов", "Сериков", "Айдар")
Start = Callable[..., AppTest]


@pytest.fixture
def start(shipped_copy: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """The page with files dropped on it: start(("name.csv", bytes), lang="ru")."""
    run = opener(address_of(shipped_copy), monkeypatch)
    yield lambda *dropped, **choices: drop(run("load", **{"lang": "en", "institution": "kaznu", **choices}), *dropped)
    st.cache_resource.clear()


def drop(app: AppTest, *dropped: tuple[str, bytes]) -> AppTest:
    for name, content in dropped:
        app.file_uploader[0].upload(name, content, "text/csv")
    return app.run()


def press(app: AppTest, key: str) -> AppTest:
    return next(button for button in app.button if str(button.key).startswith(key)).click().run()


def told(app: AppTest) -> str:
    """All that stands on the page, tables too, as it reads."""
    tables = "".join(frame.value.to_string() for frame in app.dataframe)
    return (shown(app) + "\n" + "\n".join(text.value for text in app.success) + tables).replace("\\", "")


def china(engine: Engine) -> list[int]:
    where = {"institution": ["kaznu"], "country": ["CHN"], "academic_year": ["2024"]}
    return queries.counts.mobility(engine, by=["country"], where=where)["headcount"].tolist()


@pytest.mark.parametrize(
    ("language", "recognised", "problems_head"),
    [("en", "Recognised:", "Problems"), ("ru", "Распознано:", "Ошибки"), ("kk", "Танылды:", "Қателер")],
)
def test_a_faulty_file_is_told_in_the_readers_language(
    start: Start, language: str, recognised: str, problems_head: str
):
    app = start(("file.csv", FAULTY), lang=language)
    assert not app.exception
    assert recognised in told(app)
    assert problems_head in [head.value for head in app.subheader]
    assert "Киргистан" in told(app)
    assert not [button for button in app.button if button.key == "load-store"]


def test_nothing_personal_is_shown_and_its_column_is_told(start: Start):
    text = told(start(("file.csv", FAULTY)))
    assert "ФИО ответственного" in text
    assert not any(name in text for name in PERSONS)


def test_an_unknown_name_is_chosen_remembered_and_never_asked_again(start: Start, shipped_copy: Engine):
    app = start(("file.csv", FAULTY))
    (box,) = [one for one in app.selectbox if str(one.key).startswith("load-name-")]
    assert box.options[:2] == ["leave it", "Kyrgyzstan (KGZ)"]
    assert len(box.options) > 200
    box.select("KGZ")
    app = press(app, "load-confirm")
    assert not app.exception
    assert "The files are sound: 3 rows read, no problems." in told(app)
    assert china(shipped_copy) == []
    again = start(("other.csv", FAULTY + b"\n"))
    assert not again.error


def test_a_partner_spelt_like_another_may_be_said_to_be_a_new_one(start: Start):
    register = "agreement,type,partner,partner_country\nA-1,mou,Freie Universität Berlyn,DE\n".encode()
    app = start(("file.csv", register))
    (box,) = [one for one in app.selectbox if str(one.key).startswith("load-name-")]
    assert box.options[:3] == [
        "leave it", "Free University of Berlin (free-university-of-berlin)", "a new institution (new)",
    ]  # fmt: skip
    box.select("new")
    app = press(app, "load-confirm")
    assert not app.exception
    assert "New institutions: 1, among them Freie Universität Berlyn." in told(app)


def test_what_would_change_is_shown_before_and_done_after(start: Start, shipped_copy: Engine):
    app = start(("file.csv", SOUND))
    changes = next(frame.value for frame in app.dataframe if "After" in frame.value)
    assert changes.loc[0, ["Before", "After", "Change"]].tolist() == ["–", "60", "+60"]
    assert china(shipped_copy) == []
    app = press(app, "load-store")
    assert not app.exception
    assert "Loaded: release 7" in told(app)
    assert "sources?release=7" in shown(app)
    assert china(shipped_copy) == [41]
    mobility = drawn.charts(app.switch_page("views/mobility.py").run())
    assert "China: 41" in mobility["mobility-map"].only("choropleth")["text"]


def test_the_same_file_changes_nothing_and_a_corrected_one_restates(start: Start, shipped_copy: Engine):
    press(start(("file.csv", SOUND)), "load-store")
    same = start(("file.csv", SOUND))
    assert "Nothing would change" in told(same)
    assert not [button for button in same.button if button.key == "load-store"]
    restated = start(("file.csv", RESTATED))
    rows = next(frame.value for frame in restated.dataframe if "Restated" in frame.value)
    assert int(rows["Restated"].sum()) == 1
    press(restated, "load-store")
    assert china(shipped_copy) == [45]


def test_a_load_is_undone_only_after_it_was_confirmed(start: Start, shipped_copy: Engine):
    app = press(press(start(("file.csv", SOUND)), "load-store"), "load-undo-result")
    assert "will be taken out" in told(app)
    assert china(shipped_copy) == [41]
    app = press(app, "load-undo-sure-result")
    assert not app.exception
    assert "Release 7 is undone" in told(app)
    assert china(shipped_copy) == []


def test_an_undo_can_be_thought_better_of(start: Start, shipped_copy: Engine):
    app = press(press(start(), "load-undo-list-6"), "load-undo-not-list")
    assert "will be taken out" not in told(app)
    assert queries.provenance.releases(shipped_copy)["undone_at"].isna().all()


def test_a_file_is_judged_once_for_all_reruns_of_the_page(start: Start, monkeypatch: pytest.MonkeyPatch):
    judged = []
    real = work.judge
    monkeypatch.setattr(work, "judge", lambda *given, **named: judged.append(1) or real(*given, **named))
    app = start(("file.csv", FAULTY))
    app.run()
    app.run()
    assert len(judged) == 1
    app.checkbox(key="load-part").check().run()
    assert len(judged) == 2


def test_a_part_leaves_other_faculties_alone(start: Start, shipped_copy: Engine):
    other = SOUND.replace("Юридический факультет".encode(), "Исторический факультет".encode())
    press(start(("law.csv", SOUND)), "load-store")
    app = start(("history.csv", other))
    rows = next(frame.value for frame in app.dataframe if "Withdrawn" in frame.value)
    assert int(rows["Withdrawn"].sum()) == 3
    app = app.checkbox(key="load-part").check().run()
    rows = next(frame.value for frame in app.dataframe if "Withdrawn" in frame.value)
    assert int(rows["Withdrawn"].sum()) == 0


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(64), "picture"), ("empty.csv", b"", "empty"),
        ("paper.xlsx", b"%PDF-1.7\n" + bytes(64), "PDF"), ("broken.xlsx", b"PK\x03\x04" + bytes(64), ""),
        ("nothing.csv", b"a;b\n1;2\n", "missing"), ("header.csv", SOUND.splitlines()[0] + b"\n", "no row"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(start: Start, name: str, content: bytes, rule: str):
    app = start((name, content))
    assert not app.exception
    assert app.error
    assert rule in told(app)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.csv", "=cmd|' /C calc'!A0.csv", "..", "", "\x00\n", "ы" * 400]
)
def test_a_hostile_name_is_a_plain_name(name: str):
    plain = files.base_name(name)
    assert plain
    assert not set("/\\\x00\n") & set(plain)
    assert plain.strip(".")
    assert len(plain.encode()) <= 255
    with files.laid([files.Sent(plain, "0", io.BytesIO(b"x"))]) as paths:  # type: ignore[arg-type]
        assert paths[0].read_bytes() == b"x"
        folder = paths[0].parent.parent
    assert not folder.exists()


def test_a_hostile_name_loads(start: Start, shipped_copy: Engine):
    app = press(start(("../../=cmd.csv", SOUND)), "load-store")
    assert not app.exception
    assert "=cmd.csv" in queries.provenance.files(shipped_copy, 7)["name"].tolist()


def test_two_files_of_one_name_are_one_load(start: Start):
    next_year = SOUND.replace(b"2024/25", b"2023/24")
    app = start(("file.csv", SOUND), ("file.csv", next_year))
    assert "6 rows read" in told(app)


def test_figures_cannot_be_put_under_an_institution_that_is_made_up(start: Start):
    app = start(("file.csv", SOUND), institution="kaznu-demo")
    (box,) = [one for one in app.selectbox if one.label == "Whose figures they are"]
    assert not [option for option in box.options if "invented" in option]
    assert any("choose the institution" in info.value for info in app.info)


def test_an_institution_without_faculties_is_told(start: Start):
    app = start(("file.csv", SOUND))
    box = next(one for one in app.selectbox if one.label == "Whose figures they are")
    app = box.select("unizar").run()
    assert not app.exception
    assert "No faculties of this institution are known yet" in told(app)
    assert app.error


def test_the_source_may_be_chosen_against_the_guess(start: Start):
    app = start(("file.csv", SOUND))
    app = next(one for one in app.selectbox if one.label == "Source").select("uis_flows").run()
    assert not app.exception
    assert "The column is missing" in told(app)


def test_a_database_that_another_writer_holds_is_told(
    start: Start, shipped_copy: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(db.engine, "WAIT_FOR_WRITER_MS", 50)
    other = connect(address_of(shipped_copy))
    with writer(other).connect() as connection, connection.begin():
        app = start(("file.csv", SOUND))
        assert not app.exception
        assert any("another load" in error.value for error in app.error)
    app = press(app, "load-again")
    assert "no problems" in told(app)
    with writer(other).connect() as connection, connection.begin():
        app = press(app, "load-store")
        assert not app.exception
        assert any("another load" in error.value for error in app.error)
    other.dispose()


def test_an_empty_database_takes_a_file(sqlite: Databases, monkeypatch: pytest.MonkeyPatch):
    units = b"code,kind,parent,name_en,name_ru,name_kk\nlaw,faculty,,Law,%s,\n" % "Юридический факультет".encode()
    for engine in opened(sqlite, sqlite.copy("empty", nothing)):
        app = opener(address_of(engine), monkeypatch)(lang="en")
        assert not app.exception
        assert "etl shipped" in app.info[0].value
        app = drop(app, ("file.csv", SOUND), ("units.csv", units))
        app = next(one for one in app.selectbox if one.label == "Whose figures they are").select("kaznu").run()
        app = press(app, "load-store")
        assert not app.exception
        assert china(engine) == [41]


def test_figures_of_calendar_years_are_loaded_and_shown_as_such(start: Start):
    flows = b"year,dest_country_name,origin_country_lumped,value_lumped\n2015,Canada,China,120\n2016,Canada,China,130\n"
    app = start(("flows.csv", flows))
    assert not [one for one in app.selectbox if one.label == "Whose figures they are"]
    app = press(app, "load-store")
    effects = next(frame.value for frame in app.dataframe if "After" in frame.value)
    assert effects["Period"].tolist() == ["2016", "2015"]
    app.query_params["institution"] = "CAN"
    app.query_params["year"] = "2015"
    mobility = app.switch_page("views/mobility.py").run()
    assert next(box for box in mobility.selectbox if box.label == "Year").options == ["2016", "2015"]
    everything = told(mobility)
    assert ", 2015," in everything
    assert "2015/16" not in everything
    overview = mobility.switch_page("views/overview.py").run()
    assert not overview.exception
    assert "All cards: the whole institution, 2015." in told(overview)
    assert "2015/16" not in told(overview)
    overview.query_params["year"] = "2016"
    cards = drawn.cards(overview.run())
    assert cards["International students, degree, 2016"] == ("130", "+10 (+8.3%) on 2015")


def test_only_whole_percents_of_a_long_file_are_told():
    shown: list[float] = []
    progress = work._by_percent(shown.append)
    for done in range(100_001):
        progress(done, 100_000)
    progress(0, 0)
    assert len(shown) == 101
    assert shown[-1] == 1.0


def test_somebody_else_may_have_undone_it_already(start: Start, shipped_copy: Engine):
    app = press(press(start(("file.csv", SOUND)), "load-store"), "load-undo-result")
    store.undo(shipped_copy, 7, "somebody else")
    app = press(app, "load-undo-sure-result")
    assert not app.exception
    assert any("undone the release already" in error.value for error in app.error)


def test_problems_are_grouped_by_rule_and_column():
    from etl.load import judge

    with files.laid([files.Sent("f.csv", "", io.BytesIO(FAULTY.replace(b";7;", b";x1;")))]) as paths:  # type: ignore[arg-type]
        found = judge(SOURCES["registrar"], paths, "kaznu").problems
    st.session_state["choices"] = {"lang": "en"}
    groups = problems.grouped([*found, *found])
    assert len(groups) == len({(one.column, str(one.rule)) for one in found})
    assert sum(group.count for group in groups) == 2 * sum(one.count for one in found)


def test_the_marked_copy_and_the_template_are_workbooks_without_a_persons_name(shipped_copy: Engine, start: Start):
    app = start(("file.csv", FAULTY))
    found = app.session_state["load-judged"][1]
    copy = problems.marked(found, found.judged.problems, "en")
    templates = [steps.template("kk", "kaznu", code) for code in ("registrar", "agreements", "published")]
    for content in (copy, *templates):
        with ZipFile(io.BytesIO(content)) as book:
            text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        assert not any(name in text for name in PERSONS)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("unizar_2030.csv", "unizar_agreements"), ("unizar_results_2030.csv", "unizar_results"),
        ("registrar_faulty.csv", "registrar"),
    ],
)  # fmt: skip
def test_a_source_is_told_by_its_columns(name: str, source: str):
    (first, fit), *others = guess([DATA / name])
    assert first == source
    assert fit > 0.5
    assert all(other < fit for _, other in others)


@pytest.mark.parametrize(
    ("pattern", "source"),
    [
        ("uis-flows-360info/popular*.csv", "uis_flows"),
        ("hesa-provider/dt051-table-28.csv", "hesa_students_by_country"),
        ("hesa-provider/dt051-table-49.csv", "hesa_students"),
    ],
)  # fmt: skip
def test_files_of_the_world_are_told_by_their_columns(open_data: Path, pattern: str, source: str):
    for file in sorted(OPEN_DATA.glob(pattern))[:1]:
        assert guess([file])[0][0] == source


def test_nothing_is_guessed_of_what_is_no_table(tmp_path: Path):
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert guess([picture]) == []
    assert looked(SOURCES["registrar"], [picture]) == []


def test_how_a_file_was_read_tells_headers_and_no_cell():
    (seen,) = looked(SOURCES["registrar"], [DATA / "registrar_faulty.csv"])
    assert (seen.encoding, seen.delimiter, seen.header) == ("utf-8", ";", (1, 1))
    assert ("Гражданство", "country") in seen.columns
    assert seen.personal == ("ФИО ответственного",)
    assert not any(name in repr(seen) for name in PERSONS)
