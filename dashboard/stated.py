"""What was said about whom a page speaks of: published figures, and sentences without a number."""

from collections.abc import Callable

import streamlit as st

from dashboard import about as words_about
from dashboard import cards, data, said
from dashboard.i18n import _, current
from dashboard.reasoning import ranges
from dashboard.selection import Selection
from db.queries.asking import Where

METRICS = (
    "students_international", "students_incoming_mobility", "students_foreign", "students_outgoing_mobility",
    "students_abroad", "academic_mobility_out",
)  # fmt: skip


def first_or_last(selection: Selection, others: Callable[..., None], *, key: str) -> None:
    """What was said before the agreements where it is all that is known of people, else behind them."""
    steps = [others, about] if selection.has_records else [about, others]
    for step in steps:
        step(selection, key=key)


def about(selection: Selection, *, key: str) -> None:
    """Published figures and statements that speak of the chosen countries, unit or partner."""
    where = _where(selection)
    figures = data.frame("published", where=where, language=current().language)
    sentences = data.frame("statements", where=_sentences(selection, where), language=current().language)
    st.subheader(_("What was stated"), anchor=False)
    if figures.empty and sentences.empty:
        st.info(_("Nothing was stated about this choice in the documents that are loaded."))
        return
    st.caption(_("Scopes overlap: these figures are never added up."))
    cards.of_figures(figures)
    if not selection.has_records:
        ranges.by_year(selection, key=f"{key}-possible", about=_about(selection))
    if len(figures):
        said.figures_table(figures, key=f"{key}-published", title=_("What was stated"))
    if len(sentences):
        said.statements_table(sentences, key=f"{key}-statements")


def _about(selection: Selection) -> str:
    """The countries and the unit that are chosen."""
    named = [*words_about.country_names(selection), words_about.group_name(selection), words_about.unit_name(selection)]
    return ", ".join(name for name in named if name)


def _where(selection: Selection) -> dict[str, list[str]]:
    """A partner is looked for by its name: no statement is bound to one."""
    where = {name: list(values) for name, values in selection.where_published().items() if name != "direction"}
    if selection.partner:
        return {"institution": [selection.institution], "search": [words_about.partner_name(selection)]}
    return where


def _sentences(selection: Selection, where: Where) -> dict[str, list[str]]:
    """Sentences have a scope, a country or a group, instead of a set of countries."""
    kept = {name: list(values) for name, values in where.items() if name in ("institution", "faculty", "search")}
    scopes = [*selection.country, *([selection.group] if selection.group else [])]
    return {**kept, "country": scopes} if scopes else kept


def mobility(selection: Selection, *, key: str) -> None:
    """No counts: the statements about the chosen direction, country and faculty, one by one."""
    st.markdown(_("No register of this institution is loaded, so nothing is counted here. This is what was stated."))
    where = {**selection.where_published(), "metric": METRICS}
    found = data.frame("published", where=where, language=current().language)
    if found.empty:
        st.info(_("Nothing was stated for this choice. Choose fewer conditions."))
        return
    ranges.by_year(selection, key=f"{key}-possible", about=_about(selection))
    for metric in METRICS:
        said.timeline(metric, found, key=f"{key}-{metric}")
    title = _("Each statement with its source")
    st.subheader(title, anchor=False)
    said.figures_table(found, key=f"{key}-statements", title=title)
