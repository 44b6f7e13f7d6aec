"""The demonstration: a registrar's export of an invented institution, `kaznu-demo`.

Every person, agreement and partner here is invented by a seeded program. Only the headline figures agree with what
was published about academic year 2023/24 (3,928 students from 54 countries, 401 from China, 655 from India, 155 from
five countries at the law faculty ...), so that every screen can be shown on a complete export.

`write(folder)` writes the CSV files, the same bytes each time and everywhere: shares are whole numbers (floating point
may differ between machines), and each part draws random numbers of its own, so that altering one leaves the others.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import TypeVar

from etl.demo_figures import (
    COLUMNS,
    CREDIT_PINS,
    DATA,
    DEGREE_PINS,
    DIRECTIONS,
    DOCTORAL_PCT,
    ENROLLED,
    FACULTIES,
    GRADUATES_PCT,
    INTERNATIONAL,
    LAW_COUNTRIES,
    LAW_HEADCOUNT_2023,
    LEAD,
    LEVELS,
    LIVES,
    MEMBERS,
    MOVEMENT,
    ORIGINS,
    OTHERS,
    PARTNERS,
    PARTY,
    PROGRESS,
    REMARKS,
    SPANS,
    STATUSES,
    TARGETS,
    TASTES,
    WITHOUT_AGREEMENT,
    YEARS,
)

Row = tuple[object, ...]
Cells = dict[tuple[int, str, str, str, str, str, str, str], int]  # `students`: the last column by the others
Key = TypeVar("Key")


@dataclass(frozen=True)
class Agreement:
    """One agreement: its line of the register, and how it is lived (per direction: outbound, inbound)."""

    row: dict[str, str]  # columns of `agreements`
    places: Sequence[int]  # a year; empty if students do not travel by it
    use_pct: Sequence[int]  # share of the places taken in a usual year
    department: str  # the one it serves first, empty if none

    def runs(self, year: int) -> bool:
        """Whether it has places and is valid from the first to the last day of the academic year."""
        start, end = self.row["valid_from"], self.row["valid_to"]
        return bool(self.places) and start <= f"{year}-09-01" and (not end or end >= f"{year + 1}-06-30")


def apportion(total: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """`total` in whole persons by weight (largest remainder, then the order given); all 0 if no weight is above 0."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    parts = {key: total * weight // whole for key, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    return parts | {key: parts[key] + 1 for key in by_remainder[: total - sum(parts.values())]}


@cache
def read(name: str) -> list[dict[str, str]]:
    """The rows of one of the project's own tables."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def habits(rng: Random, first: str = "") -> dict[str, dict[tuple[str, str], int]]:
    """By faculty, how a group spreads over (department, level): unevenly, most to the department `first`."""
    found: dict[str, dict[tuple[str, str], int]] = {faculty: {} for faculty in FACULTIES}
    for row in read("demo_departments.csv"):
        here = {"preparatory": 1} if row["parent"] == "preuniversity" else LEVELS
        for level, share in here.items():
            weight = share * rng.randrange(15, 100) ** 2
            found[row["parent"]][row["code"], level] = weight * (50 if row["code"] == first else 1)
    return found


def origins(rng: Random, year: int) -> dict[str, int]:
    """Degree students of the year by country; they add up to INTERNATIONAL."""
    pinned = {country: count for (when, country), count in DEGREE_PINS.items() if when == year}
    waves: dict[str, int] = {}
    for entry in ",".join(ORIGINS.values()).split(","):
        country, start, later = entry.split()
        line = 100 * int(start) + (int(later) - int(start)) * PROGRESS[year]
        if line >= 50 and country not in pinned:
            waves[country] = max(0, line - 100) * rng.randrange(960, 1041)
    beyond_one = apportion(INTERNATIONAL[year] - sum(pinned.values()) - len(waves), waves)
    return pinned | {country: 1 + count for country, count in beyond_one.items()}


def degree() -> Cells:
    """Inbound degree students on 1 October, by citizenship."""
    rng = Random("kaznu-demo degree")
    counts = {year: origins(rng, year) for year in YEARS}
    tastes = {
        entry.split()[0]: {faculty: share * rng.randrange(50, 151) for faculty, share in TASTES[kind].items()}
        for kind, entries in ORIGINS.items()
        for entry in entries.split(",")
    }
    ways = {country: habits(rng) for country in tastes}
    cells: Cells = {}
    for year in YEARS:
        of_2023, of_year = (sum(counts[when][country] for country in LAW_COUNTRIES) for when in (2023, year))
        law = apportion(
            LAW_HEADCOUNT_2023 * of_year // of_2023,
            {country: counts[year][country] * tastes[country]["law"] for country in LAW_COUNTRIES},
        )
        for country, count in counts[year].items():
            faculties = apportion(count - law.get(country, 0), tastes[country] | ({"law": 0} if country in law else {}))
            faculties["law"] += law.get(country, 0)
            for faculty, part in faculties.items():
                for (department, level), persons in apportion(part, ways[country][faculty]).items():
                    cells[year, faculty, department, level, "inbound", "degree", country, ""] = persons
    return cells


def agree(
    rng: Random,
    kind: str,
    partner: Sequence[str],
    life: str,
    usual: Sequence[int] = (),
    lead: tuple[str, int] = ("", 100),
) -> Agreement:
    """An agreement, without its code. partner: name, country, city, faculty; usual: places of such an agreement."""
    start, end = rng.choice(SPANS.get(life, SPANS["steady"]).split()).split("/")
    before = str(date.fromisoformat(start) - timedelta(days=rng.randrange(20, 150)))
    signed = "" if life in ("planned", "unknown") else before
    note = "Invented" + (f": {REMARKS[life]}" if life in REMARKS else "")
    goes_on = "automatic" if life == "recent" and int(start[:4]) % 2 else "by_agreement"
    values = ("", kind, STATUSES.get(life, "active"), *partner, signed, start, end, goes_on if end else "", note)
    row = dict(zip(COLUMNS["agreements"].split(","), values, strict=True))
    places = [max(1, places * lead[1] * rng.randrange(80, 137) // 10_000) for places in usual]
    use = [0 if life == "asleep" else rng.randrange(55, 112) for _ in usual]
    return Agreement(row, places, use, lead[0])


def of_country(rng: Random, text: str, before: int) -> Iterator[Agreement]:
    """The agreements with the partners of one country, after the `before` found already; no faculty twice."""
    country, outbound, inbound, cities = text.split(maxsplit=3)
    free = dict(TASTES["exchange"])
    for nth, city in enumerate(cities.split(", ")):
        turn = before + nth
        partner = f"Example University of {city}", country, city
        if nth and turn % 4 == 0:
            kind, life = ("mou", "signed") if turn % 3 else ("research", "active") if turn % 8 else ("mou", "unknown")
            yield agree(rng, kind, (*partner, ""), life)
            continue
        for again in range(2 if turn % 4 == 1 else 1):
            lead = LEAD.get(country, ("", 100)) if nth + again == 0 else ("", 100)
            faculty = lead[0].split("-")[0] or rng.choices(list(free), list(free.values()))[0]
            free[faculty] = 0
            life = LIVES.split()[(turn + again * 5) % 13] if nth + again else "steady"
            kind = rng.choices(("exchange", "double_degree", "joint_programme"), (76, 14, 10))[0]
            yield agree(rng, kind, (*partner, faculty), life, (int(outbound), int(inbound)), lead)


def register() -> list[Agreement]:
    """All agreements; those with places have one partner and one faculty, each pair once."""
    rng = Random("kaznu-demo agreements")
    found: list[Agreement] = []
    for text in " ".join(PARTNERS.split()).split("; "):
        found += of_country(rng, text, len(found))
    others = (other.split(",") for other in " ".join(OTHERS.split()).split("; "))
    found += [agree(rng, kind, (*partner, ""), "active") for kind, *partner in others]
    for number, agreement in enumerate(found, 1):
        agreement.row["agreement"] = f"DA-{number:03}"
    return found


def members(agreements: Sequence[Agreement]) -> Iterator[Row]:
    """Lines of the register for the members of our networks."""
    for agreement in agreements:
        for member in filter(None, MEMBERS.get(agreement.row["partner"], "").split(", ")):
            country, city = member.split(maxsplit=1)
            party = {"partner": f"Example University of {city}", "partner_country": country, "partner_city": city}
            yield tuple((agreement.row | party).values())


def assigned(rng: Random, year: int, side: int, running: Sequence[Agreement]) -> Iterator[tuple[Agreement, int, int]]:
    """Each agreement with its students of the year in one direction, and how many of them are doctoral."""
    pins = {key[1:]: count for key, count in CREDIT_PINS.items() if year == 2023 and key[0] == DIRECTIONS[side]}
    for country in sorted({agreement.row["partner_country"] for agreement in running}):
        here = {a.row["faculty"]: a for a in running if a.row["partner_country"] == country}
        wishes = {
            faculty: a.places[side] * a.use_pct[side] * MOVEMENT[year] * rng.randrange(90, 111)
            for faculty, a in here.items()
        }
        total = pins.get((country, ""), (sum(wishes.values()) + 500_000) // 1_000_000)
        fixed = {faculty: pins[country, faculty] for faculty in here if (country, faculty) in pins}
        persons = fixed | apportion(total - sum(fixed.values()), {f: w for f, w in wishes.items() if f not in fixed})
        doctors = apportion((DOCTORAL_PCT * total + 50) // 100, persons | {"ir": 0})
        for faculty, agreement in here.items():
            yield agreement, persons[faculty], doctors[faculty]


def credit(agreements: Sequence[Agreement]) -> tuple[Cells, list[Row]]:
    """Students abroad or here for a part of their studies, under an agreement or without, and the places taken."""
    rng = Random("kaznu-demo credit")
    ways = {a.row["agreement"]: habits(rng, a.department) for a in agreements}
    cells: Cells = {}
    places: list[Row] = []
    for year, side in product(YEARS, (0, 1)):
        running = [agreement for agreement in agreements if agreement.runs(year)]
        for agreement, persons, doctors in assigned(rng, year, side, running):
            code, partner, country, faculty = (agreement.row[name] for name in PARTY)
            is_double = agreement.row["type"] == "double_degree"
            line = (code, year, DIRECTIONS[side], partner, country, faculty, agreement.places[side], persons)
            places.append((*line, persons * GRADUATES_PCT // 100 if is_double else ""))
            way = ways[code][faculty]
            split = apportion(doctors, {key: weight for key, weight in way.items() if key[1] == "doctoral"})
            split |= apportion(persons - doctors, {key: way[key] for key in way if key not in split})
            for (department, level), part in split.items():
                cells[year, faculty, department, level, DIRECTIONS[side], "credit", country, partner] = part
        for country in rng.sample(WITHOUT_AGREEMENT[side], 2 if MOVEMENT[year] < 50 else 6):
            unit = rng.choice(read("demo_departments.csv")[:-3])  # the last three are preparatory
            key = (year, unit["parent"], unit["code"], "bachelor", DIRECTIONS[side], "credit", country, "")
            cells[key] = rng.randrange(1, 4)
    return cells, places


def enrolment(students: Cells) -> list[Row]:
    """All students by department and level: those from home and the inbound degree students."""
    way = habits(Random("kaznu-demo home"))
    cells: dict[Row, int] = {}
    for year in YEARS:
        for faculty, part in apportion(ENROLLED[year] - INTERNATIONAL[year], TASTES["home"]).items():
            for (department, level), count in apportion(part, way[faculty]).items():
                cells[year, faculty, department, level] = count
    for key, count in students.items():
        cells[key[:4]] += count
    return [(*key, count) for key, count in cells.items() if count]


def write(folder: Path) -> list[Path]:
    """Write the demonstration's files into `folder`, which is made if need be; gives their paths."""
    agreements = register()
    inbound = degree()
    moved, places = credit(agreements)
    units = [row | {"parent": ""} for row in read("kaznu_units.csv")]
    units += [row | {"kind": "department"} for row in read("demo_departments.csv")]
    rows: dict[str, list[Row]] = {
        "units": [tuple(row[name] for name in COLUMNS["units"].split(",")) for row in units],
        "students": sorted((*key, count) for key, count in (inbound | moved).items() if count),
        "enrolment": enrolment(inbound),
        "agreements": [*[tuple(agreement.row.values()) for agreement in agreements], *members(agreements)],
        "places": sorted(places, key=str),
        "targets": list(TARGETS),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in rows.items():
        with (folder / f"demo_{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS[name].split(","), *lines])
    return [folder / f"demo_{name}.csv" for name in rows]
