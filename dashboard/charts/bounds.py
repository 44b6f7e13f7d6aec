"""What is possible, and what was said beside it. A range is a quiet band between two ends, never a bar that looks
counted."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.mobility import WRAPPED, downwards
from dashboard.charts.statements import SIGNS
from dashboard.charts.theme import LINE_HEIGHT, PLAIN_HEIGHT, Style, draw, persons, wrapped
from dashboard.charts.trend import Range, bands

BETWEEN, AROUND, LABEL_LINES, TICKS = 11, 64, 3, 4
BAND, END = 18, 22  # pixels
RIGHT = 1.12
"""How far the axis goes on behind the largest number: room for what has no limit."""
BESIDE_ZERO, BELOW_ZERO = 0.03, 0.08


def ranges(
    low: int, high: int | None, rows: Sequence[Mapping[str, Any]], *, style: Style, label: str, answer: str
) -> go.Figure:
    """A band from low to high, or to the edge where high is None, above a line for each statement.

    rows: label, low, high (None: no limit), qualifier, is_forcing (a filled sign). label: of the band, with answer.
    """
    most = max([1, low, high or 0, *[end for row in rows for end in (row["low"], row["high"]) if end]])
    edge = RIGHT * most
    lines = wrapped([f"{label}: {answer}", *[str(row["label"]) for row in rows]], WRAPPED, LABEL_LINES)
    band = {
        "type": "scatter", "mode": "lines", "x": [low, edge if high is None else high], "y": [lines[0]] * 2,
        "line": {"width": BAND, "color": style.flowing}, "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip
    ends = {
        "type": "scatter", "mode": "markers", "x": [end for end in (low, high) if end is not None],
        "y": [lines[0]] * (1 if high is None else 2), "cliponaxis": False,
        "marker": {"symbol": "line-ns", "size": END, "line": {"width": 3, "color": style.accent}},
        "hovertemplate": "%{x:,}<extra></extra>",
    }  # fmt: skip
    traces = [band, ends]
    for row, line in zip(rows, lines[1:], strict=True):
        traces += _statement(row, line, edge, style)
    each = LINE_HEIGHT * max([1, *(1 + line.count("<br>") for line in lines)]) + BETWEEN
    return draw(
        traces, style, AROUND + each * len(lines), showlegend=False,
        xaxis={**persons(most), "range": [-BESIDE_ZERO * most, edge], "nticks": TICKS},
        yaxis=downwards(len(lines)) | {"showgrid": False, "categoryorder": "array", "categoryarray": lines},
    )  # fmt: skip


def by_year(ranges: Mapping[int, Range], *, style: Style, year_names: Sequence[str]) -> go.Figure:
    """A quiet band for each year of which statements say something; nothing stands between the years.

    ranges: by year, oldest first; year_names: as people read them, for each.
    """
    names = dict(zip(ranges, year_names, strict=True))
    most = max([1, *[end for ends in ranges.values() for end in ends if end is not None]])
    return draw(
        bands(ranges, names, most, style), style, PLAIN_HEIGHT, showlegend=False,
        xaxis={"type": "category", "showgrid": False, "range": [-0.5, len(names) - 0.5]},
        yaxis={"nticks": 6, **persons(most), "range": [-BELOW_ZERO * most, 1.18 * most]},
    )  # fmt: skip


def _statement(row: Mapping[str, Any], line: str, edge: float, style: Style) -> list[dict[str, Any]]:
    """A sign at the number, with a thin line where it stands for several numbers, dotted where it has no limit."""
    low, high = row["low"], row["high"]
    known = [end for end in (low, high) if end is not None]
    from_, to = (0 if low is None else low), (edge if high is None else high)
    sign = SIGNS[str(row["qualifier"])]
    colour = style.accent if row["is_forcing"] else style.quiet
    at = sum(known) / len(known) if str(row["qualifier"]) == "about" else known[0]
    found: list[dict[str, Any]] = []
    if from_ != to:
        found.append({
            "type": "scatter", "mode": "lines", "x": [from_, to], "y": [line] * 2, "hoverinfo": "skip",
            "line": {"width": 2, "color": colour, "dash": "dot" if len(known) == 1 else "solid"}, "cliponaxis": False,
        })  # fmt: skip
    found.append({
        "type": "scatter", "mode": "markers", "x": [at], "y": [line], "cliponaxis": False,
        "marker": {
            "symbol": sign.removesuffix("-open") if row["is_forcing"] else sign, "size": 12, "color": colour,
            "line": {"width": 2, "color": colour},
        },
        "hovertemplate": "%{y}<extra></extra>",
    })  # fmt: skip
    return found
