"""How an agreement stands on a day: what its dates and its statements say of that day, and nothing else.

Each statement marks days. Its dates: signed; begun or opened (or, of one that is active, not told which); ended; the
first and the first day after its validity; the academic year of a yearly register. Its word (planned, signed, active,
frozen, ended) on the day of its source. A date that is known in part counts from the last day it may be, or from the
day of a source that tells it as past. Validity without a first day counts from the day of its source; that which goes
on by itself has no last day. The marks are read in their order, and each tells how the agreement stands from then on,
but for those that tell less than was known: a source that still calls it signed when it had begun, or active when its
validity was over, or that only confirms what its validity tells. The word of a source without a date holds where no
mark does.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from db.vocabulary import AgreementStatus as S
from db.vocabulary import DateKind, Renewal

KEPT = 50_000
FIRST_MONTH = 9
"""Month an academic year begins in."""


class Basis(StrEnum):
    """What tells how an agreement stands."""

    VALIDITY = "validity"  # its first and last day
    LISTED = "listed"  # a yearly register lists it, or does so no more
    DATE = "date"  # a day of signing, beginning, opening or end
    STATED = "stated"  # the word of a source, on the day of the source
    UNDATED = "undated"  # the word of a source that has no day


class Said(NamedTuple):
    """What one statement says, as in db.models.AgreementStatement."""

    status: S
    start: str = ""
    start_kind: DateKind = DateKind.NOT_STATED
    valid_from: date | None = None
    valid_to: date | None = None
    renewal: Renewal = Renewal.NOT_STATED
    period: str = ""
    source_date: str = ""


class Phase(NamedTuple):
    """How it stands from a day on. day None: on all days before the next phase.

    since: the day the status holds from, as far as dates tell it (YYYY, YYYY-MM, YYYY-MM-DD; ''; the day of a source is
    none), which is before `day` where the status was confirmed. stated: date of the source that says so; '' where
    dates tell.
    """

    day: date | None
    status: S
    basis: Basis
    since: str = ""
    stated: str = ""


class _Mark(NamedTuple):
    day: date
    place: int
    status: S
    basis: Basis
    since: str
    stated: str = ""


class _Window(NamedTuple):
    """Days on which something holds, from one until another. is_begin: it begins on the first of them."""

    start: date
    end: date
    is_begin: bool = True


STARTS = {DateKind.SIGNED: S.SIGNED, DateKind.BEGAN: S.ACTIVE, DateKind.OPENED: S.ACTIVE, DateKind.ENDS: S.ENDED}
ORDER = {s: place for place, s in enumerate((S.ENDED, S.UNKNOWN, S.PLANNED, S.SIGNED, S.ACTIVE, S.FROZEN))}
"""Of two marks of one day the later in this order holds: what ends and begins on a day goes on."""
OWN_WORD = len(ORDER)
SINCE_ENDED = (S.PLANNED, S.FROZEN, S.ENDED)
"""Words that are not in what dates tell by themselves."""
LESS = {
    S.UNKNOWN: {S.PLANNED, S.SIGNED, S.ACTIVE, S.FROZEN, S.ENDED},
    S.PLANNED: {S.ACTIVE, S.FROZEN, S.ENDED},
    S.SIGNED: {S.ACTIVE, S.FROZEN, S.ENDED},
    S.FROZEN: {S.ENDED},
}
"""What a source's word does not undo."""


def standing(statements: Iterable[Said], day: date) -> Phase | None:
    """How an agreement stands on a day; None where nothing tells of it yet."""
    return on_day(life(tuple(sorted(statements, key=repr))), day)


def on_day(phases: Sequence[Phase], day: date) -> Phase | None:
    """The phase that a day lies in."""
    return next((phase for phase in reversed(phases) if phase.day is None or phase.day <= day), None)


@lru_cache(maxsize=KEPT)
def life(statements: tuple[Said, ...]) -> tuple[Phase, ...]:
    """The phases of an agreement, in their order. Thousands of a register have the same dates: each life is worked out
    once."""
    phases = [_base(statements)]
    for mark in sorted(_marks(statements)):
        now = phases[-1]
        if now is None:
            phases.append(Phase(mark.day, mark.status, mark.basis, mark.since, mark.stated))
        elif not _tells_less(mark, now):
            since = (now.since or mark.since) if mark.status == now.status else mark.since
            phases.append(Phase(mark.day, mark.status, mark.basis, since, mark.stated))
    return tuple(_last_of_days([phase for phase in phases if phase]))


def _last_of_days(phases: Sequence[Phase]) -> Iterator[Phase]:
    for phase, after in zip(phases, [*phases, None][1:], strict=True):
        if after is None or after.day != phase.day:
            yield phase


def _tells_less(mark: _Mark, now: Phase) -> bool:
    """Whether a mark leaves things as they are."""
    if mark.basis == Basis.LISTED and mark.status == S.UNKNOWN:
        return now.basis != Basis.LISTED
    if mark.basis == Basis.DATE:
        return mark.status == S.SIGNED and now.status == S.ACTIVE
    if mark.basis in (Basis.STATED, Basis.UNDATED):
        is_valid = now.basis == Basis.VALIDITY and mark.status in (now.status, S.ACTIVE)
        return is_valid or now.status in LESS.get(mark.status, ())
    return False


def _base(statements: Iterable[Said]) -> Phase | None:
    """The word of sources without a date that tell no day either, or only the one on which it ends."""
    words = [s.status for s in statements if not s.source_date and not s.period and not _begins_or_ended(s)]
    return Phase(None, max(words, key=ORDER.__getitem__), Basis.UNDATED) if words else None


def _begins_or_ended(s: Said) -> bool:
    """Whether a statement tells a day before which its word does not hold."""
    return any(status != S.ENDED or s.status == S.ENDED for _day, status in _days(s)) or bool(
        s.status == S.ENDED and s.valid_to
    )


def _marks(statements: Sequence[Said]) -> Iterator[_Mark]:
    windows = [_window(s) for s in statements if s.valid_to or (s.valid_from and s.status != S.PLANNED)]
    yield from _spans(windows, Basis.VALIDITY, S.ENDED)
    years = [_Window(_first_day(s.period), _first_day(s.period, 1)) for s in statements if s.period]
    yield from _spans(years, Basis.LISTED, S.UNKNOWN)
    for s in statements:
        days = list(_days(s))
        yield from (_Mark(day, ORDER[status], status, Basis.DATE, s.start) for day, status in days if status)
        if s.source_date and not s.period:
            yield _Mark(last_day(s.source_date), ORDER[s.status], s.status, Basis.STATED, "", s.source_date)
        elif days and not s.period and s.status in SINCE_ENDED and not (s.status == S.ENDED and s.valid_to):
            yield _Mark(max(day for day, _status in days), OWN_WORD, s.status, Basis.UNDATED, "")


def _window(s: Said) -> _Window:
    """Validity: where its first day is not told, from the day of the source; without end where it goes on by itself,
    unless it is told that it ended."""
    known = last_day(s.source_date) if s.source_date else date.min
    goes_on = s.renewal == Renewal.AUTOMATIC and s.status != S.ENDED
    end = date.max if s.valid_to is None or goes_on else s.valid_to
    return _Window(min(s.valid_from or known, end), end, s.valid_from is not None and s.status != S.PLANNED)


def _days(s: Said) -> Iterator[tuple[date, S | None]]:
    """Past days that a statement tells by itself, each with how the agreement stands from then on; None where its
    validity tells."""
    if s.valid_from and s.status != S.PLANNED:
        yield s.valid_from, None
    status = STARTS.get(s.start_kind, S.ACTIVE if _is_active_since(s) else None)
    if s.start and status and not (s.status == S.PLANNED and status == S.ACTIVE):
        known = last_day(s.start)
        if s.source_date and status != S.ENDED and not _is_ahead(s):
            known = min(known, last_day(s.source_date))
        yield known, status


def _is_active_since(s: Said) -> bool:
    """Whether its date tells by when it was active, though not what happened on it."""
    return s.status == S.ACTIVE and s.start_kind == DateKind.NOT_STATED


def _is_ahead(s: Said) -> bool:
    """Whether the start is surely after the day of the source."""
    told = min(len(s.start), len(s.source_date))
    return s.start[:told] > s.source_date[:told]


def _spans(windows: Iterable[_Window], basis: Basis, after: S) -> Iterator[_Mark]:
    """Marks of the beginning and the end of windows; of those that meet, as of one."""
    held: date | None = None
    has_begun = False
    for start, end, is_begin in sorted(windows):
        if held is None or start > held:
            yield from _over(held, basis, after)
            held, has_begun = end, False
        if is_begin and not has_begun:
            yield _Mark(start, ORDER[S.ACTIVE], S.ACTIVE, basis, start.isoformat())
        held, has_begun = max(held, end), has_begun or is_begin
    yield from _over(held, basis, after)


def _over(day: date | None, basis: Basis, after: S) -> Iterator[_Mark]:
    if day is not None and day != date.max:
        yield _Mark(day, ORDER[after], after, basis, day.isoformat())


def _first_day(period: str, later: int = 0) -> date:
    """First day of an academic year."""
    return date(int(period[:4]) + later, FIRST_MONTH, 1)


def last_day(known: str) -> date:
    """The last day that a date may be: of a year, of a month, or the day itself."""
    year, month, day = ([int(part) for part in known.split("-")] + [0, 0])[:3]
    if day:
        return date(year, month, day)
    return date(year, month, monthrange(year, month)[1]) if month else date(year + 1, 1, 1) - timedelta(1)
