"""Ways from a figure to the page behind it: links that keep the selection, and clicks into charts."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from dashboard import choices
from dashboard.i18n import N_, _

PAGES = {
    "overview": (N_("Overview"), ":material/dashboard:"),
    "mobility": (N_("Mobility"), ":material/flight:"),
    "country": (N_("Country"), ":material/public:"),
    "faculty": (N_("Faculty"), ":material/school:"),
    "partner": (N_("Partner"), ":material/diversity_3:"),
    "agreement": (N_("Agreement"), ":material/contract:"),
    "partnerships": (N_("Partnerships"), ":material/handshake:"),
    "published": (N_("Published figures"), ":material/format_quote:"),
    "ask": (N_("Ask"), ":material/help:"),
    "contradictions": (N_("Contradictions"), ":material/rule:"),
    "draft": (N_("Check a draft"), ":material/fact_check:"),
    "enter": (N_("Enter a figure"), ":material/edit_note:"),
    "sources": (N_("Sources"), ":material/source:"),
    "load": (N_("Load a file"), ":material/upload_file:"),
    "audit": (N_("Who did what"), ":material/fingerprint:"),
}
"""The pages in their order: name in addresses, title, sign."""

OPENS = {
    "country": "country",
    "faculty": "faculty",
    "department": "faculty",
    "partner": "partner",
    "agreement": "agreement",
    "year": "",
}
"""Which page a clicked mark leads to; '' stays where it is."""
SCRIPT = Path(__file__).parent / "static" / "history.js"


@cache
def script() -> str:
    """What makes one step of history of whatever the reader does, to be put on each page once."""
    return f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>"


def view(page: str) -> str:
    """The file of a page, as Streamlit knows it."""
    return f"views/{page}.py"


def navigation(pages: Sequence[StreamlitPage], named: Collection[str]) -> None:
    """Links to the pages `named`. They bear the selection, so that each opens the same view, also in a new tab."""
    chosen = choices.link()
    for page, (name, (title, sign)) in zip(pages, PAGES.items(), strict=True):
        if name not in named:
            continue
        st.page_link(page, label=_(title), icon=sign, query_params=chosen)


def link(page: str, label: str, **chosen: str | Sequence[str]) -> None:
    """A link to a page with other choices."""
    st.page_link(view(page), label=label, query_params=choices.link(**chosen))


def address(page: str, **chosen: str | Sequence[str]) -> str:
    """The address of a page with other choices, as seen from any page."""
    return ("" if page == "overview" else page) + "?" + urlencode(choices.link(**chosen), doseq=True)


def to(page: str, **chosen: str | Sequence[str]) -> None:
    """Go to a page with other choices."""
    _jump(page, choices.link(**chosen))


def _jump(page: str, chosen: Mapping[str, Sequence[str]]) -> None:
    """Leave this run for a page."""
    st.switch_page(view(page), query_params=chosen)


def clicked(state: Any, kind: str, here: str) -> None:
    """Go where a click into a chart leads. kind: what its marks are, a key of OPENS; here: the page it stands on."""
    points = state.selection.points if state else []
    code = next((found for point in points if (found := _code(point))), "")
    if code:
        chosen: dict[str, str | Sequence[str]] = {kind: [code] if kind == "country" else code}
        # A department's page is that of its faculty, which is chosen already.
        page = OPENS[kind] or here
        kept = choices.query(**chosen) if page == here else choices.link(**chosen)
        _jump(page, kept)


def _code(point: dict[str, Any]) -> str:
    """The code that a mark bears: its place on a map, else the first of what it carries."""
    carried = point.get("customdata", point.get("location", ""))
    while isinstance(carried, (list, tuple)):
        carried = carried[0] if carried else ""
    if isinstance(carried, dict):
        carried = next(iter(carried.values()), "")
    return str(carried or "")
