"""Readers: how a cell, or several of one row, becomes a value of one of our columns, and when it is refused.

A reader takes the cells of one row by column name and gives the value of one of our columns; it raises BadValue.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from db.vocabulary import CellState
from etl.errors import N_, BadValue, say
from etl.recognise.codes import Known
from etl.recognise.numbers import DIGITS, LARGEST, Marks, number_in, whole_number
from etl.recognise.reader import Cells, Count, Reader


def text(column: str) -> Reader:
    """The words of the source, without blanks around."""
    return Reader((column,), lambda cells, known: cells[column].strip())


def required(column: str) -> Reader:
    """As text; a blank is an error."""

    def read(cells: Cells, known: Known) -> str:
        if not cells[column].strip():
            raise BadValue(N_("The cell is blank."), N_("Fill it in."))
        return cells[column].strip()

    return Reader((column,), read)


def integer(column: str, lowest: int = 0, highest: int = LARGEST) -> Reader:
    """A whole number within bounds; blank is None."""

    def read(cells: Cells, known: Known) -> int | None:
        shown = cells[column].strip()
        return whole_number(shown, lowest, highest) if shown else None

    return Reader((column,), read)


def number(column: str) -> Reader:
    """A number with a decimal point; blank is an error."""

    def read(cells: Cells, known: Known) -> float:
        found = re.fullmatch(r"-?([0-9]+)(\.[0-9]+)?", cells[column].strip())
        if not found:
            remedy = N_("Write it with a decimal point and without separators, as 59.8.")
            raise BadValue(N_("Not a number."), remedy)
        if len(found[1]) > DIGITS:
            rule = say(N_("The number has more than {most} digits."), most=DIGITS)
            raise BadValue(rule, N_("Check the cell at its producer."))
        return float(found[0])

    return Reader((column,), read)


def count(
    column: str,
    blank: CellState | None = None,
    not_measured: Reader | None = None,
    marks: Marks | None = None,
    *,
    fractions: bool = False,
) -> Reader:
    """A count of persons or places. A blank has the state `blank`, or is an error where none is declared.

    marks: what signs in place of a number mean; with them, numbers may be written in groups (1 234 or 1,234).
    not_measured: rows where the source counts nothing. fractions: parts of a person are taken as they are.
    """

    def read(cells: Cells, known: Known) -> Count:
        shown = cells[column].strip()
        if not_measured and not_measured.read(cells, known):
            if shown not in ("", "0"):
                raise BadValue(
                    N_("A number where the source measures nothing."), N_("Ask the producer what it counts.")
                )
            return Count(None, CellState.NOT_MEASURED)
        if not shown and blank:
            return Count(None, blank)
        if not shown:
            raise BadValue(N_("The count is blank."), N_("Write 0 for nobody; a blank is not a number."))
        if marks is not None and (state := marks.state(shown)):
            return Count(0, CellState.VALUE) if state == "zero" else Count(None, CellState(state))
        if marks is None:
            return Count(whole_number(shown, 0, LARGEST), CellState.VALUE)
        return Count(number_in(shown, fractions=fractions), CellState.VALUE)

    return Reader((column, *(not_measured.columns if not_measured else ())), read)


def academic_year(column: str) -> Reader:
    """The year it starts in, as text: 2023 for "2023", "2023/24", "2023-2024 учебный год"."""

    def read(cells: Cells, known: Known) -> str:
        return starting_year(cells[column])

    return Reader((column,), read)


YEAR_WORDS = (
    r"\s*(?:-?\s*(?:academic year|school year|учебный год|уч\.?\s*г(?:од|\.)?|гг?\.?|год"
    r"|оқу жылы|оқу ж\.?|ж\.?|жж\.?))?"
)
ONE_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:\s*[/\-–—]\s*([0-9]{4}|[0-9]{2}))?" + YEAR_WORDS, re.IGNORECASE)


def starting_year(shown: str) -> str:
    """The year that an academic year starts in. Raises BadValue."""
    found = ONE_YEAR.fullmatch(shown.strip())
    if not found or (found[2] and not str(int(found[1]) + 1).endswith(found[2])):
        raise BadValue(N_("Not an academic year."), N_("Write the year it starts in, 2023, or 2023/24."))
    return found[1]


def year(column: str) -> Reader:
    """A year; blank is None."""
    return integer(column, 1900, 2100)


def level(column: str, blank: Any = ...) -> Reader:
    """A level of study from a code, a programme's code or any word that universities use for it."""

    def read(cells: Cells, known: Known) -> Any:
        shown = cells[column].strip()
        return blank if not shown and blank is not ... else known.level(shown)

    return Reader((column,), read)


def coded(column: str, codes: Mapping[str, Any] | type[StrEnum], blank: Any = ...) -> Reader:
    """A listed word. A blank means `blank`, or is an error where none is declared."""
    listed = codes if isinstance(codes, Mapping) else {code.value: code for code in codes}

    def read(cells: Cells, known: Known) -> Any:
        shown = cells[column].strip()
        if not shown and blank is not ...:
            return blank
        if shown not in listed:
            raise BadValue(N_("Not a listed value."), say(N_("Listed are: {listed}."), listed=", ".join(listed)))
        return listed[shown]

    return Reader((column,), read)


def country(column: str, language: str = "en", blank: Any = ..., own: Mapping[str, str] | None = None) -> Reader:
    """An alpha-3 code from a code or a known spelling; `own` are spellings that mean something to this source only."""

    def read(cells: Cells, known: Known) -> Any:
        shown = cells[column].strip()
        return blank if not shown and blank is not ... else known.country(shown, language, own or {})

    return Reader((column,), read)


def country_set(column: str) -> Reader:
    """Sorted alpha-3 codes of codes parted by semicolons; none for all foreign countries together."""

    def read(cells: Cells, known: Known) -> list[str]:
        return sorted({known.country(code) for code in cells[column].split(";") if code.strip()})

    return Reader((column,), read)


def institution(column: str) -> Reader:
    """Code of an institution of the register."""
    return Reader((column,), lambda cells, known: known.institution(cells[column]))


def unit(institution: str | Reader, column: str, parent_column: str = "", blank: Any = "") -> Reader:
    """Code of a unit of an institution ('': the one whose figures are loaded); blank is the institution as a whole.

    parent_column: the faculty beside a department; they must belong together, and it stands in where there is none.
    """

    above = unit(institution, parent_column, blank=blank) if parent_column else None

    def read(cells: Cells, known: Known) -> Any:
        whose = (institution or known.home) if isinstance(institution, str) else institution.read(cells, known)
        faculty = above.read(cells, known) if above else blank
        if not cells[column].strip():
            return faculty
        found = known.unit(whose, cells[column])
        if above and known.parent(whose, found) != faculty:
            raise BadValue(N_("The department is not one of the faculty beside it."), N_("Correct one of the two."))
        return found

    columns = (column, parent_column) if parent_column else (column,)
    return Reader(columns + (() if isinstance(institution, str) else institution.columns), read)


def partial_date(column: str) -> Reader:
    """YYYY, YYYY-MM or YYYY-MM-DD as far as known; '' where not."""

    def read(cells: Cells, known: Known) -> str:
        shown = cells[column].strip()
        if shown:
            _date(shown, r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", N_("Write YYYY, YYYY-MM or YYYY-MM-DD."))
        return shown

    return Reader((column,), read)


def day(column: str) -> Reader:
    """A full date; blank is None."""

    def read(cells: Cells, known: Known) -> date | None:
        shown = cells[column].strip()
        return _date(shown, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", N_("Write YYYY-MM-DD.")) if shown else None

    return Reader((column,), read)


def _date(shown: str, form: str, remedy: str) -> date:
    """The day, or the first one of an unfinished date. The form is asked for: Python reads 20230531 as a date too."""
    try:
        if re.fullmatch(form, shown):
            return date.fromisoformat((shown + "-01-01")[:10])
    except ValueError:
        pass
    raise BadValue(N_("Not a date."), remedy)
