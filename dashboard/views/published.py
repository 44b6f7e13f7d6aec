"""Published figures: every statement with its source, searched in all that was said."""

import streamlit as st

from dashboard import choices, data, drill, find, said, show, words
from dashboard.i18n import _, current, ngettext
from dashboard.views import chosen
from db.metrics import COUNTED
from db.queries.asking import Where


def page() -> None:
    selection = chosen()
    st.title(_("Published figures"), anchor=False)
    st.caption(_("What was said, by whom and when. Scopes overlap: these figures are never added up."))
    search_box, everywhere_box = st.columns([4, 2], vertical_alignment="bottom")
    with search_box:
        label = _("Search in figures, partnerships, statements and targets")
        sought = choices.words("q", label, placeholder=_("Wismar, MEPhI, Istanbul …"))
    with everywhere_box:
        everywhere = choices.flag("everywhere", _("All institutions"))
    scope = {} if everywhere else {"institution": [selection.institution]}
    looked_for = {**scope, "search": find.sought(sought, institution=selection.institution)}
    st.caption(_("Of the filter bar, figures follow faculty, country, group and level; all years are listed."))
    _figures({**selection.where_published(), **looked_for, **({"institution": []} if everywhere else {})})
    if sought:
        _agreements(looked_for)
    _statements(looked_for)
    _targets(looked_for)


def _figures(where: Where) -> None:
    stated = data.frame("published", where=where, language=current().language)
    names = {code: words.word("metric", code) for code in set(stated["metric"])}
    metrics = sorted(names, key=lambda code: current().sort_key(names[code]))
    metric = choices.one("metric", _("What is stated"), metrics, names.__getitem__)
    shown = stated[stated["metric"] == metric] if metric else stated
    said.heading(_("Figures"), shown)
    if shown.empty:
        st.info(_("No figure fits. Search for fewer words, or clear the filters."))
        return
    st.caption(ngettext("{count} figure, each for itself", "{count} figures, each for itself", len(shown)))
    said.figures_table(shown, key="published", title=_("Figures"))
    if metric:
        said.timeline(metric, shown, key="published-timeline")
    if metric in COUNTED:
        drill.link("ask", _("Ask what they say together"), metric=metric)


def _agreements(where: Where) -> None:
    found = data.frame("register", where=where, language=current().language)
    if len(found):
        said.heading(_("Partnerships"), found)
        told = show.Told(key="published-register", title=_("Partnerships"), cited=lambda: said.sources(found))
        said.register_table(told, found)


def _statements(where: Where) -> None:
    found = data.frame("statements", where=where, language=current().language)
    if len(found):
        said.heading(_("Statements without a number"), found)
        said.statements_table(found, key="statements")


def _targets(where: Where) -> None:
    found = data.frame("targets", where=where, language=current().language)
    if len(found):
        said.heading(_("Targets"), found)
        said.targets_table(found, key="targets", title=_("Targets"))


page()
