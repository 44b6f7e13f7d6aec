"""The same word in Cyrillic and in Latin letters: 'китай', 'kitay' and 'qytai' have one key; 'мехмат' is in parts.

There are many ways to write one alphabet in the other, and people mix them. So both are brought to one key with a sign
for each sound: š for ш, sh and sch; c for ц and ts. A Latin letter that may be several sounds gives a key for each.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, permutations, product

CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "ž", "з": "z", "и": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x", "ц": "c",
    "ч": "č", "ш": "š", "щ": "š", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "дж": "ž", "чж": "ž", "нг": "n", "оу": "u", "тс": "c",
}  # fmt: skip
"""Kazakh letters come as their Russian neighbours: words are compared so."""

LATIN = {
    "shch": "š", "sch": "š", "sh": "š", "tsch": "č", "tch": "č", "ch": "čx", "dzh": "ž", "dj": "ž", "zh": "ž",
    "kh": "x", "gh": "g", "ph": "f", "th": "t", "ts": "c", "tz": "c", "ck": "k", "ng": "n", "ou": "u", "ye": "e",
    "c": "ksc", "h": "xg", "j": "iž", "q": "k", "w": "vu", "x": "xs", "y": "i", "z": "zc",
}  # fmt: skip
"""Each sign of the value is a sound that the letters may be. Other letters are themselves."""

LETTERS = re.compile("|".join(sorted(map(re.escape, [*CYRILLIC, *LATIN]), key=len, reverse=True)) + "|[a-z]")
TWICE = re.compile(r"(.)\1+")
MOST_KEYS = 16
SHORTEST_KEY, SHORTEST_BEGINNING = 3, 4
SHORTEST_PIECE, SHORTEST_LAST_PIECE = 2, 3
"""Letters of the parts of an abbreviation: 'юр-фак', 'мех-мат'."""


@lru_cache(maxsize=20_000)
def keys(word: str) -> tuple[str, ...]:
    """What a word, as `spelt.plain` gives it, may sound like, at most MOST_KEYS; none of a word in other scripts."""
    sounds = [(CYRILLIC[part],) if part in CYRILLIC else LATIN.get(part, part) for part in LETTERS.findall(word)]
    found = ("".join(each) for each in islice(product(*sounds), MOST_KEYS))
    return tuple(dict.fromkeys(key for each in found if (key := TWICE.sub(r"\1", each))))


def is_same(word: str, other: str) -> bool:
    """Whether a word is the other in the other letters."""
    return word.isascii() != other.isascii() and any(
        len(key) >= SHORTEST_KEY and key in keys(other) for key in keys(word)
    )


def is_beginning(word: str, other: str) -> bool:
    """Whether a word is the beginning of the other in the other letters."""
    return word.isascii() != other.isascii() and any(
        len(key) >= SHORTEST_BEGINNING and one.startswith(key) for key in keys(word) for one in keys(other)
    )


def is_abbreviation(word: str, of: Sequence[str]) -> bool:
    """Whether a word is the beginnings of two of the words put together: 'юрфак', 'yurfak'.

    Only Cyrillic words are shortened so: by 'юр' nobody means 'Journalism'.
    """
    pairs = list(permutations([one for one in of if not one.isascii()], 2))
    return any(
        _begins(key[:at], first) and _begins(key[at:], second)
        for key in keys(word)
        for at in range(SHORTEST_PIECE, len(key) - SHORTEST_LAST_PIECE + 1)
        for first, second in pairs
    )


def _begins(key: str, word: str) -> bool:
    return any(one.startswith(key) for one in keys(word))
