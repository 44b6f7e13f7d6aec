"""Code lists and their known spellings. An unlisted word is never guessed: it stops the load, with an offer."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db import schema
from db.vocabulary import Level
from etl.errors import N_, BadValue, Said, say
from etl.recognise.institutions import Partners
from etl.recognise.spellings import NONE_CONFIRMED, NOTHING, Spellings, fold, is_total, word_set

__all__ = ["DATA", "Confirmed", "Known", "Spellings", "countries", "fold", "is_total", "levels"]

DATA = Path(__file__).parent.parent / "data"
SPELLING_OF_COUNTRIES = DATA / "country_spellings.csv"
SPELLING_OF_LEVELS = DATA / "level_spellings.csv"

LINKS = word_set("and the of s и мен және")
OFFICIAL = word_set(
    "republic kingdom state commonwealth federal federated democratic people islamic socialist arab independent "
    "республика республики королевство государство княжество султанат содружество федеративная исламская народная "
    "демократическая социалистическая арабская республикасы корольдігі патшалығы мемлекеті федерациясы князьдігі "
    "сұлтандығы достастығы федеративтік халық ислам исламдық демократиялық социалистік араб "
    "citizen гражданин гражданка гражданство граждане азаматы азаматтығы"
)
"""Words of a country's official name that are left off to find its everyday one; each in its folded form."""

ALIKE = {
    "saint": "st", "sainte": "st", "peoples": "people", "is": "islands", "isl": "islands", "rep": "republic",
    "респ": "республика", "сент": "сен",
}  # fmt: skip
ISLANDS = {"о ва": "острова", "о в": "остров"}
ISLAND = re.compile(r"\bо ва?\b")
USER_ASSIGNED = re.compile(r"AA|Q[M-Z]|X[A-JL-Z]|ZZ")
"""Two-letter codes that ISO leaves to its users: ours say nothing to a producer of files. XK is Kosovo all over."""

ONLY_IN_CAPITALS = ("NO", "NA")
"""Codes of countries whose small letters are answers of another kind: "no", and "not available"."""

REFUSED: Mapping[str, tuple[str, ...]] = {
    "СНГ": (), "ТМД": (), "CIS": (), "ближнее зарубежье": (), "дальнее зарубежье": (), "страны СНГ": (),
    "зарубежье": (), "зарубежные страны": ("XOT",), "шет ел": (), "foreign": (), "international": (),
    "иностранец": (), "иностранные граждане": (), "шетел": (), "abroad": (), "ЕАЭС": (), "ЕС": ("XEU",),
    "СССР": ("SUN",), "КСРО": ("SUN",), "USSR": ("SUN",), "Советский Союз": ("SUN",), "Soviet Union": ("SUN",),
    "Евросоюз": ("XEU",), "Европейский союз": ("XEU",), "European Union": ("XEU",), "EU": ("XEU",),
    "Еуропалық одақ": ("XEU",), "Европа": ("XEE",), "Еуропа": ("XEE",), "Europe": ("XEE",), "Other Europe": ("XEE",),
    "Азия": ("XAS",), "Asia": ("XAS",), "Средняя Азия": (), "Центральная Азия": (), "Орталық Азия": (),
    "Central Asia": (), "Африка": ("XAF",), "Africa": ("XAF",), "Америка": ("USA", "XNA", "XSA"),
    "America": ("USA", "XNA", "XSA"), "Северная Америка": ("XNA",), "Солтүстік Америка": ("XNA",),
    "North America": ("XNA",), "Южная Америка": ("XSA",), "Оңтүстік Америка": ("XSA",), "South America": ("XSA",),
    "Латинская Америка": ("XSA", "XCB"), "Latin America": ("XSA", "XCB"), "Океания": ("XOC",), "Oceania": ("XOC",),
    "Australasia": ("XOC",), "Ближний Восток": ("XME",), "Таяу Шығыс": ("XME",), "Middle East": ("XME",),
    "Caribbean": ("XCB",), "Central America": ("XCB",), "Другие страны": ("XOT",), "Другие": ("XOT",),
    "Другое": ("XOT",), "Другая": ("XOT",), "прочие": ("XOT",), "Прочее": ("XOT",), "Прочие страны": ("XOT",),
    "иные страны": ("XOT",), "иные": ("XOT",), "Other": ("XOT",), "Others": ("XOT",), "Other countries": ("XOT",),
    "Басқа елдер": ("XOT",), "Басқа": ("XOT",), "Басқалар": ("XOT",), "Өзге елдер": ("XOT",), "Басқалары": ("XOT",),
    "Rest of the world": ("XOT",), "Остальные": ("XOT",), "Остальные страны": ("XOT",), "Non-EU": ("XOT",),
}  # fmt: skip
"""Words that are written where a country is asked for and are none, with what they may stand for."""


class _Countries(Spellings):
    """Countries are found by their official names too, whatever the order of the words: 'Korea, Republic of'."""

    def __init__(self) -> None:
        remedy = N_("Write the code of the country, or confirm what this spelling stands for.")
        super().__init__(N_("country"), remedy, "country")
        self._loose: dict[tuple[str, ...], set[str]] = defaultdict(set)

    def add(self, code: str, spellings: Iterable[str]) -> None:
        listed = list(spellings)
        super().add(code, listed)
        for spelling in listed:
            if len(spelling) > 3 or not spelling.isascii():  # a code is no word of a name
                self._loose[_names(fold(spelling))].add(code)

    def by_rule(self, word: str) -> AbstractSet[str]:
        names = _names(word)
        everyday = tuple(one for one in names if one not in OFFICIAL)
        return self._loose.get(names, NOTHING) or self._loose.get(everyday, NOTHING)


def _names(folded: str) -> tuple[str, ...]:
    """Words that tell one name from another, whatever their order."""
    spelt_out = ISLAND.sub(lambda found: ISLANDS[found[0]], folded).split()
    return tuple(sorted(ALIKE.get(word, word) for word in spelt_out if word not in LINKS))


@cache
def countries(language: str) -> Spellings:
    """Spellings of countries: ISO codes, CLDR's names in `language` and in English, Russian and Kazakh, listed ones."""
    import pycountry  # here: a load that changes nothing needs no names
    from babel import Locale

    known = _Countries()
    territories = Locale(language).territories
    for country in schema.countries():
        code, listed = country["code"], pycountry.countries.get(alpha_3=country["code"])
        names = [country[f"name_{one}"] for one in schema.LANGUAGES]
        if country["alpha2"] in ONLY_IN_CAPITALS:
            known.add_exactly(code, country["alpha2"])
        elif not USER_ASSIGNED.fullmatch(country["alpha2"]):
            names.append(country["alpha2"])
        if listed:
            names += [getattr(listed, name, "") for name in ("name", "official_name", "common_name")]
            names.append(str(territories.get(country["alpha2"], "")))
        known.add(code, [*names, code, *_numeric(country["numeric"])])
    for row in _rows(SPELLING_OF_COUNTRIES):
        known.add(row["country"], [row["spelling"]])
    for spelling, meant in REFUSED.items():
        known.refuse(spelling, *meant)
    return known


def _numeric(code: str) -> set[str]:
    """A number as a list writes it and as a spreadsheet leaves it: '004', '4'."""
    return {code, code.lstrip("0")} if code else set()


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


LEVEL_OF_ISCED = {"4": Level.PREPARATORY, "6": Level.BACHELOR, "7": Level.MASTER, "8": Level.DOCTORAL}
LEVEL_OF_LETTER = {"b": Level.BACHELOR, "m": Level.MASTER, "r": Level.MASTER, "d": Level.DOCTORAL}
ISCED = re.compile(
    r"(?:(?:isced|мско|ббхсж|бхсж)(?: ?(?:20)?11)? ?)?(?:level|уровень|деңгеи|деңгеиі|ed|l)? ?([4678])"
    r"(?: (?:level|уровень|деңгеи))?(?: (?:isced|мско|ббхсж|бхсж))?"
)
PROGRAMME = re.compile(r"[5-8]([bвmмrdд])[0-9]{2,6}\b.*")
"""Code of an educational programme in Kazakhstan: 6B04201 now, 5B030100 in the classifier before; the letter tells."""


class _Levels(Spellings):
    """Levels of study are found by the numbers of ISCED and by the codes of programmes in Kazakhstan too."""

    def by_rule(self, word: str) -> AbstractSet[str]:
        if isced := ISCED.fullmatch(word):
            return {LEVEL_OF_ISCED[isced[1]]}
        if programme := PROGRAMME.fullmatch(word):
            return {LEVEL_OF_LETTER[programme[1].translate(str.maketrans("вмд", "bmd"))]}
        return NOTHING


@cache
def levels() -> Spellings:
    """Spellings of levels of study."""
    remedy = N_("Write bachelor, master, doctoral or preparatory, or confirm what this spelling stands for.")
    known = _Levels(N_("level"), remedy, "level")
    for row in _rows(SPELLING_OF_LEVELS):
        known.add(row["level"], [row["spelling"]])
    for level in Level:
        known.add(level.value, [level.value])
    return known


OF_UNITS = word_set(
    "факультет факультеті факультета кафедра кафедрасы кафедры институт институты школа мектебі высшая жоғары faculty "
    "department school institute chair college of the"
)
"""Words that say what kind of unit it is, not which; folded."""


class _Units(Spellings):
    """Units are found without the word that says what they are: 'Юридический' is 'Юридический факультет'."""

    def __init__(self, what: str, remedy: str | Said, kind: str) -> None:
        super().__init__(what, remedy, kind)
        self._bare: dict[str, set[str]] = defaultdict(set)

    def add(self, code: str, spellings: Iterable[str]) -> None:
        listed = list(spellings)
        super().add(code, listed)
        for spelling in listed:
            self._bare[_without_kind(fold(spelling))].add(code)

    def by_rule(self, word: str) -> set[str] | frozenset[str]:
        bare = _without_kind(word)
        return self._bare.get(bare, NOTHING) if bare else NOTHING


def _without_kind(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in FOLDED_OF_UNITS)


FOLDED_OF_UNITS = frozenset(fold(word) for word in OF_UNITS)


@dataclass(frozen=True)
class Confirmed:
    """A spelling that a person has confirmed to mean a code.

    kind: country, level, unit or institution; institution: whose unit, '' for the others; spelling: folded.
    """

    kind: str
    institution: str
    spelling: str
    code: str


class Known:
    """Everything with a name that a load may meet: countries, levels, the register of institutions, their units."""

    def __init__(self, confirmed: Iterable[Confirmed] = ()) -> None:
        self.home = ""
        """Code of the institution whose figures are loaded."""
        self.home_country = ""
        """Its country; '' where it is not known."""
        remedy = N_("Add it to `etl/data/institutions.csv`.")
        self.institutions = Spellings(N_("institution"), remedy, "institution")
        self.partners = Partners()
        self._units: dict[str, Spellings] = {}
        self._parents: dict[tuple[str, str], str] = {}
        self._confirmed: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for one in confirmed:
            self._confirmed[one.kind, one.institution][one.spelling] = one.code

    def country(self, text: str, language: str = "en", own: Mapping[str, str] = NONE_CONFIRMED) -> str:
        """Alpha-3 code of a country, or one of NOT_COUNTRIES. Raises BadValue.

        language: that of the file; own: codes by spelling for words that mean something special to its producer.
        """
        special = _folded(tuple(own.items())).get(fold(text)) if own else None
        return special or countries(language).code(text, self._confirmed.get(("country", ""), NONE_CONFIRMED))

    def level(self, text: str) -> Level:
        """Level of study. Raises BadValue."""
        return Level(levels().code(text, self._confirmed.get(("level", ""), NONE_CONFIRMED)))

    def institution(self, text: str) -> str:
        """Code of an institution of the register. Raises BadValue."""
        return self.institutions.code(text, self._confirmed.get(("institution", ""), NONE_CONFIRMED))

    def add_unit(self, institution: str, code: str, parent: str, spellings: Iterable[str]) -> None:
        if institution not in self._units:
            remedy = N_("Add it to the list of units of {institution}, or confirm what this spelling stands for.")
            self._units[institution] = _Units(N_("faculty or department"), say(remedy, institution=institution), "unit")
        self._units[institution].add(code, [*spellings, code])
        self._parents[institution, code] = parent

    def unit(self, institution: str, text: str) -> str:
        """Code of a unit. Raises BadValue."""
        if institution not in self._units:
            raise BadValue(
                say(N_("No faculties of {institution} are known."), institution=institution),
                N_("Name the file with its list of units as well."),
            )
        return self._units[institution].code(text, self._confirmed.get(("unit", institution), NONE_CONFIRMED))

    def has_units(self, institution: str) -> bool:
        return institution in self._units

    def has_unit(self, institution: str, code: str) -> bool:
        """Whether the institution has a unit of that code."""
        return institution in self._units and self._units[institution].has(code)

    def parent(self, institution: str, code: str) -> str:
        return self._parents[institution, code]


@cache
def _folded(own: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(spelling): code for spelling, code in own}
