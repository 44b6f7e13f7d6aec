"""What a figure of records is about, in words: its title, its unit, the filters and definitions behind it."""

from collections.abc import Callable
from functools import lru_cache

import pandas as pd
import streamlit as st

from dashboard import caption, data, protected, session, show, words
from dashboard.i18n import N_, _, current
from dashboard.selection import TODAY, Selection
from db.vocabulary import CellState

TITLES = {
    ("inbound", "degree"): N_("International degree students"),
    ("inbound", "credit"): N_("Incoming exchange students"),
    ("outbound", "degree"): N_("Students abroad for a degree"),
    ("outbound", "credit"): N_("Outgoing exchange students"),
}
NAMED_IN_TITLE = 3


def counted(selection: Selection) -> str:
    """What is counted: 'International degree students'."""
    return _(TITLES[selection.direction, selection.mobility_type])


def unit_name(selection: Selection) -> str:
    """The chosen department or faculty; '' for all of the institution."""
    unit = selection.department or selection.faculty
    return unit_names(selection.institution).get(unit, unit)


def unit_names(institution: str) -> dict[str, str]:
    """Names of faculties and departments by code."""
    return _unit_names(session.as_of(), institution, current().language)


@lru_cache(maxsize=60)
def _unit_names(_as_of: session.AsOf, institution: str, language: str) -> dict[str, str]:
    units = data.frame("units", institution, language=language)
    return dict(zip(units["code"], units["name"], strict=True))


def country_names(selection: Selection) -> list[str]:
    """Names of the chosen countries."""
    names = data.ask("countries", selection.institution, language=current().language)
    return [names.get(code, code) for code in selection.country]


def group_named(code: str) -> str:
    """'SCO', as people call the group in the reader's language."""
    return words.word("group", code).split(":")[0]


def group_name(selection: Selection) -> str:
    """'SCO' or 'SCO, members of today'; '' where none is chosen."""
    if not selection.group:
        return ""
    short = group_named(selection.group)
    return f"{short}, {_('members of today')}" if selection.members == TODAY else short


def partner_name(selection: Selection) -> str:
    names = data.ask("partners", selection.institution, language=current().language)
    return str(names.get(selection.partner, selection.partner))


def narrowed(selection: Selection) -> list[str]:
    """What figures are narrowed to, in words: unit, group, countries, partner, levels."""
    countries = country_names(selection)
    parts = [unit_name(selection), group_name(selection), *countries[:NAMED_IN_TITLE]]
    parts += ["…"] if len(countries) > NAMED_IN_TITLE else []
    parts += [partner_name(selection) if selection.partner else ""]
    return [part for part in parts if part] + [words.word("level", level) for level in selection.level]


def title(selection: Selection, by: str = "", *, year: bool = True) -> str:
    """Title of a mobility figure: what is counted, for whom, when, and by what it is told apart."""
    parts = [counted(selection), *narrowed(selection)]
    parts += [words.year(selection.year, selection.period_kind)] if year else []
    return show.heading(", ".join([*parts, *([by] if by else [])]), selection)


def unit_line(selection: Selection) -> str:
    """Unit of a mobility figure: persons, stock or flow."""
    return _("Persons") + "; " + words.word("measure", selection.measure)


def narrowing(selection: Selection) -> dict[str, str]:
    """Institution, unit, countries, partner and level in force, each with its name."""
    told = {
        words.word("columns", "institution"): selection.institution_name,
        words.word("columns", "faculty"): unit_names(selection.institution).get(selection.faculty, ""),
        words.word("columns", "department"): unit_names(selection.institution).get(selection.department, ""),
        words.word("columns", "group"): group_name(selection),
        words.word("columns", "country"): ", ".join(country_names(selection)),
        words.word("columns", "partner"): partner_name(selection) if selection.partner else "",
        words.word("columns", "level"): ", ".join(words.word("level", level) for level in selection.level),
    }
    return {name: said for name, said in told.items() if said}


def conditions(selection: Selection, *, every_year: bool = False) -> dict[str, str]:
    """Filters and definitions in force, each with its name."""
    kind = "academic_year" if selection.period_kind == "academic_year" else "year"
    series = data.frame("series").set_index("series")
    told = {
        **narrowing(selection),
        words.word("columns", kind): _("all") if every_year else words.year(selection.year, selection.period_kind),
        words.word("columns", "direction"): words.word("direction", selection.direction),
        words.word("columns", "mobility_type"): words.word("mobility_type", selection.mobility_type),
    }
    if selection.series in series.index:
        row = series.loc[selection.series]
        told |= {
            words.word("columns", "label"): words.said(row["label"]),
            words.word("columns", "measure"): words.word("measure", row["measure"]),
            words.word("columns", "count_date"): words.said(row["count_date"]),
            words.word("columns", "origin_basis"): words.word("origin_basis", row["origin_basis"]),
        }
    return {name: said for name, said in told.items() if said}


def told(selection: Selection, key: str, by: str, *, every_year: bool = False, heading: str = "") -> show.Told:
    """What a figure of the selection says of itself."""
    return show.Told(
        key=key, title=heading or title(selection, by, year=not every_year), unit=unit_line(selection),
        is_invented=selection.is_invented, about=lambda: conditions(selection, every_year=every_year),
        cited=lambda: caption.cited(selection.where(every_year=every_year)),
    )  # fmt: skip


def source(selection: Selection, *, every_year: bool = False) -> Callable[[], None]:
    """Writes the source line of a figure of the selection."""
    return lambda: caption.releases(selection.where(every_year=every_year))


def nothing(selection: Selection, rows: pd.DataFrame | None = None, *, ever: bool = True) -> None:
    """Says that nothing is known for the choice, and what to do; or, where the source withholds it, that it does.

    ever: whether something is known of another year.
    """
    what = ", ".join([counted(selection), *narrowed(selection)])
    year = words.year(selection.year, selection.period_kind)
    message = N_("Nothing is known in {year}: {what}. Choose another year, or fewer conditions.")
    if not ever:
        message = N_("Nothing is known of any year: {what}. Choose fewer conditions, or another mobility type.")
    if protected.here():
        message = N_("In {year} none, or fewer than {base}: {what}.")
    if rows is not None and (rows["state"] == CellState.WITHHELD).any():
        message = N_("Withheld by the source in {year}: {what}. Withheld is not zero.")
    st.info(_(message, year=year, what=what, base=data.ask("base")))


def above(selection: Selection) -> str:
    """Where a unit belongs: 'Law · Al-Farabi Kazakh National University' of a department."""
    faculty = unit_names(selection.institution).get(selection.faculty, "") if selection.department else ""
    return " · ".join(part for part in (faculty, selection.institution_name) if part)
