"""What published figures say together: the smallest and the largest number that agree with all of them, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Engine

from db import bounds as solve
from db.bounds import Bounds, Box, Conflict, Impossible, Reason, Said, Settling
from db.bounds.boxes import related
from db.metrics import Of
from db.queries.asking import BadQuestion, Where, as_of, day_of, members, wanted
from db.queries.asking import year as year_told
from db.queries.cards import Counted
from db.queries.claims import Claim, World, claims, counts_of, moments, usual_measure, world
from db.queries.moment import ACADEMIC, CALENDAR, MONTHS, Moment, Out, Rule
from db.queries.recorded import Recorded, records_of
from db.vocabulary import ROOT_UNIT, InstitutionKind, Measure

OF_QUESTION = (
    "institution", "metric", "academic_year", "calendar_year", "measure", "definition", "country", "group", "members",
    "faculty", "department", "outside", "level", "on", "months", "doubtful", "without", "only", "records",
)  # fmt: skip
NO_REASON = Reason()
FIRST_YEAR, LAST_YEAR = 1900, 2100
RECORDS = "records"
"""Start of the code of what records count."""


class NobodyAsked(BadQuestion):
    """The conditions leave nobody to be counted."""


@dataclass(frozen=True)
class Question:
    """Whose number is sought. box: whom it counts; rule: what statements count together."""

    metric: str
    box: Box
    rule: Rule


@dataclass(frozen=True)
class Answer:
    """What is possible. bounds None: the statements cannot all be true, and `conflicts` says which.

    used: the claims that are connected with the question; apart: that count and are not; out: that do not, with why.
    recorded: what the records count, whether or not it was reasoned with.
    """

    question: Question
    used: tuple[Claim, ...]
    apart: tuple[Claim, ...]
    out: tuple[tuple[Claim, Out], ...]
    recorded: Recorded | None
    bounds: Bounds | None = None
    low: Reason = NO_REASON
    high: Reason = NO_REASON
    conflicts: tuple[Conflict, ...] = ()
    settling: Settling | None = None

    @property
    def is_invented(self) -> bool:
        known = any(claim.figure["is_invented"] for claim in self.used)
        return known or bool(self.recorded and self.recorded.is_invented)


@dataclass(frozen=True)
class Known:
    """What can be reasoned with: figures of an institution that limit a sum of cells, and what boxes are made of."""

    here: World
    stated: tuple[Claim, ...]


def known(engine: Engine, institution: str, language: str = "en") -> Known:
    """Raises BadQuestion for an institution there is not."""
    here = world(engine, institution)
    return Known(here, tuple(claims(engine, here, language)))


def ask(
    engine: Engine, counted: Counted, where: Where, language: str = "en", *, is_brief: bool = False,
    by: Known | None = None,
) -> Answer:  # fmt: skip
    """The answer to one question. is_brief: without what would settle it; by: what is known, where the caller has it.
    Raises BadQuestion."""
    told = by or known(engine, one(where, "institution"), language)
    here, stated = told.here, told.stated
    question = understood(engine, here, stated, where)
    return answer(counted, here, stated, question, with_records=_flag(where, "records"), is_brief=is_brief)


def answer(
    counted: Counted, here: World, stated: Sequence[Claim], question: Question, *,
    with_records: bool = False, is_brief: bool = False,
) -> Answer:  # fmt: skip
    rule = question.rule
    outs = [(claim, rule.out(claim.figure)) for claim in stated]
    on = [claim for claim, out in outs if out is None]
    near = {on[place].code for place in related([claim.said.box for claim in on], question.box)}
    used = tuple(claim for claim in on if claim.code in near)
    left_out = tuple((claim, out) for claim, out in outs if out not in (None, Out.OTHER_MOMENT))
    records = recorder(counted, here, question.metric, rule.moment)
    recorded = records(question.box) if records else None
    said = [claim.said for claim in used]
    if with_records and records:
        said += counted_of(records, [question.box, *[one.box for one in said]])
    found = Answer(
        question, used, tuple(claim for claim in on if claim not in used),
        tuple((claim, out) for claim, out in left_out if out), recorded,
    )  # fmt: skip
    try:
        ends = solve.bounds(question.box, said)
    except Impossible:
        return replace(found, conflicts=tuple(solve.conflicts(said)))
    low, high = (solve.reason(question.box, said, end, sign) for end, sign in ((ends.low, 1), (ends.high, -1)))
    settling = None if is_brief else solve.settling(question.box, ends, said)
    return replace(found, bounds=ends, low=low, high=high, settling=settling)


def counted_of(records: Any, boxes: Sequence[Box]) -> list[Said]:
    """What records count of boxes, as something said."""
    distinct = list(dict.fromkeys(boxes))
    found = [(box, records(box)) for box in distinct]
    return [Said(f"{RECORDS}:{place}", box, count.low, count.high) for place, (box, count) in enumerate(found) if count]


def recorder(counted: Counted, here: World, metric: str, moment: Moment) -> Any:
    """Box -> what records of the moment count of it, of the direction and type of a metric; None without records."""
    counts = counts_of(metric)
    everybody = counts.of is Of.EVERYBODY
    found = records_of(counted, here, moment, str(counts.direction), str(counts.mobility_type), everybody)
    return found.of_box if found else None


def understood(engine: Engine, here: World, stated: Sequence[Claim], where: Where) -> Question:
    """A question in codes. Raises BadQuestion for a condition there is not, or a value that cannot be one."""
    unknown = [name for name in where if name not in OF_QUESTION]
    if unknown:
        raise BadQuestion(f"bounds has no condition {unknown[0]!r}. It has: {', '.join(OF_QUESTION)}.")
    metric = one(where, "metric") or usual_metric(here)
    moment = moment_asked(stated, metric, where)
    box = here.box(
        metric, countries_asked(engine, where, moment.year), one(where, "department") or one(where, "faculty"),
        wanted(engine, "level", where.get("level", ())), is_outside=_flag(where, "outside"),
    )  # fmt: skip
    if box.is_empty:
        raise NobodyAsked("Nobody is asked for: the home country's own students are not international, and outside of "
                          "the whole institution is nobody.")  # fmt: skip
    codes = {claim.code for claim in stated}
    nowhere = [code for name in ("only", "without") for code in where.get(name, ()) if code not in codes]
    if nowhere:
        raise BadQuestion(f"No figure that is reasoned with has the code {nowhere[0]!r}.")
    if one(where, "measure") not in ("", *Measure):
        raise BadQuestion(f"{one(where, 'measure')!r} is no measure. There are: {', '.join(Measure)}.")
    on = one(where, "on")
    rule = Rule(
        moment, _day(on) if on else None, _months(one(where, "months")), _flag(where, "doubtful"),
        frozenset(where.get("without", ())), frozenset(where.get("only", ())),
    )  # fmt: skip
    return Question(metric, box, rule)


def countries_asked(engine: Engine, where: Where, year: int) -> list[str]:
    """The countries of a question: chosen ones, members of a group, or where both are chosen those in both."""
    chosen = wanted(engine, "country", where.get("country", ()))
    of = as_of(where)
    if not where.get("group"):
        return chosen
    listed = {code for group in where["group"] for code in members(engine, group, day_of(str(year), of))}
    both = listed & set(chosen) if chosen else listed
    if not both:
        raise NobodyAsked("None of the chosen countries is a member of the chosen group.")
    return sorted(both)


def usual_metric(here: World) -> str:
    return "students_foreign" if here.kind == InstitutionKind.COUNTRY else "students_international"


def moments_of(stated: Sequence[Claim], metric: str) -> list[Moment]:
    """The moments that statements of a metric speak about, then those of others that count the same people, each once;
    newest first."""
    counts = counts_of(metric)
    same_people = (counts.population, counts.direction, counts.mobility_type)
    of_metric = [claim for claim in stated if claim.figure["metric"] == metric]
    alike = [claim for claim in stated if _people(str(claim.figure["metric"])) == same_people]
    return list(dict.fromkeys([*moments(of_metric), *moments(alike)]))


def moment_asked(stated: Sequence[Claim], metric: str, where: Where) -> Moment:
    """The moment asked for; what the question leaves open as most statements of its metric have it."""
    kind = CALENDAR if where.get("calendar_year") else ACADEMIC
    told = one(where, "calendar_year") or one(where, "academic_year")
    fits = moments_of(stated, metric)
    if told:
        year = int(year_told(told))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadQuestion(f"{told!r} is not a year from {FIRST_YEAR} to {LAST_YEAR}.")
        fits = [moment for moment in fits if (moment.year_kind, moment.year) == (kind, year)]
    elif fits:
        kind, year = fits[0].year_kind, fits[0].year
    else:
        raise BadQuestion("No statement tells the year: add academic_year.")
    for name, place in (("measure", 1), ("definition", 2)):
        if where.get(name):
            fits = [moment for moment in fits if moment[place] == one(where, name)]
    usual = Moment(counts_of(metric).population, usual_measure(metric), "", kind, year)
    found = fits[0] if fits else usual
    return found._replace(
        measure=one(where, "measure") or found.measure,
        definition=one(where, "definition") if where.get("definition") else found.definition,
    )


def _people(metric: str) -> tuple[str, str, str]:
    counts = counts_of(metric)
    return counts.population, counts.direction, counts.mobility_type


def one(where: Mapping[str, Sequence[str]], name: str) -> str:
    """The one value of a condition; '' without. Raises BadQuestion for several."""
    values = [str(value) for value in where.get(name, ())]
    if len(values) > 1:
        raise BadQuestion(f"bounds takes one {name}, not {', '.join(values)}.")
    return values[0] if values else ROOT_UNIT


def _flag(where: Where, name: str) -> bool:
    told = one(where, name)
    if told not in ("", "yes", "no", "with", "apart"):
        raise BadQuestion(f"{name} is yes or no, not {told!r}.")
    return told in ("yes", "with")


def _day(told: str) -> date:
    try:
        found = date.fromisoformat(told)
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
        raise ValueError
    except ValueError:
        raise BadQuestion(f"{told!r} is not a day. Write YYYY-MM-DD.") from None


def _months(told: str) -> int:
    if told and not (told.isdecimal() and int(told) <= 120):
        raise BadQuestion(f"{told!r} is not a number of months.")
    return int(told) if told else MONTHS[0]
