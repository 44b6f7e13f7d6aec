"""Readers of what people type by hand: listed words, days in several forms, codes of institutions and study fields."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from etl.errors import N_, BadValue, say
from etl.recognise.codes import Known
from etl.recognise.reader import Cells, Reader
from etl.recognise.spellings import fold

ISO = re.compile(r"((?:19|20|21)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2})(?:[ T]00:00(?::00)?)?)?)?")
DOTTED = re.compile(r"(?:(?:([0-9]{1,2})\.)?([0-9]{1,2})\.)?((?:19|20|21)[0-9]{2})\s*(?:г\.?|ж\.?)?")
ROR = re.compile(r"(?:(?:https?://)?(?:www\.)?ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?")
ERASMUS = re.compile(r"([A-Z]{1,3})\s+([A-Z][A-Z-]*[0-9]{2,3})|(IRL|LUX)([A-Z][A-Z-]*[0-9]{2,3})")
"""Country and place; codes of three letters leave no room for a blank."""
ISCED = re.compile(r"(?:0[0-9]|10)[0-9]{2}")


def worded(column: str, codes: Mapping[str, Any], shown: str, blank: Any = ...) -> Reader:
    """A listed word in large or small letters; codes by folded word. shown: what a message lists. A blank means
    `blank`, or is an error where none is declared."""

    def read(cells: Cells, known: Known) -> Any:
        word = fold(cells[column])
        if not word and blank is not ...:
            return blank
        code = codes.get(word)
        if code is None:
            raise BadValue(N_("Not a listed value."), say(N_("Listed are: {listed}."), listed=shown))
        return code

    return Reader((column,), read)


def day_typed(column: str) -> Reader:
    """A full date: 2024-09-01, 01.09.2024, or the date of a spreadsheet; blank is None."""

    def read(cells: Cells, known: Known) -> date | None:
        shown = cells[column].strip()
        if not shown:
            return None
        if len(found := _date(shown)) < len("2024-09-01"):
            raise BadValue(N_("Not a date."), N_("Write YYYY-MM-DD or DD.MM.YYYY."))
        return date.fromisoformat(found)

    return Reader((column,), read)


def date_typed(column: str) -> Reader:
    """A date as far as known, as YYYY, YYYY-MM or YYYY-MM-DD, from these or from 01.09.2024, 09.2024; '' where not."""
    return Reader((column,), lambda cells, known: _date(cells[column].strip()) if cells[column].strip() else "")


def _date(shown: str) -> str:
    iso, dotted = ISO.fullmatch(shown), DOTTED.fullmatch(shown)
    parts = iso.groups() if iso else dotted.groups()[::-1] if dotted else ()
    try:
        year, *others = (int(part) for part in parts if part)
        date(year, *[*others, 1, 1][:2])
    except ValueError:
        remedy = N_("Write YYYY-MM-DD or DD.MM.YYYY; a year, or a year and a month, where more is not known.")
        raise BadValue(N_("Not a date."), remedy) from None
    return "-".join([str(year), *(f"{part:02}" for part in others)])


def ror(column: str) -> Reader:
    """The nine characters of a ROR identifier, from them or from its address; blank is ''."""

    def read(cells: Cells, known: Known) -> str:
        shown = cells[column].strip()
        found = ROR.fullmatch(shown.lower())
        if shown and not found:
            rule = N_("Not a ROR identifier.")
            raise BadValue(rule, N_("Write it as `https://ror.org/052gg0110` or `052gg0110`, or leave it blank."))
        return found[1] if found else ""

    return Reader((column,), read)


def erasmus_code(column: str) -> Reader:
    """An Erasmus code with one blank, however many the file has: E ZARAGOZ01; blank is ''."""

    def read(cells: Cells, known: Known) -> str:
        shown = cells[column].strip()
        found = ERASMUS.fullmatch(shown.upper())
        if shown and not found:
            rule = N_("Not an Erasmus code.")
            raise BadValue(rule, N_("Write country and place, as `E ZARAGOZ01`, or leave it blank."))
        return " ".join(part for part in found.groups() if part) if found else ""

    return Reader((column,), read)


def isced_field(column: str) -> Reader:
    """Four digits of ISCED-F 2013; blank is ''."""

    def read(cells: Cells, known: Known) -> str:
        shown = cells[column].strip()
        if not shown or ISCED.fullmatch(shown):
            return shown
        rule = N_("Not a study field of ISCED-F 2013, which has four digits.")
        if ISCED.fullmatch(f"0{shown}"):
            remedy = N_("A spreadsheet has taken the leading zero away: write `{code}` as text.")
            raise BadValue(rule, say(remedy, code=f"0{shown}"))
        raise BadValue(rule, N_("Write the code of a detailed field, as `0421` for law, or leave it blank."))

    return Reader((column,), read)
