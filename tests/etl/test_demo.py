"""The demonstration export: whole, the same each time, and true to the published figures of 2023/24."""

import csv
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pycountry
import pytest

from etl import demo

Rows = list[dict[str, str]]
KEY = ("academic_year", "faculty", "department", "level", "direction", "mobility_type", "country", "partner")
WITH_PLACES = {"exchange", "double_degree", "joint_programme"}
LAW_COUNTRIES = ("CHN", "RUS", "UZB", "TJK", "KGZ")
TODAY, SOON = "2026-11-23", "2027-06-30"
NAMES = ["units", "students", "enrolment", "agreements", "places", "targets"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """The written files by short name, as rows of text."""
    found = {}
    for path in demo.write(tmp_path_factory.mktemp("demo")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem.removeprefix("demo_")] = list(csv.DictReader(file))
    return found


@pytest.fixture(scope="module")
def students(files: dict[str, Rows]) -> Rows:
    return files["students"]


def persons(rows: Rows, **where: str | int | tuple[str, ...]) -> int:
    """Headcount of the rows that have the given values (a tuple: one of them)."""

    def meets(row: dict[str, str]) -> bool:
        return all(
            row[name] in value if isinstance(value, tuple) else row[name] == str(value) for name, value in where.items()
        )

    return sum(int(row["headcount"]) for row in rows if meets(row))


def origins(students: Rows, year: int) -> dict[str, int]:
    """Inbound degree students of the year by country."""
    found: dict[str, int] = defaultdict(int)
    for row in students:
        if row["academic_year"] == str(year) and row["mobility_type"] == "degree":
            found[row["country"]] += int(row["headcount"])
    return found


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = demo.write(tmp_path / "first"), demo.write(tmp_path / "second")
    assert [path.name for path in first] == [f"demo_{name}.csv" for name in NAMES]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    here = demo.write(tmp_path / "here")
    program = "import sys, pathlib; from etl import demo; demo.write(pathlib.Path(sys.argv[1]))"
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / seed)],
            check=True,
            cwd=Path(demo.__file__).parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert all((tmp_path / seed / path.name).read_bytes() == path.read_bytes() for path in here)


def test_files_are_utf8_with_comma_header_and_line_feed(tmp_path: Path) -> None:
    for path in demo.write(tmp_path):
        content = path.read_bytes()
        assert b"\r" not in content
        assert content.endswith(b"\n")
        header = demo.COLUMNS[path.stem.removeprefix("demo_")]
        assert content.decode("utf-8").splitlines()[0] == header
        lines = list(csv.reader(content.decode("utf-8").splitlines()))
        assert {len(line) for line in lines} == {header.count(",") + 1}, f"{path.name}: a value holds a line break"


# Published figures of 2023/24 and 2022/23


def test_inbound_degree_students_of_2023(students: Rows) -> None:
    counts = origins(students, 2023)
    assert sum(counts.values()) == 3928
    assert (counts["CHN"], counts["IND"], len(counts)) == (401, 655, 54)
    assert counts["IDN"] >= 9


def test_law_students_of_five_countries_in_2023(students: Rows) -> None:
    law: dict[str, str | int] = {"academic_year": 2023, "faculty": "law", "mobility_type": "degree"}
    assert persons(students, **law, country=LAW_COUNTRIES) == 155
    assert all(persons(students, **law, country=country) > 0 for country in LAW_COUNTRIES)
    assert persons(students, **law, country="CHN") < 100
    assert persons(students, **law) > 155


def test_inbound_degree_students_of_2022(students: Rows) -> None:
    counts = origins(students, 2022)
    assert 2750 <= sum(counts.values()) <= 2849
    assert (counts["TUR"], len(counts)) == (67, 54)


@pytest.mark.parametrize(
    ("where", "published"),
    [
        ({"direction": "outbound", "country": "FRA", "level": ("bachelor", "master")}, 36),
        ({"direction": "outbound", "country": "FRA", "level": "doctoral"}, 5),
        ({"direction": "outbound", "country": "FRA", "level": ("bachelor", "master"), "faculty": "ir"}, 4),
        ({"direction": "outbound", "country": "DEU"}, 37),
        ({"direction": "inbound", "country": "FRA"}, 11),
    ],
)
def test_credit_students_of_2023(students: Rows, where: dict[str, str | tuple[str, ...]], published: int) -> None:
    assert persons(students, academic_year=2023, mobility_type="credit", **where) == published


def test_at_least_twenty_of_the_far_east_department_went_to_korea(students: Rows) -> None:
    assert (
        persons(
            students,
            academic_year=2023,
            mobility_type="credit",
            direction="outbound",
            country="KOR",
            department="oriental-fareast",
        )
        >= 20
    )


def test_all_students(files: dict[str, Rows]) -> None:
    totals = [persons(files["enrolment"], academic_year=year) for year in demo.YEARS]
    assert totals[5] == 25431
    assert totals == sorted(totals)
    assert (round(totals[0], -2), round(totals[-1], -2)) == (23500, 26500)


# Plausible over the years


def test_inbound_degree_grows_every_year(students: Rows) -> None:
    totals = [sum(origins(students, year).values()) for year in demo.YEARS]
    assert totals == sorted(set(totals))
    assert 4500 <= totals[6] <= 4700
    assert 5100 <= totals[7] <= 5300


@pytest.mark.parametrize(("direction", "least", "most"), [("outbound", 600, 900), ("inbound", 150, 300)])
def test_credit_mobility_dips_in_2020_and_2021_only(students: Rows, direction: str, least: int, most: int) -> None:
    for year in demo.YEARS:
        count = persons(students, academic_year=year, mobility_type="credit", direction=direction)
        assert 0 < count < least if year in (2020, 2021) else least <= count <= most, f"{year}: {count}"


def test_no_country_of_origin_jumps(students: Rows) -> None:
    for year in demo.YEARS[:-1]:
        now, then = origins(students, year + 1), origins(students, year)
        for country, count in then.items():
            assert now[country] >= count - 2 - count // 20, f"{country} falls in {year + 1}"
            assert now[country] <= max(2 * count + 3, 10), f"{country} leaps in {year + 1}"


def test_origins_have_a_long_tail(students: Rows) -> None:
    assert sum(count <= 5 for count in origins(students, 2023).values()) >= 12


def test_most_indian_students_are_at_medicine(students: Rows) -> None:
    assert persons(students, academic_year=2023, country="IND", mobility_type="degree", faculty="medicine") > 400


# Each file, and the files together


def test_units_are_faculties_and_their_departments(files: dict[str, Rows]) -> None:
    faculties = [row["code"] for row in files["units"] if row["kind"] == "faculty"]
    departments = [row for row in files["units"] if row["kind"] == "department"]
    assert tuple(faculties) == demo.FACULTIES
    assert {row["parent"] for row in files["units"] if row["kind"] == "faculty"} == {""}
    for faculty in faculties:
        assert 3 <= sum(row["parent"] == faculty for row in departments) <= 6, faculty
    assert "oriental-fareast" in {row["code"] for row in departments}
    assert len({row["code"] for row in files["units"]}) == len(files["units"])
    for row in departments:
        assert row["code"].startswith(row["parent"] + "-")
        assert row["name_en"]
        assert row["name_ru"].startswith("Кафедра ")
        assert row["name_kk"].endswith(" кафедрасы")


@pytest.mark.parametrize("name", ["students", "enrolment"])
def test_departments_belong_to_their_faculty_and_levels_to_the_unit(files: dict[str, Rows], name: str) -> None:
    parents = {row["code"]: row["parent"] for row in files["units"]}
    for row in files[name]:
        assert parents[row["department"]] == row["faculty"]
        assert (row["level"] == "preparatory") == (row["faculty"] == "preuniversity")
        assert row["level"] in {"preparatory", "bachelor", "master", "doctoral"}
        assert int(row["academic_year"]) in demo.YEARS
        assert int(row["headcount"]) > 0


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("students", KEY),
        ("enrolment", KEY[:4]),
        ("agreements", ("agreement", "partner")),
        ("units", ("code",)),
        ("places", ("agreement", "academic_year", "direction")),
        ("places", ("partner", "faculty", "academic_year", "direction")),
        ("targets", ("metric", "target_year", "target_value")),
    ],
)
def test_no_key_twice(files: dict[str, Rows], name: str, key: tuple[str, ...]) -> None:
    keys = [tuple(row[column] for column in key) for row in files[name]]
    assert len(set(keys)) == len(keys)


def test_kinds_of_mobility(students: Rows) -> None:
    kinds = {(row["direction"], row["mobility_type"]) for row in students}
    assert kinds == {("inbound", "degree"), ("inbound", "credit"), ("outbound", "credit")}
    assert not any(row["partner"] for row in students if row["mobility_type"] == "degree")


def test_countries_are_known_and_never_the_home_country(files: dict[str, Rows]) -> None:
    codes = {row["country"] for row in files["students"]}
    codes |= {row["partner_country"] for name in ("agreements", "places") for row in files[name]}
    assert "KAZ" not in codes
    assert all(pycountry.countries.get(alpha_3=code) for code in codes)


def test_enrolment_includes_the_inbound_degree_students_of_each_cell(files: dict[str, Rows]) -> None:
    everyone = {tuple(row[column] for column in KEY[:4]): int(row["headcount"]) for row in files["enrolment"]}
    inbound: dict[tuple[str, ...], int] = defaultdict(int)
    for row in files["students"]:
        if row["mobility_type"] == "degree":
            inbound[tuple(row[column] for column in KEY[:4])] += int(row["headcount"])
    assert inbound
    assert all(everyone[cell] >= count for cell, count in inbound.items())


def test_agreements_have_known_words_and_dates_in_order(files: dict[str, Rows]) -> None:
    agreements = files["agreements"]
    types = [row["type"] for row in agreements]
    assert set(types) == WITH_PLACES | {"mou", "branch_abroad", "branch_hosted", "research", "network_membership"}
    assert types.count("exchange") > len(types) / 2
    assert {row["status"] for row in agreements} == {"active", "signed", "planned", "ended", "unknown"}
    for row in agreements:
        assert row["faculty"] in ("", *demo.FACULTIES)
        assert row["signed"] < row["valid_from"]
        assert not row["valid_to"] or row["valid_from"] < row["valid_to"]
        assert row["status"] != "ended" or row["valid_to"] < TODAY
        assert row["status"] != "planned" or (row["valid_from"] > TODAY and not row["signed"])
        assert row["note"].startswith("Invented")


def test_partners_are_invented_and_in_one_place_each(files: dict[str, Rows]) -> None:
    places = {(row["partner"], row["partner_country"], row["partner_city"]) for row in files["agreements"]}
    partners = {row["partner"] for row in files["agreements"]}
    assert len(places) == len(partners)
    assert all(name.startswith("Example ") for name in partners)
    assert 110 <= len({row["agreement"] for row in files["agreements"]}) <= 130
    assert 85 <= len(partners) <= 100
    assert 33 <= len({country for _, country, _ in places}) <= 38


def test_only_networks_have_several_partners_and_each_agreement_is_told_alike(files: dict[str, Rows]) -> None:
    """A row for each party: what they say of the agreement is the same."""
    told: dict[str, Rows] = defaultdict(list)
    for row in files["agreements"]:
        told[row["agreement"]].append(row)
    several = {code: rows for code, rows in told.items() if len(rows) > 1}
    assert several
    assert {row["type"] for rows in several.values() for row in rows} == {"network_membership"}
    for rows in several.values():
        assert all(
            row[name] == rows[0][name] for row in rows for name in ("status", "signed", "valid_from", "valid_to")
        )


def test_some_agreements_expire_soon_some_lapsed_some_sleep(files: dict[str, Rows]) -> None:
    ends = [row["valid_to"] for row in files["agreements"] if row["status"] == "active" and row["valid_to"]]
    assert sum(TODAY <= end <= SOON for end in ends) >= 8
    assert sum(end < TODAY for end in ends) >= 3
    used: dict[str, int] = defaultdict(int)
    for row in files["places"]:
        used[row["agreement"]] += int(row["assigned"])
    assert sum(count == 0 for count in used.values()) >= 4


def test_places_refer_to_an_agreement_valid_in_that_year(files: dict[str, Rows]) -> None:
    agreements = {row["agreement"]: row for row in files["agreements"]}
    for row in files["places"]:
        agreement, year = agreements[row["agreement"]], int(row["academic_year"])
        assert agreement["type"] in WITH_PLACES
        assert all(row[column] == agreement[column] for column in ("partner", "partner_country", "faculty"))
        assert agreement["valid_from"] <= f"{year}-09-01"
        assert not agreement["valid_to"] or agreement["valid_to"] >= f"{year + 1}-06-30"
        assert int(row["places"]) > 0 <= int(row["assigned"])


def test_assigned_are_the_credit_students(files: dict[str, Rows]) -> None:
    moved: dict[tuple[str, ...], int] = defaultdict(int)
    for row in files["students"]:
        if row["partner"]:
            moved[row["academic_year"], row["direction"], row["partner"], row["country"], row["faculty"]] += int(
                row["headcount"]
            )
    taken = {
        (row["academic_year"], row["direction"], row["partner"], row["partner_country"], row["faculty"]): int(
            row["assigned"]
        )
        for row in files["places"]
    }
    assert {key: count for key, count in taken.items() if count} == moved


def test_most_agreements_keep_to_their_places_and_a_few_do_not(files: dict[str, Rows]) -> None:
    over = [int(row["assigned"]) > int(row["places"]) for row in files["places"]]
    assert 0 < sum(over) < len(over) / 10
    assert any(row["assigned"] == "0" for row in files["places"])


def test_every_faculty_but_the_preparatory_one_has_agreements(files: dict[str, Rows]) -> None:
    served = {row["faculty"] for row in files["places"] if row["academic_year"] == "2023"}
    assert served == set(demo.FACULTIES) - {"preuniversity"}


def test_a_few_moved_without_an_agreement(students: Rows) -> None:
    for direction in ("inbound", "outbound"):
        for year in demo.YEARS:
            of_year: dict[str, str | int] = {"academic_year": year, "mobility_type": "credit", "direction": direction}
            assert 0 < persons(students, **of_year, partner="") < persons(students, **of_year) / 4


def test_targets_are_invented_and_two_are_rivals(files: dict[str, Rows]) -> None:
    targets = files["targets"]
    assert {row["metric"] for row in targets} == {
        "students_international_share_pct",
        "countries_of_origin",
        "students_outgoing_mobility",
    }
    rivals = {
        row["target_value"]
        for row in targets
        if (row["metric"], row["target_year"]) == ("students_international_share_pct", "2029")
    }
    assert len(rivals) == 2
    assert all(row["note"].startswith("Invented") and row["set_on"] < TODAY for row in targets)


# The one piece of arithmetic


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, {"a": 1, "b": 1, "c": 1}, {"a": 4, "b": 3, "c": 3}),
        (7, {"a": 5, "b": 0, "c": 2}, {"a": 5, "b": 0, "c": 2}),
        (3, {"a": 0, "b": 0}, {"a": 0, "b": 0}),
        (5, {}, {}),
    ],
)
def test_apportion(total: int, weights: dict[str, int], parts: dict[str, int]) -> None:
    assert demo.apportion(total, weights) == parts
