"""A large register of agreements, invented by a seeded program, beside the students of `tests.bench.large`.

20,000 agreements with 5,000 partners in 100 countries, of 16 faculties, of all types. The half of them is dated by a
register; of the others a list says one word, on a day, since a day, or undated. Ten years of places and assigned
students in both directions of those by which students travel.
"""

import hashlib
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Engine

from db import store
from db.batch import Batch, Facts, FileRead, Row
from db.partnership import OF_STUDENTS
from db.vocabulary import AgreementStatus, AgreementType, CellState, DateKind, Direction, Renewal
from tests.bench import large
from tests.bench.large import BENCH, FACULTIES

AGREEMENTS, OTHER_PARTNERS, COUNTRIES, DOCUMENTS = 20_000, 4_600, 100, 300
"""Agreements in all; partners beside those of `large`; documents that the list cites."""
YEARS = range(2015, 2025)
FIRST_DAY, DAYS = date(2008, 9, 1), 17 * 365
SHARES: dict[AgreementType, int] = {
    AgreementType.EXCHANGE: 60, AgreementType.MOU: 12, AgreementType.COOPERATION: 10, AgreementType.RESEARCH: 6,
    AgreementType.DOUBLE_DEGREE: 4, AgreementType.JOINT_PROGRAMME: 2, AgreementType.LETTER_OF_INTENT: 2,
}  # fmt: skip
"""Of a hundred agreements; the other types share the rest."""
WORDS = (AgreementStatus.ACTIVE, AgreementStatus.SIGNED, AgreementStatus.PLANNED, AgreementStatus.ENDED)
STATES = (CellState.VALUE, CellState.NOT_MEASURED, CellState.WITHHELD)


def fill(engine: Engine, agreements: int = AGREEMENTS, records: int = 500_000, seed: int = 1) -> None:
    """Bring an empty database to the newest tables and load the university with its agreements."""
    large.fill(engine, records, seed)
    for batch in university(agreements, seed):
        store.load(engine, batch, "bench")


def university(agreements: int, seed: int = 1) -> list[Batch]:
    """Two releases: a dated register with the use of its places; a list of statements, with use too."""
    random = np.random.default_rng(seed)
    countries = _countries()
    partners = _partners(random, countries, max(1, agreements * OTHER_PARTNERS // AGREEMENTS))
    country_of = dict(zip(partners.column("institution"), partners.column("country_code"), strict=True))
    dated = agreements // 2
    told = [_statements(random, some, country_of) for some in (range(dated), range(dated, agreements))]
    register, listed = _dated(random, told[0]), _said(random, told[1])
    return [
        _batch("register", {"institution_record": partners, "agreement_statement": register,
                            "agreement_year": _use(random, register)}),
        _batch("list", {"agreement_statement": listed, "agreement_year": _use(random, listed)}),
    ]  # fmt: skip


def _batch(name: str, facts: dict[str, Facts]) -> Batch:
    source = {**large.SOURCE, "code": f"bench_{name}", "title": f"Invented {name} of agreements"}
    rows = len(facts["agreement_statement"])
    read = FileRead(name, hashlib.sha256(f"{name}-{rows}".encode()).hexdigest(), 100 * rows, rows)
    series: Row = {**large._series(f"bench_places_{name}", "flow"), "label": f"Places, {name}"}
    return Batch(source, [series], BENCH, False, [read], facts={
        table: some.beside(series=series["code"]) if table == "agreement_year" else some
        for table, some in facts.items()
    })  # fmt: skip


def _countries() -> list[str]:
    return large._countries(np.random.default_rng(7))[:COUNTRIES]


def _partners(random: np.random.Generator, countries: list[str], count: int) -> Facts:
    where = random.choice(len(countries), size=count, p=large._shares(len(countries), 0.8))
    return Facts({
        "institution": [f"tied-{n:05}" for n in range(count)], "parent_institution": [""] * count,
        "kind": ["university"] * count, "name_en": [f"University {n:05} of {countries[at]}" for n, at in
                                                    enumerate(where)],
        "name_ru": [f"Университет {n:05}" for n in range(count)], "name_kk": [""] * count,
        "country_code": [countries[at] for at in where], "city": [f"Town {n % 700}" for n in range(count)],
        "file": [0] * count, "source_rows": [str(n + 2) for n in range(count)],
    })  # fmt: skip


def _statements(random: np.random.Generator, numbers: range, country_of: dict[str, str]) -> Facts:
    """One line per agreement: with whom, of which faculty, of what type."""
    count = len(numbers)
    codes = list(country_of)
    partners = [codes[at] for at in random.choice(len(codes), size=count, p=large._shares(len(codes), 0.4))]
    others = [kind for kind in AgreementType if kind not in SHARES]
    kinds = [*SHARES, *others]
    rest = (100 - sum(SHARES.values())) / len(others)
    shares = np.array([*SHARES.values(), *[rest] * len(others)]) / 100
    faculty = random.integers(0, FACULTIES + 1, count)
    return Facts({
        "code": [f"B-{n:05}" for n in numbers], "agreement": [f"B-{n:05}" for n in numbers], "partner": partners,
        "country_code": [country_of[code] for code in partners],
        "unit": [f"f{at:02}" if at else "" for at in faculty.tolist()],
        "type": [kinds[at] for at in random.choice(len(kinds), size=count, p=shares)],
        "programme": [("", "ERASMUS", "Mevlana")[at] for at in random.integers(0, 3, count)],
        "field": [("", "Law", "Physics", "История")[at] for at in random.integers(0, 4, count)],
        "partner_unit": [("", "", "Faculty of Arts")[at] for at in random.integers(0, 3, count)],
        "note": [f"Note {n}" if n % 7 == 0 else "" for n in numbers],
        "source_rows": [str(n + 2) for n in numbers],
    }).beside(institution=BENCH, period="", file=0)  # fmt: skip


def _dated(random: np.random.Generator, told: Facts) -> Facts:
    """With the first and the last day of validity, three to six years apart."""
    count = len(told)
    first = [FIRST_DAY + timedelta(int(n)) for n in random.integers(0, DAYS, count)]
    years = random.integers(3, 7, count).tolist()
    last = [date(day.year + more, day.month, 1) for day, more in zip(first, years, strict=True)]
    is_open = (random.random(count) < 0.1).tolist()
    renewals = [tuple(Renewal)[at] for at in random.choice(len(Renewal), size=count, p=[0.5, 0.3, 0.1, 0.1])]
    return _with(told, {
        "status": [AgreementStatus.ACTIVE] * count, "start": [""] * count, "start_kind": [DateKind.NOT_STATED] * count,
        "valid_from": first, "valid_to": [None if no else day for day, no in zip(last, is_open, strict=True)],
        "renewal": renewals, "source_title": [""] * count, "source_url": [""] * count, "source_date": [""] * count,
    }).beside(source_publisher="")  # fmt: skip


def _said(random: np.random.Generator, told: Facts) -> Facts:
    """With a word of a document: of a day, since a day, or undated."""
    count = len(told)
    status = [WORDS[at] for at in random.choice(len(WORDS), size=count, p=[0.7, 0.15, 0.05, 0.1])]
    document = random.integers(0, DOCUMENTS, count).tolist()
    year = random.integers(2010, 2024, count).tolist()
    since = (random.random(count) < 0.5).tolist()
    return _with(told, {
        "status": status, "start": [f"{y}-09" if some else "" for y, some in zip(year, since, strict=True)],
        "start_kind": [DateKind.BEGAN if some else DateKind.NOT_STATED for some in since],
        "valid_from": [None] * count, "valid_to": [None] * count, "renewal": [Renewal.NOT_STATED] * count,
        "source_title": [f"Document {n}" for n in document],
        "source_url": [f"https://bench.example/{n}" for n in document],
        "source_date": ["" if n % 5 == 0 else f"{2012 + n % 12}-0{1 + n % 9}-13" for n in document],
    }).beside(source_publisher="")  # fmt: skip


def _use(random: np.random.Generator, told: Facts) -> Facts:
    """Places and assigned students of each year and direction, of agreements by which students travel."""
    by_students = [at for at, kind in enumerate(told.column("type")) if kind in OF_STUDENTS]
    of_each = len(YEARS) * len(Direction)
    count = len(by_students) * of_each
    taken = np.repeat(by_students, of_each).tolist()
    columns: dict[str, list[Any]] = {
        name: [told.column(name)[at] for at in taken] for name in ("agreement", "partner", "country_code", "unit")
    }
    places = random.integers(1, 9, count)
    used = random.random(len(by_students)) < 0.85
    assigned = np.where(np.repeat(used, of_each), random.poisson(places * 0.6), 0)
    state = np.where(random.random(count) < 0.03, 2, 0)
    inbound = np.tile(np.arange(of_each) % 2, len(by_students))
    state = np.where((inbound == 0) & np.repeat(random.random(len(by_students)) < 0.2, of_each), 1, state)
    known = (state == 0).tolist()
    return Facts(columns | {
        "period": [str(year) for year in YEARS for _direction in Direction] * len(by_students),
        "direction": [str(one) for one in Direction] * (count // len(Direction)),
        "places": places.tolist(), "places_state": [CellState.VALUE] * count,
        "assigned": [n if some else None for n, some in zip(assigned.tolist(), known, strict=True)],
        "assigned_state": [STATES[at] for at in state.tolist()],
        "source_rows": [str(n + 2) for n in range(count)],
    }).beside(institution=BENCH, file=0)  # fmt: skip


def _with(told: Facts, columns: dict[str, list[Any]]) -> Facts:
    return Facts(told.columns | columns)
