"""Partnerships: the register with filters, a map, places against assigned students."""

import streamlit as st

from dashboard import choices, data, figures, find, said, show, use, words
from dashboard.i18n import _, current
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(_("Partnerships"), anchor=False)
    st.caption(selection.institution_name)
    type_box, status_box, search_box = st.columns([2, 2, 3])
    kinds, states = words.all_words("type"), words.all_words("status")
    with type_box:
        types = choices.several("types", _("Type"), list(kinds), kinds.__getitem__)
    with status_box:
        statuses = choices.several("statuses", _("Status as stated"), list(states), states.__getitem__)
    with search_box:
        sought = choices.words("q", _("Search in names and notes"))
    looked_for = find.sought(sought, institution=selection.institution)
    where = {**selection.where_agreements(), "type": types, "status": statuses, "search": looked_for}
    register = data.frame("register", where=where, language=current().language)
    about = ", ".join(figures.narrowed(selection))
    said.partner_map(selection, register, key="partners-map", about=about)
    use.by_year(selection)
    use.by_country(selection)
    st.subheader(show.heading(_("Register of agreements, as stated"), selection), anchor=False)
    st.caption(_("Each row is what one source says of one tie; rows are not a number of partners."))
    if register.empty:
        st.info(_("No agreement fits this choice. Choose fewer conditions."))
        return
    said.register_table(register, key="register", is_invented=selection.is_invented)


page()
