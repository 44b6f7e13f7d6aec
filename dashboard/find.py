"""One box that finds a country, group, faculty, department, partner or metric, however it is spelt, in any language."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from dashboard import data, letters
from dashboard.codes import CODES
from dashboard.i18n import LANGUAGES, Translator, current
from dashboard.spelt import LONGEST_TEXT, alternatives, countries_offered, countries_spelt, telling

KINDS = ("country", "group", "faculty", "department", "partner", "metric")
"""In the order in which equally good hits are told."""

OF_CONFIRMED = {"country": ("country",), "unit": ("faculty", "department"), "institution": ("partner",)}
"""What a confirmed spelling may be one of."""

MOST_HITS = 8
EXACT, WORDS, BEGINNINGS, PARTS, LETTERS, LETTERS_BEGIN, NEAR, NOT_AT_ALL = range(8)
"""How a text fits a name: it is the name; words of it; beginnings of words; parts of words; words, or their beginnings,
in other letters; words misspelt."""

FACULTY = "факультет"
"""What is short in 'юрфак'. `telling` leaves it out."""

SHORTEST_BEGINNING, SHORTEST_PART, SHORTEST_NEAR, NEAR_ENOUGH = 2, 4, 4, 0.75
GROUPS_TOO = {
    "CENTRAL_ASIA": ("Средняя Азия", "Орта Азия"), "EAEU": ("EEU", "ЕврАзЭС"), "EU": ("Евросоюз", "Еуроодақ"),
    "OTS": ("Тюркский совет", "Turkic Council", "Түркі кеңесі"), "SCO": ("Shanghai Cooperation Organization",),
}  # fmt: skip
"""Other names of country groups than those the app shows."""


@dataclass(frozen=True)
class Hit:
    """One thing that a text may mean.

    name: in the reader's language; matched: the spelling that fits; is_near: it is spelt otherwise, so the thing is
    only offered; has_figures: whether the institution has figures, statements or agreements about a country (always
    so of other kinds).
    """

    kind: str
    code: str
    name: str
    matched: str
    is_near: bool
    has_figures: bool


@dataclass(frozen=True)
class _Name:
    """A name, and the words of it that tell it from others."""

    kind: str
    code: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, order=True)
class _Fit:
    """How well a text fits a name, the less the better. cost: share of the name that was not asked for, and of the
    letters that are misspelt."""

    rank: int
    cost: float
    matched: str


_Fitting = Mapping[str, tuple[int, float]]
"""For the words of names that fit a word: how, and what share of it is misspelt."""

NOTHING = (NOT_AT_ALL, 1.0)


def find(text: str, *, institution: str) -> list[Hit]:
    """What a text may mean at an institution, in the session's language; as `among` tells."""
    language = current().language
    here = data.ask("countries", institution, language=language)
    return among(text, names_at(institution), here=here, language=language)


def sought(text: str, *, institution: str) -> list[str]:
    """The condition `search` for what a person typed; as `alternatives` tells."""
    return alternatives(text, names_at(institution)) if text.strip() else []


def names_at(institution: str) -> pd.DataFrame:
    """All names that are looked among: kind, code, name, language ('' where a name is of none)."""
    listed = data.frame("known_as", institution)
    there = set(zip(listed["kind"], listed["code"], strict=True))
    said = [
        (kind, code, spelling, "")
        for about, whose, spelling, code, _by, _at in data.now("confirmed")
        for kind in OF_CONFIRMED.get(about, ())
        if whose in ("", institution) and (kind, code) in there
    ]
    return pd.concat([listed, pd.DataFrame([*said, *_of_the_app()], columns=listed.columns)], ignore_index=True)


@cache
def _of_the_app() -> tuple[tuple[str, str, str, str], ...]:
    """Names of groups and metrics: in each language as they are shown; of groups also the short and the long form."""
    shown = [
        (kind, code, Translator(language).text(name), language)
        for kind in ("group", "metric")
        for code, name in CODES[kind].items()
        for language in LANGUAGES
    ]
    forms = [("group", code, form, "") for kind, code, name, _ in shown if kind == "group" for form in name.split(": ")]
    too = [("group", code, form, "") for code, others in GROUPS_TOO.items() for form in others]
    return (*shown, *dict.fromkeys([*forms, *too]))


def among(text: str, names: pd.DataFrame, *, here: Collection[str], language: str) -> list[Hit]:
    """What a text may mean among names, at most MOST_HITS: names it is first, then names it is part of, then, unless it
    is one, near ones. Among equals countries that are not `here` come last.

    names: as `names_at` gives them; here: codes of the countries that the institution has figures about.
    """
    rows = list(zip(*(names[column].tolist() for column in ("kind", "code", "name", "language")), strict=True))
    listed = [_Name(kind, code, name, told) for kind, code, name, _ in rows if (told := telling(name))]
    fits = _fits(text[:LONGEST_TEXT], listed)
    shown = {
        (kind, code): name for wanted in ("", *LANGUAGES, language) for kind, code, name, of in rows if of == wanted
    }
    hits = [
        Hit(kind, code, shown[kind, code], fit.matched, fit.rank == NEAR, kind != "country" or code in here)
        for (kind, code), fit in fits.items()
    ]

    def order(hit: Hit) -> tuple[bool, int, bool, int, int, float, str]:
        fit = fits[hit.kind, hit.code]
        told = fit.rank, KINDS.index(hit.kind), fit.cost, hit.name
        return hit.is_near, min(fit.rank, WORDS) + (fit.rank >= LETTERS), not hit.has_figures, *told

    return sorted(hits, key=order)[:MOST_HITS]


def _fits(text: str, names: Sequence[_Name]) -> dict[tuple[str, str], _Fit]:
    """The best fit of each thing that a text fits."""
    asked = telling(text)
    if not asked:
        return {}
    there = {(name.kind, name.code) for name in names}
    vocabulary = sorted({word for name in names for word in name.words})
    spelt = countries_spelt(text) or countries_spelt(" ".join(asked))
    fits = [(thing, _Fit(EXACT, 0, thing[1])) for thing in there if thing[0] != "country" and _is_code(text, thing[1])]
    fits += [(("country", code), _Fit(EXACT, 0, text.strip())) for code in spelt]
    fits += _of_names(asked, names, {word: _parts(word, vocabulary) for word in asked})
    if not any(fit.rank == EXACT for _, fit in fits):
        alike = {w: {**_near(w, vocabulary), **_in_other_letters(w, vocabulary)} for w in asked}
        fits += _of_names(asked, names, {w: {**alike[w], **_parts(w, vocabulary)} for w in asked})
        fits += _abbreviated(asked, names)
        fits += [(("country", offer.code), _Fit(NEAR, 0, offer.shown)) for offer in countries_offered(text)]
    found: dict[tuple[str, str], _Fit] = {}
    for thing, fit in fits:
        if thing in there:
            found[thing] = min(fit, found.get(thing, fit))
    return found


def _is_code(text: str, code: str) -> bool:
    return text.strip().casefold() == code.casefold()


def _of_names(
    asked: tuple[str, ...], names: Sequence[_Name], fitting: Mapping[str, _Fitting]
) -> list[tuple[tuple[str, str], _Fit]]:
    """Things with a name that all words asked for fit, as well as the one does that fits worst."""
    found = []
    for name in names:
        each = [min(fitting[word].get(one, NOTHING) for one in name.words) for word in asked]
        rank = EXACT if asked == name.words else max(rank for rank, _ in each)
        if rank < NOT_AT_ALL:
            not_asked = max(0.0, 1 - sum(map(len, asked)) / sum(map(len, name.words)))
            found.append(((name.kind, name.code), _Fit(rank, not_asked + sum(cost for _, cost in each), name.name)))
    return found


def _parts(word: str, vocabulary: Sequence[str]) -> _Fitting:
    """Words that are the word, begin with it, or hold it."""
    return {
        one: (WORDS if one == word else BEGINNINGS if one.startswith(word) else PARTS, 0.0)
        for one in vocabulary
        if one == word
        or (len(word) >= SHORTEST_BEGINNING and one.startswith(word))
        or (len(word) >= SHORTEST_PART and word in one)
    }


def _near(word: str, vocabulary: Sequence[str]) -> _Fitting:
    """Words that it may be a misspelling of, in its letters or in the other alphabet."""
    likest = _likest(word, vocabulary)
    words_of: dict[str, list[str]] = defaultdict(list)
    for one in vocabulary:
        for key in letters.keys(one) if one.isascii() != word.isascii() else ():
            words_of[key].append(one)
    alike = [found for key in letters.keys(word) for found in _likest(key, list(words_of)).items()]
    for key, like in alike:
        likest |= {one: max(like, likest.get(one, 0.0)) for one in words_of[key]}
    return {one: (NEAR, 1 - like) for one, like in likest.items()}


def _likest(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """Words that differ from it by few letters, and how like they are: 1 is the word itself."""
    if len(word) < SHORTEST_NEAR:
        return {}
    long = [one for one in vocabulary if len(one) >= SHORTEST_NEAR]
    likeness = DamerauLevenshtein.normalized_similarity
    alike = process.extract(word, long, scorer=likeness, score_cutoff=NEAR_ENOUGH, limit=None)
    return {one: like for one, like, _ in alike}


def _in_other_letters(word: str, vocabulary: Sequence[str]) -> _Fitting:
    """Words that are the word, or begin with it, in the other of the Cyrillic and the Latin alphabet."""
    return {
        one: (LETTERS if letters.is_same(word, one) else LETTERS_BEGIN, 0.0)
        for one in vocabulary
        if letters.is_same(word, one) or letters.is_beginning(word, one)
    }


def _abbreviated(asked: tuple[str, ...], names: Sequence[_Name]) -> list[tuple[tuple[str, str], _Fit]]:
    """Faculties that students call so: 'юрфак', 'мехмат'."""
    return [
        ((name.kind, name.code), _Fit(PARTS, 0.0, name.name))
        for name in names
        if name.kind == "faculty" and len(asked) == 1 and letters.is_abbreviation(asked[0], (*name.words, FACULTY))
    ]
