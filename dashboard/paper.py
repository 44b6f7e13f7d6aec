"""Tables on paper: whole where the reader has all tables open; elsewhere what is on the screen, and a line on it.

The table of the screen is a drawing: it prints the rows and columns in sight and never goes on to the next page.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.i18n import _, current
from dashboard.tables import NOTHING, Shown

RELEASE = re.compile(r"release=(\d+)")

MOST_ROWS = 300
MOST_ACROSS = 9
MOST_OPEN = 100
"""Rows that stand on the screen without a scroll bar; browsers of phones draw no higher table."""

IN_SIGHT = 10
FEW_COLUMNS = 5
"""What is in sight of every table, whatever its words."""


def whole(shown: Shown, count: int) -> None:
    """The table for print alone, in place of the drawing above it; its first rows where it is very long.

    What has no room across the paper stands below its row, each value after the head of its column.
    """
    heads = [head for head in shown.heads if head != words.word("columns", "page")]
    across = heads if len(heads) <= MOST_ACROSS else heads[: MOST_ACROSS - 1]
    top = "".join(f"<th>{escape(head)}</th>" for head in across)
    body = "".join(_row(row, across, shown) for row in shown.plain[heads].head(MOST_ROWS).to_dict("records"))
    st.html(f'<table class="on-paper"><thead><tr>{top}</tr></thead>{body}</table>')
    if count > MOST_ROWS:
        told = _("Printed here: the first {most} of {n} rows. All of them are in the XLSX file.",
                 most=current().number(MOST_ROWS), n=current().number(count))  # fmt: skip
        st.html(f'<p class="on-paper">{escape(told)}</p>')


def note(shown: Shown, count: int) -> None:
    """For print alone: where the rest of a table is whose rows or columns may be out of sight."""
    if count <= IN_SIGHT and len(shown.heads) <= FEW_COLUMNS:
        return
    told = _(
        "On paper a table shows what is on the screen. Rows in all: {n}; the XLSX file has every one of them. With "
        "{choice} in the address the table is printed whole.",
        n=current().number(count), choice="tables=1",
    )  # fmt: skip
    st.html(f'<p class="on-paper">{escape(told)}</p>')


def _row(row: Mapping[Any, Any], across: Sequence[str], shown: Shown) -> str:
    cells = "".join(
        f"<td{' class=number' if head in shown.formats else ''}>{_value(row[head], head, shown)}</td>"
        for head in across
    )
    left = [(head, _value(row[head], head, shown)) for head in row if head not in across]
    below = "; ".join(f"{escape(head)}: {told}" for head, told in left if told not in ("", NOTHING))
    more = f"<tr><td colspan={len(across)}>{below}</td></tr>" if below else ""
    return f"<tbody><tr>{cells}</tr>{more}</tbody>"


def _value(value: Any, head: str, shown: Shown) -> str:
    """What is read in a cell, as HTML; a link as its arrow or the number of its release."""
    told = shown.text(value, head)
    if head not in shown.links or not told:
        return escape(told)
    release = RELEASE.search(told)
    return f'<a href="{escape(told)}">{release[1] if release else "↗"}</a>'
