"""Partnerships: the register on a day, lists to act on, life lines, branches and networks, use, coverage."""

import streamlit as st

from dashboard import choices, use
from dashboard.i18n import _
from dashboard.partnerships import coverage, kinds, lines, lists, register
from dashboard.partnerships.asked import bar
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(_("Partnerships"), anchor=False)
    st.caption(selection.institution_name)
    views = {
        "register": _("Register"), "lists": _("To act on"), "lives": _("Lives"),
        "kinds": _("Branches, degrees, networks"),
        "use": _("Use of places"), "coverage": _("Coverage"),
    }  # fmt: skip
    shown = choices.view("view", _("View"), views)
    asked = bar(selection)
    if shown in ("register", "lives", "kinds"):
        st.caption(_("Of the filter bar, faculty, department, country, group and partner narrow agreements; year, "
                     "direction, mobility type and level do not."))  # fmt: skip
    if shown == "register":
        found = register.ties(asked)
        register.figures(asked, found)
        register.partner_map(asked, key="partners-map")
        register.table(asked, found, key="register")
    elif shown == "lists":
        lists.show(asked)
    elif shown == "lives":
        lines.chart(asked, key="lives")
    elif shown == "kinds":
        kinds.show_all(asked, register.ties(asked))
    elif shown == "use":
        use.all_of(selection, asked.where["type"])
    else:
        coverage.show_all(asked)


page()
