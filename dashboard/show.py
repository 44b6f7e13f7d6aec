"""What all pages show alike: a chart with title, unit, source line and table twin; a table; the invented mark."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import data, words
from dashboard.caption import release_link
from dashboard.charts.theme import Style
from dashboard.filters import Selection
from dashboard.i18n import _, current
from db.harmless import harmless
from db.vocabulary import PeriodKind

CONFIG = {"topojsonURL": "./app/static/topojson/", "displayModeBar": False, "scrollZoom": False}
CODED = (
    "direction",
    "mobility_type",
    "level",
    "measure",
    "type",
    "status",
    "metric",
    "kind",
    "definition",
    "confidence",
    "good",
)
STATES = ("state", "assigned_state")
WHOLE = (
    "headcount", "places", "assigned", "rows_read", "rows", "bytes", "cells_new", "cells_restated", "cells_unchanged",
    "cells_withdrawn",
)  # fmt: skip
NARROW_SPACE, COMMA = "\u202f", ","


def style() -> Style:
    """The reader's signs and ground."""
    separators = ".," if current().language == "en" else COMMA + NARROW_SPACE
    return Style(separators, dark=st.context.theme.type == "dark")


def rest() -> str:
    """Name of the bar of all that have no bar of their own."""
    return _("Rest ({n})")


def invented_banner(selection: Selection) -> None:
    """On every page of an institution whose figures are made up."""
    if selection.is_invented:
        st.warning(invented_message(), icon=":material/science:")


def invented_message() -> str:
    return _("INVENTED FIGURES. This is a demonstration: the students, agreements and partners shown do not exist.")


def heading(title: str, selection: Selection) -> str:
    """A title that says so where the figures are invented."""
    return title + " (" + _("invented") + ")" if selection.is_invented else title


def chart(
    title: str,
    unit: str,
    figure: go.Figure,
    table_of: pd.DataFrame,
    source: Callable[[], None],
    *,
    key: str,
    alt: str,
    is_invented: bool = False,
    columns: Sequence[str] = (),
    cited: str = "",
) -> None:
    """A chart with its title, unit, table twin and source line; `cited` is the source line of the download."""
    st.subheader(title, anchor=False)
    st.caption(unit)
    st.plotly_chart(figure, key=f"chart-{key}", config=CONFIG, alt=alt)
    with st.expander(_("Table")):
        table(table_of, key=key, is_invented=is_invented, columns=columns, title=title, cited=cited)
    source()


def table(
    rows: pd.DataFrame,
    *,
    key: str,
    is_invented: bool = False,
    columns: Sequence[str] = (),
    title: str = "",
    cited: str = "",
) -> None:
    """A table in the reader's words and numbers, and the same rows in codes to download.

    Columns without a single value are not shown; the download has them, and says what the figure is.
    """
    told = [name for name in (columns or rows.columns) if name in rows and not _blank(rows[name])]
    kinds = _period_kinds(rows)
    shown = _in_words(rows[told], kinds)
    heads = {name: words.word("columns", name) for name in told}
    if set(kinds) and str(PeriodKind.ACADEMIC_YEAR) not in kinds:
        plain = {"academic_year": "year", "academic_years": "years"}
        heads |= {name: words.word("columns", plain[name]) for name in told if name in plain}
    numbers: dict[str, Any] = {heads[name]: current().number for name in told if name in WHOLE}
    styled = shown.rename(columns=heads).style.format(numbers, na_rep="–")
    links = {}
    if "source_url" in told:
        links[heads["source_url"]] = st.column_config.LinkColumn(display_text="↗", width="small")
    if "release" in told:
        links[heads["release"]] = st.column_config.LinkColumn(display_text=r"release=(\d+)", width="small")
    st.dataframe(
        styled, hide_index=True, column_config=links, key=f"table-{key}", alt=title or ", ".join(heads.values())
    )
    made_up = rows["is_invented"].astype(bool) if "is_invented" in rows else pd.Series(is_invented, index=rows.index)
    marked = rows.assign(figure=title, is_invented=made_up, **({"source": cited} if cited else {}))
    st.download_button(
        _("Download as CSV"),
        harmless(marked).to_csv(index=False, float_format="%.12g").encode("utf-8-sig"),
        file_name=f"{'INVENTED-' if made_up.any() else ''}{key}.csv",
        mime="text/csv",
        key=f"download-{key}",
        on_click="ignore",
    )


def _blank(column: "pd.Series[Any]") -> bool:
    return bool(column.astype("string").fillna("").eq("").all())


def _period_kinds(rows: pd.DataFrame) -> list[str]:
    """What the year of each row is: that of its series; without one, an academic year."""
    usual = str(PeriodKind.ACADEMIC_YEAR)
    kinds = data.period_kinds() if "series" in rows else {}
    return [kinds.get(str(code), usual) for code in rows["series"]] if kinds else [usual] * len(rows)


def _in_words(rows: pd.DataFrame, kinds: Sequence[str]) -> pd.DataFrame:
    """Codes as words, years and dates as people write them, releases as links."""
    shown = rows.copy()
    for name in shown.columns:
        if name in CODED:
            shown[name] = [words.word(name, code) for code in shown[name]]
        elif name in STATES:
            shown[name] = [words.word("state", code) for code in shown[name]]
        elif name == "academic_year":
            years = zip(shown[name], kinds, strict=True)
            shown[name] = [words.year(y, kind) if pd.notna(y) and y != "" else "" for y, kind in years]
        elif name == "academic_years":
            spans = zip(shown[name], kinds, strict=True)
            shown[name] = ["–".join(words.year(y, kind) for y in str(span).split("–")) for span, kind in spans]
        elif name in ("source_date", "as_of", "start", "set_on", "on_date", "valid_from", "valid_to"):
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
