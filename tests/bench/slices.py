"""How long a slice of a university's figures takes, from arrays and from SQL: python -m tests.bench.slices.

One invented university: 15 years x 70 departments in 16 faculties x 200 countries x 3 levels x 2 directions x 2 types,
exchange with 600 partners. Persons are drawn by a seeded program and folded into cells: a million of them, which SQL
is asked about too, and ten million. Milliseconds are of CPU, in which other work on the machine counts little; each
answer is worked out in one thread.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from db import schema, store
from db.batch import Facts
from db.engine import connect
from db.queries import arrays, counts
from db.queries.arrays.cells import LEVELS, STATES, Cells, read_enrolment
from db.queries.arrays.grids import MOST_BYTES, Budget
from db.queries.arrays.held import Held, hold
from db.queries.arrays.names import Names, read_names
from db.vocabulary import NOT_COUNTRIES, NOT_STATED_PARTNER, CellState
from tests import small

HOME = small.HOME
FIRST_YEAR, YEARS, FACULTIES, DEPARTMENTS, COUNTRIES, PARTNERS = 2010, 15, 16, 70, 200, 600
LEVEL_SHARES = {"bachelor": 0.75, "master": 0.2, "doctoral": 0.05}
SERIES = ("small_degree", "small_credit")
WITHHELD_PCT = 1
"""Of the cells of one or two persons."""
ROUNDS = 25
PLAIN_MS, PARTNER_MS, GROWTH = 5.0, 50.0, 2.0

DEGREE = {"series": ["small_degree"], "direction": ["inbound"], "mobility_type": ["degree"]}
EXCHANGE = {"series": ["small_credit"], "direction": ["outbound"], "mobility_type": ["credit"]}
ONE = {"academic_year": ["2020"]}
FEW = {"faculty": ["f01", "f05", "f09"], "country": ["CHN", "DEU", "FRA", "IND", "CAN"]}
SLICES: Mapping[str, tuple[Sequence[str], Mapping[str, Sequence[str]]]] = {
    "total by year, one definition": (["academic_year"], DEGREE),
    "total by year, all four": (["academic_year"], {}),
    "by country, one year": (["country"], {**DEGREE, **ONE}),
    "by country, all years, all exchange": (["country"], {"series": ["small_credit"]}),
    "faculty x year": (["academic_year", "faculty"], DEGREE),
    "department x year": (["academic_year", "department"], DEGREE),
    "country x year": (["academic_year", "country"], DEGREE),
    "country x faculty, one year": (["country", "faculty"], {**DEGREE, **ONE}),
    "country x faculty, all years": (["country", "faculty"], EXCHANGE),
    "level x year": (["academic_year", "level"], DEGREE),
    "3 faculties, 5 countries, years": (["academic_year"], {**DEGREE, **FEW}),
    "3 faculties x 5 countries x years": (["academic_year", "faculty", "country"], {**DEGREE, **FEW}),
    "region x faculty, one year": (["region", "faculty"], {**DEGREE, **ONE}),
    "region x faculty, all years": (["region", "faculty"], EXCHANGE),
    "groups x year": (["academic_year", "group"], DEGREE),
    "a group's members then, by year": (["academic_year"], {**DEGREE, "group": ["SCO"]}),
    "a partner by year": (["academic_year"], {**EXCHANGE, "partner": ["p007"]}),
    "a partner by faculty": (["faculty"], {**EXCHANGE, "partner": ["p007"]}),
    "by partner, one year": (["partner"], {**EXCHANGE, **ONE}),
    "by partner, all years": (["partner"], EXCHANGE),
    "partner x year": (["academic_year", "partner"], EXCHANGE),
    "partner x faculty": (["partner", "faculty"], EXCHANGE),
}  # fmt: skip


def reference() -> dict[str, list[small.Row]]:
    """Units, institutions and members of a group."""
    faculties = [small.unit(n, f"f{n:02}") for n in range(FACULTIES)]
    departments = [small.unit(n, f"d{n:02}", "department", f"f{n % FACULTIES:02}") for n in range(DEPARTMENTS)]
    partners = [small.institution(n, f"p{n:03}", "DEU", f"Partner {n}") for n in range(PARTNERS)]
    return {
        "unit_record": [*faculties, *departments],
        "institution_record": [small.institution(1, HOME, "KAZ", "University"), *partners],
        "country_group_member": [small.member(1, "CHN", "2001-06-15"), small.member(2, "IND", "2017-06-09")],
    }


def drawn(names: Names, persons: int, seed: int = 1) -> Cells:
    """So many persons folded into cells: one row for each combination that somebody has."""
    random = np.random.default_rng(seed)
    codes = [code for code in names.country_codes if code not in NOT_COUNTRIES and code != "KAZ"]
    countries = random.permutation([names.country_at[code] for code in codes])[:COUNTRIES]
    home_of = random.choice(COUNTRIES, PARTNERS, p=_falling(COUNTRIES))
    levels, departments = list(LEVEL_SHARES), _positions(names.units.department_codes, "d")
    partners = _positions(names.partner_codes, "p")
    sizes = (2, 2, YEARS, len(levels), DEPARTMENTS, COUNTRIES, PARTNERS + 1)
    found: list[Any] = []
    for some in np.array_split(np.arange(persons), max(1, persons // 1_000_000)):
        n = len(some)
        credit = random.random(n) < 0.5
        partner = np.where(credit, random.choice(PARTNERS, n, p=_falling(PARTNERS)), PARTNERS)
        country = np.where(credit, np.append(home_of, 0)[partner], random.choice(COUNTRIES, n, p=_falling(COUNTRIES)))
        drawn = (
            credit.astype(int), random.integers(0, 2, n), random.integers(0, YEARS, n),
            random.choice(len(levels), n, p=list(LEVEL_SHARES.values())),
            random.choice(DEPARTMENTS, n, p=_falling(DEPARTMENTS)), country, partner,
        )  # fmt: skip
        found.append(np.unique(np.ravel_multi_index(drawn, sizes), return_counts=True))
    keys, place = np.unique(np.concatenate([key for key, _ in found]), return_inverse=True)
    headcount = np.bincount(place, weights=np.concatenate([count for _, count in found]))
    credit, direction, year, level, unit, country, partner = (
        column.astype(np.int32) for column in np.unravel_index(keys, sizes)
    )
    hidden = (headcount <= 2) & (random.random(len(keys)) < WITHHELD_PCT / 100)
    states = np.array([STATES.index(CellState.VALUE), STATES.index(CellState.WITHHELD)], dtype=np.int32)
    none = int(np.flatnonzero(names.partner_codes == NOT_STATED_PARTNER)[0])
    series = np.array([list(names.series_codes).index(code) for code in SERIES], dtype=np.int32)
    return Cells(
        [str(FIRST_YEAR + n) for n in range(YEARS)], series[credit], direction, 1 - credit, year,
        np.array([LEVELS.index(code) for code in levels], dtype=np.int32)[level], departments[unit],
        countries[country].astype(np.int32), np.append(partners, np.int32(none))[partner], states[hidden.astype(int)],
        np.ones(len(keys), dtype=np.int32), np.zeros(len(keys), dtype=bool), np.where(hidden, 0.0, headcount),
    )  # fmt: skip


def _falling(size: int) -> Any:
    """Shares of the first to the last: a few are big, many are small."""
    shares = 1 / (np.arange(size) + 30)
    return shares / shares.sum()


def _positions(codes: Any, letter: str) -> Any:
    found = [place for place, code in enumerate(codes) if code[:1] == letter and code[1:].isdigit()]
    return np.array(found, dtype=np.int32)


def facts(names: Names, cells: Cells) -> Facts:
    """The cells as a load states them."""
    size = len(cells)
    states = [STATES[place] for place in cells.state]
    return Facts({
        "institution": [HOME] * size, "series": names.series_codes[cells.series].tolist(),
        "unit": names.units.department_codes[cells.unit].tolist(),
        "period": np.array(cells.periods, dtype=object)[cells.period].tolist(),
        "direction": np.array(["inbound", "outbound"], dtype=object)[cells.direction].tolist(),
        "mobility_type": np.array(["credit", "degree"], dtype=object)[cells.mobility_type].tolist(),
        "level": np.array(LEVELS, dtype=object)[cells.level].tolist(), "field": [""] * size,
        "country_code": names.country_codes[cells.country].tolist(),
        "partner": [code if code != NOT_STATED_PARTNER else "" for code in names.partner_codes[cells.partner]],
        "cell_state": states,
        "headcount": [n or None for n in cells.headcount.tolist()],  # only a withheld cell has 0
        "file": [0] * size, "source_rows": ["1"] * size,
    })  # fmt: skip


def ask(question: Callable[[], pd.DataFrame]) -> tuple[pd.DataFrame, float]:
    """The answer, and the milliseconds of CPU that it took."""
    started = time.thread_time()
    answer = question()
    return answer, 1000 * (time.thread_time() - started)


def usual(question: Callable[[], pd.DataFrame]) -> float:
    """Median milliseconds of rounds, after one to warm up."""
    question()
    return statistics.median(ask(question)[1] for _ in range(ROUNDS))


def filled(engine: Engine, persons: int) -> Cells:
    """A database with the cells of so many persons."""
    schema.upgrade(engine)
    store.load(engine, small.batch("reference.csv", reference()), by="bench")
    with engine.connect() as connection:
        names = read_names(connection, HOME)
    cells = drawn(names, persons)
    store.load(engine, small.batch("cells.csv", {"mobility_count": facts(names, cells)}), by="bench")
    return cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000, help="of the smaller university")
    parser.add_argument("--times", type=int, default=10, help="how many times larger the other one is")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'slices.sqlite'}")
        compare(engine, given.persons, given.times)


def compare(engine: Engine, persons: int, times: int) -> None:
    """Print each slice: rows, milliseconds of both universities, their ratio, and SQL's for the smaller one."""
    made = filled(engine, persons)
    started = time.thread_time()
    few = arrays.read(engine, HOME)
    print(f"{persons:,} persons, {len(made):,} cells: read from SQLite in {time.thread_time() - started:.1f} s of CPU")
    cells = drawn(few.names, persons * times)
    started = time.thread_time()
    budget = Budget()
    with engine.connect() as connection:
        many = hold(engine, few.names, cells, read_enrolment(connection, few.names), budget)
    spent, used = time.thread_time() - started, (MOST_BYTES - budget.left) / 2**20
    print(f"{persons * times:,} persons, {len(cells):,} cells: laid out in {spent:.1f} s of CPU, {used:.0f} MiB")
    print(f"{'slice':38}{'rows':>7}{'ms':>8}{f'ms x{times}':>9}{'ratio':>7}{'SQL ms':>9}{'SQL / ms':>10}")
    missed = [name for name in SLICES if not _row(engine, name, few, many)]
    print("Missed: " + (", ".join(missed) or "nothing"))


def _row(engine: Engine, name: str, few: Held, many: Held) -> bool:
    """Print one slice; whether it keeps the limits. Raises AssertionError where SQL answers otherwise."""
    by, where = SLICES[name]
    found, sql = ask(lambda: counts.mobility(engine, by, where))
    pd.testing.assert_frame_equal(few.mobility(by, where), found)
    one, ten = usual(lambda: few.mobility(by, where)), usual(lambda: many.mobility(by, where))
    print(f"{name:38}{len(found):7}{one:8.2f}{ten:9.2f}{ten / one:7.2f}{sql:9.0f}{sql / one:10.0f}", flush=True)
    most = PARTNER_MS if "partner" in {*by, *where} else PLAIN_MS
    return max(one, ten) < most and ten / one < GROWTH


if __name__ == "__main__":
    main()
