"""Mobility: one selection by country, by faculty and department, by year; flows, concentration, and two compared."""

import streamlit as st

from dashboard import cards, choices, compare, figures, spread, stated, totals
from dashboard.i18n import _
from dashboard.selection import Selection, both_directions
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(_("Mobility"), anchor=False)
    st.caption(selection.institution_name)
    if not selection.has_records:
        if choices.get("view") == "compare":
            st.info(compare.not_counted(selection.institution_name))
        stated.mobility(selection, key="mobility")
        return
    cards.of_selection(selection)
    totals.note(selection)
    views = {
        "country": (_("By country"), _by_country), "group": (_("Country groups"), _by_group),
        "unit": (_("By faculty and department"), _by_unit),
        "year": (_("By year"), _by_year), "flows": (_("Flows"), _flows), "spread": (_("Concentration"), _spread),
        "compare": (_("Compare"), _compare),
    }  # fmt: skip
    view = choices.view("view", _("View"), {code: label for code, (label, _draw) in views.items()})
    views[view][1](selection)
    figures.rows_behind(selection, key="mobility-rows")


def _by_country(selection: Selection) -> None:
    figures.world(selection, key="mobility-map")
    for one in figures.beside(both_directions(selection)):
        figures.by_country(one, key=f"mobility-countries-{one.direction}")


def _by_group(selection: Selection) -> None:
    for one in figures.beside(both_directions(selection)):
        figures.by_group(one, key=f"mobility-groups-{one.direction}")


def _by_unit(selection: Selection) -> None:
    for one in figures.beside(both_directions(selection)):
        figures.by_unit(one, key=f"mobility-units-{one.direction}", top=40)
    figures.heat_map(selection, key="mobility-heat-map")


def _by_year(selection: Selection) -> None:
    for one in figures.beside(both_directions(selection)):
        figures.by_year(one, key=f"mobility-years-{one.direction}")


def _flows(selection: Selection) -> None:
    figures.flows(selection, key="mobility-flows")
    figures.by_partner(selection, key="mobility-partners")


def _spread(selection: Selection) -> None:
    spread.of_countries(selection, key="mobility-spread")
    spread.what_if(selection)


def _compare(selection: Selection) -> None:
    compare.show(selection, key="mobility-compare")


page()
