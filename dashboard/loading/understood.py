"""How files were read, in the reader's words: headers and the first facts, nothing personal."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.codes import CODES
from dashboard.i18n import N_, _, current
from dashboard.loading import names
from dashboard.loading.work import Understood
from db.batch import Facts
from db.metrics import METRICS
from db.vocabulary import PeriodKind
from etl.declare import FileKind
from etl.errors import unmasked
from etl.guess import Seen
from etl.messages import translator
from etl.recognise import personal

FIRST = 20
LEFT_OUT_NAMED = 12
COLUMNS = (
    "institution", "code", "period", "unit", "level", "country_code", "partner", "headcount", "cell_state", "places",
    "assigned", "direction", "mobility_type", "field", "metric", "value", "qualifier", "type", "status", "kind", "text",
    "name_en", "name_ru", "name_kk", "valid_from", "valid_to", "group_code", "target_year", "series", "source_rows",
)  # fmt: skip
"""Columns of facts that are shown, the figure early enough to be seen on a phone."""

NAMES = {
    "period": "period", "unit": "unit", "country_code": "country", "cell_state": "state", "group_code": "group",
    "name_en": "name_en", "name_ru": "name_ru", "name_kk": "name_kk", "value": "shown",
}  # fmt: skip
FREE = ("field", "text", "name_en", "name_ru", "name_kk", "code")
DELIMITERS = {";": N_("semicolon"), ",": N_("comma"), "\t": N_("tab"), "|": N_("vertical bar")}


def heading(column: str) -> str:
    """What a column of ours is called on screen."""
    return words.word("columns", NAMES.get(column, column))


def tables_of(found: Understood) -> dict[str, pd.DataFrame]:
    """The first facts of each table that the dropped files brought, by the table's name in words."""
    batch = found.judged.batch
    own = set(found.own)
    shown = {name: _first(found, facts, own) for name, facts in batch.facts.items()}
    order = sorted((name for name in shown if len(shown[name])), key=lambda name: name != "mobility_count")
    return {words.word("table", name): shown[name] for name in order}


def _first(found: Understood, facts: Facts, own: set[int]) -> pd.DataFrame:
    places = list(islice((at for at, file in enumerate(facts.column("file")) if file in own), FIRST))
    columns = {
        name: [facts.column(name)[at] for at in places]
        for name in COLUMNS
        if name in facts.columns and not (name == "institution" and found.judged.batch.institution)
    }
    series = columns.get("series", [""] * len(places))
    kinds = [found.period_kinds.get(str(code), "") for code in series]
    if len(set(series)) < 2:
        columns.pop("series", None)
    is_academic = set(kinds) <= {"", str(PeriodKind.ACADEMIC_YEAR)}
    told = {
        heading("academic_year" if name == "period" and is_academic else name): _shown(found, name, values, kinds)
        for name, values in columns.items()
        if any(value not in ("", None) for value in values)
    }
    return pd.DataFrame(told)


def _shown(found: Understood, column: str, values: Sequence[Any], kinds: Sequence[str]) -> list[Any]:
    if column == "period":
        return [words.period(str(value), kind) for value, kind in zip(values, kinds, strict=True)]
    if column in FREE:
        # A column that persons are told apart by never comes here; a name in a free text might.
        whole = personal.by_content([str(value) for value in values])
        return [_(personal.MASK) if whole else unmasked(personal.masked(str(value or "")), _) for value in values]
    lists: dict[str, Mapping[str, str]] = {
        "country_code": names.countries(), "unit": {"": _("whole institution"), **names.units(found)},
        "series": found.labels, "metric": METRICS,
    }  # fmt: skip
    if column in lists:
        return [words.said(lists[column].get(str(value), str(value))) for value in values]
    kind = {"cell_state": "state", "group_code": "group"}.get(column, column)
    if kind in CODES:
        return [words.word(kind, value) for value in values]
    if column in ("headcount", "places", "assigned"):
        return ["–" if value is None else current().number(value) for value in values]
    return ["" if value is None else str(value) for value in values]


def facts_about(seen: Seen) -> list[tuple[str, str]]:
    """How a table was read: label and word."""
    first, last = seen.header
    listed = [
        (_("Sheet"), seen.sheet),
        (_("Encoding"), seen.encoding.upper().replace("UTF-8-SIG", "UTF-8")),
        (_("Delimiter"), _(DELIMITERS[seen.delimiter]) if seen.delimiter in DELIMITERS else seen.delimiter),
        (_("Header in row"), str(first) if first == last else f"{first}–{last}"),
        *((_("Outside the table"), f"{_taken(seen.kind, column)}: {word}") for column, word in seen.given),
    ]
    return [(label, unmasked(word, _)) for label, word in listed if word]


def columns_of(seen: Seen) -> pd.DataFrame:
    """Each header with what it was taken for."""
    rows = [(header, _taken(seen.kind, column)) for header, column in seen.columns]
    if seen.wide:
        some = ", ".join(seen.wide[:LEFT_OUT_NAMED]) + (" …" if len(seen.wide) > LEFT_OUT_NAMED else "")
        what = _("{count} columns, one for each: {what}", count=len(seen.wide), what=_taken(seen.kind, seen.label))
        rows.append((some, what))
    rows += [(header, _("left out")) for header in seen.left_out]
    rows += [(header, _("personal data: left out, neither kept nor shown")) for header in seen.personal]
    told = [(unmasked(header, _), what) for header, what in rows]
    return pd.DataFrame(told, columns=[_("Column of the file"), _("Taken for")])


def _taken(kind: FileKind, column: str) -> str:
    """What a column is in the reader's words: its header in a template, else what is made of it."""
    if any(into.persons and into.persons.column == column for into in kind.into):
        return _("tells persons apart; not kept")
    if told := kind.headers.get(column, {}).get(current().language):
        return str(told)
    made = [name for into in kind.into for name, reader in into.columns.items() if column in reader.columns]
    return ", ".join(dict.fromkeys(heading(name) for name in made)) or _("decides which rows count")


def notes(found: Understood) -> list[str]:
    """What a person should know of how the files were read."""
    translate = translator(current().language)
    told = [(file, note.told(translate)) for file, note in found.judged.notes]
    return [f"{unmasked(file, _)}: {note}" if file else note for file, note in told]
