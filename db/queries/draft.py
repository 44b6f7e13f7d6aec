"""A figure that somebody is about to say, held against the records and against all that was said. Nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine

from db import bounds as solve
from db.bounds import Bounds, Conflict, Said
from db.queries import limits
from db.queries.asking import BadQuestion, Where
from db.queries.bounds import Answer, Known, answer, known, one, understood
from db.queries.cards import Counted
from db.queries.reconcile import apart, holds
from db.vocabulary import Qualifier

MOST_DIGITS = 9
DRAFT = "draft"
"""Code of what is about to be said, among the statements of a conflict."""


class Verdict(StrEnum):
    TRUE = "true"  # the records count it
    FALSE = "false"  # the records count another number
    IMPOSSIBLE = "impossible"  # what was said leaves no room for it
    DIFFERENT = "different"  # only the number that was said of the same thing before is another
    SAID_BEFORE = "said_before"
    FOLLOWS = "follows"  # whatever agrees with what was said agrees with it
    POSSIBLE = "possible"


@dataclass(frozen=True)
class Checked:
    """What can be said of a draft. low, high: what its value allows; difference: persons apart from the records.

    conflicts: what it cannot stand beside; before: figures of the same metric and scope, of the same year first.
    """

    verdict: Verdict
    answer: Answer
    low: int | None
    high: int | None
    difference: int | None
    conflicts: tuple[Conflict, ...]
    before: tuple[Mapping[Any, Any], ...]


def check(
    engine: Engine, counted: Counted, where: Where, language: str = "en", reasoned: Known | None = None
) -> Checked:
    """The draft of a figure. where: as of a question, with value, qualifier and margin. Raises BadQuestion."""
    told = {name: one(where, name) for name in ("value", "qualifier", "margin")}
    asked = {name: values for name, values in where.items() if name not in told}
    told_before = reasoned or known(engine, one(where, "institution"), language)
    here, stated = told_before.here, told_before.stated
    question = understood(engine, here, stated, asked)
    found = answer(counted, here, stated, question, is_brief=True)
    said = _said(told, question.box)
    records = found.recorded
    difference = apart(said.low, said.high, records) if records else None
    others = _possible([claim.said for claim in found.used], found.conflicts)
    of_box = [claim for claim in stated if claim.said.box == question.box and claim.figure["metric"] == question.metric]
    same = [claim for claim in of_box if claim.moment == question.rule.moment]
    rest = sorted((claim for claim in of_box if claim not in same), key=lambda claim: -claim.moment.year)
    live = {claim.code for claim in same} & {claim.code for claim in found.used}
    conflicts = sorted(
        (one for one in solve.conflicts([said, *others]) if said in one.said),
        key=lambda one: (not live & {other.code for other in one.said}, len(one.said)),
    )
    is_impossible = any(not live & {other.code for other in one.said} for one in conflicts)
    if records and difference:
        verdict = Verdict.FALSE
    elif records and holds(said.low, said.high, records):
        verdict = Verdict.TRUE
    elif conflicts:
        verdict = Verdict.IMPOSSIBLE if is_impossible else Verdict.DIFFERENT
    elif any((one.said.low, one.said.high) == (said.low, said.high) for one in same if one.code in live):
        verdict = Verdict.SAID_BEFORE
    else:
        verdict = Verdict.FOLLOWS if _follows(said, found.bounds) else Verdict.POSSIBLE
    figures = tuple(claim.figure for claim in (*same, *rest))
    return Checked(verdict, found, said.low, said.high, difference, tuple(conflicts), figures)


def _possible(said: Sequence[Said], conflicting: Sequence[Conflict]) -> list[Said]:
    """Of statements that contradict each other, as many as can all be true: what a draft is held against."""
    amiss = {other for conflict in conflicting for other in conflict.said}
    kept = [other for other in said if other not in amiss]
    for other in said:
        if other in amiss and solve.is_possible([*kept, other]):
            kept.append(other)
    return kept


def _follows(said: Said, found: Bounds | None) -> bool:
    """Whether whatever is possible agrees with the draft."""
    if found is None or found.low.value is None:
        return False
    is_above = said.low is None or found.low.value >= said.low
    return is_above and (said.high is None or (found.high.value is not None and found.high.value <= said.high))


def _said(told: Mapping[str, str], box: Any) -> Said:
    value, margin = _number(told["value"]), _number(told["margin"])
    qualifier = told["qualifier"] or Qualifier.EXACTLY
    if value is None:
        raise BadQuestion("A draft needs a value: a whole number of persons.")
    if qualifier not in list(Qualifier):
        raise BadQuestion(f"{qualifier!r} is no qualifier. There are: {', '.join(Qualifier)}.")
    low, high = limits.interval(value, qualifier, margin)
    return Said(DRAFT, box, None if low is None else int(low), None if high is None else int(high))


def _number(told: str) -> float | None:
    if not told:
        return None
    if not (told.isdecimal() and told.isascii() and len(told) <= MOST_DIGITS):
        raise BadQuestion(f"{told[:40]!r} is not a whole number of persons.")
    return float(told)
