"""What reading a file gives: its sheets as cells of text. No cell is evaluated, guessed or dropped."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from etl.errors import Problem

Codes = "np.ndarray[tuple[int], np.dtype[np.int32]]"


@dataclass(frozen=True)
class Merged:
    """A merged range of cells, in places of the grid (0 the first), both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Column:
    """Cells of one column: each different word once, and for each row which of them it has."""

    words: list[str]
    codes: np.ndarray


@dataclass
class Block:
    """Some records of a sheet, by place of the column (0 the first).

    rows: the number of each record in the file: its first line in a text file, its row in a spreadsheet, from 1.
    plain: columns asked for as they are, a word per record.
    problems: records that are not well formed; they are left out of the columns.
    """

    columns: dict[int, Column]
    plain: dict[int, Sequence[str]]
    rows: np.ndarray
    problems: list[Problem] = field(default_factory=list)
    bytes_read: int = 0


class Sheet(Protocol):
    """A sheet of a workbook, or a text file, which is a sheet without a name."""

    file: str
    name: str

    def head(self) -> list[list[str]]:
        """Its first rows as they stand, with empty ones, at most HEAD_ROWS; cells as text, '' where empty."""

    def head_rows(self) -> list[int]:
        """Number of each of these rows in the file."""

    def merged(self) -> list[Merged]:
        """Merged ranges among these rows."""

    def blocks(
        self, after: int, width: int, coded: Sequence[int], plain: Sequence[int], repeated: Collection[int] = ()
    ) -> Iterator[Block]:
        """The records behind row number `after`, in blocks: columns `coded` and `plain` by place.

        width: cells of a record. A record with more cells that are not empty is a problem, and in a text file also
        one with fewer. Rows without any cell are passed over, and still counted.
        repeated: columns in which a cell that is merged over several rows says its word in each.
        """


HEAD_ROWS = 300
"""Rows looked at to find the header."""
