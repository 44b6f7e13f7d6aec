"""Columns that are filled in all rows or in none: a row with a blank beside others may be their sum."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from etl.declare import Evenly
from etl.judge.asked import Answers, Codes, numbered
from etl.read import Words
from etl.recognise import Reader, derived, where


class Even:
    """Where a column is blank beside rows in which it is filled."""

    def __init__(self, declared: Evenly, answers: Answers, place: int) -> None:
        self.declared, self._name = declared, f"even {place}"
        self._filled = answers[_is_filled(declared.column)]
        self._within = answers[_words_of(declared.within)]

    def codes(self, words: Words) -> dict[str, Codes]:
        """Of each row whether it is filled, and its group."""
        which = self._filled.codes(words)
        filled = np.array([*self._filled.values, *[True] * len(self._filled.bad)], bool)
        return {self._name: filled[which], f"{self._name} of": self._within.codes(words)}

    def gaps(self, codes: Mapping[str, Codes]) -> Codes:
        filled, period = codes[self._name], codes["period"]
        within, size = self._within.told_apart(codes[f"{self._name} of"])
        _, group = numbered([period, within], [int(period.max(initial=0)) + 1, size])
        is_there = np.bincount(group, weights=filled) > 0
        return np.flatnonzero(~filled & is_there[group])


@cache
def _is_filled(column: str) -> Reader:
    return where(column, bool)


@cache
def _words_of(columns: tuple[str, ...]) -> Reader:
    return derived(columns, lambda cells: tuple(cells[column].strip() for column in columns))
