"""Lines of percent over the years."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.theme import Style, draw

DASHES, SIGNS = ("solid", "dot"), ("circle", "diamond-open")
ROOM_BELOW, ROOM_ABOVE = 0, 1.2


def percent_lines(
    lines: Sequence[tuple[str, Sequence[float | None]]], *, style: Style, year_names: Sequence[str]
) -> go.Figure:
    """At most two lines of percent; a year that is not known is a gap. Lines differ by dash and sign too.

    lines: name and a value (0 to 100, None: not known) for each of year_names.
    """
    traces = [
        {
            "type": "scatter", "mode": "lines+markers", "name": name, "x": list(year_names), "y": list(values),
            "connectgaps": False, "line": {"color": style.palette[n], "width": 2.5, "dash": DASHES[n]},
            "marker": {"size": 8, "symbol": SIGNS[n]},
            "hovertemplate": f"%{{x}}: %{{y:.1f}}{style.percent}<extra></extra>",
        }
        for n, (name, values) in enumerate(lines)
    ]  # fmt: skip
    known = [value for _name, values in lines for value in values if value is not None]
    layout: dict[str, Any] = {
        "xaxis": {"type": "category", "showgrid": False},
        "yaxis": {"range": [ROOM_BELOW, ROOM_ABOVE * max([1.0, *known])], "ticksuffix": style.percent, "nticks": 6},
    }
    return draw(traces, style, **layout)
