"""The register on a day: each agreement once, with its parties and how it stands."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from db.queries.agreed import STANDS, Agreed
from db.queries.asking import EMPTY, Where
from db.queries.partnerships.asked import codes, day, is_met, of_partners

COLUMNS = [
    "agreement", "partner_code", "partner", "country_code", "country", "type", "status", "basis", "since", "stated",
    "valid_from", "valid_to", "renewal", "faculty_code", "faculty", "department", "partner_unit", "programme", "field",
    "city", "scope", "statements", "source_title", "source_url", "source_date", "note", "is_invented", "release",
]  # fmt: skip
OF_LIVES = ("agreement", "partner", "type", "faculty", "release", "is_invented")


def register(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Agreements that are known of on a day (`on`; the usual day without it), one row each, by partner.

    Columns: COLUMNS. Several partners, countries or faculties of one agreement stand together, parted by ';'.
    basis: what tells the status: validity, listed, date, stated (on the day `stated`), undated. since: as far as told.
    valid_to: first day it no longer holds. statements: how many lines of sources speak of it; source_*: the newest.
    """
    return _Found.of(agreed, where, language).rows()


def some(agreed: Agreed, where: Where, language: str, is_wanted: Any) -> pd.DataFrame:
    """As `register`, of those of `Agreed.ties` that are wanted only."""
    return _Found.of(agreed, where, language, is_wanted).rows()


def is_told(agreed: Agreed, where: Where, phases: Any) -> Any:
    """Which of `Agreed.ties` the register has. phases: those they are in on its day."""
    found = agreed.some(is_met(agreed, where)) & (phases >= 0)
    asked = codes(where, "status")
    if not asked:
        return found
    nowhere = np.zeros(len(agreed.lives.phases) + 1, dtype=bool)
    return found & np.logical_or.reduce([agreed.lives.of_status.get(str(one), nowhere)[phases] for one in asked])


@dataclass(frozen=True)
class _Found:
    """Agreements that a question meets, in the order they are told: their places in the register of the language, and
    those of the phases that they are in."""

    agreed: Agreed
    register: pd.DataFrame
    at: Any
    phases: Any

    @classmethod
    def of(cls, agreed: Agreed, where: Where, language: str, is_wanted: Any = True) -> "_Found":
        phases = agreed.phases(day(agreed, where))
        found = is_told(agreed, where, phases) & is_wanted
        order, register = agreed.worded(language)
        at = np.flatnonzero(found[order])
        return cls(agreed, register, at, phases[order[at]])

    def rows(self) -> pd.DataFrame:
        rows = self.register.take(self.at).reset_index(drop=True)
        told = {name: pd.Series(self.agreed.lives.told[name][self.phases], dtype=object) for name in STANDS[1:]}
        return rows.assign(**told)[COLUMNS]


def not_known_yet(agreed: Agreed, where: Where = EMPTY) -> int:
    """How many agreements that the question meets nothing tells of by the day."""
    phases = agreed.phases(day(agreed, where))
    return int((agreed.some(is_met(agreed, where)) & (phases < 0)).sum())


def undated(agreed: Agreed, where: Where = EMPTY) -> int:
    """How many of them rest on the word of a source without a date, which tells nothing of a day."""
    phases = agreed.phases(day(agreed, where))
    is_dated = np.append(agreed.lives.is_dated, True)[phases]
    return int((agreed.some(is_met(agreed, where)) & ~is_dated).sum())


def partners(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Partners abroad that have an agreement which holds on the day, as far as is known; by country.

    Columns: partner_code, partner, country_code, country, agreements (Int64), is_stated (one of them is stated as
    active or signed, or its dates say so: of the others nobody tells whether there is an agreement), is_dated (one of
    them rests on dates or on a source with a date), release, is_invented. Own branches, events, embassies, networks and
    centres of a university are no partners, planned and frozen projects make none.
    """
    counted = of_partners(agreed, where, ("country_code", "partner_code"))
    found = agreed.names.named(counted, language)
    order = ["partner_code", "partner", "country_code", "country", "agreements", "is_stated", "is_dated", "release",
             "is_invented"]  # fmt: skip
    found = found[order].sort_values(["country", "partner"], kind="stable").reset_index(drop=True)
    return found.astype({"agreements": "Int64", "release": "Int64", "is_invented": bool})


def lives(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Phases of the agreements that the question meets, one row each: agreement, partner, type, status, basis, begins
    and ends (date; None: not told, or still so), then (the status that follows; ''), stated. Those of one agreement
    follow each other."""
    found = _Found.of(agreed, where, language)
    every = agreed.lives
    of_life = np.searchsorted(every.starts, found.phases, side="right") - 1
    counts = every.stops[of_life] - every.starts[of_life] if len(of_life) else np.array([], dtype=np.int64)
    whose = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    at = every.starts[of_life][whose] + np.arange(len(whose)) - before[whose]
    rows = found.register.take(found.at[whose])
    columns = {name: rows[name].astype(object).to_numpy() for name in OF_LIVES}
    columns |= {name: every.told[name][at] for name in ("status", "basis", "begins", "ends", "then", "stated", "since")}
    names = ["agreement", "partner", "type", "faculty", "status", "basis", "begins", "ends", "then", "since", "stated",
             "release", "is_invented"]  # fmt: skip
    return pd.DataFrame({name: pd.Series(columns[name], dtype=object) for name in names})
