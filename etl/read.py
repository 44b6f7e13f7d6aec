"""A delimited text file as rows of text, and its fingerprint. Anything else is refused with the reason."""

import csv
import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from db.batch import FileRead
from etl.errors import Problem, Refused

NOT_TEXT = {
    b"%PDF": "This is a PDF, whatever its name says.",
    b"PK\x03\x04": "This is an Excel workbook or a zip archive, whatever its name says.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel or Word file, whatever its name says.",
    b"\x1f\x8b": "This is a gzip archive.",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
LONGEST_CELL = 1_000_000


@dataclass(frozen=True)
class Table:
    """A file's header and rows; `lines` are the lines the rows begin on, header = 1.

    problems: what is wrong with its form. Rows that are not well formed are left out.
    """

    file: FileRead
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    problems: list[Problem] = field(default_factory=list)


def fingerprint(path: Path) -> str:
    """SHA-256 of the file's bytes, hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def table(path: Path, delimiter: str) -> Table:
    """As `examined`; raises Refused with every problem of its form."""
    found = examined(path, delimiter)
    if found.problems:
        raise Refused(found.problems)
    return found


def examined(path: Path, delimiter: str) -> Table:
    """Read a UTF-8 file (with or without byte order mark). Raises Refused where there are no cells to judge."""
    text = _text(path)
    header, rows, lines, problems = _split(path.name, text, delimiter)
    if not header:
        raise Refused(problems)
    size = path.stat().st_size
    return Table(FileRead(path.name, fingerprint(path), size, len(rows)), header, rows, lines, problems)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _whole(
            path.name, f"The file cannot be opened: {error.strerror}.", "Check the name and the folder."
        ) from error
    for mark, what in NOT_TEXT.items():
        if content.startswith(mark):
            raise _whole(path.name, what, "Save the table as CSV (UTF-8) and load that.")
    if not content.strip():
        raise _whole(path.name, "The file is empty.", "Export it again; it needs a header and at least one row.")
    if b"\0" in content:
        raise _whole(path.name, "The file is not text: it holds NUL bytes.", "Save the table as CSV (UTF-8).")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refused(
            [Problem(path.name, line, "", "", "The text is not UTF-8 from here on.", "Save the file as CSV (UTF-8).")]
        ) from error


def _split(name: str, text: str, delimiter: str) -> tuple[list[str], list[list[str]], list[int], list[Problem]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, lines, problems = [], [], []
    header: list[str] = []
    begins = 1
    try:
        for record in reader:
            if record and not header:
                header = [cell.strip() for cell in record]
                if wrong := _other_delimiter(name, header, begins, delimiter):
                    return [], [], [], [wrong]
                problems += _of_header(name, header, begins)
            elif record and len(record) != len(header):
                problems.append(_ragged(name, begins, len(record), len(header), delimiter))
            elif record:
                rows.append(record)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(
            Problem(name, begins, "", "", f"The row cannot be read: {error}.", "Check its quotation marks.")
        )
    if not rows and not problems:
        rule = "There is a header but no row." if header else "The file is empty."
        problems.append(Problem(name, 0, "", "", rule, "Export the file again."))
    return header, rows, lines, problems


def _other_delimiter(name: str, header: list[str], line: int, delimiter: str) -> Problem | None:
    for other, word in DELIMITERS.items():
        if len(header) == 1 and other != delimiter and other in header[0]:
            return Problem(
                name, line, "", header[0][:60],
                f"Cells are parted by a {word}, not by a {DELIMITERS[delimiter]}.",
                f"Save the file with the {DELIMITERS[delimiter]} as delimiter.",
            )  # fmt: skip
    return None


def _of_header(name: str, header: list[str], line: int) -> list[Problem]:
    remedy = "Write its name into the header, or delete the column if it is empty."
    nameless = [
        Problem(name, line, "", "", f"Column {number} of the header has no name.", remedy)
        for number, cell in enumerate(header, start=1)
        if not cell
    ]
    twice = sorted({cell for cell in header if cell and header.count(cell) > 1})
    return nameless + [
        Problem(name, line, cell, "", "The column stands there twice.", "Keep one of the two columns.")
        for cell in twice
    ]


def _ragged(name: str, line: int, found: int, wanted: int, delimiter: str) -> Problem:
    return Problem(
        name, line, "", "", f"The row has {found} cells, the header {wanted}.",
        f"Look for a missing cell, or for a {DELIMITERS[delimiter]} inside a text without quotation marks.",
    )  # fmt: skip


def _whole(name: str, rule: str, remedy: str) -> Refused:
    return Refused([Problem(name, 0, "", "", rule, remedy)])
