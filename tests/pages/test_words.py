"""Messages, numbers, dates and order in three languages: nothing missing, nothing unused, nothing left in English."""

import ast
import re
import string
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from dashboard import tables, words
from dashboard.i18n import Translator
from db import vocabulary
from etl.sources import SOURCES
from tests.messages import KEYWORDS, LANGUAGES, ROOMS, ROOT, catalogue, extracted

LATIN_ALLOWED = {
    "CSV", "QS", "THE", "UTC", "SHA", "Erasmus", "python", "etl", "sources", "shipped", "MEPhI", "m", "db", "UN", "PDF",
    "upgrade", "ERASMUS", "SICUE", "Excel", "XLSX", "XLS", "XLSB", "ODS", "ZIP", "JSON", "PNG", "SVG", "A", "B",
}  # fmt: skip


PROPER_NAMES = (
    "Creative Commons Attribution 4.0 International", "Creative Commons Attribution 4.0", "CC BY-SA 3.0 IGO",
    "Open Government Licence - Canada", "UNESCO UIS", "360info", "HESA, hesa.ac.uk", "UTF-8", ".xlsx", "ISO",
    "ror.org", "ROR", "Erasmus Without Paper", "Erasmus", "ISCED-F", "JSON",
)  # fmt: skip
"""Names of licences, publishers, registries and forms of files, which no language translates."""


def forms(message: object) -> list[str]:
    text = getattr(message, "string", "")
    return list(text) if isinstance(text, tuple) else [str(text)]


CODE = r"\b[A-Z]{3}-\d{3}\b"
"""Of a published figure, as in KZN-053."""

in_every_catalogue = pytest.mark.parametrize(
    ("locale", "language"), [(locale, language) for locale in ROOMS for language in LANGUAGES],
    ids=lambda value: value.parent.name if isinstance(value, Path) else value,
)  # fmt: skip


@in_every_catalogue
def test_every_message_is_translated_and_none_is_unused(locale: Path, language: str):
    translated = {message.id: message for message in catalogue(locale, language) if message.id}
    assert set(translated) == {message.id for message in extracted(locale) if message.id}
    assert [key for key, message in translated.items() if not all(forms(message)) or message.fuzzy] == []


@pytest.mark.parametrize("locale", ROOMS, ids=lambda locale: locale.parent.name)
def test_no_message_escapes_the_catalogue(locale: Path):
    """Those inside of an f-string are not found where messages are gathered."""
    gathered = {message.id[0] if isinstance(message.id, tuple) else message.id for message in extracted(locale)}
    for file in sorted({file for pattern in ROOMS[locale] for file in ROOT.glob(pattern)}):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in KEYWORDS
                and call.args
            ):
                first = call.args[0]
                if isinstance(first, ast.Constant) and first.value:
                    assert first.value in gathered, f"{file.name}:{call.lineno}"


@in_every_catalogue
def test_translations_keep_the_places_to_fill(locale: Path, language: str):
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for message in catalogue(locale, language):
        if message.id:
            source = message.id[-1] if isinstance(message.id, tuple) else message.id
            assert all(places(form) == places(source) for form in forms(message)), source


@in_every_catalogue
def test_no_english_word_is_left(locale: Path, language: str):
    for message in catalogue(locale, language):
        if message.id:
            for form in forms(message):
                bare = re.sub("|".join([r"\{\w+\}", "`[^`]*`", CODE, *map(re.escape, PROPER_NAMES)]), "", form)
                assert set(re.findall(r"[A-Za-z]+", bare)) <= LATIN_ALLOWED, form


def test_every_code_has_a_word():
    listed = {
        "direction": vocabulary.Direction, "mobility_type": vocabulary.MobilityType, "level": vocabulary.Level,
        "state": vocabulary.CellState, "measure": vocabulary.Measure, "qualifier": vocabulary.Qualifier,
        "type": vocabulary.AgreementType, "status": vocabulary.AgreementStatus, "origin_basis": vocabulary.OriginBasis,
        "good": vocabulary.GoodDirection,
    }  # fmt: skip
    for kind, codes in listed.items():
        assert {str(code) for code in codes} <= set(words.CODES[kind]), kind


def test_every_word_of_a_declaration_is_a_message():
    messages = {message.id for locale in ROOMS for message in extracted(locale)}
    for source in SOURCES.values():
        assert {source.counts, source.international, source.licence} <= messages, source.code
        assert {word for series in source.series for word in (series.label, series.count_date)} <= messages


@pytest.mark.parametrize(
    ("language", "number", "percent", "day"),
    [
        ("en", "3,928", "15.4%", "13 September 2023"),
        ("ru", "3\u00a0928", "15,4\u00a0%", "13 сентября 2023\u202fг."),
        ("kk", "3\u00a0928", "15,4%", "2023 ж. 13 қыркүйек"),
    ],
)
def test_numbers_and_dates_are_the_readers(language: str, number: str, percent: str, day: str):
    t = Translator(language)
    plain = [t.number(3928), t.percent(15.4457), t.day("2023-09-13")]
    assert [re.sub(r"\s", " ", text) for text in plain] == [re.sub(r"\s", " ", text) for text in (number, percent, day)]
    assert t.percent(15.4457).endswith("4" + t.percent_sign)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "13 September 2023, 14:05 UTC"), ("ru", "13 сентября 2023 г., 14:05 UTC"),
     ("kk", "2023 ж. 13 қыркүйек, 14:05 UTC")],
)  # fmt: skip
def test_moments_are_the_readers(language: str, told: str):
    shown = Translator(language).moment(datetime(2023, 9, 13, 14, 5, 59, tzinfo=UTC))
    assert re.sub(r"\s", " ", shown) == told


def test_unknown_numbers_are_a_dash_and_no_zero():
    assert Translator("en").number(None) == "–"
    assert Translator("en").number(0) == "0"


def test_kazakh_letters_sort_by_the_kazakh_alphabet():
    names = ["Өзбекстан", "Оман", "Қытай", "Корея", "Үндістан", "Украина", "Ұлыбритания", "Әзербайжан", "Албания"]
    assert sorted(names, key=Translator("kk").sort_key) == [
        "Албания", "Әзербайжан", "Корея", "Қытай", "Оман", "Өзбекстан", "Украина", "Ұлыбритания", "Үндістан",
    ]  # fmt: skip


def test_partial_dates_say_only_what_is_known():
    t = Translator("en")
    assert [t.day("2023"), t.day("2023-05"), t.day(""), t.day("soon")] == ["2023", "May 2023", "", "soon"]


def test_qualified_values_carry_their_qualifier():
    assert words.qualified(650, "at_least", "institutions") == "at least 650"
    assert words.qualified(59.8, "exactly", "points of 100") == "59.8"
    assert words.qualified(1934, "exactly", "year") == "1934"
    assert words.year(1999) == "1999/00"


def test_calendar_years_months_and_days_are_no_academic_years():
    assert words.year(2015, "calendar_year") == words.year("2015", "month") == "2015"
    assert words.year_before(2015, "calendar_year") == "2014"
    assert words.year_before(2015) == "2014/15"
    shown = [words.period(*one) for one in (("2015", "academic_year"), ("2015", "calendar_year"), ("2015-03", "month"))]
    assert shown == ["2015/16", "2015", "March 2015"]


def test_a_number_within_words_is_as_wide_as_the_longest_of_its_column():
    rows = pd.DataFrame({"shown": [*["3"] * 50, "at least 25,000"], "on_date": [""] * 50 + ["2023-09-13"]})
    shown = tables.in_words(rows, [])
    assert list(shown.plain.iloc[-1]) == ["at least 25,000", "13 September 2023"]
    widths = {head: config["width"] for head, config in shown.widths.items()}
    assert all(widths[head] >= 7 * len(shown.plain[head].iloc[-1]) + 16 for head in shown.heads)
