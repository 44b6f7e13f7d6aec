"""A figure that somebody is about to say, held against the records and against all that was said. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine

from db import bounds as solve
from db.bounds import Conflict, Said
from db.queries import limits
from db.queries.asking import BadQuestion, Where
from db.queries.bounds import Answer, Known, answer, known, one, understood
from db.queries.cards import Counted
from db.queries.reconcile import apart
from db.vocabulary import Qualifier

DRAFT = "draft"
"""Code of what is about to be said, among the statements of a conflict."""


class Verdict(StrEnum):
    TRUE = "true"  # the records count it
    FALSE = "false"  # the records count another number
    IMPOSSIBLE = "impossible"  # what was said leaves no room for it
    DIFFERENT = "different"  # another number was said of the same thing
    SAID_BEFORE = "said_before"
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
    others = [claim.said for claim in found.used]
    is_open = not found.conflicts
    conflicts = tuple(c for c in solve.conflicts([said, *others]) if said in c.said) if is_open else ()
    of_box = [claim for claim in stated if claim.said.box == question.box and claim.figure["metric"] == question.metric]
    same = [claim for claim in of_box if claim.moment == question.rule.moment]
    rest = sorted((claim for claim in of_box if claim not in same), key=lambda claim: -claim.moment.year)
    verdict = _verdict(difference, bool(conflicts), said, [claim.said for claim in same])
    return Checked(
        verdict, found, said.low, said.high, difference, conflicts, tuple(claim.figure for claim in (*same, *rest))
    )


def _verdict(difference: int | None, is_impossible: bool, said: Said, same: list[Said]) -> Verdict:
    if difference is not None:
        return Verdict.FALSE if difference else Verdict.TRUE
    if any((one.low, one.high) == (said.low, said.high) for one in same) and not is_impossible:
        return Verdict.SAID_BEFORE
    if any(limits.exclude((one.low, one.high), (said.low, said.high)) for one in same):
        return Verdict.DIFFERENT
    return Verdict.IMPOSSIBLE if is_impossible else Verdict.POSSIBLE


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
    if not told.isdigit():
        raise BadQuestion(f"{told!r} is not a whole number of persons.")
    return float(told)
