"""What an ODS file holds besides its values: see etl.read.scan."""

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.parsers import expat
from zipfile import ZipInfo

from etl.errors import whole
from etl.read import archive
from etl.read.scan import ATTRIBUTES, Place, Seen, all_of, attributes_of, refuse_hidden, refuse_large

TAG = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + ATTRIBUTES + rb">")
END = re.compile(rb"</table:(?:covered-)?table-cell\s*>")
TEXT = re.compile(rb"<text:p(?:\s[^<>]*)?>(?:<text:(?:span|a)[^<>]*>)?([^<]*)<")
MOST_ALIKE = 100_000
"""Cells written as one that are looked at; nobody has more errors than that in a row."""

ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d+")


def tables(path: Path, members: Iterable[ZipInfo], file: str) -> list[Seen]:
    """What the tables of an ODS file hold, in their order. Raises Refused where one reaches too far."""
    found: list[Seen] = []
    for member in members:
        text = all_of(path, member, file)
        if text.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<"):
            archive.refuse_doctype(text, file)
            _well_formed(text, file)
        if b"manifest:encryption-data" in text and member.filename.lower() == "meta-inf/manifest.xml":
            raise whole(file, *archive.LOCKED)
        if member.filename.lower() == "content.xml":
            refuse_hidden(text, file)
            found = list(_tables(text, file))
    return found


def _well_formed(text: bytes, file: str) -> None:
    """Raises Refused where a tag is not closed: the reader of cells would look for its end for ever."""
    try:
        expat.ParserCreate().Parse(text, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise archive.damaged(file) from error


def _tables(text: bytes, file: str) -> Iterator[Seen]:
    """Rows and columns are counted as the reader of cells does: a cell or row stands for as many as it says."""
    seen = Seen()
    row = column = again = 0
    for tag in TAG.finditer(text):
        closing, name, rest = tag.groups()
        empty = rest.endswith(b"/")
        found = attributes_of(rest)
        if name == b"table":
            if closing:
                yield seen
            seen, row = Seen(), 0
        elif name == b"table-row":
            if not closing:
                again, column = _repeated(found, b"table:number-rows-repeated", file), 0
            row += again if closing or empty else 0
        elif not closing:
            times = _repeated(found, b"table:number-columns-repeated", file)
            content = b"" if empty else text[tag.end() : _end_of_cell(text, tag.end())]
            if content or b"office:value-type" in found or b"table:formula" in found:
                seen.reach(row + again - 1, column + times - 1)
                refuse_large(seen, file)
            if _suspect(found) and again * times <= MOST_ALIKE:
                places = [(r, c) for r in range(row, row + again) for c in range(column, column + times)]
                _judge(seen, places, found, content)
            column += times


def _end_of_cell(text: bytes, start: int) -> int:
    end = END.search(text, start)
    return end.start() if end else len(text)


def _repeated(attributes: dict[bytes, bytes], name: bytes, file: str) -> int:
    said = html.unescape(attributes.get(name, b"1").decode("ascii", "replace"))
    if not re.fullmatch(r"\+?[0-9]{1,9}", said):
        raise archive.damaged(file)
    return int(said)


def _suspect(attributes: dict[bytes, bytes]) -> bool:
    return b"table:formula" in attributes or attributes.get(b"calcext:value-type") == b"error"


def _judge(seen: Seen, places: Iterable[Place], attributes: dict[bytes, bytes], content: bytes) -> None:
    shown = TEXT.search(content)
    text = html.unescape(shown.group(1).decode("utf-8", "replace")) if shown else ""
    for place in places:
        if attributes.get(b"calcext:value-type") == b"error" or ERROR.fullmatch(text):
            seen.errors[place] = text or "#ERROR!"
        elif b"office:value-type" not in attributes:
            seen.blank.add(place)
