"""Who is who among institutions: two records that are one, or a partner that was taken for another; and taken back."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from db import audit
from db.engine import writer
from db.models import Agreement, AgreementStatement, AgreementYear, Institution, SameInstitution
from db.vocabulary import NOT_STATED_PARTNER, Act

LONGEST_REASON = 500


class NotTheSame(ValueError):
    """Nothing was changed; the message says why."""


def merge(engine: Engine, institution: str, into: str, reason: str, by: str, role: str = "") -> None:
    """From now on what is recorded of an institution counts as the other's. Raises NotTheSame for a code there is not,
    no reason, an institution that others are taken to be, or one that is taken for another already."""
    s = SameInstitution
    with writer(engine).begin() as connection:
        one, other = _both(connection, institution, into)
        if _now(connection, one) is not None:
            raise NotTheSame(f"{institution} is taken for another institution already: take that back first.")
        others = select(Institution.code).join(s, s.institution_id == Institution.id)
        of_it = connection.scalars(others.where(s.into_id == one, s.taken_back_at.is_(None))).all()
        if of_it:
            raise NotTheSame(f"{', '.join(sorted(set(of_it)))} stand for {institution}: take that back first.")
        _say(connection, one, other, None, reason, by)
        audit.note(connection, audit.Event(by, role, Act.SAID_SAME, f"{institution} is {into}"))


def split(
    engine: Engine, agreement: str, of: str, institution: str, into: str, reason: str, by: str, role: str = ""
) -> None:
    """From now on the partner of one agreement is another than the one it is recorded with; all else of that one stays.

    of: whose agreement; institution: the partner as it is recorded. Raises NotTheSame.
    """
    with writer(engine).begin() as connection:
        one, other = _both(connection, institution, into)
        text = select(Agreement.id).join(Institution, Institution.id == Agreement.institution_id)
        key = connection.scalar(text.where(Agreement.code == agreement, Institution.code == of))
        if key is None:
            raise NotTheSame(f"{of} has no agreement {agreement!r}.")
        recorded = [select(t.id).where(t.agreement_id == key, t.partner_id == one, t.is_current).limit(1)
                    for t in (AgreementStatement, AgreementYear)]  # fmt: skip
        if all(connection.scalar(row) is None for row in recorded):
            raise NotTheSame(f"{institution} is not recorded as a partner of {agreement}.")
        if _now(connection, one, key) is not None:
            raise NotTheSame(f"The partner of {agreement} is taken for another already: take that back first.")
        _say(connection, one, other, key, reason, by)
        audit.note(connection, audit.Event(by, role, Act.SAID_SAME, f"{institution} is {into} in {of} {agreement}"))


def take_back(engine: Engine, number: int, by: str, role: str = "") -> None:
    """Let an institution be who it was recorded as; that it was taken for another, by whom and why stays on record.

    number: of the decision. Raises NotTheSame.
    """
    s = SameInstitution
    with writer(engine).begin() as connection:
        holds = (s.id == number) & s.taken_back_at.is_(None)
        done: Any = connection.execute(update(s).where(holds).values(taken_back_by=by, taken_back_at=datetime.now(UTC)))
        if not done.rowcount:
            raise NotTheSame(f"There is no decision {number} that holds.")
        audit.note(connection, audit.Event(by, role, Act.TOOK_BACK, f"decision {number}"))


def _say(connection: Connection, one: int, other: int, agreement: int | None, reason: str, by: str) -> None:
    told = " ".join(reason.split())[:LONGEST_REASON]
    if not told:
        raise NotTheSame("A reason is needed: it is kept beside the decision.")
    said = {"said_by": by, "said_at": datetime.now(UTC), "reason": told}
    row = {"institution_id": one, "into_id": other, "agreement_id": agreement}
    connection.execute(insert(SameInstitution).values(**row, **said))


def _both(connection: Connection, institution: str, into: str) -> tuple[int, int]:
    """Keys of the institution and of whom it is to be. Raises NotTheSame for one there is not, or for both the same."""
    if NOT_STATED_PARTNER in (institution, into):
        raise NotTheSame(f"{NOT_STATED_PARTNER!r} stands for partners that nobody names: it is no institution.")
    one, other = _key(connection, institution), _whom(connection, _key(connection, into))
    if one == other:
        raise NotTheSame("They are one institution already.")
    return one, other


def _key(connection: Connection, code: str) -> int:
    found = connection.scalar(select(Institution.id).where(Institution.code == code))
    if found is None:
        raise NotTheSame(f"There is no institution {code!r}.")
    return found


def _whom(connection: Connection, key: int) -> int:
    """Whom an institution is taken for: itself, where nobody said otherwise."""
    found = _now(connection, key)
    return key if found is None else found


def _now(connection: Connection, key: int, agreement: int | None = None) -> int | None:
    s = SameInstitution
    of = s.agreement_id.is_(None) if agreement is None else s.agreement_id == agreement
    return connection.scalar(select(s.into_id).where(s.institution_id == key, of, s.taken_back_at.is_(None)))
