"""Agreements that a question meets, held as places: rows are made of those that are looked at alone. Of 20,000
agreements a page draws a hundred."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from db.queries.agreed import STANDS, Agreed
from db.queries.asking import Where
from db.queries.lives import EPOCH, NEVER
from db.queries.partnerships.asked import codes, day, is_met
from db.vocabulary import AgreementStatus

COLUMNS = [
    "agreement", "partner_code", "partner", "country_code", "country", "type", "status", "basis", "since", "stated",
    "valid_from", "valid_to", "renewal", "faculty_code", "faculty", "department", "partner_unit", "programme", "field",
    "city", "scope", "statements", "source_title", "source_url", "source_date", "note", "is_invented", "release",
]  # fmt: skip
END = ["is_invented", "release"]
OF_LIVES = ["agreement", "partner", "type", "faculty", "release", "is_invented"]
OF_PHASES = ["status", "basis", "begins", "ends", "then", "since", "stated"]
LIVES = [*OF_LIVES[:4], *OF_PHASES, *OF_LIVES[4:]]


def is_told(agreed: Agreed, where: Where, phases: Any) -> Any:
    """Which of `Agreed.ties` the register has. phases: those they are in on its day."""
    found = agreed.some(is_met(agreed, where)) & (phases >= 0)
    asked = codes(where, "status")
    return found & agreed.lives.has_status(phases, asked) if asked else found


@dataclass(frozen=True)
class Found:
    """Agreements as they stand on a day, in the order they are told: by partner, in the words of a language.

    at: their places in the rows of `Agreed.worded`.
    """

    agreed: Agreed
    language: str
    on: date
    at: Any

    @classmethod
    def of(cls, agreed: Agreed, where: Where, language: str, is_wanted: Any = True) -> "Found":
        """Those that a question meets. is_wanted: which of `Agreed.ties` may be among them."""
        on = day(agreed, where)
        found = is_told(agreed, where, agreed.phases(on)) & is_wanted
        order, _rows = agreed.worded(language)
        return cls(agreed, language, on, np.flatnonzero(found[order]))

    def __len__(self) -> int:
        return len(self.at)

    @cached_property
    def ties(self) -> Any:
        """Their places in `Agreed.ties`."""
        return self.agreed.worded(self.language)[0][self.at]

    @cached_property
    def phases(self) -> Any:
        """Their places in `Lives.phases`."""
        return self.agreed.phases(self.on)[self.ties]

    @property
    def is_invented(self) -> bool:
        return bool(self.agreed.coded_ties.among("is_invented", [True])[self.ties].any())

    def part(self, start: int, stop: int) -> pd.DataFrame:
        """Rows of some of them: COLUMNS, as `register.register` tells."""
        return replace(self, at=self.at[start:stop]).rows()

    def rows(self, columns: Sequence[str] = COLUMNS) -> pd.DataFrame:
        """Rows of all of them."""
        stands = self.agreed.lives.told
        worded = self.agreed.worded(self.language)[1]
        told = {
            name: pd.Series(stands[name][self.phases], dtype=object) if name in STANDS[1:]
            else pd.Series(worded[name].array.take(self.at), dtype=worded[name].dtype)
            for name in columns
        }  # fmt: skip
        return pd.DataFrame(told)

    def in_order(self, *keys: Any) -> "Found":
        """The same in another order: by an array of each key, of which the first counts most; then as they are told."""
        return replace(self, at=self.at[np.lexsort([np.arange(len(self)), *keys[::-1]])])

    def that(self, name: str, values: Iterable[Any]) -> "Found":
        """Those with one of the values in a column of `Agreed.ties`."""
        return replace(self, at=self.at[self.agreed.coded_ties.among(name, values)[self.ties]])

    def standing(self, *status: AgreementStatus) -> "Found":
        """Those with one of the statuses."""
        return replace(self, at=self.at[self.agreed.lives.has_status(self.phases, status)])

    def also(self, others: "Found") -> "Found":
        """These and others of the same register."""
        return replace(self, at=np.union1d(self.at, others.at))

    def sources(self) -> pd.DataFrame:
        """The different sources of their statements, as `Agreed.cited`."""
        is_asked = np.zeros(len(self.agreed.ties), dtype=bool)
        is_asked[self.ties] = True
        return self.agreed.cited(is_asked[self.agreed.coded.numbers("agreement")])


@dataclass(frozen=True)
class Lived:
    """The lives of agreements: a row for each phase, those of one agreement after each other."""

    found: Found

    def __len__(self) -> int:
        return int(self._counts.sum())

    @property
    def is_invented(self) -> bool:
        return self.found.is_invented

    @cached_property
    def _lives(self) -> Any:
        """The place of each agreement in `Lives.starts`."""
        return np.searchsorted(self.found.agreed.lives.starts, self.found.phases, side="right") - 1

    @cached_property
    def _counts(self) -> Any:
        lives, of_each = self.found.agreed.lives, self._lives
        return lives.stops[of_each] - lives.starts[of_each] if len(of_each) else np.array([], dtype=np.int64)

    def part(self, start: int, stop: int) -> pd.DataFrame:
        """Some of the rows: LIVES, as `register.lived` tells."""
        every, counts = self.found.agreed.lives, self._counts
        before = np.cumsum(counts) - counts
        rows = np.arange(start, min(stop, len(self)))
        whose = np.searchsorted(before, rows, side="right") - 1
        at = every.starts[self._lives[whose]] + rows - before[whose] if len(rows) else rows
        ties = self.found.agreed.worded(self.found.language)[1].take(self.found.at[whose])
        columns = {name: ties[name].astype(object).to_numpy() for name in OF_LIVES}
        columns |= {name: every.told[name][at] for name in OF_PHASES}
        return pd.DataFrame({name: pd.Series(columns[name], dtype=object) for name in LIVES})

    def rows(self) -> pd.DataFrame:
        """All rows."""
        return self.part(0, len(self))

    def dated(self) -> "Lived":
        """Those of agreements of which a date is known: first those that will end, the soonest first; then those
        without an end, the oldest first; then those that ended, the latest first."""
        every, of_each = self.found.agreed.lives, self._lives
        first, last = every.spans[0][of_each], every.spans[1][of_each]
        is_over = every.has_status(every.stops[of_each] - 1, [AgreementStatus.ENDED])
        is_past = is_over & (last <= (self.found.on - EPOCH).days)
        group = np.where(is_over, np.where(is_past, 2, 0), 1)
        place = np.where(is_past, -last, np.where(is_over, last, first))
        order = np.lexsort([self.found.ties, place, group])
        return Lived(replace(self.found, at=self.found.at[order[first[order] > NEVER]]))

    def first(self, most: int) -> "Lived":
        """The lives of so many agreements."""
        return Lived(replace(self.found, at=self.found.at[:most]))


def typed(found: pd.DataFrame, columns: list[str], whole: Any) -> pd.DataFrame:
    """The columns of a list. whole: those that are whole numbers."""
    numbers = {name: found[name].astype("Float64").round().astype("Int64") for name in whole}
    numbers["release"] = found["release"].astype("Int64")
    told = {name: numbers.get(name, found[name]) for name in columns}
    return pd.DataFrame(told | {"is_invented": found["is_invented"].astype(bool)}).reset_index(drop=True)
