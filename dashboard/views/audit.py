"""Who did what: for the rectorate."""

import streamlit as st

from dashboard import data, show, words
from dashboard.i18n import _


def page() -> None:
    st.title(_("Who did what"), anchor=False)
    st.caption(
        _("Who signed in, loaded, undid, set a statement aside, saw exact small numbers or downloaded a file. Of "
          "students nothing is kept.")
    )  # fmt: skip
    rows = data.now("audited")
    if rows.empty:
        st.info(_("Nothing is kept yet."))
        return
    told = rows.assign(role=[words.word("role", role) for role in rows["role"]],
                       act=[words.word("act", act) for act in rows["act"]])  # fmt: skip
    show.table(show.Told(key="audit", title=_("Who did what")), told)


page()
