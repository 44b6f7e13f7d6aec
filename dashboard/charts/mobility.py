"""Charts of record figures. Frames are those of `db.queries.counts`; none is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.maps import not_on_map, with_number, world
from dashboard.charts.ranks import (
    NOBODY,
    Flags,
    added,
    codes,
    lacking,
    largest,
    numbered,
    numbers,
    places,
    whole,
    with_rest,
)
from dashboard.charts.theme import NONE, Style, bars_height, draw, wrapped
from dashboard.charts.trend import years

__all__ = ["bars", "faculty_by_country", "not_on_map", "with_number", "world", "years"]

WRAPPED, WRAPPED_COUNTRY = 24, 22  # signs in a line
FACULTY_LINES = 3
WITHHELD = "·"
ABOVE_COLUMNS = 110  # pixels for the names of countries


def bars(counts: pd.DataFrame, name: str, *, style: Style, rest: str, top: int = 15) -> go.Figure:
    """Horizontal bars, the largest at the top; the rest share one quiet bar, so that bars add up to the total shown.

    Rows without a number have no bar: it is not a zero. A number of which cells are not known is the least it may be,
    and says so. rest: names those beyond the top ('{n} others'). customdata: the code of each bar, '' for the rest.
    """
    values, names, coded = numbers(counts["headcount"]), [str(n) for n in counts[name].tolist()], codes(counts, name)
    shown, others = largest(values, names, top)
    x = [int(values[i]) for i in shown]
    y, customdata = [names[i] for i in shown], [coded[i] for i in shown]
    colours = [style.accent] * len(shown)
    if others:
        x, y = [*x, added(values, others) or 0], [*y, rest.format(n=len(others))]
        customdata, colours = [*customdata, ""], [*colours, style.quiet]
    y, number = wrapped(y, WRAPPED), numbered("%{x:,}", with_rest(lacking(counts), shown, others))
    trace = {
        "type": "bar", "x": x, "y": y, "customdata": customdata, "orientation": "h", "marker": {"color": colours},
        "textposition": "outside", "cliponaxis": False, **number,
        "hovertemplate": f"%{{y}}: {number['texttemplate']}<extra></extra>",
    }  # fmt: skip
    return draw([trace], style, bars_height(y), xaxis=beside(x), yaxis=downwards())


def beside(values: list[int]) -> dict[str, Any]:
    """The axis along bars: not drawn, for each bar bears its number, with room for that of the longest."""
    return {"visible": False, "range": [0, 1.35 * max([1, *values])]}


def downwards(names: int = 0) -> dict[str, Any]:
    """The axis of names, the first at the top. names: how many, for signs; Plotly would make room beside them."""
    whole_axis = {"range": [names - 0.5, -0.5]} if names else {"autorange": "reversed"}
    return {"type": "category", **whole_axis, "showgrid": False, "ticklabelstandoff": 6}


def faculty_by_country(
    counts: pd.DataFrame, *, style: Style, top: int = 12, states: Mapping[str, str] = NONE
) -> go.Figure:
    """Heat map of the `top` countries × faculties. An empty field is nobody; where a number is not known (withheld, not
    stated) stands a dot, which tells its state when pointed at (`states`: its words). What may be more says so.

    customdata of the fields: [faculty_code, country_code], on an unseen sign in each, for a heat map itself cannot be
    chosen from.
    """
    counts = counts[np.asarray(counts["faculty"] != "", dtype=bool)]
    field = _fields(counts, top)
    rows, columns = wrapped(field.faculties, WRAPPED, FACULTY_LINES), wrapped(field.countries, WRAPPED_COUNTRY, 1)
    heat = {
        "type": "heatmap", "z": field.headcounts, "x": columns, "y": rows, "colorscale": style.steps, "zmin": 0,
        "showscale": False, "xgap": 2, "ygap": 2, **numbered("%{z:,}", field.is_least), "hoverinfo": "skip",
    }  # fmt: skip
    signs = _signs(field, rows, columns, states, style)
    layout: dict[str, Any] = {
        "showlegend": False,
        "xaxis": {
            "type": "category",
            "side": "top",
            "showgrid": False,
            "tickangle": -90,
            "dtick": 1,
            "tickfont": {"size": 12},
            "range": [-0.5, len(columns) - 0.5],
        },
        "yaxis": downwards(len(rows)) | {"tickfont": {"size": 12}},
    }
    return draw([heat, signs], style, bars_height(rows) + ABOVE_COLUMNS, **layout)


@dataclass(frozen=True)
class Fields:
    """A table of faculties × countries, the largest first. is_least: fields whose number may be more; states: of the
    fields whose number is not known."""

    faculties: list[str]
    countries: list[str]
    faculty_codes: list[str]
    country_codes: list[str]
    headcounts: list[list[int | None]]
    is_least: Flags
    states: dict[tuple[int, int], str]


def _fields(counts: pd.DataFrame, top: int) -> Fields:
    """The `top` countries and the faculties that have a field with them."""
    values = numbers(counts["headcount"])
    states = counts["state"].tolist() if "state" in counts else [""] * len(values)
    row_of, faculties, faculty_codes = places(counts, "faculty")
    column_of, countries, country_codes = places(counts, "country")
    grid = np.full((len(faculties), len(countries)), np.nan)
    known = ~np.isnan(values)
    grid[row_of[known], column_of[known]] = 0
    np.add.at(grid, (row_of[known], column_of[known]), values[known])
    lacks, incomplete = lacking(counts), np.zeros(grid.shape, dtype=bool)
    incomplete[row_of[lacks], column_of[lacks]] = True
    unknown = {
        (int(row_of[i]), int(column_of[i])): str(states[i])
        for i in np.flatnonzero(~known)
        if states[i] != NOBODY and np.isnan(grid[row_of[i], column_of[i]])
    }
    columns = largest(np.nansum(grid, axis=0), countries, top)[0]
    sums = np.nansum(grid[:, columns], axis=1)
    there = {i for i, j in unknown if j in columns} | set(
        np.flatnonzero(~np.isnan(grid[:, columns]).all(axis=1)).tolist()
    )
    rows = sorted(there, key=lambda i: (-sums[i], faculties[i]))
    return Fields(
        faculties=[faculties[i] for i in rows],
        countries=[countries[j] for j in columns],
        faculty_codes=[faculty_codes[i] for i in rows],
        country_codes=[country_codes[j] for j in columns],
        headcounts=[whole(grid[i, columns]) for i in rows],
        is_least=(incomplete & ~np.isnan(grid))[np.ix_(rows, columns)],
        states={(r, c): unknown[i, j] for r, i in enumerate(rows) for c, j in enumerate(columns) if (i, j) in unknown},
    )


def _signs(
    field: Fields, rows: list[str], columns: list[str], states: Mapping[str, str], style: Style
) -> dict[str, Any]:
    """One sign in each field that is not empty, to point at and to choose: unseen; a dot where no number is known."""
    told: list[tuple[int, int, str, str]] = []
    is_least = field.is_least.tolist()
    for r, line in enumerate(field.headcounts):
        for c, value in enumerate(line):
            if value is not None:
                told.append((r, c, "", style.number(value, is_least[r][c])))
            elif (r, c) in field.states:
                told.append((r, c, WITHHELD, states.get(field.states[r, c], WITHHELD)))
    return {
        "type": "scatter", "mode": "markers+text",
        "x": [columns[c] for _r, c, _sign, _said in told], "y": [rows[r] for r, _c, _sign, _said in told],
        "text": [sign for _r, _c, sign, _said in told], "textfont": {"size": 20, "color": style.text},
        "marker": {"size": 22, "opacity": 0, "symbol": "square"}, "unselected": {"marker": {"opacity": 0}},
        "customdata": [[field.faculty_codes[r], field.country_codes[c]] for r, c, _sign, _said in told],
        "hovertext": [f"{field.faculties[r]}<br>{field.countries[c]}: {said}" for r, c, _sign, said in told],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip
