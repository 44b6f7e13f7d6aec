"""What a spelling stands for, in any language: words as they are compared, countries, and all names of what is sought.

Words are compared in any case, without accents, and with Kazakh letters as their Russian neighbours, since many
keyboards lack them. Countries are recognised as loads recognise them, and by their names in more languages.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache

import pandas as pd
from babel import Locale

from db import schema
from etl.errors import BadValue, Offer
from etl.recognise import countries, fold

LONGEST_TEXT = 100
KAZAKH_AS_RUSSIAN = str.maketrans("әғқңөұүһі", "агкноуухи")
NOT_SEEN = str.maketrans("", "", "ʻʼ‘’`'")
SAYS_NOTHING = (
    "country countries member members the of страна страны стран мемлекет мемлекеттер мемлекеттері ел елдер елдері "
    "факультет факультета факультеті кафедра кафедры кафедрасы faculty department "
    "fakultet fakulteti fakulteta kafedra kafedrasy kafedrasi"
)
"""Words that say what kind of thing is meant, not which."""

OTHER_LANGUAGES = (
    "ar", "az", "be", "de", "es", "fa", "fr", "hi", "it", "ja", "ko", "ky", "mn", "pl", "pt", "tg", "tk", "tr", "uk",
    "uz", "zh",
)  # fmt: skip
"""Languages whose names of countries are known too. Loads know those of the language of their file."""

LONGEST_SPELLING = 6
SHORT_FORM = 3
"""Letters of a short form: "США", "KGZ". Shorter ones are words of another kind too: "it", "is", "no"."""


def plain(text: str) -> str:
    """Words as they are compared: folded as loads fold them, without apostrophes and Kazakh letters."""
    return fold(text.translate(NOT_SEEN)).translate(KAZAKH_AS_RUSSIAN)


@lru_cache(maxsize=20_000)
def telling(text: str) -> tuple[str, ...]:
    """The words that tell a name from others; all of them where none does."""
    every = plain(text).split()
    return tuple(word for word in every if word not in _says_nothing()) or tuple(every)


@cache
def _says_nothing() -> frozenset[str]:
    return frozenset(plain(SAYS_NOTHING).split())


def countries_spelt(text: str) -> list[str]:
    """Codes of the countries that a text is a spelling of. A number is none, though lists of countries have numbers."""
    if text.strip().isdecimal():
        return []
    try:
        return [countries("en").code(text)]
    except BadValue:
        return sorted(_elsewhere().get(plain(text), ()))


def countries_offered(text: str) -> tuple[Offer, ...]:
    """Countries that a text may have meant."""
    try:
        countries("en").code(text)
    except BadValue as bad:
        return bad.offers
    return ()


@cache
def _elsewhere() -> dict[str, set[str]]:
    """Codes of countries by their plain names in other languages."""
    code_of = {country["alpha2"]: country["code"] for country in schema.countries()}
    found: dict[str, set[str]] = defaultdict(set)
    for language in OTHER_LANGUAGES:
        for alpha2, name in Locale(language).territories.items():
            if alpha2 in code_of:
                found[plain(str(name))].add(code_of[alpha2])
    return found


def alternatives(text: str, names: pd.DataFrame) -> list[str]:
    """What a person typed, parted so that each spelling of a country or a group stands for all its names:
    'Южная Корея 401' -> ['Южная Корея|South Korea|Оңтүстік Корея|Республика Корея', '401'].

    names: as `names_at` gives them.
    """
    typed = text[:LONGEST_TEXT].replace("|", " ").split()
    known = _Known(names)
    found: list[str] = []
    others: list[str] = []
    while typed:
        size, thing = known.first(typed)
        if thing:
            found += [" ".join(others)] if others else []
            spelling = " ".join(typed[:size])
            found.append("|".join([spelling, *(name for name in known.names[thing] if name != spelling)]))
            others = []
        else:
            others.append(typed[0])
        typed = typed[size:]
    return [*found, *([" ".join(others)] if others else [])]


class _Known:
    """Countries and groups by their names."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.names: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._things: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for kind, code, name, _language in frame[frame["kind"].isin(("country", "group"))].itertuples(index=False):
            self._things[plain(name)].add((kind, code))
            if ": " not in name and len(name) >= SHORT_FORM:
                self.names[kind, code].append(name)

    def first(self, typed: Sequence[str]) -> tuple[int, tuple[str, str] | None]:
        """How many of the first words are one spelling, the longest, and of what; 1 and None where they are none."""
        for size in range(min(LONGEST_SPELLING, len(typed)), 0, -1):
            things = self._meant(" ".join(typed[:size]))
            if len(things) == 1:
                return size, next(iter(things))
        return 1, None

    def _meant(self, spelling: str) -> set[tuple[str, str]]:
        if not _may_be_name(spelling):
            return set()
        meant = self._things.get(plain(spelling)) or {("country", code) for code in countries_spelt(spelling)}
        return {thing for thing in meant if thing in self.names}


def _may_be_name(spelling: str) -> bool:
    """Whether it is long enough to be sought as a name: 'KGZ' and 'сша', but not 'can' and 'it'."""
    letters = len(spelling)
    is_short_form = letters == SHORT_FORM and (spelling.isupper() or not spelling.isascii())
    return letters > SHORT_FORM or is_short_form or (spelling.isupper() and not spelling.isascii())
