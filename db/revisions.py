"""Which tables a database has, told by its newest migration; and the migrations that make them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from db.faults import Fault

MIGRATIONS = Path(__file__).parent / "migrations"


class OtherTables(Fault):
    """The database has the tables of another version; the message says what to do."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def head() -> str:
    """Name of the newest migration."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None
    return newest


def of(connection: Connection) -> str | None:
    """Migration the database stands at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def revision(engine: Engine) -> str | None:
    """Migration the database stands at; None for an empty one. Raises OtherTables for one this program has not."""
    with engine.connect() as connection:
        stands = of(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if stands is not None and stands not in known:
        raise OtherTables(
            f"The database has the tables of version {stands}, which this program does not know: a newer program made "
            "them. Use that program, or point DATABASE_URL at another database."
        )
    return stands


def assert_newest(engine: Engine) -> None:
    """Raises OtherTables unless the tables are those of this program."""
    stands = revision(engine)
    if stands is None:
        raise OtherTables("The database has no tables yet: run `python -m db upgrade`.")
    if stands != head():
        raise OtherTables(
            f"The tables are of version {stands}, those of the program of {head()}: run `python -m db upgrade`."
        )


def migrate(connection: Connection, to: str) -> None:
    """Run the migrations that lead to `to`, in the transaction of the connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
