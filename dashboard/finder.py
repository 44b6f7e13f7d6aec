"""The box that finds a country, group, faculty, department, partner or metric however it is spelt, each a link."""

from collections.abc import Sequence

import streamlit as st

from dashboard import choices, data, drill, find
from dashboard.caption import plain
from dashboard.i18n import N_, _
from dashboard.selection import Selection

KINDS = {
    "country": N_("country"), "group": N_("country group"), "faculty": N_("faculty"), "department": N_("department"),
    "partner": N_("partner"), "metric": N_("what is stated"),
}  # fmt: skip


def box(selection: Selection) -> None:
    """A box in which anything is looked for by its name, and below it what it may be."""
    text = choices.words("find", _("Find"), placeholder=_("Country, faculty, partner …"))
    if not text:
        return
    hits = find.find(text, institution=selection.institution)
    if not hits:
        st.caption(_("Nothing is called so."))
    for hit in hits:
        page, chosen = _way(hit, selection)
        kind = _(KINDS[hit.kind]) + (", " + _("spelt otherwise?") if hit.is_near else "")
        drill.link(page, plain(f"{hit.name} ({kind})"), **chosen)
    drill.link("published", plain(_("“{text}” in all that was said", text=text)), q=text)


def _way(hit: find.Hit, selection: Selection) -> tuple[str, dict[str, str | Sequence[str]]]:
    """The page of a hit, and the choices that lead there."""
    if hit.kind == "country":
        return "country", {"country": [hit.code], "group": "", "members": ""}
    if hit.kind == "group":
        return "country", {"group": hit.code, "country": ""}
    if hit.kind == "faculty":
        return "faculty", {"faculty": hit.code, "department": ""}
    if hit.kind == "department":
        units = data.frame("units", selection.institution).set_index("code")
        return "faculty", {"faculty": str(units.loc[hit.code, "parent_code"]), "department": hit.code}
    if hit.kind == "partner":
        return "partner", {"partner": hit.code}
    return "published", {"metric": hit.code}
