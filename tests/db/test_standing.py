"""How an agreement stands on a day: by hand, and against an evaluation that goes from day to day."""

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.queries.lives import lives as lives_of
from db.standing import Basis, Phase, Said, life, on_day, standing
from db.vocabulary import AgreementStatus as S
from db.vocabulary import DateKind, Renewal
from tests.db.from_day_to_day import FIRST, LAST, days_told, evaluated

DAYS = st.dates(date(2020, 11, 20), date(2021, 3, 10))
PARTLY = st.one_of(st.sampled_from(["2020", "2021", "2020-12", "2021-02"]), DAYS.map(date.isoformat))
ASKED = st.dates(FIRST, LAST)


@st.composite
def said(draw: st.DrawFn) -> Said:
    since, until = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if since and until and until <= since:
        until = since + timedelta(draw(st.integers(1, 40)))
    return Said(
        draw(st.sampled_from(S)), draw(st.just("") | PARTLY), draw(st.sampled_from(DateKind)), since, until,
        draw(st.sampled_from(Renewal)), draw(st.sampled_from(["", "", "", "2020", "2021"])), draw(st.just("") | PARTLY),
    )  # fmt: skip


SOME = st.lists(said(), max_size=4)


def how(phase: Phase | None) -> tuple[S, Basis] | None:
    return (phase.status, phase.basis) if phase else None


def day(shown: str) -> date:
    return date.fromisoformat(shown)


def plain(since: str = "", until: str = "", status: S = S.ACTIVE, source: str = "", **other) -> Said:
    return Said(status, valid_from=day(since) if since else None, valid_to=day(until) if until else None,
                source_date=source, **other)  # fmt: skip


VALID = plain("2020-01-01", "2022-01-01")


@pytest.mark.parametrize(
    ("statements", "stands"),
    [
        ([VALID], {"2019-12-31": None, "2020-01-01": S.ACTIVE, "2021-12-31": S.ACTIVE, "2022-01-01": S.ENDED}),
        ([plain("2020-01-01", "2022-01-01", renewal=Renewal.AUTOMATIC)],
         {"2021-01-01": S.ACTIVE, "2999-01-01": S.ACTIVE}),
        ([plain(until="2022-01-01")], {"1990-01-01": S.ACTIVE, "2021-12-31": S.ACTIVE, "2022-01-01": S.ENDED}),
        # It had not ended before its last day, though the word 'ended' has no date.
        ([plain(until="2022-01-01", status=S.ENDED)], {"2021-12-31": None, "2022-01-01": S.ENDED}),
        # It would go on by itself, and is told to have ended.
        ([plain("2020-01-01", "2022-01-01", S.ENDED, renewal=Renewal.AUTOMATIC)],
         {"2021-12-31": S.ACTIVE, "2022-01-01": S.ENDED}),
        # An undated source that tells only when it ends.
        ([Said(S.ACTIVE, "2022", DateKind.ENDS)], {"2022-12-30": S.ACTIVE, "2022-12-31": S.ENDED}),
        # A year alone counts from its last day, or from the day of the source that tells it.
        ([Said(S.ACTIVE, "2024", DateKind.BEGAN)], {"2024-12-30": None, "2024-12-31": S.ACTIVE}),
        ([Said(S.ACTIVE, "2024", DateKind.BEGAN, source_date="2024-03")], {"2024-03-30": None, "2024-03-31": S.ACTIVE}),
        # Active, with a year of which nobody tells what happened in it; told of one that is planned it says nothing.
        ([Said(S.ACTIVE, "2022", source_date="2024-01")], {"2022-12-30": None, "2022-12-31": S.ACTIVE}),
        ([Said(S.PLANNED, "2022", source_date="2024-01")], {"2023-12-31": None, "2024-01-31": S.PLANNED}),
        # Signed in March, to begin in September of the same year.
        ([Said(S.SIGNED, "2024-09-01", DateKind.BEGAN, source_date="2024-03-29")],
         {"2024-03-28": None, "2024-03-29": S.SIGNED, "2024-08-31": S.SIGNED, "2024-09-01": S.ACTIVE}),
        # Validity that is over is not undone by who still calls it active; what is frozen is.
        ([VALID, plain(source="2023-05")], {"2022-06-01": S.ENDED, "2024-01-01": S.ENDED}),
        ([plain(status=S.FROZEN, source="2022"), plain(source="2023")],
         {"2023-01-01": S.FROZEN, "2024-01-01": S.ACTIVE}),
        # A yearly list of two years, then none; one source spoke of it before.
        ([Said(S.ACTIVE, period="2021"), Said(S.ACTIVE, period="2022"), Said(S.SIGNED, source_date="2020-05-01")],
         {"2020-06-01": S.SIGNED, "2021-09-01": S.ACTIVE, "2023-08-31": S.ACTIVE, "2023-09-01": S.UNKNOWN}),
        # What ends and begins on a day goes on.
        ([VALID, plain("2022-01-01", "2023-01-01")], {"2022-01-01": S.ACTIVE, "2023-01-01": S.ENDED}),
        # A renewal that is planned moves neither the first nor the last day of what it renews.
        ([VALID, plain("2025-01-01", "2030-01-01", S.PLANNED, "2024-05-01")],
         {"2021-01-01": S.ACTIVE, "2023-01-01": S.ENDED, "2026-01-01": S.ENDED}),
        # Nor does a later source that tells only the last day.
        ([VALID, plain(until="2030-01-01", source="2025-05-01")],
         {"2021-01-01": S.ACTIVE, "2023-01-01": S.ENDED, "2030-01-01": S.ENDED}),
    ],
)  # fmt: skip
def test_by_hand(statements: list[Said], stands: dict[str, S | None]):
    for shown, status in stands.items():
        found = standing(statements, day(shown))
        assert (found.status if found else None) == status, shown


def test_npu_as_the_rector_told_it():
    """In preparation on the day of the speech, at work a month later."""
    told = [
        Said(S.PLANNED, "2023-05", DateKind.SIGNED, source_date="2023-09-13"),
        Said(S.ACTIVE, "2023-10-12", DateKind.BEGAN),
    ]
    found = [(phase.day, phase.status, phase.since) for phase in life(tuple(told))]
    assert found == [
        (day("2023-05-31"), S.SIGNED, "2023-05"),
        (day("2023-09-13"), S.PLANNED, ""),  # the day of the source is no start
        (day("2023-10-12"), S.ACTIVE, "2023-10-12"),
    ]


@given(SOME, ASKED)
def test_as_an_evaluation_from_day_to_day(statements: list[Said], on: date):
    assert how(standing(statements, on)) == evaluated(statements, on)


@given(SOME.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))), ASKED)
def test_order_does_not_matter(both: tuple[list[Said], list[Said]], on: date):
    some, other = both
    assert standing(some, on) == standing(other, on)
    assert standing([*some, *some], on) == standing(some, on)


@given(SOME, said(), ASKED)
def test_what_is_said_of_later_days_changes_nothing(statements: list[Said], later: Said, on: date):
    """Of a source with a date, or a yearly register: all that it tells is of days after the day."""
    if (later.source_date or later.period) and min(days_told(later)) > on:
        assert how(standing([*statements, later], on)) == how(standing(statements, on))


@given(SOME)
def test_phases_are_in_order_and_only_the_first_has_no_day(statements: list[Said]):
    phases = life(tuple(statements))
    days = [phase.day for phase in phases]
    assert all(one is None or one < other for one, other in pairwise(days) if other)
    assert None not in days[1:]
    for phase, after in zip(phases, [*phases, None][1:], strict=True):
        if phase.day:
            assert on_day(phases, phase.day) == phase
        if after and after.day:
            assert on_day(phases, after.day - timedelta(1)) == phase


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 9000), st.dates(date(1980, 1, 1), date(2100, 1, 1)))
def test_active_from_the_first_day_to_the_last(since: date, length: int, on: date):
    until = since + timedelta(length)
    row = Said(S.ACTIVE, valid_from=since, valid_to=until)
    wanted = None if on < since else S.ACTIVE if on < until else S.ENDED
    found = standing([row], on)
    assert (found.status if found else None) == wanted
    goes_on = standing([row._replace(renewal=Renewal.AUTOMATIC)], on)
    assert (goes_on.status if goes_on else None) == (None if on < since else S.ACTIVE)


@given(st.lists(SOME.filter(bool), min_size=1, max_size=4), ASKED)
def test_all_at_once_stand_as_each_by_itself(agreements: list[list[Said]], on: date):
    """The arrays of a whole register; other agreements do not matter."""
    names = {"period": "academic_year", "valid_to": "ends", "source_date": "said_on"}
    rows = pd.DataFrame(
        [{"agreement": f"a{n}"} | {names.get(k, k): v for k, v in one._asdict().items()}
         for n, some in enumerate(agreements) for one in some], dtype=object,
    )  # fmt: skip
    lives = lives_of(rows.where(rows.notna(), None))
    for n, some in enumerate(agreements):
        assert lives.of(f"a{n}") == life(tuple(sorted(set(some), key=repr)))
