"""Workbooks that are written for people: all cells are text, so that nothing in them is calculated, followed or run."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from db.harmless import harmless

MOST_COLUMNS = 16_384
LONGEST_NAME = 31
LONGEST_COMMENT = 2_000
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@contextmanager
def workbook(file: Path, *, in_order: bool = False) -> Iterator[Any]:
    """A workbook that stands in the file once it is filled. Raises OSError where it cannot be written there.

    in_order: rows of each sheet are written from above, and none is kept in memory.
    """
    with tempfile.TemporaryDirectory() as folder:
        options = {
            "constant_memory": in_order, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        }  # fmt: skip
        book = xlsxwriter.Workbook(str(Path(folder) / "workbook.xlsx"), options)
        yield book
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
        file.write_bytes((Path(folder) / "workbook.xlsx").read_bytes())


def put(sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:
    """Write a cell of text; one without text only where it has a style."""
    if text:
        sheet.write_string(row, column, _plain(harmless(text)), style)
    elif style:
        sheet.write_blank(row, column, None, style)


def _plain(text: str) -> str:
    # The library takes such text for XML of its own and writes it as it stands, whatever it holds.
    return f"'{text}" if text.startswith("<r>") and text.endswith("</r>") else text


def comment(sheet: Any, row: int, column: int, text: str) -> None:
    """A comment of a cell, large enough to be read."""
    told = _NOT_IN_XML.sub("", text)[:LONGEST_COMMENT]
    sheet.write_comment(row, column, told, {"x_scale": 2.5, "y_scale": min(6, 1 + len(told) / 150)})


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name for a worksheet as near to the wanted one as a workbook allows; it is `taken` from then on."""
    bare = _NOT_IN_NAMES.sub(" ", wanted).strip(" '") or "-"
    name, number = _short(bare, LONGEST_NAME), 1
    while name.casefold() in taken:
        number += 1
        name = f"{_short(bare, LONGEST_NAME - 2 - len(str(number)))} {number}"
    taken.add(name.casefold())
    return name


def _short(text: str, most: int) -> str:
    """Its beginning, as Excel counts: letters beyond the first plane are two."""
    while len(text.encode("utf-16-le")) > 2 * most:
        text = text[:-1]
    return text.strip(" '") or "-"
