"""The measurements run to their end; what they measure is told by `make bench` and `make bench-dashboard`."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine import connect
from db.queries import counts
from tests.bench import browser, clicking, crowd, large, loading, soak
from tests.bench.page import EMPTY, NAIVE, OURS, SIZES, START, Setting, back, is_filter, walk
from tests.bench.servers import HOOK, servers
from tests.bench.shown import percentile
from tests.bench.talk import Reader
from tests.browser import running

RECORDS = 3_000


def test_it_prints_each_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    assert loading.main(["--rows", "2000", "--rounds", "1", "--large", "0"]) == 0
    told = capsys.readouterr().out
    assert all(f"ours / {other}" in told for other in ("csv", "pandas", "sqlite-utils", "the same file again"))
    assert all(
        part in told
        for part in ("imports", "reading", "recognition and validation", "counting", "storing", "peak memory")
    )


@pytest.fixture(scope="module")
def university(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a database with a large university, made small."""
    file = tmp_path_factory.mktemp("bench") / "large.sqlite"
    assert large.main([str(file), "--records", str(RECORDS)]) == 0
    return f"sqlite:///{file}"


def test_each_record_is_in_one_cell_or_in_a_withheld_one(university: str):
    engine = connect(university)
    found = counts.mobility(engine, by=["academic_year"], where={"institution": [large.BENCH], "scope": ["all"]})
    known, withheld = int(found["headcount"].sum()), int(found["withheld_cells"].sum())
    engine.dispose()
    assert set(found["academic_year"].astype(int)) == set(large.YEARS)
    assert withheld > 0
    assert known + withheld <= RECORDS < known + withheld * large.SMALL


def test_one_seed_makes_one_university():
    one, same, other = (large.university(500, seed).facts["mobility_count"] for seed in (1, 1, 2))
    assert list(one) == list(same)
    assert list(one) != list(other)


def test_enrolment_holds_the_students_from_abroad():
    facts = large.university(RECORDS).facts
    enrolled = {(row["unit"], row["period"], row["level"]): row["headcount"] for row in facts["enrolment_count"]}
    foreign: Counter[tuple[str, str, str]] = Counter()
    for row in facts["mobility_count"]:
        if (row["direction"], row["mobility_type"]) == ("inbound", "degree"):
            foreign[row["unit"], row["period"], row["level"]] += row["headcount"] or 0
    assert foreign
    assert all(enrolled[key] > students for key, students in foreign.items())


@given(st.integers(0, 1000), st.integers(1, 60))
def test_a_walk_comes_to_new_selections_and_back_to_its_start(seed: int, steps: int):
    seen: set[tuple[int, ...]] = set()
    way = walk(Random(seed), steps, seen)
    assert len(seen) == steps + 1
    at = dict(START)
    for name, option in way:
        assert 0 <= option < SIZES[name]
        assert at[name] != option
        at[name] = option
    for name, option in back(way):
        assert at[name] != option
        at[name] = option
    assert at == START


def test_a_filter_is_known_by_its_key():
    ours, plain = "$$ID-0f-year·1ad94fe846a2", "$$ID-0f-year"
    assert is_filter(ours, "year")
    assert is_filter(plain, "year")
    assert not is_filter("$$ID-0f-yearly", "year")
    assert not is_filter(ours, "faculty")


def test_percentiles():
    assert percentile([4.0], 95) == 4
    assert percentile([0.0, 1.0, 2.0, 3.0, 4.0], 50) == 2


@pytest.mark.parametrize(
    ("mib", "flat"),
    [
        ([100, 150, 180, 180, 181, 180, 181, 180], True),  # it fills, then stays
        ([100, 100, 100, 100, 102, 104, 106, 108], False),  # two a minute
        ([100, 100, 100, 100, 100.5, 101, 101.5, 102], False),  # slowly, but always up
        ([100, 100, 100, 100, 100.01, 100.02, 100.03, 100.04], True),  # up by next to nothing
    ],
)
def test_memory_is_flat_where_its_second_half_is(mib: list[float], flat: bool):
    assert soak.is_flat([(float(minute), memory) for minute, memory in enumerate(mib)]) is flat


def test_the_slope_is_that_of_the_second_half():
    samples = [(0.0, 0.0), (1.0, 90.0), (2.0, 100.0), (3.0, 103.0), (4.0, 106.0)]
    assert soak.slope(samples) == pytest.approx(3)
    assert soak.rising(samples) == 1


@pytest.mark.parametrize(("frozen", "asked", "found"), [("1", "signal", True), ("0", "freeze", False)])
def test_the_hook_freezes_when_it_is_told_to(frozen: str, asked: str, found: bool):
    """On the signal, where it is to; and nobody else does."""
    ask = "os.kill(os.getpid(), signal.SIGUSR1)" if asked == "signal" else "gc.freeze()"
    program = f"import gc, os, signal; {ask}; print(gc.get_freeze_count() > 0)"
    environment = {**os.environ, "PYTHONPATH": str(HOOK), "BENCH_FROZEN": frozen}
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(found)


def test_a_click_does_to_our_page_what_it_does_in_a_browser(university: str):
    async def click() -> str:
        reader = await Reader.open(server)
        await reader.click("faculty", 3)
        await reader.click("year", 2)
        await reader.close()
        return reader.query

    with servers([OURS], university) as (server,):
        asked = asyncio.run(click())
    assert f"year={large.YEARS[-3]}" in asked
    assert "faculty=f03" in asked


def test_clicks_are_compared(university: str, capsys: pytest.CaptureFixture[str]):
    assert clicking.main([university, "--rounds", "1", "--steps", "1", "--think", "0.05"]) == 0
    told = capsys.readouterr().out
    assert all(f"{OURS} / {other}, {what}" in told for other in (NAIVE, EMPTY) for what in ("new", "seen before"))


def test_settings_of_the_collection_are_compared(university: str, capsys: pytest.CaptureFixture[str]):
    sizes = ["--rounds", "1", "--steps", "1", "--think", "0.05"]
    assert clicking.main([university, "--garbage", "--pages", EMPTY, *sizes]) == 0
    told = capsys.readouterr().out
    assert f"{EMPTY}: {Setting()} again, " in told  # the first has no ratio, only its seconds
    others = [Setting(False, False), Setting(True, True), Setting(True, False)]
    assert all(told.count(f"{EMPTY}: {setting}{again}  ") == 1 for setting in others for again in ("", " again"))


def test_a_crowd_is_waited_for(university: str, capsys: pytest.CaptureFixture[str]):
    sizes = ["--sessions", "3", "--every", "0.5", "--seconds", "2"]
    assert crowd.main([university, "--page", EMPTY, *sizes]) == 0
    clicks = capsys.readouterr().out.splitlines()[2].split()[1]
    assert 6 <= int(clicks) <= 12


def test_memory_is_watched(university: str, capsys: pytest.CaptureFixture[str]):
    assert soak.main([university, "--page", EMPTY, "--minutes", "0.05", "--every", "0.0125"]) == 0
    told = capsys.readouterr().out
    assert "MiB a minute" in told
    assert len(told.splitlines()) == 1 + 1 + 5 + 1  # machine, head, samples, verdict


@pytest.mark.browser
def test_clicks_in_a_browser_are_compared(university: str, capsys: pytest.CaptureFixture[str]):
    if running.chromium() is None or find_spec("dash") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("It needs Chromium and Dash: `make test` installs them.")
    assert browser.main([university, "--rounds", "1", "--clicks", "1"]) == 0
    told = capsys.readouterr().out
    assert "ours / naive" in told
    assert "ours / dash" in told
