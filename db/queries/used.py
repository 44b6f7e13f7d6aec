"""Places and assigned students of agreements from memory: the answers of `counts.agreement_use`, in milliseconds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from db.queries.agreed import Agreed
from db.queries.asking import EMPTY, Scope, Where, as_of, day_of, members, wanted
from db.queries.counts import AGREEMENTS, NOT_ADDED_UP, agreement_use
from db.vocabulary import CellState

LISTED = ("academic_year", "faculty", "department", "country", "partner", "direction", "series", "release", "agreement")
"""What is listed and asked for here; SQL answers the rest."""
ASKED_ONLY = ("group", "members", "type")
NAMES = {"faculty": "unit", "department": "unit", "country": "country", "partner": "recorded"}
OF_SCOPE = {Scope.INTERNATIONAL: False, Scope.DOMESTIC: True}
SPLITS = ("series", "direction")


def use(agreed: Agreed, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """As `counts.agreement_use`, of the institution."""
    some = _some(agreed, by, where)
    if some is None:
        return agreement_use(agreed.names.engine, by, {**where, "institution": [agreed.institution]}, language)
    scopes = set(where.get("scope", ()))
    return _Groups(agreed, list(by), some, with_scope=len(scopes) > 1 or scopes == {Scope.ALL}).told(language)


def releases_of_use(agreed: Agreed, where: Where = EMPTY) -> list[int]:
    """Releases that the answer of `use` is made of."""
    some = _some(agreed, (), where)
    told = use(agreed, ("release",), where)["release"] if some is None else agreed.uses["release"].take(some).unique()
    return sorted({int(release) for release in told})


def _some(agreed: Agreed, by: Sequence[str], where: Where) -> Any:
    """The rows of use that a question meets; None where SQL has to answer it."""
    scopes = set(where.get("scope", ()))
    asked = {name: values for name, values in where.items() if values and name not in ("institution", "scope")}
    if not set(by) <= set(LISTED) or not asked.keys() <= {*LISTED, *ASKED_ONLY} or not scopes <= set(Scope):
        return None
    return np.flatnonzero(_met(agreed, asked, scopes))


def _met(agreed: Agreed, asked: Where, scopes: set[str]) -> Any:
    """Which rows of use a question meets."""
    coded = agreed.coded_uses
    at_home = coded.rows["at_home"].to_numpy(dtype=bool)
    scopes = scopes or {Scope.INTERNATIONAL}
    found = np.ones(len(coded), dtype=bool)
    if len(scopes) == 1 and scopes != {Scope.ALL}:
        found = at_home == OF_SCOPE[Scope(next(iter(scopes)))]
    for name, values in asked.items():
        if name == "group":
            found = found & _in_groups(agreed, asked)
        elif name == "members":
            as_of(asked)
        elif name == "type":
            of_type = agreed.coded_ties.among("type", list(values))
            found = found & coded.among("agreement", agreed.ties["agreement"].to_numpy()[of_type])
        else:
            column = AGREEMENTS.dimensions[name][0]
            told = wanted(agreed.names.engine, name, list(values))
            found = found & coded.among(column, [int(v) for v in told] if name == "academic_year" else told)
    return found


def _in_groups(agreed: Agreed, where: Where) -> Any:
    """Rows of countries that are in one of the groups, as of their academic year or of today."""
    coded, of = agreed.coded_uses, as_of(where)
    found = np.zeros(len(coded), dtype=bool)
    for year in coded.words("academic_year"):
        on = day_of(str(year), of)
        codes = {code for group in where["group"] for code in members(agreed.names.engine, group, on)}
        found |= coded.among("academic_year", [year]) & coded.among("country_code", codes)
    return found


class _Groups:
    """Rows of use put together by what a question lists, and by what is never added up."""

    def __init__(self, agreed: Agreed, by: list[str], some: Any, *, with_scope: bool) -> None:
        self._agreed, self._coded, self._some = agreed, agreed.coded_uses, some
        self._by = [*by, *(["scope"] if with_scope else [])]
        self._listed = [AGREEMENTS.dimensions[name][0] for name in self._by]
        self._keys = [*self._listed, *[name for name in SPLITS if name not in self._listed]]
        self._row_of = {name: self._number(name)[some] for name in self._keys}
        sizes = [self._size(name) for name in self._keys]
        whole = np.ravel_multi_index(tuple(self._row_of.values()), sizes) if len(some) else np.array([], dtype=np.int64)
        found, first, self._of = np.unique(whole, return_index=True, return_inverse=True)
        self._count = len(found)
        self._number_of = {name: numbers[first] for name, numbers in self._row_of.items()}

    def _number(self, name: str) -> Any:
        return self._coded.numbers("at_home" if name == "scope" else name)

    def _size(self, name: str) -> int:
        return max(1, len(self._coded.column("at_home" if name == "scope" else name)[1]))

    def _words(self, name: str) -> Any:
        words = self._coded.words("at_home" if name == "scope" else name)
        if name == "scope":
            words = np.array([Scope.DOMESTIC if at_home else Scope.INTERNATIONAL for at_home in words], dtype=object)
        return words[self._number_of[name]]

    def _sum(self, values: Any) -> Any:
        return np.bincount(self._of, weights=values, minlength=self._count)

    def told(self, language: str) -> pd.DataFrame:
        columns: dict[str, Any] = {}
        for name, code in zip(self._by, self._listed, strict=True):
            columns[code] = self._words(code)
            if name in NAMES:
                names = self._agreed.names.of(NAMES[name], language)
                columns[name] = [names.get(one, one) for one in columns[code]]
        known: dict[str, Any] = {}
        for name in ("places", "assigned"):
            columns |= self._measured(name, known)
        columns |= self._used(known)
        columns["institution_code"] = [self._agreed.institution] * self._count
        columns |= {name: self._words(name) for name in SPLITS if name not in self._listed}
        if "academic_year" not in self._by:
            columns["academic_years"] = self._years()
        invented = self._coded.rows["is_invented"].to_numpy(dtype=np.float64)[self._some]
        order = self._order(columns["places"])
        whole = {"academic_year", "release", "beyond", "places", "assigned"}
        kinds = {name: "Int64" for name in columns if name in whole or name.endswith("_cells")} | {"use_pct": "Float64"}
        found = pd.DataFrame({name: _typed(values, kinds.get(name, "object")) for name, values in columns.items()})
        return pd.DataFrame(found.assign(is_invented=self._sum(invented) > 0).iloc[order]).reset_index(drop=True)

    def _measured(self, name: str, known: dict[str, Any]) -> dict[str, Any]:
        """Sum of the known rows, the state of the sum, how many of its rows are withheld. known: filled with which rows
        are."""
        numbers, words = self._coded.column(f"{name}_state")
        states = numbers[self._some]
        counted = np.bincount(self._of * len(words) + states, minlength=self._count * max(1, len(words)))
        counted = counted.reshape(self._count, max(1, len(words)))

        def of(state: CellState) -> Any:
            return counted[:, words[state]] if state in words else np.zeros(self._count, dtype=np.int64)

        told = of(CellState.VALUE) > 0
        state = np.where(told, "value", "not_applicable").astype(object)
        for lacking in reversed(NOT_ADDED_UP):
            state = np.where(of(lacking) > 0, np.where(told, "partial", lacking.value).astype(object), state)
        known[name] = states == words.get(CellState.VALUE, -1)
        sums = self._sum(self._coded.values(name)[self._some])
        is_told = self._sum(self._coded.rows[name].notna().to_numpy(dtype=np.float64)[self._some]) > 0
        return {
            name: np.where(is_told, sums, np.nan), f"{name}_state": state,
            f"{name}_withheld_cells": of(CellState.WITHHELD).astype(np.float64),
        }  # fmt: skip

    def _used(self, known: dict[str, Any]) -> dict[str, Any]:
        """Percent of places that were used, and students beyond, over the rows in which both numbers are known."""
        both = known["places"] & known["assigned"]
        places, assigned = (np.where(both, self._coded.values(n)[self._some], 0.0) for n in ("places", "assigned"))
        offered, sent, any_of = self._sum(places), self._sum(assigned), self._sum(both)
        percent = np.divide(100.0 * sent, offered, out=np.full(self._count, np.nan), where=offered > 0)
        beyond = self._sum(np.maximum(assigned - places, 0.0))
        return {"use_pct": percent, "beyond": np.where(any_of > 0, beyond, np.nan)}

    def _years(self) -> list[str]:
        """'2015–2016' where several years are added, '2015' where one is."""
        years = self._coded.words("academic_year")
        order = np.argsort(years)
        rank = self._coded.ranks("academic_year")[self._coded.numbers("academic_year")[self._some]]
        there = np.bincount(self._of * len(years) + rank, minlength=self._count * len(years)) > 0
        there = there.reshape(self._count, max(1, len(years)))
        first, last = there.argmax(axis=1), there.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
        told = years[order]
        return [str(told[a]) if a == b else f"{told[a]}–{told[b]}" for a, b in zip(first, last, strict=True)]

    def _order(self, places: Any) -> Any:
        """Years, then most places, what is not known last, then the keys."""
        ranks = [self._rank(name) for name in self._keys]
        largest = [np.where(np.isnan(places), np.inf, -places)]
        years = [self._rank("academic_year")] if "academic_year" in self._by else []
        return np.lexsort([*ranks[::-1], *largest, *years]) if self._count else np.array([], dtype=np.int64)

    def _rank(self, name: str) -> Any:
        if name == "scope":  # domestic comes before international
            return np.where(self._words(name) == Scope.DOMESTIC, 0, 1)
        return self._coded.ranks(name)[self._number_of[name]]


def _typed(values: Any, kind: str) -> Any:
    if kind == "object":
        return pd.Series(values, dtype=object)
    numbers = np.asarray(values, dtype=np.float64)
    lacks = np.isnan(numbers)
    if kind == "Float64":
        return pd.arrays.FloatingArray(numbers, lacks)
    return pd.arrays.IntegerArray(np.where(lacks, 0, numbers).astype(np.int64), lacks)
