"""One or two lines over years. Frames are those of `db.queries.counts` by academic_year; none is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.ranks import Flags, Numbers, lacking, numbers, whole
from dashboard.charts.theme import NONE, PLAIN_HEIGHT, Style, draw, persons, wrapped

MOST_LABELS, MOST_LONG_LABELS = 8, 6  # beside each other on a phone; long ones: with the sign of what may be more
END_WIDTH, PER_SIGN = 15, 6.6  # of the label at a line's end: signs in a line, pixels each
TOO_NEAR = 0.1  # of the height: there two labels would touch
ABOVE_POINT, ABOVE_LABEL = 12, 26  # pixels
BAND, END = 14, 18  # pixels
ABOVE_MOST = 1.1

Range = tuple[int, int | None]
"""Smallest and largest number; None: nothing limits it."""
NO_RANGES: Mapping[int, Range] = MappingProxyType({})


def mark(number: int) -> str:
    """'①' to '⑳', then '(21)': what a point or a break bears, and the note below the chart begins with."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


@dataclass(frozen=True)
class Line:
    """A series as it is drawn. is_least: values that may be more; labels: which of them bear their number."""

    name: str
    values: Numbers
    is_least: Flags
    labels: frozenset[int]
    is_second: bool = False

    @property
    def last(self) -> int:
        """Place of the last known value; -1 where none is."""
        known = np.flatnonzero(~np.isnan(self.values))
        return int(known[-1]) if len(known) else -1

    def told(self, place: int, style: Style) -> str:
        """The number of a known value as people read it."""
        return style.number(int(self.values[place]), bool(self.is_least[place]))


def years(
    counts: pd.DataFrame,
    *,
    style: Style,
    label: str,
    year_names: Sequence[str],
    breaks: Mapping[int, str] = NONE,
    notes: Mapping[int, str] = NONE,
    partial: str = "",
    against: "pd.Series[Any] | None" = None,
    against_state: str = "",
    against_label: str = "",
    ranges: Mapping[int, Range] = NO_RANGES,
) -> go.Figure:
    """A line over academic years; a year without a number is a gap, never a zero. customdata: academic_year.

    counts: academic_year, headcount, and state; what may be more is an open sign (`partial` says so when pointed at).
    year_names: as people read them, for each row. breaks: years whose definition is another than the year before, with
    the mark each bears; there the line is interrupted. notes: years with a note, and its mark. against: headcounts of
    the same rows to stand beside, a dotted line; then both lines are named at their ends. against_state: the column of
    `counts` with their states. ranges: years of which only limits are known, each with the smallest and the largest
    number (None: no limit): a quiet band, no point of the line.
    """
    values, places = numbers(counts["headcount"]), [int(year) for year in counts["academic_year"].tolist()]
    alone = against is None
    lacks = lacking(counts)
    lines = [Line(label, values, lacks, _labelled(values, lacks) if alone else frozenset())]
    if against is not None:
        lines.append(Line(against_label, numbers(against), lacking(counts, against_state), frozenset(), is_second=True))
    traces = [_trace(line, places, year_names, set(breaks), partial, style) for line in lines]
    limits = [float(end) for ends in ranges.values() for end in ends if end is not None]
    most = max([1.0, *limits, *(v for line in lines for v in line.values[~np.isnan(line.values)].tolist())])
    traces += bands(ranges, dict(zip(places, year_names, strict=True)), most, style)
    ends = [] if alone else _ends(lines, most, style)
    room = max([0, *(len(part) for end in ends for part in end["text"].split("<br>"))])
    layout: dict[str, Any] = {
        "showlegend": False,
        "annotations": [*ends, *_marks(lines, places, notes), *_break_marks(places, breaks)],
        "shapes": [_break_line(places.index(year), style) for year in breaks if year in places],
        "margin": {"l": 8, "r": 12 + round(PER_SIGN * room), "t": 22 if breaks else 8, "b": 8},
        "xaxis": {"type": "category", "showgrid": False, "range": [-0.5, max(len(places), 1) - 0.5]},
        "yaxis": {"nticks": 6, **persons(most), "range": [0, (1.25 if notes else 1.15) * most]},
    }  # fmt: skip
    return draw(traces, style, PLAIN_HEIGHT, **layout)


def bands(ranges: Mapping[int, Range], names: Mapping[int, str], most: float, style: Style) -> list[dict[str, Any]]:
    """A quiet band for each year, with a tick at each end that is known; without one it goes on to the edge."""
    found: list[dict[str, Any]] = []
    for year, (low, high) in ranges.items():
        if year not in names:
            continue
        top = ABOVE_MOST * most if high is None else high
        known = [low] if high is None else sorted({low, high})
        found.append({
            "type": "scatter", "mode": "lines", "x": [names[year]] * 2, "y": [low, top], "hoverinfo": "skip",
            "line": {"width": BAND, "color": style.flowing}, "cliponaxis": False, "showlegend": False,
        })  # fmt: skip
        found.append({
            "type": "scatter", "mode": "markers+text", "x": [names[year]] * len(known), "y": known,
            "text": [style.number(end, is_least=high is None) if end else "" for end in known], "cliponaxis": False,
            "textposition": ["bottom center", "top center"] if len(known) > 1 else "top center",
            "marker": {"symbol": "line-ew", "size": END, "line": {"width": 2, "color": style.accent}},
            "hovertemplate": "%{x}: %{text}<extra></extra>", "showlegend": False,
        })  # fmt: skip
    return found


def _labelled(values: Numbers, is_least: Flags) -> frozenset[int]:
    """Places whose point bears its number: all of few, else the first, the last, the least and the most."""
    known = np.flatnonzero(~np.isnan(values))
    if len(known) <= (MOST_LONG_LABELS if is_least[known].any() else MOST_LABELS):
        return frozenset(known.tolist())
    some = values[known]
    return frozenset({int(known[i]) for i in (0, len(known) - 1, some.argmin(), some.argmax())})


def _trace(
    line: Line, places: Sequence[int], names: Sequence[str], breaks: set[int], partial: str, style: Style
) -> dict[str, Any]:
    """A line with a hole before each break: a point without a value at the place of the year before."""
    drawn = [
        (i, hole) for i, year in enumerate(places) for hole in ((True, False) if year in breaks and i else (False,))
    ]
    values = whole(line.values)
    y = [None if hole else values[i] for i, hole in drawn]
    is_open = [not hole and bool(line.is_least[i]) for i, hole in drawn]
    sign = "diamond" if line.is_second else "circle"
    colour = style.second if line.is_second else style.accent
    return {
        "type": "scatter", "name": line.name, "connectgaps": False, "cliponaxis": False,
        "x": [names[i - hole] for i, hole in drawn], "y": y,
        "customdata": ["" if hole else places[i] for i, hole in drawn],
        "mode": "lines+markers+text" if line.labels else "lines+markers", "textposition": "top center",
        "text": [
            line.told(i, style) if value is not None and i in line.labels else ""
            for value, (i, _hole) in zip(y, drawn, strict=True)
        ],
        "line": {"color": colour, "width": 2.5, "dash": "dot" if line.is_second else "solid"},
        "marker": {
            "symbol": [f"{sign}-open" if some else sign for some in is_open], "size": 9, "color": colour,
            "line": {"width": 2, "color": colour},
        },
        "hovertext": [f" ({partial})" if partial and some else "" for some in is_open],
        "hovertemplate": "%{x}: %{y:,}%{hovertext}<extra>" + line.name + "</extra>",
    }  # fmt: skip


def _ends(lines: Sequence[Line], most: float, style: Style) -> list[dict[str, Any]]:
    """Name and last number at the end of each line, moved apart where they would touch."""
    told = [line for line in lines if line.last >= 0]
    heights = [line.values[line.last] for line in told]
    shifts = [0] * len(told)
    if len(told) == 2 and abs(heights[0] - heights[1]) < TOO_NEAR * most:
        shifts = [16, -16] if heights[0] >= heights[1] else [-16, 16]
    return [
        {
            "x": line.last, "y": float(height), "xanchor": "left", "xshift": 9, "yshift": shift, "align": "left",
            "text": wrapped([line.name], END_WIDTH)[0] + "<br>" + line.told(line.last, style),
            "font": {"color": style.second if line.is_second else style.accent, "size": 12},
        }
        for line, height, shift in zip(told, heights, shifts, strict=True)
    ]  # fmt: skip


def _marks(lines: Sequence[Line], places: Sequence[int], notes: Mapping[int, str]) -> list[dict[str, Any]]:
    """The mark of each note above its point, of two the upper; on the ground where the year has no number."""
    found = [(places.index(year), text) for year, text in notes.items() if year in places]
    return [
        {
            "x": i, "y": max(0.0, *(float(np.nan_to_num(line.values[i])) for line in lines)), "text": text,
            "yshift": ABOVE_LABEL if any(i in line.labels for line in lines) else ABOVE_POINT, "yanchor": "bottom",
            "font": {"size": 14},
        }
        for i, text in found
    ]  # fmt: skip


def _break_marks(places: Sequence[int], breaks: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "x": places.index(year) - 0.5,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "text": text,
            "font": {"size": 14},
        }
        for year, text in breaks.items()
        if year in places
    ]


def _break_line(place: int, style: Style) -> dict[str, Any]:
    across = {"x0": place - 0.5, "x1": place - 0.5, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", **across, "line": {"color": style.quiet, "width": 1, "dash": "dash"}}
