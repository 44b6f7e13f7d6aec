"""Arrays answer as SQL does: the same frames, to the last row, type and word; the same refusals."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from db import store
from db.queries import BadQuestion, StockOverYears, arrays, counts
from db.queries.arrays.grids import Budget
from tests import small
from tests.conftest import opened

DEMO = "kaznu-demo"
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
NOT_IN_ARRAYS = {"field", "release"}
SQL = {"mobility": counts.mobility, "enrolment": counts.enrolment}
Asked = tuple[list[str], dict[str, list[str]], str]

MONTHS = small.series("small_months", "stock") | {"period_kind": "month"}
ESTIMATED = small.series("small_estimated", "flow")
ALL_SERIES = [*small.SERIES, MONTHS, ESTIMATED]
STATES = ("withheld", "not_stated", "not_measured", "not_applicable")


def odd_cell(chance: random.Random, line: int) -> small.Row:
    """A cell of any state, of any series, in units that are listed and in one that nobody describes."""
    series = chance.choice(["small_degree", "small_credit", "small_months", "small_estimated"])
    year = chance.choice(["2021", "2022", "2025"])
    count = chance.choice([0, 0, 1, 3, 12, *STATES])
    estimate = {"headcount": count + chance.choice([0, 0.25, 0.5])} if isinstance(count, int) else {}
    return {
        **small.mobility(
            line, 0, chance.choice(["", "law", "civil", "science", "lost"]),
            chance.choice(["CHN", "DEU", "KAZ", "IRN", "ZZZ"]), count,
            partner=chance.choice(["", "", "tub", "enu", "unheard"]), series=series,
            level=chance.choice(["bachelor", "master", "not_stated"]),
        ),
        "period": f"{year}-0{chance.randint(1, 3)}" if series == "small_months" else year,
        "direction": chance.choice(["inbound", "outbound"]), "mobility_type": chance.choice(["degree", "credit"]),
        "field": chance.choice(["", "law"]), **(estimate if series == "small_estimated" else {}),
    }  # fmt: skip


def odd_enrolment(chance: random.Random, line: int) -> small.Row:
    row = small.enrolled(line, chance.choice([2021, 2025]), chance.choice(["", "law", "civil"]), 0)
    return row | small.counted(chance.choice([0, 5, 80, *STATES])) | {"level": chance.choice(["bachelor", "master"])}


def load_odd(engine: Engine) -> None:
    """The small university, and cells of every kind: months, fractions, zeros, all states; some of them invented."""
    chance = random.Random(7)
    store.load(engine, small.first(), by="test")
    for name, is_invented in (("odd.csv", False), ("invented.csv", True)):
        facts = {
            "mobility_count": [odd_cell(chance, line) for line in range(300)],
            "enrolment_count": [odd_enrolment(chance, line) for line in range(40)],
        }
        unlike = {table: list({key_of(row): row for row in rows}.values()) for table, rows in facts.items()}
        other = {"series": ALL_SERIES, "is_invented": is_invented}
        store.load(engine, small.batch(name, unlike, **other), by="test")


def key_of(row: small.Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in sorted(row) if name not in ("headcount", "cell_state", "source_rows"))


@pytest.fixture(scope="module")
def odd(sqlite: Any) -> Iterator[Engine]:
    yield from opened(sqlite, sqlite.copy("odd", load_odd))


@pytest.fixture(scope="module")
def held_university(university: Engine) -> arrays.Held:
    return arrays.read(university, small.HOME)


@pytest.fixture(scope="module")
def held_demo(shipped: Engine) -> arrays.Held:
    return arrays.read(shipped, DEMO)


@pytest.fixture(scope="module", params=["as it comes", "columns", "dense"])
def held_odd(odd: Engine, request: pytest.FixtureRequest) -> arrays.Held:
    """Laid out in each way."""
    budget = {"as it comes": Budget(), "columns": Budget(0), "dense": Budget(sparse=10**9)}[request.param]
    return arrays.read(odd, small.HOME, budget)


def asked_of(topic: str, values: Mapping[str, Sequence[str]]) -> st.SearchStrategy[Asked]:
    """Random questions: anything listed, some conditions, any language. Most are of one year or list them."""
    dimensions = sorted({"mobility": counts.MOBILITY, "enrolment": counts.ENROLMENT}[topic].dimensions)
    by = st.lists(st.sampled_from(dimensions), max_size=4)
    usual = by.map(lambda names: [*names, "academic_year"])
    wanted = {
        name: st.lists(st.sampled_from(list(some)), min_size=1, max_size=3)
        for name, some in values.items()
        if name in dimensions or (name == "members" and topic == "mobility")
    }
    names = st.lists(st.sampled_from(sorted(wanted)), max_size=3, unique=True)
    where = names.flatmap(lambda chosen: st.fixed_dictionaries({name: wanted[name] for name in chosen}))
    return st.tuples(usual | by, where, st.sampled_from(["en", "ru", "kk"]))


SMALL_VALUES = {
    "academic_year": ["2021", "2022/23", "2023", "2024", "2025", "1999"], "period": ["2021-02", "2025-03", "2023"],
    "faculty": ["law", "science", "", "nowhere"], "department": ["civil", ""],
    "level": ["bachelor", "master", "not_stated", "doctoral"], "country": ["CHN", "ir", "DEU", "KAZ", "ZZZ", "FRA"],
    "partner": ["tub", "enu", "not-stated", "nobody"], "direction": ["inbound", "outbound"],
    "mobility_type": ["degree", "credit"], "scope": ["all", "domestic", "international"], "group": ["SCO"],
    "members": ["then", "today"], "region": ["030", "155", "034", ""],
    "series": ["small_degree", "small_credit", "small_months", "small_estimated", "small_enrolled", "none"],
    "institution": [small.HOME], "field": ["law"], "release": ["2"],
}  # fmt: skip
DEMO_VALUES = {
    "academic_year": ["2018", "2020", "2021/22", "2024"], "period": ["2019", "2020"],
    "faculty": ["law", "philology", "ir", "medicine"], "department": ["", "law-1"], "level": ["bachelor", "master"],
    "country": ["CHN", "RU", "UZB", "TUR", "DEU", "KAZ"], "partner": ["not-stated", "unizar"],
    "direction": ["inbound", "outbound"], "mobility_type": ["degree", "credit"],
    "scope": ["all", "domestic", "international"], "group": ["SCO", "CIS", "EU", "EAEU"],
    "members": ["then", "today"], "region": ["030", "155", "143", ""],
    "series": ["demo_degree", "demo_credit", "demo_enrolled"], "institution": [DEMO],
}  # fmt: skip


def outcome(ask: Any) -> Any:
    """The frame, or the kind and words of the refusal."""
    try:
        return ask()
    except BadQuestion as refused:
        return type(refused), str(refused)


def assert_alike(held: arrays.Held, topic: str, asked: Asked) -> None:
    """The arrays answer as SQL does, or say that they do not hold it: only where they do not."""
    by, where, language = asked
    of_one = {**where, "institution": [held.institution]}
    try:
        found = outcome(lambda: getattr(held, topic)(by, where, language))
    except arrays.NotHeld:
        assert NOT_IN_ARRAYS & {*by, *where}
        return
    wanted = outcome(lambda: SQL[topic](held.engine, by, of_one, language))
    if isinstance(wanted, pd.DataFrame):
        pd.testing.assert_frame_equal(found, wanted)
        assert [set(map(type, found[name])) for name in found] == [set(map(type, wanted[name])) for name in wanted]
    else:
        assert found == wanted


@settings(max_examples=20, suppress_health_check=QUIET)
@given(asked=asked_of("mobility", SMALL_VALUES))
def test_mobility_of_the_small_university(held_university: arrays.Held, asked: Asked) -> None:
    assert_alike(held_university, "mobility", asked)


@settings(max_examples=10, suppress_health_check=QUIET)
@given(asked=asked_of("enrolment", SMALL_VALUES))
def test_enrolment_of_the_small_university(held_university: arrays.Held, asked: Asked) -> None:
    assert_alike(held_university, "enrolment", asked)


@settings(max_examples=60, suppress_health_check=QUIET)
@given(asked=asked_of("mobility", SMALL_VALUES))
def test_mobility_of_every_kind_however_it_is_laid_out(held_odd: arrays.Held, asked: Asked) -> None:
    assert_alike(held_odd, "mobility", asked)


@settings(max_examples=10, suppress_health_check=QUIET)
@given(asked=asked_of("enrolment", SMALL_VALUES))
def test_enrolment_of_every_kind(held_odd: arrays.Held, asked: Asked) -> None:
    assert_alike(held_odd, "enrolment", asked)


@settings(max_examples=40, suppress_health_check=QUIET)
@given(asked=asked_of("mobility", DEMO_VALUES))
def test_mobility_of_what_ships(held_demo: arrays.Held, asked: Asked) -> None:
    assert_alike(held_demo, "mobility", asked)


@settings(max_examples=10, suppress_health_check=QUIET)
@given(asked=asked_of("enrolment", DEMO_VALUES))
def test_enrolment_of_what_ships(held_demo: arrays.Held, asked: Asked) -> None:
    assert_alike(held_demo, "enrolment", asked)


@pytest.mark.parametrize(
    ("topic", "by", "where", "language"),
    [
        ("mobility", ["colour"], {}, "en"), ("mobility", [], {"colour": ["red"]}, "en"),
        ("mobility", ["academic_year"], {}, "de"), ("mobility", ["academic_year"], {"country": ["China"]}, "en"),
        ("mobility", ["academic_year"], {"country": ["Atlantis"]}, "en"), ("mobility", [], {"group": ["XYZ"]}, "en"),
        ("mobility", [], {"academic_year": ["2016-17"]}, "en"), ("mobility", [], {"level": ["phd"]}, "en"),
        ("mobility", ["group"], {"academic_year": ["2023"], "members": ["then", "today"]}, "en"),
        ("mobility", [], {"members": ["tomorrow"]}, "en"), ("mobility", ["region"], {"region": ["999"]}, "en"),
        ("mobility", ["group"], {"direction": ["inbound"]}, "en"), ("mobility", [], {"direction": ["in"]}, "en"),
        ("mobility", [], {"scope": ["world"]}, "en"),
        ("mobility", [], {}, "en"), ("mobility", ["country"], {"academic_year": ["2022", "2023"]}, "en"),
        ("enrolment", ["country"], {}, "en"), ("enrolment", [], {"group": ["SCO"]}, "en"), ("enrolment", [], {}, "en"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_the_same_words(
    held_university: arrays.Held, topic: str, by: list[str], where: dict[str, list[str]], language: str
) -> None:
    assert isinstance(outcome(lambda: getattr(held_university, topic)(by, where, language)), tuple)
    assert_alike(held_university, topic, (by, where, language))


def test_months_of_a_stock_are_not_added_within_a_year(held_odd: arrays.Held) -> None:
    where = {"series": ["small_months"]}
    with pytest.raises(StockOverYears, match="small_months"):
        held_odd.mobility(["academic_year"], where)
    assert_alike(held_odd, "mobility", (["academic_year", "period"], where, "en"))


def test_fractions_stay_and_each_state_is_told(held_odd: arrays.Held) -> None:
    estimated = held_odd.mobility(["country"], {"series": ["small_estimated"]})
    assert estimated["headcount"].dtype == "Float64"
    told = held_odd.mobility(["academic_year", "period", "country", "department", "level"], {"scope": ["all"]})
    assert set(told["state"]) == {"value", "partial", *STATES}
    assert set(told["is_invented"]) == {True, False}
    assert told["headcount"].isna().any()
    assert (told["headcount"] == 0).any()


def test_the_small_university_is_counted_by_hand(held_university: arrays.Held) -> None:
    found = held_university.mobility(
        ["academic_year", "faculty"], {"direction": ["inbound"], "academic_year": ["2023"]}
    )
    assert found[["faculty_code", "headcount", "state", "withheld_cells"]].to_numpy().tolist() == [
        ["law", 25, "value", 0],
        ["science", 7, "partial", 1],
    ]


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ({"academic_year": ["2024"], "country": ["CHN"], "direction": ["inbound"]}, [2]),
        ({"academic_year": ["2024"], "country": ["BLR"]}, [2]),
        ({"academic_year": ["2024"], "direction": ["inbound"]}, [1, 2]),
        ({"academic_year": ["2023"]}, [1]),
        ({"academic_year": ["2020"]}, []),
    ],
)
def test_releases_behind_a_figure_are_those_that_state_its_cells(
    held_university: arrays.Held, where: dict[str, list[str]], wanted: list[int]
) -> None:
    assert held_university.releases(where) == wanted


@settings(max_examples=40, suppress_health_check=QUIET)
@given(asked=asked_of("mobility", SMALL_VALUES))
def test_no_release_behind_a_figure_is_left_out(held_odd: arrays.Held, asked: Asked) -> None:
    _by, where, _language = asked
    of_one = {**where, "institution": [held_odd.institution]}
    try:
        found = held_odd.releases(where)
        exact = SQL["mobility"](held_odd.engine, ["release", "academic_year"], of_one)
    except (arrays.NotHeld, BadQuestion):
        return
    assert set(exact["release"]) <= set(found)


def test_other_questions_are_asked_of_sql(small_sqlite: Engine) -> None:
    """Of another institution, of none, of a dimension that is not held; or if nothing is held."""
    held = arrays.read(small_sqlite, small.HOME)
    for by, where in (
        (["academic_year"], {}), (["academic_year"], {"institution": ["tub"]}),
        (["academic_year", "field"], {"institution": [small.HOME]}),
        (["academic_year", "country"], {"institution": [small.HOME]}),
    ):  # fmt: skip
        for one in (held, None):
            for topic in SQL:
                found = outcome(lambda t=topic, o=one, b=by, w=where: arrays.answer(small_sqlite, o, t, b, w))
                wanted = outcome(lambda t=topic, b=by, w=where: SQL[t](small_sqlite, b, w))
                if isinstance(wanted, pd.DataFrame):
                    pd.testing.assert_frame_equal(found, wanted)
                else:
                    assert found == wanted


def test_an_institution_without_cells_holds_nothing(small_sqlite: Engine) -> None:
    held = arrays.read(small_sqlite, "tub")
    with pytest.raises(arrays.NotHeld):
        held.mobility(["academic_year"])
    assert arrays.answer(small_sqlite, held, "mobility", where={"institution": ["tub"]}).empty
