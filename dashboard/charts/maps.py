"""Countries on a map. Frames are those of `db.queries.counts`; none is changed."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.ranks import lacking, numbers
from dashboard.charts.theme import CLEAR, Style, centres, globe, points

UNDER_GLOBE = 0.1  # of the height, for the colour bar
TICKS = 4
STEPS = (1, 2, 5)
Row = tuple[str, str, float, bool]
"""Code and name of a country, headcount, and whether it is the least it may be."""


def world(counts: pd.DataFrame, *, style: Style) -> go.Figure:
    """Countries in deeper colour the more students; counts have country_code, country, headcount.

    Colour goes by the square root of the headcount: one large country would leave all others pale. The colour bar bears
    headcounts. What is too small for a shape is a point of the same colours. What the map does not know, countries or
    not, does not stretch the scale. customdata: country_code.
    """
    known = [row for row in _with_number(counts) if row[0] in centres()]
    shaped = [row for row in known if row[0] not in points()]
    dots = [row for row in known if row[0] in points()]
    traces = [_shapes(shaped, style)] + ([_dots(dots, style)] if dots else [])
    part = {"domain": {"x": [0, 1], "y": [UNDER_GLOBE, 1]}}
    return globe(traces, style, part=part, coloraxis=_colours([row[2] for row in known], style))


def with_number(counts: pd.DataFrame) -> list[str]:
    """Codes of the rows that count anybody."""
    return [code for code, *_more in _with_number(counts)]


def not_on_map(counts: pd.DataFrame) -> list[Row]:
    """Rows with a number whose country has neither shape nor point: former countries, and what is no country."""
    return [row for row in _with_number(counts) if row[0] not in centres()]


def _with_number(counts: pd.DataFrame) -> list[Row]:
    columns = (counts["country_code"], counts["country"], numbers(counts["headcount"]), lacking(counts))
    rows: list[Row] = list(zip(*(column.tolist() for column in columns), strict=True))
    return [row for row in rows if row[2] > 0]


def _shapes(rows: Sequence[Row], style: Style) -> dict[str, Any]:
    return {
        "type": "choropleth",
        "locations": [code for code, *_more in rows],
        "z": [sqrt(value) for _code, _name, value, _least in rows],
        "marker": {"line": {"width": 0.6, "color": style.accent}},
        **_said(rows, style),
        "coloraxis": "coloraxis",
    }


def _dots(rows: Sequence[Row], style: Style) -> dict[str, Any]:
    return {
        "type": "scattergeo",
        "mode": "markers",
        "lon": [centres()[code][0] for code, *_more in rows],
        "lat": [centres()[code][1] for code, *_more in rows],
        "marker": {
            "color": [sqrt(value) for _code, _name, value, _least in rows], "coloraxis": "coloraxis", "size": 8,
            "opacity": 1, "line": {"width": 1.2, "color": style.text},
        },
        **_said(rows, style),
    }  # fmt: skip


def _said(rows: Sequence[Row], style: Style) -> dict[str, Any]:
    return {
        "text": [f"{name}: {style.number(int(value), is_least)}" for _code, name, value, is_least in rows],
        "customdata": [code for code, *_more in rows],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _colours(values: Sequence[float], style: Style) -> dict[str, Any]:
    """The common scale, with headcounts at its marks."""
    ticks = marks(max([1.0, *values]))
    return {
        "cmin": 0,
        "cmax": sqrt(max([1.0, *values])),
        "colorbar": {
            "orientation": "h", "thickness": 8, "len": 0.5, "y": 0, "yanchor": "bottom", "outlinewidth": 0,
            "tickvals": [sqrt(tick) for tick in ticks], "ticktext": [style.number(tick) for tick in ticks],
            "tickfont": {"size": 11}, "bgcolor": CLEAR, "ypad": 0,
        },
    }  # fmt: skip


def marks(largest: float) -> list[int]:
    """Round headcounts at about even steps of a square root scale up to the largest: 1, 50, 200, 500 for 655."""
    found: list[int] = []
    for part in range(1, TICKS + 1):
        wanted = largest * (part / TICKS) ** 2
        fitting = [step * 10**power for power in range(8) for step in STEPS if step * 10**power <= wanted]
        found += [fitting[-1]] if fitting and fitting[-1] not in found else []
    return found
