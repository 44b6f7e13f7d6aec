"""A delimited text file (CSV and its kin) as a sheet: read piece by piece, so that its size does not matter.

A piece in which each record is one line of as many cells is read by Arrow, any other by Python's csv reader; both give
the same.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np

from etl.errors import N_, Problem, Refused, problem, say, whole
from etl.read import archive, records, regular
from etl.read.ahead import ahead
from etl.read.encoding import SAMPLE, Decoder, detect
from etl.read.grid import HEAD_ROWS, Block, Column, Merged
from etl.read.records import LINE_END, LONGEST, Wanted

PIECE = 8 << 20
PART = 1 << 20
HEAD_PIECE = 4 << 20
LINE = 1 << 14
"""Bytes that most lines have at most."""
CANDIDATES = ";\t|,"
"""Delimiters looked for; of two that fit alike the first, as the later ones are rather part of a text."""

SEP = re.compile(r'"?sep=([^\w\s"]|\t)"?[ \t]*(?:\r\n|\n|\r|$)', re.IGNORECASE)
"""The line by which Excel tells itself the delimiter."""

SAVE_AS = N_("Save the table as CSV (UTF-8).")
EXPORT_AGAIN = N_("Export it again; it needs a header and at least one row.")
FAILURES = (OSError, EOFError, zlib.error, zipfile.BadZipFile)


def text(path: Path, file: str, opened: Callable[[], BinaryIO] | None = None, delimiter: str = "") -> "Text":
    """The text file as a sheet without a name. Raises Refused where it holds no text.

    opened: gives its bytes, each time from the first, where they are packed. delimiter: '' finds it.
    """
    return Text(file, opened or (lambda: path.open("rb")), delimiter)


class Text:
    """A delimited text file. `encoding` and `delimiter`: what it was found to be written with."""

    name = ""

    def __init__(self, file: str, opened: Callable[[], BinaryIO], delimiter: str) -> None:
        self.file = file
        self.opened = opened
        self.encoding = self._detected()
        reading = Reading(self, HEAD_PIECE)
        head = next(reading.pieces(), b"").decode()
        sep = SEP.match(head)
        self._first_line, head = (2, head[sep.end() :]) if sep else (1, head)
        self.delimiter = delimiter or (sep[1] if sep else found_delimiter(head))
        self._head, self._rows = self._first_records(head, reading.final)
        if reading.broken and not self._head:
            raise Refused([reading.broken])
        if reading.final and not any(cell.strip() for cells in self._head for cell in cells):
            raise whole(file, N_("The file is empty."), EXPORT_AGAIN)

    def head(self) -> list[list[str]]:
        return self._head

    def head_rows(self) -> list[int]:
        return self._rows

    def merged(self) -> list[Merged]:
        return []

    def blocks(
        self, after: int, width: int, coded: Sequence[int], plain: Sequence[int], repeated: Collection[int] = ()
    ) -> Iterator[Block]:
        """As grid.Sheet says; a record that is not well formed is told in the block it stands in."""
        wanted = Wanted(self.file, self.delimiter, after, width, tuple(dict.fromkeys(coded)), tuple(plain))
        return ahead(self._blocks(wanted))

    def _blocks(self, wanted: Wanted) -> Generator[Block, None, None]:
        reading = Reading(self, PIECE)
        for piece in reading.pieces(next((row for row in self._rows if row > wanted.after), self._first_line)):
            yield from reading.blocks(piece, wanted)
        self.encoding = reading.decoder.encoding
        if reading.broken:
            none = {place: Column([], np.zeros(0, np.int32)) for place in wanted.coded}
            told = [reading.broken]
            yield Block(none, {place: [] for place in wanted.plain}, np.zeros(0, np.int64), told, reading.bytes_read)

    def _detected(self) -> str:
        with failures_told(self.file), self.opened() as handle:
            head = read_full(handle, SAMPLE)
        found = detect(head, len(head) < SAMPLE)
        if b"\0" in head and not found.startswith("utf-16"):
            raise nul_bytes(self.file, head, 1)
        return found

    def _first_records(self, head: str, final: bool) -> tuple[list[list[str]], list[int]]:
        """The first records as they stand, and their lines. Wrong quotation marks are told with the blocks."""
        csv.field_size_limit(LONGEST)
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=self.delimiter)
        cells: list[list[str]] = []
        rows: list[int] = []
        begins = self._first_line
        try:
            for record in islice(reader, HEAD_ROWS):
                records.check_length(record, self.file, begins)
                cells.append(record)
                rows.append(begins)
                begins = self._first_line + reader.line_num
        except csv.Error as error:
            raise records.too_long(self.file, begins) from error
        # What was read of the file may end within the last one.
        cut = 1 < len(cells) < HEAD_ROWS and not final
        return (cells[:-1], rows[:-1]) if cut else (cells, rows)


class Reading:
    """One passage over the file, piece by piece.

    line: number of the line that comes next. final: the piece given is the last. broken: what ended the text early.
    """

    def __init__(self, source: Text, size: int) -> None:
        self.file = source.file
        self.decoder = Decoder(source.encoding)
        self.line = 1
        self.final = False
        self.bytes_read = 0
        self.broken: Problem | None = None
        self._opened = source.opened
        self._size = size
        self._left = b""

    def pieces(self, starts: int = 1) -> Iterator[bytes]:
        """The text as UTF-8 from line number `starts` on, in pieces of whole lines; only the final may lack an end."""
        with failures_told(self.file):
            handle = self._opened()
        with handle:
            while not self.final and not self.broken:
                piece = self._behind(self._next(handle), starts)
                if piece:
                    yield piece
                if self.decoder.broken:
                    self.broken = self._not_text(len(LINE_END.findall(self._left)))

    def blocks(self, piece: bytes, wanted: Wanted) -> Iterator[Block]:
        """The records of the piece that was just given. If it is not regular, most of its parts are all the same."""
        if found := self._at_once(piece, wanted):
            yield found
            return
        cut, at = b"", 0
        while at < len(piece):
            end = part_end(piece, at)
            part, at = cut + piece[at:end], end
            found = self._at_once(part, wanted) if len(part) < len(piece) else None
            if found:
                yield found
                cut = b""
            else:
                final = self.final and end == len(piece)
                block, self.line, cut = records.one_by_one(part, self.line, wanted, final)
                if block:
                    yield self._counted(block)
        self._left = cut + self._left

    def _at_once(self, piece: bytes, wanted: Wanted) -> Block | None:
        found = regular.at_once(piece, self.line, wanted) if self.line > wanted.after else None
        if not found:
            return None
        block, self.line = found
        return self._counted(block)

    def _counted(self, block: Block) -> Block:
        block.bytes_read = self.bytes_read
        return block

    def _next(self, handle: BinaryIO) -> bytes:
        with failures_told(self.file):
            raw = read_full(handle, self._size)
            ended = len(raw) < self._size
            # To the end of the line: what is left over of a piece has to be copied.
            raw += handle.readline(LINE)
        self.bytes_read += len(raw)
        text = self._left + self.decoder.feed(raw, ended)
        self.final = ended and not self.decoder.broken
        if b"\0" in text:
            raise nul_bytes(self.file, text, self.line)
        end = len(text) if self.final else whole_lines(text)
        piece, self._left = text[:end], text[end:]
        if len(self._left) > LONGEST and len(self._left.decode()) > LONGEST:
            raise records.too_long(self.file, self.line + len(LINE_END.findall(piece)))
        return piece

    def _behind(self, piece: bytes, starts: int) -> bytes:
        """The piece without its lines before number `starts`."""
        skipped = [end.end() for end in islice(LINE_END.finditer(piece), max(0, starts - self.line))]
        self.line += len(skipped)
        if self.line < starts:
            return b""
        return piece[skipped[-1] :] if skipped else piece

    def _not_text(self, lines: int) -> Problem:
        encoding = self.decoder.encoding
        rule = say(N_("The text is not {encoding} from here on."), encoding=encoding)
        if encoding == "utf-8":
            rule = say(N_("The text is not UTF-8 from here on."))
        return problem(self.file, (self.line + lines,), rule, SAVE_AS)


def nul_bytes(file: str, text: bytes, line: int) -> Refused:
    """The text, which begins with line number `line`, is none."""
    line += len(LINE_END.findall(text, 0, text.find(b"\0")))
    return Refused([problem(file, (line,), N_("The file is not text: it holds NUL bytes."), SAVE_AS)])


def whole_lines(text: bytes) -> int:
    """Where the last whole line ends. A return at the very end may be half of an end of line."""
    end = text.rfind(b"\n") + 1
    return text.rfind(b"\r", end, len(text) - 1) + 1 or end


def part_end(piece: bytes, at: int) -> int:
    """Where a part of the piece that begins `at` ends, with a whole line."""
    if len(piece) - at <= PART:
        return len(piece)
    lines = whole_lines(piece[at : at + PART])
    return at + lines if lines else piece.find(b"\n", at) + 1 or len(piece)


def read_full(handle: BinaryIO, size: int) -> bytes:
    """The next `size` bytes; fewer only at the end."""
    read = handle.read(size)
    while read and len(read) < size and (more := handle.read(size - len(read))):
        read += more
    return read


@contextmanager
def failures_told(file: str) -> Iterator[None]:
    """Refuses a file that cannot be opened, or is damaged."""
    try:
        yield
    except FAILURES as error:
        if reason := getattr(error, "strerror", None):
            rule = say(N_("The file cannot be opened: {reason}."), reason=reason)
            raise whole(file, rule, N_("Check the name and the folder.")) from error
        raise whole(file, *archive.DAMAGED) from error


def found_delimiter(head: str) -> str:
    """The candidate that parts the most records into the same number of cells, weighted by that number."""
    weights = {one: _weight(_without_decimals(head) if one == "," else head, one) for one in CANDIDATES}
    best = max(weights, key=weights.__getitem__)
    return best if weights[best] else ","


def _weight(head: str, delimiter: str) -> int:
    csv.field_size_limit(LONGEST)
    counts: Counter[int] = Counter()
    try:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        counts.update(len(record) for record in islice(reader, HEAD_ROWS))
    except csv.Error:  # a cell longer than any is
        return 0
    return max((cells * rows for cells, rows in counts.items() if cells > 1), default=0)


def _without_decimals(head: str) -> str:
    """Lines that have another candidate too, without the commas between digits: 1,5;2,5 has two cells."""
    lines = head.splitlines(keepends=True)[: 2 * HEAD_ROWS]
    other = re.compile(r"[;\t|]")
    return "".join(
        re.sub(r"(?<=\d),(?=\d)", ".", line) if other.search(re.sub(r'"[^"]*"', "", line)) else line for line in lines
    )
