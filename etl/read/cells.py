"""Cells of a workbook as text."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from sys import maxsize

import numpy as np

from etl.read.grid import Column

Cell = str | float | bool | date | datetime | time | timedelta


class _Codes(dict[Cell, int]):
    """A code for each cell, the same for cells of the same text."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def __missing__(self, cell: Cell) -> int:
        self[cell] = code = self.words.setdefault(text_of(cell), len(self.words))
        return code


def coded_column(cells: Sequence[Cell]) -> Column:
    """Each different text once, and for each cell which of them it has."""
    # TRUE and 1 are one key of a dict.
    if bool in set(map(type, cells)):
        cells = [text_of(cell) for cell in cells]
    codes = _Codes()
    numbers = np.fromiter(map(codes.__getitem__, cells), np.int32, len(cells))
    return Column(list(codes.words), numbers)


def text_of(cell: Cell) -> str:
    """A cell as text: numbers with a point and without exponent, TRUE or FALSE, dates as 2024-09-01 12:30:00."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return _number(cell)
    return _moment(cell)


def _number(number: float) -> str:
    if not isfinite(number):
        return str(number)
    if number == int(number) and abs(number) < 1 << 53:
        return str(int(number))
    # 15 digits are what a spreadsheet shows and keeps: 0.1 + 0.2 is 0.3 there.
    return format(Decimal(f"{number:.15g}"), "f")


def _moment(moment: date | datetime | time | timedelta) -> str:
    if isinstance(moment, timedelta):
        seconds = round(moment.total_seconds())
        minutes, second = divmod(abs(seconds), 60)
        return f"{'-' if seconds < 0 else ''}{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    if isinstance(moment, time):
        moment = datetime.combine(date(2000, 1, 1), moment)
        return f"{moment + timedelta(milliseconds=500):%H:%M:%S}"
    if isinstance(moment, datetime):
        return (moment + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=None).isoformat(" ")
    return moment.isoformat()


class Tall:
    """Cells of a column that are merged over several rows: the word of the first one is that of all."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self._ranges = ranges
        self._words: dict[int, Cell] = {}

    def filled(self, numbers: Sequence[int], cells: Sequence[Cell]) -> list[Cell]:
        found = list(cells)
        for index, number in enumerate(numbers):
            at = bisect_right(self._ranges, (number, maxsize)) - 1
            if at >= 0 and number <= self._ranges[at][1]:
                top = self._ranges[at][0]
                if number == top:
                    self._words[top] = cells[index]
                elif cells[index] == "":
                    found[index] = self._words.get(top, "")
        return found
