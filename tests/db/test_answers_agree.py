"""The same data gives the same answers on both databases, and parts add up to their total however they are cut."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from db import backup, queries, store
from db.engine import connect, writer
from db.queries import counts, options, provenance
from db.queries.counts import ENROLMENT, MOBILITY
from db.store import RECORDED
from tests import small
from tests.db.answers import answers, assert_same

QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
BY = [name for name in MOBILITY.dimensions if name not in ("academic_year", "group", *MOBILITY.splits)]
"""Groups overlap: the only rows that do not add up."""
SPLITS = list(MOBILITY.splits)


def turned_over(engine: Engine) -> None:
    """Write every fact again, last first: on PostgreSQL rows then lie in another order than they came in."""
    with writer(engine).begin() as connection:
        for table in RECORDED:
            for key in connection.scalars(select(table.c.id).order_by(table.c.id.desc())).all():
                connection.execute(text(f"UPDATE {table.name} SET source_rows = source_rows WHERE id = {key}"))


def choices(engine: Engine) -> dict[str, Any]:
    """What the app offers to choose from, and where figures come from."""
    return {
        "institutions": options.institutions(engine),
        "units": options.units(engine, "small"),
        "series": options.mobility_series(engine, "small"),
        "definitions": provenance.series(engine),
        "notes": provenance.series_notes(engine),
        "files": provenance.files(engine),
        "cells": counts.cells_behind(engine),
    }


@pytest.fixture
def both(sqlite: Any, postgresql: Any, small_sqlite: Engine, tmp_path: Any) -> Any:
    """The small university on SQLite, and a copy on PostgreSQL whose rows lie in another order."""
    facts = {"agreement_statement": [{**small.OTHER["agreement_statement"][0], "unit": "science"}]}
    store.load(small_sqlite, small.batch("second.csv", facts), by="test")
    backup.save(small_sqlite, tmp_path / "saved.sqlite")
    address = postgresql.copy("empty", lambda engine: None)
    there = connect(address)
    backup.restore(there, tmp_path / "saved.sqlite")
    turned_over(there)
    yield small_sqlite, there
    there.dispose()
    postgresql.drop(address)


@pytest.mark.parametrize("language", ["en", "kk"])
def test_both_databases_answer_alike_to_the_last_row_and_type(both: tuple[Engine, Engine], language: str) -> None:
    here, there = both
    assert_same(answers(there, language), answers(here, language))


def test_both_databases_offer_the_same_choices_in_the_same_order(both: tuple[Engine, Engine]) -> None:
    here, there = both
    assert_same(choices(there), choices(here))
    assert options.groups(here) == options.groups(there) == ["SCO"]
    assert options.years(here, "small") == options.years(there, "small") == [2024, 2023, 2022]


def test_both_databases_tell_the_time_of_a_load_alike(both: tuple[Engine, Engine]) -> None:
    """The same moment, of the same type: UTC, as the column says."""
    here, there = both
    pd.testing.assert_frame_equal(provenance.releases(there), provenance.releases(here))


def test_what_ships_answers_alike_on_postgresql(shipped: Engine, postgresql: Any, tmp_path: Any) -> None:
    address = postgresql.copy("empty", lambda engine: None)
    there = connect(address)
    backup.save(shipped, tmp_path / "shipped.sqlite")
    backup.restore(there, tmp_path / "shipped.sqlite")
    assert_same(answers(there), answers(shipped))
    there.dispose()
    postgresql.drop(address)


def assert_parts_add_up(engine: Engine, topic: str, year: str, by: list[str], splits: list[str]) -> None:
    """Known parts, withheld cells and their splits: by anything the same sum as of the whole."""
    where = {"academic_year": [year], **({"scope": ["all"]} if topic == "mobility" else {})}
    columns = [*splits, *(["scope"] if topic == "mobility" else [])]
    whole = queries.TOPICS[topic](engine, where=where)
    parts = queries.TOPICS[topic](engine, by=by, where=where)
    added = parts.groupby(columns)[["headcount", "withheld_cells"]].sum(min_count=1)
    wanted = whole.set_index(columns)[["headcount", "withheld_cells"]].sort_index()
    pd.testing.assert_frame_equal(added.sort_index(), wanted, check_index_type=False)


@settings(max_examples=15, deadline=None, suppress_health_check=QUIET)
@given(
    year=st.sampled_from(["2022", "2023", "2024"]),
    by=st.lists(st.sampled_from(BY), min_size=1, max_size=4, unique=True),
)
def test_parts_add_up_to_their_total(shipped: Engine, year: str, by: list[str]) -> None:
    assert_parts_add_up(shipped, "mobility", year, by, SPLITS)


@settings(max_examples=8, deadline=None, suppress_health_check=QUIET)
@given(by=st.lists(st.sampled_from(["faculty", "department", "level", "field"]), min_size=1, unique=True))
def test_parts_of_all_students_add_up_to_their_total(shipped: Engine, by: list[str]) -> None:
    assert_parts_add_up(shipped, "enrolment", "2023", by, list(ENROLMENT.splits))


@pytest.mark.parametrize("by", BY)
def test_parts_with_a_withheld_one_add_up_too(university: Engine, by: str) -> None:
    assert_parts_add_up(university, "mobility", "2023", [by], SPLITS)


CELL = st.tuples(
    st.sampled_from(["law", "civil", "science"]), st.sampled_from(["CHN", "KGZ", "UZB"]), st.sampled_from(["", "tub"])
)
COUNT = st.integers(0, 9) | st.sampled_from(["withheld", "not_stated", "not_measured", "not_applicable"])


@settings(max_examples=12, deadline=None, suppress_health_check=QUIET)
@given(st.dictionaries(CELL, COUNT, min_size=1, max_size=8))
def test_a_sum_is_that_of_its_known_cells_and_tells_what_it_lacks(sqlite: Any, cells: dict[Any, Any]) -> None:
    address = sqlite.copy("small", lambda engine: None)
    engine = connect(address)
    rows = [
        small.mobility(line, 2030, unit, country, count, partner=partner)
        for line, ((unit, country, partner), count) in enumerate(cells.items())
    ]
    store.load(engine, small.batch("random.csv", {"mobility_count": rows}), by="test")
    (found,) = counts.mobility(engine, where={"academic_year": ["2030"]}).to_dict("records")
    known = [count for count in cells.values() if isinstance(count, int)]
    lacking = {count for count in cells.values() if not isinstance(count, int)} - {"not_applicable"}
    assert (None if found["headcount"] is pd.NA else found["headcount"]) == (sum(known) if known else None)
    assert found["withheld_cells"] == list(cells.values()).count("withheld")
    assert (found["state"] == "value") == (bool(known) and not lacking)
    assert (found["state"] == "partial") == (bool(known) and bool(lacking))
    assert known or found["state"] in (lacking or {"not_applicable"})
    engine.dispose()
    sqlite.drop(address)
