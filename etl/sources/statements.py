"""Published figures that a person enters or brings in a file: each with the document it stands in."""

import hashlib
import re
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from db.metrics import COUNTED, METRICS, unit_of
from db.vocabulary import Covers, Direction, Measure, MobilityType, PeriodKind, Qualifier
from etl.declare import N_, FileKind, Into, Source
from etl.errors import BadValue, say
from etl.recognise import Cells, Known, Reader, coded, country_set, derived, level, number, partial_date, text, unit
from etl.recognise import academic_year as year_told
from etl.sources.published import DOCUMENT, FOREIGN, LICENCE
from etl.sources.registers import home_institution
from etl.sources.statement_words import EXPLAINS, HEADERS

SEPTEMBER = 9
NEAR = 5
"""Metrics that are offered for an unknown one."""
MONTH = len("2023-09")
OF_TIME = ("academic_year", "calendar_year", "as_of", "source_date", "metric")
OF_ITSELF = (
    "metric", "academic_year", "calendar_year", "as_of", "faculty", "department", "level", "except_level", "countries",
    "covers", "measure", "definition", "scope_note", "source_url",
)  # fmt: skip
"""What tells a figure from others where the file gives no code: of what it is, and where it stands."""

YEAR = year_told("academic_year")


def _metric(cells: Cells) -> str:
    """Code of the metric, from the code or its English name; '' for another word."""
    shown = cells["metric"].strip().casefold()
    return next((code for code, name in METRICS.items() if shown in (code, name.casefold())), "")


def _known_metric(cells: Cells) -> str:
    found, shown = _metric(cells), cells["metric"].strip()
    if not shown:
        raise BadValue(N_("The cell is blank."), N_("Fill it in."))
    if not found:
        near = process.extract(shown, list(METRICS), scorer=fuzz.WRatio, limit=NEAR)
        listed = ", ".join(code for code, _score, _place in near)
        raise BadValue(N_("Unknown metric."), say(N_("Perhaps one of these is meant: {listed}."), listed=listed))
    return found


def _value() -> Reader:
    """The number; of persons and of other things that are counted a whole one."""
    read = number("value").read

    def whole(cells: Cells, known: Any) -> float:
        found = float(read(cells, known))
        if found < 0:
            raise BadValue(N_("The number is below 0."), N_("Persons and things are counted in whole numbers."))
        if not found.is_integer() and unit_of(_metric(cells)) not in ("percent", "points of 100"):
            raise BadValue(N_("Not a whole number."), N_("Persons and things are counted in whole numbers."))
        return found

    return Reader(("value", "metric"), whole)


def _margin() -> Reader:
    """By how much `about` may be off; None where it is not told."""
    read = number("margin").read

    def margin(cells: Cells, known: Any) -> float | None:
        if not cells["margin"].strip():
            return None
        if cells["qualifier"].strip() != Qualifier.ABOUT:
            raise BadValue(N_("A margin beside another word than `about`."), N_("Leave it blank, or write `about`."))
        return float(read(cells, known))

    return Reader(("margin", "qualifier"), margin)


def _address(cells: Cells) -> str:
    shown = cells["source_url"].strip()
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", shown):
        raise BadValue(N_("Not the address of a page."), N_("Write it whole, beginning with `https://`."))
    return shown


def _code(cells: Cells, known: Known) -> str:
    """The code that the file gives, else one that follows from of whom and what the figure is and where it stands."""
    if cells["code"].strip():
        return cells["code"].strip()
    told = "\x1f".join([known.home, *[cells[name].strip() for name in OF_ITSELF]])
    return "ST-" + hashlib.sha256(told.encode()).hexdigest()[:10].upper()


def _kind(cells: Cells) -> PeriodKind:
    if _measure(cells) == Measure.RANK:
        return PeriodKind.EDITION
    if cells["academic_year"].strip():
        return PeriodKind.ACADEMIC_YEAR
    if cells["calendar_year"].strip():
        return PeriodKind.CALENDAR_YEAR
    return PeriodKind.DATE if cells["as_of"].strip() or cells["source_date"].strip() else PeriodKind.UNDATED


def _period(cells: Cells) -> str:
    told = [cells[name].strip() for name in ("academic_year", "calendar_year", "as_of", "source_date")]
    return next((shown for shown in told if shown), "")[:MONTH]


def _year(cells: Cells) -> int | None:
    """The academic year that the figure's own day lies in, else that of its document."""
    if cells["calendar_year"].strip() or _measure(cells) == Measure.RANK:
        return None
    day = cells["as_of"].strip() or cells["source_date"].strip()
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", day):
        return None
    return int(day[:4]) - (int(day[5:7]) < SEPTEMBER)


def _year_told(cells: Cells, known: Any) -> int | None:
    """The academic year as told, else as it follows."""
    _calendar_year(cells)
    return int(YEAR.read(cells, known)) if cells["academic_year"].strip() else _year(cells)


def _measure(cells: Cells) -> Measure:
    """As told; else what figures of the metric usually are."""
    stated = cells["measure"].strip()
    if stated in list(Measure):
        return Measure(stated)
    metric = _metric(cells)
    if metric.startswith("rank"):
        return Measure.RANK
    if metric not in COUNTED:
        return Measure.STOCK
    return Measure.FLOW if COUNTED[metric].mobility_type is MobilityType.CREDIT else Measure.STOCK


def _measure_told(cells: Cells) -> Measure:
    if cells["measure"].strip() not in ("", *Measure):
        raise BadValue(N_("Not a listed value."), say(N_("Listed are: {listed}."), listed=", ".join(Measure)))
    return _measure(cells)


def _direction(cells: Cells) -> Direction | None:
    counts = COUNTED.get(_metric(cells))
    return counts.direction if counts else None


def _not_ahead(column: str) -> Reader:
    """A date as far as it is known; one that is still to come is an error."""
    read = partial_date(column).read

    def past(cells: Cells, known: Any) -> str:
        found = str(read(cells, known))
        if found > date.today().isoformat()[: len(found)]:
            raise BadValue(
                N_("The date is still to come."), N_("Write the day on which it was said, or of the figure.")
            )
        return found

    return Reader((column,), past)


def _calendar_year(cells: Cells) -> None:
    shown = cells["calendar_year"].strip()
    if shown and not re.fullmatch(r"(?:19|20)[0-9]{2}", shown):
        raise BadValue(N_("Not a year."), N_("Write it in four digits, as 2023."))
    if shown and cells["academic_year"].strip():
        raise BadValue(N_("Both an academic year and a calendar year."), N_("Leave one of the two blank."))


def _stated_year(cells: Cells) -> str:
    return "stated" if cells["academic_year"].strip() or cells["calendar_year"].strip() else "publication_date"


FIGURES = FileKind(
    "published figures, one row each",
    (
        Into(
            "published_figure",
            {
                **DOCUMENT,
                "source_url": derived(("source_url",), _address),
                "source_date": _not_ahead("source_date"),
                "source_publisher": text("source_publisher"),
                "code": Reader(("code", *OF_ITSELF), _code),
                "metric": derived(("metric",), _known_metric),
                "value": _value(),
                "unit_of_measure": derived(("metric",), lambda cells: unit_of(_metric(cells))),
                "qualifier": coded("qualifier", Qualifier, blank=Qualifier.EXACTLY),
                "margin": _margin(),
                "measure": derived(("measure", "metric"), _measure_told),
                "is_additive": derived(("metric",), lambda cells: _metric(cells) in COUNTED),
                "period": derived(OF_TIME, _period),
                "period_kind": derived((*OF_TIME, "measure"), _kind),
                "period_basis": derived(OF_TIME, _stated_year),
                "academic_year": Reader(("academic_year", *OF_TIME, "measure"), _year_told),
                "as_of": _not_ahead("as_of"),
                "unit": unit("", "department", parent_column="faculty"),
                "direction": derived(("metric",), _direction),
                "level": level("level", blank=None),
                "except_level": level("except_level", blank=None),
                "covers": coded("covers", Covers, blank=Covers.WHOLE),
                "countries": country_set("countries"),
                "definition": text("definition"),
                "scope_note": text("scope_note"),
                "note": text("note"),
            },
            constants={"confidence": "", "is_doubtful": False},
        ),
    ),
    optional=frozenset(
        {
            "code", "qualifier", "margin", "measure", "academic_year", "calendar_year", "as_of", "faculty",
            "department", "level", "except_level", "covers", "countries", "definition", "scope_note", "note",
            "source_publisher", "source_date",
        }
    ),
    headers=HEADERS,
    explains=EXPLAINS,
    choices={"level": "level", "faculty": "faculty", "department": "department"},
)  # fmt: skip
PUBLISHED = Source(
    "published",
    producer=N_("As each document says"),
    title=N_("Published figures entered by the university"),
    licence=LICENCE,
    counts=N_("What speeches, news and reports state: one row per statement, never added up."),
    international=FOREIGN,
    names_owners=False,
    files=(home_institution(), FIGURES),
)
