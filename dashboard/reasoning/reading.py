"""What a sentence is about, as far as it can be told from its words: a number, its qualifier, countries, faculty, year.

A helper for a form that the reader sees and corrects: it knows stems of names, not grammar.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from db.vocabulary import Qualifier

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
NUMBER = re.compile(
    r"(?<![\d/–.-])(\d{1,3}(?:[ \u00a0\u202f,.]\d{3})+(?!\d)|\d+(?:[.,]\d)?(?![\d/–]|-\d))"
    r"(\s*(?:thousand|тысяч|тыс|мың))?",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b((?:19|20)\d\d)\s*[/–-]\s*(\d{2}(?:\d{2})?)\b")
QUALIFIERS = (
    (Qualifier.AT_MOST, r"at most|no more than|up to|fewer than|less than|не более|до \d|менее|аспайды|дейін"),
    (Qualifier.AT_LEAST, r"at least|more than|over \d|not less than|не менее|более|свыше|больше|кемінде|астам|артық"),
    (Qualifier.ABOUT, r"about|around|some \d|nearly|almost|approximately|около|примерно|почти|порядка|шамамен|жуық"),
)
SHORTEST, LONGEST_REST = 4, 9
ENDINGS = {
    "en": r"|a|ans?|ns?|ese|ish|is?|s|['’]s|ians?|ains?",
    "ru": r"|[аеиойуыэюяьё]{1,3}|[а-я]{0,2}ск[а-я]{2,3}|цы|ец|цев|[а-я]{0,3}ам[и]?|[а-я]{0,3}ах|ом|ов",
    "kk": r"\w{0,9}",
}
"""What may stand behind the stem of a name."""
ALSO = (
    ("Turkey", "TUR", "en"), ("Turkish", "TUR", "en"), ("Kyrgyz", "KGZ", "en"), ("Кыргызстан", "KGZ", "ru"),
    ("Турецкий", "TUR", "ru"), ("Түрік", "TUR", "kk"),
)  # fmt: skip
"""Names that people use beside those of the list."""
FILLER = frozenset({
    "and", "of", "the", "faculty", "school", "higher", "и", "факультет", "школа", "высшая", "және", "факультеті",
    "мектебі", "жоғары",
})  # fmt: skip


@dataclass(frozen=True)
class Understood:
    """What was read; '' or None where nothing was."""

    value: int | None
    qualifier: str
    countries: tuple[str, ...]
    faculty: str
    year: int | None


def read(text: str, names: pd.DataFrame, home: str) -> Understood:
    """What a sentence in Kazakh, Russian or English speaks of.

    names: kind, code, name, language, as `options.known_as`; home: country that is not looked for.
    """
    words = [word.casefold() for word in WORD.findall(text)]
    year = YEAR.search(text)
    without_year = YEAR.sub(" ", text)
    numbers = [_number(shown, bool(thousands)) for shown, thousands in NUMBER.findall(without_year)]
    numbers = [number for number in numbers if not _is_year(number)] or numbers
    qualifier = next((code for code, told in QUALIFIERS if re.search(told, without_year.casefold())), Qualifier.EXACTLY)
    listed = [(str(r["kind"]), str(r["code"]), str(r["name"]), str(r["language"])) for r in names.to_dict("records")]
    listed += [("country", code, name, language) for name, code, language in ALSO]
    found = [
        (kind, code)
        for kind, code, name, language in listed
        if language and code != home and _speaks_of(words, name, language)
    ]
    return Understood(
        numbers[0] if numbers else None, str(qualifier),
        tuple(dict.fromkeys(code for kind, code in found if kind == "country")),
        next((code for kind, code in found if kind == "faculty"), ""), int(year[1]) if year else None,
    )  # fmt: skip


def _number(shown: str, is_thousands: bool) -> int:
    """'2 800' is 2,800; '4,5' of thousands 4,500."""
    if is_thousands:
        return round(float(shown.replace(",", ".")) * 1000) if shown.count(",") + shown.count(".") < 2 else 0
    return int(re.sub(r"\D", "", shown))


def _is_year(number: int) -> bool:
    return 1900 <= number <= 2100


def _speaks_of(words: list[str], name: str, language: str) -> bool:
    """Whether each word of a name stands in the text, in whatever case."""
    parts = [part.casefold() for part in WORD.findall(name)]
    meant = [part for part in parts if part not in FILLER] or parts
    if not meant or (len(meant) == 1 and len(meant[0]) < SHORTEST and meant[0] not in ("law", "заң")):
        return False
    return all(any(_is_of(word, stems, language) for word in words) for stems in map(_stems, meant))


def _stems(part: str) -> tuple[str, ...]:
    """A word of a name, and what of it stands before its ending."""
    one, two = (re.sub(rf"[аеиойуыэюяьёaeiouy]{{{count}}}$", "", part) for count in (1, 2))
    people = re.sub(r"(и|i)?(стан|stan)$", "", part)
    return tuple(dict.fromkeys(stem for stem in (part, one, two, people) if len(stem) >= SHORTEST or stem == part))


def _is_of(word: str, stems: Iterable[str], language: str) -> bool:
    for stem in stems:
        rest = word[len(stem) :] if word.startswith(stem) else None
        if rest is not None and len(rest) <= LONGEST_REST and re.fullmatch(ENDINGS[language], rest):
            return True
    return False
