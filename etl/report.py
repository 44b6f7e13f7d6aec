"""Problems, warnings and changes told to a person, in his language; and for programs, as JSON."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from db.batch import Effect, Outcome
from etl.errors import N_, Problem, Said, Translate, say, unmasked
from etl.load import Judged

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ROWS_NAMED = 12
LONGEST_SHOWN = 120
EFFECTS_NAMED = 24
TABLES: Mapping[str, str] = {
    "agreement_statement": N_("agreements"),
    "agreement_year": N_("places and assigned students"),
    "country_group_member": N_("members of country groups"),
    "enrolment_count": N_("all students"),
    "institution_record": N_("institutions"),
    "mobility_count": N_("mobility"),
    "published_figure": N_("published figures"),
    "stated_total": N_("totals"),
    "statement": N_("statements"),
    "target": N_("targets"),
    "unit_record": N_("faculties and departments"),
}
"""What the tables hold, in words."""

NOTHING_STORED = N_("Nothing was stored.")


def problems(found: Sequence[Problem], translate: Translate = str) -> str:
    """One paragraph per kind of problem, with its rows. Signs that would steer a terminal are told by their number."""
    told = [CONTROL.sub(lambda sign: repr(sign[0])[1:-1], _paragraph(one, translate)) for one in found]
    count = sum(one.count for one in found)
    end = say(N_("Problems: {count}. {nothing}"), count=count, nothing=say(NOTHING_STORED))
    return "\n".join([*told, "", end.told(translate)])


def _paragraph(one: Problem, translate: Translate) -> str:
    return f"{where(one, translate)}: {one.rule.told(translate)}\n    {one.remedy.told(translate)}"


def where(one: Problem, translate: Translate = str) -> str:
    """File, sheet, rows, column and value of a problem."""
    place = [unmasked(one.file, translate)]
    if one.sheet:
        place.append(say(N_("sheet {name}"), name=one.sheet).told(translate))
    if one.rows:
        place.append(rows(one).told(translate))
    if one.over:
        place.append(say(N_("column {name}"), name=one.over).told(translate))
    if one.value:
        shown = one.value if len(one.value) <= LONGEST_SHOWN else f"{one.value[:LONGEST_SHOWN]}…"
        place.append(say(N_("value {value}"), value=repr(shown)).told(translate))
    return ", ".join(place)


def rows(one: Problem) -> Said:
    """The first row numbers of a problem, and how many more it has."""
    named = ", ".join(map(str, one.rows[:ROWS_NAMED]))
    more = one.count - min(ROWS_NAMED, len(one.rows))
    if more > 0:
        return say(N_("rows {rows} and {count} more"), rows=named, count=more)
    return say(N_("rows {rows}") if len(one.rows) > 1 else N_("row {rows}"), rows=named)


def problems_json(found: Sequence[Problem], translate: Translate = str) -> dict[str, Any]:
    """For programs; rows are the first of them, `count` all; `column` is our name of one that the file lacks, `header`
    what the reader calls it."""
    return {"stored": False, "problems": [_json(one, translate) for one in found]}


def _json(one: Problem, translate: Translate) -> dict[str, Any]:
    return {
        "file": one.file, "sheet": one.sheet, "row": one.row, "rows": list(one.rows), "count": one.count,
        "column": one.column, "header": one.over, "value": one.value, "rule": one.rule.told(translate),
        "remedy": one.remedy.told(translate), "kind": one.kind,
        "offers": [{"shown": offer.shown, "code": offer.code} for offer in one.offers],
    }  # fmt: skip


def noticed(judged: Judged, translate: Translate = str) -> list[str]:
    """How the files were read, and what is hard to believe."""
    told = [(unmasked(file, translate), note.told(translate)) for file, note in judged.notes]
    notes = [f"{file}: {note}" if file else note for file, note in told]
    head = translate(N_("Please look"))
    warnings = [f"{head}: {_warned(one.rule, one.remedy, translate)}" for one in judged.warnings]
    return [*notes, *warnings]


def _warned(rule: Said, remedy: Said, translate: Translate) -> str:
    return f"{rule.told(translate)} {remedy.told(translate)}".strip()


def changes(source: str, outcome: Outcome, translate: Translate = str, *, tried: bool = False) -> str:
    """What a load did, or would do."""
    if outcome.release is None and not tried:
        text = say(
            N_("{source}: nothing changed; all {count} facts were known."), source=source, count=outcome.unchanged
        )
        return text.told(translate)
    head = (
        say(N_("{source}: sound. It would change this; nothing was stored:"), source=source)
        if tried
        else say(N_("{source}: release {number}"), source=source, number=outcome.release)
    )
    return "\n".join([head.told(translate), *_counted(outcome, translate), *effects(outcome.effects, translate)])


def _counted(outcome: Outcome, translate: Translate) -> list[str]:
    line = N_("    {table}: {new} new, {restated} restated, {unchanged} unchanged, {withdrawn} withdrawn")
    return [
        say(line, table=say(TABLES.get(table, table)), **counted._asdict()).told(translate)
        for table, counted in outcome.tables.items()
    ]


def effects(moved: Sequence[Effect], translate: Translate = str) -> list[str]:
    """Headline figures that move, one line each, the largest moves first; of many, how many more."""
    line = N_("    {institution}, {series}, {direction} {period}: {before} → {after}")
    first = sorted(moved, key=lambda e: -abs((e.after or 0) - (e.before or 0)))[:EFFECTS_NAMED]
    told = [
        say(
            line, institution=e.institution, series=e.series, direction=say(_DIRECTIONS[e.direction]), period=e.period,
            before=_number(e.before), after=_number(e.after),
        ).told(translate)
        for e in sorted(first)
    ]  # fmt: skip
    if len(moved) > len(first):
        told.append(say(N_("    and {count} more headline figures"), count=len(moved) - len(first)).told(translate))
    return told


_DIRECTIONS: Mapping[str, str] = {"inbound": N_("inbound"), "outbound": N_("outbound")}


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.10g}".replace(",", "\u202f")


def known(source: str, release: int, translate: Translate = str, *, as_json: bool) -> str:
    """The files were loaded before and would change nothing."""
    if as_json:
        return _dumped({"stored": False, "release": None, "same_as": release, "tables": {}, "effects": []})
    text = say(N_("{source}: nothing changed; release {number} says all of it already."), source=source, number=release)
    return text.told(translate)


def changes_json(outcome: Outcome, judged: Judged, translate: Translate = str) -> dict[str, Any]:
    """For programs."""
    return {
        "stored": outcome.release is not None,
        "release": outcome.release,
        "facts": sum(len(facts) for facts in judged.batch.facts.values()),
        "tables": {name: counted._asdict() for name, counted in outcome.tables.items()},
        "effects": [effect._asdict() for effect in outcome.effects],
        "notes": [{"file": file, "note": note.told(translate)} for file, note in judged.notes],
        "warnings": [
            {"file": one.file, "rule": one.rule.told(translate), "remedy": one.remedy.told(translate)}
            for one in judged.warnings
        ],
    }


def own_rows(releases: Any, files: Any, always: Mapping[str, Sequence[str]]) -> list[int]:
    """Rows of the files that the user brought, by release; lists of ours that always come along stand before them.

    releases, files: frames as db.queries.provenance gives them; always: names of such lists by source.
    """
    rows = []
    for number, source in zip(releases["release"], releases["source_code"], strict=True):
        loaded = files[files["release"] == number]
        own = list(zip(loaded["name"], loaded["rows"], strict=True))
        for name in always.get(source, ()):
            place = next((at for at, (one, _) in enumerate(own) if one == name), None)
            if place is not None:
                own.pop(place)
        rows.append(int(sum(count for _, count in own) if own else loaded["rows"].sum()))
    return rows


def release(row: Mapping[Any, Any]) -> Said:
    """One line of the log."""
    source = f"{row['source_code']} ({row['institution_code']})" if row["institution_code"] else row["source_code"]
    counts = {what: row[f"cells_{what}"] for what in ("new", "restated", "unchanged", "withdrawn")}
    line = say(
        N_("{release}  {when} UTC  {source} by {by}: {rows} rows read; {counts}"),
        release=row["release"], when=minute(row["loaded_at"]), source=source, by=row["loaded_by"],
        rows=row["rows_read"],
        counts=say(N_("{new} new, {restated} restated, {unchanged} unchanged, {withdrawn} withdrawn"), **counts),
    )  # fmt: skip
    if row["is_invented"]:
        line = say(N_("{line}, invented figures"), line=line)
    if row["undone_by"]:
        line = say(N_("{line}, undone {when} by {by}"), line=line, when=minute(row["undone_at"]), by=row["undone_by"])
    return line


def minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def as_json(value: Mapping[str, Any]) -> str:
    return _dumped(value)


def _dumped(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
