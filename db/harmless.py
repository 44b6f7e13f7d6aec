"""Text that a spreadsheet program would take for a formula, kept from being one in files that people open there."""

import re
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pandas as pd

_SIGNS = "[=+@＝＋－＠-]"
_BLANK = r"\s\u200b\u2060\ufeff"
# Programs whose delimiter is a semicolon or a tab part a text there, and some at the end of a line inside quotes.
_PART = re.compile(r"[^;\t\n]+")
_SUSPECT = re.compile(rf"{_SIGNS}|\r|\A[\t\n]")
_FIRST = re.compile(rf"[{_BLANK}]*{_SIGNS}")
_LATER = re.compile(rf'[{_BLANK}"]*{_SIGNS}')
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?|-")


@overload
def harmless(of: str) -> str: ...
@overload
def harmless(of: "pd.DataFrame") -> "pd.DataFrame": ...
def harmless(of: "str | pd.DataFrame") -> "str | pd.DataFrame":
    """A cell, or a table with its heads, that no program calculates: an apostrophe stands before what looks like a
    formula, behind leading blanks too. Numbers stay numbers; text that is a plain number or a single dash stays."""
    return _text(of) if isinstance(of, str) else _table(of)


def _text(text: str) -> str:
    if not _SUSPECT.search(text) or _NUMBER.fullmatch(text.strip(" \u00a0")):
        return text
    # A carriage return by itself is not quoted in CSV, and the row would end there.
    shown = _PART.sub(_part, re.sub(r"\r\n?", "\n", text))
    return f"'{shown}" if shown.startswith(("\t", "\n")) else shown


def _part(found: re.Match[str]) -> str:
    part = found[0]
    if found.start():
        begins = _LATER.match(part) and not _NUMBER.fullmatch(part.strip(' "'))
    else:
        begins = bool(_FIRST.match(part))
    return f"'{part}" if begins else part


def _table(frame: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd  # here: a cell is made harmless without it

    plain = frame.copy()
    for place, kind in enumerate(frame.dtypes):
        column = frame.iloc[:, place]
        if pd.api.types.is_object_dtype(kind) or isinstance(kind, pd.StringDtype | pd.CategoricalDtype):
            # As it came, cell by cell: pandas would make numbers beside text, or missing ones, fractions.
            plain.isetitem(place, pd.array([_cell(cell) for cell in column], dtype=object))
    plain.columns = pd.Index([_cell(name) for name in frame.columns])
    return plain


def _cell(cell: Any) -> Any:
    return _text(cell) if isinstance(cell, str) else cell
