"""What a page shows, read from a run of it without a browser: charts, tables, cards, texts and files."""

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from python_calamine import CalamineWorkbook
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

TEXTS = ("title", "subheader", "caption", "markdown", "warning", "info", "error")
Trace = dict[str, Any]


@dataclass(frozen=True)
class Chart:
    """A chart as the browser gets it. key: what the page calls it; alt: what is told to those who do not see it."""

    key: str
    alt: str
    traces: list[Trace]

    @property
    def is_empty(self) -> bool:
        return not any(values(trace) for trace in self.traces)

    def only(self, kind: str) -> Trace:
        """Its one trace of a kind."""
        (found,) = [trace for trace in self.traces if trace["type"] == kind]
        return found


def values(trace: Trace) -> list[Any]:
    """What a trace draws: its known values."""
    if trace["type"] == "sankey":
        found = trace["link"]["value"]
    elif trace["type"] == "heatmap":
        found = [value for line in trace["z"] for value in line]
    elif trace["type"] == "bar":
        found = trace["x" if trace.get("orientation") == "h" else "y"]
    elif trace["type"] == "scatter" and all(isinstance(value, str) for value in trace["y"]):  # statements
        found = trace["x"]
    else:
        found = trace.get({"choropleth": "z", "scattergeo": "lon"}.get(trace["type"], "y"), [])
    return [value for value in found if value is not None]


def charts(app: AppTest) -> dict[str, Chart]:
    """All charts of a page by key, in their order. Each knows its place in the address: 'chart-KEY-1'."""
    found = {}
    for element in app.get("plotly_chart"):
        key = re.fullmatch(r"chart-(.+)-\d+", str(element.key))
        assert key, element.key
        found[key[1]] = Chart(key[1], element.proto.alt, json.loads(element.proto.spec)["data"])
    return found


def tables(app: AppTest) -> dict[str, pd.DataFrame]:
    """All tables with files by key: as a reader sees them, but with numbers as numbers."""
    found, above = {}, None
    for element in _all(app):
        if element.type == "arrow_data_frame" or element.type == "dataframe":
            above = element.value
        elif element.type == "download_button" and str(element.key).startswith("csv-"):
            assert above is not None
            found[str(element.key).removeprefix("csv-")] = above
    return found


def displayed(app: AppTest, head: str) -> list[str]:
    """The words of the column of that head, as a reader sees them, in all tables that have it."""
    tables = [table for table in app.dataframe if head in table.value]
    shown = [convert_arrow_bytes_to_pandas_df(table.proto.arrow_data.styler.display_values) for table in tables]
    return [str(value) for frame in shown for value in frame[head]]


def _all(app: AppTest) -> Iterator[Any]:
    for element in app.main:
        if getattr(element, "type", None):
            yield element


def cards(app: AppTest) -> dict[str, tuple[str, str]]:
    """Value and change of each card, by its label; '' where it has no change."""
    return {card.label: (str(card.value), str(card.delta or "")) for card in app.metric}


def text(app: AppTest) -> str:
    """All words and cards of a page, as they read: without the signs that keep Markdown from taking them amiss."""
    told = [str(element.value) for kind in TEXTS for element in getattr(app, kind)]
    told += [f"{label}: {value} {change}" for label, (value, change) in cards(app).items()]
    return re.sub(r"\\([^\w\s])", r"\1", "\n".join(told))


def everything(app: AppTest) -> str:
    """All words, cards, tables and charts of a page."""
    shown = [text(app), *(frame.to_string() for frame in (table.value for table in app.dataframe))]
    return "\n".join([*shown, *(chart.alt + json.dumps(chart.traces) for chart in charts(app).values())])


def number(shown: str) -> float | None:
    """'3,928' or '3 928' or '≥ 5' or '15,4%' (ru, kk) as a number; None where it is not one."""
    plain = shown.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").rstrip("%").lstrip("±≥")
    plain = re.sub(r",(?=\d{3}(\D|$))", "", plain).replace(",", ".").replace("−", "-")
    return float(plain) if re.fullmatch(r"[+-]?\d+(\.\d+)?", plain) else None


@dataclass
class Files:
    """The files that a page offers, by kind and key of the table: 'csv-mobility-map'. Each is made when it is read."""

    offered: dict[str, Callable[[], bytes]]

    def csv(self, key: str) -> pd.DataFrame:
        return pd.read_csv(
            io.BytesIO(self.offered[f"csv-{key}"]()), encoding="utf-8-sig", keep_default_na=False, dtype=str
        )

    def xlsx(self, key: str) -> dict[str, list[list[Any]]]:
        """Rows of each sheet."""
        book = CalamineWorkbook.from_filelike(io.BytesIO(self.offered[f"xlsx-{key}"]()))
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def offered(monkeypatch: pytest.MonkeyPatch) -> Files:
    """The files of all pages opened from here on: what the buttons would send."""
    files = Files({})
    button = st.download_button

    def kept(label: str, made: Any, *others: Any, **more: Any) -> bool:
        files.offered[str(more.get("key"))] = made if callable(made) else lambda: made
        return button(label, made, *others, **more)

    monkeypatch.setattr(st, "download_button", kept)
    return files
