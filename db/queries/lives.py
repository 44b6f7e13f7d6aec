"""The lives of many agreements laid out in arrays: how each stands on a day is one look for all of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from db.partnership import NOT_RUNNING
from db.standing import Basis, Phase, Said, life
from db.vocabulary import AgreementStatus

EPOCH = date(1970, 1, 1)
NEVER = -(10**7)
"""Day, counted from EPOCH, of what no day is told for."""
LATE = 10**7
DAYS_KEPT = 60
"""Days for which the standing of all agreements is kept."""
TOLD = ("status", "basis", "since", "stated")


@dataclass(frozen=True)
class Lives:
    """Phases of all agreements, one after the other. starts: where those of each begin; days: from EPOCH."""

    agreements: Any
    starts: Any
    days: Any
    phases: list[Phase]

    def of(self, agreement: str) -> tuple[Phase, ...]:
        at = np.flatnonzero(self.agreements == agreement)
        return tuple(self.phases[self.starts[at[0]] : self.stops[at[0]]]) if len(at) else ()

    def on(self, day: date) -> Any:
        """For each agreement the place of the phase that a day lies in; -1: nothing tells of it yet."""
        return self._on(day)

    @cached_property
    def _on(self) -> Callable[[date], Any]:
        return lru_cache(maxsize=DAYS_KEPT)(self._looked_up)

    def _looked_up(self, day: date) -> Any:
        if not len(self.starts):
            return np.array([], dtype=np.int64)
        place = np.where(self.days <= (day - EPOCH).days, np.arange(len(self.days)), -1)
        found = np.maximum.reduceat(place, self.starts)
        found.setflags(write=False)  # all sessions share it
        return found

    def at(self, lives: Any, days: Any) -> Any:
        """As `on`, for some agreements, by their places here, each on a day of its own, counted from EPOCH."""
        span = 2 * LATE + 1
        every = np.repeat(np.arange(len(self.starts)), self.stops - self.starts) * span + self.days
        found = np.searchsorted(every, lives * span + days, side="right") - 1
        return np.where(found >= self.starts[lives], found, -1)

    @cached_property
    def stops(self) -> Any:
        """Where the phases of each end."""
        return np.append(self.starts, len(self.phases))[1:]

    @cached_property
    def told(self) -> dict[str, Any]:
        """What each phase tells, by name: words; begins and ends (dates; None); then: the status that follows ('');
        valid_to: the first day on which it no longer holds, as validity tells: it ended then, or will."""
        words: dict[str, Any] = {name: _objects(str(getattr(phase, name)) for phase in self.phases) for name in TOLD}
        begins = _objects(phase.day for phase in self.phases)
        is_last = np.zeros(len(begins), dtype=bool)
        is_last[self.stops - 1] = True
        ends, then = np.append(begins[1:], [None]), np.append(words["status"][1:], [""])
        ends[is_last], then[is_last] = None, ""
        return words | {"begins": begins, "ends": ends, "then": then, "valid_to": self._over(words, begins, is_last)}

    def _over(self, words: dict[str, Any], begins: Any, is_last: Any) -> Any:
        """For each phase the first day on which validity is over: its own, or that of the next such phase of the same
        agreement; None where none follows."""
        over = ((words["status"] == AgreementStatus.ENDED) & (words["basis"] == Basis.VALIDITY)).astype(bool)
        found = np.full(len(begins), None, dtype=object)
        follows: Any = None
        for place in range(len(begins) - 1, -1, -1):
            follows = None if is_last[place] else follows
            follows = begins[place] if over[place] else follows
            found[place] = follows
        return found

    @cached_property
    def of_status(self) -> dict[str, Any]:
        """For each status which phases have it, and a last one for what is in no phase."""
        return {str(one): np.append(self.told["status"] == one, [False]).astype(bool) for one in AgreementStatus}

    def has_status(self, phases: Any, asked: Iterable[object]) -> Any:
        """Which of some places of phases have one of the statuses; -1, no phase, has none."""
        nowhere = np.zeros(len(self.phases) + 1, dtype=bool)
        return np.logical_or.reduce([nowhere, *[self.of_status.get(str(one), nowhere) for one in asked]])[phases]

    @cached_property
    def spans(self) -> tuple[Any, Any]:
        """For each agreement the first and the last day, from EPOCH, that a phase of it begins on; NEVER where no day
        is told."""
        last = self.days[self.stops - 1]
        told = np.where(self.days > NEVER, self.days, LATE)
        first = np.minimum.reduceat(told, self.starts) if len(self.starts) else last
        return np.where(first == LATE, NEVER, first), last

    @cached_property
    def is_stated(self) -> Any:
        """Whether a phase is one in which the agreement is active or signed."""
        return (self.of_status["active"] | self.of_status["signed"])[:-1]

    @cached_property
    def is_dated(self) -> Any:
        """Whether a phase rests on dates, or on a source with a date."""
        return (self.told["basis"] != Basis.UNDATED).astype(bool)

    @cached_property
    def last_days(self) -> Any:
        """The day `valid_to` of each phase, from EPOCH; LATE where none is told."""
        return np.array([(day - EPOCH).days if day else LATE for day in self.told["valid_to"]], dtype=np.int64)

    @cached_property
    def holds(self) -> Any:
        """Whether an agreement in each phase holds, as far as is known: none that is planned, frozen or over, or that a
        yearly register lists no more."""
        is_gone = (self.told["basis"] == Basis.LISTED) & (self.told["status"] == AgreementStatus.UNKNOWN)
        is_running = ~np.logical_or.reduce([self.of_status[str(one)][:-1] for one in NOT_RUNNING])
        return (is_running & ~is_gone).astype(bool)


def lives(rows: pd.DataFrame) -> Lives:
    """The lives of agreements, of the rows of `Agreed`."""
    told: dict[str, set[Said]] = {}
    for agreement, *said in zip(rows["agreement"], *[rows[name] for name in _OF_SAID], strict=True):
        told.setdefault(agreement, set()).add(Said(*said))
    agreements, starts, phases = [], [], list[Phase]()
    for agreement, some in told.items():
        found = life(tuple(sorted(some, key=repr)) if len(some) > 1 else tuple(some))
        if found:
            agreements.append(agreement)
            starts.append(len(phases))
            phases += found
    days = np.array([(phase.day - EPOCH).days if phase.day else NEVER for phase in phases], dtype=np.int64)
    return Lives(np.array(agreements, dtype=object), np.array(starts, dtype=np.int64), days, phases)


_OF_SAID = [
    {"period": "academic_year", "valid_to": "ends", "source_date": "said_on"}.get(name, name) for name in Said._fields
]


def _objects(values: Any) -> Any:
    """Values as they are: numpy would make words of one width of them."""
    listed = list(values)
    found = np.empty(len(listed), dtype=object)
    found[:] = listed
    return found
