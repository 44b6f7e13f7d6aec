"""Immigration, Refugees and Citizenship Canada: holders of study permits by citizenship and month."""

import re

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
from etl.recognise import Cells, Known, Marks, Reader, count, derived, is_total

YEARLY = Series(
    "ircc_year", N_("Persons whose study permit became effective in the year"), Measure.FLOW, OriginBasis.CITIZENSHIP,
    N_("during the calendar year"), period_kind=PeriodKind.CALENDAR_YEAR,
)  # fmt: skip
MONTHLY = Series(
    "ircc_month", N_("Persons whose study permit became effective in the month"), Measure.FLOW,
    OriginBasis.CITIZENSHIP, N_("during the month"), period_kind=PeriodKind.MONTH, preference=2,
)  # fmt: skip
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
YEAR = re.compile(r"(?:(20[0-9]{2}) / )?(20[0-9]{2}) total", re.IGNORECASE)
QUARTER = re.compile(r"(20[0-9]{2}) / q[1-4](?: / q[1-4])? total", re.IGNORECASE)
MONTH = re.compile(rf"(20[0-9]{{2}}) / (?:q[1-4] / )?({'|'.join(MONTHS)})[a-z]*\.?", re.IGNORECASE)
MARKS = Marks({"--": CellState.WITHHELD, "-": "zero", "..": CellState.NOT_STATED})


def _period(cells: Cells) -> str:
    """YYYY of a column of a year, YYYY-MM of one of a month; '' for a quarter, which the months beside it make up."""
    header = cells["period"]
    if year := YEAR.fullmatch(header):
        return year[2]
    if month := MONTH.fullmatch(header):
        return f"{month[1]}-{MONTHS.index(month[2].casefold()) + 1:02d}"
    if QUARTER.fullmatch(header):
        return ""
    raise BadValue(N_("Neither a month nor a year."), N_("Check the rows of the header above the column."))


def _country(cells: Cells, known: Known) -> str:
    return NOT_STATED_COUNTRY if is_total(cells["country"]) else known.country(cells["country"], own={"Other": "XOT"})


PERIOD = derived(("period",), _period)
CELL = {"period": PERIOD, "country_code": Reader(("country",), _country), "headcount": count("permits", marks=MARKS)}


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
        only=(_is(series, total=False),), repeats="add", complete=("period",),
    )  # fmt: skip
    total = Into(
        "stated_total", CELL, {**same, "basis": TotalBasis.STATED, "label": ""}, only=(_is(series, total=True),)
    )
    return cells, total


PERMITS = Source(
    "ircc_study_permits",
    producer="Immigration, Refugees and Citizenship Canada",
    title="Study permit holders by country of citizenship and month",
    licence=N_("Open Government Licence - Canada"),
    url="https://open.canada.ca",
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
                        "kind": InstitutionKind.COUNTRY, "parent_institution": "", "name_en": "Canada",
                        "name_ru": "Канада", "name_kk": "Канада", "country_code": "CAN", "city": "",
                    },
                    repeats="first",
                ),
                *_into(YEARLY),
                *_into(MONTHLY),
            ),
            names={"country": ("Country of Citizenship", "Citizenship", "Country")},
            wide=Wide("period", "permits", lambda header: bool(re.match(r"20[0-9]{2}\b", header))),
        ),
    ),
)  # fmt: skip
