"""The agreements of one institution in memory: every statement, every year of use, and how each stands on any day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, and_, func, select
from sqlalchemy.orm import aliased

from db.models import (
    Agreement,
    AgreementStatement,
    AgreementYear,
    Institution,
    InstitutionRecord,
    Release,
    Series,
    Unit,
)
from db.partnership import somewhere, with_partners
from db.queries.activity import years
from db.queries.asking import frame
from db.queries.coded import Coded
from db.queries.lives import DAYS_KEPT, Lives, lives
from db.queries.naming import Naming
from db.queries.one_tie import one_ties, worded
from db.queries.places import placed
from db.queries.whom import whom
from db.standing import FIRST_MONTH, Phase
from db.vocabulary import AgreementStatus, DateKind, Renewal

CITED = ("source_title", "source_url", "source_date", "release")
STANDS = ["agreement", "status", "basis", "since", "stated", "valid_to"]
SPEAKING = (AgreementStatus.ACTIVE, AgreementStatus.SIGNED, AgreementStatus.PLANNED, AgreementStatus.UNKNOWN)


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
    evidence: dict[int, tuple[Any, pd.DataFrame]] = field(default_factory=dict, repr=False)
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

    def cited(self, name: str, codes: Iterable[str]) -> pd.DataFrame:
        """The different sources (CITED) of the rows with one of the codes in a column, in the order of the rows."""
        of, first = self.coded.groups(CITED)
        is_there = np.zeros(len(first), dtype=bool)
        is_there[of[self.coded.among(name, codes)]] = True
        return self._cited.take(np.sort(first[is_there]))

    @cached_property
    def _cited(self) -> pd.DataFrame:
        return self.rows[list(CITED)]

    @cached_property
    def of_partner(self) -> dict[str, Any]:
        """Places in `ties` of the agreements with each partner."""
        numbers, codes = self.coded.column("partner_code")
        pairs = np.unique(numbers.astype(np.int64) * len(self.ties) + self.coded.numbers("agreement"))
        starts = np.searchsorted(pairs, np.arange(len(codes) + 1) * len(self.ties))
        places = pairs % max(1, len(self.ties))
        return {code: places[starts[n] : starts[n + 1]] for code, n in codes.items()}

    @cached_property
    def abroad(self) -> Any:
        """Which of the rows are about an agreement with a partner in a country abroad that is told."""
        return (with_partners(self.rows) & somewhere(self.rows)).to_numpy(dtype=bool)

    @cached_property
    def coded(self) -> Coded:
        """The rows, to be asked for words. Agreements have the numbers of `ties`."""
        return Coded(self.rows)

    @cached_property
    def behind_uses(self) -> pd.DataFrame:
        """By partner and country of uses: the last release, and whether one of them is invented."""
        keys = ["partner_code", "country_code"]
        numbered = self.uses[keys].assign(
            release=self.uses["release"].astype("int64"), is_invented=self.uses["is_invented"]
        )
        return numbered.groupby(keys).agg(is_invented=("is_invented", "any"), release=("release", "max")).reset_index()

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
        told = self.rows["academic_year"]
        years = {int(period[:4]) for period in told if period}
        is_of_today = (told == "").any() or academic_year(today) in years
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
    rows, uses = _statements(engine, institution, country), _uses(engine, institution, country)
    return Agreed(Naming(engine, institution), country, rows, uses)


def with_agreements(engine: Engine) -> list[str]:
    """Codes of the institutions with agreements."""
    with engine.connect() as connection:
        owners = select(Institution.code).join(Agreement, Agreement.institution_id == Institution.id)
        return list(connection.scalars(owners.distinct().order_by(Institution.code)))


def _source(table: Any, institution: str) -> tuple[Any, list[Any], Any]:
    """FROM clause of a table about agreements with its partner; columns that say where and of whom; condition."""
    where = placed(table, "en")
    source, key = whom(where.source, table.partner_id, table.agreement_id)
    partner, record = aliased(Institution), aliased(InstitutionRecord)
    source = source.join(partner, partner.id == key)
    source = source.outerjoin(record, and_(record.institution_id == partner.id, record.is_current))
    source = source.join(Agreement, Agreement.id == table.agreement_id)
    kept = ("faculty_code", "department_code", "is_invented", "release")
    recorded = aliased(Institution)
    source = source.join(recorded, recorded.id == table.partner_id)
    columns = [
        Agreement.code.label("agreement"), partner.code.label("partner_code"), recorded.code.label("recorded_code"),
        func.coalesce(record.kind, "university").label("partner_kind"), table.country_code,
        *[column for column in where.columns if column.key in kept],
    ]  # fmt: skip
    owned = select(Unit.id).join(Institution, Institution.id == Unit.institution_id)
    mine = and_(table.is_current, table.unit_id.in_(owned.where(Institution.code == institution)))
    return source, columns, mine


def _statements(engine: Engine, institution: str, home: str) -> pd.DataFrame:
    a = AgreementStatement
    source, columns, mine = _source(a, institution)
    columns += [
        a.code, a.type, a.status, a.start, a.start_kind, a.valid_from, a.valid_to, a.renewal, a.partner_unit,
        a.programme, a.__table__.c.field.label("field"), a.period.label("academic_year"), a.note, a.source_title,
        a.source_publisher, a.source_url, a.source_date, Release.source_id, Release.loaded_at,
    ]  # fmt: skip
    rows = frame(engine, select(*columns).select_from(source).where(mine).order_by(Agreement.code, a.code, a.id))
    tells = rows["valid_from"].notna() | (rows["academic_year"] != "")
    of_registers = rows["source_id"].isin(rows.loc[tells, "source_id"])
    rows = rows.assign(at_home=rows["country_code"] == home, is_register=of_registers, ends=_told_ends(rows),
                       said_on=_said_on(rows))  # fmt: skip
    plain = {name: rows[name].map(str) for name in ("type", "partner_kind")}
    coded = {"status": AgreementStatus, "start_kind": DateKind, "renewal": Renewal}
    words = {name: rows[name].map(codes) for name, codes in coded.items()}
    return rows.assign(**plain, **words, is_invented=rows["is_invented"].astype(bool)).drop(columns="source_id")


def _said_on(rows: pd.DataFrame) -> "pd.Series[Any]":
    """The day of each statement. A register that is no document speaks of the day it was loaded on; not of what was
    ended or frozen, which nobody knows since when."""
    told = [
        loaded.date().isoformat() if status in SPEAKING and not (document or day or period) else day
        for status, document, day, period, loaded in zip(
            *[rows[name] for name in ("status", "source_url", "source_date", "academic_year", "loaded_at")], strict=True
        )
    ]  # fmt: skip
    return pd.Series(told, index=rows.index, dtype=object)


def _told_ends(rows: pd.DataFrame) -> "pd.Series[Any]":
    """The day a statement lets validity end. One that was ended before its last day, which is still to come when it is
    loaded, ended on a day that is not told."""
    early = [
        status == AgreementStatus.ENDED and end is not None and end > loaded.date() + timedelta(days=1)
        for status, end, loaded in zip(rows["status"], rows["valid_to"], rows["loaded_at"], strict=True)
    ]
    return rows["valid_to"].mask(pd.Series(early, index=rows.index, dtype=bool), None)


def _uses(engine: Engine, institution: str, home: str) -> pd.DataFrame:
    a = AgreementYear
    source, columns, mine = _source(a, institution)
    columns += [
        a.period.label("academic_year"), a.direction, a.isced_f_code, a.level, a.places, a.places_state, a.assigned,
        a.assigned_state, a.months, a.graduates, Series.code.label("series"),
    ]  # fmt: skip
    source = source.join(Series, Series.id == a.series_id)
    statement = select(*columns).select_from(source).where(mine).order_by(Agreement.code, a.period, a.id)
    uses = frame(engine, statement, integers=("places", "assigned", "graduates", "months"))
    words = {name: uses[name].map(str) for name in ("direction", "level", "places_state", "assigned_state")}
    return uses.assign(
        **words, academic_year=uses["academic_year"].map(lambda period: int(str(period)[:4])).astype("int64"),
        at_home=uses["country_code"] == home, is_invented=uses["is_invented"].astype(bool),
    )  # fmt: skip


def one_of(rows: pd.DataFrame, agreements: Sequence[str]) -> pd.DataFrame:
    """The rows of those agreements."""
    return rows[rows["agreement"].isin(agreements)]
