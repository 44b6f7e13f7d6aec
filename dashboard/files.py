"""What leaves the screen as a file: the rows of a table with filters, definitions and sources.

CSV is for programs: codes and ISO dates. XLSX is for people: the reader's words, dates that a spreadsheet knows.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from db.harmless import harmless
from etl.written import put, sheet_name

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# A workbook tells when it was made; the same content shall be the same bytes.
MADE = datetime(2000, 1, 1)
MARK = {"bold": True, "font_color": "#c00000"}
NARROWEST, WIDEST = 8, 60
MOST_ROWS = 1_048_570
# A workbook keeps 15 digits of a number, and 65,530 links of 2,079 letters.
LARGEST, MOST_LINKS = 10**15, 60_000
FIRST_YEAR = 1900
"""Of dates in a workbook."""

Days = Mapping[type, Any]
"""Formats of dates and of moments."""

ADDRESS = re.compile(r"https?://[!-~]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """A table as it is given away.

    frame: its rows, codes beside names; <NA> where there is no number.
    title, unit: of the figure, as people read them.
    conditions: filters and definitions in force, in order: what it is -> what is chosen, both in words.
    sources: text and address of each; the address '' where there is none.
    is_invented: whether the file is to say that it is made up; a column `is_invented` of the frame tells row by row.
    protected: how numbers are protected from the reader; '' where they are as they are.
    """

    frame: pd.DataFrame
    title: str = ""
    unit: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)
    sources: Sequence[tuple[str, str]] = ()
    is_invented: bool = False
    protected: str = ""

    @property
    def has_invented(self) -> bool:
        """Whether anything in it is made up."""
        return self.is_invented or bool(_invented(self).any())


@dataclass(frozen=True)
class Words:
    """What a workbook says in the reader's language. columns: heads of columns; one without a word keeps its name.
    day: how a spreadsheet writes a date."""

    data: str
    conditions: str
    sources: str
    figure: str
    unit: str
    condition: str
    chosen: str
    source: str
    address: str
    invented: str
    columns: Mapping[str, str] = field(default_factory=dict)
    day: str = "yyyy-mm-dd"


def named(key: str, ending: str, *, is_invented: bool) -> str:
    """Name of a file: 'INVENTED-overview-map.png'."""
    return f"{'INVENTED-' if is_invented else ''}{key}.{ending}"


def csv(sheet: Sheet) -> bytes:
    """Its rows in UTF-8 with the mark that Excel knows it by; numbers as numbers, no cell that is calculated."""
    return harmless(_rows(sheet)).to_csv(index=False, float_format="%.12g", lineterminator="\n").encode("utf-8-sig")


def xlsx(sheet: Sheet, words: Words) -> bytes:
    """A workbook of three sheets: rows, filters and definitions, sources; the same bytes for the same content.

    Raises ValueError where there are more rows than a worksheet holds.
    """
    if len(sheet.frame) > MOST_ROWS:
        raise ValueError(f"{len(sheet.frame)} rows, and a worksheet holds {MOST_ROWS}: take the CSV")
    filled = io.BytesIO()
    book = xlsxwriter.Workbook(filled, OPTIONS)
    days: dict[type, Any] = {date: book.add_format({"num_format": words.day}),
            datetime: book.add_format({"num_format": words.day + ' hh:mm "UTC"'})}  # fmt: skip
    book.set_properties({"created": MADE, "title": sheet.title})
    taken: set[str] = set()
    mark = words.invented if sheet.has_invented else ""
    rows = _rows(sheet)
    heads = [words.columns.get(str(name), str(name)) for name in rows.columns]
    _fill(book, days, sheet_name(words.data, taken), mark, heads, rows.itertuples(index=False, name=None))
    told = [(words.figure, sheet.title), (words.unit, sheet.unit), *sheet.conditions.items()]
    given = [line for line in told if line[1]]
    _fill(book, days, sheet_name(words.conditions, taken), mark, [words.condition, words.chosen], given)
    _fill(book, days, sheet_name(words.sources, taken), mark, [words.source, words.address], sheet.sources)
    book.close()
    return filled.getvalue()


def _rows(sheet: Sheet) -> pd.DataFrame:
    """The rows, and what each must say of itself outside the screen: its figure, whether it is invented, its source."""
    cited = "; ".join(text for text, _address in sheet.sources)
    source = {"source": cited} if cited else {}
    source |= {"protected": sheet.protected} if sheet.protected else {}
    return sheet.frame.assign(figure=sheet.title, is_invented=_invented(sheet), **source)


def _invented(sheet: Sheet) -> "pd.Series[bool]":
    if "is_invented" not in sheet.frame:
        return pd.Series(sheet.is_invented, index=sheet.frame.index, dtype=bool)
    return pd.Series([pd.notna(told) and bool(told) for told in sheet.frame["is_invented"]], sheet.frame.index, bool)


def _fill(book: Any, days: Days, name: str, mark: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A worksheet with its mark, its head, frozen and filtered, and its rows."""
    paper = book.add_worksheet(name)
    put(paper, 0, 0, mark, book.add_format(MARK))
    top = 1 if mark else 0
    bold = book.add_format({"bold": True, "bottom": 1})
    widths = [len(head) for head in heads]
    links = 0
    for column, head in enumerate(heads):
        put(paper, top, column, head, bold)
    last = top
    for last, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            links += _put(paper, last, column, value, days, may_link=links < MOST_LINKS)
            widths[column] = max(widths[column], len(str(value)))
    for column, width in enumerate(widths):
        paper.set_column(column, column, min(max(width + 3, NARROWEST), WIDEST))
    paper.freeze_panes(top + 1, 0)
    paper.autofilter(top, 0, last, max(len(heads) - 1, 0))


def _put(paper: Any, row: int, column: int, value: Any, days: Days, *, may_link: bool) -> bool:
    """Write one cell: a number as a number, nothing where nothing is known; whether it is a link."""
    if pd.isna(value):
        return False
    if isinstance(value, bool | np.bool_):
        paper.write_boolean(row, column, bool(value))
    elif isinstance(value, int | float | np.number) and abs(float(value)) < LARGEST:
        paper.write_number(row, column, value)
    elif isinstance(value, date) and value.year >= FIRST_YEAR:
        moment = isinstance(value, datetime)
        plain = value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
        paper.write_datetime(row, column, plain, days[datetime if moment else date])
    elif may_link and ADDRESS.fullmatch(text := str(value)):
        return bool(paper.write_url(row, column, text, None, harmless(text)) == 0)
    else:
        put(paper, row, column, str(value))
    return False
