"""Records of a regular piece of delimited text, each one line of as many cells as the header: Arrow reads it, fast."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from etl.read.encoding import MARK
from etl.read.grid import Block, Column
from etl.read.records import LINE_END, Wanted, has_long_line

QUOTE = b'"'
BLOCK = 2 << 20
SLICE = 1 << 18


def at_once(piece: bytes, line: int, wanted: Wanted) -> tuple[Block, int] | None:
    """The records in `piece`, which begins with line number `line`, and the number of the line behind them.

    None if it is not certain that they are what reading one by one would give.
    """
    text, behind = _without_blank_end(piece)
    if not _may_be_regular(text, wanted):
        return None
    width = wanted.width
    if QUOTE in text:
        if not _quoted_regularly(text, wanted.delimiter.encode()):
            return None
    else:
        # Delimiters at the end of each line.
        width = max(width, text[: text.find(b"\n") + 1].count(wanted.delimiter.encode()) + 1)
    table = _table(text, width, wanted)
    if table is None or not _is_certain(table, text, width, wanted):
        return None
    rows = np.arange(line, line + table.num_rows, dtype=np.int64)
    columns = {place: _column(table, place) for place in wanted.coded}
    plain: dict[int, Sequence[str]] = {place: Words(table.column(str(place)).chunk(0)) for place in wanted.plain}
    return Block(columns, plain, rows), line + table.num_rows + behind


def _without_blank_end(piece: bytes) -> tuple[bytes, int]:
    """The piece up to its last line with text, and how many lines follow."""
    if not piece.endswith((b"\n\n", b"\n\r\n")):
        return piece, 0
    text = piece.rstrip(b"\r\n")
    return text, len(LINE_END.findall(piece, len(text))) - 1


def _may_be_regular(text: bytes, wanted: Wanted) -> bool:
    if text[:1] in (b"", b"\n", b"\r") or has_long_line(text) or not wanted.delimiter.isascii():
        return False
    if (wanted.width == 1 or QUOTE in text) and b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
        return False
    # Arrow takes a byte order mark away, wherever a piece begins with one.
    return not text.startswith(MARK) and not text.endswith(b"\r")


def _quoted_regularly(text: bytes, delimiter: bytes) -> bool:
    """Whether cells that have quotation marks have them at both ends, and doubled inside."""
    marks = np.flatnonzero(np.frombuffer(text, np.uint8) == ord(QUOTE))
    if len(marks) % 2:
        return False
    padded = np.frombuffer(b"\n" + text + b"\n", np.uint8)
    doubled = np.flatnonzero(marks[2::2] == marks[1:-1:2] + 1)
    opens = np.isin(padded[marks[0::2]], np.frombuffer(delimiter + b"\n", np.uint8))
    closes = np.isin(padded[marks[1::2] + 2], np.frombuffer(delimiter + b"\r\n", np.uint8))
    opens[doubled + 1] = True
    closes[doubled] = True
    return bool(opens.all() and closes.all())


def _table(text: bytes, width: int, wanted: Wanted) -> Any:
    """The columns asked for, and those beyond the header, by place; None if a line has another number of cells."""
    coded = {
        str(place): pa.dictionary(pa.int32(), pa.string()) for place in (*wanted.coded, *range(wanted.width, width))
    }
    types = {str(place): pa.string() for place in wanted.plain} | coded
    # A cell with an end of line is seen by the number of records, if no block ends within it.
    block = len(text) + 1 if QUOTE in text else BLOCK
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            arrow_csv.ReadOptions(column_names=[str(place) for place in range(width)], block_size=block),
            arrow_csv.ParseOptions(
                delimiter=wanted.delimiter, quote_char='"' if QUOTE in text else False, ignore_empty_lines=False
            ),
            arrow_csv.ConvertOptions(
                check_utf8=False, column_types=types, include_columns=list(types) or ["0"],
                strings_can_be_null=False, quoted_strings_can_be_null=False,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return None
    return table.unify_dictionaries().combine_chunks()


def _is_certain(table: Any, text: bytes, width: int, wanted: Wanted) -> bool:
    """Whether each record is one line, none is empty, and no cell beyond the header has text."""
    if b"\r" in text or QUOTE in text:
        lines = _line_feeds(text) + (not text.endswith(b"\n"))
        if table.num_rows != lines:
            return False
    beyond = (_words(table, place) == [""] for place in range(wanted.width, width))
    return all(beyond) and not _has_empty_record(table, text, width, wanted)


def _line_feeds(text: bytes) -> int:
    """How many there are: in slices that stay in the processor's cache, as so many are found slowly one by one."""
    signs = np.frombuffer(text, np.uint8)
    slices = (signs[at : at + SLICE] for at in range(0, len(signs), SLICE))
    return sum(int(np.count_nonzero(some == ord("\n"))) for some in slices)


def _has_empty_record(table: Any, text: bytes, width: int, wanted: Wanted) -> bool:
    """Whether a line has nothing, or nothing but delimiters and pairs of quotation marks."""
    if not all("" in _words(table, place) for place in wanted.coded):
        return False
    if b"\n\n" in text or b"\n\r\n" in text:
        return True
    delimiter = re.escape(wanted.delimiter.encode())
    empty = rb'(?:\A|\n)(?:"")?(?:' + delimiter + rb'(?:"")?){%d}(?:\r?\n|\r?\Z)' % (width - 1)
    return re.search(empty, text) is not None


def _words(table: Any, place: int) -> list[str]:
    words: list[str] = table.column(str(place)).chunk(0).dictionary.to_pylist()
    return words


def _column(table: Any, place: int) -> Column:
    indices = table.column(str(place)).chunk(0).indices
    # Not to_numpy(), which imports pandas.
    codes = np.frombuffer(indices.buffers()[1], np.int32, len(indices), indices.offset * 4)
    return Column(_words(table, place), codes)


class Words(Sequence[str]):
    """Words of an Arrow array, made when they are asked for."""

    def __init__(self, array: Any) -> None:
        self.array = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[str]:
        return iter(self.array.to_pylist())

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        found: str | list[str] = self.array[at].to_pylist() if isinstance(at, slice) else self.array[at].as_py()
        return found
