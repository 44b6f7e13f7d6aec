"""What happened under an agreement, year by year; what is not known is not nothing."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from db.queries.coded import Coded
from db.vocabulary import CellState, Direction

KEYS = ["agreement", "academic_year"]
SIDES = {Direction.OUTBOUND: "outbound", Direction.INBOUND: "inbound"}
UNSURE = (CellState.WITHHELD, CellState.NOT_STATED)
PARTIAL = (*UNSURE, CellState.NOT_MEASURED)
"""States of which one cell leaves a sum incomplete."""
COLUMNS = [
    *KEYS, "outbound", "inbound", "outbound_places", "inbound_places", "outbound_known", "inbound_known", "graduates",
    "is_active", "is_idle",
]  # fmt: skip


def years(uses: Coded) -> pd.DataFrame:
    """One row per agreement and academic year, of the rows of `Agreed.uses`.

    outbound, inbound: students (Float64, <NA> where none is known); *_places likewise; *_known: that number is whole;
    graduates: who took both degrees. is_active: somebody went or came, or a withheld number says so. is_idle: of one
    direction at least it is known that nobody did, of none that somebody did, and of none is the number left open.
    """
    return by(uses, np.ones(len(uses), dtype=bool), KEYS)


def by(uses: Coded, is_met: Any, keys: list[str]) -> pd.DataFrame:
    """As `years`, by other keys, of the rows that are met; in the order of the keys."""
    rows, told = sums(uses, is_met, keys)
    return pd.DataFrame({**{key: uses.rows[key].to_numpy()[rows] for key in keys}, **told})


def sums(uses: Coded, is_met: Any, keys: Sequence[str]) -> tuple[Any, dict[str, Any]]:
    """As `by`, in arrays: a row of each group, and the columns but for the keys."""
    of, first = uses.groups(tuple(keys))
    rows = np.flatnonzero(is_met)
    there = np.bincount(of[rows], minlength=len(first)) > 0
    of = (np.cumsum(there) - 1)[of[rows]]
    count = int(there.sum())
    table: dict[str, Any] = {}
    found = _Sums(uses, rows, of, count)
    flags: dict[str, Any] = {}
    for side, direction in enumerate(SIDES):
        name = SIDES[direction]
        table[name], table[f"{name}_places"] = found.of("assigned", side), found.of("places", side)
        told, is_open, withheld, is_partial = found.states(side)
        table[f"{name}_known"] = told & ~is_partial
        flags |= {f"{name}_open": is_open, f"{name}_withheld": withheld}
    table["graduates"] = found.all_of("graduates")
    someone = [(table[name] > 0).fillna(value=False).to_numpy(dtype=bool) for name in SIDES.values()]
    one, other = SIDES.values()
    table["is_active"] = someone[0] | someone[1] | flags[f"{one}_withheld"] | flags[f"{other}_withheld"]
    is_known = table[f"{one}_known"] | table[f"{other}_known"]
    table["is_idle"] = is_known & ~table["is_active"] & ~flags[f"{one}_open"] & ~flags[f"{other}_open"]
    return first[there], {name: table[name] for name in COLUMNS[2:]}


class _Sums:
    """Sums over the rows of each group, direction by direction."""

    def __init__(self, uses: Coded, rows: Any, of: Any, count: int) -> None:
        self._uses, self._rows, self._of, self._count = uses, rows, of, count
        places = uses.column("direction")[1]
        side = np.array([list(SIDES).index(Direction(word)) for word in places], dtype=np.int64)
        self._of_side = of * len(SIDES) + (side[uses.numbers("direction")[rows]] if len(rows) else of)
        self._kept: dict[str, Any] = {}

    def of(self, name: str, side: int) -> Any:
        """Sum of a column; <NA> where no number is known."""
        if name not in self._kept:
            self._kept[name] = self._summed(name, self._of_side, self._count * len(SIDES))
        return self._kept[name][side :: len(SIDES)]

    def all_of(self, name: str) -> Any:
        return self._summed(name, self._of, self._count)

    def _summed(self, name: str, of: Any, size: int) -> Any:
        values, known = self._uses.values(name)[self._rows], self._uses.known(name)[self._rows]
        is_known = np.bincount(of, weights=known, minlength=size) > 0
        return pd.arrays.FloatingArray(np.bincount(of, weights=values, minlength=size).astype(float), ~is_known)

    def states(self, side: int) -> tuple[Any, Any, Any, Any]:
        """Which groups have a row that tells a number, one that leaves it open, one that is withheld, one of which not
        all is known."""
        if "states" not in self._kept:
            numbers, words = self._uses.column("assigned_state")
            size = max(1, len(words))
            key = self._of_side * size + numbers[self._rows]
            counted = np.bincount(key, minlength=self._count * len(SIDES) * size) > 0
            self._kept["states"] = counted.reshape(-1, size), words
        counted, words = self._kept["states"]

        def some(states: Sequence[CellState]) -> Any:
            there = [words[state] for state in states if state in words]
            return counted[side :: len(SIDES), there].any(axis=1)

        return some([CellState.VALUE]), some(UNSURE), some([CellState.WITHHELD]), some(PARTIAL)
