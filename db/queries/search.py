"""Looking for words in what was said, whatever their case, accents and ё.

Worked out on the rows and not in SQL: SQLite folds ASCII letters only.
"""

import re
import unicodedata
from collections.abc import Sequence

import pandas as pd

NOT_SOUGHT = ("id", "release", "is_invented", "source_url", "is_additive", "is_doubtful", "measure", "period_kind")
MOST_WORDS = 8
LONGEST_SHORT_FORM = 3
"""Letters of a name that must stand as a whole word: SCO is not in "score"."""


def mentioning(rows: pd.DataFrame, sought: Sequence[str], known_as: Sequence[str]) -> pd.DataFrame:
    """Rows in which every text sought is found: in whose texts, names, codes or numbers each of its words stands.

    A text may go on with other names of the thing, each after a "|": "Киргизия|Kyrgyzstan". Where one of them stands
    as it is, from the beginning of a word, the text is found too.
    known_as: for each row other names of what it speaks of, in any language. An address is looked at only for a word
    with a slash or a dot in it, so that 155 does not find the number of a page.
    """
    texts_sought = _apart(sought)
    if not texts_sought or rows.empty:
        return rows
    plain = rows.drop(columns=[name for name in NOT_SOUGHT if name in rows])
    if "value" in plain:
        plain = plain.assign(value=[f"{value:g}" for value in plain["value"]])
    texts = plain.astype("string").fillna("").agg(" ".join, axis=1) + " " + pd.Series(known_as, index=rows.index)
    if any("/" in word or "." in word for one in texts_sought for word in one.words):
        texts = texts + " " + rows["source_url"].astype("string").fillna("")
    return rows[[all(one.stands_in(text) for one in texts_sought) for text in texts.map(folded)]]


class _Sought:
    """Words that must all stand in a text, at most `most`; or one of the names instead of them."""

    def __init__(self, text: str, most: int) -> None:
        words, *names = folded(text).split("|")
        self.words = words.split()[:most]
        self._names = re.compile("|".join(_as_name(name.strip()) for name in names if name.strip()) or "(?!)")

    def stands_in(self, text: str) -> bool:
        return all(word in text for word in self.words) or self._names.search(text) is not None


def _apart(sought: Sequence[str]) -> list[_Sought]:
    """The texts that have words, together MOST_WORDS of them."""
    found: list[_Sought] = []
    for text in sought:
        one = _Sought(text, MOST_WORDS - sum(len(before.words) for before in found))
        found += [one] if one.words else []
    return found


def _as_name(name: str) -> str:
    end = r"(?!\w)" if len(name) <= LONGEST_SHORT_FORM else ""
    return rf"(?<!\w){re.escape(name)}{end}"


def folded(text: str) -> str:
    """Letters without case and accents: 'Шёлкового' -> 'шелкового'."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))
