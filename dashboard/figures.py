"""Figures of records: each asks a query, draws a chart, and gives title, unit, alt text, table and source."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from math import nan
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import about, caption, data, finding, notes, protected, session, show, words
from dashboard.charts import flows as flow_charts
from dashboard.charts import mobility as charts
from dashboard.i18n import _, current
from dashboard.reasoning import ranges
from dashboard.selection import Selection
from db import queries
from db.vocabulary import NOT_COUNTRIES, NOT_STATED_COUNTRY, Direction

KEPT = 300
COUNTED = ("headcount", "state", "withheld_cells", "academic_years", "is_invented")


def counts(selection: Selection, *by: str, every_year: bool = False) -> pd.DataFrame:
    """The selection's students by `by`.

    By one thing, all years are asked for at once, and the year is taken from them: the year before, the cards and the
    next click on another year need no question of their own.
    """
    if every_year or len(by) > 1 or by == ("group",) or not selection.year:
        where = selection.where(every_year=every_year)
        return data.frame("mobility", by=by, where=where, language=current().language)
    return _of_year(session.as_of(), selection, by, current().language)


@lru_cache(maxsize=KEPT)
def _of_year(_as_of: session.AsOf, selection: Selection, by: tuple[str, ...], language: str) -> pd.DataFrame:
    """The rows of one year, column by column: pandas takes several times as long to pick them and change a column."""
    rows = data.frame("mobility", by=("academic_year", *by), where=selection.where(every_year=True), language=language)
    columns = {str(name): column.array for name, column in rows.items()}
    years = columns.pop("academic_year").to_numpy(dtype=float, na_value=nan)
    of_year = np.flatnonzero(years == selection.year)
    told = {name: _as_it_is(column.take(of_year)) for name, column in columns.items()}
    told["academic_years"] = np.full(len(of_year), str(selection.year), dtype=object)
    return queries.arrays.together(told)


def _as_it_is(column: Any) -> Any:
    """Words and flags as numpy has them; numbers of which some are not known as pandas does."""
    return column.to_numpy() if isinstance(column, pd.arrays.NumpyExtensionArray) else column


def worded(selection: Selection, by: str) -> pd.DataFrame:
    """The same, with words where the source does not tell what it is of."""
    rows = counts(selection, by)
    untold = {"faculty": _("not broken down"), "department": _("not broken down"), "partner": _("partner not stated")}
    return rows.assign(**{by: rows[by].where(rows[by] != "", untold[by])}) if by in untold else rows


def before(selection: Selection, *by: str) -> pd.DataFrame:
    """The same of the year before, to tell changes; of no year where the definition changed in between."""
    if notes.breaks(selection.series, selection.year - 1, selection.year):
        return counts(selection, *by).head(0)
    return counts(replace(selection, year=selection.year - 1), *by)


def year_before(selection: Selection) -> str:
    return words.year_before(selection.year, selection.period_kind)


def some(rows: pd.DataFrame) -> bool:
    """Whether any number is known and not zero."""
    return bool(rows["headcount"].to_numpy(dtype=float, na_value=0).any())


def by_country(selection: Selection, *, key: str, top: int = 15, here: str = "mobility") -> None:
    rows = counts(selection, "country")
    if not some(rows) or set(rows["country_code"].tolist()) == {NOT_STATED_COUNTRY}:
        without_countries(selection, rows)
        return
    _ranked(selection, rows, "country", key=key, by=_("by country"), top=top, here=here)


def without_countries(selection: Selection, rows: pd.DataFrame) -> None:
    """Says why there is no country to show: nobody is counted, or the source does not tell from where."""
    if some(rows):
        st.info(_("The source does not tell countries for this choice."))
    else:
        about.nothing(selection, rows)


@protected.where_shown
def by_unit(selection: Selection, *, key: str, top: int = 20, here: str = "mobility") -> None:
    """By faculty; within a chosen faculty, by department."""
    level = "department" if selection.faculty else "faculty"
    rows = worded(selection, level)
    if not some(rows):
        about.nothing(selection, rows)
        return
    by = _("by department") if level == "department" else _("by faculty")
    _ranked(selection, rows, level, key=key, by=by, top=top, here=here)


@protected.where_shown
def by_partner(selection: Selection, *, key: str, top: int = 15, here: str = "mobility") -> None:
    rows = worded(selection, "partner")
    if some(rows) and len(rows) > 1:
        _ranked(selection, rows, "partner", key=key, by=_("by partner"), top=top, here=here)


def _ranked(selection: Selection, rows: pd.DataFrame, name: str, *, key: str, by: str, top: int, here: str) -> None:
    """Bars of the largest, and the rest in one."""
    told = about.told(selection, key, by)
    alt, lacking = _ranking(session.as_of(), selection, name, current().language)
    show.chart(
        told, charts.bars(rows, name, style=show.style(), rest=show.rest(), top=top), rows, about.source(selection),
        alt=f"{told.title}. {alt}", columns=(f"{name}_code", name, *COUNTED), notes=lacking, opens=name, here=here,
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def _ranking(_as_of: session.AsOf, selection: Selection, name: str, _language: str) -> tuple[str, list[str]]:
    """What a ranking shows and what it lacks, in words; the map and the bars say the same."""
    rows = worded(selection, name)
    told = finding.ranking(rows, before(selection, name), name, on=year_before(selection))
    return told, finding.lacking(rows, name)


def world(selection: Selection, *, key: str, here: str = "mobility") -> None:
    """The map; small countries are points."""
    rows = counts(selection, "country")
    if not set(charts.with_number(rows)) - NOT_COUNTRIES:
        if some(rows):
            st.info(_("The source does not tell countries for this choice, so there is no map."))
        return
    told = about.told(selection, key, _("map"))

    def source() -> None:
        missing = [row for row in charts.not_on_map(rows) if row[0] not in NOT_COUNTRIES]
        if missing:
            listed = "; ".join(
                f"{name} {words.counted(count, is_least=least)}" for _code, name, count, least in missing
            )
            st.caption(_("Not on the map: {countries}", countries=caption.plain(listed)))
        about.source(selection)()

    alt, lacking = _ranking(session.as_of(), selection, "country", current().language)
    show.chart(
        told, charts.world(rows, style=show.style()), rows, source, alt=f"{told.title}. {alt}",
        columns=("country_code", "country", *COUNTED), notes=lacking, opens="country", here=here,
    )  # fmt: skip


def by_year(selection: Selection, *, key: str, here: str = "mobility") -> None:
    """The line over the years, with gaps, breaks and notes."""
    rows = counts(selection, "academic_year", every_year=True)
    if not some(rows):
        about.nothing(selection, rows[rows["academic_year"] == selection.year], ever=False)
        return
    told = about.told(selection, key, _("by year"), every_year=True)
    drawn, possible = ranges.beside(selection, rows)
    names = [words.year(year, selection.period_kind) for year in drawn["academic_year"]]
    marked = notes.of_series(selection, [int(year) for year in rows["academic_year"]])
    figure = charts.years(
        drawn,
        style=show.style(),
        label=_("Students"),
        year_names=names,
        breaks=marked.breaks,
        notes=marked.notes,
        partial=words.word("state", "partial"),
        ranges=possible,
    )
    alt = finding.trend(rows, period_kind=selection.period_kind, breaks=marked.breaks)
    show.chart(
        told, figure, rows, about.source(selection, every_year=True), alt=f"{told.title}. {alt}",
        columns=("academic_year", "headcount", "state", "withheld_cells", "is_invented"),
        notes=[*marked.texts, *finding.lacking(rows, "academic_year"), *ranges.told(possible)], opens="year", here=here,
    )  # fmt: skip


def heat_map(selection: Selection, *, key: str, here: str = "mobility") -> None:
    """Faculties (of a chosen faculty its departments) and their largest countries."""
    level = "department" if selection.faculty else "faculty"
    rows = counts(selection, level, "country")
    named = rows[(rows[level] != "") & ~rows["country_code"].isin(NOT_COUNTRIES)]
    if not some(named):
        return
    drawn = named.assign(faculty=named[level], faculty_code=named[f"{level}_code"])
    by = (
        _("departments and their largest countries")
        if selection.faculty
        else _("faculties and their largest countries")
    )
    told = about.told(selection, key, by)
    show.chart(
        told, charts.faculty_by_country(drawn, style=show.style(), states=words.all_words("state")), rows,
        about.source(selection),
        alt=f"{told.title}. {finding.heat(named, level)}", notes=finding.lacking(rows, "country"),
        columns=(f"{level}_code", level, "country_code", "country", *COUNTED), opens=level, here=here,
    )  # fmt: skip


def flows(selection: Selection, *, key: str, here: str = "mobility") -> None:
    """From home regions to faculties; of those who leave, from faculties to host countries."""
    unit = "department" if selection.faculty else "faculty"
    inbound = selection.direction == Direction.INBOUND
    ends = ("region", unit) if inbound else (unit, "country")
    rows = counts(selection, *ends)
    named = rows.assign(**{end: rows[end].where(rows[end] != "", _("not stated")) for end in ends})
    if not some(named):
        about.nothing(selection, rows)
        return
    if selection.faculty:
        by = _("from home region to department") if inbound else _("from department to host country")
    else:
        by = _("from home region to faculty") if inbound else _("from faculty to host country")
    told = about.told(selection, key, by)
    show.chart(
        told, flow_charts.flow(named, *ends, style=show.style(), rest=show.rest()), rows, about.source(selection),
        alt=f"{told.title}. {finding.flow(named, *ends)}", notes=finding.lacking(rows, ends[1]),
        columns=(*(column for end in ends for column in (f"{end}_code", end)), *COUNTED),
    )  # fmt: skip


def by_group(selection: Selection, *, key: str, here: str = "mobility") -> None:
    """Country groups as rows: they overlap, so they have bars each for itself and no rest. Chosen countries and a
    chosen group do not narrow them."""
    every = replace(selection, group="", country=(), countries=())
    rows = counts(every, "group")
    rows = rows.assign(group=[words.word("group", code) for code in rows["group_code"]])
    if not some(rows):
        if some(counts(every)):
            st.info(_("No country of this choice is a member of a country group."))
        else:
            about.nothing(every, counts(every))
        return
    told = about.told(every, key, _("by country group"))
    show.chart(
        told, charts.bars(rows, "group", style=show.style(), rest=show.rest(), top=len(rows)), rows,
        about.source(every), alt=f"{told.title}. {_each(rows)}",
        columns=("group_code", "group", *COUNTED), opens="group", here=here,
        notes=[_("Groups overlap: these bars are never added up."), members_line(selection)],
    )  # fmt: skip


def _each(rows: pd.DataFrame) -> str:
    """Rows that overlap, each for itself and without a sum."""
    known = rows[rows["headcount"].fillna(0) > 0]
    told = []
    for name, count, state in zip(known["group"], known["headcount"], known["state"], strict=True):
        told.append(f"{name}: {words.counted(count, is_least=state == 'partial')}")
    return "; ".join(told)


def members_line(selection: Selection) -> str:
    """At which date members of groups are counted."""
    if selection.members == "today":
        return _("Members of each group as of today, for every year.")
    return _("Members of each group as of 1 September of each academic year.")


@protected.where_shown
def rows_behind(selection: Selection, *, key: str) -> None:
    """The cells the page's figures are made of, with file and lines; asked for only when it is opened."""
    label, wanted = _("Files and lines behind these figures"), show.all_tables()
    with st.expander(label, expanded=wanted, key=f"open-{key}", on_change="rerun") as box:
        if box.open or wanted:
            cells = data.frame("cells_behind", where=selection.where(), language=current().language)
            if cells.empty:
                about.nothing(selection)
                return
            st.caption(_("The largest cells first, at most {count}.", count=current().number(300)))
            told = about.told(selection, key, _("by file and line"))
            show.table(told, cells.rename(columns={"cell_state": "state"}))


def beside(selections: Sequence[Selection]) -> Iterator[Selection]:
    """Each selection within a column of its own; one alone takes the whole width."""
    if len(selections) == 1:
        yield selections[0]
        return
    for column, one in zip(st.columns(len(selections), gap="large"), selections, strict=True):
        with column:
            yield one
