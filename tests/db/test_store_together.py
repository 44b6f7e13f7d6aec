"""Several at work at once: writers wait for each other, readers see what was until a load is whole."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, event

from db import store
from db.batch import Batch
from tests import small
from tests.db.answers import headcounts
from tests.small import mobility


def before_commit(engine: Engine, work: Callable[[], Any]) -> None:
    """Do `work` once, when the next transaction of `engine` has written everything and not yet committed."""

    @event.listens_for(engine, "commit", once=True)
    def at_commit(connection: Any) -> None:
        work()


def a_load(name: str, country: str, *, source: str = "small_register", partner: str = "") -> Batch:
    code = {"small_register": "small_degree"}.get(source, f"of_{source}")
    return small.batch(
        f"{name}.csv",
        {"mobility_count": [mobility(2, 2025, "law", country, 7, series=code, partner=partner)]},
        source={**small.SOURCE, "code": source},
        series=[small.series(code, "stock")],
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (a_load("a", "CHN"), a_load("b", "KGZ")),
        (a_load("a", "CHN", source="one"), a_load("b", "KGZ", source="two")),
        (a_load("a", "CHN", source="one", partner="new"), a_load("b", "KGZ", source="two", partner="new")),
        (a_load("a", "CHN", source="new"), a_load("b", "KGZ", source="new")),
    ],
    ids=["one known source", "two new sources", "two sources that name one new partner", "one new source"],
)
def test_two_writers_at_once_both_succeed(small_university: Engine, first: Batch, second: Batch) -> None:
    """The second begins when the first has written and not yet committed; it waits, then sees what the first said."""
    started = threading.Event()
    with ThreadPoolExecutor() as pool:
        later: list[Any] = []

        def begin_the_second() -> None:
            later.append(pool.submit(second_load))
            started.wait()
            threading.Event().wait(0.3)  # lets the second run into the lock of the first

        def second_load() -> Any:
            started.set()
            return store.load(small_university, second, by="second")

        before_commit(small_university, begin_the_second)
        outcome = store.load(small_university, first, by="first")
        releases = {outcome.release, later[0].result().release}
    assert releases == {3, 4}
    found = headcounts(small_university, academic_year="2025")
    assert found == {("2025", "CHN"): 7, ("2025", "KGZ"): 7}


def test_many_writers_at_once_all_succeed(small_university: Engine) -> None:
    countries = ["CHN", "KGZ", "UZB", "TJK", "RUS", "IND"]
    with ThreadPoolExecutor(max_workers=4) as pool:
        outcomes = list(pool.map(lambda c: store.load(small_university, a_load(c, c), by=c), countries))
    assert sorted(outcome.release or 0 for outcome in outcomes) == [3, 4, 5, 6, 7, 8]
    assert set(headcounts(small_university, academic_year="2025")) == {("2025", country) for country in countries}


@pytest.mark.parametrize("work", ["load", "undo"])
def test_a_reader_sees_what_was_until_the_work_is_whole(small_university: Engine, work: str) -> None:
    before = headcounts(small_university)
    seen: list[Any] = []
    before_commit(small_university, lambda: seen.append(ThreadPoolExecutor().submit(headcounts, small_university)))
    before_commit(small_university, lambda: seen.append(seen[0].result(timeout=60)))
    if work == "load":
        store.load(small_university, small.first(), by="test")
    else:
        store.undo(small_university, 2, by="test")
    assert seen[1] == before
    assert headcounts(small_university)["2024", "CHN"] == 30


def test_a_writer_is_not_stopped_by_a_reader_in_the_middle_of_reading(small_university: Engine) -> None:
    with small_university.connect() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM mobility_count").scalar() == 14
        assert store.load(small_university, small.first(), by="test").release == 3
        assert headcounts(small_university)["2024", "CHN"] == 30
