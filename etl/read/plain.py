"""Every row of a sheet as it stands, also those that are not well formed: for a copy that shows what is wrong."""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence

from etl.errors import Refused
from etl.read.delimited import PIECE, Reading, Text
from etl.read.grid import Sheet
from etl.read.records import LONGEST

MOST_LINES = 200
"""Lines of a record of a text file; where quotation marks do not match, each line is a row by itself."""


def every_row(sheet: Sheet, most_columns: int) -> Iterator[tuple[int, list[str]]]:
    """All rows with their numbers, faulty ones too, as far as the sheet can be read."""
    # A sheet out of an archive lends its methods from the sheet it is.
    own = getattr(sheet.head, "__self__", sheet)
    try:
        if isinstance(own, Text):
            yield from _records(own)
            return
        width = max(map(len, sheet.head()), default=0)
        for block in sheet.blocks(0, most_columns, (), range(width)):
            columns = [block.plain[place] for place in range(width)]
            for at, number in enumerate(block.rows.tolist()):
                yield number, [column[at] for column in columns]
    except Refused:
        return


def _records(text: Text) -> Iterator[tuple[int, list[str]]]:
    """Records of a text file with the number of their first line."""
    number = next(iter(text.head_rows()), 1)
    lines = _lines(text, number)
    ahead: deque[str] = deque()
    while line := ahead.popleft() if ahead else next(lines, ""):
        taken = [line]
        cells = _cells(taken, text.delimiter)
        while cells is None and len(taken) < MOST_LINES and (more := ahead.popleft() if ahead else next(lines, "")):
            taken.append(more)
            cells = _cells(taken, text.delimiter)
        if cells is None:
            cells = line.rstrip("\r\n").split(text.delimiter)
            ahead.extendleft(reversed(taken[1:]))
            del taken[1:]
        yield number, cells
        number += len(taken)


def _lines(text: Text, begins: int) -> Iterator[str]:
    for piece in Reading(text, PIECE).pieces(begins):
        yield from io.StringIO(piece.decode(), newline="")


def _cells(lines: Sequence[str], delimiter: str) -> list[str] | None:
    """The cells of a record; None where a quotation mark is open at its end, or its marks do not match."""
    if len(lines) == 1 and '"' not in lines[0]:
        return lines[0].rstrip("\r\n").split(delimiter)
    csv.field_size_limit(LONGEST)
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return None
