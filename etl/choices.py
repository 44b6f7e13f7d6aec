"""What a template offers for a column, in a language: only words that a load understands again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from db import schema
from db.surroundings import Surroundings
from db.vocabulary import NOT_COUNTRIES, NOT_STATED_COUNTRY, ROOT_UNIT, CellState, Level
from etl.declare import LANGUAGES, FileKind
from etl.errors import N_, BadValue
from etl.recognise import CYRILLIC, KAZAKH, LATIN, Count, Known, Record, countries, fold, script
from etl.sources.agreement_words import OFFERED

YEARS_BEFORE, YEARS_AFTER = 8, 1
WRITTEN_IN: Mapping[str, tuple[str, ...]] = {"en": (LATIN,), "ru": (CYRILLIC,), "kk": (KAZAKH, CYRILLIC)}
"""What each language is written in, the surest first."""

STATELESS = "XXA"
FORMER = frozenset(code for code, *_ in schema.FORMER)
ALPHABET = {letter: at for at, letter in enumerate("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")}

WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "level": {
        Level.BACHELOR: {"en": "Bachelor", "ru": "Бакалавриат", "kk": "Бакалавриат"},
        Level.MASTER: {"en": "Master", "ru": "Магистратура", "kk": "Магистратура"},
        Level.DOCTORAL: {"en": "Doctoral", "ru": "Докторантура", "kk": "Докторантура"},
        Level.PREPARATORY: {"en": "Preparatory", "ru": "Подготовительное отделение", "kk": "Дайындық бөлімі"},
    },
    "direction": {
        "inbound": {"en": "inbound", "ru": "входящая", "kk": "кіріс"},
        "outbound": {"en": "outbound", "ru": "исходящая", "kk": "шығыс"},
    },
    **OFFERED,
    "mobility_type": {
        "degree": {"en": "degree", "ru": "полная программа", "kk": "толық бағдарлама"},
        "credit": {"en": "credit", "ru": "академическая мобильность", "kk": "академиялық ұтқырлық"},
    },
}
"""A word for each code of a list."""

MARKS = ("-", "*", "x", "<5", "--", "..", ":", "n/a")
MEANINGS: Mapping[CellState, str] = {
    CellState.VALUE: N_("Nobody: the number is 0."),
    CellState.WITHHELD: N_("Some, but so few that the number is withheld. It is not 0."),
    CellState.NOT_STATED: N_("The number is not known. It is not 0."),
    CellState.NOT_MEASURED: N_("Nothing is counted here."),
    CellState.NOT_APPLICABLE: N_("There can be no such number."),
}


def offered(kind: FileKind, column: str, language: str, around: Surroundings) -> list[str]:
    """Values that a column of a file takes; none where they are not listed."""
    what = kind.choices.get(column, "")
    if what in WORDS:
        return list(_words(kind, column, what, language))
    if what == "country":
        return list(dict.fromkeys(_countries(language)))
    if what in ("faculty", "department"):
        return list(_units(around, language, is_faculty=what == "faculty"))
    return list(_years()) if what == "academic_year" else []


def marks(kind: FileKind) -> dict[CellState, list[str]]:
    """Signs that a file may have in place of a count, by what they mean to it."""
    found: dict[CellState, list[str]] = {}
    for mark in MARKS:
        for count in (count for column in kind.counts for count in _answers(kind, mark, column)):
            if isinstance(count, Count) and mark not in found.setdefault(count.state, []):
                found[count.state].append(mark)
    return found


def in_language(names: Iterable[str], language: str) -> str:
    """The first of some names that is written as the language is; '' for none."""
    listed = list(names)
    fitting = (name for written in WRITTEN_IN[language] for name in listed if script(fold(name)) == written)
    return next(fitting, "")


def _words(kind: FileKind, column: str, what: str, language: str) -> Iterator[str]:
    for code, by_language in WORDS[what].items():
        word = by_language[language]
        understood = {str(value) for value in _answers(kind, word, column)}
        yield word if code in understood else str(code)


def _answers(kind: FileKind, word: str, column: str) -> Iterator[Any]:
    """What the readers that look at this column only make of a word."""
    known = Known()
    for into in kind.into:
        for reader in into.columns.values():
            if reader.columns == (column,):
                try:
                    yield reader.read(Record({column: word}), known)
                except BadValue:
                    continue


def _countries(language: str) -> Iterator[str]:
    """Names of countries in the order of the alphabet; at the end what stands for none."""
    listed = {country["code"]: country[f"name_{language}"] for country in schema.countries()}
    usual = [code for code in listed if code not in NOT_COUNTRIES and code not in FORMER]
    for code in [*sorted(usual, key=lambda code: _alphabetical(listed[code])), STATELESS, NOT_STATED_COUNTRY]:
        yield _unless_misread(listed[code], code, countries("en").code)


def _units(around: Surroundings, language: str, *, is_faculty: bool) -> Iterator[str]:
    """Names of faculties, or of departments by faculty; the code where a name stands for several units."""
    known = Known()
    for code, parent, names in around.units:
        known.add_unit("", code, parent, names)
    named = {code: _name(names, language) or code for code, _, names in around.units}
    some = [(code, parent) for code, parent, _ in around.units if code != ROOT_UNIT and (not parent) == is_faculty]
    for code, _ in sorted(some, key=lambda one: [_alphabetical(named.get(at, at)) for at in reversed(one)]):
        yield _unless_misread(named[code], code, lambda word: known.unit("", word))


def _name(names: tuple[str, ...], language: str) -> str:
    """In the language, as the database gives them; else the first there is."""
    if len(names) == len(LANGUAGES):
        return names[LANGUAGES.index(language)]
    return in_language(names, language) or next(iter(names), "")


def _unless_misread(word: str, code: str, understood: Callable[[str], str]) -> str:
    try:
        return word if understood(word) == code else code
    except BadValue:
        return code


def _years() -> Iterator[str]:
    """Academic years, the newest first."""
    this = date.today().year
    for year in range(this + YEARS_AFTER, this - YEARS_BEFORE, -1):
        yield f"{year}/{(year + 1) % 100:02}"


def _alphabetical(name: str) -> list[int]:
    """A key that puts Kazakh letters where the alphabet has them, and accented ones beside the plain."""
    letters = fold(name) if name[:1] < "\u0370" else name.casefold()
    return [ALPHABET.get(letter, ord(letter) - 0x110000) for letter in letters]
