"""What of a frame is drawn: the largest by name, the rest together. A number that is not known is never drawn as 0."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.charts.theme import AT_LEAST

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
NOBODY = "not_applicable"
WHOLE = ("value", NOBODY)


def numbers(column: "pd.Series[Any]") -> Numbers:
    """A column of numbers; NaN where it is not known."""
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def lacking(counts: pd.DataFrame, state: str = "state") -> Flags:
    """Rows of which not all is known: their number, and every sum that they are part of, is the least it may be.

    A row that is not there at all is nobody. A frame without a column of states does not tell.
    """
    if state not in counts:
        return np.zeros(len(counts), dtype=bool)
    return np.array([one not in WHOLE for one in counts[state].tolist()], dtype=bool)


def numbered(number: str, is_least: Flags) -> dict[str, Any]:
    """The part of a trace that writes its numbers, in Plotly's own way ('%{x:,}'), with the sign of those that are the
    least they may be."""
    if not is_least.any():
        return {"texttemplate": number}
    return {"texttemplate": "%{text}" + number, "text": np.where(is_least, AT_LEAST, "").tolist()}


def codes(counts: pd.DataFrame, name: str) -> list[str]:
    """The code of each row's name in column `name`."""
    return [str(code) for code in counts[_coded(counts, name)].tolist()]


def _coded(counts: pd.DataFrame, name: str) -> str:
    """The column of codes beside that of names; where a dimension has none, the names are its codes."""
    return f"{name}_code" if f"{name}_code" in counts else name


def places(counts: pd.DataFrame, name: str) -> tuple[Any, list[str], list[str]]:
    """For each row the place of its name among all names of column `name`; these names; and their codes."""
    place_of_row, names = pd.factorize(counts[name])
    first = np.unique(place_of_row, return_index=True)[1]
    return place_of_row, [str(n) for n in names.tolist()], counts[_coded(counts, name)].iloc[first].tolist()


def largest(values: Numbers, names: Sequence[str], top: int) -> tuple[list[int], list[int]]:
    """Places of those above zero, largest first, alike ones by name: the first `top`, and the rest.

    The rest are none or several: one alone needs no more room under its own name.
    """
    order = sorted(np.flatnonzero(values > 0).tolist(), key=lambda i: (-values[i], names[i]))
    shown = len(order) if len(order) <= top + 1 else top
    return order[:shown], order[shown:]


def added(values: Numbers, places: Sequence[int]) -> int | None:
    """Sum of the known ones; None where none is known."""
    some = values[list(places)]
    known = some[~np.isnan(some)]
    return int(known.sum()) if len(known) else None


def with_rest(lacks: Flags, shown: Sequence[int], others: Sequence[int]) -> Flags:
    """Whether each of those shown, and all others together where there are some, is the least it may be."""
    return np.array([*lacks[list(shown)], *([lacks[list(others)].any()] if others else [])], dtype=bool)


def whole(values: Numbers) -> list[int | None]:
    """Numbers as a figure takes them: None where not known, so that nothing is drawn."""
    return [None if np.isnan(value) else int(value) for value in values]
