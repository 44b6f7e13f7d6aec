"""Figures that several pages show: each asks a query, draws a chart, and gives title, unit, table and source."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard import caption, data, show, words
from dashboard.charts import mobility as charts
from dashboard.filters import Selection
from dashboard.i18n import N_, _, current, ngettext
from db.vocabulary import NOT_COUNTRIES, NOT_STATED_COUNTRY

CARDS = {
    "inbound_degree": N_("International students, degree"),
    "inbound_credit": N_("Incoming exchange students"),
    "outbound_degree": N_("Students abroad for a degree"),
    "outbound_credit": N_("Outgoing exchange students"),
    "share_pct": N_("Share of international students"),
    "all_students": N_("All students"),
    "countries": N_("Countries of origin"),
}
TITLES = {
    ("inbound", "degree"): N_("International degree students"),
    ("inbound", "credit"): N_("Incoming exchange students"),
    ("outbound", "degree"): N_("Students abroad for a degree"),
    ("outbound", "credit"): N_("Outgoing exchange students"),
}
NAMED_IN_ALT = 5
NAMED_IN_TITLE = 3


def in_rows(items: Sequence[Any], width: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), width):
        yield items[start : start + width]


def narrowed(selection: Selection) -> list[str]:
    """What the filter bar narrows figures to, in words: unit, group, countries, partner, levels."""
    language = current().language
    units = data.frame("units", selection.institution, language=language).set_index("code")["name"]
    countries = data.ask("countries", selection.institution, language=language)
    partners = data.ask("partners", selection.institution, language=language)
    unit = selection.department or selection.faculty
    parts = [units[unit]] if unit else []
    parts += [words.word("group", selection.group).split(":")[0]] if selection.group else []
    parts += [countries[code] for code in selection.country[:NAMED_IN_TITLE]]
    parts += ["…"] if len(selection.country) > NAMED_IN_TITLE else []
    parts += [partners[selection.partner]] if selection.partner else []
    return parts + [words.word("level", level) for level in selection.level]


def whose(selection: Selection, by: str, *, year: bool = True) -> str:
    """Title of a mobility figure: what is counted, for whom, when, and by what it is told apart."""
    parts = [_(TITLES[selection.direction, selection.mobility_type]), *narrowed(selection)]
    parts += [words.year(selection.year, selection.period_kind)] if year else []
    return show.heading(", ".join([*parts, by]), selection)


def unit_line(selection: Selection) -> str:
    """Unit of a mobility figure: persons, stock or flow."""
    return _("Persons") + "; " + words.word("measure", selection.measure)


def record_card(card: Any, selection: Selection) -> None:
    """A figure of records with its change on the year before and a sparkline."""
    t = current()
    write = t.percent if card.name == "share_pct" else t.number
    delta = None
    if card.change is not None:
        points = _("{change} points", change=_signed_decimal(card.change)) if card.name == "share_pct" else ""
        percent = f" ({_sign(card.change_pct)}{t.percent(abs(card.change_pct))})" if card.change_pct is not None else ""
        delta = points or t.signed(card.change) + percent
    label = _(CARDS[card.name]) + ", " + words.year(card.year, data.period_kinds()[card.series])
    with st.container(border=True, height="stretch"):
        # The metric's own label would be cut off where it is long.
        st.caption(show.heading(label, selection))
        st.metric(
            label,
            write(card.value) if card.value is not None else _("not known"),
            delta,
            delta_color="off",
            delta_arrow=_arrow(card.change),
            label_visibility="collapsed",
            chart_data=[value for _year, value in card.trend] if len(card.trend) > 1 else None,
        )


def _arrow(change: float | None) -> Literal["up", "down", "off"]:
    return "off" if not change else "up" if change > 0 else "down"


def _signed_decimal(value: float) -> str:
    return _sign(value) + current().number(abs(round(value, 1)), decimals=1)


def _sign(value: float) -> str:
    return "+" if value > 0 else "−" if value < 0 else "±"


def published_card(figure: dict[str, Any]) -> None:
    """A published figure with its date, age and document."""
    with st.container(border=True, height="stretch"):
        by_whom = words.word("definition", figure["definition"])
        st.caption(caption.plain(words.word("metric", figure["metric"]) + (f" ({by_whom})" if by_whom else "")))
        st.markdown(f"#### {words.qualified(figure['value'], figure['qualifier'], figure['unit_of_measure'])}")
        st.caption(_age(figure["age_days"]))
        st.caption(
            caption.document(figure["source_title"], figure["source_url"], figure["as_of"] or figure["source_date"])
        )


def _age(days: Any) -> str:
    if pd.isna(days):
        return _("Undated: its age is not known.")
    years = int(days) // 365
    return ngettext("{count} year old", "{count} years old", years) if years else _("Less than a year old")


def ranges(selection: Selection) -> None:
    """What two qualified figures say together, with both dates; a range, never one number."""
    said = data.frame("published", where={"institution": [selection.institution]}).set_index("code")
    for found in data.ask("ranges", selection.institution, selection.year):
        figures = said.loc[list(found.figures)]
        one, other = (_dated(figure) for figure in figures.to_dict("records"))
        told = {"one": one, "other": other}
        if found.name == "share_pct":
            limits = _limits(found, current().percent)
            text = _("Share of international students: {limits} – {one} of {other}.", limits=limits, **told)
        else:
            limits = _limits(found, current().signed)
            text = _("Change on the year before: {limits} – {one} against {other}.", limits=limits, **told)
        st.markdown(caption.plain(text))
        caption.documents(figures)


def _limits(found: Any, write: Callable[[float], str]) -> str:
    """'at most 15.7%', '+1,079 to +1,178', or that nothing limits it."""
    if found.lowest is None and found.highest is None:
        return _("not limited")
    if found.lowest is None:
        return _("at most {high}", high=write(found.highest))
    if found.highest is None:
        return _("at least {low}", low=write(found.lowest))
    return _("{low} to {high}", low=write(found.lowest), high=write(found.highest))


def _dated(figure: dict[Any, Any]) -> str:
    """'at least 25,000 (January 2024)'."""
    shown = words.qualified(figure["value"], figure["qualifier"], figure["unit_of_measure"])
    return shown + " (" + (current().day(str(figure["as_of"] or figure["source_date"])) or _("undated")) + ")"


def _nothing(selection: Selection) -> None:
    st.info(
        _("Nothing is known for this choice in {year}. Choose another year, or fewer conditions.",
          year=words.year(selection.year, selection.period_kind))
    )  # fmt: skip


def _counts(selection: Selection, *by: str, every_year: bool = False) -> pd.DataFrame:
    where = selection.where(every_year=every_year)
    return data.frame("mobility", by=by, where=where, language=current().language)


def _source(selection: Selection, *, every_year: bool = False) -> None:
    caption.releases(selection.where(every_year=every_year))


def finding(counts: pd.DataFrame, name: str) -> str:
    """The first few rows in words, for those who do not see the chart."""
    known = counts[counts["headcount"].fillna(0) > 0].head(NAMED_IN_ALT)
    return "; ".join(f"{n}: {current().number(h)}" for n, h in zip(known[name], known["headcount"], strict=True))


def by_country(selection: Selection, *, key: str, top: int = 15) -> None:
    counts = _counts(selection, "country")
    if not counts["headcount"].fillna(0).any():
        _nothing(selection)
        return
    if set(counts["country_code"]) == {NOT_STATED_COUNTRY}:
        return  # the map has said that the source tells no countries
    title = whose(selection, _("by country"))
    figure = charts.bars(counts, "country", style=show.style(), rest=show.rest(), top=top)
    show.chart(
        title, unit_line(selection), figure, counts, lambda: _source(selection), key=key,
        alt=f"{title}. {finding(counts, 'country')}", is_invented=selection.is_invented,
        columns=("country_code", "country", "headcount", "state", "withheld_cells", "academic_years"),
        cited=caption.cited(selection.where()),
    )  # fmt: skip


def world(selection: Selection, *, key: str) -> None:
    counts = _counts(selection, "country")
    named = counts[~counts["country_code"].isin(NOT_COUNTRIES)]
    if not named["headcount"].fillna(0).any():
        st.info(_("The source does not tell countries for this choice, so there is no map."))
        return
    title = whose(selection, _("map"))
    figure = charts.world(named, style=show.style())

    def source() -> None:
        small = charts.not_on_map(named)
        if len(small):
            st.caption(_("Too small to be drawn: {countries}", countries=caption.plain(finding_all(small))))
        _source(selection)

    show.chart(
        title, unit_line(selection), figure, counts, source, key=key, alt=f"{title}. {finding(counts, 'country')}",
        is_invented=selection.is_invented, columns=("country_code", "country", "headcount", "state"),
        cited=caption.cited(selection.where()),
    )  # fmt: skip


def finding_all(counts: pd.DataFrame) -> str:
    return "; ".join(f"{n} {current().number(h)}" for n, h in zip(counts["country"], counts["headcount"], strict=True))


def by_faculty(selection: Selection, *, key: str, top: int = 20) -> None:
    """By faculty; within a chosen faculty, by department."""
    level = "department" if selection.faculty else "faculty"
    counts = _counts(selection, level)
    empty = _("not broken down")
    counts = counts.assign(**{level: counts[level].where(counts[level] != "", empty)})
    if not counts["headcount"].fillna(0).any():
        _nothing(selection)
        return
    title = whose(selection, _("by department") if level == "department" else _("by faculty"))
    figure = charts.bars(counts, level, style=show.style(), rest=show.rest(), top=top)
    show.chart(
        title, unit_line(selection), figure, counts, lambda: _source(selection), key=key,
        alt=f"{title}. {finding(counts, level)}", is_invented=selection.is_invented,
        columns=(f"{level}_code", level, "headcount", "state", "withheld_cells", "academic_years"),
        cited=caption.cited(selection.where()),
    )  # fmt: skip


def by_year(selection: Selection, *, key: str) -> None:
    counts = _counts(selection, "academic_year", every_year=True)
    if not counts["headcount"].fillna(0).any():
        _nothing(selection)
        return
    title = whose(selection, _("by year"), year=False)
    names = [words.year(year, selection.period_kind) for year in counts["academic_year"]]
    figure = charts.years(counts, style=show.style(), label=_("Students"), year_names=names)
    show.chart(
        title, unit_line(selection), figure, counts, lambda: _source(selection, every_year=True), key=key,
        alt=f"{title}. {finding(counts.assign(year=names), 'year')}",
        is_invented=selection.is_invented, columns=("academic_year", "headcount", "state", "withheld_cells"),
        cited=caption.cited(selection.where(every_year=True)),
    )  # fmt: skip


def faculty_by_country(selection: Selection, *, key: str) -> None:
    counts = _counts(selection, "faculty", "country")
    named = counts[(counts["faculty"] != "") & ~counts["country_code"].isin(NOT_COUNTRIES)]
    if not named["headcount"].fillna(0).any():
        return
    title = whose(selection, _("faculties and their largest countries"))
    figure = charts.faculty_by_country(named, style=show.style())
    show.chart(
        title, unit_line(selection), figure, counts, lambda: _source(selection), key=key, alt=title,
        is_invented=selection.is_invented, columns=("faculty", "country_code", "country", "headcount", "state"),
        cited=caption.cited(selection.where()),
    )  # fmt: skip


def rows_behind(selection: Selection, *, key: str) -> None:
    """The cells the page's figures are made of, with file and lines."""
    cells = data.frame("cells_behind", where=selection.where(), language=current().language)
    with st.expander(_("Files and lines behind these figures")):
        st.caption(_("The largest cells first, at most {count}.", count=300))
        show.table(cells, key=key, is_invented=selection.is_invented, title=whose(selection, _("by file and line")))
