"""Targets beside a figure, in words: due or past, met or not, and the change a year that would reach them."""

import math
from datetime import date
from typing import Any

from dashboard import data, words
from dashboard.i18n import _, current, ngettext
from dashboard.selection import Selection
from db.queries.goals import Goal, Interval, metrics_of
from db.queries.summary import interval

MOST = 4


def of_card(card: Any, selection: Selection) -> list[str]:
    """Targets of a figure of records of the whole institution."""
    value = (card.value, None if card.is_partial else card.value)
    return [line for metric in metrics_of(card.name) for line in _lines(selection, metric, value, card.year)]


def of_statement(figure: dict[str, Any], selection: Selection) -> list[str]:
    """Targets of a published figure, whose value may be an interval."""
    value = interval(float(figure["value"]), str(figure["qualifier"]))
    dated = str(figure["as_of"] or figure["source_date"])[:4]
    return _lines(selection, str(figure["metric"]), value, int(dated) if dated.isdigit() else selection.year)


def of_range(found: Any, selection: Selection) -> list[str]:
    """Targets of a share that is known as a range only."""
    if found.name != "share_pct":
        return []
    value = (found.lowest, found.highest)
    return [line for metric in metrics_of("share_pct") for line in _lines(selection, metric, value, selection.year)]


def _lines(selection: Selection, metric: str, value: Interval, year: int) -> list[str]:
    asked = {"current": value, "current_year": year, "today": date.today()}
    found: list[Goal] = data.ask("goals", selection.institution, metric, **asked)
    lines = [_line(goal) for goal in found[:MOST]]
    more = len(found) - len(lines)
    return lines + ([ngettext("and {count} more target", "and {count} more targets", more)] if more else [])


def _line(goal: Goal) -> str:
    """'Target: 25% by 2025, past; not met', 'Target: 500 by 2029, lower is better; −3 a year needed'."""
    value = words.qualified(goal.value, goal.qualifier, _unit(goal.metric))
    if goal.target_year is None:
        told = _("Target: {value}, no year stated", value=value)
    elif goal.is_past:
        told = _("Target: {value}, was due {year}", value=value, year=goal.target_year)
    else:
        told = _("Target: {value} by {year}", value=value, year=goal.target_year)
    parts = [_("lower is better") if goal.good == "lower" else "", _standing(goal)]
    if len(goal.statements) > 1:
        parts.append(ngettext("{count} statement", "{count} statements", len(goal.statements)))
    return "; ".join([told, *[part for part in parts if part]])


def _standing(goal: Goal) -> str:
    if goal.is_met:
        return _("met")
    if goal.yearly_change and any(goal.yearly_change):  # else nothing limits it
        return _("needed a year: {change}", change=_change(*goal.yearly_change, goal.metric))
    return _("open whether met") if goal.is_met is None else _("not met")


def _change(low: float | None, high: float | None, metric: str) -> str:
    """The change a year that is needed, or what it lies between: of two limits, in the best and in the worst case."""
    if low is None or high is None:
        return _limited(low if high is None else high, metric)
    if _stepped(low, metric) != _stepped(high, metric):
        return _("{low} to {high}", low=_signed(low, metric), high=_signed(high, metric))
    is_exact = not _is_whole(metric) or low == high == _stepped(low, metric)
    return _signed(low, metric) if is_exact else _limited(low, metric)


def _limited(least: float | None, metric: str) -> str:
    """A rise of at least so much, or a fall."""
    change = least or 0.0
    if change < 0:
        return _("a fall of at least {change}", change=_signed(-change, metric).removeprefix("+"))
    return _("at least {low}", low=_signed(change, metric))


def _stepped(change: float, metric: str) -> float:
    """Points to one decimal. Persons, places in a ranking and the like are whole: less than this would miss the target,
    so they are rounded away from 0."""
    return math.copysign(math.ceil(round(abs(change), 6)), change) if _is_whole(metric) else round(change, 1)


def _signed(change: float, metric: str) -> str:
    value = _stepped(change, metric)
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    shown = sign + current().number(abs(value), decimals=1)
    return _("{change} points", change=shown) if _unit(metric) == "percent" else shown


def _is_whole(metric: str) -> bool:
    return _unit(metric) not in ("percent", "points")


def _unit(metric: str) -> str:
    if metric.endswith("_pct"):
        return "percent"
    return "rank" if metric.startswith("rank") else "points" if metric.startswith("score") else ""
