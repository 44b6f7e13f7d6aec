"""What a sentence is about, as far as its words tell: a number, its qualifier, countries, group, faculty, year, metric.

A helper for a form that the reader sees and corrects: it knows stems of names, not grammar.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from db.vocabulary import Qualifier

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
NUMBER = re.compile(
    r"(?<![\d/–.,-])(\d{1,3}(?:[ \u00a0\u202f,.]\d{3})+(?!\d)|\d+(?:[.,]\d+)?(?![\d/–]|-\d))"
    r"(\s*(?:thousand|тысяч|тыс|мың))?(\s*(?:%|percent|процент|пайыз))?",
    re.IGNORECASE,
)
GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f,.]\d{3})+")
ACADEMIC_YEAR = re.compile(r"\b((?:19|20)\d\d)\s*[/–-]\s*(\d{2}(?:\d{2})?)\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![/–]|-\d)")
NEAR = 28
"""Signs before and behind a number in which its qualifier is looked for."""
QUALIFIERS = (
    (Qualifier.AT_LEAST, r"(?:no|not) (?:fewer|less) than|не мен(?:ее|ьше)|кем емес"),
    (Qualifier.AT_MOST, r"(?:no|not) more than|не бол(?:ее|ьше)|аспайды|артық емес"),
    (Qualifier.AT_MOST, r"at most|up to|fewer than|less than|до$|менее|меньше|дейін"),
    (Qualifier.AT_LEAST, r"at least|more than|over$|более|свыше|больше|кемінде|астам|артық"),
    (Qualifier.ABOUT, r"about|around|some$|nearly|almost|approximately|около|примерно|почти|порядка|шамамен|жуық"),
)
"""The first that stands beside the number holds: what denies comes before what is denied."""
SHORTEST, LONGEST_REST = 4, 9
ENDINGS = {
    "en": r"|a|ans?|ns?|ese|ish|is?|s|['’]s|ians?|ains?",
    "ru": r"|[аеиойуыэюяьё]{1,3}|[а-я]{0,2}ск[а-я]{2,3}|цы|ец|цев|[а-я]{0,3}ам[и]?|[а-я]{0,3}ах|ом|ов",
    "kk": r"\w{0,9}",
}
"""What may stand behind the stem of a name."""
ALSO = (
    ("Turkey", "TUR", "en"), ("Turkish", "TUR", "en"), ("Kyrgyz", "KGZ", "en"), ("Korean", "KOR", "en"),
    ("South Korea", "KOR", "en"), ("America", "USA", "en"), ("Кыргызстан", "KGZ", "ru"), ("Турецкий", "TUR", "ru"),
    ("Южная Корея", "KOR", "ru"), ("Корейский", "KOR", "ru"), ("Америка", "USA", "ru"), ("Түрік", "TUR", "kk"),
    ("Оңтүстік Корея", "KOR", "kk"), ("Корей", "KOR", "kk"), ("Кәріс", "KOR", "kk"),
)  # fmt: skip
"""Names that people use beside those of the list."""
SHORT = {"США": "USA", "АҚШ": "USA", "USA": "USA", "ОАЭ": "ARE", "БАӘ": "ARE", "UAE": "ARE", "UK": "GBR"}
"""Letters that stand for a country; read in capitals only."""
FILLER = frozenset({
    "and", "of", "the", "faculty", "school", "higher", "и", "факультет", "школа", "высшая", "және", "факультеті",
    "мектебі", "жоғары",
})  # fmt: skip
GOING = r"\bwent\b|outgoing|\bgo to\b|выехал|выезжа|уехал|отправил|исходящ|кетті|аттанды|жіберілді|шығыс"
COMING = r"exchange|incoming|по обмену|входящ|алмасу|келген студенттермен алмасу"


@dataclass(frozen=True)
class Understood:
    """What was read; '' or None where nothing was. year: the academic year; is_year_plain: a year stands there that is
    not told as an academic one. others: further numbers."""

    value: int | None
    qualifier: str
    countries: tuple[str, ...]
    faculty: str
    year: int | None
    group: str = ""
    metric: str = ""
    is_year_plain: bool = False
    others: tuple[int, ...] = ()


def read(text: str, names: pd.DataFrame, home: str, groups: Mapping[str, Collection[str]] | None = None) -> Understood:
    """What a sentence in Kazakh, Russian or English speaks of.

    names: kind, code, name, language, as `options.known_as`; home: country that is not looked for; groups: what each
    country group is called.
    """
    academic, plain = ACADEMIC_YEAR.search(text), YEAR.search(text)
    without_year = YEAR.sub(" ", ACADEMIC_YEAR.sub(" ", text))
    numbers = [
        (found.start(1), found.end(), number)
        for found in NUMBER.finditer(without_year)
        if not found[3] and (number := _number(found[1], bool(found[2]))) is not None
    ]
    words = [(found.start(), found[0].casefold()) for found in WORD.finditer(without_year)]
    listed = [(str(r["kind"]), str(r["code"]), str(r["name"]), str(r["language"])) for r in names.to_dict("records")]
    listed += [("country", code, name, language) for name, code, language in ALSO]
    listed = [one for one in listed if one[3] and one[1] != home]
    whole = {name.casefold(): code for kind, code, name, _language in listed if kind == "country"}
    places: dict[tuple[str, str], int] = {}
    for kind, code, name, language in listed:
        at = _spoken_of([w for w in words if whole.get(w[1], code) == code], name, language)
        if at is not None:
            places.setdefault((kind, code), at)
    for short, code in SHORT.items():
        if code != home and (found := re.search(rf"\b{short}\b", without_year)):
            places.setdefault(("country", code), found.start())
    countries = [code for kind, code in places if kind == "country"]
    named_at = [at for (kind, _code), at in places.items() if kind == "country"]
    value = _meant(numbers, named_at)
    group = _group(without_year, groups or {}) if not countries else ""
    return Understood(
        value[2] if value else None, _qualifier(without_year, value), tuple(countries),
        next((code for kind, code in places if kind == "faculty"), ""),
        int(academic[1]) if academic else int(plain[0]) if plain else None, group,
        _metric(without_year.casefold()), bool(plain) and not academic,
        tuple(number for _start, _end, number in numbers if value and number != value[2]),
    )  # fmt: skip


def _meant(numbers: list[tuple[int, int, int]], named_at: list[int]) -> tuple[int, int, int] | None:
    """Of several numbers the one nearest to the first country that is named, else the first."""
    if not numbers:
        return None
    if not named_at:
        return numbers[0]
    return min(numbers, key=lambda one: abs(min(named_at) - one[1]))


def _qualifier(text: str, value: tuple[int, int, int] | None) -> str:
    if value is None:
        return str(Qualifier.EXACTLY)
    start, end, _number = value
    before, behind = text[max(0, start - NEAR) : start].casefold().rstrip(), text[end : end + NEAR].casefold()
    for code, told in QUALIFIERS:
        if re.search(f"(?:{told})\\s*$", before) or re.match(rf"[-\w]*\s*(?:{told.replace('$', '')})", behind):
            return str(code)
    return str(Qualifier.EXACTLY)


def plain_number(shown: str) -> str:
    """A number without the signs between its thousands: '2800' of '2 800'; what is no number stays as it is."""
    told = shown.strip()
    return re.sub(r"\D", "", told) if GROUPED.fullmatch(told) else told


def _number(shown: str, is_thousands: bool) -> int | None:
    """'2 800' is 2,800; '4,5' of thousands 4,500. None for a number that is no whole one."""
    if GROUPED.fullmatch(shown) and not is_thousands:
        return int(plain_number(shown))
    value = float(shown.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", shown) else None
    if value is None:
        return None
    value *= 1000 if is_thousands else 1
    return int(value) if value.is_integer() else None


def _group(text: str, groups: Mapping[str, Collection[str]]) -> str:
    for code, called in groups.items():
        for name in called:
            stem = re.escape(name if name.isupper() else name[: max(SHORTEST, len(name) - 3)])
            pattern = rf"\b{stem}\b" if name.isupper() else rf"(?i)\b{stem}"
            if re.search(pattern, text):
                return code
    return ""


def _metric(text: str) -> str:
    if re.search(GOING, text):
        return "students_outgoing_mobility"
    return "students_incoming_mobility" if re.search(COMING, text) else ""


def _spoken_of(words: list[tuple[int, str]], name: str, language: str) -> int | None:
    """Where each word of a name stands in the text, in whatever case: the first place; None where one is missing."""
    parts = [part.casefold() for part in WORD.findall(name)]
    meant = [part for part in parts if part not in FILLER] or parts
    if not meant or (len(meant) == 1 and len(meant[0]) < SHORTEST and meant[0] not in ("law", "заң")):
        return None
    places = [next((at for at, word in words if _is_of(word, stems, language)), None) for stems in map(_stems, meant)]
    return None if None in places else min(at for at in places if at is not None)


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
