"""Immigration, Refugees and Citizenship Canada: holders of study permits by citizenship and month."""

import re
from typing import cast

from db.vocabulary import (
    NOT_STATED_COUNTRY,
    CellState,
    Direction,
    InstitutionKind,
    Level,
    Measure,
    MobilityType,
    OriginBasis,
    PeriodKind,
    TotalBasis,
)
from etl.declare import N_, FileKind, Into, Series, Source, Wide
from etl.errors import BadValue
from etl.recognise import Cells, Count, Known, Marks, Reader, count, derived, fold, is_total, text
from etl.sources.registers import NO_CODES

YEARLY = Series(
    "ircc_year", N_("Persons whose study permit became effective in the year"), Measure.FLOW, OriginBasis.CITIZENSHIP,
    N_("during the calendar year"), period_kind=PeriodKind.CALENDAR_YEAR,
)  # fmt: skip
MONTHLY = Series(
    "ircc_month", N_("Persons whose study permit became effective in the month"), Measure.FLOW,
    OriginBasis.CITIZENSHIP, N_("during the month"), period_kind=PeriodKind.MONTH, preference=2,
)  # fmt: skip
MONTH_NAMES = (
    "jan", "feb fev", "mar", "apr avr", "may mai", "jun juin", "jul juil", "aug aou", "sep", "oct", "nov", "dec",
)  # fmt: skip
MONTHS = {name: at for at, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
"""Months as they begin in English and French, without accents."""
MONTH_WORD = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})[a-z]*"
YEAR = re.compile(r"(?:(20[0-9]{2}) total|total (20[0-9]{2}))")
QUARTER = re.compile(r"(?:20[0-9]{2} )?[qt][1-4](?: 20[0-9]{2})? total|total (?:20[0-9]{2} )?[qt][1-4](?: 20[0-9]{2})?")
MONTH = re.compile(rf"(?:(?P<before>20[0-9]{{2}}) )?{MONTH_WORD}(?: (?P<behind>20[0-9]{{2}}))?")
ONE_YEAR = re.compile(r"20[0-9]{2}")
WITHHELD = ("--", "–", "—", "D", "x", "*")
"""A spreadsheet makes one long dash of "--"; a single "-" is none of the publisher's marks."""
MARKS = Marks({**dict.fromkeys(WITHHELD, CellState.WITHHELD), "..": CellState.NOT_STATED})


def _period(cells: Cells) -> str:
    """YYYY of a column of a year, YYYY-MM of one of a month; '' for a quarter, which the months beside it make up.

    The lowest word of a header tells which; the year of a month may stand above it.
    """
    *above, last = map(fold, cells["period"].split(" / "))
    if year := YEAR.fullmatch(last):
        return str(year[1] or year[2])
    if not above and ONE_YEAR.fullmatch(last):
        return last
    if QUARTER.fullmatch(last):
        return ""
    if month := MONTH.fullmatch(last):
        years = {month["before"], month["behind"], *filter(ONE_YEAR.fullmatch, above)} - {None}
        if len(years) == 1:
            return f"{years.pop()}-{MONTHS[month['month']]:02d}"
    raise BadValue(N_("Neither a month nor a year."), N_("Check the rows of the header above the column."))


def _code(word: str, known: Known) -> str:
    """The code of a country named in English or French."""
    own = {"Other": "XOT", "Autre": "XOT"}
    try:
        return known.country(word, own=own)
    except BadValue as bad:
        try:
            return known.country(word, "fr", own=own)
        except BadValue:
            raise bad from None


def _country(cells: Cells, known: Known) -> str:
    return NOT_STATED_COUNTRY if is_total(cells["country"]) else _code(cells["country"], known)


def _is_row(cells: Cells, known: Known) -> bool:
    """Not a note under the table: words that are no country, without a number."""
    try:
        return bool(cells["permits"].strip() or _code(cells["country"], known))
    except BadValue:
        return False


def _permits(cells: Cells, known: Known) -> Count:
    if cells["permits"].strip() == "-":
        raise BadValue(N_("Not a whole number."), N_("Check the cell at its producer."))
    return cast(Count, PERMITS_COUNTED.read(cells, known))


PERMITS_COUNTED = count("permits", marks=MARKS)
IS_ROW = Reader(("country", "permits"), _is_row)
PERIOD = derived(("period",), _period)
CELL = {"period": PERIOD, "country_code": Reader(("country",), _country), "headcount": Reader(("permits",), _permits)}


def _is(series: Series, *, total: bool) -> Reader:
    """Rows of one series: columns of years or of months; of countries, or the last row, of all persons."""
    length = 4 if series is YEARLY else 7

    def read(cells: Cells, known: Known) -> bool:
        return len(PERIOD.read(cells, known)) == length and is_total(cells["country"]) == total

    return Reader(("period", "country"), read)


def _into(series: Series) -> tuple[Into, Into]:
    same = {
        "series": series.code, "unit": "", "direction": Direction.INBOUND, "mobility_type": MobilityType.DEGREE,
    }  # fmt: skip
    cells = Into(
        "mobility_count", CELL, {**same, "level": Level.NOT_STATED, "field": "", "partner": ""},
        only=(_is(series, total=False), IS_ROW), repeats="add", parts=(text("country"),), complete=("period",),
    )  # fmt: skip
    total = Into(
        "stated_total", CELL, {**same, "basis": TotalBasis.STATED, "label": ""}, only=(_is(series, total=True), IS_ROW)
    )
    return cells, total


PERMITS = Source(
    "ircc_study_permits",
    producer="Immigration, Refugees and Citizenship Canada",
    title="Study permit holders by country of citizenship and month",
    licence=N_("Open Government Licence - Canada"),
    url="https://open.canada.ca",
    is_public=True,
    counts=N_(
        "Persons whose study permit became effective, rounded to the nearest 5; 1 to 4 are withheld. Months and years "
        "are series of their own; quarters, which the publisher adds up from months, are not kept."
    ),
    international=N_("Citizens of other countries."),
    institution="CAN",
    series=(YEARLY, MONTHLY),
    files=(
        FileKind(
            "permits by citizenship and month",
            (
                Into(
                    "institution_record",
                    {"institution": derived((), lambda cells: "CAN")},
                    constants={
                        **NO_CODES, "kind": InstitutionKind.COUNTRY, "name_en": "Canada", "name_ru": "Канада",
                        "name_kk": "Канада", "country_code": "CAN",
                    },
                    repeats="first",
                ),
                *_into(YEARLY),
                *_into(MONTHLY),
            ),
            names={"country": ("Country of Citizenship", "Citizenship", "Country", "Pays de citoyenneté", "Pays")},
            wide=Wide("period", "permits", lambda header: bool(re.search(r"\b20[0-9]{2}\b", header))),
        ),
    ),
)  # fmt: skip
