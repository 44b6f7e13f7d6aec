"""A unit against its university: its part of the students from abroad, and its own share of them."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import about, caption, data, figures, show, words
from dashboard.charts import shares as charts
from dashboard.i18n import _, current
from dashboard.selection import Selection
from db.queries.shares import by_year

COLUMNS = ("academic_year", "headcount", "whole", "share_pct")


def against_institution(selection: Selection, *, key: str) -> None:
    """Two lines of percent: of the university's students from abroad those in the unit, and among all students of
    the unit those from abroad beside the same of the university."""
    university = replace(selection, faculty="", department="")
    own, whole = (figures.counts(one, "academic_year", every_year=True) for one in (selection, university))
    name, least = about.unit_name(selection), data.ask("least_whole", selection.institution)
    part = _("{counted}: the part of {unit} in the university", counted=about.counted(selection), unit=name)
    charts_of = [
        (key, part, [(name, by_year(own, whole, least))]),
        (f"{key}-all", _("Share of international students, by year"), _among_all(selection, university, own, whole)),
    ]
    shown = [one for one in charts_of if any(frame["share_pct"].notna().any() for _name, frame in one[2])]
    for column, (key_of, title, lines) in zip(st.columns(len(shown) or 1, gap="large"), shown, strict=False):
        with column:
            _lines(selection, lines, key=key_of, title=show.heading(title, selection))


def _among_all(
    selection: Selection, university: Selection, own: pd.DataFrame, whole: pd.DataFrame
) -> list[tuple[str, pd.DataFrame]]:
    """Among all students of the unit, and of the university, those from abroad; where all students are known."""
    if (
        selection.direction != "inbound"
        or selection.mobility_type != "degree"
        or selection.countries
        or selection.partner
    ):
        return []
    least = data.ask("least_whole", selection.institution)
    all_own, all_whole = (_everyone(one) for one in (selection, university))
    return [
        (about.unit_name(selection), by_year(own, all_own, least)),
        (_("University"), by_year(whole, all_whole, least)),
    ]


def _everyone(selection: Selection) -> pd.DataFrame:
    series = data.ask("enrolment_series", selection.institution)
    where = {
        **selection.where_unit(every_year=True),
        "series": [series] if series else [],
        "level": list(selection.level),
    }
    return data.frame("enrolment", by=("academic_year",), where=where)


def _lines(selection: Selection, lines: list[tuple[str, pd.DataFrame]], *, key: str, title: str) -> None:
    years = sorted({int(year) for _name, frame in lines for year in frame["academic_year"]})
    named = [words.year(year, selection.period_kind) for year in years]
    values = [(name, _values(frame, years)) for name, frame in lines]
    rows = pd.concat([frame.assign(series_name=name) for name, frame in lines], ignore_index=True)
    told = show.Told(
        key=key, title=title, unit=_("Percent"), is_invented=selection.is_invented,
        about=lambda: about.conditions(selection, every_year=True),
        cited=lambda: caption.cited(selection.where(every_year=True)),
    )  # fmt: skip
    show.chart(
        told, charts.percent_lines(values, style=show.style(), year_names=named), rows,
        about.source(selection, every_year=True), alt=f"{title}. {_told(values, named)}",
        columns=("series_name", *COLUMNS),
    )  # fmt: skip


def _told(lines: list[tuple[str, list[float | None]]], years: list[str]) -> str:
    """Of each line its first and last known share, in words."""
    told = []
    for name, values in lines:
        known = [(year, value) for year, value in zip(years, values, strict=True) if value is not None]
        ends = dict.fromkeys([known[0], known[-1]]) if known else {}
        told.append(f"{name}: " + ", ".join(f"{year} {current().percent(value)}" for year, value in ends))
    return "; ".join(told)


def _values(frame: pd.DataFrame, years: list[int]) -> list[float | None]:
    by = {
        int(y): None if pd.isna(v) else float(v)
        for y, v in zip(frame["academic_year"], frame["share_pct"], strict=True)
    }
    return [by.get(year) for year in years]
