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

DATA = Path(__file__).parent / "data"
YEARS = range(2018, 2026)
INTERNATIONAL = dict(zip(YEARS, (1512, 1779, 1883, 2406, 2796, 3928, 4612, 5187), strict=True))
ENROLLED = dict(zip(YEARS, (23512, 23735, 23868, 24107, 24655, 25431, 25979, 26503), strict=True))
PROGRESS = dict(zip(YEARS, (0, 11, 15, 36, 52, 100, 125, 145), strict=True))  # percent of the way from 2018 to 2023
MOVEMENT = dict(zip(YEARS, (98, 103, 15, 42, 89, 96, 96, 101), strict=True))  # percent of usual: borders closed 2020
# faculties a country's students choose; code: headcount in 2018, in 2023. Below zero: first students after 2023
ORIGINS = {
    "general": """UZB 190 655, TKM 130 585, RUS 270 352, KGZ 160 292, AFG 190 216, TJK 95 160, MNG 60 74, IRN 34 52,
        AZE 22 34, UKR 19 21, BLR 11 16, GEO 8 9, ARM 5 6, NGA 7 26, GHA 2 9, CMR 2 5, MAR 2 6, DZA 1 4, TUN 1 3,
        KEN 1 3, ETH 0 2, TZA 0 2, ZAF 0 1, IDN 5 14, VNM 4 9, USA 4 6, GBR 3 3, ITA 2 3, ESP 1 2, MDA 3 4, SRB 0 1,
        FRA 3 4, BRA -5 0, UGA -3 0, RWA -9 0""",
    "medicine": """IND 70 655, PAK 33 88, JOR 12 24, EGY 10 33, SYR 14 18, IRQ 7 14, PSE 4 9, YEM 5 11, BGD 4 17,
        NPL 2 12, LKA 1 7, SDN 2 8, SAU 1 6, ARE 0 2, MYS 2 6, PHL -12 0""",
    "language": "CHN 180 401, TUR 54 78, KOR 61 82, JPN 7 9, POL 3 4, DEU 4 5, THA 0 3",
}
DEGREE_PINS = {(2023, "CHN"): 401, (2023, "IND"): 655, (2022, "TUR"): 67}
LAW_COUNTRIES, LAW_HEADCOUNT_2023 = ("CHN", "RUS", "UZB", "TJK", "KGZ"), 155
FACULTIES = (
    "mechmath",
    "physics",
    "chemistry",
    "biology",
    "geography",
    "philology",
    "history",
    "philosophy",
    "journalism",
    "ir",
    "law",
    "oriental",
    "medicine",
    "it",
    "economics",
    "preuniversity",
)
TASTES = {
    kind: dict(zip(FACULTIES, shares, strict=True))
    for kind, shares in {
        "general": (4, 5, 5, 5, 4, 11, 3, 5, 5, 9, 8, 3, 9, 9, 12, 8),
        "medicine": (0, 1, 1, 2, 0, 1, 0, 1, 0, 2, 1, 0, 85, 4, 4, 6),
        "language": (2, 2, 2, 2, 1, 26, 3, 4, 6, 14, 8, 12, 2, 3, 10, 14),
        "home": (80, 85, 60, 72, 52, 92, 42, 64, 50, 62, 82, 60, 78, 95, 104, 9),
        "exchange": (6, 6, 6, 6, 5, 8, 7, 6, 5, 8, 14, 7, 4, 7, 9, 0),
    }.items()
}
LEVELS = {"bachelor": 72, "master": 20, "doctoral": 8}
# country, usual outbound and inbound places of one agreement, cities of the invented partners
PARTNERS = """CHN 13 8 Beijing, Shanghai, Xi'an, Urumqi, Lanzhou, Wuhan, Chengdu, Guangzhou, Harbin, Dalian;
    KOR 20 8 Seoul, Busan, Daegu, Daejeon, Incheon, Gwangju; TUR 18 5 Istanbul, Ankara, Izmir, Konya, Bursa, Eskisehir;
    RUS 11 5 Moscow, Saint Petersburg, Kazan, Novosibirsk, Tomsk, Omsk, Yekaterinburg;
    DEU 8 3 Berlin, Munich, Dresden, Leipzig, Bremen, Wismar; FRA 14 4 Reims, Nancy, Lyon, Strasbourg, Lille;
    POL 15 2 Warsaw, Krakow, Wroclaw, Lublin; USA 5 2 Philadelphia, Bloomington, Tucson, Madison;
    GBR 4 1 London, Leeds, Glasgow; UZB 10 7 Tashkent, Samarkand, Bukhara; KGZ 9 7 Bishkek, Osh, Karakol;
    JPN 7 3 Tsukuba, Osaka, Sapporo; IND 4 4 New Delhi, Pune, Sonipat; ITA 8 2 Bologna, Turin;
    ESP 8 2 Zaragoza, Granada; CZE 10 1 Prague, Brno; LTU 12 2 Vilnius, Kaunas; MYS 8 2 Kuala Lumpur; AZE 5 3 Baku;
    LVA 10 1 Riga; HUN 9 1 Budapest; AUT 5 1 Vienna; IDN 4 2 Bandung; TJK 4 4 Dushanbe; BLR 5 3 Minsk;
    MNG 4 4 Ulaanbaatar; IRN 3 3 Tehran; EGY 6 2 Cairo; PAK 3 3 Islamabad; ARE 4 1 Sharjah; NLD 5 1 Groningen;
    BGR 7 1 Sofia; ROU 7 1 Cluj-Napoca; PRT 6 1 Coimbra; FIN 5 1 Turku; GEO 4 2 Tbilisi"""
# department a country's first agreement serves, and its places in percent of the usual
LEAD = {
    "FRA": ("ir-relations", 60),
    "CHN": ("oriental-china", 200),
    "KOR": ("oriental-fareast", 200),
    "JPN": ("oriental-fareast", 150),
    "TUR": ("oriental-turkic", 120),
    "IND": ("oriental-neareast", 150),
    "USA": ("law-civil", 150),
    "UZB": ("law-international", 120),
    "AZE": ("law-international", 100),
}
LIVES = "steady recent expiring lapsed steady asleep expiring recent steady planned forgotten expiring steady"
SPANS = {  # how an agreement may fare: first and last days it may have
    "steady": "2011-09-01/ 2013-09-01/ 2014-02-01/ 2016-09-01/ 2015-09-01/2030-08-31 2017-09-01/2029-08-31",
    "recent": "2022-09-01/2027-08-31 2023-09-01/2028-08-31 2024-09-01/2029-08-31 2025-09-01/2030-08-31",
    "expiring": "2016-12-15/2026-12-14 2022-01-01/2026-12-31 2017-02-01/2027-01-31 2017-04-01/2027-03-31",
    "lapsed": "2015-09-01/2020-08-31 2016-09-01/2021-08-31 2018-09-01/2023-08-31 2019-09-01/2024-08-31",
    "forgotten": "2020-09-01/2025-08-31 2021-09-01/2026-08-31",
    "planned": "2027-02-01/2032-01-31",
}
STATUSES = {"lapsed": "ended", "planned": "planned", "signed": "signed", "unknown": "unknown"}  # others: active
REMARKS = {
    "expiring": "renewal not yet agreed",
    "asleep": "never used",
    "planned": "text under discussion",
    "lapsed": "not renewed",
    "forgotten": "end date has passed, still active in the register",
}
OTHERS = """branch_abroad,Example Branch in Bishkek,KGZ,Bishkek; branch_abroad,Example Branch in Istanbul,TUR,Istanbul;
    branch_hosted,Example Branch of Moscow,RUS,Moscow; branch_hosted,Example Branch of Xi'an,CHN,Xi'an;
    network_membership,Example Silk Road Network,CHN,Xi'an; network_membership,Example Steppe Network,TUR,Ankara;
    network_membership,Example European Network,FRA,Strasbourg"""
# direction, country, faculty ("": all together): students of 2023 as published
CREDIT_PINS = {
    ("outbound", "FRA", ""): 41,
    ("outbound", "FRA", "ir"): 4,
    ("outbound", "DEU", ""): 37,
    ("inbound", "FRA", ""): 11,
}
DOCTORAL_PCT = 12  # of the 41 who went to France in 2023: 5
WITHOUT_AGREEMENT = (
    ("USA", "GBR", "CHE", "SWE", "CAN", "NOR", "AUS", "NLD", "BEL"),  # outbound
    ("AFG", "UKR", "ARM", "MNG", "SRB", "MEX", "GRC"),
)  # inbound
TARGETS = (
    ("students_international_share_pct", 25, 2029, "2024-01-15", "Invented: development plan"),
    ("students_international_share_pct", 22, 2029, "2025-09-01", "Invented: revised plan, rival of 25"),
    ("countries_of_origin", 60, 2025, "2021-01-11", "Invented: earlier plan, due date past"),
    ("countries_of_origin", 75, 2029, "2024-01-15", "Invented: development plan"),
    ("students_outgoing_mobility", 1200, 2029, "2024-01-15", "Invented: development plan"),
)
COLUMNS = {
    "units": "code,kind,parent,name_en,name_ru,name_kk",
    "students": "academic_year,faculty,department,level,direction,mobility_type,country,partner,headcount",
    "enrolment": "academic_year,faculty,department,level,headcount",
    "agreements": "agreement,type,status,partner,partner_country,partner_city,faculty,signed,valid_from,valid_to,note",
    "places": "agreement,academic_year,direction,partner,partner_country,faculty,places,assigned",
    "targets": "metric,target_value,target_year,set_on,note",
}
DIRECTIONS = ("outbound", "inbound")
PARTY = ("agreement", "partner", "partner_country", "faculty")
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
    values = ("", kind, STATUSES.get(life, "active"), *partner, signed, start, end, note)
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
            places.append((code, year, DIRECTIONS[side], partner, country, faculty, agreement.places[side], persons))
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
        "agreements": [tuple(agreement.row.values()) for agreement in agreements],
        "places": sorted(places, key=str),
        "targets": list(TARGETS),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in rows.items():
        with (folder / f"demo_{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS[name].split(","), *lines])
    return [folder / f"demo_{name}.csv" for name in rows]
