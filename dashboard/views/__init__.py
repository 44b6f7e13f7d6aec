"""One thin file per page: it asks, draws and credits."""

import streamlit as st

from dashboard.selection import Selection


def chosen() -> Selection:
    """What the filter bar has chosen in this run."""
    selection = st.session_state["selection"]
    assert isinstance(selection, Selection)
    return selection
