"""Bounds as a table: one row per question, with the statements that force each end."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from db.queries import options
from db.queries.asking import EMPTY, BadQuestion, Topic, Where, wanted
from db.queries.bounds import (
    Answer,
    Known,
    NobodyAsked,
    answer,
    known,
    moment_asked,
    one,
    understood,
    usual_metric,
)
from db.queries.cards import Counted
from db.queries.claims import Claim, World
from db.queries.counts import OfInstitution
from db.queries.moment import ACADEMIC

BOUNDS = Topic(
    "bounds",
    {
        "academic_year": ("academic_year",), "country": ("country_code", "country"),
        "faculty": ("faculty_code", "faculty"), "level": ("level",),
    },
    splits=(),
)  # fmt: skip
COLUMNS = (
    "institution_code", "metric", "academic_year", "lower", "upper", "is_sharp", "lower_because", "upper_because",
    "contradicting", "statements", "counted", "calendar_year", "measure", "definition", "is_invented",
)  # fmt: skip
TOO_MANY = 400
"""Questions of one table."""


def bounded(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """The smallest and largest number that agree with what was published, a row for each question.

    Columns: those of `by`; lower, upper (Int64, persons; <NA>: nothing limits it, or the statements contradict each
    other), is_sharp (False: the true end may lie further inside), lower_because, upper_because, contradicting (codes of
    statements, parted by ';'), statements (how many are reasoned with), counted (Int64: what records count).
    By country, faculty and level there is a row for each that a statement of the year names; scopes overlap, so rows
    are never added up. Raises BadQuestion.
    """
    institution = one(where, "institution")
    return rows_of(engine, OfInstitution(engine, institution), by, where, language)


def rows_of(
    engine: Engine, counted: Counted, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en",
    reasoned: Known | None = None,
) -> pd.DataFrame:  # fmt: skip
    """As `bounded`, with answers about the records given, and what is known where the caller has it."""
    columns = BOUNDS.columns(by)
    told_before = reasoned or known(engine, one(where, "institution"), language)
    here, stated = told_before.here, told_before.stated
    names = _names(engine, here, language)
    with_records = one(where, "records") == "with"
    found = []
    for chosen in _questions(engine, here, stated, by, where):
        try:
            question = understood(engine, here, stated, {**where, **{name: [code] for name, code in chosen.items()}})
        except NobodyAsked:
            continue  # a group without members in that year, or a country that is no member of it
        told = answer(counted, here, stated, question, with_records=with_records, is_brief=True)
        shown = {name: names.get(name, {}).get(code, code) for name, code in chosen.items()}
        coded = {f"{name}_code": code for name, code in chosen.items() if f"{name}_code" in columns}
        found.append({**shown, **coded, **_row(here, told)})
    order = list(dict.fromkeys([*columns, *COLUMNS]))
    whole = ("academic_year", "calendar_year", "lower", "upper", "statements", "counted")
    table = pd.DataFrame(found, columns=order, dtype=object)
    return table.astype({**dict.fromkeys(whole, "Int64"), "is_sharp": bool, "is_invented": bool})


def _questions(
    engine: Engine, here: World, stated: Sequence[Claim], by: Sequence[str], where: Where
) -> Iterator[dict[str, str]]:
    """What each row asks, beside the conditions: every year, country, faculty or level that statements name."""
    if "academic_year" in by and where.get("calendar_year"):
        raise BadQuestion("A calendar year is not listed by academic years: leave one of the two out.")
    metric = one(where, "metric") or usual_metric(here)
    years = sorted({claim.moment.year for claim in stated if claim.moment.year_kind == ACADEMIC}, reverse=True)
    asked = [str(year) for year in years] if "academic_year" in by and not where.get("academic_year") else [""]
    count = 0
    for year in asked:
        moment = moment_asked(stated, metric, {**where, **({"academic_year": [year]} if year else {})})
        alike = [claim for claim in stated if claim.moment == moment]
        if year and not alike:
            continue
        base = {"academic_year": str(moment.year)} if "academic_year" in by else {}
        listed = {
            "country": _split([str(claim.figure["country_code"]) for claim in alike]),
            "faculty": [str(claim.figure["faculty_code"]) for claim in alike],
            "level": ["" if pd.isna(claim.figure["level"]) else str(claim.figure["level"]) for claim in alike],
        }  # fmt: skip
        names = [name for name in by if name in listed]
        sides = [
            wanted(engine, name, where[name]) if where.get(name) else sorted({code for code in listed[name] if code})
            for name in names
        ]
        for codes in product(*sides):
            count += 1
            if count > TOO_MANY:
                raise BadQuestion(f"That is more than {TOO_MANY} questions at once; ask for fewer.")
            yield {**base, **dict(zip(names, codes, strict=True))}


def _split(sets: Sequence[str]) -> list[str]:
    return [code for some in sets for code in some.split(";")]


def _row(here: World, told: Answer) -> dict[str, Any]:
    moment = told.question.rule.moment
    ends = told.bounds
    return {
        "institution_code": here.institution, "metric": told.question.metric,
        "academic_year": moment.year if moment.year_kind == ACADEMIC else None,
        "calendar_year": None if moment.year_kind == ACADEMIC else moment.year,
        "lower": ends.low.value if ends else None, "upper": ends.high.value if ends else None,
        "is_sharp": ends.is_sharp if ends else True,
        "lower_because": ";".join(part.said.code for part in told.low.parts),
        "upper_because": ";".join(part.said.code for part in told.high.parts),
        "contradicting": ";".join(dict.fromkeys(said.code for one in told.conflicts for said in one.said)),
        "statements": len(told.used), "counted": told.recorded.low if told.recorded else None,
        "measure": moment.measure, "definition": moment.definition, "is_invented": told.is_invented,
    }  # fmt: skip


def _names(engine: Engine, here: World, language: str) -> dict[str, dict[str, str]]:
    units = options.units(engine, here.institution, language)
    return {
        "country": options.all_countries(engine, language),
        "faculty": dict(zip(units["code"], units["name"], strict=True)),
    }
