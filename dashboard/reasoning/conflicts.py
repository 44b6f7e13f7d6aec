"""Statements that cannot all be true, with their documents."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import caption, words
from dashboard.i18n import _, current, ngettext
from dashboard.reasoning import sentences
from db.bounds import Conflict
from db.queries.bounds import RECORDS
from db.queries.draft import DRAFT


def cannot_be(figures: Sequence[Mapping[Any, Any]], by: int, conflict: Conflict | None = None) -> None:
    """A set that cannot all be true, each with source and date, and by how much."""
    lines = [f"- {of_figure(figure)}" for figure in figures]
    for said in conflict.said if conflict else ():
        if said.code == DRAFT:
            value = words.limited(said.low, said.high, current().number)
            draft = _("what is about to be said: {value}", value=value)
            lines.insert(0, f"- **{caption.plain(draft)}**")
        elif said.code.startswith(RECORDS):
            value = words.limited(said.low, said.high, current().number)
            counted = _("the records count {value}", value=value)
            lines.append(f"- {caption.plain(counted)}")
    told = ngettext("They miss each other by {count} person.", "They miss each other by {count} persons.", by)
    with st.container(border=True):
        st.markdown("\n".join([*lines, "", caption.plain(told)]))


def of_figure(figure: Mapping[Any, Any]) -> str:
    """'**401** International students (China) — [document], date; KZN-001'. Markdown."""
    more = [words.word("definition", figure["definition"]), words.said(figure["scope_note"]), period(figure)]
    told = caption.plain(", ".join(part for part in (about(figure), *more) if part))
    shown = caption.plain(sentences.shown(figure))
    return f"**{shown}** {told} — {sentences.document(figure)}; {caption.plain(figure['code'])}"


def about(figure: Mapping[Any, Any]) -> str:
    """'International students (China, Law)', as the figure itself names them."""
    scope = ", ".join(part for part in (str(figure["country"]), str(figure["faculty"])) if part)
    return words.word("metric", figure["metric"]) + (f" ({scope})" if scope else "")


def period(figure: Mapping[Any, Any]) -> str:
    """The year a figure is of, as far as it tells."""
    year = figure["academic_year"]
    return words.year(int(year)) if str(year).isdigit() else str(figure["period"])


def in_a_line(figure: Mapping[Any, Any]) -> str:
    """'KZN-001: 401, International students (China), 2023/24', without Markdown."""
    parts = [f"{figure['code']}: {sentences.shown(figure)}", about(figure), period(figure)]
    return ", ".join(part for part in parts if part)
