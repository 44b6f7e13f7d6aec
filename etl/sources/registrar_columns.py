"""How each column of a registrar's export is read, and which rows are meant: details, totals, home students."""

import re
from collections.abc import Mapping
from typing import Any

from db.vocabulary import NOT_STATED_COUNTRY, CellState, Direction, Level, MobilityType
from etl.declare import N_, Evenly
from etl.errors import BadValue
from etl.recognise import (
    Cells,
    Known,
    Marks,
    Reader,
    Record,
    academic_year,
    count,
    country,
    derived,
    is_total,
    level,
    levels,
    negated,
    text,
    unit,
    where,
)  # fmt: skip
from etl.sources.registrar_words import DIRECTIONS, TYPES

MARKS = Marks({
    "-": "zero", "0": "zero", "*": CellState.WITHHELD, "x": CellState.WITHHELD, "х": CellState.WITHHELD,
    "<5": CellState.WITHHELD, "<3": CellState.WITHHELD, "<10": CellState.WITHHELD, "--": CellState.WITHHELD,
    "..": CellState.NOT_STATED, "...": CellState.NOT_STATED, "…": CellState.NOT_STATED, ":": CellState.NOT_STATED,
    "н/д": CellState.NOT_STATED, "нет данных": CellState.NOT_STATED, "дерек жоқ": CellState.NOT_STATED,
    "n/a": CellState.NOT_APPLICABLE, "na": CellState.NOT_APPLICABLE, "н/п": CellState.NOT_APPLICABLE,
})  # fmt: skip
"""Signs in place of a number, as the statistics of Kazakhstan (a dash is nobody), Eurostat and UNESCO write them."""

YEAR = academic_year("academic_year")


def _not_known_as_blank(reader: Reader) -> Reader:
    """The reader, for which 'not stated' in any language is a blank."""

    def read(cells: Cells, known: Known) -> Any:
        return reader.read(Record({name: "" if _is_not_known(word) else word for name, word in cells.items()}), known)

    return Reader(reader.columns, read)


def _is_not_known(word: str) -> bool:
    try:
        return levels().code(word) == Level.NOT_STATED
    except BadValue:
        return False


UNIT = _not_known_as_blank(unit("", "department", parent_column="faculty"))
LEVEL = level("level", blank=Level.NOT_STATED)
FIELD = text("field")
HEADCOUNT = count("headcount", marks=MARKS)


def _listed(column: str, words: Mapping[str, str], usual: str) -> Reader:
    """A direction or a mobility type by any of its words; blank is the usual one."""

    def read(cells: Cells, known: Known) -> str:
        shown = " ".join(cells[column].split()).casefold()
        if shown and shown not in words:
            raise BadValue(N_("Not a listed value."), N_("Take one of the words that the template lists."))
        return words[shown] if shown else usual

    return Reader((column,), read)


DIRECTION_WORD = _listed("direction", DIRECTIONS, Direction.INBOUND)
TYPE_WORD = _listed("mobility_type", TYPES, MobilityType.DEGREE)
DIRECTION = Reader(("direction",), lambda cells, known: Direction(DIRECTION_WORD.read(cells, known)))
TYPE = Reader(("mobility_type",), lambda cells, known: MobilityType(TYPE_WORD.read(cells, known)))
FROM, TO = (country(column, blank=NOT_STATED_COUNTRY) for column in ("country", "host_country"))


def _country(cells: Cells, known: Known) -> str:
    """Where a student comes from or, of one who goes, studies: the host country where a column tells it."""
    goes = DIRECTION.read(cells, known) == Direction.OUTBOUND
    found = str((TO if goes and cells["host_country"].strip() else FROM).read(cells, known))
    if goes and found == known.home_country and TYPE.read(cells, known) == MobilityType.DEGREE:
        rule = N_("Of a student who goes abroad the country where he studies is counted, not his own.")
        raise BadValue(rule, N_("Write the country of study, in this column or in one of its own."))
    return found


COUNTRY = Reader(("country", "host_country", "direction", "mobility_type"), _country)


WITH_TOTALS = ("academic_year", "faculty", "department", "country", "level")
TOTAL_ROW = derived(WITH_TOTALS, lambda cells: any(is_total(cells[column]) for column in WITH_TOTALS))
NO_TOTAL = tuple(negated(where(column, is_total)) for column in WITH_TOTALS)


def _home(cells: Cells, known: Known) -> bool:
    """Whether the row is one of the university's own country: of those, degree students are no mobility."""
    try:
        is_home = COUNTRY.read(cells, known) == known.home_country
        return bool(is_home and DIRECTION.read(cells, known) == Direction.INBOUND)
    except BadValue:
        return False


HOME_ROW = Reader(COUNTRY.columns, _home)


ON_EXCHANGE = Reader(("mobility_type",), lambda cells, known: bool(TYPE.read(cells, known) == MobilityType.CREDIT))
FOR_A_DEGREE = negated(ON_EXCHANGE)
COMING = Reader(("direction",), lambda cells, known: bool(DIRECTION.read(cells, known) == Direction.INBOUND))
MEANT = {
    MobilityType.DEGREE: (FOR_A_DEGREE, *NO_TOTAL, negated(HOME_ROW)),
    MobilityType.CREDIT: (ON_EXCHANGE, *NO_TOTAL),
}
"""Rows of mobility of one type: no totals, and of degree students only those from abroad."""

STUDYING = (FOR_A_DEGREE, COMING, *NO_TOTAL)
"""Rows of those who study here for a degree, from home or abroad: all students."""

PLACE = {"period": YEAR, "unit": UNIT, "level": LEVEL, "field": FIELD}
MOBILITY = {**PLACE, "direction": DIRECTION, "mobility_type": TYPE, "country_code": COUNTRY}


KIND = ("country", "direction", "mobility_type")
EVENLY = (
    Evenly("country"), Evenly("faculty", within=KIND), Evenly("department", within=(*KIND, "faculty")),
    Evenly("level", within=(*KIND, "faculty", "department")),
)  # fmt: skip
"""A row of a faculty without a word for its country, level or department is often the sum of those below it."""


def _unit_of_total(cells: Cells, known: Known) -> str:
    """The department or faculty of which the row is a total, '' of all."""
    if is_total(cells["faculty"]):
        return ""
    return str((FACULTY if is_total(cells["department"]) else UNIT).read(cells, known))


def _country_of_total(cells: Cells, known: Known) -> str:
    return NOT_STATED_COUNTRY if is_total(cells["country"]) else str(COUNTRY.read(cells, known))


def _label_of_total(cells: Cells, known: Known) -> str:
    """The level, if the row is a total of one."""
    return "" if is_total(cells["level"]) else cells["level"].strip()


FACULTY = _not_known_as_blank(unit("", "faculty"))
TOTAL = {
    "period": YEAR, "unit": Reader(("faculty", "department"), _unit_of_total), "direction": DIRECTION,
    "mobility_type": TYPE, "country_code": Reader(COUNTRY.columns, _country_of_total),
    "label": Reader(("level",), _label_of_total), "headcount": HEADCOUNT,
}  # fmt: skip
PART = re.compile(r"факультет|кафедр|faculty|department", re.IGNORECASE)
FROM_ABROAD = re.compile(r"иностр|зарубеж|шетел|foreign|international", re.IGNORECASE)


def _is_of_all_countries(cells: Cells) -> bool:
    """Whether a total is one over all countries, the home country too: 'Итого', not 'Итого иностранных студентов'."""
    said = [cells[column] for column in WITH_TOTALS if is_total(cells[column])]
    country = cells["country"].strip()
    return (not country or is_total(country)) and not any(FROM_ABROAD.search(word) for word in said)


OF_ALL_COUNTRIES = derived(WITH_TOTALS, _is_of_all_countries)


OF_YEAR = where("academic_year", lambda word: bool(word) and not is_total(word))
OF_NAMED = where("faculty", lambda word: not (is_total(word) and PART.search(word)))
"""Not 'Total of the faculty' without the faculty's name."""
