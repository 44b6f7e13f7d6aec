"""How numbers are protected: to which base, and the secret that decides which are rather rounded up."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from db.models import Protection

BASE = 5
LEAST_BASE, MOST_BASE = 2, 100


@dataclass(frozen=True)
class How:
    """base: shown numbers are its multiples; salt: a number made of the secret."""

    base: int
    salt: int


def how(connection: Connection) -> How:
    """As it is kept; decided when it is first asked, within a transaction that writes."""
    kept = stored(connection)
    if kept is None:
        connection.execute(insert(Protection).values(id=1, base=BASE, salt=secrets.token_hex(16)))
    return kept or how(connection)


def stored(connection: Connection) -> How | None:
    """As it is kept; None while nothing was protected."""
    row = connection.execute(select(Protection.base, Protection.salt)).one_or_none()
    return None if row is None else How(row.base, int.from_bytes(hashlib.sha256(row.salt.encode()).digest()[:8], "big"))
