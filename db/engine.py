"""DATABASE_URL -> Engine. Without it, one SQLite file beside the project."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError

from db.faults import Fault

DEFAULT_FILE = Path(__file__).resolve().parent.parent / "dashboard.sqlite"
WAIT_FOR_WRITER_MS = 30_000
WRITERS = 20_240_901
"""Number of the lock that writers of a PostgreSQL database take; any number nobody else uses."""


class NoDatabase(Fault):
    """There is no database at the address, or the address is none."""


def url() -> str:
    """Address of the database, with the PostgreSQL driver we ship named."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if not given:
        return f"sqlite:///{DEFAULT_FILE}"
    for scheme in ("postgres://", "postgresql://"):
        if given.startswith(scheme):
            return "postgresql+psycopg://" + given.removeprefix(scheme)
    return given


def connect(address: str | None = None) -> Engine:
    """Engine for `address` (default: `url()`). SQLite checks foreign keys, writes a WAL and waits for other writers;
    PostgreSQL speaks of times in UTC. Raises NoDatabase if `address` is not one of either."""
    try:
        engine = create_engine(address or url())
    except (ArgumentError, ImportError, ValueError):
        engine = None
    if engine is None or engine.dialect.name not in ("sqlite", "postgresql"):
        # The address itself is not repeated: it may hold a password.
        raise NoDatabase(
            "DATABASE_URL is not the address of a SQLite or PostgreSQL database: write sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/NAME."
        )
    prepare = _prepare_sqlite if engine.dialect.name == "sqlite" else _prepare_postgresql
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def is_there(engine: Engine) -> bool:
    """Whether there is a database: a SQLite file that nobody made yet is none."""
    file = engine.url.database or ""
    return engine.dialect.name != "sqlite" or file.startswith("file:") or Path(file).is_file()


def connect_existing() -> Engine:
    """As `connect`, for a database that must be there: looking does not make one. Raises NoDatabase."""
    engine = connect()
    if not is_there(engine):
        raise NoDatabase(f"There is no database yet at {engine.url.database}: run `python -m db upgrade`.")
    return engine


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    # The driver's own transactions would leave DDL outside; we begin them ourselves.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_FOR_WRITER_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _prepare_postgresql(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.execute("SET TIME ZONE 'UTC'")
    dbapi_connection.commit()


def _begin(connection: Connection) -> None:
    """One writer at a time. It takes its lock at once: a read that turns into a write could not wait for another."""
    writes = connection.get_execution_options().get("writes", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


def writer(engine: Engine) -> Engine:
    """The same engine, whose transactions are meant to write."""
    return engine.execution_options(writes=True)
