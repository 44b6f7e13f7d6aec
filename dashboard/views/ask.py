"""Ask: the smallest and the largest number that agree with all that was published, why, and what would settle it."""

import streamlit as st

from dashboard.i18n import _
from dashboard.reasoning import answer
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(_("Ask"), anchor=False)
    st.caption(
        _("What all published figures of a year say together about whom the filter bar names: how many at least, how "
          "many at most, and why. Nobody is counted twice.")
    )  # fmt: skip
    st.caption(_("Of the filter bar, direction, mobility type and partner have no effect here."))
    answer.ask(selection)


page()
