"""The page in one call, for a database that holds something and for an empty one, which has no other page."""

import streamlit as st

from dashboard.i18n import _
from dashboard.loading import changes, steps
from dashboard.selection import Selection


def show(selection: Selection | None = None) -> None:
    """From dropped files to a release. selection: the filter bar's, where there is one."""
    st.title(_("Load a file"), anchor=False)
    changes.result()
    if files := steps.drop():
        asked = steps.choose(files, selection)
        found = steps.judge(asked) if asked else None
        if found:
            steps.show(found)
    steps.templates(selection)
    changes.last_releases()
