"""What is looked for in a workbook before its cells are read: how far they reach, which hold an error, and which a
formula that was never calculated. The reader of cells tells none of it, and makes room for all cells at once.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipInfo

import numpy as np

from etl.errors import N_, say, whole
from etl.read import archive

CELLS = 30_000_000
ROWS = 1 << 20
COLUMNS = 1 << 14
WHOLE = 512 << 20
"""Bytes of a part that is looked at in one piece."""

Place = tuple[int, int]


@dataclass
class Seen:
    """Of one sheet: rows and columns it reaches to, and by (row, column) from 0 the text of cells that hold an error,
    and the formulas without a stored value.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[Place, str] = field(default_factory=dict)
    blank: set[Place] = field(default_factory=set)

    def reach(self, row: int, column: int) -> None:
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)

    def too_large(self) -> bool:
        return self.rows > ROWS or self.columns > COLUMNS or self.rows * self.columns > CELLS


def refuse_large(seen: Seen, file: str, sheet: str = "") -> None:
    """Raises Refused where the reader would have to make room for too many cells."""
    if seen.too_large():
        raise whole(
            file,
            say(
                N_("The sheet reaches to row {row} and column {column}: more than {most} cells."),
                row=seen.rows, column=column_name(seen.columns - 1), most=CELLS,
            ),
            N_("Delete stray cells far below or to the right of the table, or copy the table into a new workbook."),
            sheet,
        )  # fmt: skip


def column_name(column: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    name = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        name = chr(65 + letter) + name
        column -= 1
    return name


def _place(letters: bytes, digits: bytes) -> Place:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


NAME = rb"(?:[^\s<>:/\"'=]+:)?"
ATTRIBUTES = rb"((?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?/?)"
VALUE = re.compile(rb"<" + NAME + rb"v(?:\s[^<>]*)?>([^<]*)</")
FORMULA = re.compile(rb"<" + NAME + rb"f[\s/>]")
TAG = re.compile(rb"<(/?)(" + NAME + rb")(row|c)(?=[\s/>])" + ATTRIBUTES + rb">")
OPENED = re.compile(rb"<" + NAME + rb"(?:row|c)(?=[\s/>])")
ATTRIBUTE = re.compile(rb"([^\s=\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
REFERENCE = re.compile(rb"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
FAULTY = re.compile(rb"<c(\s[^<>]*\bt=[\"']e[\"'][^<>/]*)>(.*?)</c>", re.DOTALL)
UNSTORED = re.compile(
    rb"<c(\s[^<>]*)>\s*(<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v(?:\s[^<>]*)?>0?</v>)?)\s*</c>"
)
PREFIXED = re.compile(rb":c[\s/>]")
LONGEST_TAG = 16 << 20
SPACES = np.frombuffer(b" \t\r\n", np.uint8)
NAME_MARKS = np.frombuffer(b":-_.0123456789" + bytes(range(65, 91)) + bytes(range(97, 123)), np.uint8)


def xlsx(path: Path, members: Iterable[ZipInfo], file: str, recalculated: bool) -> dict[str, Seen]:
    """What the parts of an XLSX file hold, by name in small letters. Raises Refused where one reaches too far.

    All parts, whatever they are called: which of them a sheet is, is for the file to say.
    recalculated: the values were not stored by a spreadsheet program; a formula's 0 stands for none.
    """
    found: dict[str, Seen] = {}
    for member in members:
        found[member.filename.lower()] = seen = Seen()
        if not _quickly(path, member, file, recalculated, seen) or seen.too_large():
            found[member.filename.lower()] = seen = _exactly(path, member, file, recalculated)
        refuse_large(seen, file)
    return found


def _pieces(path: Path, member: ZipInfo, file: str) -> Iterator[bytes]:
    """Pieces of XML that end behind a cell, or at least before a tag."""
    tail = b""
    for number, chunk in enumerate(archive.unpacked(path, member, file)):
        if not number and chunk.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<"):
            archive.refuse_doctype(chunk, file)
        piece = tail + chunk
        cut = piece.rfind(b"</c>") + 4
        cut = cut if cut > 3 else piece.rfind(b"<")
        yield piece[: max(cut, 0)]
        tail = piece[cut:] if cut >= 0 else b""
        if len(tail) > LONGEST_TAG:
            raise archive.damaged(file)
    yield tail


def _quickly(path: Path, member: ZipInfo, file: str, recalculated: bool, seen: Seen) -> bool:
    """Fill `seen`, with empty cells as far as they reach; False where cells are not written in the usual way."""
    for piece in _pieces(path, member, file):
        reached = _reached(piece)
        if reached is None or PREFIXED.search(piece):
            return False
        seen.reach(*reached)
        suspects = []
        if b"t=" in piece and (b't="e"' in piece or b"t='e'" in piece):
            suspects += FAULTY.findall(piece)
        if b"<f" in piece:
            suspects += UNSTORED.findall(piece)
        for attributes, content in suspects:
            found = attributes_of(attributes)
            if at := REFERENCE.fullmatch(found.get(b"r", b"")):
                _judge(seen, _place(*at.groups()), found, content, recalculated)
    return True


def _reached(piece: bytes) -> Place | None:
    """Last row and column, from 0, of the cells in a piece; None where a cell does not begin with its place."""
    text = np.frombuffer(piece + b" " * 24, np.uint8)
    at = np.flatnonzero(text[:-24] == ord("<"))
    at = at[text[at + 1] == ord("c")]
    at = at[np.isin(text[at + 2], np.frombuffer(b" \t\r\n/>", np.uint8))]
    if not len(at):
        return -1, -1
    if not all((text[at + 2 + i] == mark).all() for i, mark in enumerate(b' r="')):
        return None
    if not _once(text, piece, len(at)):
        return None
    at = at + 6
    column, at = _number(text, at, 3, ord("A"), ord("Z"), 26)
    row, at = _number(text, at, 7, ord("0"), ord("9"), 10)
    if not (text[at] == ord('"')).all() or not column.all() or not row.all():
        return None
    return int(row.max()) - 1, int(column.max()) - 1


def _once(text: np.ndarray, piece: bytes, cells: int) -> bool:
    """Whether cells and rows have one place each: of two, the reader takes the last."""
    signs = np.flatnonzero(text[:-24] == ord("=")) + 24
    before = np.concatenate([np.full(24, ord(" "), np.uint8), text])
    last, other = before[signs - 1], before[signs - 2]
    spaced = np.isin(last, SPACES)
    named = (last == ord("r")) & ~np.isin(other, NAME_MARKS)
    return int(named.sum()) == cells + piece.count(b"<row r=") and not np.isin(other[spaced], [ord("r"), *SPACES]).any()


def _number(text: np.ndarray, at: np.ndarray, most: int, low: int, high: int, base: int) -> tuple[np.ndarray, ...]:
    """Numbers written from `at` on, digits `low` to `high`, and where they end. Letters count from 1."""
    number = np.zeros(len(at), np.int64)
    first = low - (base == 26)
    for _ in range(most):
        mark = text[at].astype(np.int64)
        is_digit = (mark >= low) & (mark <= high)
        number = np.where(is_digit, number * base + mark - first, number)
        at = at + is_digit
    return number, at


def _exactly(path: Path, member: ZipInfo, file: str, recalculated: bool) -> Seen:
    """As the reader of cells counts them: tag by tag, empty cells left out."""
    seen = Seen()
    text = all_of(path, member, file)
    if b"sheetData" not in text:
        return seen
    refuse_hidden(text, file)
    row = column = opened = 0
    for tag in TAG.finditer(text):
        closing, prefix, name, rest = tag.groups()
        empty = rest.endswith(b"/")
        found = attributes_of(rest)
        at = _place_said(found, rest, name, file)
        opened += not closing
        if name == b"row":
            row = at[0] if at else row
            row, column = (row + 1, 0) if closing or empty else (row, column)
        elif not closing:
            place = at or (row, column)
            column = place[1] + 1
            if not empty:
                seen.reach(*place)
                content = text[tag.end() : text.find(b"</" + prefix + b"c", tag.end())]
                _judge(seen, place, found, content, recalculated)
    if opened != len(OPENED.findall(text)):
        raise archive.damaged(file)
    return seen


def _place_said(found: dict[bytes, bytes], rest: bytes, name: bytes, file: str) -> Place | None:
    """Place a tag gives of itself, in a row the first; None where it gives none."""
    if b"r" not in found:
        return None
    said = found[b"r"] if name == b"c" else b"A" + found[b"r"]
    at = REFERENCE.fullmatch(said)
    if not at or len([1 for attribute in ATTRIBUTE.findall(rest) if attribute[0] == b"r"]) > 1:
        raise archive.damaged(file)
    return _place(*at.groups())


def all_of(path: Path, member: ZipInfo, file: str) -> bytes:
    """A part in one piece. Raises Refused where it is too large for that."""
    if member.file_size > WHOLE:
        raise whole(file, archive.TOO_LARGE, archive.SPLIT)
    return archive.content(path, member, file)


def refuse_hidden(text: bytes, file: str) -> None:
    """Comments and the like could hide from us what the reader of cells takes for cells, or the other way round."""
    if b"<!" in text or text.find(b"<?", 5) >= 0:
        raise whole(file, *archive.DOCTYPE)


def attributes_of(text: bytes) -> dict[bytes, bytes]:
    """Attributes of a tag, as written."""
    return {name: double or single for name, double, single in ATTRIBUTE.findall(text)}


def _judge(seen: Seen, place: Place, attributes: dict[bytes, bytes], content: bytes, recalculated: bool) -> None:
    """Note a cell that holds an error, or a formula without a stored value."""
    value = VALUE.search(content)
    kind = attributes.get(b"t")
    if kind == b"e":
        seen.errors[place] = html.unescape(value.group(1).decode("utf-8", "replace")) if value else "#ERROR!"
    elif FORMULA.search(content):
        stored = value.group(1) if value else b""
        # A text formula may well give no text at all: then it has a value, which is empty.
        if (not stored and not (value and kind == b"str")) or (stored == b"0" and recalculated and kind is None):
            seen.blank.add(place)
