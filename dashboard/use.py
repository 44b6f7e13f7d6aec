"""Places of agreements against students assigned to them."""

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from dashboard import about, caption, data, show, words
from dashboard.charts import statements as charts
from dashboard.i18n import _, current
from dashboard.selection import THEN, Selection

COLUMNS = (
    "academic_year", "direction", "country_code", "country", "places", "assigned", "assigned_state", "academic_years",
)  # fmt: skip


def by_year(selection: Selection) -> None:
    """Places and assigned by year in the chosen direction."""
    rows = _asked(selection, "academic_year", every_year=True)
    if rows.empty:
        return
    title = _(
        "Places and assigned students, {direction}, by year", direction=words.word("direction", selection.direction)
    )
    names = [words.year(year) for year in rows["academic_year"]]
    figure = charts.places_and_assigned(rows, style=show.style(), names=names, labels=(_("Places"), _("Assigned")))
    _show(selection, title, figure, rows, names, every_year=True, key="use-years")


def by_country(selection: Selection) -> None:
    """Places and assigned by country in the chosen year and direction."""
    every = _asked(selection, "country", every_year=False)
    rows = every.head(20)
    if rows.empty:
        return
    told = {"direction": words.word("direction", selection.direction), "year": words.year(selection.year)}
    if len(every) > len(rows):
        title = _("Places and assigned students, {direction}, by country, {year} (the 20 with most places)", **told)
    else:
        title = _("Places and assigned students, {direction}, by country, {year}", **told)
    names = list(rows["country"])
    labels = (_("Places"), _("Assigned"))
    figure = charts.places_and_assigned(rows, style=show.style(), names=names, labels=labels)
    _show(selection, title, figure, rows, names, every_year=False, key="use-countries")


def _asked(selection: Selection, by: str, *, every_year: bool) -> pd.DataFrame:
    return data.frame("agreement_use", by=(by,), where=_where(selection, every_year), language=current().language)


def _where(selection: Selection, every_year: bool) -> dict[str, list[str]]:
    return {
        "institution": [selection.institution],
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
) -> None:
    where = _where(selection, every_year)

    def behind() -> list[int]:
        return sorted({int(r) for r in data.frame("agreement_use", by=("release",), where=where)["release"]})

    told = "; ".join(
        f"{n}: {current().number(p)} / {current().number(a)}"
        for n, p, a in zip(names, rows["places"], rows["assigned"], strict=True)
    )
    unmeasured = (rows["assigned_state"] == "not_measured").any()
    no_bar = _("The source does not measure assigned students in this direction: no bar is not a zero.")
    title = show.heading(", ".join([title, *_about(selection)]), selection)
    show.chart(
        show.Told(
            key=key, title=title, unit=_("Places a year and students who were given one"),
            is_invented=selection.is_invented, about=lambda: about.narrowing(selection),
            cited=lambda: caption.named(behind()),
        ),
        figure, rows, lambda: caption.lines(behind(), set(rows["series"])), alt=f"{title}. {told}", columns=COLUMNS,
        notes=[no_bar] if unmeasured else [],
    )  # fmt: skip


def _about(selection: Selection) -> list[str]:
    """What the figures are narrowed to; agreements know neither departments nor levels."""
    return about.narrowed(replace(selection, department="", level=()))
