"""What a source is declared with: who it is, its series, its files, and how their columns become ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db.vocabulary import Counted, Measure, OriginBasis, PeriodKind, Population
from etl.recognise import Reader

DATA = Path(__file__).parent / "data"
"""Where what ships lies."""

COUNTS = ("headcount", "places", "assigned")
LANGUAGES = ("en", "ru", "kk")

N_ = str  # marks words of a declaration as a message of the catalogue


@dataclass(frozen=True)
class Note:
    """What a reader must know of a series in a period ('': in all of them), in words of the catalogue.

    is_break: counts from the period on do not compare with those before.
    """

    period: str
    text: str
    is_break: bool = False


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
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Persons:
    """Each row is one person, or one enrolment of a person; rows are counted while they are read.

    column: what tells persons apart; where the file has it, distinct persons are counted, else enrolments.
    series, enrolments: code of the series with it and without it.
    """

    column: str
    series: str
    enrolments: str


@dataclass(frozen=True)
class Evenly:
    """A column of the file that is filled in all rows of a period or in none: a row with a blank beside rows with
    words may be their sum. within: only of rows that are alike in these columns."""

    column: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Into:
    """Rows of a file that become rows of a table of ours.

    only: a row is one for the table if it is each of these.
    repeats: what rows that share a key are: "refuse" an error, "add" parts of one count, "same" one figure said again
    (another one is an error), "first" said again in other words, of which the first are taken.
    parts: what tells apart rows that are added; a row that another one is like in all of these is an error.
    evenly: columns that are filled in all rows or in none.
    complete: what the file is complete for: None nothing, () all the source states there, else each period, or each
    period and country, that it has.
    persons: rows are not counts but persons, and counted.
    needs, without: only periods of which some row, or no row, of the file is such a one are taken.
    """

    table: str
    columns: Mapping[str, Reader]
    constants: Mapping[str, Any] = field(default_factory=dict)
    only: tuple[Reader, ...] = ()
    repeats: str = "refuse"
    parts: tuple[Reader, ...] = ()
    evenly: tuple[Evenly, ...] = ()
    complete: tuple[str, ...] | None = None
    persons: Persons | None = None
    needs: Reader | None = None
    without: Reader | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.only, tuple):
            raise TypeError(f"{self.table}: only takes several readers: only=(one, another), only=(one,).")


@dataclass(frozen=True)
class Wide:
    """A column for each country, year or the like: every column that is not named becomes a row of its own.

    label: column of ours that takes the header (its levels parted by " / "); value: the one that takes the cell.
    like: whether a header may be such a label; tells this kind of file from others and a label from a foreign word.
    """

    label: str
    value: str
    like: Callable[[str], bool]


@dataclass(frozen=True)
class FileKind:
    """A kind of file a source consists of, told by its columns.

    names: other headers that a column is known by, in any language; optional: columns that a file may lack.
    headers: what a template writes over each column, by language; also names it is known by. explains: what a column
    means; choices: what is chosen from in it: "country", "level", "faculty", "department", "academic_year",
    "direction", "mobility_type", or a list of words of a source's own; "text": a code of which a spreadsheet may not
    make a number.
    preamble: columns that may stand outside the table: a regular expression for the words above it, the name of its
    sheet or of the file, whose first group is the word for every row.
    ignored: headers of columns beside the wide ones that hold no figures.
    delimiter: '' where any is taken; sheet: a regular expression for the names of sheets that are looked at.
    meets: whom a row names as a partner; asked of all rows before any is judged.
    shipped: its file in etl/data, loaded when the user names none; always: loaded even beside the user's files.
    """

    name: str
    into: tuple[Into, ...]
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    explains: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    preamble: Mapping[str, str] = field(default_factory=dict)
    wide: Wide | None = None
    ignored: Sequence[str] = ()
    delimiter: str = ""
    sheet: str = ""
    meets: Reader | None = None
    shipped: str = ""
    always: bool = False

    @property
    def columns(self) -> list[str]:
        """Columns that the rows are read from."""
        readers = [reader for into in self.into for reader in readers_of(into)]
        named = [column for reader in readers for column in reader.columns]
        named += [into.persons.column for into in self.into if into.persons]
        named += self.meets.columns if self.meets else ()
        return list(dict.fromkeys(named))

    @property
    def of_persons(self) -> str:
        """The column that tells persons apart, where each row is a person; '' where rows are counts."""
        return next((into.persons.column for into in self.into if into.persons), "")

    @property
    def counts(self) -> frozenset[str]:
        """Columns that hold counts: a number merged over several rows is one number, not one for each."""
        readers = [into.columns[name] for into in self.into for name in COUNTS if name in into.columns]
        return frozenset(reader.columns[0] for reader in readers)

    @property
    def required(self) -> list[str]:
        """Columns that the header of a file must have."""
        elsewhere = {*self.optional, *self.preamble, *([self.wide.label, self.wide.value] if self.wide else [])}
        return [column for column in self.columns if column not in elsewhere]


def readers_of(into: Into) -> list[Reader]:
    """All readers of a declaration, those of its columns first."""
    others = [reader for reader in (into.needs, into.without) if reader]
    return [*into.columns.values(), *into.only, *into.parts, *others]


@dataclass(frozen=True)
class Source:
    """One source: what lasts about it, and how to read it.

    institution: whose figures they are; '' where the user says it, or each row does (`names_owners`).
    is_public: its producer publishes these very cells, so that they need no protection: open statistics.
    """

    code: str
    producer: str
    title: str
    licence: str
    counts: str
    international: str
    files: tuple[FileKind, ...]
    institution: str = ""
    names_owners: bool = True
    url: str = ""
    series: tuple[Series, ...] = ()
    is_invented: bool = False
    is_public: bool = False
    make: Callable[..., Any] | None = None
