"""A backup of a live database, tried by restoring it; on both databases and across."""

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, text

from db import backup, check, queries, store
from db.engine import connect, writer
from tests import small
from tests.db.answers import answers, assert_same, headcounts, rows_in
from tests.small import mobility


@pytest.fixture
def saved(tmp_path: Path, small_university: Engine) -> Path:
    file = tmp_path / "saved.sqlite"
    backup.save(small_university, file)
    return file


@pytest.fixture
def elsewhere(postgresql: Any, sqlite: Any, small_university: Engine) -> Iterator[Engine]:
    """An empty database of the other kind."""
    databases = postgresql if small_university.dialect.name == "sqlite" else sqlite
    address = databases.copy("empty", lambda engine: None)
    engine = connect(address)
    yield engine
    engine.dispose()
    databases.drop(address)


def changed(engine: Engine) -> None:
    rows = [mobility(2, 2023, "arts", "UZB", 3)]
    store.load(engine, small.batch("later.csv", {"mobility_count": rows}), by="test")
    store.undo(engine, 2, by="test")


def test_a_backup_is_one_whole_sqlite_file(saved: Path) -> None:
    assert [path.name for path in saved.parent.iterdir() if "saved" in path.name] == ["saved.sqlite"]
    copy = sqlite3.connect(saved)
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT count(*) FROM mobility_count").fetchone() == (14,)
    copy.close()


def test_a_restore_brings_back_what_was_saved(small_university: Engine, tmp_path: Path) -> None:
    before, rows = answers(small_university), rows_in(small_university)
    backup.save(small_university, tmp_path / "saved.sqlite")
    changed(small_university)
    assert headcounts(small_university)["2024", "CHN"] == 30
    backup.restore(small_university, tmp_path / "saved.sqlite")
    assert rows_in(small_university) == rows
    assert_same(answers(small_university), before)
    assert check.faults(small_university) == []


def test_a_restored_database_takes_further_loads_and_undos(small_university: Engine, saved: Path) -> None:
    """Its next release has a number of its own, also where numbers come from a sequence."""
    backup.restore(small_university, saved)
    rows = [mobility(2, 2023, "law", "UZB", 3)]
    assert store.load(small_university, small.batch("later.csv", {"mobility_count": rows}), by="test").release == 3
    store.undo(small_university, 2, by="test")
    assert headcounts(small_university)["2023", "UZB"] == 3
    assert headcounts(small_university)["2024", "CHN"] == 30


def test_a_backup_moves_to_the_other_kind_of_database_and_back(
    small_university: Engine, elsewhere: Engine, saved: Path, tmp_path: Path
) -> None:
    before = answers(small_university)
    backup.restore(elsewhere, saved)
    assert_same(answers(elsewhere), before)
    assert rows_in(elsewhere) == rows_in(small_university)
    backup.save(elsewhere, tmp_path / "there.sqlite")
    changed(small_university)
    backup.restore(small_university, tmp_path / "there.sqlite")
    assert_same(answers(small_university), before)


def test_the_time_of_a_load_survives_the_move(small_university: Engine, elsewhere: Engine, tmp_path: Path) -> None:
    """Whatever time zone the server is set to, a load was when it was, in UTC."""
    engines = (small_university, elsewhere)
    there = next(engine for engine in engines if engine.dialect.name == "postgresql")
    with there.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER DATABASE {there.url.database} SET timezone = 'Asia/Almaty'"))
    there.dispose()
    backup.save(small_university, tmp_path / "saved.sqlite")
    backup.restore(elsewhere, tmp_path / "saved.sqlite")
    times = [pd.to_datetime(queries.provenance.releases(engine)["loaded_at"], utc=True) for engine in engines]
    assert times[0].tolist() == times[1].tolist()


def test_a_restore_leaves_the_backup_as_it_is(small_university: Engine, saved: Path) -> None:
    """A backup may be restored twice, and from a disk that cannot be written."""
    before = hashlib.sha256(saved.read_bytes()).hexdigest()
    backup.restore(small_university, saved)
    assert hashlib.sha256(saved.read_bytes()).hexdigest() == before
    assert [path.name for path in saved.parent.iterdir() if "saved" in path.name] == ["saved.sqlite"]


def test_a_backup_made_while_another_writes_is_of_one_moment(small_university: Engine, tmp_path: Path) -> None:
    """Each load states one cell in two rows of equal headcount: a backup has both or neither."""
    stop = threading.Event()

    def write() -> int:
        number = 0
        while not stop.is_set():
            number += 1
            rows = [mobility(2, 2025, unit, "CHN", number) for unit in ("law", "science")]
            store.load(small_university, small.batch(f"{number}.csv", {"mobility_count": rows}), by="writer")
        return number

    with ThreadPoolExecutor() as pool:
        writing = pool.submit(write)
        try:
            for n in range(4):
                backup.save(small_university, tmp_path / f"{n}.sqlite")
        finally:
            stop.set()
        assert writing.result() > 0
    for n in range(4):
        copy = connect(f"sqlite:///{tmp_path / f'{n}.sqlite'}")
        found = headcounts(copy, academic_year="2025").get(("2025", "CHN"), 0)
        assert found is not None
        assert found % 2 == 0
        assert check.faults(copy) == []
        copy.dispose()


def damaged(good: bytes) -> bytes:
    """Zeros over the middle of the file."""
    third = len(good) // 3
    return good[:third] + bytes(third) + good[2 * third :]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda good: b"", "not a database of ours"),
        (lambda good: b"%PDF-1.7 a report", "not a database"),
        (lambda good: good[: len(good) // 2], "damaged|not a database"),
        (damaged, "damaged|not a database"),
    ],
    ids=["empty", "a PDF", "cut in half", "overwritten in the middle"],
)
def test_a_file_that_is_no_backup_is_refused_and_changes_nothing(
    small_sqlite: Engine, tmp_path: Path, make: Any, reason: str
) -> None:
    before = answers(small_sqlite)
    file = tmp_path / "file.sqlite"
    backup.save(small_sqlite, file)
    file.write_bytes(make(file.read_bytes()))
    with pytest.raises(backup.NotABackup, match=reason):
        backup.restore(small_sqlite, file)
    assert_same(answers(small_sqlite), before)


def test_a_missing_file_is_refused_and_not_made(small_sqlite: Engine, tmp_path: Path) -> None:
    with pytest.raises(backup.NotABackup, match="no such file"):
        backup.restore(small_sqlite, tmp_path / "none.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_program_is_refused(small_sqlite: Engine, tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE song (title TEXT)")
    other.commit()
    other.close()
    with pytest.raises(backup.NotABackup):
        backup.restore(small_sqlite, file)


def test_a_restore_that_fails_midway_changes_nothing(small_university: Engine, saved: Path) -> None:
    """The backup holds a row that the database must refuse."""
    changed(small_university)
    before = answers(small_university)
    copy = connect(f"sqlite:///{saved}")
    with writer(copy).begin() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.execute(text("UPDATE stated_total SET headcount = -1"))
    copy.dispose()
    with pytest.raises(Exception, match="headcount_not_negative"):
        backup.restore(small_university, saved)
    assert_same(answers(small_university), before)


def test_a_failed_backup_leaves_the_older_one_in_place(small_university: Engine, saved: Path) -> None:
    """A copy takes its name only when it is whole."""
    before = saved.read_bytes()
    with writer(small_university).begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(Exception, match=r"alembic_version|not a database of ours"):
        backup.save(small_university, saved)
    assert saved.read_bytes() == before
