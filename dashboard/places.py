"""What a page of one country, faculty or partner shows before one is chosen: all of them, each a link."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import about, data, drill, figures, show, words
from dashboard.caption import plain
from dashboard.i18n import _, current
from dashboard.selection import Selection, both_directions, towards
from db.vocabulary import CellState, Direction

MOST_LINKS = 120


def countries(selection: Selection) -> None:
    """Countries with their students, and a link to each country and group."""
    st.info(_("Choose a country or a country group in the filter bar, click one in a chart, or take a link."))
    groups = {code: about.group_named(code) for code in data.ask("groups")}
    _links(_("Country groups"), "country", "group", groups)
    if selection.has_records:
        for one in figures.beside(both_directions(selection)):
            figures.by_country(one, key=f"places-countries-{one.direction}", here="country")
    names = data.ask("countries", selection.institution, language=current().language)
    _links(_("Countries"), "country", "country", names)


def faculties(selection: Selection) -> None:
    """Faculties with their students, and a link to each."""
    units = data.frame("units", selection.institution, language=current().language)
    if units.empty:
        st.info(_("No faculties of this institution are known: load a list of them, or a file that tells faculties."))
        return
    st.info(_("Choose a faculty in the filter bar, click one in a chart, or take a link."))
    if selection.has_records:
        for one in figures.beside(both_directions(selection)):
            figures.by_unit(one, key=f"places-faculties-{one.direction}", here="faculty", top=40)
    own = units[units["parent_code"] == ""]
    _links(_("Faculties"), "faculty", "faculty", dict(zip(own["code"], own["name"], strict=True)))


def partners(selection: Selection) -> None:
    """Partners, and a link to each."""
    names = data.ask("partners", selection.institution, language=current().language)
    if not names:
        st.info(_("No partner of this institution is known: load a list of agreements."))
        return
    st.info(_("Choose a partner in the filter bar, or take a link."))
    if selection.has_records:
        for one in figures.beside(both_directions(selection)):
            figures.by_partner(one, key=f"places-partners-{one.direction}", here="partner")
    _links(_("Partners"), "partner", "partner", names)


def _links(title: str, page: str, kind: str, names: Mapping[str, str]) -> None:
    """A link to the page of each, by the alphabet of the reader's language; a table where they are many."""
    st.subheader(title, anchor=False)
    in_order = sorted(names.items(), key=lambda item: current().sort_key(item[1]))
    if len(in_order) > MOST_LINKS:
        rows = pd.DataFrame(in_order, columns=[f"{kind}_code", kind])
        show.table(show.Told(key=f"places-{kind}", title=title), rows, columns=(kind,))
        return
    with st.container(horizontal=True, gap="small"):
        for code, name in in_order:
            chosen = [code] if kind == "country" else code
            drill.link(page, plain(name), **{kind: chosen})


def members(selection: Selection) -> None:
    """Who is in the chosen group, and as of when."""
    if not selection.group:
        return
    names = data.ask("all_countries", language=current().language)
    listed = sorted((names[code] for code in selection.countries if code in names), key=current().sort_key)
    told = _("{group}: {members}.", group=about.group_name(selection), members=", ".join(listed) or "–")
    at_home = names.get(selection.home_country, "")
    home = (
        _("{country} is a member; its own students are not international.", country=at_home)
        if selection.home_country in selection.countries else ""
    )  # fmt: skip
    st.caption(plain(" ".join(part for part in (told, figures.members_line(selection), home) if part)))


def of_known_type(selection: Selection) -> Selection:
    """The selection; where of its mobility type nothing is known in any year, that of another type, which it says."""
    if any(_is_known(one) for one in both_directions(selection)):
        return selection
    other = {str(row["mobility_type"]) for row in data.series_of(selection.institution)} - {selection.mobility_type}
    for kind in sorted(other):
        for direction in sorted(Direction, key=lambda one: one != selection.direction):
            found = towards(selection, str(direction), kind)
            if found and _is_known(found):
                chosen, shown = (words.word("mobility_type", one) for one in (selection.mobility_type, kind))
                st.info(_("Not known here: {chosen}. Shown instead: {shown}.", chosen=chosen, shown=shown))
                return found
    return selection


def _is_known(selection: Selection) -> bool:
    """Whether a number of any year is known, or is known to be withheld."""
    rows = figures.counts(selection, "academic_year", every_year=True)
    return figures.some(rows) or bool((rows["state"] == CellState.WITHHELD).any())
