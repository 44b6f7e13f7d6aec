"""Which tables a database has, told by its newest migration; and the migrations that make them."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from db.faults import Fault

MIGRATIONS = Path(__file__).parent / "migrations"
SAYS = re.compile(r'^(revision|down_revision) = "?(\w+)"?', re.MULTILINE)


class OtherTables(Fault):
    """The database has the tables of another version; the message says what to do."""


def _written() -> dict[str, str]:
    """Each migration with the one before it; '' for the first."""
    return _written_in(MIGRATIONS)


@cache
def _written_in(folder: Path) -> dict[str, str]:
    """Read off the files: Alembic takes long to start. Kept: the app asks at every click."""
    found = {}
    for file in folder.glob("versions/*.py"):
        said = dict(SAYS.findall(file.read_text(encoding="utf-8")))
        if "revision" in said:
            found[said["revision"]] = said.get("down_revision", "").replace("None", "")
    return found


def head() -> str:
    """Name of the newest migration."""
    written = _written()
    (newest,) = written.keys() - set(written.values())
    return newest


def of(connection: Connection) -> str | None:
    """Migration the database stands at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def revision(engine: Engine) -> str | None:
    """Migration the database stands at; None for an empty one. Raises OtherTables for one this program has not."""
    with engine.connect() as connection:
        stands = of(connection)
    if stands is not None and stands not in _written():
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
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
