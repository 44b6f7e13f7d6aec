"""What a load changed: counted by hand, and as the plain-Python oracle says for any sequence of loads and undos."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
from hypothesis import given, settings
from sqlalchemy import Engine

from db import store
from db.batch import Extent
from db.engine import connect
from db.queries import changes, provenance
from tests import oracle, small
from tests.db.test_store_replay import QUIET, said, steps, to_store

SEEN = ["academic_year", "country_code", "faculty_code", "before", "after", "before_state", "after_state", "kind"]


def rows(frame: pd.DataFrame, columns: list[str]) -> list[list[Any]]:
    return [[None if pd.isna(value) else value for value in row] for row in frame[columns].to_numpy().tolist()]


def test_the_correction_of_the_small_university(university: Engine):
    found = changes.restated(university, 2)
    assert rows(found, SEEN) == [[2024, "CHN", "law", 30, 32, "value", "value", "restated"]]
    assert rows(found, ["file", "source_rows", "country"]) == [["small-2024-corrected.csv", "2", "China"]]
    told = ["academic_year", "direction", "mobility_type", "series", "before", "after", "before_unknown"]
    assert rows(changes.moved(university, 2), told) == [[2024, "inbound", "degree", "small_degree", 38, 40, 0]]


def test_a_first_release_is_all_new(university: Engine):
    found = changes.restated(university, 1)
    assert set(found["kind"]) == {"new"}
    assert Counter(found["table"]) == {"mobility_count": 12, "enrolment_count": 6, "published_figure": 2}
    assert found["before"].isna().all()
    assert rows(found, ["code", "metric", "after", "country_code"])[0] == ["P-1", "students_international", 401, "CHN"]
    withheld = found[found["after_state"] == "withheld"]
    assert rows(withheld, ["country_code", "after"]) == [["NPL", None]]
    totals = changes.moved(university, 1)
    degree = totals[totals["series"] == "small_degree"]
    assert rows(degree, ["academic_year", "before", "after", "after_unknown"]) == [
        [2022, None, 14, 0], [2023, None, 32, 1], [2024, None, 38, 0],
    ]  # fmt: skip
    assert not (totals["after"] == 2).any()  # two went within the home country


def test_what_is_left_out_of_what_a_load_is_complete_for_is_withdrawn(small_university: Engine):
    again = {
        "mobility_count": [
            small.mobility(2, 2023, "civil", "CHN", 20),
            small.mobility(3, 2023, "science", "NPL", 3),
            small.mobility(4, 2023, "law", "FRA", 60),
        ]
    }
    store.load(
        small_university, small.batch("2023.csv", again, [Extent("mobility_count", "small_degree", "2023")]), "t"
    )
    assert rows(changes.restated(small_university, 3), SEEN) == [
        [2023, "FRA", "law", None, 60, None, "value", "new"],
        [2023, "BLR", "science", 7, None, "value", None, "withdrawn"],
        [2023, "IRN", "law", 5, None, "value", None, "withdrawn"],
        [2023, "NPL", "science", None, 3, "withheld", "value", "restated"],
    ]
    gone = changes.restated(small_university, 3).set_index("country_code").loc["IRN"]
    assert (gone["file"], gone["source_rows"], gone["department_code"]) == ("small-2022-2024.csv", "5", "civil")
    assert rows(changes.moved(small_university, 3), ["before", "after", "before_unknown", "after_unknown"]) == [
        [32, 83, 1, 0]
    ]
    assert changes.restated(small_university, 3, limit=1)["country_code"].tolist() == ["FRA"]


def test_what_was_withdrawn_in_between_is_new_when_it_is_said_again(small_sqlite: Engine):
    extent = [Extent("mobility_count", "small_degree", "2024")]
    belarus, china = small.mobility(3, 2024, "law", "BLR", 8), small.mobility(2, 2024, "law", "CHN", 32)
    for name, facts, complete in (("no.csv", [china], extent), ("again.csv", [belarus], [])):
        store.load(small_sqlite, small.batch(name, {"mobility_count": facts}, complete), by="test")
    assert rows(changes.restated(small_sqlite, 3), ["country_code", "kind"]) == [["BLR", "withdrawn"]]
    assert rows(changes.restated(small_sqlite, 4), ["country_code", "kind", "before"]) == [["BLR", "new", None]]
    store.undo(small_sqlite, 3, by="test")
    assert changes.restated(small_sqlite, 4).empty  # now it said what was known
    assert changes.moved(small_sqlite, 4).empty


def test_a_restated_published_figure(small_university: Engine):
    figures = [small.figure(2, "P-1", 420, ["CHN"]), small.figure(3, "P-2", 155, ["CHN", "RUS", "UZB"], "law")]
    store.load(small_university, small.batch("said.csv", {"published_figure": figures}), by="test")
    told = ["code", "metric", "academic_year", "country_code", "before", "after", "after_state", "kind"]
    found = changes.restated(small_university, 3, language="ru")
    assert rows(found, told) == [
        ["P-1", "students_international", 2023, "CHN", 401, 420, "exactly", "restated"]
    ]  # fmt: skip
    assert found["country"].tolist() == ["Китай"]


def test_a_release_that_is_not_there_or_was_undone_changed_nothing(small_sqlite: Engine):
    store.undo(small_sqlite, 2, by="test")
    for release in (2, 99):
        assert changes.restated(small_sqlite, release).empty
        assert changes.moved(small_sqlite, release).empty
    some = changes.restated(small_sqlite, 1)
    assert changes.restated(small_sqlite, 2).dtypes.to_dict() == some.dtypes.to_dict()


def test_the_last_loads_newest_first_and_the_undone_among_them(small_university: Engine):
    assert changes.last_loads(small_university, "small")["release"].tolist() == [2, 1]
    store.undo(small_university, 2, by="test")
    found = changes.last_loads(small_university, "small")
    assert list(found.columns) == changes.LOADS
    assert found["release"].tolist() == [2, 1]
    assert found["undone_at"].notna().tolist() == [True, False]
    assert changes.last_loads(small_university, "small", limit=1)["release"].tolist() == [2, 1]
    assert changes.last_loads(small_university, "tub").empty


def test_the_last_loads_of_what_ships(shipped: Engine):
    asked = {who: changes.last_loads(shipped, who)["source_code"].tolist() for who in ("kaznu", "kaznu-demo", "KAZ")}
    assert asked["kaznu"] == ["targets", "kaznu_published"]
    assert asked["kaznu-demo"] == ["demo"]
    assert asked["KAZ"] == ["targets", "kazakhstan_national"]


def test_of_the_demonstration_all_is_new_and_invented(shipped: Engine):
    release = int(changes.last_loads(shipped, "kaznu-demo")["release"].iloc[0])
    found = changes.restated(shipped, release, limit=20)
    assert (len(found), set(found["kind"]), found["is_invented"].all()) == (20, {"new"}, True)
    assert found["after"].is_monotonic_decreasing
    totals = changes.moved(shipped, release)
    of_2023 = totals[(totals["academic_year"] == 2023) & (totals["mobility_type"] == "degree")]
    assert of_2023["after"].tolist() == [3928]


def cells(facts: Mapping[oracle.Key, Any]) -> dict[oracle.Key, Any]:
    return {key: value for key, value in facts.items() if key[0] == "mobility"}


def totals(facts: Mapping[oracle.Key, Any]) -> dict[Any, tuple[Any, int]]:
    """Known sum and number of unknown cells by source and year."""
    found: dict[Any, tuple[Any, int]] = {}
    for (_, source, year, *_place), value in facts.items():
        known, unknown = found.get((source, year), (None, 0))
        is_known = value != "withheld"
        found[source, year] = ((known or 0) + value, unknown) if is_known else (known, unknown + 1)
    return found


def told(found: pd.DataFrame) -> dict[oracle.Key, tuple[Any, Any]]:
    """Before and after by the oracle's keys; None where there was or is nothing."""
    answer = {}
    for row in found.to_dict("records"):
        sides = [
            None if row[f"{side}_state"] is None
            else row[side] if row[f"{side}_state"] == "value" else row[f"{side}_state"]
            for side in ("before", "after")
        ]  # fmt: skip
        unit = row["department_code"] or row["faculty_code"]
        key = ("mobility", row["series"].removeprefix("of_"), row["period"], unit, row["country_code"])
        answer[key] = (sides[0], sides[1])
    return answer


@settings(max_examples=20, deadline=None, suppress_health_check=QUIET)
@given(steps)
def test_any_sequence_of_loads_and_undos(sqlite: Any, wanted: list[Any]):
    compared(sqlite, wanted)


@settings(max_examples=5, deadline=None, suppress_health_check=QUIET)
@given(steps)
def test_any_sequence_of_loads_and_undos_on_postgresql(postgresql: Any, wanted: list[Any]):
    compared(postgresql, wanted)


def compared(databases: Any, wanted: list[Any]) -> None:
    tree = [small.unit(2, "law"), small.unit(3, "science"), small.unit(4, "civil", "department", "law")]
    address = databases.copy("tree", lambda e: store.load(e, small.batch("0.csv", {"unit_record": tree}), by="test"))
    engine = connect(address)
    counting: dict[int, oracle.Release] = {}
    for number, step in enumerate(wanted, start=1):
        if not isinstance(step, int):
            release = store.load(engine, to_store(number, step), by="test").release
            assert release is not None
            counting[release] = said(step)
        elif counting:
            release = sorted(counting)[step % len(counting)]
            store.undo(engine, release, by="test")
            del counting[release]
    for release in counting:
        before, after = (
            cells(oracle.current(said for number, said in counting.items() if number < last))
            for last in (release, release + 1)
        )
        differ = {k: (before.get(k), after.get(k)) for k in {*before, *after} if before.get(k) != after.get(k)}
        assert told(changes.restated(engine, release)) == differ
        sums, now = totals(before), totals(after)
        nothing = (None, 0)
        moved = {k: (sums.get(k, nothing), now.get(k, nothing)) for k in {*sums, *now} if sums.get(k) != now.get(k)}
        found = {
            (row["series"].removeprefix("of_"), row["period"]): tuple(
                (None if pd.isna(row[side]) else row[side], row[f"{side}_unknown"]) for side in ("before", "after")
            )
            for row in changes.moved(engine, release).to_dict("records")
        }
        assert found == moved
    assert len(provenance.releases(engine)) >= len(counting)
    engine.dispose()
    databases.drop(address)
