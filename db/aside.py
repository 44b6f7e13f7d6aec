"""Figures that a person sets aside, with the reason; they stay on every list, and bounds leave them out."""

from datetime import UTC, datetime

from sqlalchemy import Engine, Select, insert, select, update

from db import audit
from db.engine import writer
from db.models import PublishedFigure, SetAside
from db.vocabulary import Act

LONGEST_REASON = 500


class NotAside(ValueError):
    """Nothing was changed; the message says why."""


def set_aside(engine: Engine, code: str, reason: str, by: str, role: str = "") -> None:
    """Leave a published figure out of all reasoning from now on. Raises NotAside for a figure there is not, one that is
    set aside already, or no reason."""
    told = " ".join(reason.split())[:LONGEST_REASON]
    if not told:
        raise NotAside("A reason is needed: it is kept beside the figure.")
    p = PublishedFigure
    with writer(engine).begin() as connection:
        if connection.scalar(select(p.id).where(p.code == code, p.is_current)) is None:
            raise NotAside(f"There is no published figure {code!r}.")
        if connection.scalar(_now(code)) is not None:
            raise NotAside(f"{code} is set aside already.")
        connection.execute(insert(SetAside).values(code=code, reason=told, set_by=by, set_at=datetime.now(UTC)))
        audit.note(connection, audit.Event(by, role, Act.SET_ASIDE, code))


def take_back(engine: Engine, code: str, by: str, role: str = "") -> None:
    """Let a figure count again; that it was set aside, by whom and why stays on record. Raises NotAside."""
    s = SetAside
    with writer(engine).begin() as connection:
        key = connection.scalar(_now(code))
        if key is None:
            raise NotAside(f"{code!r} is not set aside.")
        connection.execute(update(s).where(s.id == key).values(taken_back_by=by, taken_back_at=datetime.now(UTC)))
        audit.note(connection, audit.Event(by, role, Act.TOOK_BACK, code))


def _now(code: str) -> Select[int]:
    return select(SetAside.id).where(SetAside.code == code, SetAside.taken_back_at.is_(None))
