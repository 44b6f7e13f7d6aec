"""Reading: a file that somebody sent -> its tables, as words. The door of this room: `tables`, and what it gives; for
those who only look into a file its sheets, the layout that fits best, and every row as it stands."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from db.batch import FileRead
from etl.declare import FileKind
from etl.errors import N_, Problem, Refused, say, whole
from etl.read.container import sheets_of
from etl.read.grid import Column, Sheet
from etl.read.layout import Layout, best
from etl.read.plain import every_row
from etl.read.table import OTHERS_SHOWN, Table, Words, form_problems, other_delimiter
from etl.recognise import personal

__all__ = [
    "OTHERS_SHOWN", "Column", "Layout", "Sheet", "Table", "Words", "best", "every_row", "fingerprint", "sheets_of",
    "size", "tables",
]  # fmt: skip


def fingerprint(path: Path) -> FileRead:
    """Name, SHA-256 and size of a file; its rows are counted when it is read. Raises Refused."""
    with opened(path) as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        return FileRead(_kept(path.name, path.stem), digest, size(path), 0)


def size(path: Path) -> int:
    """Bytes of a file. Raises Refused."""
    with opened(path) as handle:
        return handle.seek(0, os.SEEK_END)


LEAST_KNOWN = 3
"""Columns that a sheet must have at least to be taken for one of a kind that lacks others."""


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """The file, open. Raises Refused."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # A pipe or a device may never end.
            raise whole(path.name, N_("This is no file."), N_("Name a file."))
        with path.open("rb") as handle:
            yield handle
    except OSError as error:
        rule = say(N_("The file cannot be opened: {reason}."), reason=error.strerror)
        raise whole(path.name, rule, N_("Check the name and the folder.")) from error


def tables(path: Path, kinds: Sequence[FileKind], part: int) -> tuple[list[Table], list[Problem]]:
    """The tables of a file that are of one of the kinds, and what is wrong with their headers.

    A workbook may have several; sheets that are none of the kinds are passed over if one is, but for those that have
    most of the columns of one: what they lack is told. Raises Refused where there is nothing to judge.
    """
    delimiters = {kind.delimiter for kind in kinds}
    delimiter = delimiters.pop() if len(delimiters) == 1 else ""
    sheets = sheets_of(path, delimiter)
    found: list[Table] = []
    several = len(sheets) > 1
    for sheet in sheets:
        chosen = [kind for kind in kinds if not kind.sheet or re.search(kind.sheet, sheet.name, re.IGNORECASE)]
        layout = best(sheet, chosen) if chosen else None
        if layout:
            found.append(Table(path.name, _kept(sheet.name), part, sheet, layout))
    if not found:
        rule = N_("The file is empty.") if not several else N_("No sheet of the file holds a table.")
        raise whole(path.name, rule, N_("Export it again; it needs a header and at least one row."))
    sound = [table for table in found if table.layout.is_whole]
    if sound:
        kept = [table for table in found if table in sound or _is_nearly(table)]
        names = [table.label for table in found if table not in kept]
        if names:
            kept[0].notes.append(say(N_("Sheets that are not of this source were passed over: {names}."),
                                     names=", ".join(names)))  # fmt: skip
    else:
        kept = [max(found, key=lambda table: table.layout.rank())]
        if wrong := other_delimiter(kept[0]):
            raise Refused([wrong])
    return kept, [wrong for table in kept for wrong in form_problems(table)]


def _is_nearly(table: Table) -> bool:
    """Whether a table lacks some columns of its kind and has most of them: a sheet that somebody meant to be loaded."""
    required = table.layout.kind.required
    known = [column for column in required if column in table.layout.places]
    return len(known) >= LEAST_KNOWN and len(known) * 3 >= len(required) * 2


def _kept(name: str, bare: str = "") -> str:
    """The name of a file or a sheet as it may be stored: not where it tells of a person."""
    return personal.MASK if personal.looks_personal(bare or name) else name
