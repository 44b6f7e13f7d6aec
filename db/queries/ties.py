"""Ties in force: how many by year and on a day, which end soon, which ended without a successor.

Counted are rows of registers: of sources that date their agreements, or list them year by year. Statements that name
ties without telling since when and until when are no count. The day of an academic year is 1 October.
"""

from datetime import date
from typing import Any

import pandas as pd

from db.partnership import BRANCHES, DOUBLE_DEGREES, EVENTS, NOT_RUNNING, with_partners
from db.queries.agreed import Agreed, academic_year
from db.standing import FIRST_MONTH, Basis
from db.vocabulary import AgreementStatus

COUNT_MONTH, COUNT_DAY = 10, 1
COUNTED = ["partners", "agreements", "double_degrees", "branches"]
LISTED = [
    "agreement", "partner_code", "partner", "country_code", "country", "type", "valid_to", "faculty", "release",
    "is_invented",
]  # fmt: skip
OF_DATES = (Basis.VALIDITY, Basis.LISTED)
"""What a count rests on."""
OF_ONE = ["partner_code", "type", "faculty_code"]


def ties_by_year(agreed: Agreed) -> pd.DataFrame:
    """Ties abroad by academic year, on 1 October; none of days after the register was loaded.

    Columns (Int64): academic_year; partners: distinct partner institutions with an agreement; agreements: distinct
    ones, but for branches; double_degrees: those of them for a double degree or joint programme; branches: distinct
    ones, abroad and hosted. <NA> where ties without a first day leave the number open. No rows without a register.
    """
    return by_year(agreed)[0]


def by_year(agreed: Agreed) -> tuple[pd.DataFrame, dict[int, tuple[int, ...]]]:
    """As `ties_by_year`; and for each year the releases of the rows that hold on its day, or may."""
    rows = _registers(agreed)
    held = {year: _held(agreed, rows, date(year, COUNT_MONTH, COUNT_DAY)) for year in _years(rows)}
    behind = {year: tuple(sorted(map(int, set(some["release"])))) for year, (_sure, some) in held.items()}
    return _counted(held), behind


def ties_now(agreed: Agreed, on: date) -> pd.DataFrame:
    """As `ties_by_year`, on one day; a yearly register tells of its whole year. No row where none tells of the day."""
    rows = _registers(agreed)
    year = academic_year(on)
    is_told = rows["academic_year"].isin(["", str(year)])
    return _counted({year: _held(agreed, rows, on)} if is_told.any() else {})


def expiring(agreed: Agreed, on: date, months: int = 6, language: str = "en") -> pd.DataFrame:
    """Ties abroad in force on the day that end within so many months; soonest first.

    Columns: agreement, partner_code, partner, country_code, country, type, valid_to (date: first day it is no longer
    valid), faculty (names; '' for the whole institution), release (Int64), is_invented.
    """
    until = (pd.Timestamp(on) + pd.DateOffset(months=months)).date()
    stands = agreed.on(on)
    active = stands[(stands["status"] == AgreementStatus.ACTIVE) & stands["valid_to"].notna()]
    is_near = pd.Series([day <= until for day in active["valid_to"]], index=active.index, dtype=bool)
    return _ties(agreed, _registers(agreed), active[is_near], language)


def lapsed(agreed: Agreed, on: date, months: int = 12, language: str = "en") -> pd.DataFrame:
    """Ties abroad that have ended and have no successor: those that ended within the last months, and all that are
    still stated as active. Columns as in `expiring`; latest first.

    A successor is a tie of the same type with the same partner, of the same faculty or the whole institution, that
    begins later than the tie did and holds on or after the day.
    """
    since = (pd.Timestamp(on) - pd.DateOffset(months=months)).date()
    rows, stands = _registers(agreed), agreed.on(on)
    over = stands[(stands["status"] == AgreementStatus.ENDED) & (stands["basis"] == Basis.VALIDITY)]
    told_active = set(rows.loc[rows["status"] == AgreementStatus.ACTIVE, "agreement"])
    recent = [day > since for day in over["valid_to"]]
    over = over[over["agreement"].isin(told_active) | pd.Series(recent, index=over.index, dtype=bool)]
    ended = rows[rows["agreement"].isin(over["agreement"])]
    holding = rows[~rows["status"].isin(NOT_RUNNING) & ~rows["agreement"].isin(_ended_by(agreed, on))]
    without = over[over["agreement"].isin(ended.loc[~_succeeded(ended, holding), "agreement"])]
    listed = _ties(agreed, rows, without, language)
    return listed.sort_values("valid_to", ascending=False, kind="stable").reset_index(drop=True)


def _ended_by(agreed: Agreed, on: date) -> set[str]:
    stands = agreed.on(on)
    return set(stands.loc[stands["status"] == AgreementStatus.ENDED, "agreement"])


def _registers(agreed: Agreed) -> pd.DataFrame:
    """Rows about ties abroad of the sources that date them or list them by year."""
    rows = agreed.rows
    return rows[rows["is_register"] & ~rows["at_home"] & ~rows["type"].isin(EVENTS)]


def _years(rows: pd.DataFrame) -> list[int]:
    """Academic years that the registers tell of."""
    told = {int(period[:4]) for period in rows["academic_year"] if period}
    dated = rows[rows["valid_from"].notna() & ~rows["status"].isin(NOT_RUNNING[:2])]
    if len(dated):
        first, loaded = min(dated["valid_from"]), max(dated["loaded_at"]).date()
        years = range(first.year, loaded.year + 1)
        told |= {y for y in years if first <= date(y, COUNT_MONTH, COUNT_DAY) <= loaded}
    return sorted(told)


def _held(agreed: Agreed, rows: pd.DataFrame, on: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows in force on a day; and those with the rows that are perhaps: nothing tells since when."""
    stands = agreed.on(on)
    is_dated = stands["basis"].isin(OF_DATES)
    sure = set(stands.loc[is_dated & (stands["status"] == AgreementStatus.ACTIVE), "agreement"])
    open_ones = ~is_dated & ~stands["status"].isin(NOT_RUNNING)
    here = rows[rows["academic_year"].isin(["", str(academic_year(on))])]
    return here[here["agreement"].isin(sure)], here[
        here["agreement"].isin(sure | set(stands.loc[open_ones, "agreement"]))
    ]


def _counted(held: dict[int, tuple[pd.DataFrame, pd.DataFrame]]) -> pd.DataFrame:
    found = [{"academic_year": year, **_numbers(*rows)} for year, rows in held.items()]
    return pd.DataFrame(found, columns=["academic_year", *COUNTED]).astype("Int64")


def _numbers(in_force: pd.DataFrame, with_others: pd.DataFrame) -> dict[str, Any]:
    """Numbers of a day; <NA> where ties that are perhaps in force would add to one."""
    sure, perhaps = _measured(in_force), _measured(with_others)
    return {name: sure[name] if sure[name] == perhaps[name] else pd.NA for name in COUNTED}


def _measured(rows: pd.DataFrame) -> dict[str, int]:
    is_branch = rows["type"].isin(BRANCHES)
    partners = rows.loc[with_partners(rows), "partner_code"].nunique()
    agreements = rows.loc[~is_branch, "agreement"].nunique()
    double = rows.loc[rows["type"].isin(DOUBLE_DEGREES), "agreement"].nunique()
    branches = len(rows[is_branch].drop_duplicates(["partner_code", "type"]))
    return dict(zip(COUNTED, (partners, agreements, double, branches), strict=True))


def _succeeded(rows: pd.DataFrame, holding: pd.DataFrame) -> "pd.Series[bool]":
    """Rows after which another of those that hold began; one of the whole institution follows that of a faculty too."""
    begins = _begins(holding)
    newest = begins.groupby([holding[name] for name in OF_ONE]).max().to_dict()
    told = [
        any(newest.get((partner, kind, unit), date.min) > since for unit in (faculty, ""))
        for partner, kind, faculty, since in zip(*[rows[name] for name in OF_ONE], _begins(rows), strict=True)
    ]
    return pd.Series(told, index=rows.index, dtype=bool)


def _begins(rows: pd.DataFrame) -> "pd.Series[Any]":
    """First day that is told of each row; of a yearly register the start of its year; the first of all days where
    none is told."""
    days = [
        first or (date(int(period[:4]), FIRST_MONTH, 1) if period else date.min)
        for first, period in zip(rows["valid_from"], rows["academic_year"], strict=True)
    ]
    return pd.Series(days, index=rows.index, dtype=object)


def _ties(agreed: Agreed, rows: pd.DataFrame, stands: pd.DataFrame, language: str) -> pd.DataFrame:
    """One row per tie, with its faculties together; soonest end first."""
    ends = dict(zip(stands["agreement"], stands["valid_to"], strict=True))
    told = agreed.names.named(rows[rows["agreement"].isin(list(ends))], language)
    one_tie = ["agreement", "partner_code", "partner", "country_code", "country", "type"]
    found = [
        dict(zip(one_tie, key, strict=True))
        | {"valid_to": ends[str(key[0])], "release": some["release"].max(), "is_invented": some["is_invented"].any()}
        | {"faculty": "; ".join(sorted(set(some["faculty"]) - {""}))}
        for key, some in told.groupby(one_tie, sort=True)
    ]
    listed = pd.DataFrame(found, columns=LISTED, dtype=object).sort_values(["valid_to", "agreement"], kind="stable")
    return listed.reset_index(drop=True).astype({"release": "Int64", "is_invented": "bool"})
