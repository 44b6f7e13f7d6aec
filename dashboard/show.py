"""What all pages show alike: a chart with title, unit, source line and table twin; a table; the invented mark."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import choices, drill, files, looks, paper, pictures, protected, session, tables, witness
from dashboard.caption import Cited, plain
from dashboard.charts.theme import Style
from dashboard.i18n import _, current, speak
from dashboard.selection import Selection

CONFIG = {"topojsonURL": "./app/static/topojson/", "displayModeBar": False, "scrollZoom": False}
THEME = None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DRAWN_WHOLE, AT_ONCE = 100, 50
"""Rows of a table that is drawn whole; of a longer one so many at once: 20,000 would take the reader's browser
minutes."""


class Long(Protocol):
    """A table of which rows are made as they are looked at."""

    @property
    def is_invented(self) -> bool:
        """Whether one of its rows is."""

    def __len__(self) -> int: ...

    def part(self, start: int, stop: int) -> pd.DataFrame:
        """Some of its rows."""


Rows = pd.DataFrame | Long
NARROW_SPACE, COMMA = "\u202f", ","


@dataclass(frozen=True)
class Told:
    """What a figure says of itself, on screen and in every file made of it.

    key: its name within the page; about: the filters and definitions in force, in words; cited: its sources. Both are
    worked out when a file is made.
    """

    key: str
    title: str
    unit: str = ""
    is_invented: bool = False
    about: Callable[[], Mapping[str, str]] = dict
    cited: Callable[[], Cited] = list
    protected: str = ""
    """How numbers are protected from this reader; '' where they are as they are."""
    worded: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows
    """What is told of rows beside their columns, for those that are drawn or written."""


def style() -> Style:
    """The reader's signs and ground."""
    separators = ".," if current().language == "en" else COMMA + NARROW_SPACE
    return Style(separators, dark=st.context.theme.type == "dark", percent=current().percent_sign)


def rest() -> str:
    """Name of the bar of all that have no bar of their own."""
    return _("Rest ({n})")


def invented_banner(selection: Selection) -> None:
    """On every page of an institution whose figures are made up."""
    if selection.is_invented:
        st.warning(invented_message(), icon=":material/science:")
        st.html(f"<style>{looks.marked(invented_message())}</style>")


def invented_message() -> str:
    return _("INVENTED FIGURES. This is a demonstration: the students, agreements and partners shown do not exist.")


def protected_line(selection: Selection) -> None:
    """On every page of somebody who sees protected numbers."""
    if line := protected.line(selection):
        st.caption(":material/shield: " + plain(line))


def heading(title: str, selection: Selection) -> str:
    """A title that says so where the figures are invented."""
    return title + " (" + _("invented") + ")" if selection.is_invented else title


def chart(
    told: Told,
    figure: go.Figure,
    rows: Rows,
    source: Callable[[], None],
    *,
    alt: str,
    columns: Sequence[str] = (),
    notes: Sequence[str] = (),
    opens: str = "",
    here: str = "mobility",
) -> None:
    """A chart with its title, unit, notes, source line, and its table twin with downloads, made when it is opened.

    opens: what a click into it leads to, a key of drill.OPENS; here: the page it stands on.
    """
    _witnessed(told, rows)
    told = _protected(told, rows)
    st.subheader(told.title, anchor=False)
    st.caption(told.unit)
    # Another address, another chart: a mark clicked in the one is not clicked in the other.
    key = f"{told.key}-{st.session_state['generation']}"
    if opens:
        state = st.plotly_chart(
            figure, key=f"chart-{key}", config=CONFIG, alt=alt, on_select="rerun", selection_mode="points", theme=THEME
        )
        drill.clicked(state, opens, here)
    else:
        st.plotly_chart(figure, key=f"chart-{key}", config=CONFIG, alt=alt, theme=THEME)
    for note in notes:
        st.caption(plain(note))
    source()
    if all_tables():
        table(told, rows, columns=columns, picture=key)
        return
    with st.expander(_("Table and files"), key=f"open-{told.key}", on_change="rerun") as box:
        if box.open:
            table(told, rows, columns=columns, picture=key)


def all_tables() -> bool:
    """Whether the reader wants the table under every chart: for screen readers and for print."""
    return bool(choices.get("tables"))


def table(told: Told, rows: Rows, *, columns: Sequence[str] = (), picture: str = "", at_once: int = AT_ONCE) -> None:
    """A table in the reader's words and numbers, and files of it: CSV in codes, XLSX in words; of a chart its picture.

    Columns without a single value are not shown; the files have them, and say what the figure is.
    """
    _witnessed(told, rows)
    told = _protected(told, rows)
    is_open = all_tables()
    shown = tables.in_words(told.worded(_all(rows) if is_open else _drawn(told, rows, at_once)), columns)
    st.dataframe(
        shown.styled, hide_index=True, column_config={**shown.widths, **shown.links}, key=f"table-{told.key}",
        placeholder=tables.NOTHING, alt=told.title or ", ".join(shown.heads),
        height="content" if is_open and len(rows) <= paper.MOST_OPEN else "auto",
    )  # fmt: skip
    paper.whole(shown, len(rows)) if is_open else paper.note(shown, len(rows))
    made_up = _is_invented(told, rows)
    taken = witness.downloading(told.title)
    made = partial(_written, told, rows, current().language, session.as_of(), taken)
    with st.container(horizontal=True, gap="small"):
        for label, end, mime, write in _kinds():
            st.download_button(
                label, partial(made, write), files.named(told.key, end, is_invented=made_up), mime,
                key=f"{end}-{told.key}", on_click="ignore",
            )  # fmt: skip
        if picture:
            _pictures(told, picture)


def _protected(told: Told, rows: Rows) -> Told:
    """What a figure says of itself, with how its numbers are protected from this reader."""
    selection = st.session_state.get("selection")
    mark = protected.mark(told.unit, rows)
    if not mark or told.protected:
        return told
    about, line = told.about, protected.line(selection) if selection else ""
    unit = "; ".join(part for part in (told.unit, mark) if part)
    return replace(told, unit=unit, protected=mark, about=lambda: {**about(), _("Numbers"): line})


def _witnessed(told: Told, rows: Rows) -> None:
    if isinstance(rows, pd.DataFrame):
        witness.looked(told.title, rows)


def _is_invented(told: Told, rows: Rows) -> bool:
    if isinstance(rows, pd.DataFrame):
        return bool(rows["is_invented"].astype(bool).any()) if "is_invented" in rows else told.is_invented
    return rows.is_invented


def _all(rows: Rows) -> pd.DataFrame:
    return _some(rows, 0, len(rows))


def _some(rows: Rows, start: int, stop: int) -> pd.DataFrame:
    return rows.iloc[start:stop] if isinstance(rows, pd.DataFrame) else rows.part(start, stop)


def _drawn(told: Told, rows: Rows, at_once: int) -> pd.DataFrame:
    """The rows that are drawn: of a long table a part at a time, which the reader chooses. Files have all of them."""
    if len(rows) <= min(DRAWN_WHOLE, 2 * at_once):
        return _all(rows)
    number = current().number
    starts = range(0, len(rows), at_once)
    with st.columns([1, 2])[0]:
        start = st.selectbox(
            _("Rows"), starts, key=f"rows-{told.key}-{len(rows)}",
            format_func=lambda first: _("{first} to {last} of {n}", first=number(first + 1), n=number(len(rows)),
                                        last=number(min(first + at_once, len(rows)))),
        )  # fmt: skip
    return _some(rows, start, start + at_once)


def _kinds() -> tuple[tuple[str, str, str, Callable[[files.Sheet], bytes]], ...]:
    """Kinds of files of a table: label of the button, ending, type, what makes it."""
    return (
        (_("Download as CSV"), "csv", "text/csv", files.csv),
        (_("Download as XLSX"), "xlsx", XLSX, _for_people),
    )


def _for_people(sheet: files.Sheet) -> bytes:
    """The workbook: the same rows in the reader's words."""
    rows, heads = tables.for_people(sheet.frame)
    return files.xlsx(replace(sheet, frame=rows), _file_words(heads))


def _written(
    told: Told,
    rows: Rows,
    language: str,
    as_of: session.AsOf,
    taken: Callable[[], None],
    write: Callable[[files.Sheet], bytes],
) -> bytes:
    """The file of a table, made when it is asked for. That is outside of the run which showed it, so its language and
    the state of the database that it speaks of come along."""
    speak(language)
    session.keep(as_of)
    taken()
    sheet = files.Sheet(
        told.worded(_all(rows)), told.title, told.unit, told.about(), told.cited(), told.is_invented, told.protected
    )
    return write(sheet)


def _file_words(heads: Mapping[str, str]) -> files.Words:
    return files.Words(
        data=_("Data"), conditions=_("Filters and definitions"), sources=_("Sources"), figure=_("Figure"),
        unit=_("Unit"), condition=_("Filter or definition"), chosen=_("Chosen"), source=_("Source"),
        address=_("Address"), invented=invented_message(), columns=heads,
        day=current().spreadsheet_day,
    )  # fmt: skip


def _pictures(told: Told, picture: str) -> None:
    """Buttons that save the chart with its title, unit and sources as a picture."""
    source = _("Source") + ": " + "; ".join(text for text, _address in told.cited())
    kinds = {"png": _("Picture (PNG)"), "svg": _("Picture (SVG)"), "failed": _("The picture could not be made.")}
    mark = invented_message() if told.is_invented else ""
    st.html(
        pictures.buttons(
            picture, name=told.key, title=told.title, unit=told.unit, source=source, mark=mark, words=kinds
        )
    )
