"""What a load and an undo do: restate, withdraw, change nothing, bring back, all or nothing."""

import subprocess

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError

from db import queries, store
from db.batch import Batch, Counted, Extent
from db.models import PublishedFigure, Release
from tests import small
from tests.conftest import PYTHON, ROOT, environment
from tests.db.answers import answers, assert_same, current_rows, headcounts, rows_in
from tests.small import mobility

DEGREE = {"series": "small_degree"}


def load(engine: Engine, batch: Batch) -> int | None:
    return store.load(engine, batch, by="test").release


def test_a_first_load_states_every_row(engine: Engine) -> None:
    outcome = store.load(engine, small.first(), by="test")
    assert outcome.release == 1
    assert outcome.tables["mobility_count"] == Counted(new=12, restated=0, unchanged=0, withdrawn=0)
    assert sorted(outcome.tables) == small.everything()
    assert outcome.restated == outcome.unchanged == outcome.withdrawn == 0


def test_a_release_tells_who_what_and_how_much(small_university: Engine) -> None:
    latest, first = queries.provenance.releases(small_university).to_dict("records")
    assert (first["release"], latest["release"]) == (1, 2)
    assert (latest["cells_new"], latest["cells_restated"], latest["cells_unchanged"]) == (0, 1, 1)
    assert (latest["loaded_by"], latest["institution_code"], latest["is_invented"]) == ("test", "small", False)
    file = queries.provenance.files(small_university, 2).iloc[0]
    assert (file["name"], file["sha256"]) == ("small-2024-corrected.csv", small.read("small-2024-corrected.csv").sha256)


def test_a_corrected_row_restates_and_is_not_counted_twice(small_university: Engine) -> None:
    degree = headcounts(small_university, **DEGREE)
    assert degree["2024", "CHN"] == 32
    assert sum(value or 0 for (year, _), value in degree.items() if year == "2024") == 40


def test_the_same_load_twice_makes_no_release(small_university: Engine) -> None:
    before, rows = answers(small_university), rows_in(small_university)
    outcome = store.load(small_university, small.correction(), by="test")
    assert outcome.release is None
    assert outcome.unchanged == 2
    assert rows_in(small_university) == rows
    assert_same(answers(small_university), before)


def test_the_first_file_again_restates_what_its_correction_changed(small_university: Engine) -> None:
    outcome = store.load(small_university, small.first(), by="test")
    assert outcome.restated == 1
    assert headcounts(small_university, **DEGREE)["2024", "CHN"] == 30


def test_another_file_that_says_the_same_is_a_release_that_restates_nothing(small_university: Engine) -> None:
    again = small.batch("again.csv", {"mobility_count": [mobility(2, 2022, "law", "CHN", 10)]})
    outcome = store.load(small_university, again, by="test")
    assert outcome.release == 3
    assert outcome.tables == {"mobility_count": Counted(new=0, restated=0, unchanged=1, withdrawn=0)}


@pytest.mark.parametrize(
    ("extent", "gone"),
    [
        (Extent("mobility_count", "small_degree", "2023"), {("2023", "IRN"), ("2023", "BLR"), ("2023", "NPL")}),
        (Extent("mobility_count", "small_degree", "2023", "outbound"), set()),
        (Extent("mobility_count", "small_degree", "2023", "", "small", "law"), {("2023", "IRN")}),
        (Extent("mobility_count", "small_degree", "2023", "", "small", "civil"), {("2023", "IRN")}),
        (Extent("mobility_count", "small_degree", "2023", "", "small", "science"), {("2023", "BLR"), ("2023", "NPL")}),
        (Extent("mobility_count", "small_credit", "2023"), {("2023", "DEU")}),
        (Extent("mobility_count", "", "2023"), {("2023", c) for c in ("IRN", "BLR", "NPL", "DEU")}),
        (Extent("mobility_count", "small_degree", "2021"), set()),
        (Extent("enrolment_count", "", "2023"), set()),
    ],
    ids=str,
)
def test_a_load_withdraws_what_it_is_complete_for_and_nothing_else(
    small_university: Engine, extent: Extent, gone: set[tuple[str, str]]
) -> None:
    """A faculty's extent covers its departments."""
    before = headcounts(small_university)
    rows = {"mobility_count": [mobility(2, 2023, "civil", "CHN", 21)]}
    outcome = store.load(small_university, small.batch("2023.csv", rows, [extent]), by="test")
    after = headcounts(small_university)
    assert after == {key: value for key, value in before.items() if key not in gone} | {("2023", "CHN"): 21}
    assert outcome.tables["mobility_count"].withdrawn == len(gone)


def test_another_source_withdraws_nothing_of_this_one(small_university: Engine) -> None:
    before = headcounts(small_university)
    other = small.batch(
        "other.csv", {}, [Extent("mobility_count")], source={**small.SOURCE, "code": "other"}, series=[]
    )
    assert store.load(small_university, other, by="test").withdrawn == 0
    assert headcounts(small_university) == before


def test_an_undo_brings_back_exactly_what_was(small_university: Engine) -> None:
    before = answers(small_university)
    changed = small.batch(
        "changed.csv",
        {
            "mobility_count": [mobility(2, 2023, "law", "CHN", 1)],
            "published_figure": [small.figure(3, "P-1", 402, ["CHN", "MNG"])],
            "unit_record": [small.unit(4, "law"), small.unit(5, "arts")],
            "enrolment_count": [small.enrolled(6, 2022, "law", "not_stated")],
        },
        [Extent("mobility_count"), Extent("target"), Extent("statement"), Extent("unit_record")],
    )
    release = load(small_university, changed)
    assert release == 3
    assert headcounts(small_university) == {("2023", "CHN"): 1}
    assert queries.TOPICS["targets"](small_university).empty
    store.undo(small_university, release, by="test")
    assert_same(answers(small_university), before)


@pytest.mark.parametrize("undone", [1, 2, 3])
def test_an_undo_in_any_place_leaves_what_the_others_say(engine: Engine, undone: int) -> None:
    """Three releases of one cell: 10, 20, 30. Its value is that of the last one left."""
    for headcount in (10, 20, 30):
        rows = [mobility(2, 2023, "law", "CHN", headcount), mobility(3, 2023, "law", "KGZ", headcount + 1)]
        load(engine, small.batch(f"{headcount}.csv", {"mobility_count": rows[: 1 + (headcount == 20)]}))
    store.undo(engine, undone, by="test")
    last = 20 if undone == 3 else 30
    assert headcounts(engine) == {("2023", "CHN"): last} | ({} if undone == 2 else {("2023", "KGZ"): 21})


def test_an_undo_of_everything_leaves_no_answer(small_university: Engine) -> None:
    for release in (1, 2):
        store.undo(small_university, release, by="test")
    assert all(frame.empty for frame in answers(small_university).values())


def test_what_was_undone_can_be_loaded_again(small_university: Engine) -> None:
    before = headcounts(small_university)
    store.undo(small_university, 2, by="test")
    assert headcounts(small_university)["2024", "CHN"] == 30
    assert load(small_university, small.correction()) == 3
    assert headcounts(small_university) == before


def test_an_undo_is_told_by_whom_and_refused_twice(small_university: Engine) -> None:
    store.undo(small_university, 2, by="somebody")
    with small_university.connect() as connection:
        row = connection.execute(select(Release.undone_at, Release.undone_by).where(Release.id == 2)).one()
    assert row.undone_by == "somebody"
    assert row.undone_at is not None
    with pytest.raises(store.NothingToUndo, match="undone before"):
        store.undo(small_university, 2, by="test")
    with pytest.raises(store.NothingToUndo, match="no release 99"):
        store.undo(small_university, 99, by="test")


def test_an_undo_keeps_to_the_units_as_they_were_when_each_release_was_loaded(engine: Engine) -> None:
    """Release 2 withdrew the department's cell, being complete for its faculty. That the department went to another
    faculty later brings the cell back no more than the undo of a release about something else."""
    tree = [small.unit(2, "law"), small.unit(3, "science"), small.unit(4, "civil", "department", "law")]
    load(engine, small.batch("1.csv", {"unit_record": tree, "mobility_count": [mobility(5, 2023, "civil", "CHN", 5)]}))
    faculty = Extent("mobility_count", "small_degree", "2023", "", "small", "law")
    load(engine, small.batch("2.csv", {"mobility_count": [mobility(2, 2023, "law", "CHN", 6)]}, [faculty]))
    load(engine, small.batch("3.csv", {"unit_record": [small.unit(2, "civil", "department", "science")]}))
    before = headcounts(engine)
    assert before == {("2023", "CHN"): 6}
    release = load(engine, small.batch("4.csv", {"mobility_count": [mobility(2, 2022, "law", "CHN", 1)]}))
    assert release is not None
    store.undo(engine, release, by="test")
    assert headcounts(engine) == before


@pytest.mark.parametrize("wrong", [mobility(3, 2023, "law", "XXX", 1), mobility(3, 2023, "arts", "CHN", -1)], ids=str)
def test_a_load_that_fails_midway_leaves_everything_as_it_was(small_university: Engine, wrong: dict[str, str]) -> None:
    before, rows = answers(small_university), rows_in(small_university)
    sound = mobility(2, 2023, "law", "CHN", 99, partner="new-partner")
    broken = small.batch(
        "broken.csv", {"mobility_count": [sound, wrong]}, [Extent("mobility_count")],
        source={**small.SOURCE, "code": "new_source"},
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        store.load(small_university, broken, by="test")
    assert rows_in(small_university) == rows
    assert_same(answers(small_university), before)


def test_the_same_cell_twice_in_one_load_is_refused_whole(small_university: Engine) -> None:
    rows = rows_in(small_university)
    twice = [mobility(2, 2025, "law", "CHN", 1), mobility(3, 2025, "law", "CHN", 2)]
    with pytest.raises(IntegrityError):
        store.load(small_university, small.batch("twice.csv", {"mobility_count": twice}), by="test")
    assert rows_in(small_university) == rows


KILLED = """
import os, sys
from sqlalchemy import event
from db import store
from db.engine import connect
from tests import small

engine = connect()

@event.listens_for(engine, "before_cursor_execute")
def kill(connection, cursor, statement, *other):
    if statement.startswith("UPDATE mobility_count SET is_current"):
        os._exit(9)

store.undo(engine, 2, by="test") if sys.argv[1] == "undo" else store.load(engine, small.first(), by="test")
"""


@pytest.mark.parametrize("work", ["load", "undo"])
def test_a_process_killed_while_it_writes_leaves_everything_as_it_was(small_university: Engine, work: str) -> None:
    before, rows = answers(small_university), rows_in(small_university)
    ended = subprocess.run([PYTHON, "-c", KILLED, work], env=environment(small_university), cwd=ROOT, check=False)
    assert ended.returncode == 9
    assert rows_in(small_university) == rows
    assert_same(answers(small_university), before)


def test_undo_leaves_rows_of_other_releases_untouched(small_university: Engine) -> None:
    figures = current_rows(small_university, PublishedFigure)
    store.undo(small_university, 2, by="test")
    assert current_rows(small_university, PublishedFigure) == figures == 2


def test_a_load_asks_the_database_the_same_number_of_times_however_many_rows(sqlite_engine: Engine) -> None:
    """Rows go in portions: a hundred times the rows are not a hundred times the statements."""
    asked: list[str] = []
    event.listen(sqlite_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    numbers = []
    for rows in (5, 500):
        del asked[:]
        facts = [mobility(n, 2023, "law", "CHN", n, partner="tub", level="bachelor") for n in range(rows)]
        fields = [{**fact, "field": f"field {rows} {n}"} for n, fact in enumerate(facts)]
        load(sqlite_engine, small.batch(f"{rows}.csv", {"mobility_count": fields}))
        numbers.append(len(asked))
    assert numbers[1] <= numbers[0] + 2
