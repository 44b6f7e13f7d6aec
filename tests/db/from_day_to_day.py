"""How an agreement stands, worked out by going from day to day: each day is asked what it changes.

Written from the words at the head of db/standing.py, not from its code.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from db.standing import Basis, Said
from db.vocabulary import AgreementStatus as S
from db.vocabulary import DateKind as K
from db.vocabulary import Renewal

FIRST, LAST = date(2019, 12, 1), date(2022, 10, 1)
WEAKER = {S.UNKNOWN: "planned signed active frozen ended", S.PLANNED: "active frozen ended",
          S.SIGNED: "active frozen ended", S.FROZEN: "ended"}  # fmt: skip
OF_A_DAY = [S.ENDED, S.UNKNOWN, S.PLANNED, S.SIGNED, S.ACTIVE, S.FROZEN]
OVER = (S.ENDED, Basis.VALIDITY)
Stands = tuple[S, Basis] | None


def latest(shown: str) -> date:
    """The last day that a date known in part may be."""
    year, month, day = [*map(int, shown.split("-")), 0, 0][:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def began(s: Said) -> tuple[date, S] | None:
    """Day on which it was signed, begun, opened or ended, and what it was from then on."""
    means = {K.SIGNED: S.SIGNED, K.BEGAN: S.ACTIVE, K.OPENED: S.ACTIVE, K.ENDS: S.ENDED}.get(s.start_kind)
    if s.status == S.ACTIVE and s.start_kind == K.NOT_STATED:
        means = S.ACTIVE
    if not s.start or not means or (s.status == S.PLANNED and means == S.ACTIVE):
        return None
    day = latest(s.start)
    if s.source_date and means != S.ENDED and s.source_date.startswith(s.start):
        day = latest(s.source_date)  # told while the year or month went on
    elif s.source_date and means != S.ENDED and s.source_date < s.start and s.start.startswith(s.source_date):
        day = min(day, latest(s.source_date))
    return day, means


def days_told(s: Said) -> list[date]:
    """All days that a statement tells."""
    told = [day for day in (s.valid_from, s.valid_to) if day]
    told += [date(int(s.period), 9, 1)] if s.period else []
    told += [latest(s.source_date)] if s.source_date else []
    return told + ([day[0]] if (day := began(s)) else [])


def end(s: Said) -> date | None:
    """First day it is no longer valid; None where it goes on."""
    return None if s.renewal == Renewal.AUTOMATIC and s.status != S.ENDED else s.valid_to


def is_valid(s: Said, day: date) -> bool:
    if not s.valid_to and (not s.valid_from or s.status == S.PLANNED):
        return False
    since = s.valid_from or (latest(s.source_date) if s.source_date else date.min)
    return since <= day < (end(s) or date.max)


def is_listed(s: Said, day: date) -> bool:
    return bool(s.period) and date(int(s.period), 9, 1) <= day < date(int(s.period) + 1, 9, 1)


def own_days(s: Said) -> list[date]:
    """Days from which an undated statement holds: begun, or first valid."""
    told = [day[0]] if (day := began(s)) else []
    return told + ([s.valid_from] if s.valid_from and s.status != S.PLANNED else [])


def undated(some: Sequence[Said]) -> Stands:
    words = []
    for s in some:
        tells = began(s)
        only_ends = tells is None or (tells[1] == S.ENDED and s.status != S.ENDED)
        begins = s.valid_from and s.status != S.PLANNED
        if not s.source_date and not s.period and only_ends and not begins and not (s.status == S.ENDED and s.valid_to):
            words.append(s.status)
    return (max(words, key=OF_A_DAY.index), Basis.UNDATED) if words else None


def evaluated(some: Sequence[Said], on: date) -> Stands:
    now, day = undated(some), FIRST
    has_begun = False
    while day <= on:
        before, changes = day - timedelta(1), list[tuple[int, S, Basis]]()
        valid, was_valid = (any(is_valid(s, d) for s in some) for d in (day, before))
        begins = any(s.valid_from == day and s.status != S.PLANNED for s in some)
        ends = any(end(s) == day for s in some)
        has_begun = has_begun and (was_valid or ends)
        if begins and not has_begun:
            changes.append((OF_A_DAY.index(S.ACTIVE), S.ACTIVE, Basis.VALIDITY))
        if ends and not valid:
            changes.append((0, S.ENDED, Basis.VALIDITY))
        has_begun = valid and (has_begun or begins)
        listed, was_listed = (any(is_listed(s, d) for s in some) for d in (day, before))
        if listed and not was_listed:
            changes.append((OF_A_DAY.index(S.ACTIVE), S.ACTIVE, Basis.LISTED))
        if was_listed and not listed:
            changes.append((OF_A_DAY.index(S.UNKNOWN), S.UNKNOWN, Basis.LISTED))
        for s in some:
            tells = began(s)
            if tells and tells[0] == day:
                changes.append((OF_A_DAY.index(tells[1]), tells[1], Basis.DATE))
            if s.source_date and not s.period and latest(s.source_date) == day:
                changes.append((OF_A_DAY.index(s.status), s.status, Basis.STATED))
            own = own_days(s) if not s.source_date and not s.period else []
            is_over = s.status in (S.PLANNED, S.FROZEN) or (s.status == S.ENDED and not s.valid_to)
            if own and max(own) == day and is_over:
                changes.append((len(OF_A_DAY), s.status, Basis.UNDATED))
        for _place, status, basis in sorted(changes):
            now = after(now, status, basis)
        day += timedelta(1)
    return now


def after(now: Stands, status: S, basis: Basis) -> Stands:
    """What is known when another thing is told."""
    if now and basis == Basis.LISTED and status == S.UNKNOWN and now[1] != Basis.LISTED:
        return now
    if now and basis == Basis.DATE and status == S.SIGNED and now[0] == S.ACTIVE:
        return now
    if now and basis in (Basis.STATED, Basis.UNDATED) and now == (status, Basis.VALIDITY):
        return now
    is_less = now and (now[0] in WEAKER.get(status, "").split() or (status == S.ACTIVE and now == OVER))
    return now if is_less and basis in (Basis.STATED, Basis.UNDATED) else (status, basis)
