"""Slices drawn at random, as `db.protect` reads them from a database."""

from typing import Any

import numpy as np

from db import regions
from db.protect.how import How
from db.protect.slices import Home, Key, Slice
from db.vocabulary import CellState

HOW = How(5, 20_261_130)
COUNTRIES = ("CHN", "JPN", "RUS", "BLR", "UZB", "KGZ", "DEU", "FRA", "TUR", "IND")
ROOT, FIRST_FACULTY, FIRST_DEPARTMENT = 1, 10, 100
FIELDS = ("", "law", "physics")


def slice_of(rows: list[tuple[int, int, str, int, str, int | None]]) -> Slice:
    """A slice of rows of faculty, department (0: none), country, partner, field and persons (None: withheld)."""
    units = [department or faculty or ROOT for faculty, department, *_rest in rows]
    columns: dict[str, Any] = {
        "unit": np.array(units), "faculty": np.array([row[0] for row in rows]),
        "country": np.array([row[2] for row in rows]), "region": np.array([regions.of(row[2]) for row in rows]),
        "partner": np.array([row[3] for row in rows]), "field": np.array([row[4] for row in rows]),
        "state": np.array([str(CellState.VALUE if row[5] is not None else CellState.WITHHELD) for row in rows]),
        "release": np.ones(len(rows), dtype=int), "file": np.ones(len(rows), dtype=int),
        "persons": np.array([np.nan if row[5] is None else float(row[5]) for row in rows]),
    }  # fmt: skip
    key = Key("mobility_count", 1, 1, "2023", "inbound", "degree", "bachelor", False)
    return Slice(key, Home("KAZ", ROOT, {}), **columns, fingerprint="")


def random_slice(random: np.random.Generator, *, most: int = 9, details: bool = False) -> Slice:
    """Up to 4 faculties of up to 3 departments each and 10 countries; with details partners and fields too."""
    faculties, countries = random.integers(1, 5), random.integers(1, len(COUNTRIES) + 1)
    rows = []
    for faculty in range(FIRST_FACULTY, FIRST_FACULTY + int(faculties)):
        for department in range(int(random.integers(0, 4)) + 1):
            unit = FIRST_DEPARTMENT * faculty + department if department else 0
            for country in COUNTRIES[: int(countries)]:
                if random.random() < 0.6:
                    for _row in range(int(random.integers(1, 4)) if details else 1):
                        partner = int(random.integers(0, 4)) if details else 0
                        field = FIELDS[int(random.integers(0, 3))] if details else ""
                        rows.append((faculty, unit, country, partner, field, int(random.integers(0, most))))
    return slice_of(rows or [(FIRST_FACULTY, 0, "CHN", 0, "", 3)])
