"""Whether a source is declared as it can be loaded: told to whoever wrote it, before a file is looked at."""

from collections.abc import Iterator

from db.models import Base
from db.recorded import MARKS, RECORDED
from etl.declare import FileKind, Into, Source, readers_of
from etl.judge.tidy import STATE_OF
from etl.recognise import Reader

TABLES = {table.name for table in RECORDED}
OURS = {
    "unit_id": "unit", "partner_id": "partner", "series_id": "series", "agreement_id": "agreement",
    "institution_id": "institution",
}  # fmt: skip
"""Columns of our tables that a declaration gives by their code."""
BESIDE = {"institution", "parent", "parent_institution", "countries"}
"""What a declaration may give that is no column of the table itself."""
COMPLETE = ("period", "country_code")
REPEATS = ("refuse", "add", "same", "first")


def faults(source: Source) -> list[str]:
    """What is wrong with a declaration, a sentence each."""
    codes = {series.code for series in source.series}
    asked = {column for kind in source.files for column in _columns(kind)}
    found = [f"{kind.name}: {fault}" for kind in source.files for fault in _of_kind(kind, asked)]
    for kind in source.files:
        for into in kind.into:
            place = f"{kind.name}, {into.table}"
            found += [f"{place}: {fault}" for fault in _of_into(into, codes)]
            is_told = "institution" in into.columns or into.table == "country_group_member"
            if not is_told and source.names_owners and not source.institution:
                found.append(f"{place}: say whose figures they are by institution=, by a column, or, where the user "
                             "says it with --institution, by names_owners=False.")  # fmt: skip
    return list(dict.fromkeys(found))


def _columns(kind: FileKind) -> set[str]:
    return {*kind.columns, *([kind.wide.label, kind.wide.value] if kind.wide else [])}


def _of_kind(kind: FileKind, asked: set[str]) -> Iterator[str]:
    # Kinds of a source share lists of names: a column has to be of one of them.
    for name in ("names", "headers", "explains", "choices", "preamble", "optional"):
        for column in [one for one in getattr(kind, name) if one not in asked]:
            yield f"{name} speaks of '{column}', which no reader asks for."


def _of_into(into: Into, series: set[str]) -> Iterator[str]:
    if into.table not in TABLES:
        yield f"there is no such table; there are {', '.join(sorted(TABLES))}."
        return
    columns = {OURS.get(c.name, c.name): c for c in Base.metadata.tables[into.table].columns if c.name not in MARKS}
    given = {*into.columns, *into.constants, *([c for c in ("series", "headcount") if into.persons])}
    given |= {state for measure, state in STATE_OF.items() if measure in given}
    needed = {name for name, column in columns.items() if not column.nullable} | (STATE_OF.keys() & columns.keys())
    lacking = sorted(needed - given - {"institution"})
    if lacking:
        yield f"lacks {', '.join(lacking)}."
    if unknown := sorted(given - columns.keys() - BESIDE):
        yield f"has no column {', '.join(unknown)}; it has {', '.join(sorted(columns))}."
    for name, value in into.constants.items():
        codes = getattr(columns[name].type, "enums", ()) if name in columns else ()
        if codes and value is not None and value not in codes:
            yield f"{name} is {value!r}; it may be {', '.join(codes)}."
    named = [into.constants.get("series"), *([into.persons.series, into.persons.enrolments] if into.persons else [])]
    for code in [code for code in named if code and code not in series]:
        yield f"its series '{code}' is none of the source's."
    if not all(isinstance(one, Reader) for one in readers_of(into)):
        yield "columns, only, needs and without take readers."
    for name in into.complete or ():
        if name not in COMPLETE or name not in into.columns:
            yield f"complete names '{name}'; it may name {' and '.join(COMPLETE)}, columns of ours that are read."
    if into.parts and into.repeats != "add":
        yield 'parts are of rows that are added: repeats="add".'
    if into.repeats not in REPEATS:
        yield f"repeats is '{into.repeats}'; it may be {', '.join(REPEATS)}."
