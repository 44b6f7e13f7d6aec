"""Frames in the reader's words: codes as words, years and dates as people write them, addresses as links."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote_plus

import pandas as pd
import streamlit as st

from dashboard import data, drill, words
from dashboard.caption import release_link
from dashboard.i18n import _, current
from dashboard.styled import styled
from db.vocabulary import NOT_COUNTRIES, PeriodKind

CODED = (
    "direction", "mobility_type", "level", "measure", "type", "status", "metric", "kind", "definition", "confidence",
    "good", "covers", "scope", "basis", "renewal", "start_kind", "measured",
)  # fmt: skip
STATES = ("state", "places_state", "assigned_state", "before_state", "after_state")
UNTOLD = {"renewal": ("not_stated",), "start_kind": ("not_stated",)}
"""Words that tell no more than a blank."""
ONLY_IN_FILES = ("qualifier", "unit_of_measure", "origin_basis", "table")
DECLARED = ("producer", "licence", "counts", "international")
WHOLE = (
    "headcount", "before", "after", "change", "places", "assigned", "rows_read", "rows", "bytes", "cells_new",
    "cells_restated", "cells_unchanged", "cells_withdrawn", "inbound", "outbound", "balance", "agreements", "partners",
    "lower", "upper", "statements", "graduates", "idle_years", "beyond", "others", "students_a_year", "places_a_year",
    "outbound_places", "inbound_places", "places_balance", "students", "running",
)  # fmt: skip
MOMENTS = ("loaded_at", "undone_at", "at")
"""Shown in words and yet moments, by which the table sorts."""

NOTHING = "–"
SOME = "⁂"
"""Stands for a code in the address of a page."""
OF_YEAR = re.compile(r"\b[0-9]{4}(?=:)")
DATES = (
    "source_date",
    "as_of",
    "start",
    "set_on",
    "on_date",
    "valid_from",
    "valid_to",
    "since",
    "stated",
    "begins",
    "ends",
    "last_day",
)
IN_TEXT = ("shown", *DATES)
"""Numbers within words. The framework measures the first rows only, and "at least 25" is not "at least 25,000"."""
LETTER_PX, EDGES_PX, MOST_LETTERS = 7.5, 20, 40


@dataclass(frozen=True)
class Shown:
    """A table as it is drawn: its rows under their headers, how numbers are written, how links are shown, and how wide
    columns are that the framework would make too narrow."""

    plain: pd.DataFrame
    formats: dict[str, Callable[[Any], str]]
    links: dict[str, Any]
    widths: dict[str, Any]

    @property
    def heads(self) -> list[str]:
        return [str(head) for head in self.plain.columns]

    @property
    def styled(self) -> Any:
        return styled(self.plain, self.formats, NOTHING)

    def text(self, value: Any, head: str) -> str:
        """What is read in a cell."""
        if pd.isna(value):
            return NOTHING
        return self.formats[head](value) if head in self.formats else str(value)


def in_words(rows: pd.DataFrame, columns: Sequence[str]) -> Shown:
    """The columns that have a value at all, in the reader's words; none named: all."""
    told = [name for name in (columns or rows.columns) if name in rows and not _blank(rows[name], name)]
    kinds = _period_kinds(rows)
    shown = _worded(rows[told], kinds)
    all_heads = _heads(rows, kinds)
    heads = {name: all_heads.get(name, name) for name in told}
    links = {}
    if "source_url" in told:
        links[heads["source_url"]] = st.column_config.LinkColumn(display_text="↗", width="small")
    if "release" in told:
        links[heads["release"]] = st.column_config.LinkColumn(display_text=r"release=(\d+)", width="small")
    pages = _pages(rows)
    if pages is not None:
        heads["page"] = words.word("columns", "page")
        # Of a register the way to each agreement is what the table is for.
        is_first = ("agreement" in rows and "code" not in rows) or "places_balance" in rows
        shown = {"page": pages, **shown} if is_first else {**shown, "page": pages}
        links[heads["page"]] = st.column_config.LinkColumn(display_text=_("open"), width="small")
    formats: dict[str, Callable[[Any], str]] = {heads[name]: current().number for name in told if name in WHOLE}
    formats |= {heads[name]: current().percent for name in told if name.endswith("_pct")}
    formats |= {heads[name]: current().moment for name in told if name in MOMENTS}
    widths = {heads[name]: _width(heads[name], shown[name]) for name in told if name in IN_TEXT}
    plain = pd.DataFrame(shown, index=rows.index)
    plain.columns = pd.Index([heads[name] for name in shown])
    return Shown(plain, formats, links, widths)


def _width(head: str, texts: Iterable[Any]) -> Any:
    longest = max(map(len, [head, *map(str, texts)]))
    return st.column_config.Column(width=round(EDGES_PX + LETTER_PX * min(longest, MOST_LETTERS)))


def for_people(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """The rows of a workbook, and the heads of its columns: codes as words, days as dates, numbers as they are.

    Columns that only a program needs have no word, and are left to the CSV.
    """
    kinds = _period_kinds(rows)
    heads = _heads(rows, kinds)
    if "institution" in rows:
        heads["institution_code"] = _("Institution code")
    of_drawing = ("label",) if "shown" in rows else ()
    told = rows[[name for name in rows.columns if name in heads and name not in of_drawing]]
    made = _coded(told, kinds)
    for name in told.columns:
        if name in ONLY_IN_FILES:
            made[name] = [words.word(name, code) if _told(code) else "" for code in told[name]]
        elif name in DECLARED:
            made[name] = [words.said(text) if _told(text) else "" for text in told[name]]
        elif name == "period":
            of_each = rows.get("period_kind", kinds)
            periods = zip(told[name], of_each, strict=True)
            made[name] = _column(_period(code, str(kind)) if _told(code) else "" for code, kind in periods)
        elif name in DATES:
            made[name] = _column(_day(_known_day(name, day)) if _told(day) else "" for day in told[name])
    return pd.DataFrame(made, index=rows.index), heads


def _heads(rows: pd.DataFrame, kinds: Sequence[str]) -> dict[str, str]:
    """The head of each column that has a word; a year is no academic year where no series counts by those, a status
    that was worked out is none that is stated."""
    heads = words.all_words("columns") | ({"status": _("Status")} if "basis" in rows else {})
    plain = bool(set(kinds)) and str(PeriodKind.ACADEMIC_YEAR) not in kinds
    return heads | {"academic_year": heads["year"], "academic_years": heads["years"]} if plain else heads


def _period(code: str, kind: str) -> date | str:
    return words.year(code, kind) if code.isdecimal() else _day(code)


def _known_day(name: str, day: Any) -> str:
    """A day as far as it is known; of a validity the last day, as people tell it, not the first one after."""
    return (day - timedelta(days=1)).isoformat() if name == "valid_to" and isinstance(day, date) else str(day)


def _day(known: str) -> date | str:
    """A date; in words where its day is not known."""
    try:
        return date.fromisoformat(known) if len(known) == len("2023-09-13") else current().day(known)
    except ValueError:
        return known


def _column(values: Iterable[Any]) -> Any:
    """Values as they are: pandas would make moments of dates."""
    return pd.array(list(values), dtype=object)


def _told(value: Any) -> bool:
    return bool(pd.notna(value)) and str(value) != ""


def _pages(rows: pd.DataFrame) -> "pd.Series[str] | None":
    """The address of the page behind each row, where the rows are countries, faculties or partners."""
    kind = next((kind for kind in ("partner", "country", "faculty") if f"{kind}_code" in rows), "")
    if not kind:
        return None
    # A row about one agreement; where it is about what a source said of one, the partner's page has them all.
    kind = "agreement" if "agreement" in rows and "code" not in rows else kind
    codes = rows["agreement" if kind == "agreement" else f"{kind}_code"].astype("string").fillna("")
    nowhere = {"", "not-stated", *NOT_COUNTRIES}
    before, after = drill.address(kind, **{kind: SOME}).split(quote_plus(SOME))
    return pd.Series(
        [f"{before}{quote_plus(code)}{after}" if code not in nowhere else "" for code in codes], index=rows.index
    )


def _blank(column: "pd.Series[Any]", name: str) -> bool:
    nothing = {"", *UNTOLD.get(name, ())}
    return all(pd.isna(value) or str(value) in nothing for value in set(column.tolist()))


def _period_kinds(rows: pd.DataFrame) -> list[str]:
    """What the year of each row is: that of its series; without one, an academic year."""
    usual = str(PeriodKind.ACADEMIC_YEAR)
    kinds = data.period_kinds() if "series" in rows else {}
    return [kinds.get(str(code), usual) for code in rows["series"]] if kinds else [usual] * len(rows)


def _worded(rows: pd.DataFrame, kinds: Sequence[str]) -> dict[str, Any]:
    """Columns: codes as words, years and dates as people write them, releases as links."""
    shown = _coded(rows, kinds)
    for name in shown:
        if name in DATES:
            shown[name] = _each(shown[name], partial(_day_told, name))
        elif name == "target_year":
            shown[name] = _each(shown[name], lambda year: "" if pd.isna(year) else str(year))
        elif name == "is_invented":
            shown[name] = _each(shown[name], lambda made_up: _("invented") if made_up else "")
        elif name == "release":
            shown[name] = _each(shown[name], lambda number: release_link(int(number)))
        elif name in MOMENTS:
            shown[name] = pd.to_datetime(shown[name], utc=True)
    return shown


def _coded(rows: pd.DataFrame, kinds: Sequence[str]) -> dict[str, Any]:
    """Columns: codes and years in words."""
    shown: dict[str, Any] = {str(name): rows[name] for name in rows.columns}
    for name in shown:
        if name == "status" and "valid_to" in shown and "basis" not in shown:
            shown[name] = [words.status(*one) for one in zip(rows["status"], rows["valid_to"], strict=True)]
        elif name in CODED:
            shown[name] = _each(shown[name], partial(words.word, name))
        elif name == "source_title":
            shown[name] = _each(shown[name], words.said)
        elif name == "except_level":
            shown[name] = _each(shown[name], lambda code: "" if pd.isna(code) else words.word("level", code))
        elif name in STATES:
            shown[name] = _each(shown[name], partial(words.word, "state"))
        elif name == "evidence":
            shown[name] = [OF_YEAR.sub(lambda year: words.year(year[0]), told) for told in shown[name]]
        elif name == "last_activity":
            shown[name] = _each(shown[name], lambda year: words.year(year) if pd.notna(year) else "")
        elif name == "academic_year":
            years = zip(shown[name], kinds, strict=True)
            shown[name] = [words.year(y, kind) if pd.notna(y) and y != "" else "" for y, kind in years]
        elif name == "academic_years":
            spans = zip(shown[name], kinds, strict=True)
            shown[name] = ["–".join(words.year(y, kind) for y in str(span).split("–")) for span, kind in spans]
    return shown


def _day_told(name: str, day: Any) -> str:
    return current().day(_known_day(name, day)) if _told(day) else ""


def _each(column: "pd.Series[Any]", told: Callable[[Any], str]) -> list[str]:
    """What is told of each value of a column; worked out once for all that are alike."""
    values = column.tolist()
    words_of = {value: told(value) for value in set(values)}
    return [words_of[value] for value in values]
