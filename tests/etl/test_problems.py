"""Problems of the forms that files really have: told together, each once, where they are."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl import load, report
from etl.errors import Problem, Refused
from etl.sources import SOURCES
from tests.conftest import Command

HEADER = (
    "CURSO_ACADEMICO;NOMBRE_PROGRAMA_MOVILIDAD;NOMBRE_AREA_ESTUDIOS_MOV;CENTRO;IN_OUT;PAIS_UNIVERSIDAD_ACUERDO;"
    "UNIVERSIDAD_ACUERDO;PLAZAS_OFERTADAS_ALUMNOS;PLAZAS_ASIGNADAS_ALUMNOS_OUT;FECHA_ACTUALIZACION"
)
ROW = "2030;ERASMUS;0421 - Derecho;Facultad de Derecho;OUT;Francia;Université Imaginaire (Francia);3;2;01/02/2031"
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
        ("01/02/2031", "", "FECHA_ACTUALIZACION", "Not a date"),
        ("01/02/2031", "31/02/2031", "FECHA_ACTUALIZACION", "Not a date"),
        ("01/02/2031", "2031-02-01", "FECHA_ACTUALIZACION", "Not a date"),
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
    (problem,) = problems("unizar_agreements", written(tmp_path, f"{ROW};note", f"{ROW};", header=f"{HEADER};"))
    assert (problem.row, str(problem.rule)) == (1, "Column 11 of the header has no name.")


def test_a_cell_here_and_there_beyond_the_header_is_told_with_its_rows(tmp_path: Path) -> None:
    rows = [f"{ROW};", f"{ROW};", f"{ROW};note", f"{ROW};"]
    (problem,) = problems("unizar_agreements", written(tmp_path, *rows, header=f"{HEADER};"))
    assert (problem.rows, str(problem.rule)) == ((4,), "The row has 11 cells, the header 10.")


@pytest.mark.parametrize("header", [HEADER, f"{HEADER};", f"{HEADER};;"])
@pytest.mark.parametrize("row", [ROW, f"{ROW};", f"{ROW};; ;"])
def test_a_delimiter_at_the_end_is_harmless(tmp_path: Path, header: str, row: str) -> None:
    facts = load.batch(SOURCES["unizar_agreements"], [written(tmp_path, row, header=header)]).facts
    assert [fact["places"] for fact in facts["agreement_year"]] == [3]


def test_a_word_that_is_not_known_is_one_problem_with_all_its_rows(tmp_path: Path) -> None:
    bad = ROW.replace("Francia", "Atlántida")
    (problem,) = problems("unizar_agreements", written(tmp_path, bad, ROW, bad, ROW, bad))
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
    """Row 3 of the first file is a second part of its row 2, which is allowed."""
    first = written(tmp_path, ROW, ROW, name="first.csv")
    second = written(tmp_path, ROW, ROW.replace("Imaginaire", "Autre"), name="second.csv")
    (problem,) = problems("unizar_agreements", first, second)
    assert (problem.file, problem.row) == ("second.csv", 2)
    assert "row 2 of first.csv" in str(problem.rule)


def test_an_end_before_its_beginning_is_a_problem_of_the_file(tmp_path: Path) -> None:
    header = "group,country,status,valid_from,valid_to,source"
    rows = ["SCO,CN,member,2001-06-15,2001-06-15,SCO", "SCO,KZ,member,2001-06-15,2000-01-01,SCO"]
    found = problems("country_groups", written(tmp_path, *rows, header=header))
    assert [(p.row, p.column, p.value) for p in found] == [
        (3, "valid_to", "2000-01-01"), (2, "valid_to", "2001-06-15"),
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
