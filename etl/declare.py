"""What a source is declared with: who it is, its series, its files, and how their columns become ours.

A reader takes the cells of one row by column name and gives the value of one of our columns; it raises BadValue.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from db.vocabulary import CellState, Counted, Measure, OriginBasis, PeriodKind, Population
from etl.codes import Known, countries
from etl.errors import BadValue
from etl.reader import Cells, Count, Reader

LARGEST = 2_000_000_000
LONGEST_NUMBER = 12
"""Digits of the longest whole number that is looked at; Python refuses to read thousands of them."""

N_ = str  # marks words of a declaration as a message of the catalogue


@dataclass(frozen=True)
class Series:
    """One definition of one count; fields as in db.models.Series."""

    code: str
    label: str
    measure: Measure
    origin_basis: OriginBasis
    count_date: str = ""
    period_kind: PeriodKind = PeriodKind.ACADEMIC_YEAR
    counted: Counted = Counted.PERSONS
    population: Population = Population.STUDENTS
    preference: int = 1


@dataclass(frozen=True)
class Into:
    """Rows of a file that become rows of a table of ours.

    repeats: what rows that share a key are: "refuse" an error, "add" parts of one count, "first" said again.
    complete: what the file is complete for: None nothing, () all the source states there, ("period",) its periods.
    periods: the reader of all periods of the file, where `complete` names them.
    """

    table: str
    columns: Mapping[str, Reader]
    constants: Mapping[str, Any] = field(default_factory=dict)
    only: Callable[[Cells], bool] = lambda cells: True
    repeats: str = "refuse"
    complete: tuple[str, ...] | None = None


@dataclass(frozen=True)
class FileKind:
    """A kind of file a source consists of, told by its columns.

    shipped: its file in etl/data, loaded when the user names none; always: loaded even beside the user's files.
    """

    name: str
    into: tuple[Into, ...]
    delimiter: str = ","
    shipped: str = ""
    always: bool = False

    @property
    def columns(self) -> list[str]:
        """Columns the file must have."""
        named = (column for into in self.into for reader in into.columns.values() for column in reader.columns)
        return list(dict.fromkeys(named))


@dataclass(frozen=True)
class Source:
    """One source: what lasts about it, and how to read it."""

    code: str
    producer: str
    title: str
    licence: str
    counts: str
    international: str
    files: tuple[FileKind, ...]
    institution: str = ""
    url: str = ""
    series: tuple[Series, ...] = ()
    is_invented: bool = False
    make: Callable[..., Any] | None = None


def text(column: str) -> Reader:
    """The words of the source, without blanks around."""
    return Reader((column,), lambda cells, known: cells[column].strip())


def required(column: str) -> Reader:
    """As text; a blank is an error."""

    def read(cells: Cells, known: Known) -> str:
        if not cells[column].strip():
            raise BadValue("The cell is blank.", "Fill it in.")
        return cells[column].strip()

    return Reader((column,), read)


def integer(column: str, lowest: int = 0, highest: int = LARGEST) -> Reader:
    """A whole number within bounds; blank is None."""

    def read(cells: Cells, known: Known) -> int | None:
        shown = cells[column].strip()
        return _integer(shown, lowest, highest, f"Write one from {lowest} to {highest}.") if shown else None

    return Reader((column,), read)


def _integer(shown: str, lowest: int, highest: int, remedy: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", shown):
        raise BadValue("Not a whole number.", "Write digits only, without decimals, units or separators.")
    if len(shown) > LONGEST_NUMBER:
        raise BadValue(f"The number has more than {LONGEST_NUMBER} digits.", "Check the cell at its producer.")
    if int(shown) < lowest:
        raise BadValue(f"The number is below {lowest}.", remedy)
    if int(shown) > highest:
        raise BadValue(f"The number is above {highest}.", remedy)
    return int(shown)


def number(column: str) -> Reader:
    """A number with a decimal point; blank is an error."""

    def read(cells: Cells, known: Known) -> float:
        found = re.fullmatch(r"-?([0-9]+)(\.[0-9]+)?", cells[column].strip())
        if not found:
            raise BadValue("Not a number.", "Write it with a decimal point and without separators, as 59.8.")
        if len(found[1]) > LONGEST_NUMBER:
            raise BadValue(f"The number has more than {LONGEST_NUMBER} digits.", "Check the cell at its producer.")
        return float(found[0])

    return Reader((column,), read)


def count(column: str, blank: CellState | None = None, not_measured: Callable[[Cells], bool] | None = None) -> Reader:
    """A count of persons or places. A blank has the state `blank`, or is an error where none is declared."""

    def read(cells: Cells, known: Known) -> Count:
        shown = cells[column].strip()
        if not_measured and not_measured(cells):
            if shown not in ("", "0"):
                raise BadValue("A number where the source measures nothing.", "Ask the producer what it counts.")
            return Count(None, CellState.NOT_MEASURED)
        if not shown and blank:
            return Count(None, blank)
        if not shown:
            raise BadValue("The count is blank.", "Write 0 for nobody; a blank is not a number.")
        remedy = f"A count is from 0 to {LARGEST}; check the cell at its producer."
        return Count(_integer(shown, 0, LARGEST, remedy), CellState.VALUE)

    return Reader((column,), read)


def academic_year(column: str) -> Reader:
    """The year it starts in, as text: 2023 for "2023" and "2023/24"."""

    def read(cells: Cells, known: Known) -> str:
        shown = cells[column].strip()
        found = re.fullmatch(r"((?:19|20)[0-9]{2})(?:[/-]([0-9]{2}|[0-9]{4}))?", shown)
        if not found or (found[2] and not str(int(found[1]) + 1).endswith(found[2])):
            raise BadValue("Not an academic year.", "Write the year it starts in, 2023, or 2023/24.")
        return found[1]

    return Reader((column,), read)


def year(column: str) -> Reader:
    """A year; blank is None."""
    return integer(column, 1900, 2100)


def coded(column: str, codes: Mapping[str, Any] | type[StrEnum], blank: Any = ...) -> Reader:
    """A listed word. A blank means `blank`, or is an error where none is declared."""
    listed = codes if isinstance(codes, Mapping) else {code.value: code for code in codes}

    def read(cells: Cells, known: Known) -> Any:
        shown = cells[column].strip()
        if not shown and blank is not ...:
            return blank
        if shown not in listed:
            raise BadValue("Not a listed value.", f"Listed are: {', '.join(listed)}.")
        return listed[shown]

    return Reader((column,), read)


def country(column: str, language: str = "en", blank: Any = ...) -> Reader:
    """An alpha-3 code from a code or a known spelling."""

    def read(cells: Cells, known: Known) -> Any:
        shown = cells[column].strip()
        return blank if not shown and blank is not ... else countries(language).code(shown)

    return Reader((column,), read)


def country_set(column: str) -> Reader:
    """Sorted alpha-3 codes of codes parted by semicolons; none for all foreign countries together."""

    def read(cells: Cells, known: Known) -> list[str]:
        return sorted({countries("en").code(code) for code in cells[column].split(";") if code.strip()})

    return Reader((column,), read)


def institution(column: str) -> Reader:
    """Code of an institution of the register."""
    return Reader((column,), lambda cells, known: known.institutions.code(cells[column]))


def unit(institution: str | Reader, column: str, parent_column: str = "", blank: Any = "") -> Reader:
    """Code of a unit of an institution; blank is the institution as a whole.

    parent_column: the faculty beside a department; they must belong together, and it stands in where there is none.
    """

    above = unit(institution, parent_column, blank=blank) if parent_column else None

    def read(cells: Cells, known: Known) -> Any:
        whose = institution if isinstance(institution, str) else institution.read(cells, known)
        faculty = above.read(cells, known) if above else blank
        if not cells[column].strip():
            return faculty
        found = known.unit(whose, cells[column])
        if above and known.parent(whose, found) != faculty:
            raise BadValue("The department is not one of the faculty beside it.", "Correct one of the two.")
        return found

    columns = (column, parent_column) if parent_column else (column,)
    return Reader(columns + (() if isinstance(institution, str) else institution.columns), read)


def partial_date(column: str) -> Reader:
    """YYYY, YYYY-MM or YYYY-MM-DD as far as known; '' where not."""

    def read(cells: Cells, known: Known) -> str:
        shown = cells[column].strip()
        if shown:
            _date(shown, r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", "Write YYYY, YYYY-MM or YYYY-MM-DD.")
        return shown

    return Reader((column,), read)


def day(column: str) -> Reader:
    """A full date; blank is None."""

    def read(cells: Cells, known: Known) -> date | None:
        shown = cells[column].strip()
        return _date(shown, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "Write YYYY-MM-DD.") if shown else None

    return Reader((column,), read)


def _date(shown: str, form: str, remedy: str) -> date:
    """The day, or the first one of an unfinished date. The form is asked for: Python reads 20230531 as a date too."""
    try:
        if re.fullmatch(form, shown):
            return date.fromisoformat((shown + "-01-01")[:10])
    except ValueError:
        pass
    raise BadValue("Not a date.", remedy)


def derived(columns: tuple[str, ...], work_out: Callable[[Cells], Any]) -> Reader:
    """A value worked out from the words of several columns."""
    return Reader(columns, lambda cells, known: work_out(cells))
