"""Contradictions: statements that cannot all be true, or that differ from the records or from each other."""

import streamlit as st

from dashboard.i18n import _
from dashboard.reasoning import contradictions
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(_("Contradictions"), anchor=False)
    st.caption(
        _("Of all that was said of {institution}, of all years; the filter bar chooses the institution.",
          institution=selection.institution_name)
    )  # fmt: skip
    contradictions.page(selection)


page()
