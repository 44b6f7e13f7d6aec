"""A load by command: entirely in or entirely out, every problem told at once, twice changes nothing, undo reverts."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import queries
from tests.conftest import PYTHON, ROOT, Answer, Command, environment
from tests.db.answers import answers, assert_same, rows_in

DATA = Path(__file__).parents[1] / "data"
GOOD, CORRECTED, FAULTY = (DATA / f"unizar_2030{end}.csv" for end in ("", "_corrected", "_faulty"))
RESULTS = DATA / "unizar_results_2030.csv"


def assigned(engine: Engine) -> dict[tuple[str, str], object]:
    """Assigned students by direction and country, domestic ones too."""
    where = {"scope": ["all"], "institution": ["unizar"], "series": ["unizar_assigned"]}
    frame = queries.TOPICS["mobility"](engine, by=["country", "direction"], where=where)
    return {
        (r["direction"], r["country_code"]): (r["headcount"], r["state"])[r["state"] != "value"] for r in records(frame)
    }


def records(frame: object) -> list[dict[str, object]]:
    return frame.to_dict("records")  # type: ignore[attr-defined,no-any-return]


def told(answer: Answer) -> list[tuple[int, str, str]]:
    """Row, column and value of each problem told in JSON."""
    return [(p["row"], p["column"], p["value"]) for p in json.loads(answer.out)["problems"]]


def state_of(file: Path) -> dict[str, str]:
    """Fingerprints of a database file and of what may lie beside it."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in file.parent.glob(f"{file.name}*")}


def test_a_sound_file_is_counted_as_by_hand(engine: Engine, command: Command) -> None:
    """France 2 + 1, Ireland 3 (more than offered); incoming not measured; Spain is domestic."""
    assert command(engine, "etl", "load", "unizar_agreements", GOOD).status == 0
    assert assigned(engine) == {
        ("outbound", "FRA"): 3, ("outbound", "IRL"): 3, ("outbound", "ESP"): 1,
        ("inbound", "FRA"): "not_measured", ("inbound", "ESP"): "not_measured",
    }  # fmt: skip
    use = queries.TOPICS["agreements"](engine, by=["country"], where={"direction": ["outbound"]})
    assert [(r["country_code"], r["places"], r["assigned"]) for r in records(use)] == [("FRA", 4, 3), ("IRL", 2, 3)]


def test_a_name_with_quotes_and_brackets_is_kept_without_its_country(sqlite_engine: Engine, command: Command) -> None:
    command(sqlite_engine, "etl", "load", "unizar_agreements", GOOD)
    register = queries.TOPICS["register"](sqlite_engine, where={"country": ["IRL"]})
    assert register["partner"].tolist() == ['College of "Nowhere"']
    assert register["faculty"].tolist() == ["Facultad de Filosofía y Letras"]


def test_the_two_incoming_measures_and_the_denominator_of_results(engine: Engine, command: Command) -> None:
    """A: 7 on degree rows; B: 6 enrolled as such; 170 = 100 + 50 + 20 enrolled in degrees; 5 + 1 went out."""
    assert command(engine, "etl", "load", "unizar_results", RESULTS).status == 0
    mobility = queries.TOPICS["mobility"](engine, by=["academic_year"])
    assert {(r["series"], r["headcount"], r["state"]) for r in records(mobility)} == {
        ("unizar_results_incoming_degrees", 7, "value"), ("unizar_results_incoming_enrolled", 6, "value"),
        ("unizar_results_outgoing", 6, "value"),
    }  # fmt: skip
    enrolled = queries.TOPICS["enrolment"](engine, by=["academic_year", "level"])
    assert [(r["level"], r["headcount"]) for r in records(enrolled)] == [("bachelor", 150), ("master", 20)]


def test_the_same_file_twice_moves_nothing(engine: Engine, command: Command) -> None:
    command(engine, "etl", "load", "unizar_agreements", GOOD)
    before, rows = answers(engine), rows_in(engine)
    again = command(engine, "etl", "load", "unizar_agreements", GOOD)
    assert (again.status, "nothing changed" in again.out) == (0, True)
    assert rows_in(engine) == rows
    assert_same(answers(engine), before)


def test_a_corrected_file_restates_and_withdraws_and_its_undo_reverts(engine: Engine, command: Command) -> None:
    command(engine, "etl", "load", "unizar_agreements", GOOD)
    before = answers(engine)
    loaded = json.loads(command(engine, "etl", "load", "unizar_agreements", CORRECTED, "--json").out)
    assert (loaded["stored"], loaded["release"]) == (True, 2)
    assert loaded["tables"]["mobility_count"] == {"new": 0, "restated": 1, "unchanged": 3, "withdrawn": 1}
    found = assigned(engine)
    assert found["outbound", "FRA"] == 5
    assert ("outbound", "IRL") not in found
    assert command(engine, "etl", "undo", 2).status == 0
    assert_same(answers(engine), before)


def test_a_correction_of_one_year_leaves_the_others(sqlite_engine: Engine, command: Command, tmp_path: Path) -> None:
    other_year = tmp_path / "2031.csv"
    other_year.write_text(GOOD.read_text(encoding="utf-8").replace("\n2030;", "\n2031;"), encoding="utf-8")
    command(sqlite_engine, "etl", "load", "unizar_agreements", GOOD, other_year)
    command(sqlite_engine, "etl", "load", "unizar_agreements", CORRECTED)
    where = {"direction": ["outbound"], "country": ["IRL"]}
    answer = queries.TOPICS["mobility"](sqlite_engine, by=["academic_year"], where=where)
    assert [(r["academic_year"], r["headcount"]) for r in records(answer)] == [(2031, 3)]


def test_blank_places_are_not_stated_and_not_zero(sqlite_engine: Engine, command: Command, tmp_path: Path) -> None:
    """France 3 and a blank: known in part. Ireland blank: not known."""
    blank = GOOD.read_text(encoding="utf-8").replace(";1;1;", ";;1;").replace(";2;3;", ";;3;")
    (tmp_path / "blank.csv").write_text(blank, encoding="utf-8")
    assert command(sqlite_engine, "etl", "load", "unizar_agreements", tmp_path / "blank.csv").status == 0
    use = queries.TOPICS["agreements"](sqlite_engine, by=["country"], where={"direction": ["outbound"]})
    found = {r["country_code"]: (r["places_state"], r["assigned"]) for r in records(use)}
    assert use["places"].isna().all()
    assert found == {"FRA": ("not_stated", 3), "IRL": ("not_stated", 3)}


FAULTS = [
    (2, "PAIS_UNIVERSIDAD_ACUERDO", "Atlántida"),
    (3, "CENTRO", "Facultad de Magia"),
    (4, "PLAZAS_OFERTADAS_ALUMNOS", "-1"),
    (5, "PLAZAS_OFERTADAS_ALUMNOS", "dos"),
    (6, "PLAZAS_ASIGNADAS_ALUMNOS_OUT", "1.5"),
    (7, "IN_OUT", "AMBOS"),
    (8, "CURSO_ACADEMICO", "2030/32"),
    (9, "PLAZAS_ASIGNADAS_ALUMNOS_OUT", "3"),
]


def test_every_problem_is_told_at_once_with_file_row_column_value_and_remedy(
    small_sqlite: Engine, command: Command
) -> None:
    answer = command(small_sqlite, "etl", "load", "unizar_agreements", FAULTY, "--json")
    assert answer.status == 1
    assert set(FAULTS) <= set(told(answer))
    problems = json.loads(answer.out)["problems"]
    assert all(p["file"] == FAULTY.name and p["rule"] and p["remedy"] for p in problems)


def test_a_problem_in_json_has_all_that_is_known_of_it(small_sqlite: Engine, command: Command) -> None:
    answer = command(small_sqlite, "etl", "load", "unizar_agreements", FAULTY, "--json")
    found = {p["value"]: p for p in json.loads(answer.out)["problems"]}
    magic = found["Facultad de Magia"]
    assert (magic["sheet"], magic["row"], magic["rows"], magic["count"], magic["kind"]) == ("", 3, [3], 1, "unit")
    assert {"shown": "Facultad de Medicina", "code": "medicina"} in magic["offers"]
    assert (found["-1"]["kind"], found["-1"]["offers"]) == ("", [])


def test_every_problem_is_told_once_and_blames_the_cell_at_fault(small_sqlite: Engine, command: Command) -> None:
    answer = command(small_sqlite, "etl", "load", "unizar_agreements", FAULTY, "--json")
    assert sorted(told(answer)) == FAULTS


def test_the_problems_in_words(small_sqlite: Engine, command: Command) -> None:
    answer = command(small_sqlite, "etl", "load", "unizar_agreements", FAULTY)
    assert (answer.status, answer.out) == (1, "")
    for row, column, value in FAULTS:
        place = f"{FAULTY.name}, row {row}, column {column}" + (f", value {value!r}" if value else "")
        assert place in answer.err
    assert "Did you mean Facultad de Medicina (medicina)?" in answer.err
    assert answer.err.rstrip().endswith("Nothing was stored.")


def test_problems_of_all_files_are_told_at_once(small_sqlite: Engine, command: Command, tmp_path: Path) -> None:
    """A PDF, a renamed column, a comma for a semicolon, a missing file and bad cells, in one go."""
    (tmp_path / "report.csv").write_bytes(b"%PDF-1.7")
    renamed = tmp_path / "renamed.csv"
    renamed.write_text(GOOD.read_text(encoding="utf-8").replace("CENTRO", "FACULTAD"), encoding="utf-8")
    comma = tmp_path / "comma.csv"
    comma.write_text(GOOD.read_text(encoding="utf-8").replace(";", ","), encoding="utf-8")
    sound = tmp_path / "sound.csv"
    sound.write_text(GOOD.read_text(encoding="utf-8").replace("2030;", "2031;"), encoding="utf-8")
    files = [tmp_path / "report.csv", renamed, comma, FAULTY, tmp_path / "none.csv", sound]
    answer = command(small_sqlite, "etl", "load", "unizar_agreements", *files, "--json")
    problems = json.loads(answer.out)["problems"]
    assert answer.status == 1
    assert {p["file"] for p in problems} == {"report.csv", "renamed.csv", "comma.csv", FAULTY.name, "none.csv"}
    (parted,) = [p for p in problems if p["file"] == "comma.csv"]
    assert parted["rule"] == "Cells are parted by a comma, not by a semicolon."
    (lacking,) = [p for p in problems if p["file"] == "renamed.csv"]
    assert (lacking["column"], "FACULTAD" in lacking["remedy"]) == ("CENTRO", True)
    assert set(FAULTS) <= set(told(answer))


def test_a_renamed_column_does_not_hide_what_else_is_wrong(
    small_sqlite: Engine, command: Command, tmp_path: Path
) -> None:
    """Cells of the columns that are there are judged all the same: one run tells everything."""
    renamed = tmp_path / "renamed.csv"
    renamed.write_text(FAULTY.read_text(encoding="utf-8").replace("CENTRO", "FACULTAD"), encoding="utf-8")
    found = told(command(small_sqlite, "etl", "load", "unizar_agreements", renamed, "--json"))
    assert (1, "CENTRO", "") in found
    assert {fault for fault in FAULTS if fault[1] != "CENTRO"} <= set(found)


def test_a_row_said_twice_is_told_together_with_bad_cells(
    small_sqlite: Engine, command: Command, tmp_path: Path
) -> None:
    """Degree rows of the demonstration may not repeat: row 3 says again what row 2 says, row 4 is no number."""
    units = tmp_path / "units.csv"
    units.write_text("code,kind,parent,name_en,name_ru,name_kk\nlaw,faculty,,Law,,\n", encoding="utf-8")
    students = tmp_path / "students.csv"
    row = "2023,law,,bachelor,inbound,degree,CN,,"
    header = "academic_year,faculty,department,level,direction,mobility_type,country,partner,headcount"
    students.write_text(f"{header}\n{row}5\n{row}5\n{row.replace('CN', 'KG')}five\n", encoding="utf-8")
    answer = command(small_sqlite, "etl", "load", "demo", units, students, "--json")
    assert answer.status == 1
    assert {(4, "headcount", "five"), (3, "", "")} <= set(told(answer))


@pytest.mark.parametrize("bad", ["faulty", "empty", "pdf", "comma", "renamed", "missing"])
def test_a_refused_load_leaves_the_database_byte_for_byte(
    small_sqlite: Engine, command: Command, tmp_path: Path, bad: str
) -> None:
    sound = GOOD.read_text(encoding="utf-8")
    content = {
        "faulty": FAULTY.read_bytes(), "empty": b"", "pdf": b"%PDF-1.7", "comma": sound.replace(";", ",").encode(),
        "renamed": sound.replace("IN_OUT", "SENTIDO").encode(),
    }  # fmt: skip
    if bad != "missing":
        (tmp_path / "sent.csv").write_bytes(content[bad])
    small_sqlite.dispose()
    file = Path(small_sqlite.url.database or "")
    before = state_of(file)
    answer = command(small_sqlite, "etl", "load", "unizar_agreements", GOOD, tmp_path / "sent.csv")
    assert (answer.status, answer.err.rstrip().endswith("Nothing was stored.")) == (1, True)
    assert state_of(file) == before


@pytest.mark.parametrize("extra", [[FAULTY], [GOOD, "--dry-run"]], ids=["refused", "dry run"])
def test_no_database_is_made_where_nothing_is_stored(tmp_path: Path, command: Command, extra: list[object]) -> None:
    answer = command(f"sqlite:///{tmp_path / 'new.sqlite'}", "etl", "load", "unizar_agreements", *extra)
    assert answer.status == (1 if extra == [FAULTY] else 0)
    assert list(tmp_path.iterdir()) == []


def test_a_trial_tells_what_the_load_then_does_and_stores_nothing(engine: Engine, command: Command) -> None:
    """Before there is anything, of a correction, and of a file that would change nothing."""
    for file in (GOOD, CORRECTED, CORRECTED):
        before, rows = answers(engine), rows_in(engine)
        words = command(engine, "etl", "load", "unizar_agreements", file, "--dry-run")
        tried = json.loads(command(engine, "etl", "load", "unizar_agreements", file, "--dry-run", "--json").out)
        assert (words.status, "nothing was stored" in words.out) == (0, True)
        assert (tried["stored"], tried["release"]) == (False, None)
        assert rows_in(engine) == rows
        assert_same(answers(engine), before)
        loaded = json.loads(command(engine, "etl", "load", "unizar_agreements", file, "--json").out)
        if loaded["stored"]:
            assert (tried["tables"], tried["effects"]) == (loaded["tables"], loaded["effects"])
        else:
            assert not tried["effects"]
            assert all(counted["new"] + counted["restated"] + counted["withdrawn"] == 0
                       for counted in tried["tables"].values())  # fmt: skip


def test_a_trial_where_there_is_no_database_tells_what_would_change(tmp_path: Path, command: Command) -> None:
    words = f"sqlite:///{tmp_path / 'new.sqlite'}", "etl", "load", "unizar_agreements", GOOD, "--dry-run"
    tried = json.loads(command(*words, "--json").out)
    assert tried["tables"]["mobility_count"] == {"new": 5, "restated": 0, "unchanged": 0, "withdrawn": 0}
    assert "unizar, unizar_assigned, outbound 2030: – → 6" in command(*words).out


def test_a_first_load_makes_the_database(tmp_path: Path, command: Command) -> None:
    address = f"sqlite:///{tmp_path / 'new.sqlite'}"
    assert command(address, "etl", "load", "unizar_agreements", GOOD).status == 0
    assert command(address, "db", "check").status == 0


def test_a_file_named_twice_is_loaded_once(sqlite_engine: Engine, command: Command, tmp_path: Path) -> None:
    """Also under another name: its fingerprint tells."""
    shutil.copy(GOOD, tmp_path / "copy.csv")
    assert command(sqlite_engine, "etl", "load", "unizar_agreements", GOOD, GOOD, tmp_path / "copy.csv").status == 0
    assert assigned(sqlite_engine)["outbound", "FRA"] == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["load"], "SOURCE"), (["load", "nobody"], "nobody"), (["load", "unizar_agreements"], "ships no file"),
        (["load", "unizar_agreements", str(GOOD), "--institution", "kaznu"], "unizar only"),
        (["undo"], "RELEASE"), (["undo", "last"], "last"), ([], "COMMAND"),
    ],
    ids=str,
)  # fmt: skip
def test_wrong_usage_ends_with_2(small_sqlite: Engine, command: Command, arguments: list[str], told: str) -> None:
    answer = command(small_sqlite, "etl", *arguments)
    assert (answer.status, told in answer.err) == (2, True)


def test_an_undo_of_nothing_ends_with_1(small_sqlite: Engine, command: Command) -> None:
    assert command(small_sqlite, "etl", "undo", 2).status == 0
    for release, reason in ((2, "undone before"), (99, "no release 99")):
        answer = command(small_sqlite, "etl", "undo", release)
        assert (answer.status, reason in answer.err) == (1, True)


@pytest.mark.parametrize(("file", "status"), [(GOOD, 0), (FAULTY, 1)], ids=["sound", "faulty"])
def test_exit_status_of_the_process(sqlite_engine: Engine, file: Path, status: int) -> None:
    ended = subprocess.run(
        [PYTHON, "-m", "etl", "load", "unizar_agreements", str(file)],
        cwd=ROOT, env=environment(sqlite_engine), capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == status
    assert b"Traceback" not in ended.stderr


def test_sources_lists_every_source_with_its_columns(sqlite_engine: Engine, command: Command) -> None:
    out = command(sqlite_engine, "etl", "sources").out
    for word in ("unizar_results", "kaznu_published", "demo", "PLAZAS_OFERTADAS_ALUMNOS", "fact_id", "delimiter ';'"):
        assert word in out
