"""A faculty and its departments: own figures against the university's share and trend, and the rows behind them."""

import streamlit as st

from dashboard import about, cards, figures, places, shares, stated, totals
from dashboard.i18n import _
from dashboard.partnerships import register
from dashboard.selection import Selection, both_directions
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(about.unit_name(selection) or _("Faculty"), anchor=False)
    st.caption(about.above(selection))
    if not selection.faculty:
        places.faculties(selection)
        return
    if selection.has_records:
        _records(places.of_known_type(selection))
    stated.first_or_last(selection, register.agreements, key="faculty")


def _records(selection: Selection) -> None:
    cards.of_selection(selection)
    totals.note(selection)
    shares.against_institution(selection, key="faculty-share")
    if not selection.department:
        for one in figures.beside(both_directions(selection)):
            figures.by_unit(one, key=f"faculty-departments-{one.direction}", here="faculty")
    for one in figures.beside(both_directions(selection)):
        figures.by_country(one, key=f"faculty-countries-{one.direction}", here="faculty")
    for one in figures.beside(both_directions(selection)):
        figures.by_year(one, key=f"faculty-years-{one.direction}", here="faculty")
    if not selection.department:
        figures.heat_map(selection, key="faculty-heat-map", here="faculty")
    figures.rows_behind(selection, key="faculty-rows")


page()
