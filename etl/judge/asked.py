"""Readers asked word by word: each different combination of words once, however many rows have it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from etl.errors import N_, BadValue, NoColumn, say
from etl.read import Column, Words
from etl.recognise import Known, Reader, Record

Codes = np.ndarray
MOST_BAD = 1_000
"""Different combinations that cannot be read after which a column is not looked at any further."""

FAULTS = frozenset(
    ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#Н/Д", "#ДЕЛ/0!", "#ССЫЛКА!", "#ЗНАЧ!",
     "#ИМЯ?", "#ЧИСЛО!", "#ПУСТО!")
)  # fmt: skip
"""What a spreadsheet shows in place of a value that it could not work out, in English and Russian."""

DENSE = 1 << 22
"""Combinations up to this many are told apart by a table, more of them by sorting."""


class Asked:
    """The answers of one reader.

    values: each different value once; codes of rows point into it, and those below 0 into `bad`: -1 is bad[0].
    """

    def __init__(self, reader: Reader, known: Known) -> None:
        self._reader, self._known = reader, known
        self._index: dict[Any, int] = {}
        self._codes: dict[tuple[str, ...], int] = {}
        self._latest: tuple[Words, Codes] | None = None
        self._lacking = 0
        self.values: list[Any] = []
        self.bad: list[tuple[BadValue, Mapping[str, str]]] = []

    def codes(self, words: Words) -> Codes:
        """For each row which of `values`, or of `bad`, it has. Not to be altered: others may have asked the same."""
        if self._latest is None or self._latest[0] is not words:
            self._latest = words, self._codes_of(words)
        return self._latest[1]

    def _codes_of(self, words: Words) -> Codes:
        names = [name for name in self._reader.columns if name in words.columns]
        rows, which = distinct([words.columns[name] for name in names], len(words))
        known = self._codes
        for row in rows:
            if row not in known:
                known[row] = self._answer(Record(zip(names, row, strict=True)))
        return np.array([known[row] for row in rows], np.int32)[which] if rows else np.zeros(len(words), np.int32)

    def _answer(self, cells: Record) -> int:
        if len(self.bad) > MOST_BAD:
            return -len(self.bad)
        try:
            if len(self.bad) == MOST_BAD:
                rule = N_(
                    "More than {most} different words of the column cannot be read; the others were not looked at."
                )
                raise BadValue(say(rule, most=MOST_BAD), N_("Mend these first, then load it again."))
            if column := next((name for name, word in cells.items() if word.strip() in FAULTS), ""):
                bad = BadValue(N_("A spreadsheet's error stands here."), N_("Mend the formula, or write the value."))
                bad.column = column
                raise bad
            value = self._reader.read(cells, self._known)
        except BadValue as bad:
            bad.column = bad.column or next(iter(self._reader.columns), "")
            is_lacking = isinstance(bad, NoColumn)
            if is_lacking and self._lacking:  # told once, whatever the words are
                return self._lacking
            self.bad.append((bad, cells))
            if is_lacking:
                self._lacking = -len(self.bad)
            return -len(self.bad)
        key = (type(value), tuple(value) if isinstance(value, list) else value)
        if key not in self._index:
            self._index[key] = len(self.values)
            self.values.append(value)
        return self._index[key]

    def told_apart(self, codes: Codes) -> tuple[Codes, int]:
        """All its codes from 0 on, those of what cannot be read behind the others, and below which number they are.
        Asked at the end, when nothing is added any more."""
        return np.where(codes < 0, len(self.values) - 1 - codes, codes), len(self.values) + len(self.bad)

    def lacks_column(self) -> bool:
        """Whether it needed a column that a file lacks, which is told of the file and not of its rows."""
        return self._lacking < 0


class Answers(dict[Reader, Asked]):
    """What each reader answered, for all who ask it."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def __missing__(self, reader: Reader) -> Asked:
        self[reader] = asked = Asked(reader, self._known)
        return asked


def distinct(columns: Sequence[Column], rows: int) -> tuple[list[tuple[str, ...]], Codes]:
    """The different combinations of words, and for each row which of them it has."""
    if not columns or not rows:
        return ([()] if rows else []), np.zeros(rows, np.int32)
    if len(columns) == 1 and np.bincount(columns[0].codes, minlength=len(columns[0].words)).all():
        return [(word,) for word in columns[0].words], columns[0].codes
    keys, which = numbered([column.codes for column in columns], [len(column.words) for column in columns])
    words = [map(column.words.__getitem__, key.tolist()) for column, key in zip(columns, keys, strict=True)]
    return list(zip(*words, strict=True)), which


def present(codes: Codes) -> list[int]:
    """The different codes from 0 on."""
    found: list[int] = np.flatnonzero(np.bincount(codes[codes >= 0])).tolist()
    return found


def numbered(codes: Sequence[Codes], sizes: Sequence[int]) -> tuple[list[Codes], Codes]:
    """Combinations of codes numbered: their codes column by column, and the number of each row.

    codes: from 0 below the size beside it. Numbers follow the order of the codes.
    """
    many = 1
    for size in sizes:
        many *= max(1, size)
    if many >= 1 << 62:
        return _numbered_in_steps(codes, sizes)
    key = np.zeros(len(codes[0]), np.int64)
    for column, size in zip(codes, sizes, strict=True):
        key *= max(1, size)
        key += column
    found, which = _of_key(key, many)
    keys: list[Codes] = []
    for size in reversed(sizes):
        keys.append((found % max(1, size)).astype(np.int32))
        found = found // max(1, size)
    return keys[::-1], which


def firsts(which: Codes, count: int) -> Codes:
    """The first row that has each of `count` numbers."""
    first = np.zeros(count, np.int64)
    first[which[::-1]] = np.arange(len(which) - 1, -1, -1)
    return first


def _of_key(key: Codes, many: int) -> tuple[Codes, Codes]:
    if many > max(DENSE, 4 * len(key)) or not len(key):
        found, which = np.unique(key, return_inverse=True)
        return found, which.astype(np.int32)
    is_there = np.zeros(many, bool)
    is_there[key] = True
    found = np.flatnonzero(is_there)
    number = np.zeros(many, np.int32)
    number[found] = np.arange(len(found), dtype=np.int32)
    return found, number[key]


def _numbered_in_steps(codes: Sequence[Codes], sizes: Sequence[int]) -> tuple[list[Codes], Codes]:
    """As `numbered`, for more combinations than a number holds: the first columns are numbered, then the rest."""
    half = len(codes) // 2
    _, left = numbered(codes[:half], sizes[:half])
    _, right = numbered(codes[half:], sizes[half:])
    both = [int(part.max()) + 1 if len(part) else 1 for part in (left, right)]
    found, which = numbered([left, right], both)
    first = firsts(which, len(found[0]))
    return [column[first] for column in codes], which
