"""Two selections beside each other, and how much of a whole the largest have. Frames are not changed.

Only selections of one definition stand beside each other; the caller sees to that.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.mobility import WRAPPED, beside, downwards
from dashboard.charts.ranks import NOBODY, Numbers, added, codes, lacking, largest, numbered, numbers, whole, with_rest
from dashboard.charts.theme import Style, bars_height, draw, hatched, wrapped
from dashboard.charts.trend import years

BARS = ("a", "b")
STEPS = (1, 3, 10)
SHARE_HEIGHT = 58  # pixels


def paired(a: pd.DataFrame, b: pd.DataFrame, name: str) -> pd.DataFrame:
    """Two frames of counts by `name` side by side: code, name, a and b (Int64, <NA> where not known or not listed), and
    what is known of each, a_state and b_state."""
    names = {code: shown for side in (a, b) for code, shown in zip(codes(side, name), side[name].tolist(), strict=True)}
    columns: dict[str, Any] = {"code": list(names), "name": list(names.values())}
    for column, side in zip(BARS, (a, b), strict=True):
        place = {code: i for i, code in enumerate(codes(side, name))}
        values = whole(numbers(side["headcount"]))
        columns[column] = pd.array([values[place[code]] if code in place else None for code in names], dtype="Int64")
        if "state" in side:
            states = side["state"].tolist()
            columns[f"{column}_state"] = [states[place[code]] if code in place else NOBODY for code in names]
    return pd.DataFrame(columns)


def pair_bars(rows: pd.DataFrame, *, style: Style, labels: tuple[str, str], rest: str, top: int = 10) -> go.Figure:
    """Two bars for each row: filled for the first selection, hatched for the second.

    The `top` largest of both stand by themselves; all others are one pair that `rest` names ('{n} others'), so that
    the bars of each selection add up to its known total. What is not known has no bar: it is not a zero.
    rows: as `paired` gives them. labels: names of both selections. customdata: code, '' for the rest.
    """
    names, coded = rows["name"].tolist(), rows["code"].tolist()
    sides = [numbers(rows[side]) for side in BARS]
    shown, others = _union(sides, names, top)
    told = [names[i] for i in shown] + ([rest.format(n=len(others))] if others else [])
    y, customdata = wrapped(told, WRAPPED), [coded[i] for i in shown] + ([""] if others else [])
    marks = ({"color": style.accent}, hatched(style.second))
    traces, longest = [], [1]
    for side, values, label, marker in zip(BARS, sides, labels, marks, strict=True):
        number = numbered("%{x:,}", with_rest(lacking(rows, f"{side}_state"), shown, others))
        x = whole(values[shown]) + ([added(values, others)] if others else [])
        longest += [value for value in x if value is not None]
        traces.append({
            "type": "bar", "orientation": "h", "name": label, "x": x, "y": y, "customdata": customdata,
            "marker": marker, **number, "textposition": "outside", "cliponaxis": False,
            "hovertemplate": f"%{{y}}: {number['texttemplate']}<extra>{label}</extra>",
        })  # fmt: skip
    layout = {"xaxis": beside(longest), "yaxis": downwards(), "bargroupgap": 0.08}
    return draw(traces, style, bars_height(y, each=2) + 30, **layout)


def _union(sides: Sequence[Numbers], names: Sequence[str], top: int) -> tuple[list[int], list[int]]:
    """Places of the `top` of either side, by the larger of both, and of all others that have a number."""
    both = np.nanmax(np.vstack([*(np.nan_to_num(side) for side in sides), np.zeros(len(names))]), axis=0)
    first = {i for side in sides for i in largest(side, names, top)[0]}
    order, _none = largest(both, names, len(names))
    others = [i for i in order if i not in first]
    return ([i for i in order if i in first], others) if len(others) > 1 else (order, [])


def pair_years(
    rows: pd.DataFrame, *, style: Style, labels: tuple[str, str], year_names: Sequence[str], **more: Any
) -> go.Figure:
    """Two lines, each named at its end, the second dotted. rows: academic_year, a, b and their states; `more` as
    `trend.years` takes."""
    counts = rows.rename(columns={"a": "headcount", "a_state": "state"})
    return years(
        counts, style=style, label=labels[0], year_names=year_names, against=rows["b"], against_state="b_state",
        against_label=labels[1], **more,
    )  # fmt: skip


def shares(
    counts: pd.DataFrame,
    name: str,
    *,
    style: Style,
    percent: Callable[[float], str],
    largest_of: str,
    steps: Sequence[int] = STEPS,
) -> go.Figure:
    """How much of the known total the largest have: a bar each for the first, the first three, the first ten.

    The filled part is theirs, the hatched one that of all others. percent: writes 41.2 as the reader does. largest_of:
    names several ('{n} largest'); the very largest bears its own name. customdata: its code, '' for several.
    """
    values, names, coded = numbers(counts["headcount"]), [str(n) for n in counts[name].tolist()], codes(counts, name)
    order, _none = largest(values, names, len(names))
    total, lacks = float(values[order].sum()), lacking(counts)
    kept = [step for step in steps if step == 1 or step < len(order)] if order else []
    parts = [float(values[order[:step]].sum()) for step in kept]
    told = [names[order[0]] if step == 1 else largest_of.format(n=step) for step in kept]
    said = [
        f"<b>{percent(100 * part / total)}</b> ({style.number(int(part), bool(lacks[order[:step]].any()))})"
        for step, part in zip(kept, parts, strict=True)
    ]
    y = [f"{name}<br>{text}" for name, text in zip(wrapped(told, WRAPPED, 2), said, strict=True)]
    customdata = [coded[order[0]] if step == 1 else "" for step in kept]
    filled = {"x": parts, "marker": {"color": style.accent}, "customdata": customdata}
    others = {"x": [total - part for part in parts], "marker": hatched(style.quiet), "customdata": [""] * len(kept)}
    traces = [
        {"type": "bar", "orientation": "h", "y": y, "hovertemplate": "%{y}<extra></extra>", **part}
        for part in (filled, others)
    ]
    layout = {"barmode": "stack", "showlegend": False, "xaxis": {"visible": False, "range": [0, total or 1]}}
    return draw(traces, style, SHARE_HEIGHT * len(kept) + 20, **layout, yaxis=downwards())
