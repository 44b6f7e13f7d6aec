"""The list of pages, below one filter bar."""

from pathlib import Path

import streamlit as st

from dashboard import choices, data, drill, filters, finder, looks, pictures, show
from dashboard.i18n import _, current
from dashboard.loading import page

choices.begin()
st.set_page_config(layout="wide", page_icon=str(Path(__file__).parent / "static" / "icon.png"))

if fault := data.fault():
    st.error(_("The database does not answer.") + f" ({fault})")
    st.stop()
data.begin()
with st.sidebar:
    choices.language()
    links = st.container(gap="xxsmall")
spoken = f"<script>document.documentElement.lang = {current().language!r}</script>"
dressed = f"<style>{looks.css(show.style().dark)}</style>{drill.script()}{pictures.script()}"
st.html(spoken + dressed, unsafe_allow_javascript=True)
pages = [
    st.Page(drill.view(name), title=_(title), url_path=name, default=name == "overview")
    for name, (title, _sign) in drill.PAGES.items()
]
chosen = st.navigation(pages, position="hidden")
if data.frame("institutions").empty:
    st.title(_("Nothing is loaded yet"))
    st.info(
        _("Run `python -m etl shipped` to load what is shipped, or `python -m etl sources` to see what can be loaded.")
    )
    page.show()
    choices.end()
    st.stop()
with st.sidebar:
    selection = filters.bar()
    amiss = st.container()
with links:
    drill.navigation(pages)
    finder.box(selection)
st.session_state["selection"] = selection
show.invented_banner(selection)
try:
    chosen.run()
except Exception:  # Not the jump to another page, which has an address of its own.
    choices.end()
    raise
with amiss:
    choices.told()
choices.end()
