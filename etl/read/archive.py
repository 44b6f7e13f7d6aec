"""What kind of file it is, told by its content, and the checks of zip containers before anything is unpacked."""

import mmap
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from etl.errors import N_, Refused, say, whole

UNPACKED = 2 << 30
MEMBER = 1 << 30
MEMBERS = 10_000
RATIO = 200
RATIO_FROM = 100 << 20
PIECE = 1 << 20

STARTS = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"\x1f\x8b": "gzip",
    b"%PDF": "pdf",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
    b"{\\rtf": "rtf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"PAR1": "parquet",
    b"SQLite format 3\0": "sqlite",
}
"""Kind of file by its first bytes."""

PARTS = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
}
"""Kind of an Office file by the member that only it has."""

OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_KINDS = {"spreadsheet": "ods", "spreadsheet-template": "ods", "text": "odt", "presentation": "odp"}
STREAMS = {"EncryptedPackage": "locked", "Workbook": "xls", "Book": "xls", "WordDocument": "doc"}
STREAMS["PowerPoint Document"] = "ppt"
"""Kind of an old Office file by the name of a stream in it; 'locked' is a new one behind a password."""

Said = tuple[str, str]
DAMAGED: Said = (
    N_("The file is damaged or not complete."),
    N_("Fetch it again. If it opens in the spreadsheet program, save it there under a new name and load that."),
)
UNREADABLE: Said = (
    N_("The file cannot be opened."),
    N_("Check that it is still there, then load it again."),
)
LOCKED: Said = (
    N_("The file is protected by a password."),
    N_("Open it, save it without the password and load it again."),
)
TOO_LARGE = N_("The file is too large when unpacked.")
SPLIT = N_("Split it into smaller files, or save the sheet that is needed as CSV (UTF-8).")
DOCTYPE: Said = (
    N_("The file holds definitions of its own that no spreadsheet program writes."),
    N_("Open it in the spreadsheet program, save it as an Excel workbook (.xlsx) and load that."),
)

NOT_A_WORKBOOK = N_("This is not a workbook: it is {what}.")
WHAT = {
    "docx": N_("a Word document"),
    "doc": N_("a Word document"),
    "odt": N_("a text document"),
    "pptx": N_("a presentation"),
    "ppt": N_("a presentation"),
    "odp": N_("a presentation"),
    "pdf": N_("a PDF"),
    "rtf": N_("a text document"),
    "html": N_("a web page under the name of a workbook"),
    "xml": N_("an XML file"),
    "text": N_("a text file"),
    "picture": N_("a picture"),
    "zip": N_("a zip archive, or a damaged workbook"),
    "gzip": N_("a packed archive"),
    "7z": N_("a packed archive"),
    "rar": N_("a packed archive"),
    "empty": N_("an empty file"),
}
OTHER = N_("a file of another kind")
SAVE_AS = N_("Save the table as an Excel workbook (.xlsx) and load that.")


def kind_of(path: Path) -> str:
    """Kind by content, never by name: xlsx, xlsb, ods, xls, locked (behind a password), docx, pptx, odt, odp, doc, ppt,
    ole, zip, gzip, 7z, rar, pdf, rtf, picture, parquet, sqlite, html, xml, text, binary or empty.

    XLSM is xlsx. A zip that cannot be read, or that would be two kinds at once, is zip.
    """
    with path.open("rb") as handle:
        head = handle.read(4096)
    kind = next((kind for start, kind in STARTS.items() if head.startswith(start)), "")
    if kind == "zip":
        return _kind_of_zip(path)
    if kind == "ole":
        return _kind_of_ole(path)
    return kind or _kind_of_text(head)


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
            kinds = {kind for part, kind in PARTS.items() if part in names}
            if "content.xml" in names and "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                kinds.add(OPEN_KINDS.get(said.removeprefix(OPEN_DOCUMENT), "zip"))
    except (zipfile.BadZipFile, zlib.error, OSError, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return "zip"
    return kinds.pop() if len(kinds) == 1 else "zip"


def _kind_of_ole(path: Path) -> str:
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = (kind for name, kind in STREAMS.items() if content.find(f"{name}\0".encode("utf-16-le")) >= 0)
        return next(found, "ole")


def _kind_of_text(head: bytes) -> str:
    if not head:
        return "empty"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\0" in head:
        return "binary"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<") and b"<table" in start):
        return "html"
    return "xml" if start.startswith(b"<?xml") else "text"


def members(path: Path, file: str, strict: bool = False) -> list[zipfile.ZipInfo]:
    """Members of a zip container that may be unpacked. Raises Refused, told of `file`, where they may not.

    strict: for a file that another program reads too. Both must see the same archive in it, so that nothing may stand
    before or behind it, and no name twice.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
            comment = archive.comment
    except OSError as error:
        raise whole(file, *UNREADABLE) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError) as error:
        raise whole(file, *DAMAGED) from error
    if strict and not _unambiguous(found, comment):
        raise whole(file, *DAMAGED)
    if any(member.flag_bits & 0x1 for member in found):
        raise whole(file, *LOCKED)
    _fit(found, file)
    return found


def _unambiguous(found: list[zipfile.ZipInfo], comment: bytes) -> bool:
    starts = [member.header_offset for member in found]
    names = {member.filename.lower() for member in found}
    return not comment and bool(found) and min(starts) == 0 and len(names) == len(set(starts)) == len(found)


def _fit(found: list[zipfile.ZipInfo], file: str) -> None:
    if len(found) > MEMBERS:
        raise whole(
            file, say(N_("The file holds more than {most} parts."), most=MEMBERS),
            N_("Open it in the spreadsheet program, copy the table into a new workbook and load that."),
        )  # fmt: skip
    bomb = any(m.file_size >= RATIO_FROM and m.file_size > RATIO * max(1, m.compress_size) for m in found)
    if bomb or sum(m.file_size for m in found) > UNPACKED or any(m.file_size > MEMBER for m in found):
        raise whole(file, TOO_LARGE, SPLIT)


def unpacked(path: Path, member: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    """A member's bytes in pieces of about 1 MiB. Raises Refused where it is not what the directory says of it.

    Not zipfile's own reading, which stops at the size declared and so would not see that there is more.
    """
    size = checksum = 0
    for piece in _raw(path, member, file):
        size += len(piece)
        if size > member.file_size:
            raise whole(file, *DAMAGED)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if size != member.file_size or checksum != member.CRC:
        raise whole(file, *DAMAGED)


def _raw(path: Path, member: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    with path.open("rb") as handle:
        handle.seek(member.header_offset)
        local = handle.read(30)
        if len(local) < 30 or local[:4] != b"PK\x03\x04" or member.compress_type not in (0, 8):
            raise whole(file, *DAMAGED)
        handle.seek(sum(struct.unpack("<HH", local[26:30])), 1)
        left = member.compress_size
        inflate = zlib.decompressobj(-15) if member.compress_type else None
        while left and (packed := handle.read(min(left, PIECE >> 2))):
            left -= len(packed)
            try:
                yield from _inflated(inflate, packed) if inflate else (packed,)
            except zlib.error as error:
                raise whole(file, *DAMAGED) from error


def _inflated(inflate: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    while packed and not inflate.eof:
        yield inflate.decompress(packed, PIECE)
        packed = inflate.unconsumed_tail
    # A full piece may have left output behind although all input is taken.
    while not inflate.eof and (more := inflate.decompress(b"", PIECE)):
        yield more


def content(path: Path, member: zipfile.ZipInfo, file: str) -> bytes:
    """All of a member."""
    return b"".join(unpacked(path, member, file))


def refuse_doctype(start: bytes, file: str) -> None:
    """Raises Refused where an XML text, of which this is the first piece, declares a document type."""
    if b"<!DOCTYPE" in start[:PIECE] or start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start[:4]:
        raise whole(file, *DOCTYPE)


def damaged(file: str) -> Refused:
    """The file is damaged or not complete."""
    return whole(file, *DAMAGED)


def not_a_workbook(kind: str, file: str) -> Refused:
    """It is of another kind, as `kind_of` tells."""
    return whole(file, say(NOT_A_WORKBOOK, what=say(WHAT.get(kind, OTHER))), SAVE_AS)
