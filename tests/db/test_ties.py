"""Ties in force: counted by hand on registers that date them and that list them by year; none of what is only named."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from db import store
from db.queries import ties
from db.queries.agreed import read as agreed
from tests import small

TODAY = date(2026, 11, 25)
COLUMNS = ["academic_year", "partners", "agreements", "double_degrees", "branches"]


def tie(
    line: int, code: str, partner: str, since: str = "", until: str = "", *, kind: str = "exchange",
    status: str = "active", country: str = "DEU", unit: str = "", period: str = "",
) -> small.Row:  # fmt: skip
    days = [date.fromisoformat(day) if day else None for day in (since, until)]
    return small.row(
        line, code=f"S-{line}", agreement=code, partner=partner, unit=unit, country_code=country, type=kind,
        status=status, start="", valid_from=days[0], valid_to=days[1], programme="", field="", period=period, note="",
        **small.DOCUMENT | {"source_date": ""},
    )  # fmt: skip


REGISTER = [
    tie(2, "a", "tub", "2020-09-01", "2023-08-31"),
    tie(3, "b", "tub", "2021-09-01", kind="double_degree"),
    tie(4, "c", "lyon", "2022-10-01", "2022-12-31", country="FRA"),
    tie(5, "d", "lyon", "2022-10-02", country="FRA"),
    tie(6, "e", "lodz", "2021-01-01", "2022-08-31", status="ended", country="POL"),
    tie(7, "f", "pau", "2020-01-01", status="planned", country="FRA"),
    tie(8, "g", "pau", "2020-01-01", status="frozen", country="FRA"),
    tie(9, "h", "pau", "2020-01-01", status="ended", country="FRA"),
    tie(10, "i", "enu", "2020-01-01", country="KAZ"),
    tie(11, "j", "osh", "2021-09-01", kind="branch_abroad", country="KGZ"),
    tie(12, "k", "osh", "2021-09-01", kind="branch_hosted", country="KGZ"),
    tie(13, "l", "rome", "2020-01-01", kind="event_host", country="ITA"),
    tie(14, "m", "pisa", "2022-01-01", kind="joint_programme", country="ITA"),
]


def loaded(engine: Engine, *rows: small.Row) -> Engine:
    """A university in Kazakhstan with a register, and two faculties."""
    facts = {
        "institution_record": [small.institution(30, small.HOME, "KAZ", "Small University")],
        "unit_record": [small.unit(31, "law"), small.unit(32, "science")],
        "agreement_statement": list(rows),
    }
    store.load(engine, small.batch("register.csv", facts), by="test")
    return engine


def numbers(frame: pd.DataFrame) -> dict[int, list[Any]]:
    assert list(frame.columns) == COLUMNS
    assert set(frame.dtypes.astype(str)) == {"Int64"}
    return {int(row[0]): [None if pd.isna(n) else int(n) for n in row[1:]] for row in frame.itertuples(index=False)}


def test_by_year_counted_by_hand(engine: Engine):
    found = numbers(ties.ties_by_year(agreed(loaded(engine, *REGISTER), small.HOME)))
    assert found[2020] == [1, 1, 0, 0]  # a
    assert found[2021] == [3, 3, 1, 2]  # a, b, e; j, k; who keeps a branch with us is a partner, our own branch is none
    assert found[2022] == [4, 4, 2, 2]  # a, b, c (begins that day), m; not d, which begins a day later; e has ended
    assert found[2023] == [4, 3, 2, 2]  # b, d, m
    assert min(found) == 2020
    assert max(found) in (date.today().year, date.today().year - 1)


def test_on_a_day(engine: Engine):
    loaded(engine, *REGISTER)
    assert numbers(ties.ties_now(agreed(engine, small.HOME), date(2022, 12, 31))) == {
        2022: [4, 4, 2, 2]
    }  # c is over, d began
    assert numbers(ties.ties_now(agreed(engine, small.HOME), date(2019, 5, 1))) == {2018: [0, 0, 0, 0]}


def test_ties_without_a_first_day_leave_open_what_they_would_add(engine: Engine):
    rows = [
        tie(2, "a", "tub", "2020-09-01"),
        tie(3, "b", "tub"),
        tie(4, "c", "osh", "2021-09-01", kind="branch_abroad"),
    ]
    found = numbers(ties.ties_by_year(agreed(loaded(engine, *rows), small.HOME)))
    assert found[2021] == [1, None, 0, 1]  # b may be one agreement more, of a partner that is counted already


def test_a_yearly_register_counts_the_rows_of_each_year(engine: Engine):
    rows = [
        tie(2, "a", "tub", period="2022"), tie(3, "a", "tub", period="2022", unit="law"),
        tie(4, "b", "lyon", period="2022", country="FRA"), tie(5, "b", "lyon", period="2023", country="FRA"),
        tie(6, "c", "enu", period="2023", country="KAZ"), tie(7, "d", "not-stated", period="2023"),
    ]  # fmt: skip
    loaded(engine, *rows)
    assert numbers(ties.ties_by_year(agreed(engine, small.HOME))) == {2022: [2, 2, 0, 0], 2023: [1, 2, 0, 0]}
    assert numbers(ties.ties_now(agreed(engine, small.HOME), date(2023, 8, 31))) == {2022: [2, 2, 0, 0]}
    assert numbers(ties.ties_now(agreed(engine, small.HOME), date(2024, 9, 1))) == {}


def test_the_releases_of_a_year_are_those_of_the_rows_that_hold_then(engine: Engine):
    loaded(engine, tie(2, "a", "tub", "2020-09-01", "2022-08-31"))
    store.load(engine, small.batch("more.csv", {"agreement_statement": [tie(3, "b", "lyon", "2021-09-01")]}), by="test")
    _numbers, releases = ties.by_year(agreed(engine, small.HOME))
    assert [releases[year] for year in (2020, 2021, 2022)] == [(1,), (1, 2), (2,)]


def test_named_ties_are_no_count(university: Engine, shipped: Engine):
    for engine, institution in ((university, "small"), (shipped, "kaznu"), (shipped, "KAZ")):
        known = agreed(engine, institution)
        answers = (ties.ties_by_year(known), ties.ties_now(known, TODAY))
        assert [numbers(frame) for frame in answers] == [{}, {}]
        assert ties.expiring(known, TODAY).empty
        assert ties.lapsed(known, TODAY).empty


def test_named_ties_do_not_blur_a_register_of_another_source(engine: Engine):
    loaded(engine, tie(2, "a", "tub", "2020-09-01"))
    speech = {**small.SOURCE, "code": "speeches"}
    store.load(
        engine, small.batch("said.csv", {"agreement_statement": [tie(3, "z", "lyon")]}, source=speech), by="test"
    )
    assert numbers(ties.ties_by_year(agreed(engine, small.HOME)))[2021] == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("until", "is_told"),
    [("2026-11-25", False), ("2026-11-26", True), ("2027-05-25", True), ("2027-05-26", False), ("", False)],
)
def test_what_ends_within_six_months(engine: Engine, until: str, is_told: bool):
    loaded(engine, tie(2, "a", "tub", "2020-09-01", until, unit="law"))
    assert (ties.expiring(agreed(engine, small.HOME), TODAY)["agreement"].tolist() == ["a"]) == is_told


def test_what_ends_is_told_once_with_its_faculties_soonest_first(engine: Engine):
    rows = [
        tie(2, "a", "tub", "2020-09-01", "2027-02-01", unit="science"),
        tie(3, "a", "tub", "2020-09-01", "2027-02-01", unit="law"),
        tie(4, "b", "lyon", "2020-09-01", "2026-12-31", country="FRA"),
        tie(5, "c", "pau", "2020-09-01", "2026-12-31", status="frozen", country="FRA"),
        tie(6, "d", "enu", "2020-09-01", "2026-12-31", country="KAZ"),
    ]
    found = ties.expiring(agreed(loaded(engine, *rows), small.HOME), TODAY)
    assert list(found.columns) == ties.LISTED
    assert found[["agreement", "country", "type", "faculty"]].to_numpy().tolist() == [
        ["b", "France", "exchange", ""], ["a", "Germany", "exchange", "Law; Science"],
    ]  # fmt: skip
    assert found["valid_to"].tolist() == [date(2026, 12, 31), date(2027, 2, 1)]


@pytest.mark.parametrize(
    ("other", "is_told"),
    [
        (tie(3, "b", "tub", "2026-09-01"), False),
        (tie(3, "b", "tub", "2027-01-01"), False),  # signed for later
        (tie(3, "a", "tub", "2025-09-01", "2030-08-31"), False),  # the same one, prolonged
        (tie(3, "b", "tub", "2027-01-01", status="planned"), True),
        (tie(3, "b", "tub", "2020-01-01", "2021-01-01", status="signed"), True),
        (tie(3, "b", "tub", "2026-09-01", kind="research"), True),
        (tie(3, "b", "lyon", "2026-09-01"), True),
        (tie(3, "b", "tub", "2026-09-01", unit="law"), False),
        (tie(3, "b", "tub", "2026-09-01", unit="science"), True),
        (tie(3, "b", "tub", "2011-09-01"), True),  # beside it all the time
        (tie(3, "b", "tub", "2020-09-01"), True),
        (tie(3, "b", "tub"), True),  # nobody knows since when
        (tie(3, "b", "tub", period="2026"), False),  # as a yearly list has it
    ],
    ids=["begun", "later", "prolonged", "planned", "over", "type", "partner", "faculty", "other faculty", "older",
         "same day", "undated", "yearly"],
)  # fmt: skip
def test_what_ended_without_a_successor(engine: Engine, other: small.Row, is_told: bool):
    """Of law; another holds for the whole university, or for a faculty."""
    loaded(engine, tie(2, "a", "tub", "2020-09-01", "2026-08-31", status="signed", unit="law"), other)
    found = ties.lapsed(agreed(engine, small.HOME), TODAY)
    assert (found["agreement"].tolist() == ["a"]) == is_told
    assert ties.lapsed(agreed(engine, small.HOME), TODAY, months=1).empty


def test_that_of_a_faculty_is_no_successor_of_that_of_the_university(engine: Engine):
    rows = [tie(2, "a", "tub", "2020-09-01", "2026-08-31"), tie(3, "b", "tub", "2026-09-01", unit="law")]
    assert ties.lapsed(agreed(loaded(engine, *rows), small.HOME), TODAY)["agreement"].tolist() == ["a"]


def test_what_ended_is_told_as_long_as_it_is_stated_as_active(engine: Engine):
    """Latest first, each without a successor; others for a year."""
    ends = {"a": "2015-08-31", "b": "2025-08-31", "c": "2026-08-31"}
    rows = [tie(2 + n, code, f"p-{code}", "2010-09-01", until) for n, (code, until) in enumerate(ends.items())]
    ended = [{**row, "status": "ended", "agreement": f"{row['agreement']}-e", "partner": "tub", "code": f"E-{n}",
              "source_rows": str(10 + n)} for n, row in enumerate(rows)]  # fmt: skip
    found = ties.lapsed(agreed(loaded(engine, *rows, *ended), small.HOME), TODAY)
    assert found["agreement"].tolist() == ["c", "c-e", "b", "a"]


def test_no_rows_have_the_same_columns_and_types(shipped: Engine):
    for ask in (ties.expiring, ties.lapsed):
        some, none = ask(agreed(shipped, "kaznu-demo"), TODAY), ask(agreed(shipped, "kaznu"), TODAY)
        assert len(some)
        assert none.dtypes.to_dict() == some.dtypes.to_dict()


def test_the_demonstration_is_invented_and_counted(shipped: Engine):
    by_year = numbers(ties.ties_by_year(agreed(shipped, "kaznu-demo")))
    assert by_year[2023] == [82, 105, 26, 4]
    expiring, lapsed = (
        ties.expiring(agreed(shipped, "kaznu-demo"), TODAY),
        ties.lapsed(agreed(shipped, "kaznu-demo"), TODAY),
    )
    assert len(expiring) == 16
    assert lapsed["agreement"].tolist() == ["DA-008", "DA-059", "DA-025", "DA-051", "DA-077", "DA-111"]
    assert expiring["is_invented"].all()
    assert expiring["valid_to"].is_monotonic_increasing
