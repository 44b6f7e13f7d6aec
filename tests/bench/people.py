"""A list of persons as a registrar exports it, invented by a seeded program: python -m tests.bench.people ROWS FILE."""

import csv
import sys
from itertools import accumulate
from pathlib import Path
from random import Random

from db.schema import countries
from etl.recognise.codes import DATA

HEADERS = (
    "Учебный год", "ID студента", "ФИО", "Факультет", "Кафедра", "Уровень обучения", "Гражданство", "Дата рождения",
)  # fmt: skip
FIRST_YEAR, YEARS = 2015, 10
LEVELS = {"Бакалавриат": 78, "Магистратура": 17, "Докторантура": 5}
HOME, HOME_PCT = "KAZ", 82
NEAR = ("IND", "CHN", "UZB", "RUS", "KGZ", "TKM", "AFG", "MNG", "TJK", "TUR", "KOR", "PAK", "AZE", "UKR", "JOR", "EGY")
COUNTRIES = 70
AGAIN_PCT = 10
"""Of so many students of a year a second programme is listed."""
STAY = 4
"""Years that a student stays: each year one in four is new."""
FAMILIES = ["Абен", "Бек", "Дос", "Ерж", "Жан", "Исм", "Кай", "Мұр", "Нур", "Омар", "Рах", "Сер", "Тас", "Хас", "Юсуп"]
GIVEN = ["Айгуль", "Болат", "Дана", "Ерлан", "Жанар", "Марат", "Нурлан", "Сауле", "Тимур", "Хелен"]
FATHERS = ["Ахмет", "Берик", "Гани", "Дулат", "Кенес", "Самат", "Талгат", "Ырыс"]


def write(file: Path, rows: int, seed: int = 1) -> None:
    """Persons year by year, in no order within a year."""
    random = Random(seed)
    per_year = rows // YEARS
    once = per_year * 100 // (100 + AGAIN_PCT)
    students = _students(random, once + once * (YEARS - 1) // STAY)
    departments = _departments()
    second = _picks(random, [1] * len(departments), len(students))
    with file.open("w", encoding="utf-8", newline="") as handle:
        handle.write(";".join(HEADERS) + "\r\n")
        for year in range(YEARS):
            shown, start = f"{FIRST_YEAR + year}/{(FIRST_YEAR + year + 1) % 100:02}", once * year // STAY
            listed = students[start : start + once]
            lines = [f"{shown};{student % department}" for student, department in listed]
            again = range(start, start + rows * (year + 1) // YEARS - rows * year // YEARS - once)
            lines += [f"{shown};{students[at][0] % departments[second[at]]}" for at in again]
            random.shuffle(lines)
            handle.write("\r\n".join(lines) + "\r\n")


def write_units(file: Path) -> None:
    """The list of faculties and departments that the persons study at."""
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, ("code", "kind", "parent", "name_en", "name_ru", "name_kk"), restval="")
        writer.writeheader()
        writer.writerows({**row, "parent": ""} for row in _rows("kaznu_units.csv"))
        writer.writerows({**row, "kind": "department"} for row in _rows("demo_departments.csv"))


def _students(random: Random, count: int) -> list[tuple[str, str]]:
    """The line of each without its year, open for faculty and department, and what these are."""
    listed = {country["code"]: country["name_ru"] for country in countries()}
    others = [code for code in sorted(listed) if code not in (HOME, *NEAR) and not code.startswith("X")]
    foreign = [*NEAR, *others[:: max(1, len(others) // (COUNTRIES - len(NEAR)))]][: COUNTRIES - 1]
    shares = [40 // (place + 2) + 1 for place in range(len(foreign))]
    weights = [HOME_PCT * sum(shares), *[(100 - HOME_PCT) * share for share in shares]]
    names = [listed[code] for code in (HOME, *foreign)]
    departments = _departments()
    first = _picks(random, [1 + place % 7 for place in range(len(departments))], count)
    levels = _picks(random, list(LEVELS.values()), count)
    origins = _picks(random, weights, count)
    words = list(LEVELS)
    found = []
    for number in range(count):
        seen = number * 7919 % 3_600_000
        family, given, father = FAMILIES[seen % 15], GIVEN[seen // 15 % 10], FATHERS[seen // 150 % 8]
        born = f"{1 + seen % 28:02}.{1 + seen % 12:02}.{1985 + number * 24 // count}"
        cells = (
            f"S{number + 1:08}",
            f"{family}ов {given} {father}ович",
            "%s",
            words[levels[number]],
            names[origins[number]],
        )
        found.append((";".join((*cells, born)), departments[first[number]]))
    return found


def _departments() -> list[str]:
    """Faculty and department as two cells."""
    faculties = {row["code"]: row["name_ru"] for row in _rows("kaznu_units.csv")}
    return [f"{faculties[row['parent']]};{row['name_ru']}" for row in _rows("demo_departments.csv")]


def _picks(random: Random, weights: list[int], count: int) -> list[int]:
    return random.choices(range(len(weights)), cum_weights=list(accumulate(weights)), k=count)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
