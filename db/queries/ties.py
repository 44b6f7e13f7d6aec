"""Ties in force: how many by year and on a day, which end soon, which ended without a successor.

Counted are rows of registers: of sources that date their agreements, or list them year by year. Statements that name
ties without telling since when and until when are no count. A tie is in force on a day if it began by then, is not over
and is neither planned, frozen nor ended; one that ended on a day that is told was in force until then. The day of an
academic year is 1 October. A row of a yearly register is in force in its year.
"""

from datetime import date
from typing import Any, cast

import pandas as pd
from sqlalchemy import Engine, case, func, select

from db.models import Agreement, AgreementStatement, Institution, Release, Unit
from db.queries.asking import frame
from db.queries.places import country_named, partner_named, placed
from db.vocabulary import NOT_STATED_PARTNER, AgreementStatus, AgreementType

NO_AGREEMENTS = [str(t) for t in (AgreementType.EVENT_HOST, AgreementType.EVENT_COORGANISER)]
BRANCHES = [str(t) for t in (AgreementType.BRANCH_ABROAD, AgreementType.BRANCH_HOSTED)]
DOUBLE_DEGREES = [str(t) for t in (AgreementType.DOUBLE_DEGREE, AgreementType.JOINT_PROGRAMME)]
NOT_IN_FORCE = [str(s) for s in (AgreementStatus.PLANNED, AgreementStatus.FROZEN, AgreementStatus.ENDED)]
COUNT_MONTH, COUNT_DAY = 10, 1
FIRST_MONTH = 9
"""Month an academic year begins in."""
COUNTED = ["partners", "agreements", "double_degrees", "branches"]
LISTED = [
    "agreement", "partner_code", "partner", "country_code", "country", "type", "valid_to", "faculty", "release",
    "is_invented",
]  # fmt: skip
ONE_TIE = ["agreement", "partner_code", "partner", "country_code", "country", "type", "valid_to"]


def academic_year(day: date) -> int:
    """The academic year of a day: the year it starts in."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def ties_by_year(engine: Engine, institution: str) -> pd.DataFrame:
    """Ties abroad by academic year, on 1 October; none of days after the register was loaded.

    Columns (Int64): academic_year; partners: distinct partner institutions with an agreement; agreements: distinct
    ones, but for branches; double_degrees: those of them for a double degree or joint programme; branches: distinct
    ones, abroad and hosted. <NA> where ties without a first day leave the number open. No rows without a register.
    """
    return by_year(engine, institution)[0]


def by_year(engine: Engine, institution: str) -> tuple[pd.DataFrame, dict[int, tuple[int, ...]]]:
    """As `ties_by_year`; and for each year the releases of the rows that hold on its day, or may."""
    rows = _registers(engine, institution)
    held = _held(rows, {year: date(year, COUNT_MONTH, COUNT_DAY) for year in _years(rows)})
    behind = {year: tuple(sorted(map(int, set(some["release"])))) for year, (_sure, some) in held.items()}
    return _counted(held), behind


def ties_now(engine: Engine, institution: str, on: date) -> pd.DataFrame:
    """As `ties_by_year`, on one day; a yearly register tells of its whole year. No row where none tells of the day."""
    rows = _registers(engine, institution)
    year = academic_year(on)
    is_told = (rows["period"] == "") | (rows["period"] == str(year))
    return _counted(_held(rows, {year: on} if is_told.any() else {}))


def expiring(engine: Engine, institution: str, on: date, months: int = 6, language: str = "en") -> pd.DataFrame:
    """Ties abroad in force on the day that end within so many months; soonest first.

    Columns: agreement, partner_code, partner, country_code, country, type, valid_to (date: first day it is no longer
    valid), faculty (names; '' for the whole institution), release (Int64), is_invented.
    """
    rows = _registers(engine, institution, language)
    until = pd.Timestamp(on) + pd.DateOffset(months=months)
    return _ties(rows[_in_force(rows, on) & (rows["valid_to"] <= until)])


def lapsed(engine: Engine, institution: str, on: date, months: int = 12, language: str = "en") -> pd.DataFrame:
    """Ties abroad that have ended and have no successor: those that ended within the last months, and all that are
    still stated as active. Columns as in `expiring`; latest first.

    A successor is a tie of the same type with the same partner, of the same faculty or the whole institution, that
    begins later than the tie did and holds on or after the day.
    """
    rows = _registers(engine, institution, language)
    day = pd.Timestamp(on)
    is_told = (rows["status"] == AgreementStatus.ACTIVE) | (rows["valid_to"] > day - pd.DateOffset(months=months))
    ended = rows[is_told & ~rows["status"].isin(NOT_IN_FORCE[:2]) & (rows["valid_to"] <= day)]
    holding = rows[~rows["status"].isin(NOT_IN_FORCE) & ~(rows["valid_to"] <= day)]
    listed = _ties(ended[~_succeeded(ended, holding)])
    return listed.sort_values("valid_to", ascending=False, kind="stable").reset_index(drop=True)


def _registers(engine: Engine, institution: str, language: str = "en") -> pd.DataFrame:
    """Rows about ties abroad of the sources that date them or list them by year; days as timestamps."""
    a = AgreementStatement
    where = placed(a, language)
    source, country = country_named(where.source, a.country_code, language)
    source, partner = partner_named(source, a.partner_id, language)
    source = source.join(Agreement, Agreement.id == a.agreement_id)
    at_home = case((where.home.country_code == a.country_code, 1), else_=0)
    columns = [
        Agreement.code.label("agreement"), *partner[:2], *country, *where.columns, a.type, a.status, a.valid_from,
        a.valid_to, a.period, Release.source_id, Release.loaded_at, at_home.label("at_home"),
    ]  # fmt: skip
    owned = select(Unit.id).join(Institution, Institution.id == Unit.institution_id)
    statement = select(*columns).select_from(source).where(a.is_current, a.type.not_in(NO_AGREEMENTS))
    statement = statement.where(a.unit_id.in_(owned.where(Institution.code == institution)))
    rows = frame(engine, statement.order_by(Agreement.code, func.coalesce(a.period, ""), a.id))
    days = {name: pd.to_datetime(rows[name]) for name in ("valid_from", "valid_to")}
    words = {name: rows[name].map(str) for name in ("type", "status")}
    loaded = pd.to_datetime(rows["loaded_at"], utc=True).dt.tz_localize(None).dt.normalize()
    rows = rows.assign(**days, **words, loaded_at=loaded)
    tells = rows["valid_from"].notna() | (rows["period"] != "")
    return rows[rows["source_id"].isin(rows.loc[tells, "source_id"]) & (rows["at_home"] == 0)].reset_index(drop=True)


def _years(rows: pd.DataFrame) -> list[int]:
    """Academic years that the registers tell of."""
    told = {int(period[:4]) for period in rows["period"] if period}
    dated = rows[rows["valid_from"].notna() & ~rows["status"].isin(NOT_IN_FORCE[:2])]
    if len(dated):
        first, loaded = dated["valid_from"].min(), dated["loaded_at"].max()
        years = range(first.year, loaded.year + 1)
        told |= {y for y in years if first <= pd.Timestamp(y, COUNT_MONTH, COUNT_DAY) <= loaded}
    return sorted(told)


def _in_force(rows: pd.DataFrame, on: date, *, perhaps: bool = False) -> "pd.Series[bool]":
    """Rows in force on a day; perhaps: those too of which no first day is told."""
    day = pd.Timestamp(on)
    ended_in_time = (rows["status"] == AgreementStatus.ENDED) & (rows["valid_to"] <= rows["loaded_at"])
    may_be = ~rows["status"].isin(NOT_IN_FORCE) | ended_in_time
    begun = rows["valid_from"] <= day
    if perhaps:
        begun |= rows["valid_from"].isna()
    by_dates = (rows["period"] == "") & begun & ~(rows["valid_to"] <= day)
    return may_be & (by_dates | (rows["period"] == str(academic_year(on))))


def _held(rows: pd.DataFrame, days: dict[int, date]) -> dict[int, tuple[pd.DataFrame, pd.DataFrame]]:
    """Rows in force on the day of each year; and those with the rows that are perhaps."""
    return {year: (rows[_in_force(rows, day)], rows[_in_force(rows, day, perhaps=True)]) for year, day in days.items()}


def _counted(held: dict[int, tuple[pd.DataFrame, pd.DataFrame]]) -> pd.DataFrame:
    found = [{"academic_year": year, **_numbers(*rows)} for year, rows in held.items()]
    return pd.DataFrame(found, columns=["academic_year", *COUNTED]).astype("Int64")


def _numbers(in_force: pd.DataFrame, with_others: pd.DataFrame) -> dict[str, Any]:
    """Numbers of a day; <NA> where ties that are perhaps in force would add to one."""
    sure, perhaps = _measured(in_force), _measured(with_others)
    return {name: sure[name] if sure[name] == perhaps[name] else pd.NA for name in COUNTED}


def _measured(rows: pd.DataFrame) -> dict[str, int]:
    is_branch = rows["type"].isin(BRANCHES)
    agreed, double = rows[~is_branch], rows[rows["type"].isin(DOUBLE_DEGREES)]
    partners = agreed.loc[agreed["partner_code"] != NOT_STATED_PARTNER, "partner_code"]
    branches = rows[is_branch].drop_duplicates(["partner_code", "type"])
    numbers = (partners.nunique(), agreed["agreement"].nunique(), double["agreement"].nunique(), len(branches))
    return dict(zip(COUNTED, numbers, strict=True))


def _succeeded(rows: pd.DataFrame, holding: pd.DataFrame) -> "pd.Series[bool]":
    """Rows after which another of those that hold began; one of the whole institution follows that of a faculty too."""
    of_one = ["partner_code", "type", "faculty_code"]
    newest = _begins(holding).groupby([holding[name] for name in of_one]).max().to_dict()
    told = [
        any(newest.get((partner, kind, unit), pd.NaT) > since for unit in (faculty, ""))
        for partner, kind, faculty, since in zip(
            *[rows[name] for name in of_one], _begins(rows).fillna(pd.Timestamp.min), strict=True
        )
    ]
    return pd.Series(told, index=rows.index, dtype=bool)


def _begins(rows: pd.DataFrame) -> "pd.Series[Any]":
    """First day that is told of each row; of a yearly register the start of its year."""
    years = pd.to_datetime(rows["period"].str[:4] + f"-{FIRST_MONTH:02}-01", format="%Y-%m-%d", errors="coerce")
    return rows["valid_from"].fillna(years)


def _ties(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per tie, with its faculties together; soonest end first."""
    found = [
        dict(zip(ONE_TIE, cast(tuple[Any, ...], key), strict=True))
        | {"release": some["release"].max(), "is_invented": some["is_invented"].any()}
        | {"faculty": "; ".join(sorted(set(some["faculty"]) - {""}))}
        for key, some in rows.groupby(ONE_TIE, sort=True)
    ]
    listed = pd.DataFrame(found, columns=LISTED, dtype=object).sort_values(["valid_to", "agreement"], kind="stable")
    days = pd.Series([day.date() for day in listed["valid_to"]], dtype=object, index=listed.index)
    told = listed.assign(valid_to=days).reset_index(drop=True)
    return told.astype({"release": "Int64", "is_invented": "bool"})
