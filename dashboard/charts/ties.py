"""Charts of agreements: their lives as lines over time, and what goes out and comes in by year."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.mobility import WRAPPED, downwards
from dashboard.charts.ranks import numbers, whole
from dashboard.charts.theme import Style, bars_height, draw, hatched, wrapped

LINES = {
    "planned": ("dot", 2), "signed": ("dash", 3), "active": ("solid", 8), "expiring": ("solid", 8),
    "frozen": ("dashdot", 3), "unknown": ("longdash", 1),
}  # fmt: skip
"""Dash and width of the line of each phase: told apart without colour."""
AROUND = 60  # pixels of legend and axis
BOTH_HEIGHT = 440
NAME_LINES = 3
FEW_YEARS = 8


def life_lines(
    phases: pd.DataFrame, *, style: Style, words: Mapping[str, str], on: date, day: Mapping[date, str]
) -> go.Figure:
    """A line for each agreement, in pieces: planned, signed, active, about to end; a cross where it ended.

    phases: agreement, name, phase (a key of `words`), begins, ends (dates; every piece has both), in the order of the
    lines from the top. on: the day that is looked at. day: dates as the reader writes them.
    """
    pieces = phases.to_dict("records")
    of_each = {row["agreement"]: row["name"] for row in pieces}
    names = dict(zip(of_each, wrapped(list(of_each.values()), WRAPPED, NAME_LINES), strict=True))
    colours = {"active": style.accent, "expiring": style.second, "signed": style.accent}
    traces = []
    for phase, (dash, width) in LINES.items():
        rows = [row for row in pieces if row["phase"] == phase]
        if rows:
            line = {"dash": dash, "width": width, "color": colours.get(phase, style.quiet)}
            traces.append(_pieces(rows, names, words[phase], line, day))
    over = [row for row in pieces if row["phase"] == "ended"]
    if over:
        traces.append({
            "type": "scatter", "mode": "markers", "name": words["ended"], "cliponaxis": False,
            "x": [row["begins"].isoformat() for row in over], "y": [names[row["agreement"]] for row in over],
            "marker": {"symbol": "x", "size": 9, "color": style.text},
            "customdata": [[row["agreement"], day[row["begins"]]] for row in over],
            "hovertemplate": f"%{{y}}<br>{words['ended']}: %{{customdata[1]}}<extra></extra>",
        })  # fmt: skip
    today = {"type": "line", "x0": on.isoformat(), "x1": on.isoformat(), "yref": "paper", "y0": 0, "y1": 1,
             "line": {"color": style.quiet, "width": 1, "dash": "dot"}}  # fmt: skip
    lines = list(names.values())
    # Years as they are, in all languages: names of months would be English.
    time = {"type": "date", "tickformat": "%Y", "hoverformat": "%Y", "showgrid": True, "side": "top"}
    years = [row[end].year for row in pieces for end in ("begins", "ends")]
    if years and max(years) - min(years) <= FEW_YEARS:
        time |= {"dtick": "M12", "tick0": "2000-01-01"}  # no year twice
    rows_of_axis = downwards(len(lines)) | {"categoryorder": "array", "categoryarray": lines}
    return draw(
        traces, style, bars_height(lines) + AROUND, showlegend=True, shapes=[today], xaxis=time, yaxis=rows_of_axis,
        legend={"orientation": "h", "y": 0, "yanchor": "top", "x": 0},
    )  # fmt: skip


def _pieces(
    rows: Sequence[dict[Any, Any]], names: Mapping[str, str], word: str, line: dict[str, Any], day: Mapping[date, str]
) -> dict[str, Any]:
    """Pieces of lines in one trace, parted by gaps."""
    x: list[str | None] = []
    y: list[str | None] = []
    told: list[list[str]] = []
    for row in rows:
        x += [row["begins"].isoformat(), row["ends"].isoformat(), None]
        y += [names[row["agreement"]]] * 2 + [None]
        span = f"{day[row['begins']]} – {day[row['ends']]}"
        told += [[row["agreement"], span]] * 3
    return {
        "type": "scatter", "mode": "lines", "name": word, "line": line, "x": x, "y": y, "customdata": told,
        "connectgaps": False, "hovertemplate": f"%{{y}}<br>{word}: %{{customdata[1]}}<extra></extra>",
    }  # fmt: skip


def both_ways(years: pd.DataFrame, *, style: Style, names: Sequence[str], labels: Sequence[str]) -> go.Figure:
    """Students who went and who came, side by side, and the running sum of the difference as a line of its own.

    years: outbound, inbound, running; names: of the years as people read them; labels: of the three. Where a number is
    not known there is no bar and no point: not a zero.
    """
    markers = ({"color": style.accent}, hatched(style.second))
    traces: list[dict[str, Any]] = []
    for side, marker, label in zip(("outbound", "inbound"), markers, labels, strict=False):
        values = whole(numbers(years[side]))
        traces.append({
            "type": "bar", "name": label, "x": list(names), "y": values, "marker": marker, "texttemplate": "%{y:,}",
            "textposition": "outside", "cliponaxis": False, "hovertemplate": f"%{{x}}: %{{y:,}} {label}<extra></extra>",
        })  # fmt: skip
    running = whole(numbers(years["running"]))
    if any(value is not None for value in running):
        traces.append({
            "type": "scatter", "mode": "lines+markers+text", "name": labels[2], "x": list(names), "y": running,
            "line": {"color": style.text, "width": 2, "dash": "dot"}, "marker": {"symbol": "diamond", "size": 8},
            "texttemplate": "%{y:+,}", "textposition": "top center", "cliponaxis": False, "yaxis": "y2",
            "hovertemplate": f"%{{x}}: %{{y:+,}} {labels[2]}<extra></extra>",
        })  # fmt: skip
    # Below the bars, on an axis of its own: a sum over years is no number of a year.
    below = {"domain": [0, 0.28], "tickformat": "+,d", "zeroline": True, "zerolinecolor": style.quiet}
    return draw(
        traces, style, BOTH_HEIGHT, barmode="group", xaxis={"type": "category", "anchor": "y2"},
        yaxis={"tickformat": ",d", "domain": [0.4, 1], "rangemode": "tozero"}, yaxis2=below,
    )  # fmt: skip
