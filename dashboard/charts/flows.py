"""From where to where: a Sankey diagram of two dimensions. Frames are those of `db.queries.counts`; none is changed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.ranks import Flags, Numbers, lacking, largest, numbers, places, with_rest
from dashboard.charts.theme import Style, draw, wrapped

NODE_HEIGHT, LEAST_HEIGHT, BETWEEN = 46, 260, 26
WRAPPED = 24
LINES, LINE_HEIGHT = 2, 17
"""Lines of a label that there is room for, and what each further one takes."""


@dataclass(frozen=True)
class Side:
    """One end of the flows: its nodes, and for each row of the frame the place of its node (-1: not drawn)."""

    names: list[str]
    codes: list[str]
    sums: list[int]
    is_least: list[bool]
    of_row: list[int]
    has_rest: bool


def flow(counts: pd.DataFrame, source: str, target: str, *, style: Style, rest: str, top: int = 9) -> go.Figure:
    """Ribbons from `source` to `target` (columns of names, such as region and faculty), as wide as the headcount.

    At each side stand the `top` largest and, named by `rest` ('{n} others'), one node for all others, so that ribbons
    add up to the known headcount of the frame. Rows without a number have none: it is not a zero, and nodes and ribbons
    that they are part of say that they are the least that may be. Each node bears name and number. customdata: of a
    node its code ('' for the rest), of a ribbon those of both ends.
    """
    values, lacks = np.nan_to_num(numbers(counts["headcount"])), lacking(counts)
    left, right = (_side(counts, name, values, lacks, rest, top) for name in (source, target))
    nodes = _nodes(left, right, style)
    width: dict[tuple[int, int], int] = {}
    for one, other, value in zip(left.of_row, right.of_row, values.tolist(), strict=True):
        if value > 0:
            width[one, other] = width.get((one, other), 0) + int(value)
    least = {(left.of_row[i], right.of_row[i]) for i in np.flatnonzero(lacks)}
    trace = {
        "type": "sankey", "arrangement": "fixed", "valueformat": ",d", "textfont": {"color": style.text, "size": 13},
        "node": nodes, "link": _links(width, least, left, right, style),
    }  # fmt: skip
    each = NODE_HEIGHT + nodes["pad"] - BETWEEN
    most = max(len(left.names), len(right.names))
    return draw([trace], style, max(LEAST_HEIGHT, each * most), margin={"l": 4, "r": 4, "t": 16, "b": 16})


def _side(counts: pd.DataFrame, name: str, values: Numbers, lacks: Flags, rest: str, top: int) -> Side:
    place_of_row, found, coded = places(counts, name)
    sums: Numbers = np.bincount(place_of_row, weights=values, minlength=len(found)).astype(np.float64)
    incomplete = np.bincount(place_of_row, weights=lacks, minlength=len(found)) > 0
    shown, others = largest(sums, found, top)
    node = {i: place for place, i in enumerate(shown)} | dict.fromkeys(others, len(shown))
    return Side(
        names=[found[i] for i in shown] + ([rest.format(n=len(others))] if others else []),
        codes=[coded[i] for i in shown] + ([""] if others else []),
        sums=[int(sums[i]) for i in shown] + ([int(sums[others].sum())] if others else []),
        is_least=with_rest(incomplete, shown, others).tolist(),
        of_row=[node.get(i, -1) for i in place_of_row.tolist()],
        has_rest=bool(others),
    )


def _nodes(left: Side, right: Side, style: Style) -> dict[str, Any]:
    sides = (left, right)
    labels = [label for side in sides for label in _labels(side, style)]
    lines = max([LINES, *(1 + label.count("<br>") for label in labels)])
    return {
        "label": labels,
        "customdata": [code for side in sides for code in side.codes],
        "color": [colour for side in sides for colour in _colours(side, style)],
        "line": {"width": 0}, "pad": BETWEEN + (lines - LINES) * LINE_HEIGHT, "thickness": 10,
        "hovertemplate": "%{label}<extra></extra>",
    }  # fmt: skip


def _labels(side: Side, style: Style) -> list[str]:
    told = [
        f"{name}\u00a0\u00a0{style.number(n, is_least)}"
        for name, n, is_least in zip(side.names, side.sums, side.is_least, strict=True)
    ]
    return wrapped(told, WRAPPED)


def _colours(side: Side, style: Style) -> list[str]:
    return [style.accent] * (len(side.names) - side.has_rest) + [style.quiet] * side.has_rest


def _links(
    width: dict[tuple[int, int], int], least: set[tuple[int, int]], left: Side, right: Side, style: Style
) -> dict[str, Any]:
    ends = sorted(width)
    return {
        "source": [one for one, _other in ends],
        "target": [len(left.names) + other for _one, other in ends],
        "value": [width[end] for end in ends],
        "color": style.flowing,
        "customdata": [[left.codes[one], right.codes[other]] for one, other in ends],
        "label": [
            f"{left.names[one]} → {right.names[other]}: {style.number(width[one, other], (one, other) in least)}"
            for one, other in ends
        ],
        "hovertemplate": "%{label}<extra></extra>",
    }
