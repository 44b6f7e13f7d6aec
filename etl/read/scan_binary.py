"""Cells that hold an error in XLSB and XLS files: see etl.read.scan."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipInfo

from etl.errors import whole
from etl.read import archive
from etl.read.scan import Seen, all_of, refuse_large

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""

Record = tuple[int, bytes]


def _error(code: int) -> str:
    return ERRORS.get(code, "#ERROR!")


# --- XLSB: parts of records, each with its kind and length in groups of seven bits ------------------------------------


def xlsb(path: Path, members: list[ZipInfo], file: str) -> dict[str, Seen]:
    """What the parts of an XLSB file hold, by name in small letters. Raises Refused where one reaches too far."""
    found = {}
    for member in members:
        if re.search(r"sheet\d*\.bin$", member.filename.lower()):
            found[member.filename.lower()] = _part(all_of(path, member, file), file)
        else:
            for _ in archive.unpacked(path, member, file):
                """To the end, for the checks."""
    return found


def xlsb_sheets(path: Path, member: ZipInfo, file: str) -> dict[str, str]:
    """Of each sheet, by name, which relation leads to its part."""
    found = {}
    for kind, data in _records(all_of(path, member, file)):
        if kind == 156 and len(data) > 12:
            relation, after = _text(data, 8)
            found[_text(data, after)[0]] = relation
    return found


def _text(data: bytes, at: int) -> tuple[str, int]:
    length = int.from_bytes(data[at : at + 4], "little")
    end = at + 4 + 2 * length if length < len(data) else at + 4
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _part(data: bytes, file: str) -> Seen:
    seen = Seen()
    row = 0
    for kind, content in _records(data):
        if kind == 0 and len(content) >= 4:
            row = int.from_bytes(content[:4], "little")
        elif 2 <= kind <= 11 and len(content) >= 9:
            column = int.from_bytes(content[:4], "little")
            seen.reach(row, column)
            if kind in (3, 11):
                seen.errors[row, column] = _error(content[8])
    refuse_large(seen, file)
    return seen


def _records(data: bytes) -> Iterator[Record]:
    at, end = 0, len(data)
    while at < end:
        kind, at = _seven(data, at, 2)
        length, at = _seven(data, at, 4)
        yield kind, data[at : at + length]
        at += length


def _seven(data: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        byte = data[at] if at < len(data) else 0
        at += 1
        # The kind of a record keeps the marks of its bytes in the standard; without them it counts the same.
        number |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    return number, at


# --- XLS: a container of sectors, in it a stream of records -----------------------------------------------------------


def xls(path: Path, file: str) -> list[Seen]:
    """Cells that hold an error, of each sheet in the order of the file. Raises Refused where it is damaged."""
    try:
        stream = _stream(path.read_bytes())
        about = list(_biff(stream, 0))
        if any(kind == 0x2F and data[:2] != b"\0\0" for kind, data in about):
            raise whole(file, *archive.LOCKED)
        starts = [int.from_bytes(data[:4], "little") for kind, data in about if kind == 0x85]
        return [_sheet(stream, start) for start in starts]
    except (struct.error, LookupError, ValueError) as error:
        raise archive.damaged(file) from error


def _sheet(stream: bytes, start: int) -> Seen:
    seen = Seen()
    for kind, data in _biff(stream, start):
        if kind == 0x0205 and len(data) >= 8 and data[7]:
            seen.errors[struct.unpack_from("<HH", data)] = _error(data[6])
        elif kind == 0x0006 and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
            seen.errors[struct.unpack_from("<HH", data)] = _error(data[8])
    return seen


def _biff(stream: bytes, at: int) -> Iterator[Record]:
    """Records up to the end of the part that begins at `at`; charts within it are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == 0x0809) - (kind == 0x000A)
        if depth <= 1:
            yield kind, stream[at + 4 : at + 4 + length]
        if not depth:
            return
        at += 4 + length


def _stream(data: bytes) -> bytes:
    """The stream "Workbook" of the container."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    table = _table(data, size)
    directory = _chain(data, struct.unpack_from("<I", data, 48)[0], table, size, size)
    entries = {directory[i : i + 64].decode("utf-16-le", "replace").split("\0")[0]: directory[i : i + 128]
               for i in range(0, len(directory) - 127, 128)}  # fmt: skip
    start, length = struct.unpack_from("<II", entries.get("Workbook") or entries["Book"], 116)
    if length >= struct.unpack_from("<I", data, 56)[0]:
        return _chain(data, start, table, size, size)[:length]
    root = struct.unpack_from("<I", directory, 116)[0]
    small = _words(_chain(data, struct.unpack_from("<I", data, 60)[0], table, size, size))
    return _chain(_chain(data, root, table, size, size), start, small, 64, 0)[:length]


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows each sector."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    following, seen = struct.unpack_from("<I", data, 68)[0], set()
    while following < END and following not in seen:
        seen.add(following)
        *more, following = _words(data[(following + 1) * size : (following + 2) * size])
        sectors += more
    return _words(b"".join(data[(s + 1) * size : (s + 2) * size] for s in sectors if s < END))


def _words(data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(data) // 4}I", data)


def _chain(data: bytes, sector: int, table: tuple[int, ...], size: int, skip: int) -> bytes:
    """Bytes of the sectors from `sector` on; the first lies `skip` bytes in."""
    parts, left = [], len(table)
    while sector < END and left:
        parts.append(data[skip + sector * size : skip + (sector + 1) * size])
        sector, left = table[sector], left - 1
    return b"".join(parts)
