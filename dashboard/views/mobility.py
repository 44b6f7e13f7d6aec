"""Mobility: one selection by country, by faculty and department, by year."""

import streamlit as st

from dashboard import data, figures, said, totals
from dashboard.filters import Selection
from dashboard.i18n import _, current
from dashboard.views import chosen

METRICS = (
    "students_international", "students_incoming_mobility", "students_foreign", "students_outgoing_mobility",
    "students_abroad", "academic_mobility_out",
)  # fmt: skip


def page() -> None:
    selection = chosen()
    st.title(_("Mobility"), anchor=False)
    st.caption(selection.institution_name)
    if not selection.has_records:
        _statements(selection)
        return
    totals.note(selection)
    by_country, by_faculty, by_year = st.tabs([_("By country"), _("By faculty and department"), _("By year")])
    with by_country:
        figures.world(selection, key="mobility-map")
        figures.by_country(selection, key="mobility-countries")
    with by_faculty:
        figures.by_faculty(selection, key="mobility-faculties", top=40)
        figures.faculty_by_country(selection, key="mobility-faculty-country")
    with by_year:
        figures.by_year(selection, key="mobility-years")
    figures.rows_behind(selection, key="mobility-rows")


def _statements(selection: Selection) -> None:
    """No counts: the statements about the chosen direction, country and faculty, one by one."""
    st.markdown(_("No register of this institution is loaded, so nothing is counted here. This is what was stated."))
    where = {**selection.where_published(), "metric": METRICS}
    stated = data.frame("published", where=where, language=current().language)
    if stated.empty:
        st.info(_("Nothing was stated for this choice. Choose fewer conditions."))
        return
    for metric in METRICS:
        said.timeline(metric, stated, key=f"mobility-{metric}")
    st.subheader(_("Each statement with its source"), anchor=False)
    said.figures_table(stated, key="mobility-statements", is_invented=selection.is_invented)


page()
