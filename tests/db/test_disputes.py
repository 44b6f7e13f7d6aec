"""Contradictions of both kinds, in what ships and in small cases counted by hand."""

from typing import Any

import pytest
from sqlalchemy import Engine

from db import aside, store
from db.queries import disputes
from db.queries.disputes import Differs
from tests import small


def codes(one: Any) -> list[str]:
    return [str(row["code"]) for row in getattr(one, "figures", None) or one.rows]


def with_code(found: list[Any], code: str) -> Any:
    return next(one for one in found if code in codes(one))


def test_the_known_disagreements_of_the_university(shipped: Engine):
    found = disputes.different(shipped, "kaznu")
    totals = with_code(found, "KZN-007")
    assert {"KZN-015", "KZN-007"} <= set(codes(totals))  # about 2,800 in March 2023; 3,928 in January 2024
    assert totals.differs is Differs.DATE
    outgoing = with_code(found, "KZN-061")
    assert (set(codes(outgoing)), outgoing.differs) == (
        {"KZN-061", "KZN-063"},
        Differs.VALUE,
    )  # about 200, at least 500
    turkish = with_code(found, "KZN-032")
    assert set(codes(turkish)) == {"KZN-031", "KZN-032"}  # more than 20 universities, or 31
    share = with_code([one for one in found if one.kind == "share"], "KZN-019")
    assert {year: round(limits[1], 1) for year, limits in share.computed} == {2023: 11.9, 2024: 15.7}
    omsk = with_code([one for one in found if one.kind == "agreement"], "KZP-006")
    assert codes(omsk) == ["KZP-006", "KZP-007", "KZP-008"]


def test_the_known_disagreements_of_the_country(shipped: Engine):
    found = disputes.different(shipped, "KAZ")
    totals = with_code(found, "KAZ-006")
    assert {"KAZ-006", "KAZ-032", "KAZ-017", "KAZ-019"} <= set(codes(totals))  # 28,458; 31,500; about 33,500; 35,075
    assert totals.differs is Differs.DEFINITION
    assert set(codes(with_code(found, "KAZ-013"))) == {"KAZ-013", "KAZ-025"}  # China: 1,129 or 3,367
    assert with_code(found, "KAZ-018").differs is Differs.DEFINITION  # Turkmenistan: at least 10,200 or 9,089
    uzbek = with_code(found, "KAZ-045")
    assert uzbek.differs is Differs.VALUE  # 2018: about 4,000 or at least 12,000
    goals = with_code([one for one in found if one.kind == "target"], "TGT-016")
    assert {row["value"] for row in goals.rows} >= {100000, 150000}


def test_all_statements_of_the_university_can_be_true(shipped: Engine):
    assert disputes.impossible(shipped, "kaznu") == []


def test_the_country_of_2018_cannot_be(shipped: Engine):
    """At least 12,000 from Uzbekistan against about 4,000, and against 14,000 of all with those of other countries."""
    found = disputes.impossible(shipped, "KAZ")
    assert {one.moment.year for one in found} == {2018}
    sets = {frozenset(codes(one)): one.by for one in found}
    assert sets[frozenset({"KAZ-044", "KAZ-045"})] == 12000 - 4499
    # Of 14,000, 12,000 are Uzbek, at least 1,300 Turkmen and at least 1,000 Kyrgyz.
    assert sets[frozenset({"KAZ-038", "KAZ-039", "KAZ-042", "KAZ-045"})] == 12000 + 1300 + 1000 - 14000
    assert all("KAZ-045" in some for some in sets)


def test_setting_the_culprit_aside_makes_it_possible(shipped_copy: Engine):
    aside.set_aside(shipped_copy, "KAZ-045", "Counts distance learners.", "me")
    assert disputes.impossible(shipped_copy, "KAZ") == []
    assert "KAZ-045" in codes(with_code(disputes.different(shipped_copy, "KAZ"), "KAZ-045"))  # it stays on the list


def load(engine: Engine, *rows: small.Row) -> None:
    store.load(engine, small.batch("said.csv", {"published_figure": list(rows)}), by="test")


def figure(code: str, value: float, countries: list[str], unit: str = "", **other: Any) -> small.Row:
    return {**small.figure(int(code[2:]), code, value, countries, unit), **other}


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({"value": 402.0}, Differs.VALUE),
        ({"value": 401.0}, None),
        ({"value": 400.0, "qualifier": "at_least"}, None),
        ({"value": 402.0, "qualifier": "at_least"}, Differs.VALUE),
        ({"value": 400.0, "qualifier": "about"}, None),  # 350 to 449 allows 401
        ({"value": 402.0, "definition": "ministry"}, Differs.DEFINITION),
        ({"value": 402.0, "period": "2021", "academic_year": 2021}, Differs.DATE),
        ({"value": 402.0, "level": "master"}, None),
        ({"value": 402.0, "countries": ["CHN", "RUS"]}, None),
        ({"value": 402.0, "metric": "students_total"}, None),
    ],
)
def test_in_what_two_statements_differ(sqlite_engine: Engine, other: dict[str, Any], differs: Differs | None):
    load(sqlite_engine, figure("P-1", 401, ["CHN"]), {**figure("P-2", 0, ["CHN"]), **other})
    found = disputes.different(sqlite_engine, "small")
    assert [one.differs for one in found] == ([differs] if differs else [])


def test_a_part_and_a_camp_do_not_contradict_the_whole(sqlite_engine: Engine):
    """100 Chinese; a part of 90 Chinese and a camp of 300 are possible beside it, a part of 110 is not."""
    rows = [
        figure("P-1", 100, ["CHN"]), figure("P-2", 90, ["CHN"], covers="part"),
        figure("P-3", 300, ["CHN"], covers="other"),
    ]  # fmt: skip
    load(sqlite_engine, *rows)
    assert disputes.impossible(sqlite_engine, "small") == []
    load(sqlite_engine, *rows, figure("P-4", 110, ["CHN"], covers="part"))
    (found,) = disputes.impossible(sqlite_engine, "small")
    assert (set(codes(found)), found.by) == ({"P-1", "P-4"}, 10)
