"""Overview: the few figures that matter, what changed, what needs attention; for an institution known by statements
only, an honest face of those."""

import streamlit as st

from dashboard import attention, cards, data, figures, said, totals
from dashboard.i18n import _, current
from dashboard.partnerships import kinds, register
from dashboard.partnerships.asked import on_the_usual_day
from dashboard.selection import Selection, whole
from dashboard.views import chosen

HEADLINES = ("students_international", "students_foreign", "students_total")


def page() -> None:
    selection = whole(chosen())
    st.title(selection.institution_name, anchor=False)
    st.caption(_("This page shows the whole institution; the filters narrow the other pages."))
    if selection.has_records:
        _records(selection)
    else:
        _statements(selection)


def _records(selection: Selection) -> None:
    cards.of_institution(selection)
    totals.note(selection)
    attention.show(selection)
    left, right = st.columns(2, gap="large")
    with left:
        figures.by_year(selection, key="overview-years", here="overview")
    with right:
        figures.by_country(selection, top=10, key="overview-countries", here="overview")
    figures.world(selection, key="overview-map", here="overview")
    figures.by_unit(selection, top=16, key="overview-faculties", here="overview")


def _statements(selection: Selection) -> None:
    st.markdown(
        _("Of this institution only **published figures** are known: what speeches, news and pages state. "
          "They overlap, so they are never added up, and no chart here looks counted.")
    )  # fmt: skip
    cards.of_statements(selection)
    cards.ranges(selection)
    attention.show(selection)
    where = {"institution": [selection.institution]}
    stated = data.frame("published", where=where, language=current().language)
    headline = next((metric for metric in HEADLINES if metric in set(stated["metric"])), "")
    said.timeline(headline, stated, key="overview-statements")
    asked = on_the_usual_day(selection)
    ties = register.ties(asked)
    if len(ties):
        register.partner_map(asked, key="overview-partners")
        kinds.show_all(asked, ties)
    said.not_known(selection)


page()
