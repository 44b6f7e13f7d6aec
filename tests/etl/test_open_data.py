"""Open data of other universities and countries by command: totals as a small script of our own adds them up."""

import csv
import json
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import Engine, text

from etl import load
from etl.sources import SOURCES as DECLARED
from tests.conftest import Command, Databases, opened
from tests.db.answers import rows_in
from tests.etl.test_registrar import CODED, ask, moved, records, written

HESA, IRCC, UIS = "hesa-provider", "ircc-study-permits/OriginalFile.xlsx", "uis-flows-360info"
BLOCKS = {"EU": ("", " (1)", " (2)"), "other Europe": (" (10)", " (11)", " (12)")}
FLOWS = f"{UIS}/popular-origins-by-destination.1998-2008.csv"


def hesa(folder: Path, table: str, *ends: str) -> list[Path]:
    return [folder / HESA / f"{table}{end}.csv" for end in ends]


def files_of(folder: Path) -> dict[str, list[Path]]:
    """Source -> its files."""
    return {
        "hesa_students_by_country": hesa(folder, "dt051-table-28", *BLOCKS["EU"], *BLOCKS["other Europe"]),
        "hesa_students": [*hesa(folder, "dt051-table-1", *BLOCKS["other Europe"]), *hesa(folder, "dt051-table-49", "")],
        "hesa_staff": hesa(folder, "dt025-table-24", *BLOCKS["EU"]),
        "uis_flows": [folder / FLOWS],
        "ircc_study_permits": [folder / IRCC],
        "unizar_agreements": sorted((folder / "unizar-mobility" / "erasmus").glob("*.csv")),
        "unizar_results": sorted((folder / "unizar-mobility" / "resultados").glob("*.csv")),
    }


SOURCES = [
    "hesa_students_by_country", "hesa_students", "hesa_staff", "uis_flows", "ircc_study_permits", "unizar_agreements",
    "unizar_results",
]  # fmt: skip


def filled(databases: Databases, folder: Path, source: str) -> Iterator[Engine]:
    def fill(engine: Engine) -> None:
        load.load(engine, DECLARED[source], files_of(folder)[source])

    yield from opened(databases, databases.copy(f"open {source}", fill))


@pytest.fixture
def published(request: pytest.FixtureRequest, sqlite: Databases, open_data: Path) -> Iterator[Engine]:
    """A database with the open data of the source that the test names."""
    yield from filled(sqlite, open_data, request.param)


def added(command: Command, engine: Engine, *by: str, topic: str = "mobility", **where: str) -> dict[Any, Any]:
    """Headcounts by what is listed, of all institutions together."""
    found: Counter[Any] = Counter()
    for row in records(command, engine, topic, *by, **where):
        key = tuple(row[CODED.get(name, name)] for name in by)
        found[key if len(key) > 1 else key[0]] += row["headcount"] or 0
    return dict(found)


def totals(engine: Engine) -> dict[tuple[str, ...], float]:
    """Current stated totals by institution, series, period, country and what they are of."""
    statement = text(
        "SELECT i.code, s.code, t.period, t.country_code, t.label, t.headcount FROM stated_total t JOIN series s "
        "ON s.id = t.series_id JOIN unit u ON u.id = t.unit_id JOIN institution i ON i.id = u.institution_id "
        "WHERE t.is_current"
    )
    with engine.connect() as connection:
        return {tuple(row[:5]): row[5] for row in connection.execute(statement)}


def of(*sources: str) -> Any:
    return pytest.mark.parametrize("published", sources, indirect=True)


@of(*SOURCES)
def test_what_was_loaded_is_sound_and_loading_it_again_changes_nothing(
    published: Engine, command: Command, open_data: Path, request: pytest.FixtureRequest
) -> None:
    assert command(published, "db", "check").err == ""
    source, rows = request.node.callspec.params["published"], rows_in(published)
    again = command(published, "etl", "load", source, *files_of(open_data)[source])
    assert (again.status, "nothing changed" in again.out) == (0, True)
    assert rows_in(published) == rows
    assert command(published, "etl", "undo", 1).status == 0
    assert command(published, "db", "query", "mobility", "--by", "period,country").out == "No rows.\n"
    assert command(published, "db", "check").err == ""


# --- HESA -------------------------------------------------------------------------------------------------------------


def table_of(file: Path) -> tuple[int, list[str], list[list[str]]]:
    """Year, header and rows of a HESA file."""
    lines = list(csv.reader(file.read_text(encoding="utf-8").replace("\ufeff", "").splitlines()))
    year = next(int(line[2][:4]) for line in lines if line[1:2] == ["Academic year"])
    start = next(number for number, line in enumerate(lines) if line and line[0] == "UKPRN")
    return year, lines[start], [line for line in lines[start + 1 :] if line]


def number(shown: str) -> int:
    return int(shown.replace(",", "") or 0)


def sums(files: Iterable[Path], left_out: re.Pattern[str]) -> dict[str, Counter[Any]]:
    """Sums of all cells of providers by year, by year and column, by year and provider."""
    found: dict[str, Counter[Any]] = {"year": Counter(), "column": Counter(), "provider": Counter()}
    for file in files:
        year, header, rows = table_of(file)
        for row in (row for row in rows if row[0]):
            for name, cell in zip(header[2:], row[2:], strict=True):
                if not left_out.search(name):
                    found["year"][year] += number(cell)
                    found["column"][year, name] += number(cell)
                    found["provider"][year, f"hesa-{row[0]}"] += number(cell)
    return found


TOTAL_COLUMNS = re.compile("^Total")
ONE_COUNTRY = {"Canary Islands": "Spain", "Cyprus not otherwise specified": "Cyprus (European Union)"}
BY_CODE = {"FRA": "France", "DEU": "Germany", "RUS": "Russia", "TUR": "Turkey", "XKX": "Kosovo", "ESP": "Spain",
           "XCY": "Cyprus (Non-European Union)", "XEE": "Europe not otherwise specified"}  # fmt: skip


@of("hesa_students_by_country")
def test_students_by_country(published: Engine, command: Command, open_data: Path) -> None:
    by_hand = sums(files_of(open_data)["hesa_students_by_country"], TOTAL_COLUMNS)
    assert added(command, published, "academic_year") == dict(by_hand["year"])
    assert added(command, published, "academic_year", "institution") == dict(by_hand["provider"])
    countries: Counter[Any] = Counter()
    for (year, name), count in by_hand["column"].items():
        countries[year, ONE_COUNTRY.get(name, name)] += count
    found = added(command, published, "academic_year", "country")
    assert sorted(found.values()) == sorted(countries.values())
    assert {key: found[key] for key in found if key[1] in BY_CODE} == {
        (year, code): countries[year, name] for code, name in BY_CODE.items() for year in by_hand["year"]
    }  # fmt: skip


def test_the_blocks_of_a_table_loaded_together_or_one_by_one_answer_the_same(
    sqlite_engine: Engine, command: Command, open_data: Path, sqlite: Databases
) -> None:
    blocks = [hesa(open_data, "dt051-table-28", *ends) for ends in BLOCKS.values()]
    for block in blocks:
        assert command(sqlite_engine, "etl", "load", "hesa_students_by_country", *block).status == 0
    log = [
        row for row in records(command, sqlite_engine, "releases") if row["source_code"] == "hesa_students_by_country"
    ]
    assert {row["cells_withdrawn"] for row in log} == {0}
    for together in filled(sqlite, open_data, "hesa_students_by_country"):
        for by in (("academic_year", "country"), ("academic_year", "institution")):
            assert added(command, together, *by) == added(command, sqlite_engine, *by)
        assert totals(together) == totals(sqlite_engine)
    # A block again, without one of its rows, takes only its own cells out.
    assert command(sqlite_engine, "etl", "undo", 2).status == 0
    only = sums(blocks[0], TOTAL_COLUMNS)
    assert added(command, sqlite_engine, "academic_year") == dict(only["year"])


@of("hesa_students")
def test_all_students_and_subjects(published: Engine, command: Command, open_data: Path) -> None:
    *first, subjects = files_of(open_data)["hesa_students"]
    everyone = sums(first, re.compile("^(?!Total$)"))
    found = added(command, published, "academic_year", "institution", topic="enrolment", series="hesa_enrolled")
    assert found == dict(everyone["provider"])
    regions = sums(first, re.compile("^(?!(Non-)?European Union$)"))
    assert added(command, published, "academic_year", "institution") == dict(regions["provider"])
    codes = {"European Union": "XEU", "Non-European Union": "XOT"}
    assert added(command, published, "academic_year", "country") == {
        (year, codes[name]): count for (year, name), count in regions["column"].items()
    }  # fmt: skip
    by_subject = sums([subjects], TOTAL_COLUMNS)["column"]
    found = added(command, published, "academic_year", "field", topic="enrolment", series="hesa_subjects")
    assert found == dict(by_subject)


@of("hesa_staff")
def test_staff(published: Engine, command: Command, open_data: Path) -> None:
    files = files_of(open_data)["hesa_staff"]
    by_hand = sums(files, re.compile("^(?!(Non-)?European Union$)"))
    assert added(command, published, "academic_year", "institution") == dict(by_hand["provider"])
    assert added(command, published, "academic_year") == dict(by_hand["year"])
    everyone = sums(files, re.compile("^(?!Total$)"))
    assert added(command, published, "academic_year", topic="enrolment") == dict(everyone["year"])


ASIA = {"China": 700, "Hong Kong (Special Administrative Region of China)": 60, "Taiwan": 15,
        "Korea (South)": 10, "Myanmar (Burma)": 5, "Asia not otherwise specified": 5}  # fmt: skip
AFRICA = {"Nigeria": 90, "Congo (Democratic Republic of)": 5, "Ivory Coast": 5, "St Helena": 0}


def edition(
    file: Path, block: dict[str, int], total: str, year: str = "2023/24", above: int = 3, **filters: str
) -> Path:
    """A table 28 as HESA may publish it later; the second provider has twice as many."""
    rows: list[list[Any]] = [["Title:", "Table 28 - Non-UK permanent address students"]]
    rows += [[f"Note {number}:", "Academic years 2014/15 to 2029/30"] for number in range(above)]
    chosen = {"Country of HE provider": "All ", "Level of study": "All ", "Mode of study": "All "}
    chosen |= {"Academic year": f"{year} ", **filters}
    rows += [["Filters:" if not number else "", name, value] for number, (name, value) in enumerate(chosen.items())]
    rows += [["Search:", ""], [], [], ["UKPRN", "HE provider", *block, total, "Total"]]
    counts = list(block.values())
    for ukprn, name, times in (("10000001", "First University", 1), ("10000002", "Second University", 2)):
        shown = [f"{times * count:,}" for count in (*counts, sum(counts), 5000)]
        rows.append([ukprn, name, *shown])
    rows.append(["", "Total", *[f"{3 * count:,}" for count in (*counts, sum(counts), 5000)]])
    return written(file, rows, ",", "utf-8-sig")


@pytest.mark.parametrize("above", [0, 1, 9, 40])
@pytest.mark.parametrize("year", [2017, 2023, 2029])
def test_a_later_edition_of_hesa_with_other_continents(
    sqlite_engine: Engine, command: Command, tmp_path: Path, above: int, year: int
) -> None:
    shown = f"{year}/{(year + 1) % 100:02}"
    files = [
        edition(tmp_path / "asia (3).csv", ASIA, "Total Asia", shown, above),
        edition(tmp_path / "africa.csv", AFRICA, "Total Africa", shown, above + 1),
    ]
    answer = command(sqlite_engine, "etl", "load", "hesa_students_by_country", *files)
    assert answer.status == 0, answer.err
    assert added(command, sqlite_engine, "academic_year") == {year: 3 * 895}
    found = added(command, sqlite_engine, "country", institution="hesa-10000002", academic_year=str(year))
    assert found == {"CHN": 1400, "HKG": 120, "TWN": 30, "KOR": 20, "MMR": 10, "XAS": 10, "NGA": 180, "COD": 10,
                     "CIV": 10, "SHN": 0}  # fmt: skip
    assert command(sqlite_engine, "db", "check").status == 0


def test_a_later_edition_restates_its_own_block(sqlite_engine: Engine, command: Command, tmp_path: Path) -> None:
    for block, total in ((ASIA, "Total Asia"), (AFRICA, "Total Africa")):
        file = edition(tmp_path / f"{total}.csv", block, total)
        assert command(sqlite_engine, "etl", "load", "hesa_students_by_country", file).status == 0
    again = edition(tmp_path / "new.csv", {**ASIA, "China": 800}, "Total Asia")
    told = json.loads(command(sqlite_engine, "etl", "load", "hesa_students_by_country", again, "--json").out)
    assert moved(told) == (0, 2, 10, 0)
    assert added(command, sqlite_engine, "academic_year") == {2023: 3 * 995}


@pytest.mark.parametrize(
    "filters",
    [{"Mode of study": "Full-time "}, {"Level of study": "First degree ", "Mode of study": "Full-time "},
     {"Country of HE provider": "Scotland"}, {"Region of HE provider": "London "}, {"Entrant marker": "Entrant"}],
    ids=lambda filters: ", ".join(filters),
)  # fmt: skip
def test_a_table_filtered_to_some_is_refused(
    sqlite_engine: Engine, command: Command, tmp_path: Path, filters: dict[str, str]
) -> None:
    file = edition(tmp_path / "a.csv", ASIA, "Total Asia", **filters)
    answer = command(sqlite_engine, "etl", "load", "hesa_students_by_country", file)
    assert answer.status == 1
    assert "The table is filtered: it does not hold all." in answer.err
    assert added(command, sqlite_engine, "academic_year") == {}


def test_a_table_filtered_to_a_level_is_of_that_level(sqlite_engine: Engine, command: Command, tmp_path: Path) -> None:
    file = edition(tmp_path / "a.csv", ASIA, "Total Asia", **{"Level of study": "First degree "})
    answer = command(sqlite_engine, "etl", "load", "hesa_students_by_country", file)
    assert answer.status == 0, answer.err
    assert added(command, sqlite_engine, "academic_year", "level") == {(2023, "bachelor"): 3 * 795}


def test_an_unknown_country_of_a_later_edition_is_told_by_its_column(
    sqlite_engine: Engine, command: Command, tmp_path: Path
) -> None:
    file = edition(tmp_path / "a.csv", {**ASIA, "East Ruritania": 5}, "Total Asia")
    answer = command(sqlite_engine, "etl", "load", "hesa_students_by_country", file)
    assert answer.status == 1
    assert "column East Ruritania, value 'East Ruritania': Unknown country." in answer.err


# --- Canada -----------------------------------------------------------------------------------------------------------

XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def grid(file: Path) -> list[list[str]]:
    """Cells of the first sheet of a workbook of texts, by nothing but its XML."""
    with zipfile.ZipFile(file) as archive:
        strings = ["".join(node.itertext()) for node in ET.fromstring(archive.read("xl/sharedStrings.xml"))]
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{XML}row"):
        cells: dict[int, str] = {}
        for cell in row:
            place = 0
            for letter in re.match("[A-Z]+", cell.attrib["r"])[0]:  # type: ignore[index]
                place = 26 * place + ord(letter) - 64
            value = cell.findtext(f"{XML}v")
            cells[place - 1] = strings[int(value)] if value and cell.get("t") == "s" else value or ""
        rows.append([cells.get(place, "") for place in range(max(cells, default=-1) + 1)])
    return rows


def permits(file: Path) -> tuple[dict[tuple[str, str], int], set[tuple[str, str]]]:
    """Known permits by period and country as written, and which cells are withheld."""
    years, quarters, months, *rows = grid(file)
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    year = ""
    known: dict[tuple[str, str], int] = {}
    withheld = set()
    for place in range(1, len(months)):
        top = years[place] if place < len(years) else ""
        year = top if re.fullmatch(r"\d{4}", top) else year
        words = " ".join(level[place] for level in (years, quarters, months) if place < len(level))
        whole = re.search(r"(\d{4}) Total", words)
        period = (
            whole[1]
            if whole
            else f"{year}-{names.index(months[place][:3]) + 1:02}"
            if months[place][:3] in names
            else ""
        )
        for row in rows:
            if period and row and row[0] and not row[0].startswith("Total"):
                if row[place] == "--":
                    withheld.add((period, row[0]))
                else:
                    known[period, row[0]] = number(row[place])
    return known, withheld


@of("ircc_study_permits")
def test_permits_by_year_month_and_country(published: Engine, command: Command, open_data: Path) -> None:
    known, withheld = permits(open_data / IRCC)
    periods: Counter[str] = Counter()
    for (period, _), count in known.items():
        periods[period] += count
    found = {row["period"]: (row["headcount"], row["withheld_cells"])
             for row in records(command, published, "mobility", "period")}  # fmt: skip
    assert len(found) == 10 + 117
    assert found == {period: (count, sum(p == period for p, _ in withheld)) for period, count in periods.items()}
    for code, name in {"CHN": "China, People's Republic of", "IND": "India", "VGB": "Virgin Islands, British",
                       "KOR": "Korea, Republic of", "ZZZ": "Country of Citizenship not stated"}.items():  # fmt: skip
        theirs = records(command, published, "mobility", "period", country=code)
        assert {row["period"]: row["headcount"] for row in theirs if row["headcount"] is not None} == {
            period: count for (period, country), count in known.items() if country == name
        }  # fmt: skip
    last = grid(open_data / IRCC)[-1]
    assert last[0].startswith("Total unique")
    assert totals(published)["CAN", "ircc_year", "2023", "ZZZ", ""] >= 0.99 * periods["2023"]


def ircc_edition(file: Path, above: int, years: dict[int, int], is_merged: bool, has_quarters: bool = True) -> Path:
    """Another edition: header on other rows, years with so many months; each month of India 10, of Nepal '--'."""
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    top, middle, bottom, india, nepal = ["Country of Citizenship"], [""], [""], ["India"], ["Nepal"]
    spans = []

    def put(year: Any, quarter: str, month: str, count: int) -> None:
        for line, word in zip(
            (top, middle, bottom, india, nepal), (year, quarter, month, f"{count:,}", "--"), strict=True
        ):
            line.append(str(word))

    for year, months in years.items():
        start = len(top)
        for month in range(months):
            put(year if not month else "", f"Q{month // 3 + 1}" if month % 3 == 0 else "", names[month], 10)
            if month % 3 == 2:
                put("", f"Q{month // 3 + 1} Total", "", 30)
        spans.append((start, len(top) - 1))
        put(f"{year} Total", "", "", 10 * months)
    everybody = ["Total unique persons", *india[1:]]
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("TR - SP CITZ")
        for row, line in enumerate([["Canada - Study permit holders"]] * above):
            sheet.write_row(row, 0, line)
        for row, line in enumerate((top, middle, bottom, india, nepal, everybody)):
            sheet.write_row(above + row, 0, line)
        if is_merged:
            sheet.merge_range(above, 0, above + 2, 0, top[0])
            for start, end in spans:
                sheet.merge_range(above, start, above, end, top[start])
    return file


@pytest.mark.parametrize("above", [0, 2, 7])
@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize("years", [{2024: 12, 2025: 3}, {2025: 12}, {2023: 12, 2024: 12, 2025: 7}])
def test_a_later_edition_of_canada(
    sqlite_engine: Engine, command: Command, tmp_path: Path, above: int, is_merged: bool, years: dict[int, int]
) -> None:
    file = ircc_edition(tmp_path / "EN_ODP.xlsx", above, years, is_merged)
    answer = command(sqlite_engine, "etl", "load", "ircc_study_permits", file)
    assert answer.status == 0, answer.err
    found = added(command, sqlite_engine, "period", country="IND")
    assert found == {
        **{str(year): 10 * months for year, months in years.items()},
        **{f"{year}-{month + 1:02}": 10 for year, months in years.items() for month in range(months)},
    }  # fmt: skip
    assert set(ask(command, sqlite_engine, "mobility", "period", country="NPL").values()) == {"withheld"}


# --- UNESCO -----------------------------------------------------------------------------------------------------------


@of("uis_flows")
def test_flows_by_year_and_country(published: Engine, command: Command, open_data: Path) -> None:
    with (open_data / FLOWS).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    years, here, there = Counter[Any](), Counter[Any](), Counter[Any]()
    assert added(command, published, "academic_year", scope="domestic") == {2004: 6, 2008: 9}  # Mauritius, Laos
    for row in rows:
        year, count = int(row["year"]), float(row["value_lumped"])
        if row["dest_country_name"] == row["origin_country_lumped"]:
            continue
        years[year] += count
        here[year, row["dest_country_name"]] += count
        there[year, row["origin_country_lumped"]] += count
    assert added(command, published, "academic_year") == {y: pytest.approx(n) for y, n in years.items()}
    found = added(command, published, "academic_year", "institution", direction="inbound")
    assert sorted(map(float, found.values())) == pytest.approx(sorted(here.values()))
    found = added(command, published, "academic_year", "country")
    assert sorted(map(float, found.values())) == pytest.approx(sorted(there.values()))
    for code, name in {
        "XOT": "Other countries",
        "CHN": "China",
        "KOR": "Republic of Korea",
        "KAZ": "Kazakhstan",
    }.items():
        assert {year: count for (year, country), count in found.items() if country == code} == {
            year: pytest.approx(count) for (year, country), count in there.items() if country == name
        }  # fmt: skip


def test_flows_from_the_other_side(sqlite_engine: Engine, command: Command, open_data: Path, tmp_path: Path) -> None:
    """Where students of a country go; beside where those of a country come from, and never added to it."""
    header = ["year", "origin_country_name", "dest_country_lumped", "value_lumped", "cond_all"]
    flows = [("Kazakhstan", "Russia", "65237"), ("Kazakhstan", "Turkey", "1853.5"),
             ("Kazakhstan", "Other countries", "9000"), ("Viet Nam", "Japan", "4")]  # fmt: skip
    rows = [header, *[[2018, *flow, "- - - -"] for flow in flows]]
    answer = command(sqlite_engine, "etl", "load", "uis_flows", written(tmp_path / "a.csv", rows))
    assert answer.status == 0, answer.err
    assert added(command, sqlite_engine, "direction", "institution", "country", academic_year="2018") == {
        ("outbound", "KAZ", "RUS"): 65237, ("outbound", "KAZ", "TUR"): 1853.5, ("outbound", "KAZ", "XOT"): 9000,
        ("outbound", "VNM", "JPN"): 4,
    }  # fmt: skip
    assert command(sqlite_engine, "etl", "load", "uis_flows", open_data / FLOWS).status == 0
    assert added(command, sqlite_engine, "academic_year", direction="outbound") == {2018: 76094.5}


# --- Zaragoza ---------------------------------------------------------------------------------------------------------


def spanish(files: Iterable[Path]) -> list[dict[str, str]]:
    rows = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as handle:
            rows += list(csv.DictReader(handle, delimiter=";"))
    return rows


@of("unizar_agreements")
def test_assigned_students_and_places(published: Engine, command: Command, open_data: Path) -> None:
    assigned: Counter[Any] = Counter()
    places: Counter[Any] = Counter()
    for row in spanish(files_of(open_data)["unizar_agreements"]):
        scope = "domestic" if row["PAIS_UNIVERSIDAD_ACUERDO"] == "España" else "international"
        year = int(row["CURSO_ACADEMICO"])
        if row["IN_OUT"] == "OUT":
            assigned[scope, year] += number(row["PLAZAS_ASIGNADAS_ALUMNOS_OUT"])
        places[scope, year, row["IN_OUT"]] += number(row["PLAZAS_OFERTADAS_ALUMNOS"])
    for scope in ("domestic", "international"):
        found = added(command, published, "academic_year", scope=scope, direction="outbound")
        assert found == {year: count for (where, year), count in assigned.items() if where == scope}
        use = records(command, published, "agreements", "academic_year", "direction", scope=scope)
        sides = {"inbound": "IN", "outbound": "OUT"}
        assert {(row["academic_year"], sides[row["direction"]]): row["places"] for row in use} == {
            key[1:]: count for key, count in places.items() if key[0] == scope
        }  # fmt: skip


@of("unizar_results")
def test_results_by_degree(published: Engine, command: Command, open_data: Path) -> None:
    found: dict[str, Counter[int]] = {name: Counter() for name in ("enrolled", "out", "in A", "in B")}
    for row in spanish(files_of(open_data)["unizar_results"]):
        year, enrolled = int(row["CURSO_ACADEMICO"]), number(row["ALUMNOS_MATRICULADOS"])
        if row["TIPO_ESTUDIO"] == "Movilidad de entrada":
            found["in B"][year] += enrolled
            continue
        found["enrolled"][year] += enrolled
        found["out"][year] += number(row["ALUMNOS_MOVILIDAD_SALIDA"])
        found["in A"][year] += number(row["ALUMNOS_MOVILIDAD_ENTRADA"])
    assert added(command, published, "academic_year", topic="enrolment") == dict(found["enrolled"])
    for series, name in {"outgoing": "out", "incoming_degrees": "in A", "incoming_enrolled": "in B"}.items():
        theirs = added(command, published, "academic_year", series=f"unizar_results_{series}")
        assert theirs == dict(found[name])


def test_a_file_of_another_source_is_refused_by_each(
    sqlite_engine: Engine, command: Command, open_data: Path, tmp_path: Path
) -> None:
    files = {source: some[0] for source, some in files_of(open_data).items()}
    before = rows_in(sqlite_engine)
    for source in files:
        for other, file in files.items():
            if source != other:
                answer = command(sqlite_engine, "etl", "load", source, shutil.copy(file, tmp_path))
                assert (answer.status, bool(answer.err)) == (1, True), (source, other)
    assert rows_in(sqlite_engine) == before
