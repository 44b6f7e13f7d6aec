"""Problems of the forms that files really have: told together, each once, where they are."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.batch import Batch, Facts
from db.surroundings import Surroundings
from etl import load, report
from etl.errors import Problem, Refused
from etl.load import Judged
from etl.sources import SOURCES
from etl.wording import with_names
from tests.conftest import Command

HEADER = (
    "CURSO_ACADEMICO;NOMBRE_PROGRAMA_MOVILIDAD;NOMBRE_AREA_ESTUDIOS_MOV;CENTRO;IN_OUT;PAIS_UNIVERSIDAD_ACUERDO;"
    "UNIVERSIDAD_ACUERDO;PLAZAS_OFERTADAS_ALUMNOS;PLAZAS_ASIGNADAS_ALUMNOS_OUT;FECHA_ACTUALIZACION"
)
ROW = "2030;ERASMUS;0421 - Derecho;Facultad de Derecho;OUT;Francia;Université Imaginaire (Francia);3;2;01/02/2031"
ROWS = [ROW.replace("Imaginaire", name) for name in "ABCDE"]
PLACES = "PLAZAS_OFERTADAS_ALUMNOS"
PROGRAMME = "NOMBRE_PROGRAMA_MOVILIDAD"


def written(folder: Path, *rows: str, header: str = HEADER, name: str = "sent.csv") -> Path:
    (folder / name).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return folder / name


def problems(source: str, *files: Path) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        load.batch(SOURCES[source], list(files))
    return caught.value.problems


def told(*files: Path) -> list[tuple[int, str]]:
    return sorted((p.row, p.column) for p in problems("unizar_agreements", *files))


@pytest.mark.parametrize(
    ("old", "new", "column", "rule"),
    [
        ("Université Imaginaire (Francia)", "", "UNIVERSIDAD_ACUERDO", "blank"),
        ("Université Imaginaire (Francia)", "(Francia)", "UNIVERSIDAD_ACUERDO", "blank"),
        ("01/02/2031", "31/02/2031", "FECHA_ACTUALIZACION", "Not a date"),
        ("01/02/2031", "2031-02-31", "FECHA_ACTUALIZACION", "Not a date"),
        ("ERASMUS", "SICUE", PROGRAMME, "contradict"),
        ("Francia", "España", PROGRAMME, "contradict"),
        ("ERASMUS", "P" * 81, PROGRAMME, "81 characters; 80 is the most"),
        (";3;", f";{'9' * 5000};", PLACES, "more than 12 digits"),
        (";3;", ";9999999999;", PLACES, "above"),
        (";3;", ";٣;", PLACES, "Not a whole number"),
        ("Francia", "Atlántida", "PAIS_UNIVERSIDAD_ACUERDO", "Unknown country"),
        ("2030", "3000", "CURSO_ACADEMICO", "Not an academic year"),
    ],
)  # fmt: skip
def test_one_bad_cell_is_one_problem(tmp_path: Path, old: str, new: str, column: str, rule: str) -> None:
    (problem,) = problems("unizar_agreements", written(tmp_path, ROW.replace(old, new)))
    assert (problem.row, problem.column) == (2, column)
    assert problem.count == 1
    assert rule in str(problem.rule)
    assert str(problem.remedy)


@pytest.mark.parametrize("programme", ["AMERICAMPUS", "Convenios"])
@pytest.mark.parametrize("country", ["Francia", "España"])
def test_other_programmes_are_taken_as_they_are(tmp_path: Path, programme: str, country: str) -> None:
    row = ROW.replace("ERASMUS", programme).replace("Francia", country)
    facts = load.batch(SOURCES["unizar_agreements"], [written(tmp_path, row)]).facts
    assert [fact["programme"] for fact in facts["agreement_statement"]] == [programme]


def test_form_columns_cells_and_repeats_are_told_together(tmp_path: Path) -> None:
    """A renamed column, a nameless one, a ragged row, a bad cell, a quotation mark left open."""
    header = HEADER.replace("IN_OUT", "SENTIDO") + ";"
    rows = [f"{ROW};note", f"{ROW};note;;more", f"{ROW.replace(';3;', ';x;')};note", '2030;"open']
    found = told(written(tmp_path, *rows, header=header))
    assert found == [(1, ""), (1, "IN_OUT"), (3, ""), (4, PLACES), (5, "")]


def test_a_nameless_column_is_told_by_its_place(tmp_path: Path) -> None:
    (problem,) = problems("unizar_agreements", written(tmp_path, f"{ROW};note", f"{ROWS[0]};", header=f"{HEADER};"))
    assert (problem.row, str(problem.rule)) == (1, "Column 11 of the header has no name.")


def test_a_cell_here_and_there_beyond_the_header_is_told_with_its_rows(tmp_path: Path) -> None:
    rows = [f"{ROWS[0]};", f"{ROWS[1]};", f"{ROWS[2]};note", f"{ROWS[3]};"]
    (problem,) = problems("unizar_agreements", written(tmp_path, *rows, header=f"{HEADER};"))
    assert (problem.rows, str(problem.rule)) == ((4,), "The row has 11 cells, the header 10.")


@pytest.mark.parametrize("header", [HEADER, f"{HEADER};", f"{HEADER};;"])
@pytest.mark.parametrize("row", [ROW, f"{ROW};", f"{ROW};; ;"])
def test_a_delimiter_at_the_end_is_harmless(tmp_path: Path, header: str, row: str) -> None:
    facts = load.batch(SOURCES["unizar_agreements"], [written(tmp_path, row, header=header)]).facts
    assert [fact["places"] for fact in facts["agreement_year"]] == [3]


def test_a_word_that_is_not_known_is_one_problem_with_all_its_rows(tmp_path: Path) -> None:
    rows = [row.replace("Francia", "Atlántida") if at % 2 == 0 else row for at, row in enumerate(ROWS)]
    (problem,) = problems("unizar_agreements", written(tmp_path, *rows))
    assert (problem.rows, problem.count, problem.value) == ((2, 4, 6), 3, "Atlántida")
    assert report.where(problem) == (
        "sent.csv, rows 2, 4, 6, column PAIS_UNIVERSIDAD_ACUERDO, value 'Atlántida'"
    )  # fmt: skip


def test_other_spellings_of_a_unit_in_its_list_are_known(tmp_path: Path) -> None:
    """Column `spellings` of the list of units: no column of ours, read all the same."""
    row = ROW.replace("Facultad de Derecho", "Escuela Universitaria de Ciencias de la Salud")
    facts = load.batch(SOURCES["unizar_agreements"], [written(tmp_path, row)]).facts
    assert [fact["unit"] for fact in facts["mobility_count"]] == ["salud"]
    assert "spellings" not in facts["unit_record"].columns


def test_of_two_files_of_one_year_the_rows_of_the_second_are_told_once(tmp_path: Path) -> None:
    """Row 3 of the first file is a second part of its row 2, of another language, which is allowed."""
    header = f"{HEADER};NOMBRE_IDIOMA_NIVEL_MOVILIDAD"
    first = written(tmp_path, f"{ROW};B1", f"{ROW};B2", header=header, name="first.csv")
    second = written(tmp_path, f"{ROW};B1", f"{ROWS[0]};B1", header=header, name="second.csv")
    (problem,) = problems("unizar_agreements", first, second)
    assert (problem.file, problem.row) == ("second.csv", 2)
    assert "row 2 of first.csv" in str(problem.rule)


def test_an_end_before_its_beginning_is_a_problem_of_the_file(tmp_path: Path) -> None:
    header = "group,country,status,valid_from,valid_to,source"
    rows = ["SCO,CN,member,2001-06-15,2001-06-15,SCO", "SCO,KZ,member,2001-06-15,2000-01-01,SCO"]
    found = problems("country_groups", written(tmp_path, *rows, header=header))
    assert [(p.row, p.column, p.value) for p in found] == [
        (2, "valid_to", "2001-06-15"), (3, "valid_to", "2000-01-01"),
    ]  # fmt: skip


def test_a_year_out_of_bounds_is_not_called_a_count(tmp_path: Path) -> None:
    header = (
        "target_id,institution,metric,target_value,target_year,source_title,source_url,source_date,note,qualifier,good"
    )
    row = f"T-1,kaznu,students_international_share_pct,{'9' * 400},3000,A speech,https://x.example,,,exactly,higher"
    year, value = sorted(problems("targets", written(tmp_path, row, header=header)), key=lambda p: p.value)
    assert (year.column, str(year.rule)) == ("target_year", "The number is above 2100.")
    assert str(year.remedy) == "A number here is from 1900 to 2100; check the cell."
    assert (value.column, str(value.rule)) == ("target_value", "The number has more than 12 digits.")


@pytest.mark.parametrize("extra", [["--dry-run"], ["--json", "--dry-run"]], ids=str)
def test_options_may_stand_between_files(
    sqlite_engine: Engine, command: Command, tmp_path: Path, extra: list[str]
) -> None:
    first = written(tmp_path, ROW, name="first.csv")
    second = written(tmp_path, ROW.replace("2030", "2031"), name="second.csv")
    answers = [
        command(sqlite_engine, "etl", "load", *words)
        for words in (
            ["unizar_agreements", *extra, first, second], ["unizar_agreements", first, *extra, second],
            [*extra, "unizar_agreements", first, second], ["unizar_agreements", first, second, *extra],
        )
    ]  # fmt: skip
    assert {answer.status for answer in answers} == {0}
    assert len({answer.out for answer in answers}) == 1


@pytest.mark.parametrize(
    ("source", "institution", "status"), [("targets", "kaznu", 2), ("demo", "kaznu", 2), ("demo", "kaznu-demo", 0)]
)
def test_whose_figures_a_source_holds_cannot_be_changed(
    sqlite_engine: Engine, command: Command, source: str, institution: str, status: int
) -> None:
    answer = command(sqlite_engine, "etl", "load", source, "--institution", institution, "--dry-run")
    assert answer.status == status
    assert ("--institution" in answer.err) == (status == 2)


REGISTRAR = "Учебный год,Факультет,Страна,Количество обучающихся"


def registrar(
    command: Command, engine: Engine, folder: Path, language: str, *rows: str, header: str = REGISTRAR, extra: str = ""
) -> str:
    file = written(folder, *rows, header=header)
    line = ["load", "registrar", file, "--institution", "kaznu", "--language", language, *([extra] if extra else [])]
    answer = command(engine, "etl", *line)
    assert answer.status == 1
    return answer.err or answer.out


@pytest.mark.parametrize(
    ("language", "lacking", "expected"),
    [("ru", "столбец Учебный год", "Страна, Количество обучающихся."),
     ("kk", "«Оқу жылы» бағаны", "Елі, Білім алушылар саны.")],
)  # fmt: skip
def test_a_lacking_column_is_called_as_the_template_does(
    sqlite_engine: Engine, command: Command, tmp_path: Path, language: str, lacking: str, expected: str
) -> None:
    told = registrar(command, sqlite_engine, tmp_path, language, "Китай,4", header="Страна,Количество обучающихся")
    assert lacking in told
    assert expected in told
    assert "academic_year" not in told


def test_json_keeps_our_name_of_a_lacking_column(sqlite_engine: Engine, command: Command, tmp_path: Path) -> None:
    told = registrar(command, sqlite_engine, tmp_path, "ru", "2024,4", header="Год,Количество", extra="--json")
    (problem,) = json.loads(told)["problems"]
    assert (problem["column"], problem["header"]) == ("country", "Страна")


@pytest.mark.parametrize(
    ("language", "offered"), [("kk", "Қырғызстан (KGZ)"), ("ru", "Киргизия (KGZ)"), ("en", "Киргизия (KGZ)")]
)
def test_a_country_is_offered_in_the_readers_language(
    sqlite_engine: Engine, command: Command, tmp_path: Path, language: str, offered: str
) -> None:
    assert offered in registrar(command, sqlite_engine, tmp_path, language, "2024,,Киргистан,4")


@pytest.mark.parametrize(("language", "mask"), [("ru", "‹персональные данные›"), ("kk", "‹дербес деректер›")])
def test_the_mask_is_told_in_the_readers_language(
    sqlite_engine: Engine, command: Command, tmp_path: Path, language: str, mask: str
) -> None:
    told = registrar(command, sqlite_engine, tmp_path, language, "2024,,980228499923,4")
    assert f"'{mask}'" in told
    assert "personal data" not in told


@pytest.mark.parametrize(
    ("language", "reason"), [("ru", "такого файла или папки нет"), ("kk", "мұндай файл немесе қалта жоқ")]
)
def test_why_a_file_cannot_be_opened_is_told_in_the_readers_language(
    sqlite_engine: Engine, command: Command, tmp_path: Path, language: str, reason: str
) -> None:
    line = ["load", "registrar", tmp_path / "none.csv", "--institution", "kaznu", "--language", language]
    assert reason in command(sqlite_engine, "etl", *line).err


def test_problems_are_told_row_by_row(sqlite_engine: Engine, command: Command, tmp_path: Path) -> None:
    rows = ["2024,,Нарния,4", "20x4,,Китай,many", "2024,,Атлантида,5"]
    told = registrar(command, sqlite_engine, tmp_path, "en", *rows)
    found = [line.split("value ")[1].split("'")[1] for line in told.splitlines() if "value " in line]
    assert found == ["Нарния", "20x4", "many", "Атлантида"]


@pytest.mark.parametrize(("language", "country"), [("ru", "Китай"), ("kk", "Қытай"), ("en", "China")])
def test_warnings_name_countries_in_the_readers_language(
    sqlite_engine: Engine, command: Command, tmp_path: Path, language: str, country: str
) -> None:
    rows = ["2023,,China,500", "2023,,India,500", "2024,,China,100", "2024,,India,900"]
    file = written(tmp_path, *rows, header="Year,Faculty,Country,Students")
    line = ["load", "registrar", file, "--institution", "kaznu", "--dry-run", "--language", language]
    answer = command(sqlite_engine, "etl", *line)
    assert answer.status == 0
    assert f": {country}, " in answer.out


def test_names_of_faculties_are_told_in_the_readers_language() -> None:
    batch = Batch({}, [], "kaznu", False, [], recipe="")
    batch.facts["unit_record"] = Facts({"name_en": ["Law"], "name_ru": ["Право"], "name_kk": ["Құқық"]})
    around = Surroundings(units=(("bio", "", ("Biology", "Биология", "Биология факультеті")),))
    told = {
        language: [with_names(str, Judged(batch, []), around, language)(name) for name in ("Law", "Biology", "Other")]
        for language in ("en", "ru", "kk")
    }
    assert told == {
        "en": ["Law", "Biology", "Other"], "ru": ["Право", "Биология", "Other"],
        "kk": ["Құқық", "Биология факультеті", "Other"],
    }  # fmt: skip


def test_counts_under_a_bare_student_are_not_taken_for_persons(
    sqlite_engine: Engine, command: Command, tmp_path: Path
) -> None:
    told = registrar(command, sqlite_engine, tmp_path, "en", "2024,Китай,12", header="Учебный год,Страна,Студент")
    assert "The column is missing." in told
