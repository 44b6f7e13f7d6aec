"""The agreements of one institution in memory: every statement, every year of use, and how each stands on any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
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
from db.queries.activity import years
from db.queries.asking import frame
from db.queries.naming import Naming
from db.queries.one_tie import one_ties
from db.queries.places import placed
from db.queries.whom import whom
from db.standing import FIRST_MONTH, Phase, Said, life
from db.vocabulary import AgreementStatus, DateKind, Renewal

STANDS = ["agreement", "status", "basis", "since", "stated", "valid_to"]
SAID = list(Said._fields)
EPOCH = date(1970, 1, 1)
NEVER = -(10**7)
"""Day, counted from EPOCH, of what no day is told for."""


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

    @property
    def institution(self) -> str:
        return self.names.institution

    def on(self, day: date) -> pd.DataFrame:
        """How each agreement stands on a day, one row each; none of those of which nothing tells yet.

        Columns: agreement, status, basis, since (as far as told; ''), stated (date of the source whose word it is; ''),
        valid_to (date: first day it no longer holds, as far as validity tells; None).
        """
        lives = self._lives
        if not lives.phases:
            return pd.DataFrame(columns=STANDS, dtype=object)
        place = np.where(lives.days <= (day - EPOCH).days, np.arange(len(lives.days)), -1)
        last = np.maximum.reduceat(place, lives.starts)
        there = np.flatnonzero(last >= 0)
        found = [lives.phases[at] for at in last[there]]
        ends = [_ends(lives, int(at), phase) for at, phase in zip(last[there], found, strict=True)]
        columns = {
            "agreement": lives.agreements[there],
            "status": [str(phase.status) for phase in found],
            "basis": [str(phase.basis) for phase in found],
            "since": [phase.since for phase in found],
            "stated": [phase.stated for phase in found],
            "valid_to": ends,
        }
        return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})

    def life(self, agreement: str) -> tuple[Phase, ...]:
        """The phases of one agreement, in their order."""
        return self._lives.of(agreement)

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

    @cached_property
    def activity(self) -> pd.DataFrame:
        """One row per agreement and year of use, as `activity.years`."""
        return years(self.uses)

    @cached_property
    def _lives(self) -> "_Lives":
        return _lives_of(self.rows)


@dataclass(frozen=True)
class _Lives:
    """Phases of all agreements, one after the other. starts: where those of each begin; days: from EPOCH."""

    agreements: Any
    starts: Any
    days: Any
    phases: list[Phase]

    def of(self, agreement: str) -> tuple[Phase, ...]:
        at = np.flatnonzero(self.agreements == agreement)
        if not len(at):
            return ()
        start = self.starts[at[0]]
        end = self.starts[at[0] + 1] if at[0] + 1 < len(self.starts) else len(self.phases)
        return tuple(self.phases[start:end])


def _lives_of(rows: pd.DataFrame) -> _Lives:
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
    return _Lives(np.array(agreements, dtype=object), np.array(starts, dtype=np.int64), days, phases)


_OF_SAID = [{"period": "academic_year", "valid_to": "ends"}.get(name, name) for name in SAID]


def _ends(lives: _Lives, at: int, phase: Phase) -> date | None:
    """First day on which it no longer holds, as validity tells: it ended then, or will."""
    if phase.status == AgreementStatus.ENDED and phase.basis == "validity":
        return phase.day
    later = np.searchsorted(lives.starts, at, side="right")
    end = lives.starts[later] if later < len(lives.starts) else len(lives.phases)
    over = (after.day for after in lives.phases[at + 1 : end] if after.status == AgreementStatus.ENDED
            and after.basis == "validity")  # fmt: skip
    return next(over, None)


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
    rows = rows.assign(at_home=rows["country_code"] == home, is_register=of_registers, ends=_told_ends(rows))
    plain = {name: rows[name].map(str) for name in ("type", "partner_kind")}
    coded = {"status": AgreementStatus, "start_kind": DateKind, "renewal": Renewal}
    words = {name: rows[name].map(codes) for name, codes in coded.items()}
    return rows.assign(**plain, **words, is_invented=rows["is_invented"].astype(bool)).drop(columns="source_id")


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
