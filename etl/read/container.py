"""From a file to its sheets: what it is told by its content, archives opened, nothing unpacked that is not read."""

import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from etl.errors import N_, say, whole
from etl.read import archive, delimited, workbook
from etl.read.grid import Sheet

WORKBOOKS = ("xlsx", "xlsb", "xls", "ods")
MOST_OF_GZIP = 1 << 28
RATIO = 300
NAMES = {
    "pdf": N_("This is a PDF, whatever its name says."),
    "docx": N_("This is a text document, not a table."),
    "odt": N_("This is a text document, not a table."),
    "doc": N_("This is a text document, not a table."),
    "rtf": N_("This is a text document, not a table."),
    "pptx": N_("This is a presentation, not a table."),
    "odp": N_("This is a presentation, not a table."),
    "ppt": N_("This is a presentation, not a table."),
    "picture": N_("This is a picture, not a table."),
    "html": N_("This is a web page, whatever its name says."),
    "empty": N_("The file is empty."),
    "locked": N_("The file is protected by a password."),
}
REMEDIES = {
    "empty": N_("Export it again; it needs a header and at least one row."),
    "locked": N_("Open it, save it without the password and load it again."),
    "html": N_("Open it in the spreadsheet program, save it as an Excel workbook (.xlsx) and load that."),
}
NOT_A_TABLE = N_("This is not a file with a table: it is neither text nor a workbook.")
SAVE_AS = N_("Save the table as CSV (UTF-8) or as an Excel workbook (.xlsx) and load that.")


def sheets_of(path: Path, delimiter: str = "") -> list[Sheet]:
    """The sheets of a workbook, the one table of a text file, or those of all files in an archive.

    delimiter: of text files; '' where it is to be found. Raises Refused where the file holds no table.
    """
    try:
        kind = archive.kind_of(path)
    except OSError as error:
        rule = say(N_("The file cannot be opened: {reason}."), reason=error.strerror)
        raise whole(path.name, rule, N_("Check the name and the folder.")) from error
    if kind == "zip":
        return _of_zip(path, delimiter)
    if kind == "gzip":
        return _of_gzip(path, delimiter)
    return _of_plain(path, path.name, kind, delimiter)


def _of_plain(path: Path, file: str, kind: str, delimiter: str) -> list[Sheet]:
    if kind in WORKBOOKS:
        return list(workbook.sheets(path, file))
    if kind in ("text", "xml", "binary"):
        return [delimited.text(path, file, None, delimiter)]
    raise whole(file, NAMES.get(kind, NOT_A_TABLE), REMEDIES.get(kind, SAVE_AS))


def _of_zip(path: Path, delimiter: str) -> list[Sheet]:
    found: list[Sheet] = []
    for member in archive.members(path, path.name):
        name = member.filename.replace("\\", "/").rpartition("/")[2]
        hidden = name.startswith((".", "~")) or member.filename.startswith("__MACOSX")
        if member.is_dir() or hidden:
            continue
        kind = _kind_of_member(path, member)
        if kind in WORKBOOKS:
            found += [_Named(sheet, f"{member.filename}: {sheet.name}") for sheet in _unpacked(path, member)]
        elif kind == "text":
            text = delimited.text(path, path.name, _opened(path, member), delimiter)
            found.append(_Named(text, member.filename))
        else:
            rule = say(N_("{member} in the archive is not a table."), member=member.filename)
            raise whole(path.name, rule, N_("Put only tables (CSV or workbooks) into the archive."))
    if not found:
        raise whole(path.name, N_("The archive is empty."), N_("Put the tables into it and load it again."))
    return found


def _kind_of_member(path: Path, member: zipfile.ZipInfo) -> str:
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder) / "start"
        start.write_bytes(next(archive.unpacked(path, member, path.name), b""))
        if start.read_bytes()[:2] != b"PK":
            return archive.kind_of(start)
        # An Office file is told by its members, which are listed at its end.
        with start.open("wb") as handle:
            for piece in archive.unpacked(path, member, path.name):
                handle.write(piece)
        return archive.kind_of(start)


def _opened(path: Path, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, io.BufferedReader(_Pieces(path, member)))


class _Pieces(io.RawIOBase):
    """A member of an archive as a stream."""

    def __init__(self, path: Path, member: zipfile.ZipInfo) -> None:
        self._pieces = archive.unpacked(path, member, path.name)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = next(self._pieces, b"")
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _unpacked(path: Path, member: zipfile.ZipInfo) -> list[Sheet]:
    """A workbook in an archive, laid beside it for as long as its sheets are used."""
    folder = tempfile.TemporaryDirectory()
    laid = Path(folder.name) / "workbook"
    with laid.open("wb") as handle:
        for piece in archive.unpacked(path, member, path.name):
            handle.write(piece)
    return [_Named(sheet, sheet.name, folder) for sheet in workbook.sheets(laid, path.name)]


def _of_gzip(path: Path, delimiter: str) -> list[Sheet]:
    with _limited(path) as stream:
        start = _first(stream, path)
    if not start.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return [delimited.text(path, path.name, lambda: _limited(path), delimiter)]
    folder = tempfile.TemporaryDirectory()
    laid = Path(folder.name) / "workbook"
    with _limited(path) as stream, laid.open("wb") as handle:
        shutil.copyfileobj(stream, handle)
    plain = _of_plain(laid, path.name, archive.kind_of(laid), delimiter)
    return [_Named(sheet, sheet.name, folder) for sheet in plain]


def _first(stream: BinaryIO, path: Path) -> bytes:
    try:
        return stream.read(16)
    except (OSError, EOFError) as error:
        raise whole(path.name, *archive.DAMAGED) from error


def _limited(path: Path) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Gzip(path)))


class _Gzip(io.RawIOBase):
    """A gzip file as a stream that ends with Refused where it unpacks to far more than a table would."""

    def __init__(self, path: Path) -> None:
        self._file = gzip.GzipFile(path)
        self._name, self._size, self._read = path.name, path.stat().st_size, 0

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            piece = self._file.read(len(buffer))
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise whole(self._name, *archive.DAMAGED) from error
        self._read += len(piece)
        if self._read > max(MOST_OF_GZIP, RATIO * self._size):
            raise whole(self._name, archive.TOO_LARGE, archive.SPLIT)
        buffer[: len(piece)] = piece
        return len(piece)


class _Named:
    """A sheet under another name; keeps the folder it lies in."""

    def __init__(self, sheet: Sheet, name: str, folder: object = None) -> None:
        self._sheet, self.name, self.file, self._folder = sheet, name, sheet.file, folder
        self.head, self.head_rows, self.merged, self.blocks = sheet.head, sheet.head_rows, sheet.merged, sheet.blocks
