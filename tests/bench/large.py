"""A large university, invented by a seeded program: python -m tests.bench.large FILE [--records N].

Records (a student in a year) are drawn and folded to cells: 15 years, 70 departments in 16 faculties, 200 countries,
3 levels, both directions, degree (stock) and credit (flow, by partner). Ten million records make a million cells; its
marginals and how many cells a question meets are like a real university's, its figures are nobody's.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Engine

from db import schema, store
from db.batch import Batch, Extent, Facts, FileRead, Row
from db.engine import connect
from db.vocabulary import NOT_COUNTRIES, CellState
from etl import load
from etl.sources import SOURCES

BENCH = "bench"
HOME = "KAZ"
YEARS = range(2010, 2025)
FACULTIES, DEPARTMENTS, COUNTRIES, PARTNERS = 16, 70, 200, 400
LEVELS = {"bachelor": 70, "master": 22, "doctoral": 8}
KINDS = {
    ("inbound", "degree"): 50, ("outbound", "degree"): 15, ("inbound", "credit"): 10, ("outbound", "credit"): 25,
}  # fmt: skip
SERIES = {"degree": "bench_degree", "credit": "bench_credit"}
FORMER = {code for code, *_ in schema.FORMER}
RECORDS = 10_000_000
HOME_PER_LEVEL = 150
"""Students of the home country in a department, year and level."""
SMALL, WITHHELD_PCT = 5, 3
"""Of the counts below SMALL so many in a hundred are withheld."""

Integers = np.ndarray[Any, np.dtype[np.int64]]


def fill(engine: Engine, records: int = RECORDS, seed: int = 1) -> dict[str, int]:
    """Bring an empty database to the newest tables and load the university. Cells by table."""
    schema.upgrade(engine)
    load.load(engine, SOURCES["country_groups"], [])
    batch = university(records, seed)
    store.load(engine, batch, "bench")
    return {table: len(facts) for table, facts in batch.facts.items()}


def university(records: int, seed: int = 1) -> Batch:
    """One release with all of it."""
    random = np.random.default_rng(seed)
    codes = _countries(random)
    hosts = random.choice(len(codes), size=PARTNERS, p=_shares(len(codes), 0.8))
    mobility = Facts()
    enrolled = random.poisson(HOME_PER_LEVEL, (len(YEARS), DEPARTMENTS, len(LEVELS)))
    for (direction, kind), share in KINDS.items():
        drawn = _drawn(random, records * share // 100, hosts if kind == "credit" else None)
        if (direction, kind) == ("inbound", "degree"):
            np.add.at(enrolled, tuple(drawn[:3]), drawn[-1])
        mobility.extend(_mobility(random, drawn, direction, kind, codes))
    facts = {
        "mobility_count": mobility,
        "enrolment_count": _enrolment(enrolled),
        "unit_record": Facts.of(_units()),
        "institution_record": Facts.of(_institutions([codes[host] for host in hosts])),
    }
    extents = [Extent("mobility_count", code, str(year), "", BENCH) for code in SERIES.values() for year in YEARS]
    name = f"bench-{records}-{seed}"
    read = FileRead(name, hashlib.sha256(name.encode()).hexdigest(), 100 * records, records)
    series = [_series("bench_degree", "stock"), _series("bench_credit", "flow"), _series("bench_enrolled", "stock")]
    return Batch(SOURCE, series, BENCH, True, [read], facts=facts, extents=extents)


def _drawn(random: np.random.Generator, count: int, hosts: Integers | None) -> list[Integers]:
    """Cells of one direction and type: year, department, level, country, partner (of students on exchange) as places
    in their lists, and the students of each."""
    sizes = [len(YEARS), DEPARTMENTS, len(LEVELS), COUNTRIES if hosts is None else PARTNERS]
    shares = [_growth(), _shares(DEPARTMENTS, 0.5), _levels(), _shares(sizes[-1], 1.5 if hosts is None else 1.3)]
    key = np.zeros(count, dtype=np.int64)
    for size, share in zip(sizes, shares, strict=True):
        key = key * size + random.choice(size, size=count, p=share)
    cells, students = np.unique(key, return_counts=True)
    places: list[Integers] = []
    for size in reversed(sizes):
        places.insert(0, cells % size)
        cells = cells // size
    return [*places, students] if hosts is None else [*places[:3], hosts[places[3]], places[3], students]


def _mobility(random: np.random.Generator, drawn: list[Integers], direction: str, kind: str, codes: list[str]) -> Facts:
    year, department, level, country, *partner, students = drawn
    count = len(students)
    withheld = (students < SMALL) & (random.random(count) * 100 < WITHHELD_PCT)
    units, levels, names = _departments(), list(LEVELS), [f"partner-{number}" for number in range(PARTNERS)]
    columns = {
        "unit": [units[place] for place in department.tolist()],
        "period": [str(YEARS[place]) for place in year.tolist()],
        "level": [levels[place] for place in level.tolist()],
        "country_code": [codes[place] for place in country.tolist()],
        "partner": [names[place] for place in partner[0].tolist()] if partner else [""] * count,
        **_counted(students, withheld),
        "source_rows": [str(line) for line in range(2, count + 2)],
    }
    same = {"direction": direction, "mobility_type": kind, "series": SERIES[kind]}
    return Facts(columns).beside(**same, institution=BENCH, field="", file=0)


def _enrolment(enrolled: Integers) -> Facts:
    year, department, level = (places.ravel().tolist() for places in np.indices(enrolled.shape))
    units, levels = _departments(), list(LEVELS)
    columns = {
        "unit": [units[place] for place in department],
        "period": [str(YEARS[place]) for place in year],
        "level": [levels[place] for place in level],
        **_counted(enrolled.ravel(), np.zeros(enrolled.size, dtype=bool)),
        "source_rows": [str(line) for line in range(2, enrolled.size + 2)],
    }
    return Facts(columns).beside(series="bench_enrolled", institution=BENCH, field="", file=0)


def _counted(students: Integers, withheld: "np.ndarray[Any, np.dtype[np.bool_]]") -> dict[str, list[Any]]:
    hidden = withheld.tolist()
    return {
        "headcount": [None if hide else float(n) for n, hide in zip(students.tolist(), hidden, strict=True)],
        "cell_state": [CellState.WITHHELD if hide else CellState.VALUE for hide in hidden],
    }


def _countries(random: np.random.Generator) -> list[str]:
    """Codes, the commonest first."""
    every = [row["code"] for row in schema.countries() if row["code"] not in {HOME, *NOT_COUNTRIES, *FORMER}]
    return [str(code) for code in random.permutation(every)[:COUNTRIES]]


def _departments() -> list[str]:
    return [f"f{place % FACULTIES + 1:02}-d{place // FACULTIES + 1}" for place in range(DEPARTMENTS)]


def _shares(count: int, slope: float) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Zipf's: the first has most."""
    weights = 1 / np.arange(1, count + 1) ** slope
    return weights / weights.sum()


def _growth() -> "np.ndarray[Any, np.dtype[np.float64]]":
    weights = 1.06 ** np.arange(len(YEARS))
    return weights / weights.sum()


def _levels() -> "np.ndarray[Any, np.dtype[np.float64]]":
    weights = np.array(list(LEVELS.values()), dtype=np.float64)
    return weights / weights.sum()


SOURCE: Row = {
    "code": "bench_register", "producer": "Nobody", "title": "Invented register of a large university",
    "licence": "Free.", "url": "", "counts": "Students, invented.", "international": "Citizenship.",
}  # fmt: skip


def _series(code: str, measure: str) -> Row:
    return {
        "code": code, "label": code, "population": "students", "counted": "persons", "measure": measure,
        "period_kind": "academic_year", "count_date": "1 October", "origin_basis": "citizenship", "preference": 1,
    }  # fmt: skip


def _units() -> Iterator[Row]:
    faculties = [(f"f{number:02}", "faculty", "", f"Faculty {number:02}") for number in range(1, FACULTIES + 1)]
    below = [(code, "department", code[:3], f"Department {code[5:]} of faculty {code[1:3]}") for code in _departments()]
    for line, (code, kind, parent, name) in enumerate([*faculties, *below], start=2):
        yield {
            "institution": BENCH, "unit": code, "kind": kind, "parent": parent, "name_en": name, "name_ru": "",
            "name_kk": "", "valid_from": None, "valid_to": None, "file": 0, "source_rows": str(line),
        }  # fmt: skip


def _institutions(hosts: Sequence[str]) -> Iterator[Row]:
    listed = [(BENCH, HOME, "Large university, invented figures")]
    listed += [(f"partner-{number}", host, f"Partner {number}") for number, host in enumerate(hosts)]
    for line, (code, country, name) in enumerate(listed, start=2):
        yield {
            "institution": code, "parent_institution": "", "kind": "university", "name_en": name, "name_ru": "",
            "name_kk": "", "country_code": country, "city": "", "file": 0, "source_rows": str(line),
        }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.large", description="Invent a large university.")
    parser.add_argument("file", help="SQLite file to make")
    parser.add_argument("--records", type=int, default=RECORDS, help=f"students in all years ({RECORDS:,})")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    started = time.perf_counter()
    cells = fill(connect(f"sqlite:///{chosen.file}"), chosen.records, chosen.seed)
    print(f"{chosen.records:,} records; {time.perf_counter() - started:.0f} s")
    print("\n".join(f"{count:>10,} {table}" for table, count in cells.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
