"""Sheets of an Excel or OpenDocument workbook as cells of text. Stored values only: nothing is calculated, run or
followed.
"""

import html
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from zipfile import ZipInfo

import numpy as np
import python_calamine as calamine

from etl.errors import N_, Problem, problem, whole
from etl.read import archive, scan, scan_binary, scan_ods
from etl.read.cells import Cell, Tall, coded_column, text_of
from etl.read.grid import HEAD_ROWS, Block, Merged, Sheet
from etl.read.scan import Seen, column_name
from etl.read.trial import reading, try_out

KINDS = ("xlsx", "xlsb", "ods", "xls")
BLOCK_ROWS = 50_000
CELLS_NAMED = 10


def sheets(path: Path, file: str) -> list[Sheet]:
    """The visible sheets of a workbook, in its order; their cells are read when first asked for.

    file: the name told in problems. Raises Refused where it is no workbook, is locked or damaged, or too large.
    """
    try:
        kind = archive.kind_of(path)
    except OSError as error:
        raise whole(file, *archive.UNREADABLE) from error
    if kind == "locked":
        raise whole(file, *archive.LOCKED)
    if kind not in KINDS:
        raise archive.not_a_workbook(kind, file)
    return Workbook(path, file, kind).sheets()


class Workbook:
    """An open workbook. Its parts are looked through before it is opened."""

    def __init__(self, path: Path, file: str, kind: str) -> None:
        self.file = file
        self._path = path
        self._kind = kind
        self._members = archive.members(path, file, strict=True) if kind != "xls" else []
        self._seen = self._look()
        if kind != "xlsx":
            try_out(path, file)
        with reading(file), path.open("rb") as handle:
            self._book = calamine.CalamineWorkbook.from_filelike(handle)

    def sheets(self) -> list[Sheet]:
        """Visible worksheets."""
        visible, worksheet = calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet
        found: list[Sheet] = [
            WorkbookSheet(self, at, about.name)
            for at, about in enumerate(self._book.sheets_metadata)
            if about.visible == visible and about.typ == worksheet
        ]
        if not found:
            raise whole(self.file, N_("The workbook has no visible sheet."), N_("Show the sheet that is to be loaded."))
        return found

    def cells(self, at: int) -> calamine.CalamineSheet:
        """A sheet with its cells, by its place in the workbook."""
        with reading(self.file):
            return self._book.get_sheet_by_index(at)

    def seen(self, at: int, name: str) -> Seen:
        """What was found in a sheet beforehand."""
        if isinstance(self._seen, list):
            return self._seen[at] if at < len(self._seen) else Seen()
        return self._seen.get(self._parts.get(name, ""), Seen())

    def _look(self) -> dict[str, Seen] | list[Seen]:
        if self._kind == "ods":
            return scan_ods.tables(self._path, self._members, self.file)
        if self._kind == "xls":
            return scan_binary.xls(self._path, self.file)
        if self._kind == "xlsb":
            return scan_binary.xlsb(self._path, self._members, self.file)
        # Excel stores what it calculated. Who asks for all to be calculated on opening has stored nothing, or zeros.
        recalculated = re.search(
            rb"<[^<>]*calcPr\s[^<>]*fullCalcOnLoad\s*=\s*[\"'](?:1|true)", self._part("xl/workbook.xml")
        )
        return scan.xlsx(self._path, self._members, self.file, recalculated is not None)

    @cached_property
    def _parts(self) -> dict[str, str]:
        """Name of the part that holds each sheet, in small letters."""
        if self._kind == "xlsb":
            member = next(m for m in self._members if m.filename.lower() == "xl/workbook.bin")
            relations = scan_binary.xlsb_sheets(self._path, member, self.file)
        else:
            relations = {
                _plain(found.get(b"name", b"")): next((_plain(v) for k, v in found.items() if k.endswith(b":id")), "")
                for found in _tags(self._part("xl/workbook.xml"), b"sheet")
            }
        targets = {
            _plain(found.get(b"Id", b"")): _plain(found.get(b"Target", b"")).lower()
            for found in _tags(
                self._part(f"xl/_rels/workbook.{'bin' if self._kind == 'xlsb' else 'xml'}.rels"), b"Relationship"
            )
        }
        return {name: _full(targets.get(relation, "")) for name, relation in relations.items()}

    def _part(self, name: str) -> bytes:
        found: Iterable[ZipInfo] = (member for member in self._members if member.filename.lower() == name)
        return b"".join(scan.all_of(self._path, member, self.file) for member in found)


def _tags(text: bytes, name: bytes) -> Iterator[dict[bytes, bytes]]:
    for found in re.finditer(rb"<(?:\w+:)?" + name + scan.ATTRIBUTES + rb">", text):
        yield scan.attributes_of(found.group(1))


def _plain(text: bytes) -> str:
    return html.unescape(text.decode("utf-8", "replace"))


def _full(target: str) -> str:
    return target[1:] if target.startswith("/") else target if target.startswith("xl/") else f"xl/{target}"


class WorkbookSheet:
    """A sheet of a workbook, as etl.read.grid.Sheet."""

    def __init__(self, book: Workbook, at: int, name: str) -> None:
        self.file = book.file
        self.name = name
        self._book = book
        self._at = at

    @cached_property
    def _cells(self) -> calamine.CalamineSheet:
        return self._book.cells(self._at)

    @cached_property
    def _seen(self) -> Seen:
        return self._book.seen(self._at, self.name)

    @cached_property
    def _start(self) -> tuple[int, int]:
        return self._cells.start or (0, 0)

    @cached_property
    def _faulty(self) -> dict[int, dict[int, str]]:
        """Texts of cells that hold an error, by row and place in the row as read."""
        found: dict[int, dict[int, str]] = {}
        for (row, column), text in self._seen.errors.items():
            found.setdefault(row, {})[column - self._start[1]] = text
        return found

    def _rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Rows that are not empty with their numbers, cells from the first column in use on."""
        first, faulty = self._start[0], self._faulty
        with reading(self.file):
            rows = iter(self._cells.iter_rows())
            for at, row in enumerate(rows):
                cells: list[Cell] = row
                if at >= first and (at in faulty or cells.count("") < len(cells)):
                    if at in faulty:
                        cells = [faulty[at].get(place, cell) for place, cell in enumerate(cells)]
                    yield at + 1, cells

    def head(self) -> list[list[str]]:
        """Its first rows as they stand, with empty ones, at most HEAD_ROWS; cells as text, '' where empty."""
        end = self._cells.end
        if end is None:
            return []
        left = [""] * self._start[1]
        found = [[""] * (end[1] + 1) for _ in range(min(end[0] + 1, HEAD_ROWS))]
        for number, cells in self._rows():
            if number > HEAD_ROWS:
                break
            found[number - 1] = left + [text_of(cell) for cell in cells]
        return found

    def head_rows(self) -> list[int]:
        """Number of each of these rows in the file."""
        end = self._cells.end
        return list(range(1, 1 + min(end[0] + 1, HEAD_ROWS))) if end else []

    def merged(self) -> list[Merged]:
        """Merged ranges among these rows; none in ODS and XLSB files, of which the reader does not tell them."""
        ranges = self._cells.merged_cell_ranges or []
        return [Merged(*start, *end) for start, end in ranges if start[0] < HEAD_ROWS]

    @cached_property
    def _tall(self) -> dict[int, list[tuple[int, int]]]:
        """Ranges merged over several rows, by the place of their first column: first and last row number."""
        found: dict[int, list[tuple[int, int]]] = {}
        for start, end in sorted(self._cells.merged_cell_ranges or []):
            if end[0] > start[0]:
                found.setdefault(start[1], []).append((start[0] + 1, end[0] + 1))
        return found

    def blocks(
        self, after: int, width: int, coded: Sequence[int], plain: Sequence[int], repeated: Collection[int] = ()
    ) -> Iterator[Block]:
        """The records behind row number `after`: see etl.read.grid.Sheet.

        The first block tells of all formulas without a stored value; their rows are left out of the columns.
        """
        unstored = sorted(place for place in self._seen.blank if place[0] >= after)
        without = {row + 1 for row, _ in unstored}
        problems = self._unstored(unstored)
        rows = (row for row in self._rows() if row[0] > after and row[0] not in without)
        said = {at: Tall(self._tall[at]) for at in repeated if at in self._tall}
        while (some := list(islice(rows, BLOCK_ROWS))) or problems:
            block = self._block(some, width, coded, plain, said)
            block.problems[:0] = problems
            problems = []
            yield block

    def _unstored(self, places: list[scan.Place]) -> list[Problem]:
        named = ", ".join(f"{column_name(column)}{row + 1}" for row, column in places[:CELLS_NAMED])
        return [
            problem(
                self.file, sorted({row + 1 for row, _ in places}), N_("A formula without a stored value."),
                N_("Open the file in the spreadsheet program, save it and load it again."),
                value=named + (", …" if len(places) > CELLS_NAMED else ""), sheet=self.name,
            )
        ] if places else []  # fmt: skip

    def _block(
        self, rows: list[tuple[int, list[Cell]]], width: int, coded: Sequence[int], plain: Sequence[int],
        said: dict[int, Tall],
    ) -> Block:  # fmt: skip
        room = max(width - self._start[1], 0)
        wide = rows if rows and len(rows[0][1]) > room else []
        beyond = [number for number, cells in wide if cells[room:].count("") < len(cells) - room]
        problems = []
        if beyond:
            left_out = set(beyond)
            rows = [row for row in rows if row[0] not in left_out]
            problems.append(
                problem(
                    self.file, beyond, N_("The row has cells beyond the header."),
                    N_("Delete these cells, or give each of their columns a header."), sheet=self.name,
                )
            )  # fmt: skip
        columns = list(zip(*(cells for _, cells in rows), strict=True))
        numbers = [number for number, _ in rows]
        words = {at: self._column(columns, at, len(rows)) for at in coded}
        words |= {at: tall.filled(numbers, words[at]) for at, tall in said.items() if at in words}
        return Block(
            {at: coded_column(cells) for at, cells in words.items()},
            {at: [text_of(cell) for cell in self._column(columns, at, len(rows))] for at in plain},
            np.array(numbers, np.int64),
            problems,
        )

    def _column(self, columns: Sequence[Sequence[Cell]], at: int, rows: int) -> Sequence[Cell]:
        place = at - self._start[1]
        return columns[place] if 0 <= place < len(columns) else [""] * rows
