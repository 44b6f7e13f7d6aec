"""Reading back, and filling in, workbooks that were written for people."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import python_calamine as calamine

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RED = "FFFFC7CE"


def cells(file: Path) -> dict[str, list[list[str]]]:
    """Cells of all sheets as text, from A1 on."""
    book = calamine.CalamineWorkbook.from_path(file)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def parts(file: Path) -> dict[str, ElementTree.Element]:
    """All parts of a workbook; each is well-formed XML."""
    with zipfile.ZipFile(file) as book:
        return {name: ElementTree.fromstring(book.read(name)) for name in book.namelist()}


def sheet_names(file: Path) -> list[str]:
    return [sheet.attrib["name"] for sheet in parts(file)["xl/workbook.xml"].iter(f"{MAIN}sheet")]


def red(file: Path, sheet: str) -> set[str]:
    """Cells of a sheet that are marked."""
    found = parts(file)
    fills = [next(iter(f.iter(f"{MAIN}fgColor")), None) for f in found["xl/styles.xml"].find(f"{MAIN}fills") or ()]
    styles = [int(style.attrib["fillId"]) for style in found["xl/styles.xml"].find(f"{MAIN}cellXfs") or ()]
    marked = {
        str(at) for at, fill in enumerate(styles) if fills[fill] is not None and fills[fill].attrib.get("rgb") == RED
    }
    part = found[f"xl/worksheets/sheet{sheet_names(file).index(sheet) + 1}.xml"]
    return {cell.attrib["r"] for cell in part.iter(f"{MAIN}c") if cell.attrib.get("s") in marked}


def comments(file: Path) -> dict[str, str]:
    """Comments of all sheets by their cell."""
    return {
        comment.attrib["ref"]: "".join(text.text or "" for text in comment.iter(f"{MAIN}t"))
        for name, part in parts(file).items() if name.startswith("xl/comments")
        for comment in part.iter(f"{MAIN}comment")
    }  # fmt: skip


def fill(file: Path, target: Path, rows: Mapping[str, Sequence[Sequence[str]]], *, keep_others: bool = False) -> Path:
    """Write rows below the header of some sheets, as a person would; the others but the first are hidden or kept."""
    names = sheet_names(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            text = old.read(member).decode()
            if member == "xl/workbook.xml" and not keep_others:
                for name in {*names[1:]} - {*rows, "lists"}:
                    text = text.replace(f'<sheet name="{name}"', f'<sheet name="{name}" state="hidden"', 1)
            number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", member)
            if number and (name := names[int(number[1]) - 1]) in rows:
                text = text.replace("</sheetData>", f"{_rows(rows[name])}</sheetData>")
            new.writestr(member, text)
    return target


def _rows(rows: Sequence[Sequence[str]]) -> str:
    written = []
    for number, row in enumerate(rows, 2):
        inside = (
            f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for at, text in enumerate(row) if text
        )  # fmt: skip
        written.append(f'<row r="{number}">{"".join(inside)}</row>')
    return "".join(written)
