"""Keep who did what. What is kept is of staff: of students there is nothing to keep."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert

from db.engine import writer
from db.models import AuditEvent
from db.vocabulary import Act

LONGEST_NAME, LONGEST = 200, 1000


@dataclass(frozen=True)
class Event:
    """Who did what, in which role, and with what."""

    who: str
    role: str
    act: Act
    what: str = ""
    at: datetime | None = None


def account() -> str:
    """The account that runs the process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def one_line(text: str) -> str:
    """The text without signs that end a line, steer a terminal or cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def keep(engine: Engine, events: Sequence[Event]) -> None:
    """Add what was done, in a transaction of its own."""
    if events:
        with writer(engine).begin() as connection:
            note(connection, *events)


def note(connection: Connection, *events: Event) -> None:
    """Add what was done, now unless a time is told, together with what the transaction does. Signs that end a line or
    steer a terminal are left out."""
    rows = [
        {
            "at": one.at or datetime.now(UTC), "who": one_line(one.who)[:LONGEST_NAME], "role": one.role,
            "act": one.act, "what": one_line(one.what)[:LONGEST],
        }
        for one in events
    ]  # fmt: skip
    connection.execute(insert(AuditEvent), rows)
