"""`python -m db ...`: what it prints, in which form, and with which exit status."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import schema
from db.queries import TOPICS
from tests.conftest import PYTHON, ROOT, Command, address_of, environment
from tests.db.answers import answers, assert_same

OF_STUDENTS = ("academic_year=2023", "direction=inbound", "mobility_type=degree")
BY = ["--by", "academic_year,country", "--where", "series=small_degree"]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_the_names_asked_for_then_the_measure(small_university: Engine, command: Command) -> None:
    answer = command(small_university, "db", "query", "mobility", *BY, "--format", "csv")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.splitlines()[0] == (
        "academic_year,country_code,country,headcount,state,withheld_cells,institution_code,series,measure,direction,"
        "mobility_type,is_invented"
    )
    assert answer.out.splitlines()[1] == ("2022,CHN,China,10,value,0,small,small_degree,stock,inbound,degree,False")
    assert [row["headcount"] for row in rows(answer.out)] == ["10", "4", "20", "7", "5", "", "32", "8"]


def test_json_tells_unknown_from_zero(small_university: Engine, command: Command) -> None:
    answer = command(small_university, "db", "query", "mobility", *BY, "--format", "json")
    found = {(row["academic_year"], row["country_code"]): row for row in json.loads(answer.out)}
    assert found[2024, "CHN"]["headcount"] == 32
    assert found[2023, "NPL"]["headcount"] is None
    assert (found[2023, "NPL"]["state"], found[2023, "NPL"]["is_invented"]) == ("withheld", False)


def test_a_table_is_the_default(small_university: Engine, command: Command) -> None:
    answer = command(small_university, "db", "query", "mobility", *BY)
    header, first, *others = answer.out.splitlines()
    assert header.split()[:4] == ["academic_year", "country_code", "country", "headcount"]
    assert first.split()[:4] == ["2022", "CHN", "China", "10"]
    assert len(others) == 7


def test_all_forms_say_the_same(small_university: Engine, command: Command) -> None:
    ask = ["query", "published", "--where", "code=P-1"]
    (from_csv,) = rows(command(small_university, "db", *ask, "--format", "csv").out)
    (from_json,) = json.loads(command(small_university, "db", *ask, "--format", "json").out)
    assert float(from_csv["value"]) == from_json["value"] == 401
    assert from_csv["source_url"] == from_json["source_url"] == "https://small.example/speech"
    assert from_csv["country"] == from_json["country"] == "China"
    assert set(from_csv) == set(from_json)


@pytest.mark.parametrize("topic", [*TOPICS, "releases"])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_every_topic_can_be_had_in_every_form(small_sqlite: Engine, command: Command, topic: str, form: str) -> None:
    by = ["--by", "academic_year"] if topic in ("mobility", "enrolment", "agreements") else []
    by += ["--where", "institution=small"] if topic == "bounds" else []
    by += [f"--where={one}" for one in OF_STUDENTS] if topic == "white_spots" else []
    answer = command(small_sqlite, "db", "query", topic, *by, "--format", form)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.strip()
    if form == "json":
        assert all(isinstance(row, dict) for row in json.loads(answer.out))


def test_codes_are_printed_as_codes(small_sqlite: Engine, command: Command) -> None:
    """Not as the program calls them inside."""
    for topic in ("mobility", "agreements", "published", "targets", "register"):
        for form in ("table", "csv", "json"):
            by = ["--by", "academic_year"] if topic in ("mobility", "agreements") else []
            out = command(small_sqlite, "db", "query", topic, *by, "--format", form).out
            assert "Direction." not in out
            assert "Measure." not in out
            assert "INBOUND" not in out


def test_agreements_by_nothing_are_the_register(small_sqlite: Engine, command: Command) -> None:
    (row,) = rows(command(small_sqlite, "db", "query", "agreements", "--format", "csv").out)
    assert (row["partner"], row["type"], row["status"]) == ("Technical University", "exchange", "active")
    ask = ["query", "agreements", "--by", "academic_year,partner", "--where", "direction=outbound", "--format", "csv"]
    used = rows(command(small_sqlite, "db", *ask).out)
    assert [(row["academic_year"], row["places"], row["assigned"]) for row in used] == [
        ("2023", "4", "3"),
        ("2024", "5", "6"),
    ]


def test_conditions_may_be_given_several_times_and_several_values(small_sqlite: Engine, command: Command) -> None:
    """Values of one name are alternatives; names must all hold."""
    ask = ["query", "mobility", "--by", "academic_year,country", "--format", "csv", "--where", "direction=inbound"]
    answer = command(small_sqlite, "db", *ask, "--where", "country=CHN,IRN", "--where", "academic_year=2023/24,2024")
    found = [(row["academic_year"], row["country_code"], row["headcount"]) for row in rows(answer.out)]
    assert found == [("2023", "CHN", "20"), ("2023", "IRN", "5"), ("2024", "CHN", "32")]


def test_names_in_kazakh(small_sqlite: Engine, command: Command) -> None:
    answer = command(small_sqlite, "db", "query", "mobility", *BY, "--format", "csv", "--language", "kk")
    assert "Қытай" in answer.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["query", "mobility"], "stock"),
        (["query", "mobility", "--by", "planet"], "planet"),
        (["query", "mobility", "--by", "academic_year", "--where", "planet=Mars"], "planet"),
        (["query", "mobility", "--by", "academic_year", "--where", "country"], "NAME=VALUE"),
        (["query", "mobility", "--by", "academic_year", "--where", "group=NATO"], "NATO"),
        (["query", "enrolment", "--by", "academic_year", "--where", "group=SCO"], "group"),
        (["query", "weather"], "weather"),
        (["query", "mobility", "--format", "xml"], "xml"),
        (["query"], "TOPIC"),
        ([], "COMMAND"),
        (["paint"], "paint"),
        (["backup"], "FILE"),
    ],
    ids=str,
)
def test_wrong_usage_ends_with_2_and_says_why(
    small_sqlite: Engine, command: Command, arguments: list[str], told: str
) -> None:
    answer = command(small_sqlite, "db", *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert told in answer.err


def test_a_database_without_tables_ends_with_1(tmp_path: Path, command: Command) -> None:
    answer = command(f"sqlite:///{tmp_path / 'new.sqlite'}", "db", "query", "mobility", "--by", "academic_year")
    assert answer.status == 1
    assert "python -m db upgrade" in answer.err


def test_upgrade_then_check(bare_engine: Engine, command: Command) -> None:
    assert command(bare_engine, "db", "check").status == 1
    upgraded = command(bare_engine, "db", "upgrade")
    assert (upgraded.status, upgraded.err) == (0, "")
    assert schema.head() in upgraded.out
    assert command(bare_engine, "db", "check").status == 0


def test_backup_and_restore(small_university: Engine, command: Command, tmp_path: Path) -> None:
    before = answers(small_university)
    assert command(small_university, "db", "backup", tmp_path / "saved.sqlite").status == 0
    assert command(small_university, "etl", "undo", 2).status == 0
    assert command(small_university, "db", "restore", tmp_path / "saved.sqlite").status == 0
    assert_same(answers(small_university), before)


def test_a_restore_of_something_else_ends_with_1(small_university: Engine, command: Command, tmp_path: Path) -> None:
    before = answers(small_university)
    (tmp_path / "report.sqlite").write_bytes(b"%PDF-1.7")
    for name in ("report.sqlite", "none.sqlite"):
        answer = command(small_university, "db", "restore", tmp_path / name)
        assert answer.status == 1
        assert name in answer.err
    assert_same(answers(small_university), before)


def test_a_backup_that_cannot_be_written_ends_with_1(
    small_university: Engine, command: Command, tmp_path: Path
) -> None:
    """The folder is not there: told in a sentence, not by a traceback."""
    answer = command(small_university, "db", "backup", tmp_path / "no folder" / "saved.sqlite")
    assert answer.status == 1
    assert "no folder" in answer.err


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["check"], 0),
        (["query", "mobility"], 2),
    ],
    ids=str,
)
def test_exit_status_of_the_process(small_sqlite: Engine, arguments: list[str], status: int) -> None:
    ended = subprocess.run(
        [PYTHON, "-m", "db", *arguments], cwd=ROOT, env=environment(small_sqlite), capture_output=True, check=False
    )
    assert ended.returncode == status
    assert b"Traceback" not in ended.stderr


def test_postgresql_may_be_named_as_its_own_tools_name_it(postgresql: object, command: Command) -> None:
    """postgresql://, without the driver, and postgres://."""
    address = postgresql.copy("empty", lambda engine: None)  # type: ignore[attr-defined]
    for scheme in ("postgresql://", "postgres://"):
        assert command(address.replace("postgresql+psycopg://", scheme), "db", "check").status == 0
    postgresql.drop(address)  # type: ignore[attr-defined]


def test_the_small_university_is_not_the_database_of_the_project(small_sqlite: Engine) -> None:
    assert str(ROOT) not in address_of(small_sqlite)
