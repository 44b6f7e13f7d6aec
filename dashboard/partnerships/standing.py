"""How an agreement stands, in words: its status, and what tells it."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.i18n import _, current
from db.standing import Basis
from db.vocabulary import AgreementStatus

TELLING = ("status", "basis", "stated", "since", "valid_to")
"""Columns that tell how an agreement stands."""


def in_words(row: dict[Any, Any]) -> str:
    """'active, as stated on 13 September 2023'; 'active until 14 December 2026'; 'term ended on 31 August 2025'."""
    status, basis = str(row["status"]), str(row["basis"])
    word = words.word("status", status)
    if basis == Basis.LISTED:
        return _("listed in the register of the year") if status == AgreementStatus.ACTIVE else _("no longer listed")
    if basis == Basis.VALIDITY and row.get("valid_to") is not None:
        day = current().day(last_day(row["valid_to"]))
        is_over = status == AgreementStatus.ENDED
        return _("term ended on {day}", day=day) if is_over else _("{status} until {day}", status=word, day=day)
    if basis == Basis.STATED:
        return _("{status}, as stated on {day}", status=word, day=current().day(str(row["stated"])))
    if basis == Basis.UNDATED:
        return _("{status}, says an undated source", status=word)
    if basis == Basis.DATE and row["since"]:
        day = current().day(str(row["since"]))
        is_signed = status == AgreementStatus.SIGNED
        return _("signed: {day}", day=day) if is_signed else _("{status} since {day}", status=word, day=day)
    return word


def last_day(valid_to: date) -> str:
    """The last day on which it holds, of the first on which it does not."""
    return (valid_to - timedelta(days=1)).isoformat()


def with_words(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `standing` beside, and the last day of validity in place of the first day without it."""
    of_each = zip(*[rows[name].tolist() for name in TELLING], strict=True)
    told = [in_words(dict(zip(TELLING, one, strict=True))) for one in of_each]
    return with_last_day(rows.assign(standing=pd.Series(told, index=rows.index, dtype=object)))


def with_last_day(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `last_day` in place of `valid_to`: people and their files tell the last day on which it holds."""
    if "valid_to" not in rows:
        return rows
    days = pd.Series(
        [last_day(day) if day is not None else "" for day in rows["valid_to"].tolist()], index=rows.index, dtype=object
    )
    return rows.assign(valid_to=days).rename(columns={"valid_to": "last_day"})
