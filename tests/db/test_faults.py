"""Databases that are missing, newer, out of reach or none at all: one sentence, exit status 1, no traceback."""

import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from db import backup, queries, schema
from db.engine import connect, writer
from etl import load
from etl.sources import SOURCES
from tests.conftest import PYTHON, ROOT, Command, environment
from tests.db.answers import answers, assert_same

ALL = [
    ["db", "check"], ["db", "query", "targets"], ["db", "backup", "new.sqlite"], ["etl", "undo", "1"],
]  # fmt: skip
MAKING = [["db", "upgrade"], ["etl", "shipped"], ["etl", "load", "targets"]]


@pytest.mark.parametrize("arguments", ALL, ids=" ".join)
def test_looking_makes_no_database(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = command(f"sqlite:///{tmp_path / 'none.sqlite'}", *arguments)
    assert (answer.status, answer.out) == (1, "")
    assert "no database yet" in answer.err
    assert "python -m db upgrade" in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://a:secret@127.0.0.1:1/d", "Connection refused"), ("mysql://a:secret@host/d", "not the address"),
        ("nonsense secret", "not the address"), ("postgresql://a:secret@host:port/d", "not the address"),
        (f"sqlite:///{ROOT / 'README.md'}", "not a database"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("arguments", [*ALL, *MAKING], ids=" ".join)
def test_an_address_without_a_database_is_told_in_a_sentence(
    command: Command, arguments: list[str], address: str, told: str
) -> None:
    answer = command(address, *arguments)
    assert (answer.status, answer.out) == (1, "")
    assert told in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert "secret" not in answer.err


@pytest.mark.parametrize("arguments", [*ALL, *MAKING, ["db", "restore", "saved.sqlite"]], ids=" ".join)
def test_a_database_of_a_newer_program_is_left_alone(
    small_university: Engine, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    backup.save(small_university, tmp_path / "saved.sqlite")
    with writer(small_university).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    answer = command(small_university, *arguments)
    assert (answer.status, answer.out) == (1, "")
    assert "newer program" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["saved.sqlite"]


def test_a_reader_that_leaves_is_no_fault_to_be_told(shipped: Engine) -> None:
    ended = subprocess.run(
        f"{PYTHON} -m db query published --format csv | head -1; exit ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", cwd=ROOT, env=environment(shipped), capture_output=True, check=False,
    )  # fmt: skip
    assert ended.stderr == b""
    assert ended.stdout.startswith(b"code,")


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_a_backup_is_not_written_onto_the_database(
    small_sqlite: Engine, command: Command, tmp_path: Path, end: str
) -> None:
    before = answers(small_sqlite)
    file = Path(f"{small_sqlite.url.database}{end}")
    with small_sqlite.connect() as connection:  # keeps -wal and -shm in place
        connection.exec_driver_sql("SELECT count(*) FROM source")
        answer = command(small_sqlite, "db", "backup", file)
        assert (answer.status, "is the database itself" in answer.err) == (1, True)
    (tmp_path / "link.sqlite").symlink_to(small_sqlite.url.database or "")
    assert command(small_sqlite, "db", "backup", tmp_path / "link.sqlite").status == 1
    assert_same(answers(small_sqlite), before)


def test_a_name_that_means_something_in_addresses_is_a_name(small_university: Engine, tmp_path: Path) -> None:
    before = answers(small_university)
    file = tmp_path / "100% of #1?mode=rw.sqlite"
    backup.save(small_university, file)
    backup.restore(small_university, file)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".sqlite"] == [file.name]
    assert_same(answers(small_university), before)


def without_table(file: Path) -> None:
    copy = connect(f"sqlite:///{file}")
    with writer(copy).begin() as connection:
        connection.execute(text("DROP TABLE statement"))
    copy.dispose()


def in_use(file: Path) -> None:
    file.with_name(f"{file.name}-wal").write_bytes(b"not yet in the file")


@pytest.mark.parametrize(("spoil", "told"), [(without_table, "lacks table statement"), (in_use, "in use")])
def test_what_is_not_a_whole_backup_is_refused(
    small_university: Engine, tmp_path: Path, spoil: Callable[[Path], None], told: str
) -> None:
    before = answers(small_university)
    file = tmp_path / "saved.sqlite"
    backup.save(small_university, file)
    spoil(file)
    with pytest.raises(backup.NotABackup, match=told):
        backup.restore(small_university, file)
    assert_same(answers(small_university), before)


def test_a_backup_that_fails_leaves_nothing_beside(small_university: Engine, tmp_path: Path) -> None:
    with writer(small_university).begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises((backup.NotABackup, backup.CannotSave)):
        backup.save(small_university, tmp_path / "saved.sqlite")
    assert list(tmp_path.glob("saved*")) == []


def test_two_first_loads_at_once_both_succeed(bare_engine: Engine) -> None:
    def first_load(code: str) -> int | None:
        schema.upgrade(bare_engine)
        return load.load(bare_engine, SOURCES[code], []).release

    with ThreadPoolExecutor() as pool:
        assert set(pool.map(first_load, ["country_groups", "sco_universities"])) == {1, 2}


def test_times_are_in_utc_on_both(small_university: Engine) -> None:
    times: list[Any] = queries.provenance.releases(small_university)["loaded_at"].tolist()
    assert all(time.utcoffset().total_seconds() == 0 for time in times)
    assert set(queries.provenance.releases(small_university)["undone_at"]) == {None}


def test_the_backup_can_be_opened_where_it_lies(small_university: Engine, command: Command, tmp_path: Path) -> None:
    """A copy of it is a database."""
    backup.save(small_university, tmp_path / "saved.sqlite")
    shutil.copy(tmp_path / "saved.sqlite", tmp_path / "copy.sqlite")
    assert command(f"sqlite:///{tmp_path / 'copy.sqlite'}", "db", "check").out == "Nothing is broken.\n"
