"""Other editions of publishers' tables, small enough to count by hand: what narrows, renames or repeats."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from etl import load
from etl.errors import Refused
from etl.sources import SOURCES
from tests.etl.test_registrar import Rows, workbook, written

Told = list[tuple[str, str, str]]


def batch(source: str, *files: Path) -> Any:
    return load.batch(SOURCES[source], list(files))


def cells(source: str, *files: Path, table: str = "mobility_count", by: Sequence[str]) -> dict[Any, Any]:
    """Headcounts, or states where there is none, by what is listed; a key that stands there twice is a failure."""
    facts = batch(source, *files).facts[table]
    columns = [facts.column(name) for name in by]
    found: dict[Any, Any] = {}
    for *key, number, state in zip(*columns, facts.column("headcount"), facts.column("cell_state"), strict=True):
        name = tuple(map(str, key)) if len(key) > 1 else str(key[0])
        assert name not in found
        found[name] = str(state) if number is None else number
    return found


def refused(source: str, *files: Path) -> Told:
    """Why files are refused: rule, column and value of each problem."""
    with pytest.raises(Refused) as caught:
        batch(source, *files)
    return [(str(problem.rule), problem.column, problem.value) for problem in caught.value.problems]


# --- HESA -------------------------------------------------------------------------------------------------------------

FILTERED = "The table is filtered: it does not hold all."
OF_STUDENTS = {"Country of HE provider": "All ", "Region of HE provider": "All ", "Level of study": "All ",
               "Mode of study": "All ", "Academic year": "2021/22 "}  # fmt: skip
OF_STAFF = {"Country of HE provider": "All ", "Region of HE provider": "All ", "Atypical marker": "Non-atypical ",
            "Contract marker": "All (excluding atypical) ", "Mode of employment": "All ",
            "Academic year": "2021/22 "}  # fmt: skip


def hesa(file: Path, filters: dict[str, str], *rows: Sequence[Any]) -> Path:
    """A table with its filters above it; those without a word are left out."""
    above: Rows = [["Title:", "Table - of providers"], ["Licence:", "CC BY"], ["Date:", "2025"]]
    told = [(name, value) for name, value in filters.items() if value]
    above += [["Filters:" if not at else "", *one] for at, one in enumerate(told)]
    return written(file, [*above, ["Search:", ""], [], *rows], ",", "utf-8-sig")


COUNTRIES = [
    ["UKPRN", "HE provider", "China", "India", "Total Asia", "Total"],
    ["10000001", "First", "10", "20", "30", "100"],
    ["10000002", "Second", "1,000", "5", "1,005", "2,000"],
    ["", "Total", "1,010", "25", "1,035", "2,100"],
]
EVERYONE = [
    ["UKPRN", "HE provider", "European Union", "Non-European Union", "Total Non-UK", "Total"],
    ["10000001", "First", "10", "20", "30", "100"],
    ["", "Total", "10", "20", "30", "100"],
]
STAFF = [
    ["UKPRN", "HE provider", "UK", "European Union", "Non-European Union", "Not known", "Total"],
    ["10000001", "First", "60", "10", "20", "10", "100"],
]
STUDENT_FILTERS = {
    "Mode of study": "Part-time", "Entrant marker": "Entrant", "First year marker": "First year", "Sex": "Female",
    "Subject of study": "16 Law", "Subject": "CAH01: Medicine", "Country of HE provider": "England",
    "Region of HE provider": "London", "Age": "21-24 years", "Disability": "Known to have a disability",
}  # fmt: skip

READ = ("Mode of study", "Entrant marker", "First year marker", "Sex", "Subject of study", "Country of HE provider",
        "Region of HE provider")  # fmt: skip


@pytest.mark.parametrize("name", STUDENT_FILTERS)
@pytest.mark.parametrize(("source", "rows"), [("hesa_students_by_country", COUNTRIES), ("hesa_students", EVERYONE)])
def test_any_filter_above_a_table_is_refused_by_name(tmp_path: Path, source: str, rows: Rows, name: str) -> None:
    file = hesa(tmp_path / "a.csv", {**OF_STUDENTS, name: STUDENT_FILTERS[name]}, *rows)
    ((rule, column, value),) = refused(source, file)
    if name in READ:
        assert (rule, column.removesuffix(" (filter)"), value) == (FILTERED, name, STUDENT_FILTERS[name])
    else:
        assert (column, f"{name} {STUDENT_FILTERS[name]}" in rule) == ("Other filters", True)


@pytest.mark.parametrize("names", [("Sex", "Mode of study"), ("Age", "Disability"), ("Sex", "Age")], ids=str)
@pytest.mark.parametrize("above", ["filters and more", "filters only"])
def test_several_filters_are_refused(tmp_path: Path, names: tuple[str, str], above: str) -> None:
    narrowed = {name: STUDENT_FILTERS[name] for name in names}
    if above == "filters only":
        rows = [["Academic year", "2021/22"], *map(list, narrowed.items()), *COUNTRIES]
        file = written(tmp_path / "a.csv", rows)
    else:
        file = hesa(tmp_path / "a.csv", {**OF_STUDENTS, **narrowed}, *COUNTRIES)
    assert {column for _, column, _ in refused("hesa_students_by_country", file)} <= {*names, "Other filters"}


@pytest.mark.parametrize("name", STUDENT_FILTERS)
def test_a_filter_left_open_is_none(tmp_path: Path, name: str) -> None:
    file = hesa(tmp_path / "Age of students (3).csv", {**OF_STUDENTS, name: "All "}, *COUNTRIES)
    assert cells("hesa_students_by_country", file, by=["institution", "country_code"])["hesa-10000001", "CHN"] == 10


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [("Contract marker", "Academic", FILTERED), ("Mode of employment", "Full-time", FILTERED),
     ("Atypical marker", "Atypical", "Not a listed value."), ("Atypical marker", "All", "Not a listed value."),
     ("Salary range", "Below £20,000", FILTERED)],
)  # fmt: skip
def test_staff_of_some_contracts_are_refused(tmp_path: Path, name: str, value: str, rule: str) -> None:
    file = hesa(tmp_path / "a.csv", {**OF_STAFF, name: value}, *STAFF)
    ((told, column, shown),) = refused("hesa_staff", file)
    if column == "Other filters":
        assert f"{name} {value}" in told
    else:
        assert (told, column, shown) == (rule, name, value)
    sound = cells("hesa_staff", hesa(tmp_path / "b.csv", OF_STAFF, *STAFF), by=["country_code"])
    assert sound == {"XEU": 10, "XOT": 20}


@pytest.mark.parametrize("line", [
    ["Notes:", "0, 1, 2 are rounded to 0"], ["", "Academic year 2016/17 is the last year before a change"],
    ["", "0, 1, 2 are rounded to 0."], ["Note 2:", "Sex Female"], ["Copyright:", "HESA 2025"],
], ids=str)  # fmt: skip
def test_what_else_stands_above_a_table_is_no_filter(tmp_path: Path, line: list[str]) -> None:
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, line, [], *COUNTRIES)
    assert len(cells("hesa_students_by_country", file, by=["institution", "country_code"])) == 4


@pytest.mark.parametrize(("word", "scope", "level"), [
    ("First degree", "level", "bachelor"), ("Other undergraduate", "level", "not_stated"),
    ("Postgraduate (taught)", "level", "master"), ("Postgraduate (research)", "level", "doctoral"),
    ("All undergraduate", "levels", "bachelor"), ("All postgraduate", "levels", "not_stated"),
])  # fmt: skip
def test_a_table_of_one_level_states_nothing_of_all(tmp_path: Path, word: str, scope: str, level: str) -> None:
    """Its cells and its totals are in series of their own, its totals with the level's words; nothing is withdrawn."""
    file = hesa(tmp_path / "a.csv", {**OF_STUDENTS, "Level of study": word}, *COUNTRIES)
    made = batch("hesa_students_by_country", file)
    series = f"hesa_domicile_{scope}"
    by = ["series", "level"]
    facts = made.facts["mobility_count"]
    assert set(zip(*[facts.column(name) for name in by], strict=True)) == {(series, level)}
    assert sum(facts.column("headcount")) == 1035
    totals = made.facts["stated_total"]
    assert set(totals.column("series")) == {series}
    assert Counter(totals.column("label")) == {word: 2 + 3, f"{word}, Total Asia": 3}
    assert [extent for extent in made.extents if extent.table != "institution_record"] == []
    file = hesa(tmp_path / "b.csv", {**OF_STUDENTS, "Level of study": word}, *EVERYONE)
    made = batch("hesa_students", file)
    assert made.extents == []
    assert set(made.facts["enrolment_count"].column("series")) == {f"hesa_enrolled_{scope}"}
    assert set(made.facts["stated_total"].column("label")) == {word}


def test_all_levels_and_one_in_one_load_are_not_added_up(tmp_path: Path) -> None:
    files = [
        hesa(tmp_path / f"{word}.csv", {**OF_STUDENTS, "Level of study": word}, *COUNTRIES)
        for word in ("All", "First degree", "All undergraduate")
    ]
    found = cells("hesa_students_by_country", *files, by=["series", "institution", "country_code"])
    for series in ("hesa_domicile", "hesa_domicile_level", "hesa_domicile_levels"):
        assert found[series, "hesa-10000002", "CHN"] == 1000


def test_the_total_of_a_part_of_the_country_is_not_that_of_the_country(tmp_path: Path) -> None:
    rows = [*COUNTRIES[:3], ["", "Total England", "7", "7", "7", "7"], COUNTRIES[3]]
    by = ["institution", "country_code", "label"]
    found = cells("hesa_students_by_country", hesa(tmp_path / "a.csv", OF_STUDENTS, *rows), by=by, table="stated_total")
    assert {key[1:]: n for key, n in found.items() if key[0] == "GBR"} == {
        ("CHN", ""): 1010, ("IND", ""): 25, ("ZZZ", "Total Asia"): 1035, ("ZZZ", ""): 2100,
    }  # fmt: skip
    only = hesa(tmp_path / "b.csv", OF_STUDENTS, *rows[:4])
    assert "GBR" not in {key[0] for key in cells("hesa_students_by_country", only, by=by, table="stated_total")}
    named = hesa(tmp_path / "c.csv", OF_STUDENTS, *rows[:3], ["", "Total United Kingdom", *COUNTRIES[3][2:]])
    assert cells("hesa_students_by_country", named, by=by, table="stated_total") == found
    everyone = hesa(tmp_path / "d.csv", OF_STUDENTS, *EVERYONE, ["", "Total Wales", "1", "1", "1", "1"])
    found = cells("hesa_students", everyone, by=by, table="stated_total")
    assert found == {("hesa-10000001", "ZZZ", ""): 30, ("GBR", "ZZZ", ""): 30}


def test_a_provider_without_its_number_is_refused(tmp_path: Path) -> None:
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, *COUNTRIES[:3], ["", "Third", "1", "1", "2", "5"])
    assert [one[:2] for one in refused("hesa_students_by_country", file)] == [
        ("Not the number of a provider.", "UKPRN")
    ]


def test_students_of_an_unknown_country_are_not_all_of_them(tmp_path: Path) -> None:
    rows = [["UKPRN", "HE provider", "China", "Not known", "Total"], ["10000001", "First", "10", "20", "30"],
            ["", "Total", "10", "20", "30"]]  # fmt: skip
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, *rows)
    by = ["institution", "country_code", "label"]
    assert cells("hesa_students_by_country", file, by=by, table="stated_total") == {
        ("hesa-10000001", "ZZZ", ""): 30, ("GBR", "CHN", ""): 10, ("GBR", "ZZZ", "Not known"): 20,
        ("GBR", "ZZZ", ""): 30,
    }  # fmt: skip


@pytest.mark.parametrize("header", ["Total", "Total Non-UK", "Total non-UK"])
def test_the_last_column_is_the_total_over_all_countries(tmp_path: Path, header: str) -> None:
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, [*COUNTRIES[0][:-1], header], *COUNTRIES[1:])
    found = cells("hesa_students_by_country", file, by=["institution", "country_code", "label"], table="stated_total")
    assert found["hesa-10000001", "ZZZ", ""] == 100
    assert {label for _, _, label in found} == {"", "Total Asia"}


@pytest.mark.parametrize("shown", ["2021/22", "2021/2022", "2021-22", "2021-2022", "2021/22 "])
def test_the_year_above_a_table_in_its_forms(tmp_path: Path, shown: str) -> None:
    file = hesa(tmp_path / "a.csv", {**OF_STUDENTS, "Academic year": shown}, *COUNTRIES)
    found = cells("hesa_students_by_country", file, by=["period", "institution", "country_code"])
    assert {period for period, _, _ in found} == {"2021"}


@pytest.mark.parametrize("shown", ["2015/16, 2016/17", "2015/16 to 2017/18", "All"])
def test_a_table_of_several_years_together_is_refused(tmp_path: Path, shown: str) -> None:
    file = hesa(tmp_path / "a.csv", {**OF_STUDENTS, "Academic year": shown}, *COUNTRIES)
    assert ("Not an academic year.", "year", shown) in refused("hesa_students_by_country", file)


@pytest.mark.parametrize("above", [{**OF_STUDENTS, "Academic year": ""}, OF_STUDENTS], ids=["no year", "a year"])
def test_several_years_in_a_column(tmp_path: Path, above: dict[str, str]) -> None:
    rows = [
        ["UKPRN", "HE provider", "Academic Year", "China", "India", "Total"],
        ["10000001", "First", "2020/21", "10", "20", "30"],
        ["10000001", "First", "2021/22", "11", "21", "32"],
    ]
    file = hesa(tmp_path / "a.csv", above, *rows)
    assert cells("hesa_students_by_country", file, by=["period", "country_code"]) == {
        ("2020", "CHN"): 10, ("2020", "IND"): 20, ("2021", "CHN"): 11, ("2021", "IND"): 21,
    }  # fmt: skip


LONG = ["UKPRN", "HE provider", "Country of HE provider", "Region of HE provider", "Level of study", "Mode of study",
        "Academic Year"]  # fmt: skip


@pytest.mark.parametrize("headers", [("Country of permanent address", "Number"), ("Country of domicile", "Students")])
def test_a_long_table_of_all_choices(tmp_path: Path, headers: tuple[str, str]) -> None:
    of = ["10000001", "First", "England", "London"]
    rows = [[*LONG, *headers], [*of, "All", "All", "2020/21", "China", "10"],
            [*of, "All", "All", "2021/22", "China", "1,200"],
            [*of, "First degree", "All", "2021/22", "China", "700"]]  # fmt: skip
    file = written(tmp_path / "a.csv", rows)
    assert cells("hesa_students_by_country", file, by=["series", "period", "level"]) == {
        ("hesa_domicile", "2020", "not_stated"): 10, ("hesa_domicile", "2021", "not_stated"): 1200,
        ("hesa_domicile_level", "2021", "bachelor"): 700,
    }  # fmt: skip
    part = written(tmp_path / "b.csv", [*rows, [*of, "All", "Part-time", "2021/22", "India", "5"]])
    assert refused("hesa_students_by_country", part) == [(FILTERED, "Mode of study", "Part-time")]


def test_a_table_that_is_another_one_of_hesa_is_told_by_its_name(tmp_path: Path) -> None:
    above = ["Reference ID:", "DT051 Table 1"]
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, above, *EVERYONE)
    assert cells("hesa_students", file, by=["country_code"]) == {"XEU": 10, "XOT": 20}
    for source in ("hesa_students_by_country", "hesa_staff"):
        assert ("Not a listed value.", "Reference ID", "DT051 Table 1") in refused(source, file)
    unknown = hesa(tmp_path / "b.csv", OF_STUDENTS, ["Reference ID:", "DT051 Table 99"], *EVERYONE)
    assert cells("hesa_students", unknown, by=["country_code"]) == {"XEU": 10, "XOT": 20}


@pytest.mark.parametrize("added", [("Country of HE provider", "England"), ("Region of HE provider", "London"),
                                   ("INSTID", "0114")], ids=str)  # fmt: skip
def test_added_columns_tell_of_the_provider(tmp_path: Path, added: tuple[str, str]) -> None:
    rows = [[*row[:2], added[bool(at)], *row[2:]] for at, row in enumerate(COUNTRIES)]
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, *rows)
    assert cells("hesa_students_by_country", file, by=["institution", "country_code"])["hesa-10000002", "CHN"] == 1000


def test_blanks_and_marks_of_hesa(tmp_path: Path) -> None:
    marks = ["", "..", "*", "low", "[low]", "c", "[c]", "-"]
    names = ["China", "India", "Japan", "Nepal", "Ghana", "Kenya", "Chad", "Mali"]
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, ["UKPRN", "HE provider", *names], ["10000001", "First", *marks])
    codes = ["CHN", "IND", "JPN", "NPL", "GHA", "KEN", "TCD", "MLI"]
    states = ["not_stated", "not_stated", *["withheld"] * 5, 0]
    assert cells("hesa_students_by_country", file, by=["country_code"]) == dict(zip(codes, states, strict=True))


def test_staff_whose_cells_are_blank_are_not_stated(tmp_path: Path) -> None:
    file = hesa(tmp_path / "a.csv", OF_STAFF, *STAFF, ["10000002", "Second", "", "", "", "", ""])
    assert cells("hesa_staff", file, by=["institution", "country_code"]) == {
        ("hesa-10000001", "XEU"): 10, ("hesa-10000001", "XOT"): 20,
        ("hesa-10000002", "XEU"): "not_stated", ("hesa-10000002", "XOT"): "not_stated",
    }  # fmt: skip
    everyone = cells("hesa_staff", file, by=["institution"], table="enrolment_count")
    assert everyone == {"hesa-10000001": 100, "hesa-10000002": "not_stated"}


REGION_NAMES = {
    "Congo": "COG", "Congo (Democratic Republic of)": "COD", "Burkina": "BFA",
    "Antarctica and Oceania not otherwise specified": "XOC", "West Africa not otherwise specified": "XAF",
    "Channel Islands not otherwise specified": "XEE",
}  # fmt: skip


def test_names_that_hesa_has_for_countries_and_regions(tmp_path: Path) -> None:
    numbers = range(1, 1 + len(REGION_NAMES))
    rows = [["UKPRN", "HE provider", *REGION_NAMES], ["10000001", "First", *map(str, numbers)]]
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, *rows)
    assert cells("hesa_students_by_country", file, by=["country_code"]) == dict(
        zip(REGION_NAMES.values(), numbers, strict=True)
    )


@pytest.mark.parametrize("of", ["North", "West", "East", "Central", "Southern"])
def test_regions_of_africa_without_a_country(of: str, tmp_path: Path) -> None:
    rows = [["UKPRN", "HE provider", f"{of} Africa not otherwise specified", "China"], ["10000001", "First", "5", "6"]]
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, *rows)
    assert cells("hesa_students_by_country", file, by=["country_code"]) == {"XAF": 5, "CHN": 6}


def test_renamed_columns_of_hesa(tmp_path: Path) -> None:
    head = ["UKPRN", "Provider name", "EU", "Non-EU", "Total non-UK", "Total"]
    file = hesa(tmp_path / "1.csv", OF_STUDENTS, head, EVERYONE[1])
    assert cells("hesa_students", file, by=["country_code"]) == {"XEU": 10, "XOT": 20}
    head = ["UKPRN", "Provider name", "United Kingdom", "EU", "Non-EU", "Unknown nationality", "Total"]
    file = hesa(tmp_path / "24.csv", OF_STAFF, head, STAFF[1])
    assert cells("hesa_staff", file, by=["country_code"]) == {"XEU": 10, "XOT": 20}
    assert cells("hesa_staff", file, by=["label"], table="stated_total") == {"Not known": 10}


@pytest.mark.parametrize(
    "subjects",
    [("16 Law", "18 Physics"), ("(1) Medicine & dentistry", "(D) Business"), ("CAH01 Medicine", "CAH16 Law"),
     ("Law", "Computer science"), ("Mass communications & documentation", "Creative arts & design")],
    ids=str,
)  # fmt: skip
def test_subjects_with_and_without_their_number(tmp_path: Path, subjects: tuple[str, str]) -> None:
    rows = [["UKPRN", "HE provider", *subjects, "Total"], ["10000001", "First", "10", "20", "30"]]
    file = hesa(tmp_path / "49.csv", OF_STUDENTS, *rows)
    assert cells("hesa_students", file, by=["field"], table="enrolment_count") == dict(
        zip(subjects, (10, 20), strict=True)
    )


# --- Canada -----------------------------------------------------------------------------------------------------------

IRCC = "ircc_study_permits"


def permits(file: Path, *rows: Sequence[Any]) -> Path:
    return workbook(file, ("TR - SP CITZ", [list(row) for row in rows]))


def of_permits(file: Path, table: str = "mobility_count") -> dict[Any, Any]:
    return cells(IRCC, file, by=["period", "country_code"], table=table)


@pytest.mark.parametrize("mark", ["--", "–", "—", "- -", "D", "d", "x", "X", "*"])
def test_marks_of_a_small_number_are_withheld(tmp_path: Path, mark: str) -> None:
    file = permits(tmp_path / "a.xlsx", ["Pays", "Jan 2024", "2024 Total"], ["India", mark, 10], ["Mali", 0, "1,000"])
    assert of_permits(file) == {("2024-01", "IND"): "withheld", ("2024", "IND"): 10, ("2024-01", "MLI"): 0,
                                ("2024", "MLI"): 1000}  # fmt: skip


def test_a_single_dash_is_no_zero(tmp_path: Path) -> None:
    file = permits(tmp_path / "a.xlsx", ["Country", "Jan 2024", "2024 Total"], ["India", "-", 10])
    assert refused(IRCC, file) == [("Not a whole number.", "Jan 2024", "-")]


LATE = ["2024-11", "2024-12"]
HEADERS: list[tuple[Rows, list[str]]] = [
    ([["Country", "Jan 2024", "February 2024", "2024 Total"]], ["2024-01", "2024-02", "2024"]),
    ([["Country", "2024 Jan", "2024 Sept.", "Total 2024"]], ["2024-01", "2024-09", "2024"]),
    ([["Country", "2023", "2024", "2025"]], ["2023", "2024", "2025"]),
    ([["Pays de citoyenneté", "2024", ""], ["", "T1", ""], ["", "janv.", "févr."]], ["2024-01", "2024-02"]),
    ([["Pays de citoyenneté", "2024", ""], ["", "juin", "juill."]], ["2024-06", "2024-07"]),
    ([["Pays", "2024", "", "Total 2024"], ["", "août", "déc.", ""]], ["2024-08", "2024-12", "2024"]),
    ([["Country", "2024", "", "2024 Total"], ["", "Q4", "", ""], ["", "Nov", "Dec", ""]], [*LATE, "2024"]),
    ([["Country", "2024", "", ""], ["", "Q4", "", "2024 Total"], ["", "Nov", "Dec", ""]], [*LATE, "2024"]),
    ([["Country", "2024", "", ""], ["", "Q4", "", ""], ["", "Nov", "Dec", "2024 Total"]], [*LATE, "2024"]),
    ([["Country", "2024", "", "2025"], ["", "Dec", "2024 Total", "Jan"]], ["2024-12", "2024", "2025-01"]),
]


@pytest.mark.parametrize(("header", "periods"), HEADERS, ids=str)
def test_months_and_years_in_other_headers(tmp_path: Path, header: Rows, periods: list[str]) -> None:
    numbers = [5 * at for at in range(1, 1 + len(periods))]
    file = permits(tmp_path / "a.xlsx", *header, ["India", *numbers], ["Total", *numbers])
    wanted = dict(zip(periods, numbers, strict=True))
    assert of_permits(file) == {(period, "IND"): number for period, number in wanted.items()}
    assert of_permits(file, "stated_total") == {(period, "ZZZ"): number for period, number in wanted.items()}


@pytest.mark.parametrize("header", ["2024 / Jan 2025", "Smarch 2024", "2024 Jan 2025"])
def test_what_is_no_month_and_no_year_is_refused(tmp_path: Path, header: str) -> None:
    file = permits(tmp_path / "a.xlsx", ["Country", header, "2024 Total"], ["India", 5, 10])
    assert ("Neither a month nor a year.", header, header) in refused(IRCC, file)


def test_countries_in_french(tmp_path: Path) -> None:
    names = {"Allemagne": "DEU", "Corée du Sud": "KOR", "Maroc": "MAR", "Chine": "CHN",
             "Bonaire, Saint Eustatius and Saba": "BES", "Autre": "XOT"}  # fmt: skip
    rows = [[name, 5 * at] for at, name in enumerate(names)]
    file = permits(tmp_path / "a.xlsx", ["Pays de citoyenneté", "2023", "2024"], *[[*row, 1] for row in rows])
    assert {country: n for (period, country), n in of_permits(file).items() if period == "2023"} == {
        code: 5 * at for at, code in enumerate(names.values())
    }
    wrong = permits(tmp_path / "b.xlsx", ["Pays de citoyenneté", "2023", "2024"], ["Ruritanie", 5, 5])
    assert refused(IRCC, wrong)[0][::2] == ("Unknown country.", "Ruritanie")


NOTES = ['"--" : values between 0 and 5', "The total unique count may not equal the sum of permit holders",
         "Total unique persons may not equal the sum"]  # fmt: skip


@pytest.mark.parametrize("note", NOTES)
def test_a_note_right_under_the_total_is_no_country(tmp_path: Path, note: str) -> None:
    rows = [["Country", "2023", "2024"], ["India", 5, 10], ["Total unique persons", 5, 10]]
    file = permits(tmp_path / "a.xlsx", *rows, [note])
    assert of_permits(file) == {("2023", "IND"): 5, ("2024", "IND"): 10}
    assert of_permits(file, "stated_total") == {("2023", "ZZZ"): 5, ("2024", "ZZZ"): 10}
    blank = permits(tmp_path / "b.xlsx", *rows[:2], ["Nepal", "", ""], rows[2])
    assert {rule for rule, _, _ in refused(IRCC, blank)} == {"The count is blank."}


# --- rows that are parts, and rows said again -------------------------------------------------------------------------

AGAIN = "The row says again what row"


def test_totals_of_columns_of_one_country_are_added_as_its_cells_are(tmp_path: Path) -> None:
    rows = [["UKPRN", "HE provider", "Spain", "Canary Islands", "Total"], ["10000001", "First", "10", "20", "30"],
            ["10000002", "Second", "1", "2", "3"], ["", "Total", "11", "22", "33"]]  # fmt: skip
    file = hesa(tmp_path / "a.csv", OF_STUDENTS, *rows)
    source, by = "hesa_students_by_country", ["institution", "country_code"]
    assert cells(source, file, by=by) == {("hesa-10000001", "ESP"): 30, ("hesa-10000002", "ESP"): 3}
    assert cells(source, file, by=by, table="stated_total") == {
        ("hesa-10000001", "ZZZ"): 30, ("hesa-10000002", "ZZZ"): 3, ("GBR", "ESP"): 33, ("GBR", "ZZZ"): 33,
    }  # fmt: skip


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_row_of_hesa_said_twice_is_refused(tmp_path: Path, at: int) -> None:
    """Also the row of all providers, which may say the same totals again but not other counts."""
    rows = [*COUNTRIES, COUNTRIES[at]]
    told = refused("hesa_students_by_country", hesa(tmp_path / "a.csv", OF_STUDENTS, *rows))
    assert {rule[: len(AGAIN)] for rule, _, _ in told} == {AGAIN}


def test_a_column_of_hesa_said_twice_is_refused(tmp_path: Path) -> None:
    rows = [[*row[:4], row[2], *row[4:]] for row in COUNTRIES]
    told = refused("hesa_students_by_country", hesa(tmp_path / "a.csv", OF_STUDENTS, *rows))
    assert {rule.split(" state")[0] for rule, _, _ in told} == {"Two columns of the row"}


def test_two_blocks_may_say_one_total_again_but_no_other_one(tmp_path: Path) -> None:
    africa = [["UKPRN", "HE provider", "Ghana", "Kenya", "Total"], ["10000001", "First", "5", "5", "100"],
              ["", "Total", "5", "5", "2,100"]]  # fmt: skip
    files = [hesa(tmp_path / "a.csv", OF_STUDENTS, *COUNTRIES), hesa(tmp_path / "b.csv", OF_STUDENTS, *africa)]
    by = ["institution", "country_code", "label"]
    found = cells("hesa_students_by_country", *files, by=by, table="stated_total")
    assert (found["hesa-10000001", "ZZZ", ""], found["GBR", "ZZZ", ""]) == (100, 2100)
    africa[1][-1] = "101"
    files[1] = hesa(tmp_path / "c.csv", OF_STUDENTS, *africa)
    assert len(refused("hesa_students_by_country", *files)) == 1


def test_a_row_of_canada_said_twice_is_refused_and_two_names_of_one_country_are_added(tmp_path: Path) -> None:
    rows = [["Country", "2023", "2024"], ["India", 5, 10], ["Not stated", 5, 5], ["Unknown", 10, 20]]
    assert of_permits(permits(tmp_path / "a.xlsx", *rows))["2024", "ZZZ"] == 25
    assert len(refused(IRCC, permits(tmp_path / "b.xlsx", *rows, ["India", 5, 10]))) == 1


# --- UNESCO -----------------------------------------------------------------------------------------------------------

FLOWS = ["year", "dest_country_name", "origin_country_lumped", "value_lumped", "cond_all"]
FRANCE = [["2018", "France", "Morocco", "100", ""], ["2018", "France", "Other countries", "7.5", ""]]


def flows(file: Path, *rows: Sequence[str], header: Sequence[str] = FLOWS) -> Path:
    return written(file, [header, *rows])


def of_flows(*files: Path) -> dict[Any, Any]:
    return cells("uis_flows", *files, by=["direction", "period", "institution", "country_code"])


@pytest.mark.parametrize("value", ["value", "value_lumped"])
@pytest.mark.parametrize("year", ["2018", "2018.0"])
def test_other_headers_and_years_of_unesco(tmp_path: Path, value: str, year: str) -> None:
    header = ["year", "dest_country_name", "origin_country_name", value]
    file = flows(tmp_path / "a.csv", [year, "France", "Morocco", "100"], header=header)
    assert of_flows(file) == {("inbound", "2018", "FRA", "MAR"): 100}


@pytest.mark.parametrize("shown", ["", "NA", "na", ".."])
def test_what_unesco_does_not_state(tmp_path: Path, shown: str) -> None:
    file = flows(tmp_path / "a.csv", *FRANCE, ["2018", "France", "XDN", shown, ""])
    assert of_flows(file)["inbound", "2018", "FRA", "SDN"] == "not_stated"
    assert of_flows(file)["inbound", "2018", "FRA", "XOT"] == 7.5


def test_a_row_of_unesco_said_twice_is_refused(tmp_path: Path) -> None:
    assert len(refused("uis_flows", flows(tmp_path / "a.csv", *FRANCE, FRANCE[0]))) == 1


def test_both_sides_of_unesco_in_one_load(sqlite_engine: Engine, tmp_path: Path) -> None:
    swapped = ["year", "origin_country_name", "dest_country_lumped", "value_lumped", "cond_all"]
    files = [flows(tmp_path / "a.csv", *FRANCE), flows(tmp_path / "b.csv", *FRANCE, header=swapped)]
    load.load(sqlite_engine, SOURCES["uis_flows"], files)
    assert len(of_flows(*files)) == 4


# --- Zaragoza ---------------------------------------------------------------------------------------------------------

AGREEMENT = {
    "CURSO_ACADEMICO": "2018", "NOMBRE_PROGRAMA_MOVILIDAD": "ERASMUS", "NOMBRE_AREA_ESTUDIOS_MOV": "0421 - Derecho",
    "CENTRO": "Facultad de Derecho", "IN_OUT": "OUT", "NOMBRE_IDIOMA_NIVEL_MOVILIDAD": "B1",
    "PAIS_UNIVERSIDAD_ACUERDO": "Francia", "UNIVERSIDAD_ACUERDO": "Paris (Francia)", "PLAZAS_OFERTADAS_ALUMNOS": "3",
    "PLAZAS_ASIGNADAS_ALUMNOS_OUT": "2", "FECHA_ACTUALIZACION": "01/02/2019",
}  # fmt: skip


def agreements(file: Path, *changed: dict[str, str], without: str = "") -> Path:
    names = [name for name in AGREEMENT if name != without]
    return written(file, [names, *[[{**AGREEMENT, **one}[name] for name in names] for one in changed]], ";")


def of_agreements(file: Path, *by: str) -> dict[Any, Any]:
    return cells("unizar_agreements", file, by=by or ["direction", "country_code"])


@pytest.mark.parametrize(("shown", "direction"), [
    ("OUT", "outbound"), ("Out", "outbound"), ("SALIDA", "outbound"), ("Salida", "outbound"),
    ("IN", "inbound"), ("In", "inbound"), ("ENTRADA", "inbound"), ("entrada", "inbound"),
])  # fmt: skip
def test_directions_of_zaragoza(tmp_path: Path, shown: str, direction: str) -> None:
    number = "2" if direction == "outbound" else "0"
    file = agreements(tmp_path / "a.csv", {"IN_OUT": shown, "PLAZAS_ASIGNADAS_ALUMNOS_OUT": number})
    assert of_agreements(file) == {(direction, "FRA"): 2 if direction == "outbound" else "not_measured"}
    wrong = agreements(tmp_path / "b.csv", {"IN_OUT": "AMBOS"})
    assert refused("unizar_agreements", wrong) == [("Not a listed value.", "IN_OUT", "AMBOS")]


@pytest.mark.parametrize(("shown", "day"), [
    ("31/01/2020", "2020-01-31"), ("2020-01-31", "2020-01-31"), ("31/01/2020 00:00:00", "2020-01-31"),
    ("2020-01-31T10:30", "2020-01-31"), ("1/2/2020", "2020-02-01"), ("", ""),
])  # fmt: skip
def test_days_of_zaragoza(tmp_path: Path, shown: str, day: str) -> None:
    file = agreements(tmp_path / "a.csv", {"FECHA_ACTUALIZACION": shown})
    facts = batch("unizar_agreements", file).facts["agreement_statement"]
    assert facts.column("source_date") == [day]


@pytest.mark.parametrize("shown", ["2020-13-01", "31/02/2020", "31/01/20", "31/01/2020 noon"])
def test_what_is_no_day_of_zaragoza(tmp_path: Path, shown: str) -> None:
    file = agreements(tmp_path / "a.csv", {"FECHA_ACTUALIZACION": shown})
    assert refused("unizar_agreements", file) == [("Not a date.", "FECHA_ACTUALIZACION", shown)]


def test_agreements_without_a_day_of_update(tmp_path: Path) -> None:
    file = agreements(tmp_path / "a.csv", {}, without="FECHA_ACTUALIZACION")
    assert of_agreements(file) == {("outbound", "FRA"): 2}


SPANISH = {"Costa de Marfil": "CIV", "Serbia y Montenegro": "SCG", "Ex-República Yugoslava de Macedonia": "MKD",
           "Méjico": "MEX", "Nueva Zelandia": "NZL", "FRANCIA": "FRA"}  # fmt: skip


@pytest.mark.parametrize("name", SPANISH)
def test_countries_in_spanish(tmp_path: Path, name: str) -> None:
    file = agreements(tmp_path / "a.csv", {"PAIS_UNIVERSIDAD_ACUERDO": name})
    assert of_agreements(file, "country_code") == {SPANISH[name]: 2}


def test_places_of_two_languages_are_added_and_a_row_said_twice_is_refused(tmp_path: Path) -> None:
    language = "NOMBRE_IDIOMA_NIVEL_MOVILIDAD"
    rows = [{}, {language: "B2", "PLAZAS_ASIGNADAS_ALUMNOS_OUT": "5"}]
    assert of_agreements(agreements(tmp_path / "a.csv", *rows)) == {("outbound", "FRA"): 7}
    again = agreements(tmp_path / "b.csv", *rows, {"PLAZAS_ASIGNADAS_ALUMNOS_OUT": "1"})
    assert [rule[: len(AGAIN)] for rule, _, _ in refused("unizar_agreements", again)] == [AGAIN]


RESULT = {"CURSO_ACADEMICO": "2018", "CENTRO": "Facultad de Derecho", "ESTUDIO": "Derecho", "TIPO_ESTUDIO": "Grado",
          "ALUMNOS_MATRICULADOS": "100", "ALUMNOS_MOVILIDAD_ENTRADA": "4", "ALUMNOS_MOVILIDAD_SALIDA": "3",
          "CREDITOS_MATRICULADOS": "6000.00"}  # fmt: skip


def results(file: Path, *changed: dict[str, str]) -> Path:
    return written(file, [[*RESULT], *[[*{**RESULT, **one}.values()] for one in changed]], ";")


@pytest.mark.parametrize(("shown", "level"), [
    ("GRADO", "bachelor"), ("Doble Grado", "bachelor"), ("Máster Universitario", "master"), ("MÁSTER", "master"),
    ("Programa de doctorado", "doctoral"), ("doctorado", "doctoral"),
])  # fmt: skip
def test_kinds_of_study_of_zaragoza(tmp_path: Path, shown: str, level: str) -> None:
    file = results(tmp_path / "a.csv", {"TIPO_ESTUDIO": shown})
    assert cells("unizar_results", file, by=["level"], table="enrolment_count") == {level: 100}


def test_entrants_in_capitals_are_no_degree(tmp_path: Path) -> None:
    entrants = {"TIPO_ESTUDIO": "MOVILIDAD DE ENTRADA", "ALUMNOS_MATRICULADOS": "9"}
    file = results(tmp_path / "a.csv", {}, entrants)
    assert cells("unizar_results", file, by=["level"], table="enrolment_count") == {"bachelor": 100}
    assert cells("unizar_results", file, by=["series"])["unizar_results_incoming_enrolled"] == 9


def test_two_plans_of_a_degree_are_added_and_a_row_said_twice_is_refused(tmp_path: Path) -> None:
    rows = [{}, {"CREDITOS_MATRICULADOS": "50.00", "ALUMNOS_MATRICULADOS": "2"}]
    file = results(tmp_path / "a.csv", *rows)
    assert cells("unizar_results", file, by=["level"], table="enrolment_count") == {"bachelor": 102}
    told = refused("unizar_results", results(tmp_path / "b.csv", *rows, {}))
    assert {rule[: len(AGAIN)] for rule, _, _ in told} == {AGAIN}
