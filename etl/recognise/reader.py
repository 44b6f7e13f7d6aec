"""How a cell is read: a row by column, a count with its state, and the reader that blames the column at fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from db.vocabulary import CellState
from etl.errors import BadValue, NoColumn
from etl.recognise.codes import Known

Cells = Mapping[str, str]


class Count(NamedTuple):
    """A count as read: a number exactly when the state is `value`."""

    number: int | float | None
    state: CellState


class Record(dict[str, str]):
    """The cells of a row by column; a column that the file lacks is NoColumn."""

    def __missing__(self, column: str) -> str:
        raise NoColumn(column)


@dataclass(frozen=True)
class Reader:
    """How one of our columns is read. `columns` are the file's columns it looks at, the one to blame first.

    It is asked once for each different combination of words in these columns, so it may look at no others. Where a
    reader asks another one, the other blames its own column.
    """

    columns: tuple[str, ...]
    read: Callable[[Cells, Known], Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", _blaming(self.columns, self.read))


def _blaming(columns: tuple[str, ...], read: Callable[[Cells, Known], Any]) -> Callable[[Cells, Known], Any]:
    def blamed(cells: Cells, known: Known) -> Any:
        try:
            return read(cells, known)
        except BadValue as bad:
            bad.column = bad.column or next(iter(columns), "")
            raise

    return blamed


def derived(columns: tuple[str, ...], work_out: Callable[[Cells], Any]) -> Reader:
    """A value worked out from the words of several columns."""
    return Reader(columns, lambda cells, known: work_out(cells))


def where(column: str, holds: Callable[[str], bool]) -> Reader:
    """Whether the word of a column, without blanks around, is such a one."""
    return derived((column,), lambda cells: holds(cells[column].strip()))


def word_is(column: str, *words: str) -> Reader:
    """Whether the column has one of the words."""
    return where(column, lambda word: word in words)


def negated(reader: Reader) -> Reader:
    return Reader(reader.columns, lambda cells, known: not reader.read(cells, known))
