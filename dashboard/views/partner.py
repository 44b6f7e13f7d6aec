"""A partner: its agreements, places and students of each year, both directions, and what was said of it."""

import streamlit as st

from dashboard import about, figures, places, stated, use
from dashboard.i18n import _
from dashboard.partnerships import partner
from dashboard.selection import Selection, both_directions
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(about.partner_name(selection) if selection.partner else _("Partner"), anchor=False)
    st.caption(selection.institution_name)
    partner.counted_as(selection)
    if not selection.partner:
        places.partners(selection)
        return
    partner.who(selection)
    partner.signs(selection)
    use.both_directions(selection)
    if selection.has_records:
        _records(places.of_known_type(selection))
    stated.about(selection, key="partner")


def _records(selection: Selection) -> None:
    for one in figures.beside(both_directions(selection)):
        figures.by_year(one, key=f"partner-years-{one.direction}", here="partner")
    for one in figures.beside(both_directions(selection)):
        figures.by_unit(one, key=f"partner-units-{one.direction}", here="partner")
    figures.rows_behind(selection, key="partner-rows")


page()
