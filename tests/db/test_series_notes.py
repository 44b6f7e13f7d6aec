"""Notes and breaks of series: kept as declared at each load, through backups and undo, in words of the catalogue."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from db import backup, check, store
from db.batch import Row
from db.engine import connect
from db.models import SeriesNote
from db.queries import provenance
from etl.sources import SOURCES
from tests import small
from tests.conftest import Databases
from tests.db.test_models import store_row
from tests.messages import ROOMS, extracted

BREAK: Row = {"period": "2023", "text": "Another count date.", "is_break": True}
FEW: Row = {"period": "2020", "text": "Few travelled.", "is_break": False}
ALWAYS: Row = {"period": "", "text": "Without the branch.", "is_break": False}


def load(engine: Engine, headcount: int, *notes: Row, label: str = "Degree", **other: Any) -> None:
    """One cell of the degree series, declared with these notes; the credit series without any."""
    degree = {**small.series("small_degree", "stock"), "label": label, "notes": notes}
    rows = [small.mobility(2, 2023, "law", "CHN", headcount)]
    declared = {"series": [degree, small.series("small_credit", "flow")], **other}
    store.load(engine, small.batch(f"{headcount}.csv", {"mobility_count": rows}, **declared), by="test")


def told(engine: Engine) -> list[tuple[Any, ...]]:
    return list(provenance.series_notes(engine).itertuples(index=False, name=None))


def test_notes_are_told_by_series_and_period(engine: Engine) -> None:
    load(engine, 1, BREAK, FEW, ALWAYS)
    found = provenance.series_notes(engine)
    assert list(found.columns) == ["series", "period", "is_break", "text"]
    assert str(found.dtypes["is_break"]) == "bool"
    assert told(engine) == [
        ("small_degree", "", False, "Without the branch."),
        ("small_degree", "2020", False, "Few travelled."),
        ("small_degree", "2023", True, "Another count date."),
    ]


def test_series_without_notes_have_the_same_columns(university: Engine) -> None:
    found = provenance.series_notes(university)
    assert (len(found), list(found.columns)) == (0, ["series", "period", "is_break", "text"])
    assert str(found.dtypes["is_break"]) == "bool"


def test_a_changed_declaration_changes_the_notes_as_it_does_the_label(engine: Engine) -> None:
    load(engine, 1, BREAK, FEW)
    load(engine, 2, {**BREAK, "is_break": False}, ALWAYS, label="Degree students")
    assert told(engine) == [
        ("small_degree", "", False, "Without the branch."),
        ("small_degree", "2023", False, "Another count date."),
    ]
    series = provenance.series(engine).set_index("series")["label"]
    assert series["small_degree"] == "Degree students"
    load(engine, 3)
    assert told(engine) == []


def test_one_declaration_leaves_the_notes_of_others(sqlite_engine: Engine) -> None:
    load(sqlite_engine, 1, BREAK)
    other = small.batch("x.csv", {}, source={**small.SOURCE, "code": "other"}, series=[small.series("other", "flow")])
    store.load(sqlite_engine, other, by="test")
    assert told(sqlite_engine) == [("small_degree", "2023", True, "Another count date.")]


def test_a_load_that_is_only_tried_leaves_the_notes(sqlite_engine: Engine) -> None:
    load(sqlite_engine, 1, BREAK)
    declared = [{**small.series("small_degree", "stock"), "notes": (FEW,)}]
    facts = {"mobility_count": [small.mobility(2, 2023, "law", "CHN", 2)]}
    store.load(sqlite_engine, small.batch("2.csv", facts, series=declared), by="test", only_try=True)
    assert told(sqlite_engine) == [("small_degree", "2023", True, "Another count date.")]


def test_an_undo_leaves_the_notes(engine: Engine) -> None:
    load(engine, 1, BREAK)
    store.undo(engine, 1, by="test")
    assert told(engine) == [("small_degree", "2023", True, "Another count date.")]
    assert check.faults(engine) == []


def test_one_note_is_kept_once(engine: Engine) -> None:
    load(engine, 1, BREAK, BREAK)
    assert len(told(engine)) == 1
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        store_row(engine, SeriesNote.__table__, {"series_id": 1, **BREAK})  # type: ignore[arg-type]


def test_a_backup_carries_the_notes_to_the_other_database(
    engine: Engine, sqlite: Databases, postgresql: Databases, tmp_path: Path
) -> None:
    load(engine, 1, BREAK, FEW)
    backup.save(engine, tmp_path / "saved.sqlite")
    others = postgresql if engine.dialect.name == "sqlite" else sqlite
    there = connect(address := others.copy("empty", lambda engine: None))
    backup.restore(there, tmp_path / "saved.sqlite")
    assert told(there) == told(engine)
    load(there, 2, BREAK, FEW, ALWAYS)  # numbers go on after those restored
    assert len(told(there)) == 3
    assert check.faults(there) == []
    there.dispose()
    others.drop(address)


def test_the_demonstration_has_a_note_and_a_break_after_its_first_year(shipped: Engine) -> None:
    found = provenance.series_notes(shipped)
    assert found[["series", "period", "is_break"]].values.tolist() == [
        ["demo_credit", "2020", False], ["demo_degree", "2021", True],
    ]  # fmt: skip
    assert found["text"].iloc[1].endswith("(invented).")


def test_every_note_of_a_declaration_is_a_message() -> None:
    messages = {message.id for locale in ROOMS for message in extracted(locale)}
    notes = [note.text for source in SOURCES.values() for series in source.series for note in series.notes]
    assert len(notes) >= 2
    assert set(notes) <= messages
