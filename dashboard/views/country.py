"""A country, several, or a country group: who comes, who goes, faculties, partners, agreements, statements."""

import streamlit as st

from dashboard import about, cards, figures, places, stated, totals
from dashboard.i18n import _
from dashboard.partnerships import register
from dashboard.selection import Selection, both_directions
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    named = [*about.country_names(selection), about.group_name(selection)]
    st.title(", ".join(name for name in named if name) or _("Country"), anchor=False)
    st.caption(" · ".join(part for part in (about.unit_name(selection), about.above(selection)) if part))
    if not selection.country and not selection.group:
        places.countries(selection)
        return
    places.members(selection)
    if selection.has_records:
        _records(places.of_known_type(selection))
    stated.first_or_last(selection, register.agreements, key="country")


def _records(selection: Selection) -> None:
    cards.of_selection(selection, of_country=True)
    totals.note(selection)
    if selection.group or len(selection.country) > 1:
        figures.by_country(selection, key="country-countries", here="country")
    for one in figures.beside(both_directions(selection)):
        figures.by_year(one, key=f"country-years-{one.direction}", here="country")
    for one in figures.beside(both_directions(selection)):
        figures.by_unit(one, key=f"country-units-{one.direction}", here="country")
    figures.by_partner(selection, key="country-partners", here="country")
    figures.rows_behind(selection, key="country-rows")


page()
