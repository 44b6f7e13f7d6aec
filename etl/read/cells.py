"""Cells of a workbook as text."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

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
