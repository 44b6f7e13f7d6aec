"""Recognising: what words stand for: countries, units, levels, numbers, days; and what tells of a person.

The door of this room: the names below. Sources are declared with its readers; reading asks it which words may be a
header or a person's.
"""

from etl.recognise import personal
from etl.recognise.codes import Confirmed, Known, countries, levels
from etl.recognise.institutions import NEW, Met, Partners, exact_code
from etl.recognise.numbers import Marks
from etl.recognise.reader import Cells, Count, Reader, Record, derived, negated, where, word_is
from etl.recognise.readers import (
    academic_year,
    coded,
    count,
    country,
    country_set,
    day,
    institution,
    integer,
    level,
    number,
    partial_date,
    required,
    starting_year,
    text,
    unit,
    year,
)
from etl.recognise.spellings import CYRILLIC, KAZAKH, LATIN, fold, is_total, script
from etl.recognise.typed import date_typed, day_typed, erasmus_code, isced_field, ror, worded

__all__ = [
    "CYRILLIC", "KAZAKH", "LATIN", "NEW", "Cells", "Confirmed", "Count", "Known", "Marks", "Met", "Partners",
    "Reader", "Record", "academic_year", "coded", "count", "countries", "country", "country_set", "date_typed", "day",
    "day_typed", "derived", "erasmus_code", "exact_code", "fold", "institution", "integer", "is_total", "isced_field",
    "level", "levels", "negated", "number", "partial_date", "personal", "required", "ror", "script", "starting_year",
    "text", "unit", "where", "word_is", "worded", "year",
]  # fmt: skip
