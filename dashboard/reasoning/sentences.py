"""Ends of what is possible, and why they are where they are, as sentences with documents."""

from collections.abc import Mapping
from typing import Any

from dashboard import caption, words
from dashboard.i18n import _, current
from dashboard.reasoning import scopes
from db.bounds import Bounds, Part, Reason
from db.queries import limits
from db.queries.bounds import RECORDS, Answer
from db.queries.claims import Claim
from db.vocabulary import Qualifier


def between(found: Bounds) -> str:
    """'between 155 and 3,682', 'exactly 1,056', 'at least 401; no upper limit is known'."""
    low, high = found.low.value or 0, found.high.value
    number = current().number
    if high is None and not low:
        return _("nothing is known")
    if high is None:
        return _("at least {low}; no upper limit is known", low=number(low))
    if low == high:
        return _("exactly {value}", value=number(low))
    return _("between {low} and {high}", low=number(low), high=number(high))


def of_claim(claim: Claim) -> str:
    """'401: International students (China), [document], 13 September 2023'. Markdown."""
    figure = claim.figure
    box = claim.said.box
    metric = str(figure["metric"])
    scope = scopes.with_metric(box, metric, str(figure["institution_code"]), claim.moment.year)
    return f"**{caption.plain(shown(figure))}** {caption.plain(scope)} — {document(figure)}"


def shown(figure: Mapping[Any, Any]) -> str:
    """The value with its qualifier; of `about` what it is taken for: 'about 2,800 (2,750 to 2,849)'."""
    told = words.qualified(figure["value"], figure["qualifier"], figure["unit_of_measure"])
    if figure["qualifier"] != Qualifier.ABOUT:
        return told
    return f"{told} ({words.limited(*limits.stated(figure), current().number)})"


def document(figure: Mapping[Any, Any]) -> str:
    day = str(figure["as_of"] or figure["source_date"])
    return caption.document(str(figure["source_title"]), str(figure["source_url"]), day)


def lower(answer: Answer) -> str:
    """Why it cannot be fewer. Markdown."""
    assert answer.bounds
    value = current().number(answer.bounds.low.value or 0)
    parts = answer.low.parts
    if not parts and answer.bounds.high.value is None:
        return ""
    if not parts:
        return _("It may be 0: nothing that was said forces anybody to be there.")
    if len(parts) == 1:
        head = _("At least {end}, because all of these are among those asked for:", end=value)
    elif answer.low.is_sum and all(part.factor > 0 for part in parts):
        head = _("At least {end}, because these are among those asked for and do not overlap:", end=value)
    elif answer.low.is_sum:
        head = _("At least {end}, which is left when those who may be elsewhere are taken away:",
                 end=value)  # fmt: skip
    else:
        head = _("At least {end}, because no smaller whole number agrees with all of these:", end=value)
    return _told(head, answer.low, answer, answer.bounds.low.value or 0)


def upper(answer: Answer) -> str:
    """Why it cannot be more. Markdown."""
    assert answer.bounds
    end, parts = answer.bounds.high.value, answer.high.parts
    if end is None:
        return _("No upper limit is known: no statement limits all of those asked for.")
    value = current().number(end)
    if len(parts) == 1:
        head = _("At most {end}, because those asked for are all among these:", end=value)
    elif answer.high.is_sum and all(part.factor > 0 for part in parts):
        head = _("At most {end}, because those asked for are all among these together:", end=value)
    elif answer.high.is_sum:
        head = _(
            "At most {end}, which is left of the whole when those who must be elsewhere are taken away:", end=value
        )
    else:
        head = _("At most {end}, because no larger whole number agrees with all of these:", end=value)
    return _told(head, answer.high, answer, end)


def _told(head: str, reason: Reason, answer: Answer, end: int) -> str:
    by_code = {claim.code: claim for claim in answer.used}
    lines = [f"- {_part(part, reason, by_code)}" for part in _in_order(reason)]
    sum_of = _sum(reason, end) if len(reason.parts) > 1 and reason.is_sum else ""
    return "\n".join([f"**{caption.plain(head)}**", "", *lines, *(["", caption.plain(sum_of)] if sum_of else [])])


def _in_order(reason: Reason) -> list[Part]:
    """What is added before what is taken away, the largest first."""
    return sorted(reason.parts, key=lambda part: (part.factor < 0, -part.limit))


def _part(part: Part, reason: Reason, by_code: Mapping[str, Claim]) -> str:
    sign = (r"\+ " if part.factor > 0 else "− ") if reason.is_sum and len(reason.parts) > 1 else ""
    if part.said.code.startswith(RECORDS):
        return sign + caption.plain(_("{count} counted by the records", count=current().number(part.limit)))
    claim = by_code.get(part.said.code)
    return sign + (of_claim(claim) if claim else caption.plain(part.said.code))


def _sum(reason: Reason, end: int) -> str:
    """'3,928 + 155 − 401 = 3,682', what is added first."""
    terms = []
    for place, part in enumerate(_in_order(reason)):
        sign = "− " if part.factor < 0 else "+ " if place else ""
        times = abs(part.factor)
        number = current().number(part.limit)
        terms.append(sign + (number if times == 1 else f"{current().number(times, decimals=2)} × {number}"))
    return " ".join(terms) + " = " + current().number(end)


def settling(answer: Answer, institution: str) -> str:
    """What one more figure would settle most. '' where none would."""
    found = answer.settling
    if not found or not answer.bounds or answer.bounds.high.value is None:
        return ""
    year = answer.question.rule.moment.year
    scope = scopes.with_metric(found.box, answer.question.metric, institution, year)
    told = _("Ask for: {figure} (now {between}).", figure=scope, between=between(found.between))
    if not found.leaves:
        return told + " " + _("It would settle the question.")
    wide = answer.bounds.high.value - (answer.bounds.low.value or 0)
    more = _("With it, at most {left} persons would stay open, instead of {now}.", left=current().number(found.leaves),
             now=current().number(wide))  # fmt: skip
    return f"{told} {more}"
