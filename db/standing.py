"""How an agreement stands on a day: what its dates and its statements say of that day, and nothing else.

Each statement marks days. Its dates: signed; begun or opened; the first and the first day after its validity; the
academic year of a yearly register. Its word (planned, signed, active, frozen, ended) on the day of its source. A date
that is known in part counts from the last day it may be. The marks are read in their order, and each tells how the
agreement stands from then on, but for those that tell less than was known: a source that still calls it signed when it
had begun, or active when its validity was over. The word of a source without a date holds where no mark does.
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

    since: the day the status holds from, as far as it is told (YYYY, YYYY-MM, YYYY-MM-DD; ''), which is before `day`
    where the status was confirmed. stated: date of the source that says so; '' where dates tell.
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
            since = now.since if mark.status == now.status else mark.since
            phases.append(Phase(mark.day, mark.status, mark.basis, since, mark.stated))
    return tuple(_last_of_days([phase for phase in phases if phase]))


def _last_of_days(phases: Sequence[Phase]) -> Iterator[Phase]:
    for phase, after in zip(phases, [*phases[1:], None], strict=True):
        if after is None or after.day != phase.day:
            yield phase


def _tells_less(mark: _Mark, now: Phase) -> bool:
    """Whether a mark leaves things as they are."""
    if mark.basis == Basis.LISTED and mark.status == S.UNKNOWN:
        return now.basis != Basis.LISTED
    if mark.basis == Basis.DATE:
        return mark.status == S.SIGNED and now.status == S.ACTIVE
    if mark.basis in (Basis.STATED, Basis.UNDATED):
        over = mark.status == S.ACTIVE and now.status == S.ENDED and now.basis == Basis.VALIDITY
        return over or now.status in LESS.get(mark.status, ())
    return False


def _base(statements: Iterable[Said]) -> Phase | None:
    """The word of sources without a date that tell no day either."""
    words = [s.status for s in statements if not s.source_date and not s.period and not any(_days(s))]
    return Phase(None, max(words, key=ORDER.__getitem__), Basis.UNDATED) if words else None


def _marks(statements: Sequence[Said]) -> Iterator[_Mark]:
    windows = [(s.valid_from or date.min, _end(s)) for s in statements if s.status != S.PLANNED and _is_dated(s)]
    windows += [(date.min, _end(s)) for s in statements if s.status == S.PLANNED and s.valid_to]
    yield from _spans(windows, Basis.VALIDITY, S.ENDED)
    years = [(_first_day(s.period), _first_day(s.period, 1)) for s in statements if s.period]
    yield from _spans(years, Basis.LISTED, S.UNKNOWN)
    for s in statements:
        days = list(_days(s))
        yield from (_Mark(day, ORDER[status], status, Basis.DATE, s.start) for day, status in days if status)
        if s.source_date and not s.period:
            yield _Mark(last_day(s.source_date), ORDER[s.status], s.status, Basis.STATED, s.source_date, s.source_date)
        elif days and not s.period and s.status in SINCE_ENDED and not (s.status == S.ENDED and s.valid_to):
            yield _Mark(max(day for day, _status in days), OWN_WORD, s.status, Basis.UNDATED, "")


def _is_dated(s: Said) -> bool:
    return s.valid_from is not None or s.valid_to is not None


def _end(s: Said) -> date:
    """First day it no longer holds; none where it goes on by itself."""
    return date.max if s.valid_to is None or s.renewal == Renewal.AUTOMATIC else s.valid_to


def _days(s: Said) -> Iterator[tuple[date, S | None]]:
    """Past days that a statement tells by itself, each with how the agreement stands from then on; None where its
    validity tells."""
    if s.valid_from and s.status != S.PLANNED:
        yield s.valid_from, None
    status = STARTS.get(s.start_kind)
    if s.start and status and not (s.status == S.PLANNED and status == S.ACTIVE):
        known = last_day(s.start)
        if s.source_date and status != S.ENDED and s.source_date[:4] >= s.start[:4]:
            known = min(known, last_day(s.source_date))
        yield known, status


def _spans(windows: Sequence[tuple[date, date]], basis: Basis, after: S) -> Iterator[_Mark]:
    """Marks of the beginning and the end of windows; of those that meet, as of one."""
    held: date | None = None
    for start, end in sorted(windows):
        if held is None or start > held:
            if held is not None and held != date.max:
                yield _Mark(held, ORDER[after], after, basis, held.isoformat())
            held = end
            if start != date.min:
                yield _Mark(start, ORDER[S.ACTIVE], S.ACTIVE, basis, start.isoformat())
        held = max(held, end)
    if held is not None and held != date.max:
        yield _Mark(held, ORDER[after], after, basis, held.isoformat())


def _first_day(period: str, later: int = 0) -> date:
    """First day of an academic year."""
    return date(int(period[:4]) + later, FIRST_MONTH, 1)


def last_day(known: str) -> date:
    """The last day that a date may be: of a year, of a month, or the day itself."""
    year, month, day = ([int(part) for part in known.split("-")] + [0, 0])[:3]
    if day:
        return date(year, month, day)
    return date(year, month, monthrange(year, month)[1]) if month else date(year + 1, 1, 1) - timedelta(1)
