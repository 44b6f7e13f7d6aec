"""Records of a piece of delimited text, read one by one: what is asked of each, and which are not well formed."""

import csv
import io
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from etl.errors import N_, Problem, Refused, Said, problem, say
from etl.read.grid import Block, Column

LONGEST = 1_000_000
"""Characters of a record."""

LINE_END = re.compile(rb"\r\n|\n|\r")
FOOTNOTE = re.compile(
    r"[*†‡¹²³]|\.\.|note|source|legend|\(?\d\)|примечани|источник|условные|ескерту|дереккөз|шартты|compiled|составил|исполнител"
    r"|орындаған|декан|ректор|директор|начальник|подпись|м\.?\s?п\.|исп\.|дата\b|тел\.|күні\b|қолы\b|dean\b|rector\b|registrar\b|date:|signature",
    re.IGNORECASE,
)
"""How a line under a table begins that is none of its rows."""
DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar")}


@dataclass(frozen=True)
class Wanted:
    """What blocks are asked for: see grid.Sheet."""

    file: str
    delimiter: str
    after: int
    width: int
    coded: tuple[int, ...]
    plain: tuple[int, ...]


def one_by_one(piece: bytes, line: int, wanted: Wanted, final: bool) -> tuple[Block | None, int, bytes]:
    """The records in `piece`, which begins with line number `line`; None where it has none.

    Gives also the number of the line behind them, and the beginning of a record that the piece cuts, unless it is the
    final one. A record whose quotation marks do not match is a problem; reading goes on in the line behind.
    """
    csv.field_size_limit(LONGEST)
    text = piece.decode()
    lines = io.StringIO(text, newline="")
    found = Gathered(wanted)
    begins, may_be_long = line, has_long_line(piece)
    while lines.tell() < len(text):
        begins, is_matched = found.gather(lines, begins, may_be_long)
        if not is_matched and lines.tell() == len(text) and not final:
            return found.block(), begins, _from_line(text, begins - line).encode()
        if not is_matched:
            begins = found.pass_over(begins)
    return found.block(), begins, b""


def _from_line(text: str, skipped: int) -> str:
    lines = io.StringIO(text, newline="")
    deque(islice(lines, skipped), maxlen=0)
    return text[lines.tell() :]


def has_long_line(piece: bytes) -> bool:
    """False if certainly no line is longer than LONGEST: there is an end of line in each stretch of half that."""
    half = LONGEST // 2
    return any(piece.find(b"\n", at, at + half) < 0 for at in range(0, len(piece) - half + 1, half))


def check_length(cells: list[str], file: str, line: int) -> None:
    if sum(map(len, cells)) + len(cells) - 1 > LONGEST:
        raise too_long(file, line)


def too_long(file: str, line: int) -> Refused:
    """The record that begins in this line is longer than any record of a table."""
    rule = say(N_("The row is longer than {most} characters."), most=f"{LONGEST:,}".replace(",", "\xa0"))
    remedy = N_("Look for a quotation mark that is not closed, or for lines that do not end.")
    return Refused([problem(file, (line,), rule, remedy)])


class Gathered:
    """Records of one block."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._rows: list[int] = []
        self._records: list[list[str]] = []
        self._ragged: dict[int, list[int]] = {}
        self._unmatched: list[int] = []
        self._behind = 0

    def gather(self, lines: io.StringIO, begins: int, may_be_long: bool) -> tuple[int, bool]:
        """Adds the records in `lines`. Gives the number of the line behind, and whether all quotation marks match; if
        not, of the first line of the record where they do not.
        """
        reader, base = csv.reader(lines, delimiter=self._wanted.delimiter, strict=True), begins
        try:
            for cells in reader:
                behind = base + reader.line_num
                if may_be_long or behind - begins > 1:
                    check_length(cells, self._wanted.file, begins)
                if cells:
                    self._add(begins, cells)
                begins = behind
        except csv.Error as error:
            if "field larger" in str(error):
                raise too_long(self._wanted.file, begins) from error
            self._behind = base + reader.line_num
            return begins, False
        return begins, True

    def pass_over(self, begins: int) -> int:
        """Notes the record where `gather` stopped; gives the number of the line behind it."""
        if begins > self._wanted.after:
            self._unmatched.append(begins)
        return self._behind

    def _add(self, line: int, cells: list[str]) -> None:
        """The record that begins in `line`; one without any cell is passed over."""
        wanted = self._wanted
        if line <= wanted.after or not any(cells):
            return
        if len(cells) != wanted.width:
            if not fits(cells, wanted.width):
                self._ragged.setdefault(len(cells), []).append(line)
                return
            if not any(cell.strip() for cell in cells):
                return
            cells = cells + [""] * (wanted.width - len(cells))
        self._rows.append(line)
        self._records.append(cells)

    def block(self) -> Block | None:
        """What was gathered, with a problem for each number of cells that is not right; None if nothing was."""
        if not (self._rows or self._ragged or self._unmatched):
            return None
        wanted = self._wanted
        columns = {place: coded([cells[place] for cells in self._records]) for place in wanted.coded}
        plain: dict[int, Sequence[str]] = {p: [cells[p] for cells in self._records] for p in wanted.plain}
        return Block(columns, plain, np.array(self._rows, np.int64), self._problems())

    def _problems(self) -> list[Problem]:
        wanted = self._wanted
        told = []
        for cells, lines in sorted(self._ragged.items()):
            rule = say(N_("The row has {found} cells, the header {wanted}."), found=cells, wanted=wanted.width)
            told.append(problem(wanted.file, lines, rule, missing_or_inside(wanted.delimiter)))
        if self._unmatched:
            rule = Said(N_("The quotation marks of the row do not match."))
            remedy = N_("Close each cell that begins with a quotation mark, and double those inside its text.")
            told.append(problem(wanted.file, self._unmatched, rule, remedy))
        return told


def coded(cells: list[str]) -> Column:
    """Each different word once, in the order they come, and which of them each cell is."""
    places = {word: place for place, word in enumerate(dict.fromkeys(cells))}
    return Column(list(places), np.fromiter(map(places.__getitem__, cells), np.int32, len(cells)))


def missing_or_inside(delimiter: str) -> Said:
    name = Said(DELIMITERS[delimiter]) if delimiter in DELIMITERS else delimiter
    return say(
        N_("Look for a missing cell, or for a {delimiter} inside a text without quotation marks."), delimiter=name
    )


def fits(cells: list[str], width: int) -> bool:
    """Whether a record of another number of cells is one all the same: what it has too many is empty (a delimiter at
    the end of the line), or it is a single cell (a note; under two columns half a row, unless it begins like one).
    """
    if len(cells) > width:
        return not any(cell.strip() for cell in cells[width:])
    filled = [cell.strip() for cell in cells if cell.strip()]
    return not filled or (len(filled) == 1 and (width > 2 or FOOTNOTE.match(filled[0]) is not None))
