"""The list of pages, below one filter bar."""

from pathlib import Path

import streamlit as st

from dashboard import choices, data, filters, show
from dashboard.i18n import _, current
from dashboard.loading import page

# Source lines are captions: they must read as well as the text.
STYLE = "[data-testid=stCaptionContainer] {opacity: 0.9}"
# The accent of the dark ground is light: white words on it could not be read.
DARK = "button[kind^=primary] {color: #14171a}"

choices.begin()
st.set_page_config(layout="wide", page_icon=str(Path(__file__).parent / "static" / "icon.png"))

if fault := data.fault():
    st.error(_("The database does not answer.") + f" ({fault})")
    st.stop()
with st.sidebar:
    choices.language()
language, style = current().language, STYLE + (DARK if show.style().dark else "")
spoken = f"<script>document.documentElement.lang = {language!r}</script>"
st.html(f"{spoken}<style>{style}</style>", unsafe_allow_javascript=True)
pages = [
    st.Page("views/overview.py", title=_("Overview"), url_path="overview", icon=":material/dashboard:", default=True),
    st.Page("views/mobility.py", title=_("Mobility"), url_path="mobility", icon=":material/flight:"),
    st.Page("views/partnerships.py", title=_("Partnerships"), url_path="partnerships", icon=":material/handshake:"),
    st.Page("views/published.py", title=_("Published figures"), url_path="published", icon=":material/format_quote:"),
    st.Page("views/sources.py", title=_("Sources"), url_path="sources", icon=":material/source:"),
    st.Page("views/load.py", title=_("Load a file"), url_path="load", icon=":material/upload_file:"),
]
is_empty = data.frame("institutions").empty
chosen = st.navigation(pages, position="hidden" if is_empty else "sidebar")
if is_empty:
    st.title(_("Nothing is loaded yet"))
    st.info(
        _("Run `python -m etl shipped` to load what is shipped, or `python -m etl sources` to see what can be loaded.")
    )
    page.show()
    choices.end()
    st.stop()
with st.sidebar:
    selection = filters.bar()
st.session_state["selection"] = selection
show.invented_banner(selection)
try:
    chosen.run()
finally:
    choices.end()
