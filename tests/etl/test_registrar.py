"""What registrars send: each file small enough to count by hand, its answers asked for by command."""

import csv
import gzip
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import Engine, text

from etl import load
from etl.errors import Refused
from etl.sources import SOURCES
from tests.conftest import PYTHON, Answer, Command, Databases, environment, opened
from tests.db.answers import answers, assert_same, rows_in
from tests.etl.test_load import state_of
from tests.etl.test_personal import iin
from tests.etl.test_workbook import ods

Rows = list[list[Any]]


def load_kaznu(engine: Engine) -> None:
    load.load(engine, SOURCES["kaznu_published"], [])


def kaznu_in(databases: Databases) -> Iterator[Engine]:
    """A database that knows KazNU and its faculties, without any students."""
    yield from opened(databases, databases.copy("kaznu", load_kaznu))


@pytest.fixture
def kaznu(sqlite: Databases) -> Iterator[Engine]:
    yield from kaznu_in(sqlite)


@pytest.fixture
def kaznu_in_both(databases: Databases) -> Iterator[Engine]:
    """As `kaznu`; SQLite and PostgreSQL."""
    yield from kaznu_in(databases)


def registrar(command: Command, engine: Engine, *files: Any) -> Answer:
    return command(engine, "etl", "load", "registrar", *files, "--institution", "kaznu")


def loaded(command: Command, engine: Engine, *files: Any) -> Answer:
    answer = registrar(command, engine, *files)
    assert answer.status == 0, answer.err
    return answer


def refused(command: Command, engine: Engine, *files: Any) -> str:
    answer = registrar(command, engine, *files)
    assert (answer.status, answer.out) == (1, "")
    assert "Nothing was stored." in answer.err
    return answer.err


def registrar_json(command: Command, engine: Engine, *files: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(loaded(command, engine, *files, "--json").out)
    return told


def moved(told: dict[str, Any]) -> tuple[int, ...]:
    """New, restated, unchanged and withdrawn cells of mobility."""
    counted = told["tables"]["mobility_count"]
    return tuple(counted[what] for what in ("new", "restated", "unchanged", "withdrawn"))


def records(command: Command, engine: Engine, topic: str, *by: str, **where: str) -> list[dict[str, Any]]:
    conditions = [word for name, value in where.items() for word in ("--where", f"{name}={value}")]
    listed = ["--by", ",".join(by)] if by else []
    answer = command(engine, "db", "query", topic, *listed, *conditions, "--format", "json")
    assert answer.status == 0, answer.err
    found: list[dict[str, Any]] = json.loads(answer.out)
    return found


CODED = {name: f"{name}_code" for name in ("country", "faculty", "department", "institution")}


def ask(command: Command, engine: Engine, topic: str, *by: str, **where: str) -> dict[Any, Any]:
    """Headcount, or why there is none, by what is listed."""
    found = records(command, engine, topic, *by, **where)
    names = [CODED.get(name, name) for name in by]
    answer = {
        tuple(row[name] for name in names) if len(names) > 1 else row[names[0]]: (
            row["headcount"] if row["state"] == "value" else row["state"]
        )
        for row in found
    }
    assert len(answer) == len(found), "More than one answer: " + str(found[:3])
    return answer


def foreign(command: Command, engine: Engine, *by: str, **where: str) -> dict[Any, Any]:
    return ask(command, engine, "mobility", *(by or ("country",)), **{"academic_year": "2024", **where})


def everyone(command: Command, engine: Engine, *by: str, **where: str) -> dict[Any, Any]:
    return ask(command, engine, "enrolment", *(by or ("academic_year",)), **where)


def totals(engine: Engine, basis: str = "stated") -> dict[tuple[str, ...], float]:
    """Current stated totals by series, year, unit and country."""
    statement = text(
        "SELECT s.code, t.period, u.code, t.country_code, t.headcount FROM stated_total t "
        "JOIN series s ON s.id = t.series_id JOIN unit u ON u.id = t.unit_id "
        "WHERE t.is_current AND t.basis = :basis"
    )
    with engine.connect() as connection:
        return {tuple(row[:4]): row[4] for row in connection.execute(statement, {"basis": basis})}


def as_csv(rows: Rows, delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def written(file: Path, rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    file.write_bytes(as_csv(rows, delimiter).encode(encoding))
    return file


def workbook(file: Path, *sheets: tuple[str, Rows], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Path:
    """An XLSX file; merged: ranges of the first sheet, whose word stands in their first cell."""
    with xlsxwriter.Workbook(file) as book:
        for number, (name, rows) in enumerate(sheets):
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
            for top, left, bottom, right in merged if not number else ():
                sheet.merge_range(top, left, bottom, right, rows[top][left])
    return file


def as_ods(file: Path, rows: Rows) -> Path:
    cell = '<table:table-cell office:value-type="{}"{}><text:p>{}</text:p></table:table-cell>'

    def shown(value: Any) -> str:
        if isinstance(value, int):
            return cell.format("float", f' office:value="{value}"', value)
        return cell.format("string", "", value)

    body = "".join(f"<table:table-row>{''.join(map(shown, row))}</table:table-row>" for row in rows)
    return ods(file, body)  # type: ignore[no-any-return]


# --- Formats, languages and shapes ------------------------------------------------------------------------------------

HEADER = ["Учебный год", "Факультет", "Уровень обучения", "Страна", "Количество обучающихся"]
COUNTED: Rows = [
    HEADER,
    ["2024/25", "Юридический факультет", "бакалавриат", "Китай", 12],
    ["2024/25", "Юридический факультет", "магистратура", "Өзбекстан", 3],
    ["2024/25", "Физико-технический факультет", "бакалавриат", "Китай", 5],
    ["2024/25", "Физико-технический факультет", "бакалавриат", "Казахстан", 100],
]
BY_COUNTRY = {"CHN": 17, "UZB": 3}


def zipped(file: Path, rows: Rows) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("выгрузка/students.csv", as_csv(rows, ";"))
    return file


def packed(file: Path, rows: Rows) -> Path:
    file.write_bytes(gzip.compress(as_csv(rows, "\t").encode()))
    return file


WRITERS: dict[str, Callable[[Path, Rows], Path]] = {
    "csv": lambda file, rows: written(file, rows),
    "semicolon.csv": lambda file, rows: written(file, rows, ";"),
    "bom.csv": lambda file, rows: written(file, rows, ";", "utf-8-sig"),
    "bar.txt": lambda file, rows: written(file, rows, "|"),
    "tsv": lambda file, rows: written(file, rows, "\t"),
    "kz1048.csv": lambda file, rows: written(file, rows, ";", "kz1048"),
    "unicode.txt": lambda file, rows: written(file, rows, "\t", "utf-16"),
    "xlsx": lambda file, rows: workbook(file, ("Лист1", rows)),
    "ods": as_ods,
    "zip": zipped,
    "csv.gz": packed,
    "wrong name.pdf": lambda file, rows: workbook(file, ("Лист1", rows)),
}


@pytest.mark.parametrize("form", WRITERS)
def test_a_table_is_the_same_in_every_format(kaznu: Engine, command: Command, tmp_path: Path, form: str) -> None:
    loaded(command, kaznu, WRITERS[form](tmp_path / f"students.{form}", COUNTED))
    assert foreign(command, kaznu) == BY_COUNTRY
    assert everyone(command, kaznu) == {2024: 120}
    assert command(kaznu, "db", "check").status == 0


def test_cp1251(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [[str(cell).replace("Өзбекстан", "Узбекистан") for cell in row] for row in COUNTED]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows, ";", "cp1251"))
    assert foreign(command, kaznu) == BY_COUNTRY


HEADERS = {
    "ru": HEADER,
    "ru, other words": ["Уч. год", "Наименование факультета", "Степень", "Гражданство", "Контингент"],
    "kk": ["Оқу жылы", "Факультет атауы", "Оқу деңгейі", "Азаматтығы", "Студенттер саны"],
    "en": ["Academic year", "Faculty", "Level of study", "Citizenship", "Number of students"],
    "codes": ["academic_year", "faculty", "level", "country", "headcount"],
    "small and spaced": ["УЧЕБНЫЙ  ГОД", "факультет ", "уровень\nобучения", "СТРАНА:", "кол-во"],
    "look-alike letters": ["Учeбный год", "Фaкультет", "Уpовень обучения", "Cтрана", "Kоличество обучающихся"],
}


@pytest.mark.parametrize("language", HEADERS)
def test_headers_in_three_languages(kaznu: Engine, command: Command, tmp_path: Path, language: str) -> None:
    loaded(command, kaznu, written(tmp_path / "a.csv", [HEADERS[language], *COUNTED[1:]]))
    assert foreign(command, kaznu, "country", "faculty") == {
        ("CHN", "law"): 12,
        ("UZB", "law"): 3,
        ("CHN", "physics"): 5,
    }


def test_answers_are_the_same_on_both_databases(kaznu_in_both: Engine, command: Command, tmp_path: Path) -> None:
    loaded(command, kaznu_in_both, workbook(tmp_path / "a.xlsx", ("Лист1", COUNTED)))
    assert foreign(command, kaznu_in_both, "level", "country") == {
        ("bachelor", "CHN"): 17, ("master", "UZB"): 3,
    }  # fmt: skip
    assert everyone(command, kaznu_in_both, "faculty", academic_year="2024") == {"law": 15, "physics": 105}


def test_faculties_and_levels_in_kazakh_and_english(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [
        HEADER, ["2024-2025", "Заң факультеті", "Бакалавриат", "Қытай", 2],
        ["2024-2025", "Law", "Master", "Türkiye", 3],
        ["2024-2025 уч. год", "law", "докторантура", "TUR", 4], ["2024", "ЮРИДИЧЕСКИЙ", "PhD", "Индия", 5],
    ]  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu, "country", "level", faculty="law") == {
        ("CHN", "bachelor"): 2, ("TUR", "master"): 3, ("TUR", "doctoral"): 4, ("IND", "doctoral"): 5,
    }  # fmt: skip


def test_columns_in_any_order_with_numbers_and_remarks_beside(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [
        ["№ п/п", *reversed(row), "Примечание"] if row is HEADER else [1, *reversed(row), "верно"] for row in COUNTED
    ]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu) == BY_COUNTRY


TITLE: Rows = [
    ["НАО «Казахский национальный университет имени аль-Фараби»"], [],
    ["Сведения об иностранных обучающихся на 1 октября"], ["Отдел регистратора"],
]  # fmt: skip


def test_three_header_rows_with_merged_cells_under_title_lines(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [
        *TITLE,
        ["Сведения о подразделении", "", "Сведения об обучающихся", "", ""],
        ["Период", "Подразделение", "Обучение", "Гражданство", "Контингент"],
        ["Учебный год", "Факультет", "Уровень обучения", "Страна", "Всего"],
        *COUNTED[1:],
    ]
    file = workbook(tmp_path / "a.xlsx", ("Лист1", rows), merged=((4, 0, 4, 1), (4, 2, 4, 4)))
    loaded(command, kaznu, file)
    assert foreign(command, kaznu) == BY_COUNTRY


def test_countries_side_by_side_under_merged_headers(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [
        *TITLE, ["2024-2025 учебный год"],
        ["Факультет", "Уровень обучения", "Иностранные граждане", "", "", "", "Граждане РК"],
        ["", "", "СНГ", "", "Дальнее зарубежье", "", ""],
        ["", "", "Узбекистан", "Россия", "Китай", "Индия", "Казахстан"],
        ["Юридический факультет", "бакалавриат", 3, 4, 12, 0, 80],
        ["Физико-технический факультет", "бакалавриат", 1, "-", 5, "..", 100],
    ]  # fmt: skip
    ranges = ((5, 0, 7, 0), (5, 1, 7, 1), (5, 2, 5, 5), (6, 2, 6, 3), (6, 4, 6, 5), (5, 6, 6, 6))
    loaded(command, kaznu, workbook(tmp_path / "a.xlsx", ("Лист1", rows), merged=ranges))
    assert foreign(command, kaznu) == {"UZB": 4, "RUS": 4, "CHN": 17, "IND": "partial"}
    assert everyone(command, kaznu, "faculty", academic_year="2024") == {"law": 99, "physics": "not_stated"}


def test_a_line_of_column_numbers_and_a_repeated_header_are_no_rows(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    rows = [*TITLE, HEADER, ["1", "2", "3", "4", "5"], *COUNTED[1:3], HEADER, *COUNTED[3:]]
    answer = loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu) == BY_COUNTRY
    assert "repeat the header" in answer.out


def test_lines_under_the_table_are_told_and_no_rows(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [*COUNTED, [], ["* на 1 октября"], ["Исполнитель: отдел регистратора"]]
    answer = loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert "footnotes: 2" in answer.out
    assert foreign(command, kaznu) == BY_COUNTRY


def test_several_sheets_are_one_load_and_others_are_told(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "a.xlsx", ("Юристы", COUNTED[:3]), ("Пояснения", [["Как заполнять"], ["Пишите коды"]]),
        ("Физики", [HEADER, *COUNTED[3:]]),
    )  # fmt: skip
    answer = loaded(command, kaznu, file)
    assert "passed over: Пояснения" in answer.out
    assert foreign(command, kaznu) == BY_COUNTRY


def test_columns_wide_by_country(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [
        ["№", "Учебный год", "Факультет", "Китай", "Өзбекстан", "Kazakhstan", "Итого", "Примечание"],
        [1, "2024/25", "law", 12, 3, 80, 95, "без вечернего"],
        [2, "2024/25", "physics", 5, 0, 100, 105, ""],
    ]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu) == {"CHN": 17, "UZB": 3}
    assert everyone(command, kaznu, "faculty", academic_year="2024") == {"law": 95, "physics": 105}
    # The totals are over Kazakhstan too: of all students.
    assert totals(kaznu) == {
        ("registrar_all", "2024", "law", "ZZZ"): 95, ("registrar_all", "2024", "physics", "ZZZ"): 105,
    }  # fmt: skip


def test_columns_wide_by_year(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [
        ["Факультет", "Страна", "2022/23", "2023-2024", "2024"],
        ["law", "Китай", 10, 11, 12],
        ["law", "Узбекистан", "", 2, 3],
        ["law", "Казахстан", 70, 75, 80],
    ]
    refusal = refused(command, kaznu, written(tmp_path / "a.csv", rows))
    assert "a.csv, row 3, column 2022/23: The count is blank." in refusal
    rows[2][2] = "-"
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    found = ask(command, kaznu, "mobility", "academic_year", "country")
    assert found == {
        (2022, "CHN"): 10, (2022, "UZB"): 0, (2023, "CHN"): 11, (2023, "UZB"): 2, (2024, "CHN"): 12, (2024, "UZB"): 3,
    }  # fmt: skip
    assert everyone(command, kaznu) == {2022: 80, 2023: 88, 2024: 95}


# --- The year -------------------------------------------------------------------------------------------------------

YEARLESS: Rows = [row[1:] for row in COUNTED]
PLACES_OF_YEAR: dict[str, Callable[[Path], Path]] = {
    "above": lambda folder: written(folder / "a.csv", [["Контингент на 2024/2025 учебный год"], *YEARLESS]),
    "above, with a dash": lambda folder: written(folder / "a.csv", [["Оқу жылы: 2024–2025"], [], *YEARLESS]),
    "name of the sheet": lambda folder: workbook(folder / "a.xlsx", ("2024-2025", YEARLESS)),
    "name of the file": lambda folder: written(folder / "Контингент 2024-25 (1).csv", YEARLESS),
    "name of the archive": lambda folder: zipped(folder / "2024-2025.zip", YEARLESS),
}


@pytest.mark.parametrize("place", PLACES_OF_YEAR)
def test_the_year_may_stand_outside_the_table(kaznu: Engine, command: Command, tmp_path: Path, place: str) -> None:
    loaded(command, kaznu, PLACES_OF_YEAR[place](tmp_path))
    assert ask(command, kaznu, "mobility", "academic_year", "country") == {(2024, "CHN"): 17, (2024, "UZB"): 3}


def test_the_year_in_the_table_is_stronger(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    loaded(command, kaznu, written(tmp_path / "2019-2020.csv", [["За 2020/21 год"], *COUNTED]))
    assert everyone(command, kaznu) == {2024: 120}


def test_sheets_of_several_years(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    loaded(command, kaznu, workbook(tmp_path / "a.xlsx", ("2023-2024", YEARLESS[:3]), ("2024-2025", YEARLESS)))
    assert everyone(command, kaznu) == {2024: 120}
    assert ask(command, kaznu, "mobility", "academic_year") == {2023: 15, 2024: 20}


def test_without_any_year_it_is_told_which_column_is_missing(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    told = refused(command, kaznu, written(tmp_path / "a.csv", YEARLESS))
    assert "a.csv, row 1, column academic_year: There is no such column, and neither a line above the table nor" in told


# --- Totals, repeats, home --------------------------------------------------------------------------------------------


def test_totals_among_the_details_are_kept_apart_and_never_added(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    rows = [
        *COUNTED[:3], ["2024/25", "Юридический факультет", "", "Итого по факультету", 15], *COUNTED[3:],
        ["2024/25", "Барлығы", "", "Қытай", 17], ["2024/25", "ВСЕГО", "", "", 120],
        ["2024/25", "Всего иностранных студентов", "", "", 20],
    ]  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu) == BY_COUNTRY
    assert everyone(command, kaznu) == {2024: 120}
    assert totals(kaznu) == {
        ("registrar_all", "2024", "law", "ZZZ"): 15, ("registrar_degree", "2024", "", "CHN"): 17,
        ("registrar_all", "2024", "", "ZZZ"): 120, ("registrar_degree", "2024", "", "ZZZ"): 20,
    }  # fmt: skip
    assert command(kaznu, "db", "check").status == 0
    told = records(command, kaznu, "totals", institution="kaznu", series="registrar_all,registrar_degree")
    assert {(row["series"], row["faculty_code"], row["country"], row["headcount"], row["parts"]) for row in told} == {
        ("registrar_all", "law", "", 15, 15), ("registrar_all", "", "", 120, 120),
        ("registrar_degree", "", "China", 17, 17), ("registrar_degree", "", "", 20, 20),
    }  # fmt: skip


def test_totals_over_foreign_students_alone_are_totals_of_foreign_students(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    """The same words where no row is of the home country; a file with such rows then takes them back."""
    rows = [*COUNTED[:4], ["2024/25", "Итого", "", "", 20]]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert totals(kaznu) == {("registrar_degree", "2024", "", "ZZZ"): 20}
    loaded(command, kaznu, written(tmp_path / "b.csv", [*COUNTED, ["2024/25", "Итого", "", "", 120]]))
    assert totals(kaznu) == {("registrar_all", "2024", "", "ZZZ"): 120}


def test_totals_of_exchange_of_departments_and_of_levels_are_no_totals_of_others(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    header = ["Учебный год", "Вид мобильности", "Факультет", "Кафедра", "Уровень", "Гражданство", "Количество"]
    rows = [
        header,
        ["2024/25", "", "law", "civil", "бакалавриат", "Китай", 5],
        ["2024/25", "", "law", "civil", "магистратура", "Китай", 2],
        ["2024/25", "", "law", "civil", "", "Итого", 7],
        ["2024/25", "", "law", "", "бакалавриат", "Итого", 5],
        ["2024/25", "", "law", "Итого", "", "", 7],
        ["2024/25", "обмен", "law", "civil", "", "Польша", 3],
        ["2024/25", "обмен", "law", "", "", "Итого", 3],
    ]
    units = [
        ["code", "kind", "parent", "name_en", "name_ru", "name_kk"], ["law", "faculty", "", "Law", "", ""],
        ["civil", "department", "law", "Civil Law", "", ""],
    ]  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "a.csv", rows), written(tmp_path / "units.csv", units))
    with kaznu.connect() as connection:
        kept = text(
            "SELECT s.code, u.code, t.label, t.headcount FROM stated_total t JOIN series s ON s.id = t.series_id "
            "JOIN unit u ON u.id = t.unit_id WHERE t.is_current"
        )
        assert {tuple(row) for row in connection.execute(kept)} == {
            ("registrar_degree", "civil", "", 7), ("registrar_degree", "law", "бакалавриат", 5),
            ("registrar_degree", "law", "", 7), ("registrar_credit", "law", "", 3),
        }  # fmt: skip


def test_a_total_below_its_parts_is_stored_and_told_by_check(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    wrong = [["2024/25", "Итого", "", "", 119], ["2024/25", "Итого иностранных", "", "", 19]]
    answer = loaded(command, kaznu, written(tmp_path / "a.csv", [*COUNTED, *wrong]))
    for whole, parts in ((119, 120), (19, 20)):
        assert f"the parts add up to {parts}, more than the stated total of {whole}." in answer.out
    answer = command(kaznu, "db", "check")
    assert answer.status == 1
    assert sorted(answer.err.splitlines()) == [
        "A stated total of 119 is below its parts, 120.", "A stated total of 19 is below its parts, 20.",
    ]  # fmt: skip


def test_three_names_of_one_country_are_one_cell_in_counts_and_so_refused(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    rows = [HEADER, *[["2024/25", "law", "бакалавриат", name, 5] for name in ("КНР", "Китай", "China")]]
    told = refused(command, kaznu, written(tmp_path / "a.csv", rows))
    assert "a.csv, row 3: The row says again what row 2 of a.csv says." in told
    assert "a.csv, row 4: The row says again what row 2 of a.csv says." in told
    assert "Keep one of them" in told
    assert foreign(command, kaznu) == {}


def test_three_names_of_one_country_add_up_over_levels_and_faculties(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    rows = [
        HEADER, ["2024/25", "law", "бакалавриат", "КНР", 5], ["2024/25", "law", "магистратура", "Китай", 6],
        ["2024/25", "physics", "бакалавриат", "China", 7],
    ]  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu) == {"CHN": 18}


def test_three_names_of_one_country_are_one_in_rows_of_persons(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [PERSON_HEADER, *[person(n, "law", name) for n, name in enumerate(("КНР", "Китай", "China", "Қытай"))]]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu) == {"CHN": 4}


def test_two_files_that_say_the_same_cells_are_refused_together(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    files = [written(tmp_path / "a.csv", COUNTED), written(tmp_path / "b.csv", COUNTED, ";")]
    assert "b.csv, row 2: The row says again what row 2 of a.csv says." in refused(command, kaznu, *files)


def test_the_same_file_named_twice_is_read_once(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", COUNTED)
    loaded(command, kaznu, file, file, shutil.copy(file, tmp_path / "copy.csv"))
    assert foreign(command, kaznu) == BY_COUNTRY


@pytest.mark.parametrize("home", ["Казахстан", "ҚР", "Kazakhstan", "KAZ", "Республика Казахстан"])
def test_students_from_home_are_in_the_denominator_and_no_origin(
    kaznu: Engine, command: Command, tmp_path: Path, home: str
) -> None:
    rows = [*COUNTED[:4], ["2024/25", "physics", "бакалавриат", home, 100]]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu, scope="all") == BY_COUNTRY
    assert everyone(command, kaznu) == {2024: 120}


def test_without_students_from_home_there_is_no_denominator(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    answer = loaded(command, kaznu, written(tmp_path / "a.csv", COUNTED[:4]))
    assert "No row is of the home country" in answer.out
    assert everyone(command, kaznu) == {}
    assert foreign(command, kaznu) == BY_COUNTRY


def test_exchange_in_and_out_beside_degrees(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    """Those who go abroad and those who come for a semester are no part of all students here."""
    rows = [
        ["Учебный год", "Факультет", "Страна", "Направление мобильности", "Вид мобильности", "Количество"],
        ["2024/25", "law", "Китай", "", "", 12], ["2024/25", "law", "Казахстан", "входящая", "полная программа", 80],
        ["2024/25", "law", "Польша", "Исходящая", "академическая мобильность", 4],
        ["2024/25", "law", "Польша", "кіріс", "алмасу", 2],
    ]  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu, "direction", "series", "country") == {
        ("inbound", "registrar_degree", "CHN"): 12, ("outbound", "registrar_credit", "POL"): 4,
        ("inbound", "registrar_credit", "POL"): 2,
    }  # fmt: skip
    assert everyone(command, kaznu) == {2024: 92}


# --- Rows that are persons --------------------------------------------------------------------------------------------

PERSON_HEADER = ["Учебный год", "ИИН", "Факультет", "Образовательная программа", "Гражданство"]
IINS = [number for n in range(60) if (number := iin(date(2003, 1 + n % 12, 5 + n % 20), 5, 100 + n))]


def person(number: int, faculty: str, country: str, programme: str = "6B04201 Право") -> list[Any]:
    return ["2024/25", IINS[number], faculty, programme, country]


PERSONS: Rows = [
    PERSON_HEADER,
    person(0, "law", "Китай"), person(0, "law", "Китай", "6B04202 Таможенное дело"),
    person(1, "law", "Китай"), person(1, "physics", "Китай"), person(2, "law", "Узбекистан"),
    person(3, "law", "Казахстан"), person(3, "law", "Казахстан", "6B04202 Таможенное дело"),
    person(4, "physics", "Казахстан"), person(4, "physics", "Казахстан"),
]  # fmt: skip


def test_persons_are_counted_once_in_a_cell_and_once_in_a_total(
    kaznu_in_both: Engine, command: Command, tmp_path: Path
) -> None:
    """Person 0 in two programmes, 1 in two faculties, 4 twice in one cell: 3 foreign persons in 5 cells."""
    answer = loaded(command, kaznu_in_both, written(tmp_path / "a.csv", PERSONS))
    assert "1 rows are of persons who have another row in the same cell" not in answer.out  # a home student
    assert foreign(command, kaznu_in_both, "faculty", "field", "country") == {
        ("law", "6B04201 Право", "CHN"): 2, ("law", "6B04202 Таможенное дело", "CHN"): 1,
        ("physics", "6B04201 Право", "CHN"): 1, ("law", "6B04201 Право", "UZB"): 1,
    }  # fmt: skip
    degree, everybody = ("registrar_degree", "2024"), ("registrar_all", "2024")
    assert totals(kaznu_in_both, "distinct") == {
        (*degree, "", "ZZZ"): 3, (*degree, "law", "ZZZ"): 3, (*degree, "physics", "ZZZ"): 1,
        (*degree, "", "CHN"): 2, (*degree, "", "UZB"): 1, (*degree, "law", "CHN"): 2, (*degree, "law", "UZB"): 1,
        (*degree, "physics", "CHN"): 1,
        (*everybody, "", "ZZZ"): 5, (*everybody, "law", "ZZZ"): 4, (*everybody, "physics", "ZZZ"): 2,
    }  # fmt: skip
    assert command(kaznu_in_both, "db", "check").status == 0


def test_a_person_with_two_rows_in_one_cell_is_told(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    answer = loaded(command, kaznu, written(tmp_path / "a.csv", [*PERSONS, person(2, "law", "Узбекистан")]))
    assert "Rows of persons who have another row in the same cell, each counted once: 1." in answer.out
    assert foreign(command, kaznu, country="UZB") == {"UZB": 1}


def test_a_person_of_two_years_is_one_in_each(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [PERSON_HEADER, person(0, "law", "Китай"), ["2023/24", *person(0, "law", "Китай")[1:]]]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert ask(command, kaznu, "mobility", "academic_year") == {2023: 1, 2024: 1}
    assert totals(kaznu, "distinct")["registrar_degree", "2023", "", "ZZZ"] == 1


def test_without_a_number_for_each_student_enrolments_are_counted(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    loaded(command, kaznu, written(tmp_path / "a.csv", [[row[0], *row[2:]] for row in PERSONS]))
    assert foreign(command, kaznu, "series", "country") == {
        ("registrar_degree_enrolments", "CHN"): 4, ("registrar_degree_enrolments", "UZB"): 1,
    }  # fmt: skip
    assert everyone(command, kaznu, "series", academic_year="2024") == {"registrar_all_enrolments": 9}
    assert totals(kaznu, "distinct") == {}


@pytest.mark.parametrize("header", ["ИИН", "ЖСН", "Student ID", "№ зачетной книжки", "Студенттік билет нөмірі"])
def test_any_number_of_a_student_tells_persons_apart(
    kaznu: Engine, command: Command, tmp_path: Path, header: str
) -> None:
    rows = [[row[0], header if row is PERSON_HEADER else row[1], *row[2:]] for row in PERSONS]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert totals(kaznu, "distinct")["registrar_degree", "2024", "", "ZZZ"] == 3


def test_a_person_without_number_beside_others_is_told_by_row(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [row.copy() for row in PERSONS]
    rows[3][1] = " "
    assert "a.csv, row 4, column ИИН: Nothing tells who this is." in refused(
        command, kaznu, written(tmp_path / "a.csv", rows)
    )


def test_persons_across_files_of_one_load_are_the_same_persons(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    files = [
        written(tmp_path / f"{n}.csv", [PERSON_HEADER, *some]) for n, some in enumerate((PERSONS[1:4], PERSONS[4:]))
    ]
    loaded(command, kaznu, *files)
    assert totals(kaznu, "distinct")["registrar_degree", "2024", "", "ZZZ"] == 3


# --- Numbers and marks ------------------------------------------------------------------------------------------------

NUMBERS = {
    "12": 12, "12,0": 12, "12.00": 12, "1 234": 1234, "1\u00a0234": 1234, "1\u202f234,0": 1234, "1,234": 1234,
    "1'234": 1234, "1 234 567": 1234567, "012": 12, " 7 ": 7, "0": 0, "-": 0, "–": 0, "—": 0,
    "*": "withheld", "<5": "withheld", "< 5": "withheld", "x": "withheld", "х": "withheld", "--": "withheld",
    "..": "not_stated", "…": "not_stated", ":": "not_stated", "н/д": "not_stated", "Нет данных": "not_stated",
    "дерек жоқ": "not_stated", "н/п": "not_applicable", "NA": "not_applicable",
}  # fmt: skip


def test_counts_as_people_write_them(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    """One programme for each way of writing."""
    header = [*HEADER[:2], "Специальность", *HEADER[3:]]
    rows = [header, *[["2024/25", "law", f"way {n}", "Китай", shown] for n, shown in enumerate(NUMBERS)]]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows, ";"))
    assert foreign(command, kaznu, "field") == {f"way {n}": NUMBERS[shown] for n, shown in enumerate(NUMBERS)}


@pytest.mark.parametrize("value", [12, 12.0, "12", "12,0", 1234, "1 234", 1234.0])
def test_a_count_in_a_cell_of_a_workbook(kaznu: Engine, command: Command, tmp_path: Path, value: Any) -> None:
    rows = [HEADER, [2024, "law", "", "Китай", value]]
    loaded(command, kaznu, workbook(tmp_path / "a.xlsx", ("Лист1", rows)))
    assert foreign(command, kaznu) == {"CHN": 12 if "12" in str(value)[:2] and "34" not in str(value) else 1234}


def test_a_mark_spoils_the_sum_of_its_column_only(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["2024/25", "law", "", "Китай", "*"],
        ["2024/25", "physics", "", "Китай", 5],
        ["2024", "law", "", "Индия", 2],
    ]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    (chinese,) = records(command, kaznu, "mobility", "country", academic_year="2024", country="CHN")
    assert (chinese["headcount"], chinese["state"], chinese["withheld_cells"]) == (5, "partial", 1)
    assert foreign(command, kaznu, country="IND") == {"IND": 2}


# --- What is not understood -------------------------------------------------------------------------------------------


def test_a_renamed_column_is_told_with_what_stands_there_instead(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    rows = [["Учебный год", "Факультет", "Уровень обучения", "Откуда приехал", "Количество обучающихся"], *COUNTED[1:]]
    told = refused(command, kaznu, written(tmp_path / "a.csv", rows))
    assert "a.csv, row 1, column country: The column is missing." in told
    assert "Was it renamed? Columns of the file that are not expected: Откуда приехал." in told


def test_a_spelling_is_offered_confirmed_taken_and_forgotten(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", [HEADER, ["2024/25", "law", "", "Киргистан", 4]])
    assert "Did you mean Киргизия (KGZ)" in refused(command, kaznu, file)
    said = command(kaznu, "etl", "confirm", "country", "Киргистан", "KGZ")
    assert (said.status, said.out) == (0, "Киргистан stands for KGZ from now on.\n")
    assert "country: Киргистан = KGZ, confirmed by " in command(kaznu, "etl", "confirm").out
    loaded(command, kaznu, file)
    assert foreign(command, kaznu) == {"KGZ": 4}
    assert command(kaznu, "etl", "confirm", "country", "КИРГИСТАН").out == "Forgotten: 1.\n"
    assert command(kaznu, "etl", "confirm").out == ""
    assert "Unknown country" in refused(command, kaznu, file)
    assert foreign(command, kaznu) == {"KGZ": 4}


def test_a_faculty_and_a_level_are_confirmed_for_this_university(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", [HEADER, ["2024/25", "Юрфак", "очники", "Китай", 4]])
    told = refused(command, kaznu, file)
    assert "value 'Юрфак': Unknown faculty or department." in told
    assert "value 'очники': Unknown level." in told
    assert command(kaznu, "etl", "confirm", "unit", "Юрфак", "law").status == 2
    assert command(kaznu, "etl", "confirm", "unit", "Юрфак", "law", "--institution", "kaznu").status == 0
    assert command(kaznu, "etl", "confirm", "level", "очники", "bachelor").status == 0
    loaded(command, kaznu, file)
    assert foreign(command, kaznu, "faculty", "level") == {("law", "bachelor"): 4}


@pytest.mark.parametrize(
    "wrong",
    [("country", "Киргистан", "XYZ"), ("level", "очники", "uni"), ("country", "  ", "KGZ"), ("country", "", "KGZ"),
     ("unit", "Юрфак", "magic", "--institution", "kaznu"), ("institution", "КазГУ", "none")],
)  # fmt: skip
def test_a_spelling_is_confirmed_for_known_codes_only(kaznu: Engine, command: Command, wrong: tuple[str, ...]) -> None:
    answer = command(kaznu, "etl", "confirm", *wrong)
    assert (answer.status, answer.out) == (2, "")
    assert command(kaznu, "etl", "confirm").out == ""


def test_an_ambiguous_country_is_asked_about_until_a_person_says(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", [HEADER, ["2024/25", "law", "", "Корея", 4]])
    told = refused(command, kaznu, file)
    assert "a.csv, row 2, column Страна, value 'Корея': The country is ambiguous: it may be KOR, PRK." in told
    command(kaznu, "etl", "confirm", "country", "Корея", "KOR")
    loaded(command, kaznu, file)
    assert foreign(command, kaznu) == {"KOR": 4}


# --- Corrections ------------------------------------------------------------------------------------------------------


def test_a_corrected_file_restates_and_withdraws_and_undo_reverts(
    kaznu_in_both: Engine, command: Command, tmp_path: Path
) -> None:
    loaded(command, kaznu_in_both, written(tmp_path / "a.csv", COUNTED))
    before = answers(kaznu_in_both)
    corrected = [HEADER, ["2024/25", "law", "бакалавриат", "Китай", 13], *COUNTED[3:]]
    assert moved(registrar_json(command, kaznu_in_both, written(tmp_path / "b.csv", corrected))) == (0, 1, 1, 1)
    assert foreign(command, kaznu_in_both) == {"CHN": 18}
    assert everyone(command, kaznu_in_both) == {2024: 118}
    log = command(kaznu_in_both, "etl", "log")
    assert [line.split()[0] for line in log.out.splitlines()] == ["3", "2", "1"]
    assert "registrar (kaznu) by " in log.out
    assert command(kaznu_in_both, "etl", "undo", 3).status == 0
    assert_same(answers(kaznu_in_both), before)
    assert ", undone " in command(kaznu_in_both, "etl", "log").out
    assert command(kaznu_in_both, "etl", "undo", 3).status == 1
    assert command(kaznu_in_both, "db", "check").status == 0


def test_the_same_file_again_changes_nothing(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", COUNTED)
    loaded(command, kaznu, file)
    rows = rows_in(kaznu)
    assert "nothing changed" in loaded(command, kaznu, file).out
    assert rows_in(kaznu) == rows
    assert moved(registrar_json(command, kaznu, written(tmp_path / "b.csv", COUNTED, ";"))) == (0, 0, 3, 0)
    assert (foreign(command, kaznu), everyone(command, kaznu)) == (BY_COUNTRY, {2024: 120})


def test_a_file_of_one_year_leaves_the_others(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    loaded(command, kaznu, written(tmp_path / "a.csv", COUNTED))
    older = [HEADER, *[["2023/24", *row[1:]] for row in COUNTED[1:]]]
    loaded(command, kaznu, written(tmp_path / "b.csv", older))
    assert ask(command, kaznu, "mobility", "academic_year") == {2023: 20, 2024: 20}


def test_a_file_of_one_faculty_is_complete_for_all_unless_it_is_a_part(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    loaded(command, kaznu, written(tmp_path / "a.csv", COUNTED))
    lawyers = written(tmp_path / "law.csv", [HEADER, ["2024/25", "law", "бакалавриат", "Китай", 20]])
    assert moved(registrar_json(command, kaznu, lawyers, "--part")) == (0, 1, 0, 1)
    assert foreign(command, kaznu) == {"CHN": 25}
    loaded(command, kaznu, lawyers)
    assert foreign(command, kaznu) == {"CHN": 20}


def test_persons_replace_counts_of_the_same_year(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    loaded(command, kaznu, written(tmp_path / "a.csv", COUNTED))
    loaded(command, kaznu, written(tmp_path / "b.csv", PERSONS))
    assert foreign(command, kaznu, "series") == {"registrar_degree": 5}


@pytest.mark.parametrize("rows", [COUNTED, PERSONS, [HEADER, ["2024", "law", "", "Нарния", 4]]])
def test_a_dry_run_leaves_the_database_byte_for_byte(
    kaznu: Engine, command: Command, tmp_path: Path, rows: Rows
) -> None:
    database, file = Path(str(kaznu.url.database)), written(tmp_path / "a.csv", rows)
    before = state_of(database)
    line = [PYTHON, "-m", "etl", "load", "registrar", file, "--institution", "kaznu", "--dry-run"]
    done = subprocess.run(line, env=environment(kaznu), capture_output=True, text=True, check=False)
    assert done.returncode == (1 if "Нарния" in str(rows) else 0), done.stderr
    assert state_of(database) == before


def test_a_dry_run_tells_what_the_load_then_does(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", COUNTED)
    tried = command(kaznu, "etl", "load", "registrar", file, "--institution", "kaznu", "--dry-run", "--json")
    done = command(kaznu, "etl", "load", "registrar", file, "--institution", "kaznu", "--json")
    told = [{**json.loads(answer.out), "release": None, "stored": None} for answer in (tried, done)]
    assert told[0] == told[1]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_what_is_told_in_each_language(kaznu: Engine, command: Command, tmp_path: Path, language: str) -> None:
    """Sentences are looked up in the catalogue; file, row, column and value are told in any language."""
    bad = written(tmp_path / "a.csv", [HEADER, ["2024/25", "law", "", "Нарния", "много"]])
    answer = registrar(command, kaznu, bad, "--language", language)
    assert answer.status == 1
    assert all(word in answer.err for word in ("a.csv", "2", "Страна", "'Нарния'", "Количество обучающихся", "'много'"))
    good = written(tmp_path / "b.csv", COUNTED)
    answer = registrar(command, kaznu, good, "--language", language)
    assert (answer.status, "registrar" in answer.out) == (0, True)


def test_departments_belong_to_the_faculty_beside_them(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    units: Rows = [
        ["code", "kind", "parent", "name_en", "name_ru", "name_kk"],
        ["law", "faculty", "", "Law", "Юридический факультет", "Заң факультеті"],
        ["physics", "faculty", "", "Physics and Technology", "Физико-технический факультет", ""],
        ["civil", "department", "law", "Civil Law", "Кафедра гражданского права", ""],
        ["optics", "department", "physics", "Optics", "Кафедра оптики", ""],
    ]
    header = ["Учебный год", "Факультет", "Кафедра", "Страна", "Количество"]
    rows = [
        header, ["2024", "Юридический факультет", "Кафедра гражданского права", "Китай", 3],
        ["2024", "Юридический факультет", "Не указана", "Китай", 2], ["2024", "physics", "optics", "Китай", 1],
    ]  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "units.csv", units), written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu, "faculty") == {"law": 5, "physics": 1}
    wrong = [header, ["2024", "law", "optics", "Китай", 3]]
    told = refused(command, kaznu, written(tmp_path / "b.csv", wrong))
    assert "b.csv, row 2, column Кафедра, value 'optics': The department is not one of the faculty beside it." in told


# --- Personal data ----------------------------------------------------------------------------------------------------

SECRETS = {
    "Фамилия": ["Жумабекова", "Абдрахманов", "Сулейменова", "Ибрагимов", "Кожахметова"],
    "ФИО": ["Тулегенова Асель Маратовна", "Петренко Олег Игоревич", "Садыков Нурлан Бекович", "Ким Виктор Сергеевич",
            "Цой Анна Львовна"],
    "E-mail": ["asel.t@kaznu.kz", "petrenko@mail.ru", "nurlan@gmail.com", "kim.v@inbox.kz", "tsoi@yandex.kz"],
    "Телефон": ["+7 701 234 56 78", "87027654321", "+7(705)1112233", "8 747 222 33 44", "+77771234567"],
    "Паспорт": ["N12345678", "N87654321", "N11223344", "N44332211", "N55667788"],
    "Дата рождения": ["1999-03-07", "14.05.2000", "2001-11-23", "02.02.2002", "2003-08-30"],
    "Примечание": ["звонить Маратовой Гульнаре Ахметовне", "мама: +7 708 555 44 33", "dad@home.kz", "920304300123",
                   "нет"],
}  # fmt: skip
HIDDEN = sorted({word for words in SECRETS.values() for word in words} - {"нет"} | set(IINS[:5]))


def with_secrets(rows: Rows) -> Rows:
    """The rows of persons with personal columns between the others."""
    header, *others = rows
    return [
        [*header[:2], *SECRETS, *header[2:]],
        *[[*row[:2], *[words[n % 5] for words in SECRETS.values()], *row[2:]] for n, row in enumerate(others)],
    ]


def everything_kept(engine: Engine) -> bytes:
    """All bytes of the database and of what lies beside it."""
    engine.dispose()
    file = Path(str(engine.url.database))
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def assert_hidden(engine: Engine, *told: Answer) -> None:
    kept = everything_kept(engine)
    shown = "".join(answer.out + answer.err for answer in told)
    for word in HIDDEN:
        forms = {word, word.upper(), word.casefold(), word.replace(" ", "")}
        assert [form for form in forms if form in shown] == []
        assert [form for form in forms for code in ("utf-8", "cp1251", "utf-16-le")
                if form.encode(code, "replace") in kept] == []  # fmt: skip


@pytest.mark.parametrize(
    ("form", "options"),
    [("csv", ()), ("csv", ("--json",)), ("csv", ("--dry-run",)), ("xlsx", ()), ("zip", ("--dry-run", "--json"))],
)
def test_personal_columns_are_told_and_neither_stored_nor_shown(
    kaznu: Engine, command: Command, tmp_path: Path, form: str, options: tuple[str, ...]
) -> None:
    file = WRITERS[form](tmp_path / f"a.{form}", with_secrets(PERSONS))
    answer = registrar(command, kaznu, file, *options)
    assert answer.status == 0, answer.err
    assert "Personal columns were recognised and left out: " in answer.out
    assert "Фамилия" in answer.out
    if "--dry-run" not in options:
        assert foreign(command, kaznu, "country") == {"CHN": 4, "UZB": 1}
    queried = command(kaznu, "db", "query", "mobility", "--by", "academic_year,country,faculty,field,release")
    assert_hidden(kaznu, answer, queried, command(kaznu, "etl", "log"), command(kaznu, "etl", "log", "--json"))


PLANTED: dict[str, tuple[int, str]] = {
    "an IIN for a country": (-1, IINS[0]),
    "a name for a country": (-1, SECRETS["ФИО"][0]),
    "an address for a country": (-1, SECRETS["E-mail"][1]),
    "a phone for a country": (-1, SECRETS["Телефон"][0]),
    "a name for a faculty": (-3, SECRETS["ФИО"][1]),
    "an IIN for a faculty": (-3, IINS[1]),
    "an IIN for a programme": (-2, IINS[2]),
    "an address in a programme": (-2, f"Право ({SECRETS['E-mail'][2]})"),
    "an IIN for a year": (0, IINS[3]),
    "a passport for a country": (-1, SECRETS["Паспорт"][0]),
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_personal_value_in_another_column_is_refused_unseen(
    kaznu: Engine, command: Command, tmp_path: Path, planted: str, options: tuple[str, ...]
) -> None:
    place, word = PLANTED[planted]
    rows = with_secrets(PERSONS)
    rows[3][place] = word
    answer = registrar(command, kaznu, written(tmp_path / "a.csv", rows), *options)
    assert answer.status == 1
    assert_hidden(kaznu, answer, command(kaznu, "etl", "log", "--json"))


@pytest.mark.parametrize("column", [-1, -2, -3])
@pytest.mark.parametrize("secret", ["ФИО", "E-mail", "Телефон", "IIN"])
@pytest.mark.parametrize("options", [("--json",)])
def test_columns_that_slipped_are_refused_unseen(
    kaznu: Engine, command: Command, tmp_path: Path, column: int, secret: str, options: tuple[str, ...]
) -> None:
    """Everybody's name under the header of a country, a programme or a faculty."""
    rows = [row.copy() for row in PERSONS]
    for n, row in enumerate(rows[1:]):
        row[column] = (IINS if secret == "IIN" else SECRETS[secret])[n % 5]
    answer = registrar(command, kaznu, written(tmp_path / "a.csv", rows), *options)
    assert answer.status == 1
    assert_hidden(kaznu, answer, command(kaznu, "etl", "log", "--json"))


def test_a_marked_refusal_of_one_row_does_not_tell_its_neighbours(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    rows = with_secrets(PERSONS)
    rows[2][-1], rows[4][-3], rows[5][0] = "Нарния", "Факультет магии", "2024/27"
    answer = registrar(command, kaznu, written(tmp_path / "a.csv", rows))
    assert answer.status == 1
    assert all(word in answer.err for word in ("'Нарния'", "'Факультет магии'", "'2024/27'"))
    assert_hidden(kaznu, answer)


@pytest.mark.parametrize("name", [f"Список {IINS[0]}.csv", "asel.t@kaznu.kz.csv"])
def test_a_file_named_after_a_person_is_stored_under_no_such_name(
    kaznu: Engine, command: Command, tmp_path: Path, name: str
) -> None:
    assert registrar(command, kaznu, written(tmp_path / name, PERSONS)).status == 0
    assert_hidden(kaznu, command(kaznu, "etl", "log", "--json"))


def test_a_sheet_named_after_a_person_is_stored_under_no_such_name(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    loaded(command, kaznu, workbook(tmp_path / "a.xlsx", (IINS[0], COUNTED), ("Лист2", [["Пояснения"]])))
    assert_hidden(kaznu)


def test_a_refusal_in_the_program_carries_no_personal_words(tmp_path: Path) -> None:
    rows = [row.copy() for row in PERSONS]
    rows[1][-1] = IINS[0]
    with pytest.raises(Refused) as caught:
        load.judge(SOURCES["registrar"], [written(tmp_path / "a.csv", rows)], "kaznu").refuse()
    assert IINS[0] not in repr(caught.value.problems)


# --- What a person confirms, and in which language -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "written"),
    [("country", "Каримов Азиз Бахтиёрович"), ("country", "Каримов Азиз"), ("country", "980228499923"),
     ("level", "Ахметова Айгерим"), ("unit", "тел. 377-33-30"), ("institution", "a.b@kaznu.kz")],
)  # fmt: skip
def test_no_spelling_that_may_be_a_persons_is_remembered(
    kaznu: Engine, command: Command, kind: str, written: str
) -> None:
    code = {"country": "UZB", "level": "bachelor", "unit": "law", "institution": "kaznu"}[kind]
    answer = command(kaznu, "etl", "confirm", kind, written, code, "--institution", "kaznu", "--language", "ru")
    assert (answer.status, answer.out) == (2, "")
    assert "похоже на имя или номер человека" in answer.err
    assert command(kaznu, "etl", "confirm").out == ""
    assert written.encode() not in everything_kept(kaznu)


@pytest.mark.parametrize(
    ("said", "listed"),
    [(("country", "Китай", "USA"), "CHN"), (("level", "магистр", "bachelor"), "master"),
     (("unit", "Юридический факультет", "physics", "--institution", "kaznu"), "law")],
)  # fmt: skip
def test_a_listed_spelling_keeps_its_code(kaznu: Engine, command: Command, said: tuple[str, ...], listed: str) -> None:
    answer = command(kaznu, "etl", "confirm", *said)
    assert (answer.status, answer.out) == (2, "")
    assert f"“{said[1]}” is a listed spelling of {listed}: it cannot stand for {said[2]}." in answer.err
    assert command(kaznu, "etl", "confirm").out == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [("Китай", "CHN"), ("Ю. Корея", "KOR"), ("Британские Виргинские Острава", "VGB"), ("ЕС", "XEU")],
)
def test_a_spelling_of_a_country_may_be_confirmed(kaznu: Engine, command: Command, written: str, code: str) -> None:
    assert command(kaznu, "etl", "confirm", "country", written, code).status == 0


def test_confirm_log_and_undo_answer_in_the_readers_language(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    said = command(kaznu, "etl", "confirm", "country", "Киргистан", "KGZ", "--language", "kk")
    assert said.out == "Енді «Киргистан» жазылуы KGZ кодын білдіреді.\n"
    assert "страна: Киргистан = KGZ, подтверждено: " in command(kaznu, "etl", "confirm", "--language", "ru").out
    loaded(command, kaznu, written(tmp_path / "a.csv", COUNTED))
    assert "прочитано строк: 4; " in command(kaznu, "etl", "log", "--language", "ru").out
    assert "Загрузка № 2 отменена" in command(kaznu, "etl", "undo", 2, "--language", "ru").out
    assert "Загрузки № 2 нет" in command(kaznu, "etl", "undo", 2, "--language", "ru").err
    assert "; отменено " in command(kaznu, "etl", "log", "--language", "ru").out


def test_the_log_counts_rows_of_the_users_files_only(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    loaded(command, kaznu, written(tmp_path / "a.csv", COUNTED))
    newest = command(kaznu, "etl", "log").out.splitlines()[0]
    assert f": {len(COUNTED) - 1} rows read; " in newest
    assert json.loads(command(kaznu, "etl", "log", "--json").out)[0]["rows_read"] == len(COUNTED) - 1
