"""Looking for words in what was said, whatever their case, accents and ё.

Worked out on the rows and not in SQL: SQLite folds ASCII letters only.
"""

import unicodedata
from collections.abc import Sequence

import pandas as pd

NOT_SOUGHT = ("id", "release", "is_invented", "source_url", "is_additive", "is_doubtful", "measure", "period_kind")
MOST_WORDS = 8


def mentioning(rows: pd.DataFrame, sought: Sequence[str], known_as: Sequence[str]) -> pd.DataFrame:
    """Rows in whose texts, names, codes or numbers each word stands.

    known_as: for each row other names of what it speaks of, in any language. An address is looked at only for a word
    with a slash or a dot in it, so that 155 does not find the number of a page.
    """
    words = [word for text in sought for word in folded(text).split()][:MOST_WORDS]
    if not words or rows.empty:
        return rows
    plain = rows.drop(columns=[name for name in NOT_SOUGHT if name in rows])
    if "value" in plain:
        plain = plain.assign(value=[f"{value:g}" for value in plain["value"]])
    texts = plain.astype("string").fillna("").agg(" ".join, axis=1) + " " + pd.Series(known_as, index=rows.index)
    if any("/" in word or "." in word for word in words):
        texts = texts + " " + rows["source_url"].astype("string").fillna("")
    return rows[[all(word in text for word in words) for text in texts.map(folded)]]


def folded(text: str) -> str:
    """Letters without case and accents: 'Шёлкового' -> 'шелкового'."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))
