"""Frames in the reader's words: codes as words, years and dates as people write them, addresses as links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data, drill, words
from dashboard.caption import release_link
from dashboard.i18n import _, current
from db.vocabulary import NOT_COUNTRIES, PeriodKind

CODED = (
    "direction", "mobility_type", "level", "measure", "type", "status", "metric", "kind", "definition", "confidence",
    "good",
)  # fmt: skip
STATES = ("state", "assigned_state", "before_state", "after_state")
WHOLE = (
    "headcount", "before", "after", "change", "places", "assigned", "rows_read", "rows", "bytes", "cells_new",
    "cells_restated", "cells_unchanged", "cells_withdrawn", "inbound", "outbound", "balance", "agreements", "partners",
)  # fmt: skip
DATES = ("source_date", "as_of", "start", "set_on", "on_date", "valid_from", "valid_to")


@dataclass(frozen=True)
class Shown:
    """A table as it is drawn: styled words, how its links are shown, and its headers."""

    styled: Any
    links: dict[str, Any]
    heads: list[str]


def in_words(rows: pd.DataFrame, columns: Sequence[str]) -> Shown:
    """The columns that have a value at all, in the reader's words; none named: all."""
    told = [name for name in (columns or rows.columns) if name in rows and not _blank(rows[name])]
    kinds = _period_kinds(rows)
    shown = _worded(rows[told], kinds)
    heads = {name: words.word("columns", name) for name in told}
    if set(kinds) and str(PeriodKind.ACADEMIC_YEAR) not in kinds:
        plain = {"academic_year": "year", "academic_years": "years"}
        heads |= {name: words.word("columns", plain[name]) for name in told if name in plain}
    links = {}
    if "source_url" in told:
        links[heads["source_url"]] = st.column_config.LinkColumn(display_text="↗", width="small")
    if "release" in told:
        links[heads["release"]] = st.column_config.LinkColumn(display_text=r"release=(\d+)", width="small")
    pages = _pages(rows)
    if pages is not None:
        heads["page"] = words.word("columns", "page")
        shown["page"] = pages
        links[heads["page"]] = st.column_config.LinkColumn(display_text=_("open"), width="small")
    numbers: dict[str, Any] = {heads[name]: current().number for name in told if name in WHOLE}
    numbers |= {heads[name]: current().percent for name in told if name.endswith("_pct")}
    styled = shown.rename(columns=heads).style.format(numbers, na_rep="–")
    return Shown(styled, links, list(heads.values()))


def _pages(rows: pd.DataFrame) -> "pd.Series[str] | None":
    """The address of the page behind each row, where the rows are countries, faculties or partners."""
    kind = next((kind for kind in ("partner", "country", "faculty") if f"{kind}_code" in rows), "")
    if not kind:
        return None
    codes = rows[f"{kind}_code"].astype("string").fillna("")
    nowhere = {"", "not-stated", *NOT_COUNTRIES}
    return pd.Series(
        [drill.address(kind, **{kind: code}) if code not in nowhere else "" for code in codes], index=rows.index
    )


def _blank(column: "pd.Series[Any]") -> bool:
    return bool(column.astype("string").fillna("").eq("").all())


def _period_kinds(rows: pd.DataFrame) -> list[str]:
    """What the year of each row is: that of its series; without one, an academic year."""
    usual = str(PeriodKind.ACADEMIC_YEAR)
    kinds = data.period_kinds() if "series" in rows else {}
    return [kinds.get(str(code), usual) for code in rows["series"]] if kinds else [usual] * len(rows)


def _worded(rows: pd.DataFrame, kinds: Sequence[str]) -> pd.DataFrame:
    """Codes as words, years and dates as people write them, releases as links."""
    shown = rows.copy()
    for name in shown.columns:
        if name == "status" and "valid_to" in shown:
            shown[name] = [words.status(*one) for one in zip(rows["status"], rows["valid_to"], strict=True)]
        elif name in CODED:
            shown[name] = [words.word(name, code) for code in shown[name]]
        elif name in STATES:
            shown[name] = [words.word("state", code) for code in shown[name]]
        elif name == "academic_year":
            years = zip(shown[name], kinds, strict=True)
            shown[name] = [words.year(y, kind) if pd.notna(y) and y != "" else "" for y, kind in years]
        elif name == "academic_years":
            spans = zip(shown[name], kinds, strict=True)
            shown[name] = ["–".join(words.year(y, kind) for y in str(span).split("–")) for span, kind in spans]
        elif name in DATES:
            shown[name] = [
                current().day(str(d)) if d is not None and str(d) not in ("", "NaT") else "" for d in shown[name]
            ]
        elif name == "target_year":
            shown[name] = ["" if pd.isna(y) else str(y) for y in shown[name]]
        elif name == "is_invented":
            shown[name] = [_("invented") if made_up else "" for made_up in shown[name]]
        elif name == "release":
            shown[name] = [release_link(int(number)) for number in shown[name]]
    return shown
