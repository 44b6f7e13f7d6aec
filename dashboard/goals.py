"""Targets beside a figure, in words: due or past, met or not, and the change a year that would reach them."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from dashboard import data, words
from dashboard.i18n import N_, _, current, ngettext
from dashboard.selection import Selection
from db.queries import limits
from db.queries.cards import Years
from db.queries.goals import Goal, Known, Said, metrics_of, year_stated
from db.queries.limits import Interval

MOST = 4


Written = Callable[[int | None], str]
"""A year, or none, as people read it: '2024/25', 'January 2024', 'edition 2021'."""


@dataclass(frozen=True)
class Current:
    """The figure beside which targets stand: its value, the year it stands for, and how its years are written."""

    value: Interval
    year: int | None
    when: Written
    due: Written


def of_card(card: Any, selection: Selection, years: Years) -> list[str]:
    """Targets of a figure of records of the whole institution. years: its values of all years."""
    known = tuple((year, value, None if state == "partial" else value) for year, (value, state) in sorted(years.items())
                  if value is not None and state in ("value", "partial"))  # fmt: skip
    kind = data.period_kinds().get(card.series, "academic_year")

    def when(year: int | None) -> str:
        return words.year(year or card.year, kind)

    of_it = Current((card.value, None if card.is_partial else card.value), card.year, when, when)
    return [line for metric in metrics_of(card.name) for line in _lines(selection, metric, of_it, known)]


def of_statement(figure: Mapping[Any, Any], selection: Selection) -> list[str]:
    """Targets of a published figure, whose value may be an interval."""
    return _of_stated(limits.stated(figure), [figure], str(figure["metric"]), selection)


def of_range(found: Any, figures: Sequence[Mapping[Any, Any]], selection: Selection) -> list[str]:
    """Targets of a share that is known as a range only. figures: the two it is made of."""
    value = (found.lowest, found.highest)
    metrics = metrics_of("share_pct") if found.name == "share_pct" else ()
    return [line for metric in metrics for line in _of_stated(value, figures, metric, selection)]


def _of_stated(value: Interval, figures: Sequence[Mapping[Any, Any]], metric: str, selection: Selection) -> list[str]:
    """Where figures are of different years, or of none that is known, what they say together stands for none."""
    known = data.ask("stated", selection.institution, metric)
    years = {year_stated(figure) for figure in figures}
    year = years.pop() if len(years) == 1 else None
    year = year if year in [one[0] for one in known] else None
    days = [current().day(str(figure["as_of"] or figure["source_date"])) for figure in figures]
    own = "; ".join(dict.fromkeys(day for day in days if day)) or _("undated")

    def due(year: int | None) -> str:
        return _("edition {year}", year=year) if metric.startswith("rank") else str(year)

    def when(told: int | None) -> str:
        return own if told is None or (told == year and not metric.startswith("rank")) else due(told)

    return _lines(selection, metric, Current(value, year, when, due), known)


def _lines(selection: Selection, metric: str, of_it: Current, known: Known) -> list[str]:
    asked = {"current": of_it.value, "current_year": of_it.year, "today": date.today(), "known": known}
    found: list[Goal] = data.ask("goals", selection.institution, metric, **asked)
    of_year = Counter(goal.target_year for goal in found)
    lines = [_line(goal, of_it, is_rival=of_year[goal.target_year] > 1) for goal in found[:MOST]]
    more = len(found) - len(lines)
    return lines + ([ngettext("and {count} more target", "and {count} more targets", more)] if more else [])


def _line(goal: Goal, of_it: Current, *, is_rival: bool) -> str:
    """'Target: 25% by 2025, past; not met: 15.4% (2025)', 'Target: 500 by 2029, lower is better; needed a year: −3'."""
    value = words.qualified(goal.value, goal.qualifier, _unit(goal.metric))
    if goal.target_year is None:
        told = _("Target: {value}, no year stated", value=value)
    elif goal.is_past:
        told = _("Target: {value}, was due {year}", value=value, year=goal.target_year)
    else:
        told = _("Target: {value} by {year}", value=value, year=goal.target_year)
    parts = [_("lower is better") if goal.good == "lower" else "", standing(goal, of_it.when, of_it.due)]
    if len(goal.statements) > 1:
        parts.append(ngettext("{count} statement", "{count} statements", len(goal.statements)))
    if is_rival:
        told += " (" + "; ".join(dict.fromkeys(_document(one) for one in goal.statements)) + ")"
    return "; ".join([told, *[part for part in parts if part]])


def _document(one: Said) -> str:
    """What tells a target from its rival: the plan and the day it was set, else the document and its day."""
    day = current().day(one.set_on)
    if day:
        return ", ".join(part for part in (words.said(one.note), _("set on {day}", day=day)) if part)
    return ", ".join(part for part in (words.said(one.source_title), current().day(one.source_date)) if part)


def standing(goal: Goal, when: Written, due: Written) -> str:
    """Whether a goal is met, by a figure of the year it is due; else what is known, of when, and no verdict."""
    if goal.judged == (None, None):
        return _("no figure of {year}", year=due(goal.target_year)) if goal.is_past else _("open whether met")
    write = partial(words.measured, unit=_unit(goal.metric))
    figure = f"{words.limited(*goal.judged, write)} ({when(goal.judged_year)})"
    if goal.is_of_due:
        told = {True: N_("met: {figure}"), False: N_("not met: {figure}"), None: N_("open whether met: {figure}")}
        if goal.is_met or goal.is_past or not _is_needed(goal):
            return _(told[goal.is_met], figure=figure)
    if goal.is_past:
        told = {True: N_("was reached: {figure}"), False: N_("was not reached: {figure}"),
                None: N_("open whether reached: {figure}")}  # fmt: skip
        lacking = _("no figure of {year}, so whether it was met is not known", year=due(goal.target_year))
        return _(told[goal.is_met], figure=figure) + "; " + lacking
    if goal.is_met:
        return _("already reached: {figure}", figure=figure)
    if _is_needed(goal):
        return _("needed a year: {change}", change=_change(*(goal.yearly_change or (None, None)), goal.metric))
    return _("open whether met") if goal.is_met is None else _("not yet reached: {figure}", figure=figure)


def _is_needed(goal: Goal) -> bool:
    """Whether something limits the change a year that is needed."""
    return bool(goal.yearly_change and any(goal.yearly_change))


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
