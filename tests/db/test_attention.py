"""What needs attention: each rule counted by hand, on what ships no nonsense and no flood."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from db import store
from db.queries import agreed, attention, counts, options, published, rivals
from db.queries.attention import Notice
from tests import small
from tests.db.test_ties import loaded, tie

TODAY = date(2026, 11, 25)
SAID_AND_COUNTED = 401  # Chinese students of 2023 as published; the records of the small university have 20


def asked(engine: Engine, institution: str, today: date, language: str = "en") -> list[Notice]:
    series, counted = options.mobility_series(engine, institution), counts.OfInstitution(engine, institution)
    return attention.notices(engine, counted, agreed.read(engine, institution), series, today, language)


def notices(engine: Engine, today: date = TODAY, institution: str = small.HOME) -> dict[str, list[Notice]]:
    found = asked(engine, institution, today)
    assert [attention.KINDS.index(n.kind) for n in found] == sorted(attention.KINDS.index(n.kind) for n in found)
    return {kind: [notice for notice in found if notice.kind == kind] for kind in attention.KINDS}


def figures(*rows: small.Row) -> dict[str, list[small.Row]]:
    return {"published_figure": list(rows)}


def stated(line: int, value: float, **other: Any) -> small.Row:
    return {**small.figure(line, f"F-{line}", value, ["CHN"]), **other}


def contradictions(engine: Engine, *rows: small.Row) -> list[tuple[str, ...]]:
    store.load(engine, small.batch("said.csv", figures(*rows)), by="test")
    return [notice.codes for notice in notices(engine)["contradiction"]]


def test_of_the_small_university(university: Engine):
    found = notices(university, date(2025, 9, 1))
    assert [kind for kind, some in found.items() if some] == ["contradiction"]
    (apart,) = found["contradiction"]
    assert (apart.codes, apart.values, apart.before) == (("P-1",), (SAID_AND_COUNTED,), 20)
    assert (apart.series, apart.academic_year, apart.country) == ("small_degree", 2023, "China")
    assert apart.sources == (("A speech", "https://small.example/speech", "2023-09-13"),)


@pytest.mark.parametrize(("today", "behind"), [(date(2026, 8, 31), None), (date(2026, 9, 1), 2)])
def test_a_series_is_old_two_academic_years_on(university: Engine, today: date, behind: int | None):
    found = notices(university, today)["stale"]
    if behind is None:
        assert found == []
        return
    assert [(n.series, n.period, n.years_behind) for n in found] == [
        ("small_credit", "2024", 2), ("small_degree", "2024", 2), ("small_enrolled", "2024", 2),
    ]  # fmt: skip
    assert [n.release for n in found] == [1, 2, 1]


def test_days_are_counted_from_the_load(university: Engine):
    in_ten_days = date.today() + timedelta(days=3650)
    assert {n.days for n in notices(university, in_ten_days)["stale"]} <= {3649, 3650, 3651}


@pytest.mark.parametrize(
    ("first", "second", "contradicts"),
    [
        (stated(2, 401), stated(3, 402), True),
        (stated(2, 401), stated(3, 401), False),
        (stated(2, 401), stated(3, 402, period="2022", academic_year=2022), False),
        (stated(2, 401), stated(3, 402, level="master"), False),
        (stated(2, 401), stated(3, 402, countries=["RUS"]), False),
        (stated(2, 401), stated(3, 402, countries=["CHN", "RUS"]), False),
        (stated(2, 401), stated(3, 402, definition="ministry"), False),
        (stated(2, 401), stated(3, 402, metric="students_total"), False),
        (stated(2, 401), stated(3, 402, scope_note="scholars only"), False),
        (stated(2, 401), stated(3, 402, is_doubtful=True), False),
        (stated(2, 401), stated(3, 400, qualifier="at_least"), False),
        (stated(2, 401), stated(3, 500, qualifier="at_least"), True),
        (stated(2, 401), stated(3, 400, qualifier="about"), False),
        (stated(2, 401, period="", period_kind="undated", academic_year=None),
         stated(3, 402, period="", period_kind="undated", academic_year=None), False),
        (stated(2, 401, metric="rank_qs_world", period_kind="edition"),
         stated(3, 402, metric="rank_qs_world", period_kind="edition"), True),
        (stated(2, 401, metric="rank_qs_world", period_kind="edition", period_basis="publication_date"),
         stated(3, 402, metric="rank_qs_world", period_kind="edition"), False),
    ],
)  # fmt: skip
def test_two_published_figures(sqlite_engine: Engine, first: small.Row, second: small.Row, contradicts: bool):
    assert contradictions(sqlite_engine, first, second) == ([("F-2", "F-3")] if contradicts else [])


def test_rivals_stand_in_one_notice_without_those_that_agree_with_all(engine: Engine):
    rows = [stated(2, 401), stated(3, 500), stated(4, 300, qualifier="at_least"), stated(5, 500)]
    assert contradictions(engine, *rows) == [("F-2", "F-3", "F-5")]


@pytest.mark.parametrize(
    ("value", "countries", "unit", "qualifier", "contradicts"),
    [
        (42, [], "", "exactly", False),  # records: 40, of China 32, of law 40
        (43, [], "", "exactly", True),
        (30, ["CHN"], "", "exactly", True),
        (33, ["CHN"], "", "exactly", False),
        (50, [], "law", "exactly", True),
        (50, ["CHN"], "law", "exactly", True),
        (50, ["CHN", "BLR"], "", "exactly", True),  # 32 and 8
        (40, ["CHN", "BLR"], "", "exactly", False),
        (50, [], "", "at_least", True),
        (39, [], "", "at_least", False),
        (5, ["FRA"], "", "exactly", False),  # no cell: not known
        (5, [], "science", "exactly", False),
    ],
)
def test_a_published_figure_against_records_of_its_year(
    small_sqlite: Engine, value: float, countries: list[str], unit: str, qualifier: str, contradicts: bool
):
    said = {**small.figure(2, "F-1", value, countries, unit), "academic_year": 2024, "qualifier": qualifier}
    store.load(small_sqlite, small.batch("said.csv", figures(said)), by="test")
    found = notices(small_sqlite)["contradiction"]
    assert [n.codes for n in found if n.codes != ("P-1",)] == ([("F-1",)] if contradicts else [])


def test_a_year_with_withheld_cells_is_compared_with_nothing(small_sqlite: Engine):
    store.load(small_sqlite, small.batch("said.csv", figures(small.figure(2, "F-1", 900, []))), by="test")
    assert [n.codes for n in notices(small_sqlite)["contradiction"]] == [("P-1",)]


def jumped(engine: Engine, before: int | str, after: int | str) -> list[Notice]:
    rows = [small.mobility(2, 2023, "law", "CHN", before), small.mobility(3, 2024, "law", "CHN", after)]
    rows += [small.mobility(4, 2023, "science", "IND", 1000), small.mobility(5, 2024, "science", "IND", 1000)]
    units = [small.unit(6, "law"), small.unit(7, "science")]
    store.load(engine, small.batch("j.csv", {"mobility_count": rows, "unit_record": units}), by="test")
    return notices(engine)["jump"]


@pytest.mark.parametrize(
    ("before", "after", "jumps"),
    [(100, 151, True), (100, 150, False), (120, 60, False), (120, 59, True), (40, 91, True), (40, 90, False),
     (0, 51, True), (100, "withheld", False), (110, 59, False)],
)  # fmt: skip
def test_a_country_and_a_faculty_that_jump(sqlite_engine: Engine, before: int, after: int | str, jumps: bool):
    """More than half and more than 50 persons, both."""
    found = [(n.country_code, n.faculty_code, n.before, n.after) for n in jumped(sqlite_engine, before, after)]
    assert found == ([("CHN", "", before, after), ("", "law", before, after)] if jumps else [])


def test_a_total_that_jumps_comes_first(engine: Engine):
    total, *_others = jumped(engine, 100, 2000)
    assert (total.country_code, total.faculty_code, total.before, total.after) == ("", "", 1100, 3000)
    assert (total.series, total.year_before, total.academic_year) == ("small_degree", 2023, 2024)


def test_what_ends_and_what_has_ended(engine: Engine):
    rows = [tie(2, "a", "tub", "2020-09-01", "2026-08-31"), tie(3, "b", "lyon", "2020-09-01", "2026-12-31")]
    found = notices(loaded(engine, *rows))
    both = [*found["lapsed"], *found["expiring"]]
    told = [(n.kind, n.agreement, n.partner_code, n.type, n.valid_to, n.days) for n in both]
    assert told == [
        ("lapsed", "a", "tub", "exchange", date(2026, 8, 31), 86),
        ("expiring", "b", "lyon", "exchange", date(2026, 12, 31), 36),
    ]


def test_of_many_a_handful_is_told_and_the_rest_counted(engine: Engine):
    rows = [tie(line, f"a{line}", f"p{line}", "2020-09-01", "2026-12-31") for line in range(2, 10)]
    found = notices(loaded(engine, *rows))["expiring"]
    assert [n.more for n in found] == [0, 0, 0, 0, 3]


def test_kaznu_as_it_ships(shipped: Engine):
    found = notices(shipped, institution="kaznu")
    assert {kind: len(some) for kind, some in found.items() if some} == {"contradiction": 1, "stale": 5}
    (turkiye,) = found["contradiction"]  # about 200 or more than 500 students in two years
    assert (turkiye.metric, turkiye.country_code) == ("students_outgoing_mobility", "TUR")
    assert (turkiye.codes, turkiye.values, turkiye.qualifiers) == (
        ("KZN-061", "KZN-063"), (200, 500), ("about", "at_least"),
    )  # fmt: skip
    assert all(url.startswith("https://") for _, url, _ in turkiye.sources)
    old = [(n.metric, n.academic_year, n.years_behind) for n in found["stale"]]
    assert old[0] == ("students_international", 2023, 3)
    # Partner organisations and partner countries come from one document.
    assert {metric for metric, *_when in old} == {
        "students_international", "students_total", "countries_of_origin", "partner_institutions", "partner_countries",
    }  # fmt: skip
    assert found["stale"][-1].more == 0


def test_the_country_as_it_ships(shipped: Engine):
    (uzbekistan,) = notices(shipped, institution="KAZ")["contradiction"]  # about 4000 or more than 12000
    assert (uzbekistan.codes, uzbekistan.period) == (("KAZ-037", "KAZ-044", "KAZ-045"), "2018")


def test_the_demonstration_as_it_ships(shipped: Engine):
    found = notices(shipped, institution="kaznu-demo")
    assert {kind: len(some) for kind, some in found.items() if some} == {"lapsed": 5, "expiring": 5}
    assert found["lapsed"][-1].more == 1
    assert all(notice.is_invented for some in found.values() for notice in some)
    assert found["expiring"][-1].more == 11


def test_no_institution_is_flooded(shipped: Engine):
    institutions = set(published.published(shipped)["institution_code"])
    for institution in sorted(institutions):
        found = asked(shipped, institution, TODAY, language="kk")
        assert all(n <= attention.MOST for n in Counter(notice.kind for notice in found).values())


def test_rivals_of_nothing(shipped: Engine):
    nothing = published.published(shipped, where={"institution": ["nobody"]})
    assert rivals.rival_figures(nothing) == []
    assert asked(shipped, "nobody", TODAY) == []
