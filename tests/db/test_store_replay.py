"""Any sequence of loads and undos: the cells that answer are those of the plain-Python oracle."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import check, store
from db.batch import Extent
from db.engine import connect
from db.models import Country, MobilityCount, Source, Target, Unit
from db.models.releases import Series
from db.queries import provenance
from tests import oracle, small

SOURCES = ("register", "statistics")
FACULTY_OF = {"law": "law", "civil": "law", "science": "science"}

values = st.integers(0, 3) | st.just("withheld")
mobility_rows = st.dictionaries(
    st.tuples(st.sampled_from([2023, 2024]), st.sampled_from(sorted(FACULTY_OF)), st.sampled_from(["CHN", "KGZ"])),
    values,
    max_size=5,
)
target_rows = st.dictionaries(st.sampled_from(["T-1", "T-2"]), st.integers(1, 3), max_size=2)
extents = st.sets(
    st.tuples(st.sampled_from(["", "2023", "2024"]), st.sampled_from([None, "", "law", "civil", "science"])), max_size=2
)
loads = st.tuples(st.sampled_from(SOURCES), mobility_rows, extents, target_rows, st.booleans())
steps = st.lists(loads | st.integers(0, 9), min_size=2, max_size=8)


def said(load: Any) -> oracle.Release:
    """A load as the oracle sees it. Cells of two sources are of two series; targets have codes of their source."""
    source, mobility, complete, targets, all_targets = load
    rows = {("mobility", source, str(year), unit, country): v for (year, unit, country), v in mobility.items()}
    rows |= {("target", f"{source} {code}"): value for code, value in targets.items()}
    conditions = [lambda key, e=extent: covers(e, key) for extent in complete]
    conditions += [lambda key: key[0] == "target"] * all_targets
    return oracle.Release(source, rows, tuple(conditions))


def covers(extent: tuple[str, str | None], key: oracle.Key) -> bool:
    period, unit = extent
    if key[0] != "mobility":
        return False
    return period in ("", key[2]) and (not unit or unit == key[3] or unit == FACULTY_OF[key[3]])


def to_store(number: int, load: Any) -> Any:
    source, mobility, complete, targets, all_targets = load
    facts = [
        small.mobility(line, year, unit, country, headcount, series=f"of_{source}")
        for line, ((year, unit, country), headcount) in enumerate(mobility.items())
    ]
    goals = [
        {**small.OTHER["target"][0], "code": f"{source} {code}", "target_year": None, "value": float(value)}
        for code, value in targets.items()
    ]
    return small.batch(
        f"{number}.csv",
        {"mobility_count": facts, "target": goals},
        [
            *[Extent("mobility_count", "", period, "", "" if unit is None else small.HOME, unit or "")
              for period, unit in complete],
            *[Extent("target")] * all_targets,
        ],
        source={**small.SOURCE, "code": source},
        series=[small.series(f"of_{source}", "stock")],
    )  # fmt: skip


def stored(engine: Any) -> dict[oracle.Key, Any]:
    m, t = MobilityCount, Target
    cells = (
        select(Source.code, m.period, Unit.code.label("unit"), Country.code.label("country"), m.headcount, m.cell_state)
        .join(Series, Series.id == m.series_id)
        .join(Source, Source.id == Series.source_id)
        .join(Unit, Unit.id == m.unit_id)
        .join(Country, Country.code == m.country_code)
        .where(m.is_current)
    )
    with engine.connect() as connection:
        found: dict[oracle.Key, Any] = {
            ("mobility", row.code, row.period, row.unit, row.country): (
                row.cell_state.value if row.headcount is None else row.headcount
            )
            for row in connection.execute(cells)
        }
        goals = connection.execute(select(t.code, t.value).where(t.is_current))
        return found | {("target", row.code): row.value for row in goals}


def replay(databases: Any, wanted: list[Any]) -> None:
    tree = [small.unit(2, "law"), small.unit(3, "science"), small.unit(4, "civil", "department", "law")]
    address = databases.copy("tree", lambda e: store.load(e, small.batch("0.csv", {"unit_record": tree}), by="test"))
    engine = connect(address)
    counting: dict[int, oracle.Release] = {}
    for number, step in enumerate(wanted, start=1):
        if isinstance(step, int):
            if counting:
                release = sorted(counting)[step % len(counting)]
                store.undo(engine, release, by="test")
                del counting[release]
        else:
            before = oracle.current(counting.values())
            outcome = store.load(engine, to_store(number, step), by="test")
            assert outcome.release is not None  # its file is a new one
            counting[outcome.release] = said(step)
            after = oracle.current(counting.values())
            assert outcome.new == len(after.keys() - before.keys())
            assert outcome.withdrawn == len(before.keys() - after.keys())
            assert outcome.restated == sum(before[key] != after[key] for key in before.keys() & after.keys())
        assert stored(engine) == oracle.current(counting.values())
    assert check.faults(engine) == []
    undone = provenance.releases(engine)["undone_at"].notna().sum()
    assert len(provenance.releases(engine)) == len(counting) + undone + 1
    engine.dispose()
    databases.drop(address)


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=15, deadline=None, suppress_health_check=QUIET)
@given(steps)
def test_releases_in_load_order_say_what_is_current(sqlite: Any, wanted: list[Any]) -> None:
    replay(sqlite, wanted)


@settings(max_examples=5, deadline=None, suppress_health_check=QUIET)
@given(steps)
def test_releases_in_load_order_say_what_is_current_on_postgresql(postgresql: Any, wanted: list[Any]) -> None:
    replay(postgresql, wanted)


@pytest.mark.parametrize("undone", [0, 1, 2])
def test_the_oracle_itself_agrees_with_a_count_by_hand(undone: int) -> None:
    """a: x=1, y=2; b withdraws all and says x=3; c says y=4. Without b, y is restated; without a or c, it is not."""
    releases = [
        oracle.Release("s", {("x",): 1, ("y",): 2}),
        oracle.Release("s", {("x",): 3}, (lambda key: True,)),
        oracle.Release("s", {("y",): 4}),
    ]
    del releases[undone]
    by_hand = [{("x",): 3, ("y",): 4}, {("x",): 1, ("y",): 4}, {("x",): 3}]
    assert oracle.current(releases) == by_hand[undone]
