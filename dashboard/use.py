"""Places of agreements against students assigned to them."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import about, caption, data, protected, show, words
from dashboard.charts import statements as charts
from dashboard.i18n import _, current
from dashboard.selection import THEN, Selection
from db.vocabulary import Direction

COLUMNS = (
    "academic_year", "direction", "faculty", "country", "partner", "places", "assigned", "use_pct", "beyond",
    "assigned_state", "academic_years",
)  # fmt: skip
MOST = 20


def all_of(selection: Selection, types: Sequence[str]) -> None:
    """Places against students by year, faculty, country and partner, of agreements of some types; none: of all."""
    rows = _asked(selection, "academic_year", every_year=True, types=types)
    if rows.empty:
        st.info(_("No places of agreements are known for this choice."))
        return
    st.caption(_("Narrowed by the filter bar and by type; status, words and day do not narrow the use of places."))
    by_year(selection, types=types)
    for name in ("faculty", "country", "partner"):
        by(selection, name, types)


def both_directions(selection: Selection, *, agreement: str = "") -> None:
    """Places and assigned by year, of those who go and of those who come."""
    for direction in Direction:
        by_year(replace(selection, direction=str(direction)), agreement=agreement)


def by_year(selection: Selection, *, agreement: str = "", types: Sequence[str] = ()) -> None:
    """Places and assigned by year in the chosen direction; of one agreement where it is named."""
    rows = _asked(selection, "academic_year", every_year=True, agreement=agreement, types=types)
    if rows.empty:
        return
    title = _(
        "Places and assigned students, {direction}, by year", direction=words.word("direction", selection.direction)
    )
    names = [words.year(year) for year in rows["academic_year"]]
    figure = charts.places_and_assigned(rows, style=show.style(), names=names, labels=(_("Places"), _("Assigned")))
    key = f"use-years-{selection.direction}"
    _show(selection, title, figure, rows, names, every_year=True, key=key, agreement=agreement, types=types)


def by(selection: Selection, name: str, types: Sequence[str] = ()) -> None:
    """Places and assigned by faculty, country or partner in the chosen year and direction."""
    every = _asked(selection, name, every_year=False, types=types)
    rows = every.head(MOST)
    if rows.empty:
        return
    told = {"direction": words.word("direction", selection.direction), "year": words.year(selection.year)}
    titles = {
        "faculty": _("Places and assigned students, {direction}, by faculty, {year}", **told),
        "country": _("Places and assigned students, {direction}, by country, {year}", **told),
        "partner": _("Places and assigned students, {direction}, by partner, {year}", **told),
    }
    title = titles[name]
    if len(every) > len(rows):
        title = _("{title} (the {most} with most places)", title=title, most=MOST)
    names = [shown or _("not broken down") for shown in rows[name]]
    labels = (_("Places"), _("Assigned"))
    figure = charts.places_and_assigned(rows, style=show.style(), names=names, labels=labels)
    _show(
        selection, title, figure, every, list(every[name]), every_year=False, key=f"use-{name}", drawn=MOST, types=types
    )


def _asked(
    selection: Selection, by: str, *, every_year: bool, agreement: str = "", types: Sequence[str] = ()
) -> pd.DataFrame:
    where = _where(selection, every_year, agreement, types)
    return data.frame("agreement_use", selection.institution, by=(by,), where=where, language=current().language)


def _where(
    selection: Selection, every_year: bool, agreement: str = "", types: Sequence[str] = ()
) -> dict[str, list[str]]:
    return {
        "institution": [selection.institution],
        "agreement": [agreement] if agreement else [],
        "type": list(types),
        "scope": ["all"] if agreement else [],
        "department": [selection.department] if selection.department else [],
        "faculty": [selection.faculty] if selection.faculty else [],
        "country": list(selection.country),
        "group": [selection.group] if selection.group else [],
        "members": [selection.members] if selection.group and selection.members != THEN else [],
        "partner": [selection.partner] if selection.partner else [],
        "direction": [selection.direction] if selection.direction else [],
        "academic_year": [] if every_year or not selection.year else [str(selection.year)],
    }


def _show(
    selection: Selection,
    title: str,
    figure: go.Figure,
    rows: pd.DataFrame,
    names: list[str],
    *,
    every_year: bool,
    key: str,
    agreement: str = "",
    drawn: int = 0,
    types: Sequence[str] = (),
) -> None:
    where = _where(selection, every_year, agreement, types)

    def behind() -> list[int]:
        numbers: list[int] = data.ask("releases_of_use", selection.institution, where=where)
        return numbers

    told = "; ".join(
        f"{n}: {current().number(p)} / {current().number(a)}"
        for n, p, a in list(zip(names, rows["places"], rows["assigned"], strict=True))[: drawn or None]
    )
    unmeasured = (rows["assigned_state"] == "not_measured").any()
    no_bar = _("The source does not measure assigned students in this direction: no bar is not a zero.")
    title = show.heading(
        ", ".join([title, *_about(selection), *[words.word("type", kind) for kind in types]]), selection
    )
    show.chart(
        show.Told(
            key=key, title=title, unit=_("Places a year and students who were given one"),
            is_invented=selection.is_invented, about=lambda: about.narrowing(selection),
            cited=lambda: caption.named(behind()),
        ),
        figure, rows, lambda: caption.lines(behind(), set(rows["series"])), alt=f"{title}. {told}", columns=COLUMNS,
        notes=[*([no_bar] if unmeasured else []), *_withheld(rows)],
    )  # fmt: skip


def _withheld(rows: pd.DataFrame) -> list[str]:
    """Why there are no students, to whoever sees protected numbers."""
    if not protected.here() or not (rows["assigned_state"] == "withheld").any():
        return []
    return [_("Students who were given a place are not told here: they are counted among the exchange students.")]


def _about(selection: Selection) -> list[str]:
    """What the figures are narrowed to; agreements know neither departments nor levels."""
    return about.narrowed(replace(selection, department="", level=()))
