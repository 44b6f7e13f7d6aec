"""Check a draft: is what somebody is about to say true, possible, impossible, or another number than before?"""

import streamlit as st

from dashboard.i18n import _
from dashboard.reasoning import draft
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(_("Check a draft"), anchor=False)
    st.caption(
        _("Before it is said: a number against the records and against all that was published. Nothing is stored.")
    )
    draft.check(selection)


page()
