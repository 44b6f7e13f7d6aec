"""Agreements held as places: the rows of a part are those of the whole, and what is counted is in the rows."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.queries.agreed import Agreed, read
from db.queries.coded import Pairs
from db.queries.lives import EPOCH
from db.queries.partnerships import lists, register
from db.queries.partnerships.found import COLUMNS, Found, Lived
from db.vocabulary import AgreementStatus

ON = date(2024, 10, 1)
ASKED = [{"on": [ON.isoformat()]}, {"on": ["2022-03-01"], "scope": ["all"]}, {"on": ["2024-10-01"], "type": ["mou"]},
         {"on": ["1900-01-01"]}, {"status": ["active", "unknown"]}]  # fmt: skip


@pytest.fixture(scope="module", params=["kaznu", "kaznu-demo"])
def agreed(request: pytest.FixtureRequest, shipped: Engine) -> Agreed:
    return read(shipped, request.param)


@pytest.mark.parametrize("where", ASKED, ids=str)
@pytest.mark.parametrize("language", ["en", "kk"])
def test_parts_together_are_the_whole(agreed: Agreed, where: dict[str, list[str]], language: str):
    found = Found.of(agreed, where, language)
    for told, whole in ((found, register.register(agreed, where, language)),
                        (Lived(found), register.lived(agreed, where, language).rows())):  # fmt: skip
        assert len(told) == len(whole)
        parts = [told.part(start, start + 7) for start in range(0, len(told), 7)]
        if parts:
            pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
        assert told.is_invented == bool(whole["is_invented"].any())


@pytest.mark.parametrize("where", ASKED, ids=str)
def test_what_is_counted_is_in_the_rows(agreed: Agreed, where: dict[str, list[str]]):
    found, rows = Found.of(agreed, where, "en"), register.register(agreed, where)
    kinds = ["exchange", "double_degree"]
    assert found.that("type", kinds).rows()["agreement"].tolist() == rows.loc[
        rows["type"].isin(kinds), "agreement"
    ].tolist()  # fmt: skip
    assert len(found.that("at_home", [True])) == int((rows["scope"] == "domestic").sum())
    for status in AgreementStatus:
        assert len(found.standing(status)) == int((rows["status"] == status).sum())
    mous = found.that("type", ["mou"])
    both = found.that("type", kinds).also(mous).also(mous)
    assert both.rows()["agreement"].tolist() == rows.loc[rows["type"].isin([*kinds, "mou"]), "agreement"].tolist()
    assert list(mous.rows(["type", "agreement"]).columns) == ["type", "agreement"]
    assert list(mous.rows().columns) == COLUMNS


@pytest.mark.parametrize("where", ASKED, ids=str)
def test_the_sources_are_those_of_the_statements(agreed: Agreed, where: dict[str, list[str]]):
    found = Found.of(agreed, where, "en")
    rows = agreed.rows[agreed.rows["agreement"].isin(found.rows()["agreement"])]
    names = ["source_title", "source_url", "source_date", "release"]
    wanted = rows[names].drop_duplicates()
    assert sorted(map(tuple, found.sources().to_numpy().tolist())) == sorted(map(tuple, wanted.to_numpy().tolist()))


def in_order(lives: pd.DataFrame, on: date) -> list[str]:
    """Agreements with a date: those that will end, the soonest first; those without an end, the oldest first; those
    that ended, the latest first."""
    ranked = []
    for agreement, phases in lives[lives["begins"].notna()].groupby("agreement"):
        first, last = phases["begins"].iloc[0], phases["begins"].iloc[-1]
        if phases["status"].iloc[-1] != "ended":
            ranked.append((1, first.toordinal(), agreement))
        elif last > on:
            ranked.append((0, last.toordinal(), agreement))
        else:
            ranked.append((2, -last.toordinal(), agreement))
    return [agreement for _rank, _day, agreement in sorted(ranked)]


@pytest.mark.parametrize("where", ASKED[:3], ids=str)
def test_lives_that_end_first_come_first(agreed: Agreed, where: dict[str, list[str]]):
    lives = Lived(Found.of(agreed, where, "en"))
    dated = lives.dated()
    wanted = in_order(lives.rows(), lives.found.on)
    assert dated.rows()["agreement"].drop_duplicates().tolist() == wanted
    assert dated.first(3).rows()["agreement"].drop_duplicates().tolist() == wanted[:3]
    assert len(lives.found) - len(dated.found) == lives.rows()["agreement"].nunique() - len(wanted)


def test_each_agreement_on_a_day_of_its_own(agreed: Agreed):
    count, lives = len(agreed.ties), agreed.lives
    for shift in (0, 200, 700, 5000):
        days = [(ON - timedelta(shift) + timedelta(37 * n) - EPOCH).days for n in range(count)]
        held = agreed.hold(np.arange(count), np.array(days))
        for tie, (day, is_held) in enumerate(zip(days, held, strict=True)):
            assert is_held == agreed.holding(EPOCH + timedelta(day))[tie]
    assert (
        lives.at(np.arange(len(lives.agreements)), np.full(len(lives.agreements), 19_000)).tolist()
        == lives.on(EPOCH + timedelta(19_000)).tolist()
    )


def test_others_with_the_partner_on_the_last_day(agreed: Agreed):
    """By the register of each last day, agreement by agreement."""
    found = lists.expiring(agreed, {"on": [ON.isoformat()], "months": ["36"]})
    assert len(found) > 20 or agreed.institution == "kaznu"
    for agreement, partners, end, others in found[["agreement", "partner_code", "valid_to", "others"]].itertuples(
        index=False
    ):
        of_partner = agreed.rows[agreed.rows["partner_code"].isin(partners.split(";"))]["agreement"]
        stands = agreed.on(end).set_index("agreement")
        held = [code for code in set(of_partner) - {agreement} if code in stands.index and agreed.holding(end)[
            agreed.coded.column("agreement")[1][code]
        ]]  # fmt: skip
        assert others == len(held), agreement


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6))), st.lists(st.integers(0, 6)))
def test_pairs_give_all_that_goes_with_each(pairs: list[tuple[int, int]], asked: Sequence[int]):
    of, others = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    known = [number for number in asked if number <= max(of, default=-1)]
    whose, told = Pairs(of, others).met(np.array(known, dtype=np.int64))
    found: list[set[Any]] = [set() for _number in known]
    for place, other in zip(whose.tolist(), told.tolist(), strict=True):
        assert other not in found[place]
        found[place].add(other)
    assert found == [{other for one, other in pairs if one == number} for number in known]
