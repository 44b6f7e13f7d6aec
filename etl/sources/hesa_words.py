"""What HESA's tables have in common: the filters above a table, its year and level, providers and their totals."""

import re
from collections.abc import Mapping
from enum import Enum

from db.vocabulary import CellState, InstitutionKind, Level
from etl.declare import N_, Into
from etl.errors import BadValue, say
from etl.recognise import Cells, Known, Marks, Reader, academic_year, derived, fold, is_total, negated, where
from etl.sources.registers import NO_CODES

MARKS = Marks({
    "..": CellState.NOT_STATED, "-": "zero",
    **dict.fromkeys(("*", "low", "[low]", "c", "[c]"), CellState.WITHHELD),
})  # fmt: skip
NAMES = {
    "HE provider": ("Provider", "Higher education provider", "Provider name", "HE provider name"),
    "year": ("Academic year",),
    "level": ("Level of study",),
}
ATTRIBUTES = ("Country of HE provider", "Region of HE provider", "INSTID")
"""Columns that tell more of a provider: known, that they be taken for no country, and not kept."""

# --- filters ----------------------------------------------------------------------------------------------------------

ALL = r"(?:all|total)(?: (?:staff|students|levels|modes|providers))?(?: ?\((?:excluding|including) [^)]*\))?"
COUNTED_STAFF = "Non-atypical"
COLUMNS = ("Mode of study", "Entrant marker", "First year marker", "Mode of employment", "Contract marker",
           "Atypical marker", "Sex")  # fmt: skip
"""Filters that a table of several choices has as columns."""
ABOVE_ONLY = {
    f"{name} (filter)": name for name in ("Country of HE provider", "Region of HE provider", "Subject of study")
}
"""Filters whose name may also head a column that narrows nothing."""
FILTERS = {name: name for name in COLUMNS} | ABOVE_ONLY
OTHER = "Other filters"
KEY = r"(?:notes?\W*\d*|[^\W\d_][^\d:]{0,40}):"
"""'Licence:', 'Note 1:': what a line begins with that tells of the table and is no filter."""
NO_FILTER = "|".join((
    KEY, *FILTERS.values(), r"filters\b", r"academic year\b", r"level of study\b", rf".*\W{ALL}\W*$",
    r"(?:table|sheet|dt\d*|data|hesa|students?|staff|uk)\b", r".*\b(?:is|are|was|were|may)\b", r".*\.$", r".{100}",
))  # fmt: skip
"""Lines above a table that narrow nothing: its year, its level, filters that are read or left open, and what is no
filter at all: keys of the table, prose, names of sheets and files."""
BEGINS = r"^\W*(?:filters\W+)?"
ABOVE = {
    "Reference ID": r"^\W*reference id\W+(.+)$",
    "year": rf"{BEGINS}academic year\W+([0-9][0-9\s/,;&–-]*(?:(?:to|and)[0-9\s/,;&–-]+)*|all)\W*$",
    "level": rf"{BEGINS}level of study\W+(.+)$",
    **{column: rf"{BEGINS}{name}\W+(.+)$" for column, name in FILTERS.items()},
    # The words of a line that narrows, none of any other: what all lines tell is nothing, or it is in doubt.
    OTHER: rf"^(?:\W*(?:filters\W+)?(?!{NO_FILTER})(?=[^\W\d_].*\s)|.*$)(.*)$",
}
OPTIONAL = frozenset({"level", "Reference ID", *FILTERS, *ATTRIBUTES})


def _is_all(word: str) -> bool:
    return not word or bool(re.fullmatch(ALL, word, re.IGNORECASE))


def _refuse_narrowed(cells: Cells) -> None:
    """Refuse a table filtered to some providers, students or staff: it is no table of all."""
    for name in (*FILTERS, OTHER):
        word = cells[name].strip()
        if word == COUNTED_STAFF if word and name == "Atypical marker" else _is_all(word):
            continue
        bad = BadValue(N_("The table is filtered: it does not hold all."), N_("Download it without this filter."))
        if name == "Atypical marker":
            bad = BadValue(N_("Not a listed value."), say(N_("Listed are: {listed}."), listed=COUNTED_STAFF))
        bad.column = name
        raise bad


# --- levels -----------------------------------------------------------------------------------------------------------


class Scope(Enum):
    """Whose students a row counts: all, those of one level, or those of several together. Each overlaps the others, so
    each is in series of its own."""

    WHOLE = "whole"
    LEVEL = "level"
    GROUP = "group"


GROUPS = {"all undergraduate": Level.BACHELOR, "undergraduate": Level.BACHELOR,
          "all postgraduate": Level.NOT_STATED, "postgraduate": Level.NOT_STATED}  # fmt: skip
"""Levels that HESA adds up from others; the second is of masters and doctorates."""
OWN_LEVELS = {**GROUPS, "other undergraduate": Level.NOT_STATED}


def _scope(word: str) -> Scope:
    if _is_all(word.strip()):
        return Scope.WHOLE
    return Scope.GROUP if fold(word) in GROUPS else Scope.LEVEL


def is_of(scope: Scope) -> Reader:
    return where("level", lambda word: _scope(word) is scope)


def _level(cells: Cells, known: Known) -> Level:
    _refuse_narrowed(cells)
    word = cells["level"].strip()
    return Level.NOT_STATED if _is_all(word) else OWN_LEVELS.get(fold(word)) or known.level(word)


LEVEL = Reader(("level", *FILTERS, OTHER), _level)
YEAR = academic_year("year")


def period(scope: Scope) -> Reader:
    """The year of rows of the scope. Others have none, so that a table of one level is complete for no year of all."""

    def read(cells: Cells, known: Known) -> str:
        if _scope(cells["level"]) is not scope:
            raise BadValue(N_("Not a listed value."), say(N_("Listed are: {listed}."), listed=scope.value))
        return str(YEAR.read(cells, known))

    return Reader(("year", "level"), read)


# --- providers --------------------------------------------------------------------------------------------------------

COUNTRY_ROWS = {"total", "grand total", "total united kingdom", "total uk"}
"""Names of the row of all providers. Other totals, 'Total England', are of some and overlap it."""
ROW = ("UKPRN", "HE provider")


def _provider(cells: Cells) -> str:
    number = cells["UKPRN"].strip()
    if not (number.isdigit() if number else is_total(cells["HE provider"])):
        raise BadValue(N_("Not the number of a provider."), N_("Check the cell at its producer."))
    return f"hesa-{number}" if number else "GBR"


PROVIDER = derived(ROW, _provider)
PROVIDER_ROW = where("UKPRN", bool)
COUNTRY_ROW = derived(ROW, lambda cells: not cells["UKPRN"].strip() and fold(cells["HE provider"]) in COUNTRY_ROWS)
SUM_OF_SOME = derived(
    ROW, lambda cells: not cells["UKPRN"].strip() and fold(cells["HE provider"]) not in COUNTRY_ROWS
)  # fmt: skip
KNOWN_ROW = negated(SUM_OF_SOME)
TABLES = ("DT051 Table 1", "DT051 Table 28", "DT051 Table 49", "DT025 Table 24")


def providers(table: str) -> Into:
    """The providers of a table; one that says to be another of the tables that are read is told so."""

    def kind(cells: Cells) -> InstitutionKind:
        if cells["Reference ID"] in TABLES and cells["Reference ID"] != table:
            bad = BadValue(N_("Not a listed value."), say(N_("Listed are: {listed}."), listed=table))
            bad.column = "Reference ID"
            raise bad
        return InstitutionKind.UNIVERSITY if cells["UKPRN"].strip() else InstitutionKind.COUNTRY

    def name(cells: Cells) -> str:
        return cells["HE provider"].strip() if cells["UKPRN"].strip() else "United Kingdom"

    return Into(
        "institution_record",
        {
            "institution": PROVIDER,
            "name_en": derived((*ROW, *ATTRIBUTES), name),
            "kind": derived(("UKPRN", "Reference ID"), kind),
        },
        constants={**NO_CODES, "name_ru": "", "name_kk": "", "country_code": "GBR"},
        repeats="first",
    )


def total_label(header: str, level: str) -> str:
    """What a total is of, where it is not of all: a level, some countries."""
    of_all = {"", "total", "grand total", "all", "total non uk"}
    words = ["" if _is_all(level.strip()) else level.strip(), "" if fold(header) in of_all else header.strip()]
    return ", ".join(filter(None, words))


def label(column: str = "", fixed: str = "") -> Reader:
    """The label of the total in a column, or of the one that is always called so."""
    columns: Mapping[bool, tuple[str, ...]] = {True: (column, "level"), False: ("level",)}
    return derived(columns[bool(column)], lambda cells: total_label(cells[column] if column else fixed, cells["level"]))
