"""An empty workbook with the columns of a source, to be filled in and loaded."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from db.faults import Fault
from db.surroundings import Surroundings
from etl.choices import MEANINGS, in_language, marks, offered
from etl.declare import FileKind, Source
from etl.errors import N_, Translate, say
from etl.messages import translator
from etl.written import comment, put, sheet_name, workbook

ROWS = 100_000
"""Rows that offer values."""
LISTS = "lists"
NARROWEST, WIDEST = 14, 40
EXPLANATION_WIDTHS = (34, 14, 90)

STEPS = (
    N_("Fill in one sheet or several, row by row below the header. Delete the sheets that you do not need."),
    N_("Keep the headers as they are. Columns in bold are required; the others may be left empty or deleted."),
    N_("Where a cell offers a list, take a value from it. Other usual spellings are understood too."),
    N_("Add no names, e-mail addresses, telephone numbers or dates of birth: nothing is read from such columns."),
    N_("Save the workbook and load it with this command:"),
)


def write_template(file: Path, source: Source, language: str, around: Surroundings) -> None:
    """Write a workbook with a sheet for each kind of file of the source, and one that explains them.

    around: names of the institution's faculties and departments, which are offered. Raises Fault where the file is
    there already: it may have been filled in. Raises OSError where it cannot be written.
    """
    if file.exists() and file.stat().st_size:
        raise Fault(f"{file} is there already: name another file, or delete it.")
    with workbook(file) as book:
        _Template(book, source, language, around).write()


def header(kind: FileKind, column: str, language: str) -> str:
    """What is written over a column in a language; the column's own name where it has none."""
    declared = kind.headers.get(column, {}).get(language, "")
    return declared or in_language(kind.names.get(column, ()), language) or column


def headers(kind: FileKind, language: str) -> dict[str, str]:
    """Header of each column of a kind, in the order they are declared; no header stands there twice."""
    order = list(kind.headers)
    columns = sorted(kind.columns, key=lambda column: order.index(column) if column in order else len(order))
    found: dict[str, str] = {}
    for column in columns:
        text = header(kind, column, language)
        found[column] = column if text in found.values() else text
    return found


class _Template:
    """The workbook: the explanation first, then the sheets to fill in, then the hidden one with what they offer."""

    def __init__(self, book: Any, source: Source, language: str, around: Surroundings) -> None:
        self._book, self._source, self._language, self._around = book, source, language, around
        self._translate: Translate = translator(language)
        self._names = {LISTS}
        self._listed: dict[tuple[str, ...], str] = {}
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
        self._wrapped = book.add_format({"valign": "top", "text_wrap": True})
        self._required = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True})
        self._optional = book.add_format({"bottom": 1, "bg_color": "#F5F5F5", "text_wrap": True})
        self._text = book.add_format({"num_format": "@"})
        self._lists: Any = None
        self._line = 0

    def write(self) -> None:
        told = self._translate
        explanation = self._book.add_worksheet(sheet_name(told(N_("Explanation")), self._names))
        kinds = [kind for kind in self._source.files if not kind.always and not kind.wide]
        sheets = [(kind, self._sheet(kind)) for kind in kinds]
        self._introduce(explanation)
        for kind, name in sheets:
            self._explain(explanation, kind, name)

    def _sheet(self, kind: FileKind) -> str:
        """The sheet of a kind of file; its name."""
        name = sheet_name(self._name(kind), self._names)
        sheet = self._book.add_worksheet(name)
        for place, (column, text) in enumerate(headers(kind, self._language).items()):
            values = offered(kind, column, self._language, self._around)
            width = max(NARROWEST, min(WIDEST, 2 + max(map(len, [text, *values]))))
            sheet.set_column(place, place, width, self._text if values or kind.choices.get(column) == "text" else None)
            put(sheet, 0, place, text, self._required if _is_required(kind, column) else self._optional)
            if explained := kind.explains.get(column):
                comment(sheet, 0, place, self._translate(explained))
            if values:
                self._offer(sheet, place, values)
        sheet.freeze_panes(1, 0)
        return name

    def _name(self, kind: FileKind) -> str:
        """In the reader's language, unless only sheets of another name are looked at."""
        names = [self._translate(kind.name), kind.name, kind.sheet]
        return next((name for name in names if re.search(kind.sheet, name, re.IGNORECASE)), names[0])

    def _offer(self, sheet: Any, place: int, values: Sequence[str]) -> None:
        told = self._translate
        sheet.data_validation(1, place, ROWS, place, {
            "validate": "list", "source": self._range(tuple(values)), "error_type": "warning",
            "error_title": told(N_("Not in the list"))[:32],
            "error_message": told(N_("Other usual spellings are understood; the load will tell."))[:255],
        })  # fmt: skip

    def _range(self, values: tuple[str, ...]) -> str:
        """Where in the hidden sheet the values stand."""
        if values not in self._listed:
            self._lists = self._lists or self._hidden()
            place = len(self._listed)
            for row, value in enumerate(values):
                put(self._lists, row, place, value)
            letters = xl_col_to_name(place, col_abs=True)
            self._listed[values] = f"={LISTS}!{letters}$1:{letters}${len(values)}"
        return self._listed[values]

    def _hidden(self) -> Any:
        sheet = self._book.add_worksheet(LISTS)
        sheet.hide()
        return sheet

    def _introduce(self, sheet: Any) -> None:
        told, source = self._translate, self._source
        for place, width in enumerate(EXPLANATION_WIDTHS):
            sheet.set_column(place, place, width)
        self._put(sheet, self._title, told(source.title))
        self._put(sheet, None, told(source.counts))
        self._put(sheet, None, told(source.international))
        self._line += 1
        whose = "" if source.institution or source.names_owners else " --institution CODE"
        for number, step in enumerate(STEPS, 1):
            self._put(sheet, None, f"{number}. {told(step)}")
        self._put(sheet, self._bold, f"python -m etl load {source.code} FILE.xlsx{whose}")

    def _explain(self, sheet: Any, kind: FileKind, name: str) -> None:
        """What each column of a kind of file means. No cell is a header by itself: none is to be taken for a table."""
        told = self._translate
        self._line += 1
        self._put(sheet, self._title, say(N_("Sheet: {name}"), name=name).told(told))
        for place, (column, text) in enumerate(headers(kind, self._language).items()):
            is_required = _is_required(kind, column)
            how = told(N_("required") if is_required else N_("optional"))
            explained = told(kind.explains[column]) if column in kind.explains else ""
            style = self._bold if is_required else self._wrapped
            self._put(sheet, style, f"{xl_col_to_name(place)}: {text}", how, explained)
        found = marks(kind)
        if found:
            self._put(sheet, self._bold, told(N_("Signs in place of a number")))
        for state, signs in found.items():
            self._put(sheet, self._wrapped, ", ".join(f"“{sign}”" for sign in signs), "", told(MEANINGS[state]))

    def _put(self, sheet: Any, style: Any, first: str, *others: str) -> None:
        """The next line; its first cell in the style."""
        put(sheet, self._line, 0, first, style)
        for place, text in enumerate(others, 1):
            put(sheet, self._line, place, text, self._wrapped)
        self._line += 1


def _is_required(kind: FileKind, column: str) -> bool:
    return column not in kind.optional
