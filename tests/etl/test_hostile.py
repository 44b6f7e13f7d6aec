"""What should never be sent: refused with file, place and remedy or harmless, never a traceback, nothing stored."""

import gzip
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import Engine

from db import queries
from tests.conftest import Answer, Command, Databases, load_shipped, opened

HEADER = ["Учебный год", "Факультет", "Степень", "Гражданство", "Количество"]
ROWS = [
    ["2023/24", "law", "бакалавриат", "Китай", "12"], ["2023/24", "law", "магистратура", "Индия", "3"],
    ["2023/24", "history", "бакалавриат", "Узбекистан", "7"], ["2024/25", "history", "PhD", "Кыргызстан", "1"],
]  # fmt: skip


def text(rows: list[list[str]], delimiter: str = ";") -> bytes:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
    return ("\n".join(delimiter.join(row) for row in quoted) + "\n").encode("utf-8", "surrogatepass")


def workbook(rows: list[list[str]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Данные")
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
    return content.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in members:
            archive.writestr(name, inside)
    return content.getvalue()


SOUND = {
    "csv": text([HEADER, *ROWS]), "xlsx": workbook([HEADER, *ROWS]), "gz": gzip.compress(text([HEADER, *ROWS])),
    "zip": zipped(("a.csv", text([HEADER, *ROWS]))),
}  # fmt: skip


@pytest.fixture(scope="module")
def kaznu(sqlite: Databases) -> Iterator[Engine]:
    """Everything that ships; nothing here may change it."""
    yield from opened(sqlite, sqlite.copy("shipped", load_shipped))


def state(engine: Engine) -> dict[str, str]:
    file = Path(engine.url.database or "")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in file.parent.glob(f"{file.name}*")}


def sent(kaznu: Engine, command: Command, file: Path, *options: str) -> Answer:
    """The answer to a load of the file, which changed nothing and told what is wrong where it was refused."""
    kaznu.dispose()
    before = state(kaznu)
    answer = command(kaznu, "etl", "load", "registrar", file, "--institution", "kaznu", "--dry-run", *options)
    assert state(kaznu) == before
    assert answer.status in (0, 1)
    assert "Traceback" not in answer.out + answer.err
    if answer.status:
        told = answer.err
        assert told.rstrip().endswith("Nothing was stored.")
        assert file.name.splitlines()[0] in told
        assert len(told) < 2_000_000
    return answer


@pytest.mark.parametrize("kind", SOUND)
def test_what_is_spoilt_below_was_sound(kaznu: Engine, command: Command, tmp_path: Path, kind: str) -> None:
    (tmp_path / "sent").write_bytes(SOUND[kind])
    answer = sent(kaznu, command, tmp_path / "sent")
    assert (answer.status, "4 new" in answer.out) == (0, True)


@pytest.mark.parametrize("part", range(20))
@pytest.mark.parametrize("kind", SOUND)
def test_half_a_file_is_refused_or_ends_at_a_row(
    kaznu: Engine, command: Command, tmp_path: Path, kind: str, part: int
) -> None:
    """A text that is cut between two rows is a shorter table; everything else is refused."""
    content = SOUND[kind][: len(SOUND[kind]) * part // 20]
    (tmp_path / "sent").write_bytes(content)
    answer = sent(kaznu, command, tmp_path / "sent")
    if answer.status == 0:
        assert kind == "csv"
        assert content.endswith((b'"', b"\n"))


CELLS = {
    "formula": "=1+1", "command": "=cmd|' /C calc'!A0", "plus": "+cmd|'x'!A1", "minus": "-2+3", "at": "@SUM(A1)",
    "tab": "\t=1", "link": "=HYPERLINK(\"http://x.example\")", "script": "<script>alert(1)</script>",
    "sql": "x'; DROP TABLE release; --", "braces": "{0.__class__}", "percent": "%s%n%d", "format": "{file}{rule}",
    "rtl": "\u202eАКБ", "marks": "\u200f\u200e", "zero width": "\u200b", "bom": "\ufeff", "nul": "a\x00b",
    "bell": "\x07", "escape": "\x1b[31mred", "newlines": "a\nb\r\nc", "surrogate": "\ud800", "emoji": "🇨🇳",
    "long": "x" * 5_000, "very long": "9" * 70_000, "path": "../../etc/passwd", "negative": "-1",
    "huge": "9" * 30, "exponent": "1e9", "fraction": "1.5", "half": "12,5", "infinite": "inf", "not a number": "NaN",
    "date": "2023-05-01", "time": "10:30", "arabic digits": "٣", "roman": "XII", "true": "TRUE", "error": "#N/A",
    "html": "&nbsp;", "quote": '"', "backslash": "\\", "look-alike": "Kитaй", "unknown": "Атлантида",
    "ambiguous": "Корея", "year": "2023/25", "no year": "3000", "faculty": "Факультет магии", "blank": "   ",
    "grouped zero": "0,333", "reference": "#REF!", "russian error": "#Н/Д",
    "e-mail": "a.ivanova@example.kz", "person": "Иванова Анна Петровна", "phone": "+7 701 123 45 67",
}  # fmt: skip
PERSONAL = ("a.ivanova@example.kz", "Иванова Анна Петровна", "+7 701 123 45 67")


@pytest.mark.parametrize("place", range(5), ids=["year", "faculty", "level", "country", "count"])
@pytest.mark.parametrize("spoilt", CELLS)
def test_a_hostile_cell(kaznu: Engine, command: Command, tmp_path: Path, spoilt: str, place: int) -> None:
    """Refused at its cell, or harmless; personal data is never shown."""
    rows = [HEADER, *[list(row) for row in ROWS]]
    rows[2][place] = CELLS[spoilt]
    (tmp_path / "sent.csv").write_bytes(text(rows))
    answer = sent(kaznu, command, tmp_path / "sent.csv")
    assert not any(word in answer.out + answer.err for word in PERSONAL)
    assert "\x1b" not in answer.err
    if answer.status and spoilt not in ("nul", "surrogate", "very long"):
        assert re.search(r"row 3\b|rows 3\b", answer.err)
        assert HEADER[place] in answer.err


HEADERS = {
    "twice": [*HEADER, "Страна"], "none": ["", "", "", "", ""], "numbers": ["1", "2", "3", "4", "5"],
    "formulas": ["=1", "=2", "=3", "=4", "=5"], "other words": ["a", "b", "c", "d", "e"],
    "one missing": ["Учебный год", "Факультет", "Степень", "Гражданство", "Прочее"],
    "long": [*HEADER[:4], "x" * 40_000], "script": [*HEADER[:4], "<script>"],
}  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_hostile_header(kaznu: Engine, command: Command, tmp_path: Path, header: str, kind: str) -> None:
    rows = [HEADERS[header], *[[*row, *["Китай"] * (len(HEADERS[header]) - 5)] for row in ROWS]]
    if header == "long" and kind == "xlsx":
        rows[0][4] = "x" * 30_000
    (tmp_path / "sent").write_bytes(text(rows) if kind == "csv" else workbook(rows))
    assert sent(kaznu, command, tmp_path / "sent").status == 1


WHOLE = {
    "empty": b"", "blanks": b" \n\n ", "nul": b"\0" * 2_000, "pdf": b"%PDF-1.7\n" + b"x" * 500, "png": b"\x89PNG\r\n",
    "elf": b"\x7fELF" + bytes(500), "html": b"<html><table><tr><td>1</td></tr></table></html>",
    "xml": b"<?xml version='1.0'?><a/>", "json": b'{"a": [1, 2, 3]}', "header only": text([HEADER]),
    "gzip of nothing": gzip.compress(b""), "gzip garbage": b"\x1f\x8b" + b"x" * 300, "zip garbage": b"PK\x03\x04" * 90,
    "ole garbage": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "empty zip": zipped(),
    "zip in zip": zipped(("inner.zip", SOUND["zip"])), "pdf in zip": zipped(("a.pdf", b"%PDF-1.7")),
    "path in zip": zipped(("../../../tmp/x.csv", text([HEADER, ["soon", "law", "", "", ""]]))),
    "bomb in zip": zipped(("a.csv", b"0" * (120 << 20))), "gzip bomb": gzip.compress(b"0" * (300 << 20)),
    "columns": b";".join(b"c%d" % n for n in range(16_384)) + b"\n" + b";" * 16_383 + b"\n",
    "many bad cells": text([HEADER, *[["soon", "x", "y", f"z{n}", "w"] for n in range(20_000)]]),
    "one long line": b"x" * 3_000_000, "open quote": text([HEADER]) + b'"2023/24;law',
    "random": bytes(range(1, 256)) * 40, "utf-16 cut": "Учебный год;a\n".encode("utf-16")[:-1],
    "utf-8 broken": text([HEADER, *ROWS]) + b"\xff\xfe\xfd;1;2;3;4\n", "only delimiters": b";;;;\n" * 50,
    "two tables": text([HEADER, *ROWS, [], HEADER, ["x", "law", "", "", ""]]), "sep only": b"sep=;\n",
    "ragged": text([HEADER, ROWS[0][:3], [*ROWS[1], "9", "9"]]), "macros": workbook([HEADER]) + b"vba",
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_no_table_of_a_registrar(kaznu: Engine, command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "sent.xlsx").write_bytes(WHOLE[name])
    assert sent(kaznu, command, tmp_path / "sent.xlsx").status == 1


@pytest.mark.parametrize(
    "name", ["=cmd|' C'.csv", "a'b\"c.csv", "-rf", "{file}.csv", "два слова.csv", "x" * 200, "a\nb"]
)
def test_a_hostile_name(kaznu: Engine, command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(text([HEADER, ["soon", "law", "", "", ""]]))
    assert sent(kaznu, command, tmp_path / name).status == 1


def test_folders_links_and_files_that_are_not_there(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("folder", "loop", "missing", os.devnull):
        assert sent(kaznu, command, tmp_path / name).status == 1


@pytest.mark.parametrize("name", ["pipe", "/dev/zero"])
def test_what_never_ends_is_not_read(kaznu: Engine, command: Command, tmp_path: Path, name: str) -> None:
    if name == "pipe":
        os.mkfifo(tmp_path / name)
    assert sent(kaznu, command, tmp_path / name).status == 1


def test_files_behind_a_double_dash_are_files_whatever_they_are_called(
    kaznu: Engine, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-rf").write_bytes(SOUND["csv"])
    answer = command(kaznu, "etl", "load", "registrar", "--institution", "kaznu", "--dry-run", "--", "-rf")
    assert (answer.status, "4 new" in answer.out) == (0, True)
    assert command(kaznu, "etl", "sources", "--", "x").status == 2


def test_a_line_of_two_gibibytes_is_refused_at_once(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    """A sparse file of one line; it is never read whole."""
    with (tmp_path / "line.csv").open("wb") as handle:
        handle.write(text([HEADER])[:-1] + b"x" * (6 << 20))
        handle.truncate(2 << 30)
    assert sent(kaznu, command, tmp_path / "line.csv").status == 1


def test_a_cell_at_the_far_corner_of_a_sheet(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "corner.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write(1_048_575, 16_383, "x")
    assert sent(kaznu, command, tmp_path / "corner.xlsx").status == 1


def test_formulas_are_taken_by_their_stored_value_and_written_harmless(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    """A sum that a spreadsheet has worked out is its number; a command in a programme's name stays text in a CSV."""
    with xlsxwriter.Workbook(tmp_path / "formulas.xlsx") as book:
        sheet = book.add_worksheet("2023-2024")
        sheet.write_row(0, 0, ["Факультет", "Гражданство", "Программа", "Количество"])
        sheet.write_row(1, 0, ["law", "Китай"])
        sheet.write_string(1, 2, "=cmd|' /C calc'!A0")
        sheet.write_formula(1, 3, "=5+6", value=11)
    answer = command(kaznu, "etl", "load", "registrar", tmp_path / "formulas.xlsx", "--institution", "kaznu")
    try:
        assert answer.status == 0, answer.err
        said = command(
            kaznu, "db", "query", "mobility", "--by", "field", "--where", "institution=kaznu", "--format", "csv"
        )
        assert "'=cmd|" in said.out
        assert ",11," in said.out
        assert re.search(r"(^|,)=cmd", said.out) is None
    finally:
        command(kaznu, "etl", "undo", queries.provenance.releases(kaznu)["release"].max())
