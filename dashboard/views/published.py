"""Published figures: every statement with its source, searched in all that was said."""

import streamlit as st

from dashboard import data, said, show, words
from dashboard.filters import Selection
from dashboard.i18n import _, current, ngettext
from dashboard.views import chosen
from db.queries.asking import Where


def page() -> None:
    selection = chosen()
    st.title(_("Published figures"), anchor=False)
    st.caption(_("What was said, by whom and when. Scopes overlap: these figures are never added up."))
    search, everywhere = st.columns([4, 2], vertical_alignment="bottom")
    sought = search.text_input(
        _("Search in figures, partnerships, statements and targets"),
        key="q",
        placeholder="Wismar, MEPhI, Istanbul …",
    )
    all_institutions = everywhere.toggle(_("All institutions"), key="everywhere")
    scope = {} if all_institutions else {"institution": [selection.institution]}
    looked_for = {"search": [sought]} if sought else {}
    _figures(selection, {**scope, **looked_for})
    if sought:
        _agreements(selection, {**scope, **looked_for})
    _statements(selection, {**scope, **looked_for})
    _targets(selection, {**scope, **looked_for})


def _figures(selection: Selection, where: Where) -> None:
    unit = {name: values for name, values in selection.where_unit(every_year=True).items() if name == "faculty"}
    narrowed = {**where, **unit, "country": list(selection.country)}
    stated = data.frame("published", where=narrowed, language=current().language)
    names = {"": _("All"), **{code: words.word("metric", code) for code in set(stated["metric"])}}
    metrics = sorted(names, key=lambda code: (code != "", current().sort_key(names[code])))
    metric = st.selectbox(_("What is stated"), metrics, format_func=names.__getitem__, key="metric")
    shown = stated[stated["metric"] == metric] if metric else stated
    st.subheader(show.heading(_("Figures"), selection), anchor=False)
    if shown.empty:
        st.info(_("No figure fits. Search for fewer words, or clear the filters."))
        return
    st.caption(ngettext("{count} figure, each for itself", "{count} figures, each for itself", len(shown)))
    said.figures_table(shown, key="published", is_invented=selection.is_invented)
    if metric:
        said.timeline(selection, metric, key="published-timeline")


def _agreements(selection: Selection, where: Where) -> None:
    found = data.frame("register", where=where, language=current().language)
    if len(found):
        st.subheader(show.heading(_("Partnerships"), selection), anchor=False)
        said.register_table(found, key="published-register", is_invented=selection.is_invented)


def _statements(selection: Selection, where: Where) -> None:
    found = data.frame("statements", where=where, language=current().language)
    if len(found):
        st.subheader(_("Statements without a number"), anchor=False)
        show.table(found, key="statements", is_invented=selection.is_invented, columns=said.STATEMENT_COLUMNS)


def _targets(selection: Selection, where: Where) -> None:
    found = data.frame("targets", where=where, language=current().language)
    if len(found):
        st.subheader(show.heading(_("Targets"), selection), anchor=False)
        said.targets_table(found, key="targets", is_invented=selection.is_invented)


page()
