"""Whatever becomes of a load, the database is as before or as after: killed, out of disk, two at once, read."""

import csv
import json
import random
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db import check, queries
from db.engine import connect
from tests.conftest import PYTHON, ROOT, Databases, address_of, environment, load_shipped, opened

ROWS = 20_000
KILLS = 16
COUNTRIES = ("Китай", "Индия", "Узбекистан", "Россия", "Казахстан", "Турция", "Монголия")
FACULTIES = ("Юридический факультет", "history", "physics", "biology", "law", "chemistry")


@pytest.fixture
def kaznu(databases: Databases) -> Any:
    """Everything that ships, on SQLite and PostgreSQL."""
    yield from opened(databases, databases.copy("shipped", load_shipped))


@pytest.fixture(scope="module")
def persons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of persons of ten years, every tenth of whom has a second programme."""
    file = tmp_path_factory.mktemp("persons") / "persons.csv"
    chance = random.Random(3)
    with file.open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle, delimiter=";")
        rows.writerow(
            ["Учебный год", "ID студента", "Факультет", "Степень", "Гражданство", "Образовательная программа"]
        )
        for number in range(ROWS):
            year = 2014 + number * 10 // ROWS
            rows.writerow([
                f"{year}-{year + 1}", 1 + number * 10 // 11, chance.choice(FACULTIES),
                chance.choice(("бакалавриат", "магистратура", "докторантура")), chance.choice(COUNTRIES),
                f"Программа {chance.randrange(60)}",
            ])  # fmt: skip
    return file


def loading(engine: Engine, file: Path, **options: Any) -> "subprocess.Popen[bytes]":
    command = [PYTHON, "-m", "etl", "load", "registrar", str(file), "--institution", "kaznu"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(engine), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def answers(engine: Engine) -> str:
    """What is said of the registrar's students, of all students and of totals."""
    where = {"institution": ["kaznu"]}
    asked = [
        queries.TOPICS["mobility"](engine, by=["academic_year", "faculty", "country"], where=where),
        queries.TOPICS["enrolment"](engine, by=["academic_year", "level"], where=where),
        queries.TOPICS["totals"](engine, where=where).drop(columns="release"),
    ]
    return "".join(frame.to_csv(index=False) for frame in asked)


def ended(child: "subprocess.Popen[bytes]") -> tuple[int, str, str]:
    out, err = child.communicate(timeout=300)
    return child.returncode, out.decode(), err.decode()


def test_killed_at_any_moment_it_is_as_before_or_as_after(kaznu: Engine, persons: Path) -> None:
    """kill -9 at moments spread over the life of a load, those of storing more densely."""
    before = answers(kaznu)
    started = time.monotonic()
    child = loading(kaznu, persons)
    assert ended(child)[0] == 0
    lasted = time.monotonic() - started
    after = answers(kaznu)
    assert after != before
    last = queries.provenance.releases(kaznu)["release"].max()
    assert subprocess.run(
        [PYTHON, "-m", "etl", "undo", str(last)], cwd=ROOT, env=environment(kaznu), capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    assert answers(kaznu) == before
    for number in range(KILLS):
        child = loading(kaznu, persons)
        time.sleep(lasted * (0.2 + 0.85 * number / KILLS))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        assert check.faults(kaznu) == []
        found = answers(kaznu)
        assert found in (before, after)
        if found == after:
            break
    assert ended(loading(kaznu, persons))[0] == 0
    assert answers(kaznu) == after


@pytest.mark.parametrize("room", [1 << 12, 1 << 16, 1 << 18, 1 << 20])
def test_out_of_disk_it_is_told_and_nothing_is_stored(shipped_copy: Engine, persons: Path, room: int) -> None:
    """No file of the process may grow beyond what the database has and some room."""
    before = answers(shipped_copy)
    shipped_copy.dispose()
    size = Path(shipped_copy.url.database or "").stat().st_size

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, size + room))

    status, out, err = ended(loading(shipped_copy, persons, preexec_fn=limited))
    assert (status, out) == (1, "")
    assert "Traceback" not in err
    assert err.strip().endswith(".")
    assert check.faults(shipped_copy) == []
    assert answers(shipped_copy) == before


def test_two_loads_at_once_both_end_well(kaznu: Engine, persons: Path, tmp_path: Path) -> None:
    """The later one waits; what is said in the end is what one after the other would say."""
    lines = persons.read_text(encoding="utf-8").splitlines()
    parts = [tmp_path / "early.csv", tmp_path / "late.csv"]
    for file, years in zip(parts, (range(2014, 2019), range(2019, 2024)), strict=True):
        chosen = [line for line in lines[1:] if int(line[:4]) in years]
        file.write_text("\n".join([lines[0], *chosen, ""]), encoding="utf-8")
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda file: ended(loading(kaznu, file)), parts))
    assert [status for status, _, _ in both] == [0, 0]
    assert check.faults(kaznu) == []
    asked = queries.TOPICS["mobility"](kaznu, by=["academic_year"], where={"institution": ["kaznu"]})
    assert asked["academic_year"].tolist() == list(range(2014, 2024))


def test_a_reader_sees_all_of_a_load_or_nothing_and_never_waits(kaznu: Engine, persons: Path) -> None:
    """Asked over and over while a load runs: each answer is that of before or that of after."""
    question: Callable[[], str] = lambda: json.dumps(  # noqa: E731
        queries.TOPICS["mobility"](kaznu, by=["academic_year"], where={"institution": ["kaznu"]})["headcount"].tolist()
    )
    before, seen, longest = question(), set(), 0.0
    child = loading(kaznu, persons)
    while child.poll() is None:
        asked = time.monotonic()
        seen.add(question())
        longest = max(longest, time.monotonic() - asked)
    assert ended(child)[0] == 0
    after = question()
    assert after != before
    assert seen <= {before, after}
    # A moment, on a machine that does other work: a load holds its lock for longer than this would ever take.
    assert longest < 10


def test_a_load_that_cannot_get_its_turn_says_so(shipped_copy: Engine, persons: Path, monkeypatch: Any) -> None:
    """Another program holds the lock of the SQLite file for longer than a load waits."""
    holder = connect(address_of(shipped_copy))
    monkeypatch.setattr("db.engine.WAIT_FOR_WRITER_MS", 50)
    with holder.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        import etl.__main__

        monkeypatch.setenv("DATABASE_URL", address_of(shipped_copy))
        assert etl.__main__.main(["load", "registrar", str(persons), "--institution", "kaznu"]) == 1
        connection.exec_driver_sql("ROLLBACK")
    holder.dispose()
    assert check.faults(shipped_copy) == []
