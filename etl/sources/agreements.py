"""Any university's own register of agreements: what was signed with whom, and places and use year by year."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from db.surroundings import Named
from db.vocabulary import AgreementStatus, CellState, DateKind, Direction, Level, Measure, OriginBasis, Renewal
from etl.declare import N_, FileKind, Into, Series, Source
from etl.errors import BadValue, say
from etl.recognise import (
    Cells,
    Count,
    Known,
    Met,
    Reader,
    academic_year,
    count,
    country,
    date_typed,
    day_typed,
    derived,
    erasmus_code,
    fold,
    integer,
    isced_field,
    level,
    number,
    required,
    ror,
    text,
    unit,
    worded,
)
from etl.sources.agreement_words import (
    ENDLESS,
    EXPLAINS,
    HEADERS,
    NAMES,
    PLACES_CHOICES,
    REGISTER_CHOICES,
    RENEWALS,
    STATUSES,
    TYPES,
    Words,
)
from etl.sources.registers import NO_DETAIL, NO_TERMS, home_and_partners, units
from etl.sources.registrar_columns import MARKS
from etl.sources.registrar_words import DIRECTIONS, IGNORED

TITLE = N_("Register of agreements")
"""Of rows that name no document."""

ASSIGNED = Series(
    "agreements_assigned",
    N_("Exchange students by agreement: places assigned"),
    Measure.FLOW,
    OriginBasis.PARTNER_COUNTRY,
    count_date=N_("during the academic year"),
)
YEAR = academic_year("academic_year")
COUNTRY = country("partner_country")
PARTNER_COLUMNS = ("partner", "partner_country", "partner_ror", "partner_erasmus_code")
NAME, ROR, ERASMUS = required("partner"), ror("partner_ror"), erasmus_code("partner_erasmus_code")
BLAMED = {"ror": "partner_ror", "erasmus_code": "partner_erasmus_code"}


def _met(cells: Cells, known: Known) -> Met:
    name, where = NAME.read(cells, known), COUNTRY.read(cells, known)
    return Met(name, where, ROR.read(cells, known), ERASMUS.read(cells, known))


def _met_in(cells: Cells, known: Known) -> Met:
    return _met(cells, known)._replace(city=cells["partner_city"].strip())


def _partner(cells: Cells, known: Known) -> str:
    """Code of the partner; a new one has one that follows from its exact name and country."""
    try:
        return known.partners.find(_met(cells, known))
    except BadValue as bad:
        bad.column = BLAMED.get(bad.column, bad.column)
        raise


def _is_own(cells: Cells, known: Known) -> bool:
    return known.partners.is_own(_met(cells, known))


def _of_record(told: Callable[[Named], Any]) -> Reader:
    """Something of what is to be recorded of the partner."""
    return Reader(PARTNER_COLUMNS, lambda cells, known: told(known.partners.record(_met(cells, known))))


PARTNER = Reader(PARTNER_COLUMNS, _partner)
RECORD = Into(
    "institution_record",
    {
        "institution": PARTNER,
        "kind": _of_record(lambda one: one.kind),
        "name_en": _of_record(lambda one: one.name_en),
        "name_ru": _of_record(lambda one: one.name_ru),
        "name_kk": _of_record(lambda one: one.name_kk),
        "country_code": _of_record(lambda one: one.country_code),
        "city": _of_record(lambda one: one.city),
        "spellings": _of_record(lambda one: one.spellings),
        "ror": _of_record(lambda one: one.ror),
        "erasmus_code": _of_record(lambda one: one.erasmus_code),
    },
    constants={"parent_institution": ""},
    only=(Reader(PARTNER_COLUMNS, _is_own),),
    repeats="first",
)


def _codes(words: Words) -> dict[str, str]:
    """Codes by folded word of any language, and by themselves."""
    said = {fold(word): code for code, listed in words.items() for some in listed.values() for word in some}
    return said | {fold(code): code for code in words}


def _listed(column: str, words: Words, blank: Any = ...) -> Reader:
    return worded(column, _codes(words), ", ".join(f"`{code}`" for code in words), blank)


DIRECTION = worded(
    "direction", {fold(word): Direction(code) for word, code in DIRECTIONS.items()}, "`inbound`, `outbound`"
)
FIRST_DAY, LAST_DAY = day_typed("valid_from"), day_typed("valid_to")
ENDLESS_WORDS = frozenset(map(fold, ENDLESS))


def _ends(cells: Cells, known: Known) -> date | None:
    """The first day it no longer holds: the day after the last one, which registers tell."""
    if fold(cells["valid_to"]) in ENDLESS_WORDS:
        return None
    last = LAST_DAY.read(cells, known)
    if last is None:
        return None
    try:
        first = FIRST_DAY.read(cells, known)
    except BadValue:  # told of its own cell
        first = None
    if first and last < first:
        rule = say(N_("The last day, {last}, is before the first one, {first}."), last=last, first=first)
        raise BadValue(rule, N_("Correct one of the two days."))
    return date.fromordinal(last.toordinal() + 1)


def _blank_or(reader: Reader) -> Reader:
    """The reader, for which a blank is None."""
    column = reader.columns[0]
    return Reader((column,), lambda cells, known: reader.read(cells, known) if cells[column].strip() else None)


TOLD = ("places", "assigned", "graduates")


def _places(cells: Cells, known: Known) -> Count:
    if not any(cells[column].strip() for column in TOLD):
        rule = N_("The row has neither places nor students nor graduates.")
        raise BadValue(rule, N_("Fill in one of them, or delete the row; write 0 for nobody."))
    found: Count = PLACES_COUNT.read(cells, known)
    return found


def _address(cells: Cells) -> str:
    shown = cells["source_url"].strip()
    if shown and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", shown):
        raise BadValue(N_("Not the address of a page."), N_("Write it whole, beginning with `https://`."))
    return shown


SIGNED: Mapping[bool, DateKind] = {True: DateKind.SIGNED, False: DateKind.NOT_STATED}
PLACES_COUNT = count("places", blank=CellState.NOT_STATED, marks=MARKS)
REGISTER = FileKind(
    N_("register of agreements"),
    (
        RECORD,
        Into(
            "agreement_statement",
            {
                "code": required("agreement"),
                "agreement": required("agreement"),
                "type": _listed("type", TYPES),
                "status": _listed("status", STATUSES, blank=AgreementStatus.UNKNOWN),
                "partner": PARTNER,
                "country_code": COUNTRY,
                "partner_unit": text("partner_unit"),
                "unit": unit("", "department", parent_column="faculty"),
                "start": date_typed("signed"),
                "start_kind": derived(("signed",), lambda cells: SIGNED[bool(cells["signed"].strip())]),
                "valid_from": FIRST_DAY,
                "valid_to": Reader(("valid_to", "valid_from"), _ends),
                "renewal": _listed("renewal", RENEWALS, blank=Renewal.NOT_STATED),
                "programme": text("programme"),
                "field": text("study_field"),
                "note": text("note"),
                "source_title": derived(("source_title",), lambda cells: cells["source_title"].strip() or TITLE),
                "source_url": derived(("source_url",), _address),
                "source_date": date_typed("source_date"),
            },
            constants={**NO_TERMS, "source_publisher": ""},
            complete=(),
        ),
    ),
    names=NAMES,
    headers=HEADERS,
    explains=EXPLAINS,
    choices=REGISTER_CHOICES,
    optional=frozenset(
        {
            "status", "partner_city", "partner_ror", "partner_erasmus_code", "partner_unit", "faculty", "department",
            "signed", "valid_from", "valid_to", "renewal", "programme", "study_field", "note", "source_title",
            "source_url", "source_date",
        }
    ),
    ignored=IGNORED,
    meets=Reader((*PARTNER_COLUMNS, "partner_city"), _met_in),
)  # fmt: skip
PLACES = FileKind(
    N_("places and use by year"),
    (
        RECORD,
        Into(
            "agreement_year",
            {
                "period": YEAR,
                "agreement": required("agreement"),
                "unit": unit("", "faculty"),
                "partner": PARTNER,
                "country_code": COUNTRY,
                "direction": DIRECTION,
                "isced_f_code": isced_field("isced_f"),
                "level": level("level", blank=Level.NOT_STATED),
                "places": Reader(TOLD, _places),
                "months": _blank_or(number("months")),
                "assigned": count("assigned", blank=CellState.NOT_STATED, marks=MARKS),
                "graduates": integer("graduates"),
            },
            constants={**NO_DETAIL, "series": ASSIGNED.code},
            complete=("period",),
        ),
    ),
    names=NAMES,
    headers=HEADERS,
    explains=EXPLAINS,
    choices=PLACES_CHOICES,
    optional=frozenset(
        {"faculty", "isced_f", "level", "places", "months", "assigned", "graduates", "partner_ror",
         "partner_erasmus_code"}
    ),
    ignored=IGNORED,
    meets=Reader(PARTNER_COLUMNS, _met),
)  # fmt: skip
REGISTER_OF_AGREEMENTS = Source(
    "agreements",
    producer=N_("International office of the university"),
    title=N_("The university's register of agreements"),
    licence=N_("The university's own figures."),
    counts=N_(
        "Agreements with partners abroad, one row per agreement, partner and faculty; and, year by year, places, "
        "students who were given one, and graduates with both degrees."
    ),
    international=N_("The country of the partner, as the register tells it."),
    names_owners=False,
    series=(ASSIGNED,),
    files=(home_and_partners(), REGISTER, PLACES, units("", has_departments=True, always=False)),
)
