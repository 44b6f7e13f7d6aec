"""Copies of a live database: always one SQLite file, whichever database it was made from."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from db.engine import connect, writer
from db.models import Base

ROWS_AT_ONCE = 5_000


class NotABackup(ValueError):
    """The file cannot be restored; the message says why."""


def automatic(engine: Engine, name: str, now: datetime) -> Path:
    """A backup nobody asked for: beside a SQLite file, else in the working folder."""
    database = engine.url.database or ""
    folder = Path(database).parent if engine.dialect.name == "sqlite" and database else Path.cwd()
    file = folder / f"{Path(database).stem}.{name}.{now:%Y%m%d-%H%M%S}.sqlite"
    save(engine, file)
    return file


def save(engine: Engine, file: Path) -> None:
    """Write a copy of the database as it is at one moment to `file`; others may go on reading and writing.

    The copy is checked before it takes its name: a file that is there is a whole one.
    """
    draft = file.with_name(file.name + ".part")
    draft.unlink(missing_ok=True)
    if engine.dialect.name == "sqlite":
        _copy_sqlite(engine, draft)
    else:
        _copy_rows(engine, draft)
    _assert_sound(draft)
    os.replace(draft, file)


def restore(engine: Engine, file: Path) -> None:
    """Put the content of the backup `file` in place of the database, in one transaction.

    Raises NotABackup if the file is missing, damaged, not ours or of another version of the tables.
    """
    _assert_sound(file)
    source = connect(f"sqlite:///{file}")
    with source.connect() as theirs, writer(engine).begin() as ours:
        _assert_same_version(theirs, ours)
        for table in reversed(Base.metadata.sorted_tables):
            ours.execute(table.delete())
        for table in Base.metadata.sorted_tables:
            _copy_table(table, theirs, ours)
        if engine.dialect.name == "postgresql":
            _restart_numbers(ours)
    source.dispose()


def _copy_sqlite(engine: Engine, draft: Path) -> None:
    with engine.connect() as connection, sqlite3.connect(draft) as copy:
        connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
        copy.execute("PRAGMA journal_mode = DELETE")
    copy.close()


def _copy_rows(engine: Engine, draft: Path) -> None:
    copy = connect(f"sqlite:///{draft}")
    Base.metadata.create_all(copy)
    at_one_moment = engine.execution_options(isolation_level="REPEATABLE READ")
    with at_one_moment.connect() as theirs, writer(copy).begin() as ours:
        for table in Base.metadata.sorted_tables:
            _copy_table(table, theirs, ours)
        version = MigrationContext.configure(theirs).get_current_revision()
        ours.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        ours.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
    with copy.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy.dispose()


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


def _assert_sound(file: Path) -> None:
    if not file.is_file():
        raise NotABackup(f"{file}: there is no such file.")
    try:
        copy = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            has_version = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[
                0
            ]
        finally:
            copy.close()
    except sqlite3.DatabaseError as error:
        raise NotABackup(f"{file}: not a database of ours ({error}).") from error
    if verdict != "ok" or not has_version:
        raise NotABackup(f"{file}: damaged, or not a database of ours ({verdict}).")


def _assert_same_version(theirs: Connection, ours: Connection) -> None:
    backed_up = MigrationContext.configure(theirs).get_current_revision()
    here = MigrationContext.configure(ours).get_current_revision()
    if backed_up != here:
        raise NotABackup(
            f"The backup has the tables of version {backed_up}, the database those of {here}. "
            "To use an older backup, point DATABASE_URL at a copy of it and run `python -m db upgrade`."
        )
