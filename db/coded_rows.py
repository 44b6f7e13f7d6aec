"""Many rows out of a table: columns of words as numbers, in numpy, without a tuple kept for each row."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

Ints = npt.NDArray[np.integer[Any]]
ROWS_AT_ONCE = 500
"""Few: the collector of garbage looks at all tuples that live, which takes longer than reading them."""


class _Codes(dict[Any, int]):
    """A number for each value, given when it is first met."""

    def __missing__(self, value: Any) -> int:
        self[value] = number = len(self)
        return number


@dataclass(frozen=True)
class CodedRows:
    """values: of each column but the last, those that occur; numbers: of each row the place of its value among them.
    measured: the last column; NaN where it is null."""

    values: list[list[Any]]
    numbers: list[Ints]
    measured: npt.NDArray[np.float64]


def read_coded(connection: Connection, statement: Any) -> CodedRows:
    """The rows of a SELECT, of which the last column is a number."""
    width = len(statement.selected_columns) - 1
    codes = [_Codes() for _ in range(width)]
    parts: list[list[Ints]] = [[] for _ in codes]
    measured = [np.empty(0)]
    for some in connection.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}).partitions():
        *columns, numbers = zip(*some, strict=True)
        for code, part, column in zip(codes, parts, columns, strict=True):
            part.append(np.fromiter(map(code.__getitem__, column), dtype=np.int32, count=len(column)))
        measured.append(np.array(numbers, dtype=np.float64))
    none = np.empty(0, dtype=np.int32)
    return CodedRows(
        [list(code) for code in codes], [np.concatenate([none, *part]) for part in parts], np.concatenate(measured)
    )
