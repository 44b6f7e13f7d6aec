"""What is told of the agreements of one institution, as rows: statements, and years of use."""

from datetime import timedelta
from typing import Any

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
from db.queries.asking import frame
from db.queries.places import placed
from db.queries.whom import whom
from db.vocabulary import AgreementStatus, DateKind, Renewal

SPEAKING = (AgreementStatus.ACTIVE, AgreementStatus.SIGNED, AgreementStatus.PLANNED, AgreementStatus.UNKNOWN)


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


def statements(engine: Engine, institution: str, home: str) -> pd.DataFrame:
    """The statements about agreements: the rows of `Agreed`. home: the country of the institution."""
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


def uses(engine: Engine, institution: str, home: str) -> pd.DataFrame:
    """The use of agreements: `Agreed.uses`."""
    a = AgreementYear
    source, columns, mine = _source(a, institution)
    columns += [
        a.period.label("academic_year"), a.direction, a.isced_f_code, a.level, a.places, a.places_state, a.assigned,
        a.assigned_state, a.months, a.graduates, Series.code.label("series"),
    ]  # fmt: skip
    source = source.join(Series, Series.id == a.series_id)
    statement = select(*columns).select_from(source).where(mine).order_by(Agreement.code, a.period, a.id)
    rows = frame(engine, statement, integers=("places", "assigned", "graduates", "months"))
    words = {name: rows[name].map(str) for name in ("direction", "level", "places_state", "assigned_state")}
    return rows.assign(
        **words, academic_year=rows["academic_year"].map(lambda period: int(str(period)[:4])).astype("int64"),
        at_home=rows["country_code"] == home, is_invented=rows["is_invented"].astype(bool),
    )  # fmt: skip
