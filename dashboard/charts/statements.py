"""Charts of what was said. Statements are open dots, one by one: nothing here looks counted, nothing is added."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.mobility import WRAPPED, beside, downwards
from dashboard.charts.ranks import numbers, whole
from dashboard.charts.theme import Style, bars_height, centres, draw, globe, hatched, part_of_globe, persons, wrapped

FEW_YEARS, MOST_YEARS = 2, 10
BELOW = 0.08  # of the height, for the label of a dot near zero
MOST_LABELS = 12
RIGHT_PART = 0.9
SIGNS = {
    "exactly": "circle-open",
    "at_least": "triangle-up-open",
    "at_most": "triangle-down-open",
    "about": "diamond-open",
}


def timeline(figures: pd.DataFrame, *, style: Style, qualifiers: dict[str, str]) -> go.Figure:
    """Values stated for one metric over time, a sign for each qualifier; each dot bears its value and scope.

    figures: code, dated (YYYY, YYYY-MM or YYYY-MM-DD), value, qualifier, label (value and scope as people read them),
    scope ('' for all), source_title.
    """
    in_order = figures.sort_values(["dated", "value"])
    # Where dots crowd, only those about everybody bear a label; the others tell theirs when pointed at.
    crowded = len(in_order) > MOST_LABELS
    rows = in_order.to_dict("records")
    sides = _sides(in_order)
    traces = [
        _dots([row for row in rows if row["qualifier"] == qualifier], qualifier, word, crowded, sides, style)
        for qualifier, word in qualifiers.items()
    ]
    years = {str(day)[:4] for day in figures["dated"]}
    by_year = len(years) > FEW_YEARS
    step = f"M{12 * (1 + len(years) // MOST_YEARS)}"
    ticks = {"tickformat": "%Y", "dtick": step} if by_year else {"tickformat": "%m.%Y", "dtick": "M3"}
    most = max([1.0, *figures["value"].tolist()])
    return draw(
        [trace for trace in traces if trace["x"]], style, showlegend=True, margin={"l": 8, "r": 150, "t": 8, "b": 8},
        xaxis={"type": "date", "showgrid": False, **ticks},
        yaxis={**persons(most), "range": [-BELOW * most, 1.12 * most]},
    )  # fmt: skip


def _dots(
    rows: list[dict[Any, Any]], qualifier: str, word: str, crowded: bool, sides: dict[str, str], style: Style
) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers+text", "name": word,
        "x": [row["dated"] for row in rows], "y": [row["value"] for row in rows],
        "text": ["" if crowded and row["scope"] else row["label"] for row in rows],
        "textposition": [sides[row["code"]] for row in rows], "cliponaxis": False,
        "marker": {"symbol": SIGNS[qualifier], "size": 12, "line": {"width": 2}, "color": style.accent},
        "customdata": [[row["label"], row["source_title"]] for row in rows],
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }  # fmt: skip


def _sides(in_order: pd.DataFrame) -> dict[str, str]:
    """Where each dot's label stands, by code: of dots of one day the lowest bears it below and the highest above, so
    that no label comes to stand at its neighbour; towards the right end it stands on the left, so that it is not cut.

    in_order: code and dated, by day and value.
    """
    days = pd.to_datetime(in_order["dated"], format="ISO8601")
    span = max((days.max() - days.min()).days, 1)
    sides = {}
    for day, codes in in_order["code"].groupby(days):
        across = "left" if (day - days.min()).days > span * RIGHT_PART else "right"
        for place, code in enumerate(codes):
            alone = "middle" if across == "right" else "top"
            between = 0 < place < len(codes) - 1
            down = alone if len(codes) == 1 else "middle" if between else "bottom" if place == 0 else "top"
            sides[code] = f"{down} {across}"
    return sides


def partner_map(places: pd.DataFrame, *, style: Style) -> go.Figure:
    """A dot for each country with named partners; its number is how many are named, not how many there are.

    places: country_code, country, named (int), partners (their names, parted by line breaks).
    """
    rows = [row for row in places.to_dict("records") if row["country_code"] in centres()]
    trace = {
        "type": "scattergeo", "mode": "markers+text", "text": [row["named"] for row in rows],
        "lon": [centres()[row["country_code"]][0] for row in rows],
        "lat": [centres()[row["country_code"]][1] for row in rows],
        "marker": {"size": 20, "color": style.accent, "opacity": 0.92, "line": {"width": 1, "color": style.land}},
        "textfont": {"color": style.ground, "size": 11},
        "customdata": [[row["country_code"], row["country"], row["partners"]] for row in rows],
        "hovertemplate": "<b>%{customdata[1]}</b><br>%{customdata[2]}<extra></extra>",
    }  # fmt: skip
    return globe([trace], style, part=part_of_globe([row["country_code"] for row in rows]))


def places_and_assigned(
    use: pd.DataFrame, *, style: Style, names: Sequence[str], labels: tuple[str, str], horizontal: bool = False
) -> go.Figure:
    """Places beside assigned students. Where students are not measured there is no bar: not a zero.

    use: places, assigned; names: what each row is, as people read it; labels: of places and of assigned.
    """
    places, assigned = numbers(use["places"]), numbers(use["assigned"])
    along, across = ("x", "y") if horizontal else ("y", "x")
    told = wrapped(names, WRAPPED) if horizontal else list(names)
    traces = [
        {
            "type": "bar", "name": label, "marker": marker, "orientation": "h" if horizontal else "v",
            along: whole(values), across: told,
            "texttemplate": f"%{{{along}:,}}", "textposition": "outside", "cliponaxis": False,
            "hovertemplate": f"%{{{across}}}: %{{{along}:,}} {label}<extra></extra>",
        }
        for values, label, marker in (
            (places, labels[0], hatched(style.quiet)),
            (assigned, labels[1], {"color": style.accent}),
        )
    ]  # fmt: skip
    longest = [value for values in (places, assigned) for value in whole(values) if value is not None]
    if horizontal:
        return draw(traces, style, bars_height(told, each=2), xaxis=beside(longest), yaxis=downwards())
    return draw(
        traces, style, 320, xaxis={"type": "category", "showgrid": False},
        yaxis={**persons(max([1, *longest])), "range": [0, 1.15 * max([1, *longest])]},
    )  # fmt: skip
