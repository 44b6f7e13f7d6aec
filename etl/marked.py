"""A copy of faulty files with their bad cells marked, to be read beside the original; without personal data."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import Any

from db.faults import Fault
from etl.declare import FileKind, Source
from etl.errors import N_, Problem, Refused, Said, Translate, say, unmasked
from etl.read import Layout, Sheet, best, every_row, sheets_of
from etl.recognise import personal
from etl.report import ROWS_NAMED
from etl.written import MOST_COLUMNS, comment, put, sheet_name, workbook

MOST_ROWS = 100_000
"""Rows of a sheet up to which it is copied whole."""
MOST_MARKED, MOST_COMMENTS = 100_000, 5_000
"""Cells of a sheet that are marked, and those of a copy that tell why; spreadsheet programs fail over many more."""
LONGEST_SHOWN = 32_000
"""Letters of a cell; a spreadsheet program takes few more."""
LOOKED_AT, HEADER_AMONG = 200, 20
"""Different words of a column that are looked at for personal data; rows of which a header may be one."""

HEADS = (N_("File"), N_("Sheet"), N_("Row"), N_("Column"), N_("Value"), N_("What is wrong"), N_("What to do"))
WIDTHS = (28, 18, 22, 24, 24, 60, 60)

Marks = dict[int, dict[int, list[Problem]]]
"""Problems by number of the row and place in it."""


def write_marked(
    target: Path, source: Source, files: Sequence[Path], problems: Sequence[Problem], translate: Translate
) -> None:
    """Write a workbook that lists all problems and has a worksheet for each sheet of the files, bad cells marked.

    Raises Fault where the target is one of the files, OSError where it cannot be written.
    """
    sent = list(dict.fromkeys(files))
    if target.resolve() in {file.resolve() for file in sent}:
        raise Fault(f"{target} is the file that was sent: name another one for the marked copy.")
    kinds = [kind for kind in source.files if not kind.always]
    with workbook(target, in_order=True) as book:
        copy = _Copy(book, problems, translate)
        for file in sent:
            sheets = _sheets(file, kinds)
            for sheet in sheets:
                copy.add(file, sheet, kinds, alone=(len(sent) == 1, len(sheets) == 1))
        copy.tell()


class _Copy:
    """The workbook: its list of problems, written last, and a worksheet for each sheet that is added."""

    def __init__(self, book: Any, problems: Sequence[Problem], translate: Translate) -> None:
        self._book, self._problems, self._translate = book, problems, translate
        self._names: set[str] = set()
        self._list = book.add_worksheet(sheet_name(translate(N_("Problems")), self._names))
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._bad = book.add_format({"bg_color": "#FFC7CE", "border": 1, "border_color": "#9C0006"})
        self._notes = [Said(N_(
            "This copy shows where the problems are; mend the file itself and load that. Personal data is left out."
        ))]  # fmt: skip
        self._comments = 0
        self._secret: set[str] = set()
        # For this copy only: words of a file are not kept longer than it takes.
        self._masked = lru_cache(maxsize=50_000)(lambda word: unmasked(personal.masked(word), translate))

    def add(self, file: Path, sheet: Sheet, kinds: Sequence[FileKind], *, alone: tuple[bool, bool]) -> None:
        """Copy a sheet. Its rows keep their numbers; of a long one only rows with problems are copied.

        alone: whether its file is the only one of the load, and the sheet the only one of its file.
        """
        only_file, only_sheet = alone
        name = " ".join(filter(None, [file.stem if not only_file or not sheet.name else "", sheet.name]))
        shown = self._book.add_worksheet(sheet_name(self._masked(name), self._names))
        layout = _layout(sheet, kinds)
        hidden = _Hidden(sheet, layout, self._translate(personal.MASK))
        self._secret |= hidden.words
        marks = self._marks(sheet, layout, {sheet.name, sheet.name.rpartition(": ")[2], *([""] if only_sheet else [])})
        if any(number > MOST_ROWS for number, _ in every_row(sheet, MOST_COLUMNS)):
            note = N_("{sheet} has more than {most} rows: only those with problems are shown, each with its number.")
            self._notes.append(say(note, sheet=shown.name, most=MOST_ROWS))
            self._some(shown, sheet, layout, hidden, marks)
            return
        if layout and layout.is_whole:
            shown.freeze_panes(layout.after, 0)
        for number, cells in _with_all(every_row(sheet, MOST_COLUMNS), marks):
            self._row(shown, number - 1, 0, hidden.row(number, cells, self._masked), marks.get(number, {}))

    def _some(self, shown: Any, sheet: Sheet, layout: Layout | None, hidden: "_Hidden", marks: Marks) -> None:
        header = range(layout.header_row, layout.after + 1) if layout else range(0)
        put(shown, 0, 0, self._translate(N_("Row of the file")), self._bold)
        at = 1
        for number, cells in _with_all(every_row(sheet, MOST_COLUMNS), marks):
            if number in marks or number in header:
                put(shown, at, 0, str(number), self._bold)
                self._row(shown, at, 1, hidden.row(number, cells, self._masked), marks.get(number, {}))
                at += 1

    def _row(
        self, shown: Any, row: int, left: int, cells: Sequence[str], marked: Mapping[int, Sequence[Problem]]
    ) -> None:
        for place in range(min(max([len(cells), *[one + 1 for one in marked]]), MOST_COLUMNS - left)):
            text = cells[place] if place < len(cells) else ""
            put(shown, row, place + left, text, self._bad if place in marked else None)
        for place, found in marked.items():
            if place < MOST_COLUMNS - left and self._comments < MOST_COMMENTS:
                self._comments += 1
                comment(shown, row, place + left, "\n\n".join(dict.fromkeys(map(self._told, found))))

    def _told(self, one: Problem) -> str:
        return "\n".join(self._unsaid(said.told(self._translate)) for said in (one.rule, one.remedy))

    def _unsaid(self, text: str) -> str:
        """What is told of a problem, without personal data that was taken for a header."""
        for word in self._secret:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", personal.MASK, text)
        return self._masked(text)

    def _marks(self, sheet: Sheet, layout: Layout | None, names: Set[str]) -> Marks:
        """What to mark in a sheet: a problem without a column in the first cell, one of all its rows in the header."""
        marks: Marks = defaultdict(dict)
        count = 0
        for one in self._problems:
            if one.file != sheet.file or one.sheet not in names:
                continue
            for row in one.rows or ([layout.header_row] if layout and one.at >= 0 else []):
                if count >= MOST_MARKED:
                    return marks
                count += 1
                marks[row].setdefault(max(one.at, 0), []).append(one)
        return marks

    def tell(self) -> None:
        """Write the list of problems."""
        translate, sheet = self._translate, self._list
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        if self._comments >= MOST_COMMENTS:
            self._notes.append(say(N_("Only the first {most} marked cells have a comment."), most=MOST_COMMENTS))
        for at, note in enumerate(self._notes):
            put(sheet, at, 0, note.told(translate))
        head = len(self._notes) + 1
        for place, text in enumerate(HEADS):
            put(sheet, head, place, translate(text), self._bold)
        sheet.freeze_panes(head + 1, 0)
        for at, one in enumerate(self._problems, head + 1):
            told = one.file, one.sheet, one.over, one.value, one.rule.told(translate), one.remedy.told(translate)
            said = list(map(self._unsaid, told))
            for place, text in enumerate([*said[:2], self._numbers(one), *said[2:]]):
                put(sheet, at, place, text, self._wrapped)

    def _numbers(self, one: Problem) -> str:
        """The first rows of a problem, and how many more it has."""
        rows = ", ".join(map(str, one.rows[:ROWS_NAMED]))
        more = one.count - min(ROWS_NAMED, len(one.rows))
        if not rows or more < 1:
            return rows
        return say(N_("{rows} and {count} more"), rows=rows, count=more).told(self._translate)


class _Hidden:
    """What a copy shows of a row: nothing of columns with personal data but their headers.

    words: what stands where the header of such a column would, and is none. mask: shown in place of what is hidden.
    """

    def __init__(self, sheet: Sheet, layout: Layout | None, mask: str) -> None:
        self._mask = mask
        self._after = layout.after if layout else 0
        self._is_found = layout is not None and layout.is_whole
        self._places = set(_personal(sheet, layout)) if layout else set()
        over = [text for place, text in enumerate(layout.headers if layout else []) if place in self._places]
        self.words = {text for text in over if text and not self._is_header(self._after, text)}

    def row(self, number: int, cells: Sequence[str], masked: Translate) -> list[str]:
        return [
            self._mask
            if place in self._places and cell.strip() and not self._is_header(number, cell)
            else masked(cell[:LONGEST_SHOWN])
            for place, cell in enumerate(cells)
        ]

    def _is_header(self, number: int, cell: str) -> bool:
        """Where the header was not found for sure, it is only what says that it is one."""
        return number <= self._after and (self._is_found or personal.by_header(cell, bare=True) is not None)


def _personal(sheet: Sheet, layout: Layout) -> Iterator[int]:
    """Places of the columns that are personal by header or by content, or tell persons apart."""
    ids = {into.persons.column for into in layout.kind.into if into.persons}
    rows = list(zip(sheet.head_rows(), sheet.head(), strict=True))
    if layout.is_whole:
        headers, words = [layout.headers], [row for number, row in rows if number > layout.after]
    else:
        headers, words = [row for _, row in rows[:HEADER_AMONG]], [row for _, row in rows]
    for place in range(max((len(row) for _, row in rows), default=0)):
        column = dict.fromkeys(row[place].strip() for row in words if place < len(row) and row[place].strip())
        if (
            any(layout.places.get(one) == place for one in ids)
            or any(personal.by_header(row[place], bare=True) for row in headers if place < len(row))
            or personal.by_content(list(column)[:LOOKED_AT])
        ):
            yield place


def _sheets(file: Path, kinds: Sequence[FileKind]) -> list[Sheet]:
    """The sheets of a file; none where it cannot be read, which the list of problems tells."""
    delimiters = {kind.delimiter for kind in kinds}
    try:
        return sheets_of(file, delimiters.pop() if len(delimiters) == 1 else "")
    except Refused:
        return []


def _layout(sheet: Sheet, kinds: Sequence[FileKind]) -> Layout | None:
    return best(sheet, kinds) if kinds else None


def _with_all(rows: Iterable[tuple[int, list[str]]], marks: Marks) -> Iterator[tuple[int, list[str]]]:
    """The rows, and in between those with a problem that reading leaves out."""
    left = deque(sorted(marks))
    for number, cells in rows:
        while left and left[0] < number:
            yield left.popleft(), []
        if left and left[0] == number:
            left.popleft()
        yield number, cells
    for number in left:
        yield number, []
