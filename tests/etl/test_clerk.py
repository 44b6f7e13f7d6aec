"""Exports as offices write them: sums without a word for it, summaries, signatures, two years, dashes for numbers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.conftest import Command, Databases
from tests.etl.test_registrar import (
    Rows,
    everyone,
    foreign,
    kaznu_in,
    loaded,
    records,
    refused,
    registrar,
    totals,
    workbook,
    written,
)

TITLE = ["Контингент иностранных обучающихся на 2024-2025 учебный год"]
LAW, PHYSICS = "Юридический факультет", "Физико-технический факультет"
SUM = "Blank here and filled in other rows: the row may be their sum, which would be counted twice."


@pytest.fixture
def kaznu(sqlite: Databases) -> Iterator[Engine]:
    yield from kaznu_in(sqlite)


def titled(*rows: list[Any]) -> Rows:
    width = max(map(len, rows))
    return [[*TITLE, *[""] * (width - 1)], [""] * width, *[[*row, *[""] * (width - len(row))] for row in rows]]


COUNTS = ["Факультет", "Уровень", "Страна", "Количество"]
DETAILS = [[LAW, "Бакалавриат", "Китай", 11], [LAW, "Бакалавриат", "Узбекистан", 5]]


@pytest.mark.parametrize(
    ("sums", "told"),
    [
        ([[LAW, "", "", 16]], "row 6, column Страна: " + SUM),
        ([["", "", "", 16]], "row 6, column Страна: " + SUM),
        ([[LAW, "Бакалавриат", "", 16]], "row 6, column Страна: " + SUM),
        ([["", "", "Китай", 11]], "row 6, column Факультет: " + SUM),
        ([[LAW, "", "Китай", 11]], "row 6, column Уровень: " + SUM),
        ([[LAW, "Бакалавриат", "Китай", 11]], "row 6: The row says again what row 4 of a.csv says."),
    ],
    ids=["of a faculty", "of all", "of a level", "of a country", "of levels", "of nothing"],
)
def test_a_sum_without_a_word_for_it_is_never_added(
    kaznu: Engine, command: Command, tmp_path: Path, sums: Rows, told: str
) -> None:
    answer = refused(command, kaznu, written(tmp_path / "a.csv", titled(COUNTS, *DETAILS, *sums)))
    assert f"a.csv, {told}" in answer


def test_what_is_not_known_is_written_so(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = titled(COUNTS, *DETAILS, [LAW, "Не указан", "Китай", 2], ["не указан", "Бакалавриат", "не указана", 3])
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu) == {"CHN": 13, "UZB": 5, "ZZZ": 3}
    assert foreign(command, kaznu, "faculty") == {"law": 18, "": 3}


def test_a_summary_beside_the_details_is_not_added(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "a.xlsx",
        ("Л", titled(["Факультет", "Страна", "Количество"], [LAW, "Китай", 11])),
        ("Свод", titled(["Страна", "Количество"], ["Китай", 11])),
    )
    assert f"a.xlsx, sheet Свод, row 4, column faculty: {SUM}" in refused(command, kaznu, file)


def test_home_students_said_twice_are_refused(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = titled(COUNTS, *DETAILS, [LAW, "Бакалавриат", "Казахстан", 100], [LAW, "Бакалавриат", "РК", 100])
    answer = refused(command, kaznu, written(tmp_path / "a.csv", rows))
    assert "a.csv, row 7: The row says again what row 6 of a.csv says." in answer
    loaded(command, kaznu, written(tmp_path / "a.csv", rows[:-1]))
    assert everyone(command, kaznu) == {2024: 116}


def test_of_several_totals_each_is_of_its_own(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    """A column of all levels beside those of each; totals of faculties that do not say of which."""
    levels = titled(
        ["Факультет", "Страна", "Бакалавриат", "Магистратура", "Всего"], [LAW, "Китай", 10, 2, 12],
        [LAW, "Турция", 4, 1, 5], ["Итого", "", 14, 3, 17],
    )  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "a.csv", levels))
    assert foreign(command, kaznu) == {"CHN": 12, "TUR": 5}
    assert {k: v for k, v in totals(kaznu).items() if k[2:] == ("", "ZZZ")} == {
        ("registrar_degree", "2024", "", "ZZZ"): 17
    }
    nameless = titled(
        COUNTS, *DETAILS, ["Итого по факультету", "", "", 16], [PHYSICS, "Магистратура", "Китай", 4],
        ["Итого по факультету", "", "", 4], ["Университет бойынша барлығы", "", "", 20],
    )  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "b.csv", nameless))
    assert totals(kaznu) == {("registrar_degree", "2024", "", "ZZZ"): 20}


def test_two_totals_of_the_same_are_refused_if_they_differ(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    same = titled(COUNTS, *DETAILS, ["Всего", "", "", 16], ["Итого", "", "", 16])
    loaded(command, kaznu, written(tmp_path / "a.csv", same))
    same[-1][-1] = 17
    answer = refused(command, kaznu, written(tmp_path / "b.csv", same))
    assert "b.csv, row 7: The row says again what row 6 of b.csv says." in answer


def test_a_total_need_not_repeat_the_year(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [["Учебный год", *COUNTS], *[["2024/25", *row] for row in DETAILS], ["Итого", "", "", "", 16],
            ["", "Итого", "", "", 16]]  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu) == {"CHN": 11, "UZB": 5}


def test_who_goes_abroad_is_counted_where_he_studies(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    header = ["ID студента", "Страна обучения", "Гражданство", "Факультет", "Направление", "Вид мобильности"]
    rows = titled(
        header, ["S1", "", "Узбекистан", LAW, "входящая", "полная программа"],
        ["S2", "Германия", "Казахстан", LAW, "исходящая", "академическая мобильность"],
        ["S3", "Польша", "Казахстан", LAW, "исходящая", "академическая мобильность"],
    )  # fmt: skip
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu, direction="outbound") == {"DEU": 1, "POL": 1}
    assert foreign(command, kaznu, direction="inbound") == {"UZB": 1}
    at_home = titled(["Страна", "Направление", "Количество"], ["Казахстан", "исходящая", 3])
    answer = refused(command, kaznu, written(tmp_path / "b.csv", at_home))
    assert "Of a student who goes abroad the country where he studies is counted, not his own." in answer


def test_a_sign_in_place_of_a_number_is_no_person(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = titled(["ID", "Гражданство", "Факультет"], *[[sign, "КНР", LAW] for sign in ("-", "б/н", "0", "S1")])
    answer = refused(command, kaznu, written(tmp_path / "a.csv", rows))
    assert "a.csv, rows 4, 5, 6, column ID: Nothing tells who this is." in answer


def test_a_number_of_the_state_beside_an_id_is_left_out(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    header = ["ID", "ИИН", "Гражданство"]
    rows = titled(header, ["S1", "030111501001", "КНР"], ["S2", "030111501001", "КНР"])
    told = loaded(command, kaznu, written(tmp_path / "a.csv", rows)).out
    assert "Personal columns were recognised and left out: ИИН." in told
    assert foreign(command, kaznu) == {"CHN": 2}


def test_persons_without_a_citizenship_are_persons(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = titled(["ID", "Гражданство", "Факультет"], ["S1", "КНР", LAW], ["S2", "", LAW])
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu) == {"CHN": 1, "ZZZ": 1}
    assert totals(kaznu, "distinct")["registrar_degree", "2024", "", "ZZZ"] == 2


def test_distinct_persons_are_those_of_international_mobility(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    """Exchange within the country is asked for apart, in cells and in totals."""
    header = ["ID", "Страна", "Факультет", "Вид мобильности"]
    rows = titled(header, ["S1", "Польша", LAW, "обмен"], ["S2", "Казахстан", LAW, "обмен"])
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    told = records(command, kaznu, "totals", institution="kaznu")
    assert {(row["faculty_code"], row["country_code"], row["headcount"], row["parts"]) for row in told} == {
        ("", "ZZZ", 1, 1), ("law", "ZZZ", 1, 1), ("", "POL", 1, 1), ("law", "POL", 1, 1),
    }  # fmt: skip


def test_counts_and_the_list_of_the_same_persons_are_not_added(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    counts = written(tmp_path / "counts.csv", titled(COUNTS, DETAILS[0]))
    persons = written(tmp_path / "list.csv", titled(["ID", *COUNTS[:3]], ["S1", *DETAILS[0][:3]]))
    answer = refused(command, kaznu, counts, persons)
    assert "list.csv: Rows 4 say again what rows 4 of counts.csv say, in another way." in answer


def test_years_that_contradict_each_other_are_asked_about(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = titled(COUNTS, *DETAILS)
    rows[1][0] = "Утверждено приказом на 2023 - 2024 учебный год"
    answer = refused(command, kaznu, written(tmp_path / "a.csv", rows))
    assert "column academic_year: Above the table stand several: 2024-2025, 2023 - 2024. Which one holds?" in answer
    rows[1][0] = "по приказу о 2024 – 2025 учебном годе"
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))


@pytest.mark.parametrize(
    "signed",
    [
        [["Декан", "", "Сейтказиев Б.Т.", ""], ["Дата: 12.09.2024"], ["М.П."]],
        [["Исполнитель: Ахметова А.К.", "", "тел. 377-33-30"]],
        [[], ["", "Начальник офиса регистратора", "", "________"], ["исп. Ахметова А."], ["", "", "", "12.09.2024"]],
    ],
    ids=["dean", "compiled by", "far below"],
)
def test_signatures_are_no_rows(kaznu: Engine, command: Command, tmp_path: Path, signed: Rows) -> None:
    rows = titled(COUNTS, *DETAILS, *signed)
    told = loaded(command, kaznu, workbook(tmp_path / "a.xlsx", ("Л", rows))).out
    assert f"Lines under the table that were taken as footnotes: {sum(map(bool, signed))}." in told
    assert foreign(command, kaznu) == {"CHN": 11, "UZB": 5}


def test_a_dean_with_students_is_a_row(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = titled(COUNTS, *DETAILS, ["Деканат", "Бакалавриат", "Китай", 3])
    assert "value 'Деканат': Unknown faculty or department." in refused(
        command, kaznu, written(tmp_path / "a.csv", rows)
    )


@pytest.mark.parametrize(
    "header",
    [["Страна (гражданство)", "Кол-во обучающихся"], ["Гражданство / Азаматтығы", "Саны / Количество"],
     ["Азаматтығы (елі)", "Кол-во, чел."], ["Citizenship / Гражданство", "Численность студентов"]],
    ids=" ".join,
)  # fmt: skip
def test_headers_that_say_it_twice(kaznu: Engine, command: Command, tmp_path: Path, header: list[str]) -> None:
    loaded(command, kaznu, written(tmp_path / "a.csv", titled(header, ["Китай", 10]), ";"))
    assert foreign(command, kaznu) == {"CHN": 10}


def test_a_column_of_one_year_is_a_year(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    rows = [["Страна", "2023/24"], ["Китай", 10], ["Индия", 20]]
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
    assert foreign(command, kaznu, academic_year="2023") == {"CHN": 10, "IND": 20}


def test_an_institution_that_nobody_knows_is_told(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", titled(["Страна", "Количество"], ["Китай", 10]))
    answer = command(kaznu, "etl", "load", "registrar", file, "--institution", "kaznuu", "--dry-run")
    assert "The institution kaznuu is new" in answer.out
    assert "is new" not in registrar(command, kaznu, file, "--dry-run").out


@pytest.mark.parametrize("name", ["Каримов Азиз Бахтиёрович", "Каримов А.Б."])
def test_a_name_is_no_programme(kaznu: Engine, command: Command, tmp_path: Path, name: str) -> None:
    rows = titled(["ID", "Гражданство", "Образовательная программа"], ["S1", "КНР", name], ["S2", "КНР", "Право"])
    answer = refused(command, kaznu, written(tmp_path / "a.csv", rows))
    assert "Personal data, which is not kept." in answer
    assert "Каримов" not in answer
    rows[3][2] = "Школа журналистики имени А. Байтурсынова"
    loaded(command, kaznu, written(tmp_path / "a.csv", rows))
