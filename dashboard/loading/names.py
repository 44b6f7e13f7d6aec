"""What can be chosen on the page, by code, in the reader's language."""

import csv
from collections.abc import Mapping
from functools import cache

from dashboard import data, words
from dashboard.i18n import current
from dashboard.loading.work import Understood
from db import schema
from db.batch import Facts
from etl.declare import DATA, LANGUAGES, Source
from etl.sources import MAPPED, SHIPPED, SOURCES


def countries() -> Mapping[str, str]:
    """All countries, and the codes that stand for no single one."""
    return _countries()[current().language]


@cache
def _countries() -> dict[str, dict[str, str]]:
    return {language: {row["code"]: row[f"name_{language}"] for row in schema.countries()} for language in LANGUAGES}


def levels() -> Mapping[str, str]:
    return words.all_words("level")


def units(found: Understood) -> dict[str, str]:
    """Faculties and departments that the database or the dropped files name."""
    language = current().language
    names = known_units(found.judged.batch.institution)
    facts = found.judged.batch.facts.get("unit_record", Facts())
    for code, *told in zip(*(facts.column(name) for name in ("unit", f"name_{language}", "name_en")), strict=True):
        names[str(code)] = next((str(name) for name in told if name), str(code))
    return names


def known_units(institution: str) -> dict[str, str]:
    """Faculties and departments that the database names; a department stands behind its faculty."""
    rows = data.frame("units", institution, language=current().language)
    names = dict(zip(rows["code"], rows["name"], strict=True))
    above = dict(zip(rows["code"], rows["parent_code"], strict=True))
    return {code: f"{names[above[code]]}: {name}" if above[code] in names else name for code, name in names.items()}


def register() -> dict[str, str]:
    """Institutions of the project's own list."""
    column = f"name_{current().language}"
    return {row["code"]: row[column] or row["name_en"] for row in _register()}


@cache
def _register() -> tuple[dict[str, str], ...]:
    with (DATA / "institutions.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def owners() -> dict[str, str]:
    """Institutions that a file may be of: those of the database, and universities of the list. None that is made up:
    a true figure would be shown as invented there."""
    listed = {row["code"] for row in _register() if row["kind"] in ("university", "branch")}
    there = data.frame("institutions", language=current().language)
    invented = {*there[there["is_invented"].astype(bool)]["code"], *(s.institution for s in SHIPPED if s.is_invented)}
    names = {code: name for code, name in register().items() if code in listed}
    names |= dict(zip(there["code"], there["name"], strict=True))
    return in_order({code: name for code, name in names.items() if code not in invented})


def sources() -> dict[str, str]:
    """Titles of the sources that a user brings files of, then of those that are shipped."""
    return {source.code: title(source) for source in (*MAPPED, *SHIPPED)}


def title(source: Source) -> str:
    """Its title, and its producer where that is not said."""
    told, producer = words.said(source.title), words.said(source.producer)
    return told if producer in told else f"{told} ({producer})"


def of(source: str) -> str:
    return title(SOURCES[source])


def in_order(names: Mapping[str, str]) -> dict[str, str]:
    """By the alphabet of the reader's language."""
    return dict(sorted(names.items(), key=lambda one: current().sort_key(one[1])))
