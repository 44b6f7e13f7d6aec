"""Copies of a live database: always one SQLite file, whichever database it was made from."""

import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, NullPool, Table, create_engine, func, insert, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError

from db import revisions
from db.engine import writer
from db.faults import Fault
from db.models import Base

ROWS_AT_ONCE = 5_000
BESIDE = ("", "-wal", "-shm")
"""What a SQLite database consists of while it is in use."""


class NotABackup(Fault):
    """The file cannot be restored; the message says why."""


class CannotSave(Fault):
    """The backup cannot be written; the message says why."""


def automatic(engine: Engine, name: str, now: datetime) -> Path:
    """A backup nobody asked for: beside a SQLite file, else in the working folder."""
    database = engine.url.database or ""
    folder = Path(database).parent if engine.dialect.name == "sqlite" and database else Path.cwd()
    file = folder / f"{Path(database).stem}.{name}.{now:%Y%m%d-%H%M%S}.sqlite"
    save(engine, file)
    return file


def save(engine: Engine, file: Path) -> None:
    """Write a copy of the database as it is at one moment to `file`; others may go on reading and writing.

    The copy is checked before it takes its name: a file that is there is a whole one. Raises CannotSave.
    """
    if _is_of(engine, file):
        raise CannotSave(f"{file} is the database itself: name another file.")
    if file.is_dir():
        raise CannotSave(f"{file} is a folder: name a file.")
    draft = file.with_name(file.name + ".part")
    try:
        draft.write_bytes(b"")
    except OSError as error:
        raise CannotSave(f"{file} cannot be written: {error.strerror}.") from error
    try:
        _copy_sqlite(engine, draft) if engine.dialect.name == "sqlite" else _copy_rows(engine, draft)
        assert_sound(draft)
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def restore(engine: Engine, file: Path) -> None:
    """Put the content of the backup `file` in place of the database, in one transaction. The file stays as it is.

    Raises NotABackup if the file is missing, damaged, not ours or of another version of the tables.
    """
    assert_sound(file)
    if _is_of(engine, file):
        raise NotABackup(f"{file} is the database itself: there is nothing to restore.")
    source = _plain(lambda: _unchanging(file))
    try:
        with source.connect() as theirs, writer(engine).begin() as ours:
            _assert_same_tables(theirs, ours)
            for table in reversed(Base.metadata.sorted_tables):
                ours.execute(table.delete())
            for table in Base.metadata.sorted_tables:
                _copy_table(table, theirs, ours)
            if engine.dialect.name == "postgresql":
                _restart_numbers(ours)
    except (IntegrityError, DataError) as error:
        raise NotABackup(f"{file} holds rows that the database refuses: {error.orig}") from error
    except LookupError as error:
        raise NotABackup(f"{file} holds codes that are not listed: {error}") from error


def _is_of(engine: Engine, file: Path) -> bool:
    """Whether the file is a SQLite database in use, or one of the files that belong to it."""
    if engine.dialect.name != "sqlite" or not file.exists():
        return False
    parts = [Path(f"{engine.url.database}{end}") for end in BESIDE]
    return any(part.exists() and part.samefile(file) for part in parts)


def _plain(connect: Callable[[], sqlite3.Connection]) -> Engine:
    """An engine that asks nothing of its SQLite file: no WAL, which would leave files beside a backup."""
    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _unchanging(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?immutable=1", uri=True)


def _copy_sqlite(engine: Engine, draft: Path) -> None:
    copy = sqlite3.connect(draft)
    try:
        with engine.connect() as connection:
            connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def _copy_rows(engine: Engine, draft: Path) -> None:
    """Into tables of the version that the database has, which need not be the newest."""
    copy = _plain(lambda: sqlite3.connect(draft))
    at_one_moment = engine.execution_options(isolation_level="REPEATABLE READ")
    with at_one_moment.connect() as theirs, copy.begin() as ours:
        version = revisions.of(theirs)
        if version is None:
            raise CannotSave("There is nothing to save: alembic_version is missing, so it is not a database of ours.")
        revisions.migrate(ours, version)
        tables = MetaData()
        tables.reflect(theirs)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                _copy_table(table, theirs, ours)


def _copy_table(table: Table, theirs: Connection, ours: Connection) -> None:
    for rows in theirs.execute(select(table)).mappings().partitions(ROWS_AT_ONCE):
        ours.execute(insert(table), [dict(row) for row in rows])


def _restart_numbers(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns:
            last = connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next, false)"),
                {"name": table.name, "next": last + 1},
            )


def assert_sound(file: Path) -> None:
    """Raises NotABackup unless the file is a whole SQLite database with tables of ours."""
    if not file.is_file():
        raise NotABackup(f"{file}: there is no such file.")
    beside = file.with_name(f"{file.name}-wal")
    if beside.is_file() and beside.stat().st_size:
        raise NotABackup(f"{file} is a database in use, not a backup: make one with `python -m db backup`.")
    try:
        copy = _unchanging(file)
        try:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            ours = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
        finally:
            copy.close()
    except sqlite3.Error as error:
        raise NotABackup(f"{file}: not a database of ours ({error}).") from error
    if verdict != "ok" or not ours:
        raise NotABackup(f"{file}: damaged, or not a database of ours ({verdict}).")


def _assert_same_tables(theirs: Connection, ours: Connection) -> None:
    backed_up, here = revisions.of(theirs), revisions.of(ours)
    if backed_up != here:
        raise NotABackup(
            f"The backup has the tables of version {backed_up}, the database those of {here}. "
            "To use an older backup, point DATABASE_URL at a copy of it and run `python -m db upgrade`."
        )
    found = inspect(theirs)
    there = set(found.get_table_names())
    for table in Base.metadata.sorted_tables:
        columns = {column["name"] for column in found.get_columns(table.name)} if table.name in there else set()
        if not columns >= set(table.columns.keys()):
            raise NotABackup(f"The backup lacks table {table.name}, or columns of it: it is not whole.")
