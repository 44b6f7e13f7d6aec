"""Overview: the few figures that matter; for an institution known by statements only, an honest face of those."""

import streamlit as st

from dashboard import caption, data, figures, said, totals, words
from dashboard.filters import Selection
from dashboard.i18n import _, current
from dashboard.views import chosen
from db.vocabulary import PeriodKind

HEADLINES = ("students_international", "students_foreign", "students_total")


def page() -> None:
    selection = chosen()
    st.title(selection.institution_name, anchor=False)
    if selection.has_records:
        _records(selection)
    else:
        _statements(selection)


def _records(selection: Selection) -> None:
    cards = data.ask("record_cards", selection.institution, selection.year)
    shown, before = (write(selection.year, selection.period_kind) for write in (words.year, words.year_before))
    if selection.period_kind == PeriodKind.ACADEMIC_YEAR:
        told = _("Academic year {year}, the whole institution; change against {before}.", year=shown, before=before)
    else:
        told = _("Year {year}, the whole institution; change against {before}.", year=shown, before=before)
    st.caption(told)
    for row in figures.in_rows(cards, 3):
        for column, card in zip(st.columns(3), row, strict=False):
            with column:
                figures.record_card(card, selection)
    caption.whole(selection.institution, selection.year)
    totals.note(selection)
    left, right = st.columns(2, gap="large")
    with left:
        figures.world(selection, key="overview-map")
        figures.by_year(selection, key="overview-years")
    with right:
        figures.by_country(selection, top=12, key="overview-countries")
    figures.by_faculty(selection, top=16, key="overview-faculties")


def _statements(selection: Selection) -> None:
    st.markdown(
        _("Of this institution only **published figures** are known: what speeches, news and pages state. "
          "They overlap, so they are never added up, and no chart here looks counted.")
    )  # fmt: skip
    st.caption(_("This page shows the whole institution; the filters narrow the other pages."))
    cards = data.frame("published_cards", selection.institution, language=current().language)
    for row in figures.in_rows(cards.to_dict("records"), 4):
        for column, card in zip(st.columns(4), row, strict=False):
            with column:
                figures.published_card(card)
    figures.ranges(selection)
    where = {"institution": [selection.institution]}
    stated = data.frame("published", where=where, language=current().language)
    register = data.frame("register", where=where, language=current().language)
    headline = next((metric for metric in HEADLINES if metric in set(stated["metric"])), "")
    said.timeline(headline, stated, key="overview-statements")
    if len(register):
        said.partner_map(selection, register, key="overview-partners")
        said.branches(register)
    said.not_known(selection)


page()
