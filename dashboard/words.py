"""The word shown for each code, and how years and qualified numbers are written."""

import math
from collections.abc import Callable
from datetime import date

from dashboard.codes import CODES
from dashboard.i18n import _, current
from db.vocabulary import AgreementStatus, PeriodKind


def word(kind: str, code: object) -> str:
    """What people read for a code; the code itself where the list has no word for it."""
    listed = CODES[kind]
    return _(listed[str(code)]) if code in listed else "" if code is None else str(code)


def untold(state: str) -> str:
    """What stands in place of a number: why its source gives none; without a record of it, that it is not known."""
    return word("state", state) if state else _("not known")


def counted(number: float, *, is_least: bool = False) -> str:
    """A number of people; "at least" so many where some of its cells are not known."""
    shown = current().number(number)
    return _("at least {low}", low=shown) if is_least else shown


def status(code: str, valid_to: date | str | None) -> str:
    """The status of an agreement as stated; one stated as active that is no longer valid says so.

    valid_to: first day it is no longer valid.
    """
    is_over = code == AgreementStatus.ACTIVE and valid_to is not None and "" < str(valid_to) <= str(date.today())
    return _("{status}, term ended", status=word("status", code)) if is_over else word("status", code)


def all_words(kind: str) -> dict[str, str]:
    """The words of all codes of a kind."""
    return {code: word(kind, code) for code in CODES[kind]}


def said(declared: object) -> str:
    """Words of a source's declaration in the session's language, where the catalogue has them."""
    return _(str(declared))


def year(first: int | str, period_kind: str = PeriodKind.ACADEMIC_YEAR) -> str:
    """2024 -> '2024/25'; '2024' where the series counts by calendar years or months."""
    number = int(first)
    return f"{number}/{(number + 1) % 100:02d}" if period_kind == PeriodKind.ACADEMIC_YEAR else str(number)


def year_before(first: int, period_kind: str = PeriodKind.ACADEMIC_YEAR) -> str:
    """2024 -> '2023/24'."""
    return year(first - 1, period_kind)


def period(code: str, period_kind: str) -> str:
    """A period as it is stored: '2024' -> '2024/25' of academic years; a month or a day in the reader's words."""
    return year(code, period_kind) if code.isdecimal() else current().day(code)


def measured(value: float, unit: str) -> str:
    """A stated value in the reader's numbers: '10%', '3,928', '1934' for a year."""
    if unit == "percent":
        return current().percent(value)
    if unit in ("year", "rank"):
        return f"{value:g}"
    return current().number(value, decimals=0 if value == math.floor(value) else 2)


def qualified(value: float, qualifier: str, unit: str) -> str:
    """'at least 650', 'about 2,800', '401'."""
    shown = measured(value, unit)
    return shown if qualifier == "exactly" else f"{word('qualifier', qualifier)} {shown}"


def limited(lowest: float | None, highest: float | None, write: Callable[[float], str]) -> str:
    """'at most 15.7%', '+1,079 to +1,178', '5', or that nothing limits it."""
    if lowest is None and highest is None:
        return _("not limited")
    if lowest is None:
        return _("at most {high}", high=write(highest or 0))
    if highest is None:
        return _("at least {low}", low=write(lowest))
    return write(lowest) if lowest == highest else _("{low} to {high}", low=write(lowest), high=write(highest))
