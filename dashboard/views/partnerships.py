"""Partnerships: the register with filters, a map, places against assigned students."""

import streamlit as st

from dashboard import data, said, show, use, words
from dashboard.i18n import _, current
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(_("Partnerships"), anchor=False)
    st.caption(selection.institution_name)
    type_box, status_box, search_box = st.columns([2, 2, 3])
    kinds, states = words.all_words("type"), words.all_words("status")
    types = type_box.multiselect(
        _("Type"), list(kinds), format_func=kinds.__getitem__, placeholder=_("All"), key="types"
    )
    statuses = status_box.multiselect(
        _("Status as stated"), list(states), format_func=states.__getitem__, placeholder=_("All"), key="statuses"
    )
    words_sought = search_box.text_input(_("Search in names and notes"), key="q")
    where = {**said.where_agreements(selection), "type": types, "status": statuses}
    where["search"] = [words_sought] if words_sought else []
    register = data.frame("register", where=where, language=current().language)
    said.partner_map(selection, key="partners-map")
    use.by_year(selection)
    use.by_country(selection)
    st.subheader(show.heading(_("Register of agreements, as stated"), selection), anchor=False)
    st.caption(_("Each row is what one source says of one tie; rows are not a number of partners."))
    if register.empty:
        st.info(_("No agreement fits this choice. Choose fewer conditions."))
        return
    said.register_table(register, key="register", is_invented=selection.is_invented)


page()
