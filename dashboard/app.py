"""The list of pages, below one filter bar."""

from pathlib import Path

import streamlit as st

from dashboard import (
    access,
    choices,
    data,
    drill,
    failed,
    filters,
    finder,
    identity,
    looks,
    pictures,
    protected,
    session,
    show,
)
from dashboard.i18n import _, current
from dashboard.loading import page
from db.queries.gate import NotShown
from db.sight import Right

choices.begin()
st.set_page_config(layout="wide", page_icon=str(Path(__file__).parent / "static" / "icon.png"))

if fault := session.fault():
    st.error(_("The database does not answer.") + f" ({fault})")
    st.stop()
person = access.person()
session.begin()
with st.sidebar:
    choices.language()
    links = st.container(gap="xxsmall")
    who = st.container(gap="xxsmall")
with who:
    identity.box(person)
spoken = f"<script>document.documentElement.lang = {current().language!r}</script>"
dressed = f"<style>{looks.css(show.style().dark)}</style>{drill.script()}{pictures.script()}"
st.html(spoken + dressed, unsafe_allow_javascript=True)
pages = [
    st.Page(drill.view(name), title=_(title), url_path=name, default=name == "overview")
    for name, (title, _sign) in drill.PAGES.items()
]
chosen = st.navigation(pages, position="hidden")
if person is None:
    identity.outside()
    choices.end()
    st.stop()
identity.came(person)
identity.returned()
identity.let_upload()
if data.frame("institutions").empty:
    st.title(_("Nothing is loaded yet"))
    st.info(
        _("Run `python -m etl shipped` to load what is shipped, or `python -m etl sources` to see what can be loaded.")
    )
    if access.has(person, Right.LOAD):
        page.show()
    choices.end()
    st.stop()
with st.sidebar:
    selection = filters.bar()
    amiss = st.container()
with links:
    drill.navigation(pages, identity.pages(person))
    finder.box(selection)
st.session_state["selection"] = selection
show.invented_banner(selection)
show.protected_line(selection)
protected.begin()
try:
    if not identity.keep_out(chosen.url_path):
        chosen.run()
except NotShown:
    protected.tell()
except access.NotAllowed as refused:
    identity.refuse(str(refused))
except Exception as error:  # Not the jump to another page, which has an address of its own.
    choices.end()
    raise failed.without_words(error) from None
with amiss:
    choices.told()
choices.end()
