"""Code lists and their known spellings. An unlisted word is never guessed: it stops the load, with an offer."""

import csv
import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pycountry
from babel import Locale

from db import schema
from db.vocabulary import NOT_STATED_COUNTRY
from etl.errors import BadValue

DATA = Path(__file__).parent / "data"
SPELLING_OF_COUNTRIES = DATA / "country_spellings.csv"


def fold(text: str) -> str:
    """A spelling without case, accents, punctuation and surplus blanks: 'Irlanda (Eire)' -> 'irlanda eire'."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


class Spellings:
    """Which code a spelling stands for."""

    def __init__(self, what: str, remedy: str) -> None:
        self._what = what
        self._remedy = remedy
        self._codes: dict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, str] = {}
        self._own: set[str] = set()

    def add(self, code: str, spellings: Iterable[str]) -> None:
        self._own.add(code)
        for spelling in spellings:
            if fold(spelling):
                self._codes[fold(spelling)].add(code)
                self._shown.setdefault(fold(spelling), spelling)

    def code(self, text: str) -> str:
        """The code itself, or that of a listed spelling. Raises BadValue for an unlisted or an ambiguous one."""
        if text.strip() in self._own:
            return text.strip()
        found = self._codes.get(fold(text), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise BadValue(
                f"The {self._what} is ambiguous: it may be {', '.join(sorted(found))}.",
                "Write the code, or a name that only one of them bears.",
            )
        near = difflib.get_close_matches(fold(text), self._codes, n=2, cutoff=0.78)
        offers = [f"{self._shown[name]} ({', '.join(sorted(self._codes[name]))})" for name in near]
        offer = f"Did you mean {' or '.join(offers)}? " if offers else ""
        raise BadValue(f"Unknown {self._what}.", offer + self._remedy)


@cache
def countries(language: str) -> Spellings:
    """Spellings of countries: ISO codes, CLDR's names in `language` and in English, Russian and Kazakh, listed ones."""
    known = Spellings("country", f"If it is a spelling of a country, add it to etl/data/{SPELLING_OF_COUNTRIES.name}.")
    territories = Locale(language).territories
    for country in schema.countries():
        if country["code"] != NOT_STATED_COUNTRY:
            listed = pycountry.countries.get(alpha_3=country["code"])
            official = [getattr(listed, name, "") for name in ("name", "official_name", "common_name")]
            known.add(country["code"], [*country.values(), str(territories[country["alpha2"]]), *official])
    with SPELLING_OF_COUNTRIES.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            known.add(row["country"], [row["spelling"]])
    return known


class Known:
    """Everything with a name that a load may meet: the register of institutions, and the units of its own."""

    def __init__(self) -> None:
        self.institutions = Spellings("institution", "Add it to etl/data/institutions.csv.")
        self._units: dict[str, Spellings] = {}
        self._parents: dict[tuple[str, str], str] = {}

    def add_unit(self, institution: str, code: str, parent: str, spellings: Iterable[str]) -> None:
        if institution not in self._units:
            remedy = f"Add it, or this spelling of it, to the list of units of {institution} in etl/data/."
            self._units[institution] = Spellings("faculty or department", remedy)
        self._units[institution].add(code, [code, *spellings])
        self._parents[institution, code] = parent

    def unit(self, institution: str, text: str) -> str:
        """Code of a unit. Raises BadValue."""
        if institution not in self._units:
            raise BadValue(f"No faculties of {institution} are known.", "Name the file with its list of units as well.")
        return self._units[institution].code(text)

    def parent(self, institution: str, code: str) -> str:
        return self._parents[institution, code]
