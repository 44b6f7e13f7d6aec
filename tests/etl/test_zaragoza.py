"""The open data of Zaragoza, against sums that the csv module makes of the same files. They stay out of the repository.

Run where the files are: ../shared/data/open, or the folder that OPEN_DATA names.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from db import check, queries
from db.engine import connect
from etl import load
from etl.recognise.codes import DATA
from etl.sources import SOURCES
from tests import oracle
from tests.conftest import Command
from tests.db.answers import assert_same, rows_in

PLACES, ASSIGNED = "PLAZAS_OFERTADAS_ALUMNOS", "PLAZAS_ASIGNADAS_ALUMNOS_OUT"
ENROLLED, IN, OUT = "ALUMNOS_MATRICULADOS", "ALUMNOS_MOVILIDAD_ENTRADA", "ALUMNOS_MOVILIDAD_SALIDA"
YEAR, COUNTRY, FACULTY = "CURSO_ACADEMICO", "PAIS_UNIVERSIDAD_ACUERDO", "CENTRO"
DIRECTION = {"inbound": "IN", "outbound": "OUT"}
CODES = {
    "Alemania": "DEU", "Austria": "AUT", "Bulgaria": "BGR", "Bélgica": "BEL", "Chipre": "CYP", "Croacia": "HRV",
    "Dinamarca": "DNK", "Eslovaquia": "SVK", "Eslovenia": "SVN", "España": "ESP", "Estonia": "EST", "Finlandia": "FIN",
    "Francia": "FRA", "Grecia": "GRC", "Holanda": "NLD", "Hungría": "HUN", "Irlanda (Eire)": "IRL", "Islandia": "ISL",
    "Italia": "ITA", "Letonia": "LVA", "Lituania": "LTU", "Malta": "MLT", "Noruega": "NOR", "Polonia": "POL",
    "Portugal": "PRT", "Reino Unido": "GBR", "República Checa": "CZE", "Rumanía": "ROU", "Suecia": "SWE",
    "Suiza": "CHE", "Turquía": "TUR",
}  # fmt: skip


@pytest.fixture(scope="module")
def agreement_files(open_data: Path) -> list[Path]:
    return sorted((open_data / "unizar-mobility" / "erasmus").glob("*.csv"))


@pytest.fixture(scope="module")
def result_files(open_data: Path) -> list[Path]:
    return sorted((open_data / "unizar-mobility" / "resultados").glob("*.csv"))


@pytest.fixture(scope="module")
def agreements(agreement_files: list[Path]) -> list[oracle.Cell]:
    return oracle.cells(agreement_files)


@pytest.fixture(scope="module")
def results(result_files: list[Path]) -> list[oracle.Cell]:
    return oracle.cells(result_files)


@pytest.fixture
def zaragoza(sqlite: Any, agreement_files: list[Path], result_files: list[Path]) -> Iterator[Engine]:
    """A copy of a database with both sources loaded."""

    def fill(engine: Engine) -> None:
        load.load(engine, SOURCES["unizar_agreements"], agreement_files)
        load.load(engine, SOURCES["unizar_results"], result_files)

    address = sqlite.copy("zaragoza", fill)
    engine = connect(address)
    yield engine
    engine.dispose()
    sqlite.drop(address)


def asked(engine: Engine, topic: str, measure: str, *by: str, **where: str) -> dict[tuple[str, ...], int]:
    """A measure by codes, as the product answers; years as text."""
    frame = queries.TOPICS[topic](engine, by=list(by), where={name: [value] for name, value in where.items()})
    columns = [queries.counts.AGREEMENTS.dimensions[name][0] for name in by]
    assert not frame.duplicated(columns).any()
    return {
        tuple(str(row[column]) for column in columns): int(row[measure])
        for row in frame.to_dict("records")
        if not pd.isna(row[measure])
    }


def named(rows: list[oracle.Cell]) -> list[oracle.Cell]:
    """The rows with codes of countries, and faculties by the code that bears their name or a spelling."""
    with (DATA / "unizar_units.csv").open(encoding="utf-8", newline="") as handle:
        units = {
            name: row["code"]
            for row in csv.DictReader(handle)
            for name in [row["name_en"], *row["spellings"].split("|")]
        }
    return [
        {**row, FACULTY: units[row[FACULTY]], **({COUNTRY: CODES[row[COUNTRY]]} if COUNTRY in row else {})}
        for row in rows
    ]


@pytest.mark.parametrize("direction", DIRECTION)
@pytest.mark.parametrize("column", [COUNTRY, FACULTY], ids=["country", "faculty"])
def test_places_by_year_and_country_or_faculty(
    zaragoza: Engine, agreements: list[oracle.Cell], direction: str, column: str
) -> None:
    where = {"IN_OUT": DIRECTION[direction], "NOMBRE_PROGRAMA_MOVILIDAD": "ERASMUS"}
    wanted = oracle.added(named(agreements), PLACES, YEAR, column, **where)
    dimension = {COUNTRY: "country", FACULTY: "faculty"}[column]
    assert asked(zaragoza, "agreements", "places", "academic_year", dimension, direction=direction) == wanted


@pytest.mark.parametrize("topic", ["mobility", "agreements"])
@pytest.mark.parametrize("column", [COUNTRY, FACULTY], ids=["country", "faculty"])
def test_assigned_by_year_and_country_or_faculty(
    zaragoza: Engine, agreements: list[oracle.Cell], topic: str, column: str
) -> None:
    where = {"IN_OUT": "OUT", "NOMBRE_PROGRAMA_MOVILIDAD": "ERASMUS"}
    wanted = oracle.added(named(agreements), ASSIGNED, YEAR, column, **where)
    dimension = {COUNTRY: "country", FACULTY: "faculty"}[column]
    measure = {"mobility": "headcount", "agreements": "assigned"}[topic]
    by = ("academic_year", dimension)
    assert asked(zaragoza, topic, measure, *by, direction="outbound", series="unizar_assigned") == wanted


def test_places_by_programme(zaragoza: Engine, agreements: list[oracle.Cell]) -> None:
    wanted = oracle.added(agreements, PLACES, YEAR, "NOMBRE_PROGRAMA_MOVILIDAD", IN_OUT="OUT")
    frame = queries.TOPICS["agreements"](
        zaragoza, by=["academic_year", "programme"], where={"direction": ["outbound"], "scope": ["all"]}
    )
    found = {(str(row["academic_year"]), row["programme"]): row["places"] for row in frame.to_dict("records")}
    assert found == wanted


def test_the_known_sums_of_2015(zaragoza: Engine) -> None:
    """3,428 places out and 2,717 in; 1,067 students out by agreements, 1,042 by results."""
    year = {"academic_year": "2015"}
    assert asked(zaragoza, "agreements", "places", "direction", **year) == {("outbound",): 3428, ("inbound",): 2717}
    by_series = asked(zaragoza, "mobility", "headcount", "series", direction="outbound", **year)
    assert by_series == {("unizar_assigned",): 1067, ("unizar_results_outgoing",): 1042}
    incoming = asked(zaragoza, "mobility", "headcount", "series", direction="inbound", **year)
    assert incoming == {("unizar_results_incoming_degrees",): 1648, ("unizar_results_incoming_enrolled",): 916}
    assert queries.TOPICS["enrolment"](zaragoza, where={"academic_year": ["2015"]})["headcount"].tolist() == [31431]


def test_results_by_year_and_faculty(zaragoza: Engine, results: list[oracle.Cell]) -> None:
    """Rows of entrants (B) are no part of outgoing, of the column on degree rows (A), or of the denominator."""
    rows = named(results)
    degrees = [row for row in rows if row["TIPO_ESTUDIO"] != "Movilidad de entrada"]
    entrants = [row for row in rows if row["TIPO_ESTUDIO"] == "Movilidad de entrada"]
    by = ("academic_year", "faculty")
    for series, some, column in (
        ("unizar_results_outgoing", degrees, OUT),
        ("unizar_results_incoming_degrees", degrees, IN),
        ("unizar_results_incoming_enrolled", entrants, ENROLLED),
    ):
        found = asked(zaragoza, "mobility", "headcount", *by, series=series)
        wanted = oracle.added([row for row in some if row[column]], column, YEAR, FACULTY)
        assert found == wanted, series
    enrolled = oracle.added([row for row in degrees if row[ENROLLED]], ENROLLED, YEAR, FACULTY)
    assert asked(zaragoza, "enrolment", "headcount", *by) == enrolled


def test_a_blank_is_not_applicable_and_a_zero_is_a_zero(zaragoza: Engine, results: list[oracle.Cell]) -> None:
    """In each faculty and year whose every cell is blank nothing is known; where there is a 0, it is one."""
    degrees = [row for row in named(results) if row["TIPO_ESTUDIO"] != "Movilidad de entrada"]
    where = {"series": ["unizar_results_incoming_degrees"]}
    frame = queries.TOPICS["mobility"](zaragoza, by=["academic_year", "faculty"], where=where)
    states = {(str(r["academic_year"]), r["faculty_code"]): r["state"] for r in frame.to_dict("records")}
    blank = {(r[YEAR], r[FACULTY]) for r in degrees} - {(r[YEAR], r[FACULTY]) for r in degrees if r[IN]}
    assert {key for key, state in states.items() if state == "not_applicable"} == blank
    assert set(states.values()) == {"value"} | ({"not_applicable"} if blank else set())


def test_domestic_exchange_is_not_international(zaragoza: Engine, agreements: list[oracle.Cell]) -> None:
    assert "ESP" not in queries.TOPICS["mobility"](zaragoza, by=["country"])["country_code"].tolist()
    sicue = oracle.added(agreements, ASSIGNED, YEAR, IN_OUT="OUT", NOMBRE_PROGRAMA_MOVILIDAD="SICUE")
    where = {"scope": "domestic", "direction": "outbound", "series": "unizar_assigned"}
    assert asked(zaragoza, "mobility", "headcount", "academic_year", **where) == sicue


def test_assigned_incoming_students_are_not_measured_and_not_zero(zaragoza: Engine) -> None:
    where = {"direction": ["inbound"], "series": ["unizar_assigned"], "scope": ["all"]}
    mobility = queries.TOPICS["mobility"](zaragoza, by=["academic_year", "country"], where=where)
    use = queries.TOPICS["agreements"](zaragoza, by=["academic_year", "country"], where=where)
    for frame, measure, state in ((mobility, "headcount", "state"), (use, "assigned", "assigned_state")):
        assert len(frame) > 50
        assert frame[measure].isna().all()
        assert set(frame[state]) == {"not_measured"}


@pytest.mark.parametrize(
    "by", [[], ["academic_year"], ["series"], ["direction"], ["mobility_type"], ["institution"]], ids=str
)
@pytest.mark.parametrize("scope", ["international", "all"])
def test_no_answer_adds_the_two_outgoing_measures(zaragoza: Engine, by: list[str], scope: str) -> None:
    """1,067 + 1,042 = 2,109 persons there never were."""
    where = {"academic_year": ["2015"], "scope": [scope]}
    frame = queries.TOPICS["mobility"](zaragoza, by=by, where=where)
    assert not frame["headcount"].isin([2109, 1648 + 916]).any()
    assert "2109" not in frame.to_csv()


def test_every_row_of_the_files_is_in_the_cells(zaragoza: Engine, agreements: list[oracle.Cell]) -> None:
    """Places of all rows, domestic ones too, and the number of rows read."""
    everything = oracle.added(agreements, PLACES)[()]
    frame = queries.TOPICS["agreements"](zaragoza, where={"scope": ["all"]})
    assert frame["places"].sum() == everything
    releases = queries.provenance.releases(zaragoza).set_index("source_code")
    files = queries.provenance.files(zaragoza, int(releases.loc["unizar_agreements", "release"]))
    assert files[files["name"].str.match(r"\d{4}_\d{4}")]["rows"].sum() == len(agreements) == 6850


def test_the_database_is_sound(zaragoza: Engine) -> None:
    assert check.faults(zaragoza) == []


def figures(engine: Engine) -> dict[str, pd.DataFrame]:
    """All that is counted, by year, country, faculty and series, domestic exchange too."""
    by, where = ["academic_year", "country", "faculty", "series"], {"scope": ["all"]}
    return {topic: queries.TOPICS[topic](engine, by=by, where=where) for topic in ("mobility", "agreements")} | {
        "enrolment": queries.TOPICS["enrolment"](engine, by=["academic_year", "faculty", "level"])
    }


def test_loading_twice_moves_nothing(
    zaragoza: Engine, agreement_files: list[Path], result_files: list[Path], command: Command
) -> None:
    before, rows = figures(zaragoza), rows_in(zaragoza)
    for source, files in (("unizar_agreements", agreement_files), ("unizar_results", result_files)):
        answer = command(zaragoza, "etl", "load", source, *files)
        assert (answer.status, "nothing changed" in answer.out) == (0, True)
    # One file of several is known too.
    assert "nothing changed" in command(zaragoza, "etl", "load", "unizar_results", result_files[0]).out
    assert rows_in(zaragoza) == rows
    assert_same(figures(zaragoza), before)


def test_an_undo_brings_back_what_was(zaragoza: Engine, agreement_files: list[Path], command: Command) -> None:
    """Undone, the agreements are gone and the results stay; of a corrected year, the older figures come back."""
    before = figures(zaragoza)
    releases = queries.provenance.releases(zaragoza).set_index("source_code")["release"]
    assert command(zaragoza, "etl", "undo", releases["unizar_agreements"]).status == 0
    left = asked(zaragoza, "mobility", "headcount", "series", direction="outbound", academic_year="2015")
    assert left == {("unizar_results_outgoing",): 1042}
    assert command(zaragoza, "etl", "load", "unizar_agreements", *agreement_files).status == 0
    assert_same(figures(zaragoza), before)


def test_a_corrected_year_is_undone(
    zaragoza: Engine, agreement_files: list[Path], command: Command, tmp_path: Path
) -> None:
    """The file of 2015 without its second half: fewer places; its undo brings the 3,428 back."""
    before = figures(zaragoza)
    lines = agreement_files[0].read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "2015_corrected.csv").write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
    assert command(zaragoza, "etl", "load", "unizar_agreements", tmp_path / "2015_corrected.csv").status == 0
    places = {"direction": "outbound", "academic_year": "2015"}
    kept = oracle.added(
        oracle.cells([tmp_path / "2015_corrected.csv"]), PLACES, IN_OUT="OUT", NOMBRE_PROGRAMA_MOVILIDAD="ERASMUS"
    )
    assert asked(zaragoza, "agreements", "places", "direction", **places) == {("outbound",): kept[()]}
    assert kept[()] < 3428
    assert command(zaragoza, "etl", "undo", 3).status == 0
    assert_same(figures(zaragoza), before)
