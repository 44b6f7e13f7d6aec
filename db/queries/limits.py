"""What a stated number allows: a smallest and a largest value."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from db.vocabulary import Qualifier

Interval = tuple[float | None, float | None]
"""Lowest and highest; None: no limit."""


def interval(value: float, qualifier: str, margin: float | None = None) -> Interval:
    """Smallest and largest whole number that a stated count allows; None: no limit.

    "About" is off by the margin, or without one by half a unit of the last digit that is not zero: about 2,800 is
    2,750 to 2,849.
    """
    if qualifier == Qualifier.AT_LEAST:
        return value, None
    if qualifier == Qualifier.AT_MOST:
        return None, value
    if qualifier == Qualifier.ABOUT and margin is not None:
        return max(0.0, value - margin), value + margin
    if qualifier == Qualifier.ABOUT and value == math.floor(value) and value > 0:
        unit = 10 ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))
        return value - unit // 2, value + (unit - 1) // 2
    return value, value


def stated(figure: Mapping[Any, Any]) -> Interval:
    """What a published figure or a target allows. figure: value, qualifier and, if any, margin."""
    margin = figure.get("margin")
    return interval(float(figure["value"]), str(figure["qualifier"]), None if pd.isna(margin) else float(margin or 0))


def exclude(one: Interval, other: Interval) -> bool:
    """Whether no value is allowed by both."""
    (low, high), (least, most) = one, other
    below = high is not None and least is not None and high < least
    return below or (most is not None and low is not None and most < low)
