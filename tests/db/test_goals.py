"""Goals: hand-counted, both ways of good, and never an answer that the current value leaves open."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from db import store
from db.metrics import METRICS
from db.queries import cards, goals, summary
from db.queries.goals import Interval
from tests import small

TODAY = date(2026, 11, 25)
SHARE = "students_international_share_pct"


def target(line: int, code: str, value: float, year: int | None, **other: Any) -> small.Row:
    return {
        **small.OTHER["target"][0], "code": code, "value": value, "target_year": year, "source_rows": str(line),
        "qualifier": "exactly", **other,
    }  # fmt: skip


def asked(engine: Engine, *rows: small.Row, current: Interval, metric: str = SHARE) -> list[goals.Goal]:
    store.load(engine, small.batch("targets.csv", {"target": list(rows)}), by="test")
    return goals.goals(engine, small.HOME, metric, current=current, current_year=2025, today=TODAY)


def test_the_goal_of_the_small_university(university: Engine):
    (goal,) = goals.goals(university, "small", SHARE, current=(20.0, 20.0), current_year=2024, today=date(2024, 12, 1))
    assert (goal.value, goal.target_year, goal.qualifier, goal.good) == (25.0, 2025, "at_least", "higher")
    assert (goal.is_past, goal.is_met, goal.yearly_change) == (False, False, (5.0, 5.0))
    assert (goal.codes, goal.statements[0].source_title) == (("T-1",), "A speech")


@pytest.mark.parametrize(
    ("current", "is_met", "change"),
    [
        ((17.0, 17.0), False, (2.0, 2.0)),  # 25 in 2029: 8 points in 4 years
        ((None, 17.0), False, (2.0, None)),
        ((17.0, 21.0), False, (1.0, 2.0)),
        ((17.0, 29.0), None, (0.0, 2.0)),
        ((17.0, None), None, (0.0, 2.0)),
        ((None, None), None, (0.0, None)),
        ((25.0, 25.0), True, None),
        ((25.0, None), True, None),
    ],
)
def test_where_more_is_better(engine: Engine, current: Interval, is_met: bool | None, change: Interval | None):
    (goal,) = asked(engine, target(2, "A", 25.0, 2029), current=current)
    assert (goal.is_met, goal.yearly_change) == (is_met, change)


@pytest.mark.parametrize(
    ("current", "is_met", "change"),
    [
        ((180.0, 180.0), False, (-20.0, -20.0)),  # rank 100 in 2029: 80 places in 4 years
        ((None, 180.0), None, (-20.0, 0.0)),
        ((120.0, None), False, (None, -5.0)),
        ((90.0, 120.0), None, (-5.0, 0.0)),
        ((100.0, 100.0), True, None),
        ((None, 90.0), True, None),
    ],
)
def test_where_less_is_better(engine: Engine, current: Interval, is_met: bool | None, change: Interval | None):
    rank = target(2, "A", 100.0, 2029, metric="rank_qs_world", qualifier="at_most", good="lower")
    (goal,) = asked(engine, rank, current=current, metric="rank_qs_world")
    assert (goal.is_met, goal.yearly_change) == (is_met, change)


@pytest.mark.parametrize(("year", "is_past"), [(2025, True), (2026, False), (None, False)])
def test_a_goal_of_the_past_or_without_a_year_needs_no_change(engine: Engine, year: int | None, is_past: bool):
    (goal,) = asked(engine, target(2, "A", 25.0, year), current=(20.0, 20.0))
    assert (goal.is_past, goal.is_met) == (is_past, False)
    assert goal.yearly_change == ((5.0, 5.0) if year == 2026 else None)


@pytest.mark.parametrize(
    ("known", "judged_year", "is_met", "is_of_due"),
    [
        (((2020, 24.0, 24.0), (2021, 26.0, 26.0)), 2020, False, True),  # its own year's, whatever came after
        (((2018, 26.0, 26.0), (2021, 24.0, 24.0)), 2021, False, False),  # the nearest
        (((2019, 26.0, 26.0), (2021, 24.0, 24.0)), 2021, False, False),  # of two equally near the later
        (((2019, 26.0, 26.0),), 2019, True, False),
        ((), 2025, True, False),
    ],
)
def test_a_past_goal_is_judged_by_the_figure_of_its_year_and_else_by_none(
    engine: Engine, known: goals.Known, judged_year: int, is_met: bool, is_of_due: bool
):
    store.load(engine, small.batch("targets.csv", {"target": [target(2, "A", 25.0, 2020)]}), by="test")
    asked = {"current": (30.0, 30.0), "current_year": 2025, "today": TODAY, "known": known}
    (goal,) = goals.goals(engine, small.HOME, SHARE, **asked)
    assert (goal.judged_year, goal.is_met, goal.is_of_due, goal.is_past) == (judged_year, is_met, is_of_due, True)


def test_a_goal_to_come_is_seen_from_today(engine: Engine):
    store.load(engine, small.batch("targets.csv", {"target": [target(2, "A", 25.0, 2029)]}), by="test")
    asked = {"current": (30.0, 30.0), "current_year": 2025, "today": TODAY, "known": ((2028, 1.0, 1.0),)}
    (goal,) = goals.goals(engine, small.HOME, SHARE, **asked)
    assert (goal.judged_year, goal.is_met, goal.is_of_due) == (2025, True, False)


def test_years_that_statements_of_kaznu_stand_for(shipped: Engine):
    """Ranks: editions that are stated, no undated ones, none known by its publication only. Share: 10 percent as stated
    of 2021; at most 2,849 of at least 24,000 students in 2023; 3,928 of at least 25,000 in 2024."""
    assert goals.stated(shipped, "kaznu", "rank_qs_world") == ((2019, 207, 207), (2021, 165, 165), (2026, 166, 166))
    told = goals.stated(shipped, "kaznu", SHARE)
    assert told == (
        (2021, 10, 10),
        (2023, None, pytest.approx(11.8708, abs=0.001)),
        (2024, None, pytest.approx(15.712)),
    )


def test_no_year_is_left(engine: Engine):
    store.load(engine, small.batch("targets.csv", {"target": [target(2, "A", 25.0, 2026)]}), by="test")
    (goal,) = goals.goals(engine, small.HOME, SHARE, current=(20.0, 20.0), current_year=2026, today=TODAY)
    assert (goal.is_past, goal.yearly_change) == (False, None)


def test_rival_goals_stay_and_equal_ones_are_joined(engine: Engine):
    rows = [target(2, "B", 25.0, 2029), target(3, "A", 25.0, 2029, qualifier="at_least"), target(4, "C", 22.0, 2029),
            target(5, "D", 30.0, None), target(6, "E", 20.0, 2028)]  # fmt: skip
    found = asked(engine, *rows, current=(21.0, 21.0))
    assert [(g.value, g.target_year, g.codes) for g in found] == [
        (20.0, 2028, ("E",)), (22.0, 2029, ("C",)), (25.0, 2029, ("A", "B")), (30.0, None, ("D",)),
    ]  # fmt: skip
    assert (found[2].qualifier, [said.qualifier for said in found[2].statements]) == (
        "at_least",
        ["at_least", "exactly"],
    )


def test_the_goal_of_a_faculty_is_not_one_of_the_university(engine: Engine):
    store.load(engine, small.batch("u.csv", {"unit_record": [small.unit(2, "law")]}), by="test")
    assert asked(engine, target(2, "A", 40.0, 2029, unit="law"), current=(20.0, 20.0)) == []


def test_the_goals_of_kaznu_that_ship(shipped: Engine):
    share = summary.ranges(shipped, "kaznu", 2023)[0]
    current = (share.lowest, share.highest)
    (goal,) = goals.goals(shipped, "kaznu", SHARE, current=current, current_year=2023, today=TODAY)
    assert (goal.value, goal.target_year, goal.codes) == (25.0, 2025, ("TGT-001", "TGT-002"))
    assert (goal.is_past, goal.is_met, goal.yearly_change) == (True, False, None)
    (rank,) = goals.goals(shipped, "kaznu", "rank_qs_world", current=(166, 166), current_year=2025, today=TODAY)
    assert (rank.value, rank.good, rank.is_past, rank.is_met) == (200.0, "lower", True, True)


def test_rivals_of_the_country_and_of_the_demonstration_that_ship(shipped: Engine):
    asked_of = {"KAZ": "students_foreign", "kaznu-demo": SHARE}
    found = {
        who: goals.goals(shipped, who, metric, current=(None, None), current_year=2025, today=TODAY)
        for who, metric in asked_of.items()
    }
    in_2029 = [(g.value, g.codes) for g in found["KAZ"] if g.target_year == 2029]
    assert in_2029 == [(100000.0, ("TGT-017",)), (150000.0, ("TGT-018", "TGT-019"))]
    assert [(g.value, g.is_invented) for g in found["kaznu-demo"]] == [(22.0, True), (25.0, True)]


def test_every_card_has_metrics_of_the_list():
    assert all(metric in METRICS for card in cards.ORDER for metric in goals.metrics_of(card))
    assert goals.metrics_of("rank_qs_world") == ("rank_qs_world",)


@given(st.floats(0, 100), st.floats(0, 50), st.floats(0, 50), st.sampled_from([True, False]))
def test_the_change_needed_reaches_the_goal_from_either_end(low: float, wide: float, value: float, upward: bool):
    current = (low, low + wide)
    needed = goals._needed(value, current, upward, 4)
    if goals._met(value, current, upward) is False:
        assert needed[0] is not None
        assert needed[1] is not None
        assert needed[0] <= needed[1]
        assert current[1] + 4 * needed[0] == pytest.approx(value)
        assert current[0] + 4 * needed[1] == pytest.approx(value)
