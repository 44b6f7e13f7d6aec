"""Cards: one figure each with its year, its change, its line over the years, its targets and its source."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard import about, caption, data, goals, notes, protected, said, show, witness, words
from dashboard.i18n import N_, _, current, ngettext
from dashboard.selection import Selection
from db.queries.cards import COUNTRIES
from db.queries.cards import cards as cards_of

NAMES = {
    "inbound_degree": N_("International students, degree"),
    "inbound_credit": N_("Incoming exchange students"),
    "outbound_degree": N_("Students abroad for a degree"),
    "outbound_credit": N_("Outgoing exchange students"),
    "share_pct": N_("Share of international students"),
    "part_pct": N_("Part of all international students"),
    "all_students": N_("All students"),
    "countries": N_("Countries of origin"),
    "host_countries": N_("Host countries"),
    "partners": N_("Active partners abroad"),
    "agreements": N_("Agreements in force"),
    "double_degrees": N_("Double degrees in force"),
    "branches": N_("Branches"),
}
OF_PERSONS = ("inbound_degree", "all_students", "inbound_credit", "outbound_credit", "outbound_degree")
PERCENT = ("share_pct", "part_pct")
ACROSS = 4
BESIDE = ("share_pct", "part_pct", "countries", "host_countries", "all_students")
"""What stands beside the chosen direction and type, as far as there is room."""

_OTHER = {"inbound": "outbound", "outbound": "inbound"}


def in_rows(items: Sequence[Any], width: int) -> Iterator[tuple[Any, Any]]:
    """Each item with the column it stands in."""
    for start in range(0, len(items), width):
        row = items[start : start + width]
        yield from zip(st.columns(width), row, strict=False)


def of_institution(selection: Selection) -> None:
    """The few figures of the whole institution, people and ties."""
    asked = {"language": current().language, "chosen": selection.series}
    people = data.ask("record_trends", selection.institution, where={}, **asked)
    ties = data.ask("tie_trends", selection.institution)
    trends = {**people, **ties}
    found = cards_of(trends, selection.year)
    for column, card in in_rows(found, ACROSS):
        with column:
            _card(card, selection, goals.of_card(card, selection, trends[card.name].years))
    told = _("All cards: the whole institution, {year}.", year=words.year(selection.year, selection.period_kind))
    st.caption(" ".join([caption.plain(told), caption.definitions({card.series for card in found})]))


def of_selection(selection: Selection, *, of_country: bool = False) -> None:
    """The few figures of just what is chosen: students in both directions, their share, and the countries of the chosen
    direction.

    of_country: the page is that of a country. There, and of one chosen country, a number of countries says nothing.
    """
    where = {name: values for name, values in selection.where(every_year=True).items() if name in NARROWING}
    kind = selection.mobility_type
    countries_of = "" if of_country or len(selection.countries) == 1 else selection.direction
    asked = {"language": current().language, "chosen": selection.series, "mobility_type": kind}
    trends = data.ask("record_trends", selection.institution, where=where, countries_of=countries_of, **asked)
    wanted = (f"{selection.direction}_{kind}", f"{_OTHER[selection.direction]}_{kind}", *BESIDE)
    shown = [name for name in dict.fromkeys(wanted) if name in trends]
    countries = COUNTRIES.get(countries_of, "")
    if countries in shown and trends[countries].series != selection.series:
        shown.remove(countries)  # they are those of other students than the page shows
    shown = shown[:ACROSS]
    for column, card in in_rows(cards_of({name: trends[name] for name in shown}, selection.year), ACROSS):
        with column:
            _card(card, selection)


NARROWING = ("faculty", "department", "country", "group", "members", "partner", "level")


def _card(card: Any, selection: Selection, targets: Sequence[str] = ()) -> None:
    """A figure of records with its change on the year before, a sparkline, targets and source."""
    label = _(NAMES[card.name]) + ", " + words.year(card.year, _kind(card))
    if card.name in OF_PERSONS and card.value is not None:
        witness.looked(", ".join([label, *about.narrowed(selection)]), pd.DataFrame({"headcount": [card.value]}))
    with st.container(border=True, height="stretch"):
        # The metric's own label would be cut off where it is long.
        st.caption(show.heading(label, selection))
        st.metric(
            label, _value(card), _delta(card, selection), delta_color="off", delta_arrow=_arrow(card),
            label_visibility="collapsed",
            chart_data=[value for _year, value in card.trend] if len(card.trend) > 1 else None,
        )  # fmt: skip
        for line in targets:
            st.caption(caption.plain(line))
        caption.short(_releases(card, selection))


def _releases(card: Any, selection: Selection) -> list[int]:
    """What a card was counted from; nothing where no figure is known, nor why there is none."""
    if card.value is None and not card.state:
        return []
    of_it = {"institution": [selection.institution], "academic_year": [str(card.year)]}
    asked = [caption.behind(selection.institution, {**where, **of_it}, topic) for topic, where in card.behind]
    return sorted({*card.releases, *(number for numbers in asked for number in numbers)})


def _kind(card: Any) -> str:
    return data.period_kinds().get(card.series, "academic_year")


def _value(card: Any) -> str:
    if card.value is None:
        return words.untold(card.state)
    shown = current().percent(card.value) if card.name in PERCENT else current().number(card.value)
    return _("at least {low}", low=shown) if card.is_partial else shown


def _delta(card: Any, selection: Selection) -> str | None:
    if card.change is None:
        return None
    if notes.breaks(card.series, card.year - 1, card.year):
        return _("break in the series")
    then = words.year_before(card.year, _kind(card))
    if card.name in PERCENT:
        return _("{change} points on {year}", change=signed_decimal(card.change), year=then)
    percent = (
        f" ({_sign(card.change_pct)}{current().percent(abs(card.change_pct))})"
        if card.change_pct is not None and protected.tells_percent(card.before)
        else ""
    )
    return _("{change} on {year}", change=current().signed(card.change) + percent, year=then)


def _arrow(card: Any) -> Literal["up", "down", "off"]:
    """Of a change as it is written: what rounds to nothing goes nowhere."""
    broken = notes.breaks(card.series, card.year - 1, card.year)
    change = 0 if broken else round(card.change or 0, 1)
    return "off" if not change else "up" if change > 0 else "down"


def signed_decimal(value: float) -> str:
    shown = round(value, 1)
    return _sign(shown) + current().number(abs(shown), decimals=1)


def _sign(value: float) -> str:
    return "+" if value > 0 else "−" if value < 0 else "±"


def of_statements(selection: Selection) -> None:
    """What was stated of the whole institution: each figure with its date, age, document and targets."""
    cards = data.frame("published_cards", selection.institution, language=current().language)
    for column, card in in_rows(cards.to_dict("records"), ACROSS):
        with column:
            _published(card, selection)


def of_figures(figures: pd.DataFrame) -> None:
    """The newest statements about numbers of students, each with its scope, day and document; never added up."""
    told = said.in_words(figures)
    people = told[told["metric"].str.startswith("students_") & ~told["is_doubtful"].astype(bool)]
    people = people[people["set_aside"] == ""]
    for column, figure in in_rows(people.sort_values("dated", ascending=False).head(ACROSS).to_dict("records"), ACROSS):
        with column, st.container(border=True, height="stretch"):
            scope = f", {figure['scope']}" if figure["scope"] else ""
            st.caption(caption.plain(words.word("metric", figure["metric"]) + scope))
            st.markdown(f"#### {figure['shown']}")
            day = figure["as_of"] or figure["source_date"]
            st.caption(caption.document(figure["source_title"], figure["source_url"], day))


def _published(figure: dict[str, Any], selection: Selection) -> None:
    with st.container(border=True, height="stretch"):
        by_whom = words.word("definition", figure["definition"])
        st.caption(caption.plain(words.word("metric", figure["metric"]) + (f" ({by_whom})" if by_whom else "")))
        st.markdown(f"#### {words.qualified(figure['value'], figure['qualifier'], figure['unit_of_measure'])}")
        st.caption(_age(figure["age_days"]))
        for line in goals.of_statement(figure, selection):
            st.caption(caption.plain(line))
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
            limits = words.limited(found.lowest, found.highest, current().percent)
            text = _("Share of international students: {limits} – {one} of {other}.", limits=limits, **told)
        else:
            limits = words.limited(found.lowest, found.highest, current().signed)
            text = _("Change on the year before: {limits} – {one} against {other}.", limits=limits, **told)
        st.markdown(caption.plain(text))
        for line in goals.of_range(found, figures.to_dict("records"), selection):
            st.caption(caption.plain(line))
        caption.documents(figures)


def _dated(figure: dict[Any, Any]) -> str:
    """'at least 25,000 (January 2024)'."""
    shown = words.qualified(figure["value"], figure["qualifier"], figure["unit_of_measure"])
    return shown + " (" + (current().day(str(figure["as_of"] or figure["source_date"])) or _("undated")) + ")"
