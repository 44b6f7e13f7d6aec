"""What must come out, worked out without the product: in plain Python, from files or from a list of releases."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Key = tuple[Any, ...]
Cell = dict[str, str]


@dataclass(frozen=True)
class Release:
    """One load: its rows, and a condition for each thing it is complete for."""

    source: str
    rows: Mapping[Key, Any]
    complete_for: tuple[Callable[[Key], bool], ...] = ()


def current(releases: Iterable[Release]) -> dict[Key, Any]:
    """The cells that answer: in load order, each release withdraws what it is complete for, then states its rows.

    It withdraws only cells of its own source.
    """
    answers: dict[Key, tuple[Any, str]] = {}
    for release in releases:
        for key, (_, source) in list(answers.items()):
            if source == release.source and any(covers(key) for covers in release.complete_for):
                del answers[key]
        answers |= {key: (value, release.source) for key, value in release.rows.items()}
    return {key: value for key, (value, _) in answers.items()}


def cells(files: Iterable[Path], delimiter: str = ";") -> list[Cell]:
    """Rows of delimited files, as the csv module reads them."""
    found: list[Cell] = []
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            found += csv.DictReader(handle, delimiter=delimiter)
    return found


def added(rows: Iterable[Cell], column: str, *by: str, **where: str) -> dict[Key, int]:
    """Sum of a column by others, over the rows that have the values `where`; blanks add nothing."""
    sums: dict[Key, int] = defaultdict(int)
    for row in rows:
        if all(row[name] == value for name, value in where.items()):
            sums[tuple(row[name] for name in by)] += int(row[column] or 0)
    return dict(sums)
