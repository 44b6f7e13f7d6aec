"""Charts of what was said. Statements are open dots, one by one: nothing here looks counted, nothing is added."""

from collections.abc import Callable, Mapping, Sequence
from math import hypot
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.mobility import WRAPPED, beside, downwards
from dashboard.charts.ranks import lacking, numbered, numbers, whole
from dashboard.charts.theme import (
    CLEAR,
    LINE_HEIGHT,
    Style,
    bars_height,
    centres,
    draw,
    globe,
    hatched,
    part_of_globe,
    persons,
    wrapped,
)

LABEL_LINES = 3
BETWEEN, AROUND = 9, 70  # pixels between two lines, and of legend and axis together
BESIDE_ZERO = 0.03  # of the width, so that a dot does not touch its label
TICKS = 4  # so few that they stand apart on a phone
SIDES = ("places", "assigned")
DOT, SMALL_DOT = 17, 8  # pixels
NEAR = 0.045  # of the width that is shown: about a dot on a phone
SIGNS = {
    "exactly": "circle-open",
    "at_least": "triangle-up-open",
    "at_most": "triangle-down-open",
    "about": "diamond-open",
}


def timeline(
    figures: pd.DataFrame, *, style: Style, qualifiers: dict[str, str], day: Callable[[str], str] = str
) -> go.Figure:
    """Values stated for one metric, each on a line of its own that bears value, scope and day, the latest at the top; a
    sign for each qualifier.

    An axis of time has no room for what was said on one day, and on a phone not for what was said in one year.
    figures: code, dated (YYYY, YYYY-MM or YYYY-MM-DD), value, qualifier, label (value and scope as people read them),
    scope ('' for all), source_title. day: writes a date as the reader does.
    """
    rows = figures.sort_values(["dated", "value"], ascending=False).to_dict("records")
    labels = wrapped([row["label"] for row in rows], WRAPPED, LABEL_LINES)
    lines = [f"{label}<br>{day(row['dated'])}" for label, row in zip(labels, rows, strict=True)]
    traces = [
        _dots([one for one in zip(rows, lines, strict=True) if one[0]["qualifier"] == code], code, word, style)
        for code, word in qualifiers.items()
    ]
    most = max([1.0, *figures["value"].tolist()])
    each = LINE_HEIGHT * max([1, *(1 + line.count("<br>") for line in lines)]) + BETWEEN
    guides = {"showgrid": True, "categoryorder": "array", "categoryarray": lines}
    return draw(
        [trace for trace in traces if trace["x"]], style, AROUND + each * len(lines), showlegend=True,
        xaxis={**persons(most), "range": [-BESIDE_ZERO * most, 1.08 * most], "showgrid": False, "nticks": TICKS},
        yaxis=downwards(len(lines)) | guides,
    )  # fmt: skip


def _dots(rows: Sequence[tuple[dict[Any, Any], str]], qualifier: str, word: str, style: Style) -> dict[str, Any]:
    """Statements of one qualifier, and the line of each."""
    return {
        "type": "scatter", "mode": "markers", "name": word, "cliponaxis": False,
        "x": [row["value"] for row, _line in rows], "y": [line for _row, line in rows],
        "marker": {"symbol": SIGNS[qualifier], "size": 12, "line": {"width": 2}, "color": style.accent},
        "customdata": [[row["label"], row["source_title"]] for row, _line in rows],
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }  # fmt: skip


def partner_map(places: pd.DataFrame, *, style: Style) -> go.Figure:
    """A dot for each country with named partners; its number is how many are named, not how many there are. Where dots
    crowd, those of few partners are small ones, whose number is told when they are pointed at.

    places: country_code, country, named (int), partners (their names, parted by line breaks).
    """
    known = [row for row in places.to_dict("records") if row["country_code"] in centres()]
    rows = sorted(known, key=lambda row: row["named"])  # numbers lie above small dots
    part = part_of_globe([row["country_code"] for row in rows])
    large = _with_room(rows, part)
    trace = {
        "type": "scattergeo", "mode": "markers+text", "text": [row["named"] for row in rows],
        "lon": [centres()[row["country_code"]][0] for row in rows],
        "lat": [centres()[row["country_code"]][1] for row in rows],
        "marker": {
            "size": [DOT if is_large else SMALL_DOT for is_large in large], "color": style.accent, "opacity": 0.92,
            "line": {"width": 1, "color": style.land},
        },
        "textfont": {"color": [style.ground if is_large else CLEAR for is_large in large], "size": 11},
        "customdata": [[row["country_code"], row["country"], row["partners"]] for row in rows],
        "hovertemplate": "<b>%{customdata[1]}: %{text}</b><br>%{customdata[2]}<extra></extra>",
    }  # fmt: skip
    return globe([trace], style, part=part)


def _with_room(rows: Sequence[dict[Any, Any]], part: Mapping[str, Any]) -> list[bool]:
    """Whether the number of each can be read: no number of more partners is near. rows: those with most last."""
    west, east = part["lonaxis"]["range"] if part else (-180, 180)
    near = NEAR * (east - west)
    read: list[tuple[float, float]] = []
    found = []
    for lon, lat in (centres()[row["country_code"]] for row in reversed(rows)):
        found.append(all(hypot(lon - x, lat - y) > near for x, y in read))
        read += [(lon, lat)] if found[-1] else []
    return found[::-1]


def places_and_assigned(use: pd.DataFrame, *, style: Style, names: Sequence[str], labels: tuple[str, str]) -> go.Figure:
    """Places beside assigned students. Where students are not measured there is no bar: not a zero.

    use: places, assigned; names: what each row is, as people read it; labels: of places and of assigned.
    """
    sides = [numbers(use[side]) for side in SIDES]
    y, longest = wrapped(names, WRAPPED), [1]
    traces = []
    for side, values, label, marker in zip(
        SIDES, sides, labels, (hatched(style.quiet), {"color": style.accent}), strict=True
    ):
        number = numbered("%{x:,}", lacking(use, f"{side}_state"))
        longest += [value for value in whole(values) if value is not None]
        traces.append({
            "type": "bar", "name": label, "marker": marker, "orientation": "h", "x": whole(values), "y": y,
            **number, "textposition": "outside", "cliponaxis": False,
            "hovertemplate": f"%{{y}}: {number['texttemplate']} {label}<extra></extra>",
        })  # fmt: skip
    return draw(traces, style, bars_height(y, each=2), xaxis=beside(longest), yaxis=downwards())
