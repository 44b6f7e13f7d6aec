"""How words are compared, and which code a spelling stands for. A near spelling is offered, never taken."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import product
from types import MappingProxyType

from etl.errors import N_, BadValue, NotKnown, Offer, Said, say

LATIN, CYRILLIC, KAZAKH, OTHER = "latin", "cyrillic", "kazakh", "other"
TO_CYRILLIC = str.maketrans("aceopxykmhtbi", "асеорхукмнтві")
TO_LATIN = str.maketrans("асеорхукмнтві", "aceopxykmhtbi")
STROKES = str.maketrans("ıłøđ", "ilod")  # letters with a stroke or without a dot are not taken apart by Unicode
NO_LETTERS = re.compile(r"[\W_]+")

NEAR_ENOUGH = 0.72
REMEMBERED = 5_000
MOST_OFFERS = 3
SHORTEST_OFFERED, LONGEST_OFFERED = 4, 100
NOTHING: frozenset[str] = frozenset()
NONE_CONFIRMED: Mapping[str, str] = MappingProxyType({})


@lru_cache(maxsize=100_000)  # a wide header is met by every kind of file and at every depth
def fold(text: str) -> str:
    """A spelling without case, accents, punctuation, unseen marks and surplus blanks, each word in one script.

    'Irlanda (Eire)' becomes 'irlanda eire'; 'Kитай' with a Latin K is the Cyrillic word.
    """
    bare = text.casefold() if text.isascii() else _bare(_bare(text).casefold()).translate(STROKES)
    words = NO_LETTERS.sub(" ", bare).split()
    return " ".join(words if bare.isascii() else _in_one_script(words))


def _seen(text: str) -> str:
    """Without format characters (marks of direction, soft hyphens, zero-width blanks), which nobody sees."""
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def _bare(text: str) -> str:
    """What is seen, with the letters taken apart and their accents left out."""
    apart = unicodedata.normalize("NFKD", _seen(text))
    return "".join(c for c in apart if unicodedata.category(c)[0] != "M")


def _in_one_script(words: list[str]) -> list[str]:
    """Look-alike letters of the other script are put right: within a word, then words of nothing else in a text."""
    words = [_word_in_one_script(word) for word in words]
    scripts = [_written(letter) for word in words for letter in word]
    if scripts.count(CYRILLIC) > scripts.count(LATIN):
        return [_alike(word, LATIN) or word for word in words]
    if scripts.count(LATIN) > scripts.count(CYRILLIC):
        return [_alike(word, CYRILLIC) or word for word in words]
    return words


def _word_in_one_script(word: str) -> str:
    scripts = [_written(letter) for letter in word]
    latin, cyrillic = scripts.count(LATIN), scripts.count(CYRILLIC)
    if not latin or not cyrillic:
        return word
    ways = _alike(word, LATIN), _alike(word, CYRILLIC)
    first, second = ways if cyrillic >= latin else reversed(ways)
    return first or second or word


def _alike(word: str, of: str) -> str:
    """The word with the letters of one script replaced by those of the other; '' if one of them has no look-alike."""
    table = TO_CYRILLIC if of == LATIN else TO_LATIN
    return word.translate(table) if all(ord(c) in table for c in word if _written(c) == of) else ""


def _written(letter: str) -> str:
    if "\u0400" <= letter <= "\u052f":
        return CYRILLIC
    return LATIN if letter.isalpha() and letter < "\u0250" else OTHER


def script(word: str) -> str:
    """What a folded word is written in: Latin, Cyrillic, Kazakh (Cyrillic with its own letters) or another script."""
    written = {_written(c) for c in word}
    if CYRILLIC in written:
        return KAZAKH if set("әғқңөұүһ") & set(word) else CYRILLIC
    return LATIN if LATIN in written else OTHER


def word_set(text: str) -> frozenset[str]:
    """A list of words, written in one line."""
    return frozenset(text.split())


TOTAL_FIRST = word_set(
    "итого итог итоги всего барлығы барлыгы жиыны жиынтығы қорытынды total totals totales subtotal insgesamt gesamt "
    "gesamtergebnis zusammen razem toplam celkem"
)
TOTAL_PAIRS = frozenset(
    {
        *product(("grand", "sub", "overall"), ("total", "totals")),
        *product(("общий", "общии", "общая", "общее"), ("итог", "сумма", "количество", "число")),
        *product(("жалпы",), ("саны", "қорытынды", "жиыны", "барлығы")),
    }
)
TOTAL_ALONE = word_set("all все барлық жалпы сумма sum overall todos summe suma ensemble world") | {"all countries"}


def is_total(text: str) -> bool:
    """Whether a word stands for a sum of the others: 'Итого по факультету', 'Барлығы', 'Grand total'.

    The first word decides, or the last; 'All' and its like must stand alone, for they begin ordinary names too.
    """
    folded = fold(text)
    first, *others = folded.split() or [""]
    last = others[-1] if others else first
    return bool({first, last} & TOTAL_FIRST) or (first, *others[:1]) in TOTAL_PAIRS or folded in TOTAL_ALONE


class Spellings:
    """Which code a spelling stands for.

    what: the thing's name in a message; remedy: where an unknown one is to be added; kind: as in BadValue.
    """

    def __init__(self, what: str, remedy: str | Said, kind: str = "") -> None:
        self._what = say(what)
        self._remedy = remedy if isinstance(remedy, Said) else Said(remedy)
        self._kind = kind or what
        self._exact: dict[str, str] = {}
        self._codes: dict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, dict[str, str]] = defaultdict(dict)
        self._refused: dict[str, tuple[str, ...]] = {}
        self._near: dict[str, list[Offer]] = {}

    def add(self, code: str, spellings: Iterable[str]) -> None:
        """Spellings of a code; the first one in a script is how it is shown in an offer."""
        self._exact[code] = code
        for spelling in spellings:
            if word := fold(spelling):
                self._codes[word].add(code)
                self._shown[code].setdefault(script(word), spelling)

    def add_exactly(self, code: str, spelling: str) -> None:
        """A spelling that counts in this very case only."""
        self._exact[spelling] = code

    def refuse(self, spelling: str, *codes: str) -> None:
        """A word that is never one of these by itself; `codes` are offered all the same, for a person to confirm."""
        self._refused[fold(spelling)] = codes

    def code(self, text: str, confirmed: Mapping[str, str] = NONE_CONFIRMED) -> str:
        """The code itself, or that of a listed spelling. Raises BadValue for an unlisted or an ambiguous one.

        confirmed: codes by folded spelling, as persons have decided; a listed spelling that is unambiguous stands.
        """
        exact = _seen(text).strip()
        if exact in self._exact:
            return self._exact[exact]
        word = fold(text)
        found: AbstractSet[str] = self._codes.get(word, NOTHING)
        if len(found) == 1:
            return next(iter(found))
        if word and confirmed.get(word) in self._exact:
            return self._exact[confirmed[word]]
        if not found and word not in self._refused:
            found = self.by_rule(word)
            if len(found) == 1:
                return next(iter(found))
        raise self._not_known(word, sorted(found))

    def has(self, code: str) -> bool:
        """Whether it is one of the codes."""
        return code in self._exact

    def by_rule(self, word: str) -> AbstractSet[str]:
        """Codes of a folded spelling that is not listed, where a rule tells them."""
        return NOTHING

    def _not_known(self, word: str, found: list[str]) -> BadValue:
        if found:
            rule = say(N_("The {what} is ambiguous: it may be {codes}."), what=self._what, codes=", ".join(found))
            remedy = say(N_("Write the code, or a name that only one of them bears."))
            return NotKnown(rule, remedy, self._kind, lambda: [self._offer(code, word) for code in found])
        if word in self._refused:
            message = N_("This is no {what}: it stands for many, for none or for one that is no more.")
            meant = self._refused[word]
            return NotKnown(
                say(message, what=self._what), self._remedy, self._kind,
                lambda: [self._offer(code, word) for code in meant],
            )  # fmt: skip
        rule = say(N_("Unknown {what}."), what=self._what)
        return NotKnown(rule, self._remedy, self._kind, lambda: self.near(word))

    def near(self, word: str) -> list[Offer]:
        """What a folded word may have meant, the likeliest first. Nothing for one too short, or too long for a name."""
        from rapidfuzz import process  # only when a word is not known: most loads never need it
        from rapidfuzz.distance import DamerauLevenshtein

        if word in self._near or not SHORTEST_OFFERED <= len(word) <= LONGEST_OFFERED:
            return self._near.get(word, [])
        listed = [name for name in self._codes if len(name) >= SHORTEST_OFFERED]
        alike = process.extract(
            word, listed, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=NEAR_ENOUGH, limit=12
        )
        by_likeness = sorted(alike, key=lambda one: (-one[1], script(one[0]) != script(word), one[0]))
        codes = dict.fromkeys(code for name, _, _ in by_likeness for code in sorted(self._codes[name]))
        if len(self._near) > REMEMBERED:
            self._near.clear()
        self._near[word] = [self._offer(code, word) for code in list(codes)[:MOST_OFFERS]]
        return self._near[word]

    def _offer(self, code: str, word: str) -> Offer:
        """As it is usually written in the script of the asked word."""
        shown = self._shown[code]
        order = (script(word), CYRILLIC, LATIN) if script(word) == KAZAKH else (script(word), LATIN, CYRILLIC)
        return Offer(next((shown[one] for one in order if one in shown), code), code)
