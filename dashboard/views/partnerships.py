"""Partnerships: the register with filters, a map, places against assigned students."""

import streamlit as st

from dashboard import about, choices, data, find, said, show, use, words
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
    narrowed = ", ".join(about.narrowed(selection))
    said.partner_map(selection, register, key="partners-map", about=narrowed)
    use.by_year(selection)
    use.by_country(selection)
    title = show.heading(_("Register of agreements, as stated"), selection)
    st.subheader(title, anchor=False)
    st.caption(_("Each row is what one source says of one tie; rows are not a number of partners."))
    if register.empty:
        st.info(_("No agreement fits this choice. Choose fewer conditions."))
        return
    told = show.Told(
        key="register", title=title, is_invented=selection.is_invented, about=lambda: about.narrowing(selection),
        cited=lambda: said.sources(register),
    )  # fmt: skip
    said.register_table(told, register)


page()
