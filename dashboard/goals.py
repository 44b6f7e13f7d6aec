"""Targets beside a figure, in words: due or past, met or not, and the change a year that would reach them."""

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
    if goal.yearly_change:
        return _("needed a year: {change}", change=_change(*goal.yearly_change, goal.metric))
    return _("open whether met") if goal.is_met is None else _("not met")


def _change(low: float | None, high: float | None, metric: str) -> str:
    """The change a year that is needed, or what it lies between."""
    if low is None or high is None:
        limit = high if low is None else low
        shown = _signed(limit or 0, metric)
        return _("at least {low}", low=shown) if high is None else _("at most {high}", high=shown)
    ends = list(dict.fromkeys([_signed(low, metric), _signed(high, metric)]))
    return ends[0] if len(ends) == 1 else _("{low} to {high}", low=ends[0], high=ends[1])


def _signed(value: float, metric: str) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    shown = sign + current().number(abs(round(value, 1)), decimals=1)
    return _("{change} points", change=shown) if _unit(metric) == "percent" else shown


def _unit(metric: str) -> str:
    return "percent" if metric.endswith("_pct") else "rank" if metric.startswith("rank") else ""
