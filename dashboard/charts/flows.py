"""From where to where: a Sankey diagram of two dimensions. Frames are those of `db.queries.counts`; none is changed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.ranks import Flags, Numbers, lacking, largest, numbers, places, with_rest
from dashboard.charts.theme import LINE_HEIGHT, Style, draw, wrapped

NODE_HEIGHT, LEAST_HEIGHT = 20, 260  # pixels; of a node on the average
LINES = 3
WRAPPED, WITH_NUMBER = 18, 22
"""Signs in a line of a label, and in the last one: those of both sides leave room for the ribbons on a phone too."""


@dataclass(frozen=True)
class Side:
    """One end of the flows: its nodes, and for each row of the frame the place of its node (-1: not drawn)."""

    names: list[str]
    codes: list[str]
    sums: list[int]
    is_least: list[bool]
    of_row: list[int]
    has_rest: bool


def flow(counts: pd.DataFrame, source: str, target: str, *, style: Style, rest: str, top: int = 6) -> go.Figure:
    """Ribbons from `source` to `target` (columns of names, such as region and faculty), as wide as the headcount.

    At each side stand the `top` largest and, named by `rest` ('{n} others'), one node for all others, so that ribbons
    add up to the known headcount of the frame. Rows without a number have none: it is not a zero, and nodes and ribbons
    that they are part of say that they are the least that may be. Each node bears its name, shortened where it is long,
    and its number. customdata: of a node its code ('' for the rest) and what is told when it is pointed at, of a ribbon
    the codes of both ends.
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
        "type": "sankey", "arrangement": "fixed", "valueformat": ",d",
        "textfont": {"color": style.text, "size": 13, "shadow": style.halo},
        "node": nodes, "link": _links(width, least, left, right, style),
    }  # fmt: skip
    most = max(len(left.names), len(right.names))
    height = max(LEAST_HEIGHT, (NODE_HEIGHT + nodes["pad"]) * most)
    return draw([trace], style, height, margin={"l": 4, "r": 4, "t": 16, "b": 16})


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
    """Nodes as far apart as the longest label is high: no two labels touch, however small their nodes are."""
    sides = (left, right)
    told = [
        (name, code, style.number(n, is_least))
        for side in sides
        for name, code, n, is_least in zip(side.names, side.codes, side.sums, side.is_least, strict=True)
    ]
    labels = [_label(name, number) for name, _code, number in told]
    return {
        "label": labels,
        "customdata": [[code, f"{name}: {number}"] for name, code, number in told],
        "color": [colour for side in sides for colour in _colours(side, style)],
        "line": {"width": 0}, "thickness": 10,
        "pad": LINE_HEIGHT * max([2, *(1 + label.count("<br>") for label in labels)]),
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }  # fmt: skip


def _label(name: str, number: str) -> str:
    """The name in few lines, and the number behind it; where the last line has no room, below it."""
    lines = wrapped([name], WRAPPED, LINES)[0]
    together = f"{lines}\u00a0\u00a0{number}"
    return together if len(together.split("<br>")[-1]) <= WITH_NUMBER else f"{lines}<br>{number}"


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
