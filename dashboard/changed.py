"""What the last loads changed: in a few lines on the Overview, figure by figure on the page of sources."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import caption, data, drill, protected, session, show, words
from dashboard.i18n import _, current, ngettext
from dashboard.selection import Selection

CELLS = ("cells_new", "cells_restated", "cells_withdrawn")
RESTATED = (
    "kind", "code", "metric", "academic_year", "country", "faculty", "before", "after", "file", "source_rows",
    "department", "partner", "direction", "mobility_type", "level", "before_state", "after_state", "is_invented",
)  # fmt: skip
"""What stands first is seen without moving the table sideways."""
MOVED = ("academic_year", "direction", "mobility_type", "series", "before", "after")
MOST_LINES = 3
MOST_COMPARED = 50_000
"""Facts of a load whose totals are compared on the Overview; of a larger one only on the page of sources."""


def last(selection: Selection) -> None:
    """The last loads of the institution, what each moved, and the way to all of its changes."""
    loads = data.frame("last_loads", selection.institution)
    st.subheader(_("What changed since the last load"), anchor=False)
    if loads.empty:
        st.caption(_("Nothing is loaded."))
        return
    for load in loads.to_dict("records"):
        st.markdown(_line(load))
    newest = loads.iloc[0]
    if pd.isna(newest["undone_at"]):
        if sum(int(newest[name]) for name in CELLS if pd.notna(newest[name])) <= MOST_COMPARED:
            _moved(int(newest["release"]))
        drill.link(
            "sources",
            _("All changes of release {number}", number=int(newest["release"])),
            release=str(newest["release"]),
        )


def _line(load: dict[Any, Any]) -> str:
    """'24 November 2026: Registrar (release 12): 3 new, 1 restated'."""
    number = int(load["release"])
    day = current().day(f"{load['loaded_at']:%Y-%m-%d}")
    title = caption.plain(words.said(load["source_title"]))
    link = f"[{title}, {_('release {number}', number=number)}]({caption.release_link(number)})"
    if pd.notna(load["undone_at"]):
        return f"- {caption.plain(day)}: {link}: {_('undone')}"
    moves = [f"{words.word('columns', name).lower()} {current().number(load[name])}" for name in CELLS
             if pd.notna(load[name]) and load[name]]  # fmt: skip
    is_told = pd.notna(load[CELLS[0]])
    told = ", ".join(moves) or (_("nothing changed") if is_told else "")
    if not told:
        return f"- {caption.plain(day)}: {link}"
    return f"- {caption.plain(day)}: {link}: {caption.plain(told)}"


def _moved(release: int) -> None:
    """Totals that the newest load moved."""
    moved = data.frame("moved", release)
    for row in moved.head(MOST_LINES).to_dict("records"):
        st.markdown(f"- {caption.plain(_total(row))}")
    if len(moved) > MOST_LINES:
        more = len(moved) - MOST_LINES
        st.caption(ngettext("and {count} more total", "and {count} more totals", more))


def _total(row: dict[Any, Any]) -> str:
    kind = data.period_kinds().get(str(row["series"]), "academic_year")
    what = f"{words.word('direction', row['direction'])}, {words.word('mobility_type', row['mobility_type'])}"
    before, after = (_or_none(row[name]) for name in ("before", "after"))
    return f"{words.year(str(row['academic_year']), kind)}, {what}: {before} → {after}"


def _or_none(value: Any) -> str:
    return _("none") if pd.isna(value) else current().number(value)


def of_release(release: int, *, is_invented: bool) -> None:
    """Every figure that a release changed, with what stood there before, its file and lines."""
    moved = data.frame("moved", release)
    if len(moved):
        _table(f"moved-{release}", _("Totals before and after"), moved, MOVED, is_invented=is_invented)
    changes = data.frame("restated", release, language=current().language)
    title = _("Figures changed, the largest first")
    if changes.empty and not session.as_of().sight.exact:
        protected.tell()
        return
    if changes.empty:
        st.caption(_("No figure that answers now was changed by this release."))
        return
    _table(f"restated-{release}", title, changes, RESTATED, is_invented=is_invented)


def _table(key: str, title: str, rows: pd.DataFrame, columns: tuple[str, ...], *, is_invented: bool) -> None:
    st.markdown(f"**{caption.plain(title)}**")
    show.table(show.Told(key=key, title=title, is_invented=is_invented), rows, columns=columns)
