"""The agreements of one institution in memory: every statement, every year of use, and how each stands on any day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select

from db.models import Agreement, Institution, InstitutionRecord
from db.partnership import somewhere, with_partners
from db.queries.activity import years
from db.queries.coded import Coded, Pairs
from db.queries.lives import DAYS_KEPT, Lives, lives
from db.queries.naming import Naming
from db.queries.one_tie import one_ties, worded
from db.queries.told import statements, uses
from db.standing import FIRST_MONTH, Phase
from db.vocabulary import InstitutionKind

BY_PARTNER = ("partner_code", "country_code")
CITED = ("source_title", "source_url", "source_date", "release")
STANDS = ["agreement", "status", "basis", "since", "stated", "valid_to"]


def academic_year(day: date) -> int:
    """The academic year of a day: the year it starts in."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


@dataclass(frozen=True)
class Agreed:
    """What is known of the agreements of an institution.

    rows: one per statement × partner × unit: agreement, code, partner_code, recorded_code (the partner as it was
    recorded), partner_kind, country_code, faculty_code,
    department_code, type, status, start, start_kind, valid_from, valid_to, renewal, partner_unit, programme, field,
    academic_year (of a yearly register; ''), note, document, release, is_invented, at_home, is_register.
    uses: one per agreement × partner × unit × academic_year × direction × study field × level: places, assigned,
    graduates (Float64, <NA> where not told), their states.
    """

    names: "Naming"
    home_country: str
    rows: pd.DataFrame
    uses: pd.DataFrame
    _worded: dict[str, tuple[Any, pd.DataFrame]] = field(default_factory=dict, repr=False)
    _named: dict[tuple[tuple[str, ...], str], tuple[Any, pd.DataFrame]] = field(default_factory=dict, repr=False)
    evidence: dict[int, tuple[Any, Any]] = field(default_factory=dict, repr=False)
    """What `partnerships.evidence` found, by records that were asked."""

    @property
    def institution(self) -> str:
        return self.names.institution

    def on(self, day: date) -> pd.DataFrame:
        """How each agreement stands on a day, one row each; none of those of which nothing tells yet.

        Columns: agreement, status, basis, since (as far as told; ''), stated (date of the source whose word it is; ''),
        valid_to (date: first day it no longer holds, as far as validity tells; None).
        """
        return self._stands(day)

    @cached_property
    def _stands(self) -> Callable[[date], pd.DataFrame]:
        return lru_cache(maxsize=DAYS_KEPT)(self._worked_out)

    def _worked_out(self, day: date) -> pd.DataFrame:
        found = self.lives.on(day)
        there = found >= 0
        told = {name: self.lives.told[name][found[there]] for name in STANDS[1:]}
        columns = {"agreement": self.lives.agreements[there], **told}
        return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})

    def phases(self, day: date) -> Any:
        """For each of `ties` the place in `lives` of the phase that a day lies in; -1: nothing tells of it yet."""
        found = np.full(len(self.ties), -1)
        found[self._tie_of_life] = self.lives.on(day)
        return found

    def holding(self, day: date) -> Any:
        """Which of `ties` hold on a day, as far as is known."""
        found = self.phases(day)
        return (found >= 0) & np.append(self.lives.holds, False)[found]

    @cached_property
    def _tie_of_life(self) -> Any:
        places = self.coded.column("agreement")[1]
        return np.array([places[code] for code in self.lives.agreements], dtype=np.int64)

    def some(self, is_met: Any) -> Any:
        """Which of `ties` have one of the rows that are met."""
        found = np.zeros(len(self.ties), dtype=bool)
        found[self.coded.numbers("agreement")[is_met]] = True
        return found

    def cited(self, is_asked: Any) -> pd.DataFrame:
        """The different sources (CITED) of some of the rows, in the order of the rows."""
        of, first = self.coded.groups(CITED)
        is_there = np.zeros(len(first), dtype=bool)
        is_there[of[is_asked]] = True
        return self._cited.take(np.sort(first[is_there]))

    @cached_property
    def _cited(self) -> pd.DataFrame:
        return self.rows[list(CITED)]

    def hold(self, ties: Any, days: Any) -> Any:
        """Which of some places in `ties` hold, each on a day of its own, counted from EPOCH."""
        life_of_tie = np.full(len(self.ties), -1)
        life_of_tie[self._tie_of_life] = np.arange(len(self._tie_of_life))
        life = life_of_tie[ties]
        found = np.where(life < 0, -1, self.lives.at(life, days))
        return (found >= 0) & np.append(self.lives.holds, False)[found]

    @cached_property
    def of_partners(self) -> Pairs:
        """Places in `ties` by numbers of partners."""
        return Pairs(self.coded.numbers("partner_code"), self.coded.numbers("agreement"))

    @cached_property
    def partners_of(self) -> Pairs:
        """Numbers of partners by places in `ties`; of a network that itself."""
        number = self.coded.column("partner_code")[1]
        told = [(place, number[code]) for place, some in enumerate(self.ties["partner_codes"]) for code in some]
        return Pairs(*np.array(told, dtype=np.int64).reshape(-1, 2).T)

    @cached_property
    def abroad(self) -> Any:
        """Which of the rows are about an agreement with a partner in a country abroad that is told."""
        return (with_partners(self.rows) & somewhere(self.rows)).to_numpy(dtype=bool)

    @cached_property
    def has_domestic(self) -> bool:
        """Whether one of them is with a university of the own country."""
        rows = self.rows
        return bool((rows["at_home"] & (rows["partner_kind"] == InstitutionKind.UNIVERSITY)).any())

    @cached_property
    def coded(self) -> Coded:
        """The rows, to be asked for words. Agreements have the numbers of `ties`."""
        return Coded(self.rows)

    @cached_property
    def behind_uses(self) -> tuple[Any, Any]:
        """By partner and country of uses, as `Coded.groups`: the last release, and whether one of them is invented."""
        of, first = self.coded_uses.groups(BY_PARTNER)
        last = np.zeros(len(first), dtype=np.int64)
        np.maximum.at(last, of, self.coded_uses.values("release").astype(np.int64))
        return last, np.bincount(of, weights=self.coded_uses.values("is_invented"), minlength=len(first)) > 0

    @cached_property
    def coded_ties(self) -> Coded:
        """The agreements, to be asked for words."""
        return Coded(self.ties)

    @cached_property
    def coded_uses(self) -> Coded:
        """The uses, to be asked for words."""
        return Coded(self.uses)

    def life(self, agreement: str) -> tuple[Phase, ...]:
        """The phases of one agreement, in their order."""
        return self.lives.of(agreement)

    def usual_day(self, today: date) -> date:
        """The day that a register is looked at: today; one of other years only, on 1 October of the last."""
        told = self.coded.words("academic_year")
        years = {int(period[:4]) for period in told if period}
        is_of_today = "" in told or academic_year(today) in years
        return today if is_of_today or not years else date(max(years), 10, 1)

    @cached_property
    def ties(self) -> pd.DataFrame:
        """One row per agreement, as `one_tie.one_ties`."""
        return one_ties(self.rows)

    def worded(self, language: str) -> tuple[Any, pd.DataFrame]:
        """The agreements in words, as `one_tie.worded`; worked out once for each language."""
        if language not in self._worded:
            names = {kind: self.names.of(kind, language) for kind in ("partner", "country", "unit", "city")}
            self._worded[language] = worded(self.ties, names)
        return self._worded[language]

    def named(self, keys: tuple[str, ...], language: str) -> tuple[Any, pd.DataFrame]:
        """Rows that are alike in some codes, as `Coded.groups`: the place of each group in the order of its names, and
        its codes and names; worked out once for each language."""
        if (keys, language) not in self._named:
            _of, first = self.coded.groups(keys)
            words = self.names.named(self.rows[list(keys)].take(first).reset_index(drop=True), language)
            order = words.sort_values([key.removesuffix("_code") for key in keys] + list(keys)).index.to_numpy()
            self._named[keys, language] = np.argsort(order), words
        return self._named[keys, language]

    @cached_property
    def activity(self) -> pd.DataFrame:
        """One row per agreement and year of use, as `activity.years`."""
        return years(self.coded_uses)

    @cached_property
    def lives(self) -> Lives:
        """The phases of all of them."""
        return lives(self.rows)


def read(engine: Engine, institution: str) -> Agreed:
    """The agreements of an institution, as they are now."""
    with engine.connect() as connection:
        record = InstitutionRecord
        home = select(record.country_code).join(Institution, Institution.id == record.institution_id)
        country = connection.scalar(home.where(Institution.code == institution, record.is_current)) or ""
    said, used = statements(engine, institution, country), uses(engine, institution, country)
    return Agreed(Naming(engine, institution), country, said, used)


def with_agreements(engine: Engine) -> list[str]:
    """Codes of the institutions with agreements."""
    with engine.connect() as connection:
        owners = select(Institution.code).join(Agreement, Agreement.institution_id == Institution.id)
        return list(connection.scalars(owners.distinct().order_by(Institution.code)))
