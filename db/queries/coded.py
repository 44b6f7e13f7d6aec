"""Columns of words held as numbers too: a condition is then a look into a short list, not at thousands of words."""

from collections.abc import Iterable
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd


class Coded:
    """A frame whose words are asked for. It is not changed."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        self._read: dict[str, tuple[Any, dict[Any, int]]] = {}
        self._words: dict[str, Any] = {}
        self._ranks: dict[str, Any] = {}
        self._values: dict[str, Any] = {}
        self._groups: dict[tuple[str, ...], tuple[Any, Any]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> tuple[Any, dict[Any, int]]:
        """The number of each row's word, and the numbers by word, in the order in which words come first."""
        if name not in self._read:
            numbers, words = pd.factorize(self.rows[name].to_numpy())
            self._read[name] = numbers, {word: number for number, word in enumerate(words)}
        return self._read[name]

    def numbers(self, name: str) -> Any:
        return self.column(name)[0]

    def words(self, name: str) -> Any:
        """The words, by number."""
        if name not in self._words:
            self._words[name] = np.array([*self.column(name)[1]], dtype=object)
        return self._words[name]

    def among(self, name: str, values: Iterable[Any]) -> Any:
        """Which rows have one of the values in a column."""
        numbers, places = self.column(name)
        is_asked = np.zeros(len(places) + 1, dtype=bool)  # the last stands for nothing, -1
        is_asked[[*map(places.get, values, repeat(-1))]] = True
        is_asked[-1] = False
        return is_asked[numbers]

    def ranks(self, name: str) -> Any:
        """The place of each word in the order of its signs, by number."""
        if name not in self._ranks:
            self._ranks[name] = np.argsort(np.argsort(self.words(name), kind="stable"))
        return self._ranks[name]

    def values(self, name: str) -> Any:
        """A column of numbers; 0 where none is known."""
        if name not in self._values:
            self._values[name] = self.rows[name].fillna(0).to_numpy(dtype=np.float64)
        return self._values[name]

    def known(self, name: str) -> Any:
        """Which rows have a number in a column, as 0 and 1."""
        key = f"known {name}"
        if key not in self._values:
            self._values[key] = self.rows[name].notna().to_numpy(dtype=np.float64)
        return self._values[key]

    def groups(self, names: tuple[str, ...]) -> tuple[Any, Any]:
        """Rows that are alike in some columns put together: the group of each row, by the order of their words, and a
        row of each group."""
        if names not in self._groups:
            key = np.zeros(len(self), dtype=np.int64)
            for name in names:
                ranks = self.ranks(name)
                key = key * max(1, len(ranks)) + (ranks[self.numbers(name)] if len(self) else key)
            _found, first, of = np.unique(key, return_index=True, return_inverse=True)
            self._groups[names] = of, first
        return self._groups[names]


class Pairs:
    """Numbers that go together, each pair once."""

    def __init__(self, of: Any, others: Any) -> None:
        pairs = np.unique(np.stack([of, others]), axis=1)
        self._others = pairs[1]
        self._starts = np.searchsorted(pairs[0], np.arange(int(pairs[0].max(initial=-1)) + 2))

    def met(self, asked: Any) -> tuple[Any, Any]:
        """All that goes with some numbers: places in `asked`, and what goes with each."""
        begin, end = self._starts[asked], self._starts[asked + 1]
        counts = end - begin
        whose = np.repeat(np.arange(len(counts)), counts)
        return whose, self._others[np.arange(len(whose)) - (np.cumsum(counts) - counts)[whose] + begin[whose]]
