"""Enter a figure that a text states, with the text it stands in."""

import streamlit as st

from dashboard.i18n import _
from dashboard.reasoning import entry
from dashboard.views import chosen


def page() -> None:
    selection = chosen()
    st.title(_("Enter a figure"), anchor=False)
    st.caption(
        _("One number that a speech, a news item or a report states, with the text it stands in. Each is a release of "
          "its own that can be undone. “Load a file” takes many at once.")
    )  # fmt: skip
    entry.enter(selection)


page()
