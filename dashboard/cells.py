"""Rows of a chart as sentences take them: a name, a number or none, and how many cells are withheld."""

from collections.abc import Sequence
from math import isnan, nan
from typing import NamedTuple

import pandas as pd

from db.vocabulary import CellState


class Cell(NamedTuple):
    """A row of a chart. headcount: None where nothing is known; is_whole: all of its cells are known."""

    key: str
    name: str
    headcount: float | None
    is_whole: bool
    withheld: int

    @property
    def known(self) -> float:
        """What is known of it: the least that it may be."""
        return self.headcount or 0.0


def cells_of(counts: pd.DataFrame, name: str) -> list[Cell]:
    """The rows; those of one name are told apart by their code."""
    key = f"{name}_code" if f"{name}_code" in counts else name
    states = counts["state"].tolist() if "state" in counts else [CellState.VALUE] * len(counts)
    headcounts, withheld = (
        counts[column].to_numpy(dtype=float, na_value=nan).tolist() if column in counts else [nan] * len(counts)
        for column in ("headcount", "withheld_cells")
    )
    # Where it is not told how many cells are withheld, one is where the row itself is.
    return [
        Cell(
            str(code), str(told), None if isnan(number) else number, state == CellState.VALUE and not isnan(number),
            int(state == CellState.WITHHELD if isnan(hidden) else hidden),
        )
        for code, told, number, state, hidden in zip(
            counts[key].tolist(), counts[name].tolist(), headcounts, states, withheld, strict=True
        )
    ]  # fmt: skip


def paired(counts: pd.DataFrame, one: str, other: str, link: str) -> pd.DataFrame:
    """A name for two: 'Law · China'."""
    return counts.assign(pair=counts[one].astype(str) + link + counts[other].astype(str))


def largest_first(cells: Sequence[Cell]) -> list[Cell]:
    """Rows with somebody in them, the largest first."""
    return sorted((cell for cell in cells if cell.known > 0), key=lambda cell: (-cell.known, cell.name))


def all_whole(cells: Sequence[Cell]) -> bool:
    return all(cell.is_whole for cell in cells)
