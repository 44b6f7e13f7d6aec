"""The register in the shape of Erasmus Without Paper: who sends, who receives, over which years, what is not known."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from db import store
from db.queries import BadQuestion
from db.queries.agreed import read
from db.queries.partnerships.ewp import ewp
from tests import small
from tests.db.test_lists import IN, ON, OUT, known, use
from tests.db.test_ties import loaded, tie

USES = [
    use(1, "a", 2021, OUT, 4, 3, unit="law", level="bachelor", isced_f_code="0421", months=20),
    use(2, "a", 2022, OUT, 4, "withheld", unit="law", level="bachelor", isced_f_code="0421", months=20),
    use(3, "a", 2023, OUT, 5, 0, unit="law", level="bachelor", isced_f_code="0421", months=20),  # other terms
    use(4, "a", 2025, OUT, 5, 2, unit="law", level="bachelor", isced_f_code="0421", months=20),  # a year between
    use(5, "a", 2021, IN, "not_stated", "not_measured", graduates=1),
    use(6, "a", 2022, IN, "not_stated", "not_measured"),
]


def iias(engine: Engine, institution: str = small.HOME, **where: str) -> list[dict[str, Any]]:
    answer = ewp(read(engine, institution), {**ON, **{name: [value] for name, value in where.items()}})
    assert list(answer) == ["iias-get-response"]
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    return answer["iias-get-response"]["iia"]


def one(engine: Engine, *ties: small.Row, uses: list[small.Row] = [], **where: str) -> dict[str, Any]:  # noqa: B006
    tub = small.institution(60, "tub", "DEU", "TU Berlin") | {
        "city": "Berlin", "spellings": "", "ror": "03v4gjf40", "erasmus_code": "D  BERLIN02",
    }  # fmt: skip
    known(engine, list(ties), uses, institution_record=[tub])
    [found] = iias(engine, **where)
    return found


A = tie(2, "a", "tub", "2020-09-01", "2027-09-01", unit="law") | {"partner_unit": "Recht", "renewal": "by_agreement"}


def test_an_agreement(engine: Engine):
    found = one(engine, A, uses=USES)
    ours, theirs = found["partner"]
    assert (ours["x-code"], ours["hei-id"], ours["x-other-hei-id"]) == ("small", None, [])
    assert theirs == {
        "hei-id": None, "x-code": "tub", "x-name": "TU Berlin", "x-country": "DEU", "x-city": "Berlin",
        "x-other-hei-id": [
            {"type": "erasmus", "value": "D  BERLIN02"}, {"type": "ror", "value": "https://ror.org/03v4gjf40"},
        ], "x-ounit": "Recht",
    }  # fmt: skip
    assert (found["in-effect"], found["x-iia-code"], found["x-type"], found["x-renewal"], found["x-statements"]) == (
        True, "a", "exchange", "by_agreement", 1,
    )  # fmt: skip
    assert found["x-status"] == {
        "status": "active", "basis": "validity", "since": "2020-09-01", "stated": "", "valid_to": "2027-09-01",
    }  # fmt: skip


def test_years_of_equal_terms_are_one_specification(engine: Engine):
    """Outbound 2021-2022 (4 places), 2023 (5), 2025 (5, a year between); inbound 2021-2022, nothing told."""
    specs = one(engine, A, uses=USES)["cooperation-conditions"]["student-studies-mobility-spec"]
    went = [spec for spec in specs if spec["x-sending-code"] == "small"]
    came = [spec for spec in specs if spec["x-receiving-code"] == "small"]
    assert [
        (s["receiving-first-academic-year-id"], s["receiving-last-academic-year-id"], s["mobilities-per-year"])
        for s in went
    ] == [("2021/2022", "2022/2023", 4), ("2023/2024", "2023/2024", 5), ("2025/2026", "2025/2026", 5)]
    assert went[0] == {
        "sending-hei-id": None, "x-sending-code": "small", "x-sending-ounit": "Law",
        "receiving-hei-id": None, "x-receiving-code": "tub", "x-receiving-ounit": "Recht",
        "receiving-first-academic-year-id": "2021/2022", "receiving-last-academic-year-id": "2022/2023",
        "mobilities-per-year": 4, "x-mobilities-state": "value", "subject-area": [{"isced-f-code": "0421"}],
        "total-months-per-year": 20, "eqf-level": [6],
        "x-usage": [
            {"academic-year-id": "2021/2022", "assigned": 3, "assigned-state": "value", "graduates": None},
            {"academic-year-id": "2022/2023", "assigned": None, "assigned-state": "withheld", "graduates": None},
        ],
    }  # fmt: skip
    [spec] = came
    assert (spec["x-sending-code"], spec["x-sending-ounit"], spec["x-receiving-ounit"]) == ("tub", "Recht", "")
    assert (spec["mobilities-per-year"], spec["x-mobilities-state"]) == (None, "not_stated")
    assert (spec["total-months-per-year"], spec["subject-area"], spec["eqf-level"]) == (None, [], [])
    assert [year["assigned"] for year in spec["x-usage"]] == [None, None]
    assert [year["graduates"] for year in spec["x-usage"]] == [1, None]


@pytest.mark.parametrize(
    ("level", "eqf"), [("preparatory", [4]), ("bachelor", [6]), ("master", [7]), ("doctoral", [8]), ("not_stated", [])]
)
def test_levels_are_those_of_the_european_framework(sqlite_engine: Engine, level: str, eqf: list[int]):
    found = one(sqlite_engine, A, uses=[use(1, "a", 2021, OUT, 4, 3, level=level)])
    [spec] = found["cooperation-conditions"]["student-studies-mobility-spec"]
    assert spec["eqf-level"] == eqf


@pytest.mark.parametrize(
    ("on", "in_effect"), [("2020-09-01", True), ("2027-08-31", True), ("2027-09-01", False), ("2020-08-31", None)]
)
def test_as_it_stands_on_the_day(sqlite_engine: Engine, on: str, in_effect: bool | None):
    loaded(sqlite_engine, A)
    assert [iia["in-effect"] for iia in iias(sqlite_engine, on=on)] == ([] if in_effect is None else [in_effect])


@pytest.mark.parametrize(
    ("status", "in_effect"),
    [("active", True), ("signed", True), ("planned", False), ("frozen", False), ("ended", False), ("unknown", None)],
)
def test_in_effect_is_null_where_nobody_knows(sqlite_engine: Engine, status: str, in_effect: bool | None):
    assert one(sqlite_engine, tie(2, "a", "tub", status=status))["in-effect"] is in_effect


def test_several_partners_and_one_that_is_not_stated(engine: Engine):
    """Each partner with its own rows of use; no code is made up for a partner that nobody names."""
    ties = [
        tie(2, "a", "tub"), tie(3, "a", "lyon", unit="science", country="FRA"),
        tie(4, "b", "not-stated", country="ZZZ"),
    ]  # fmt: skip
    uses = [
        use(1, "a", 2021, OUT, 1, 1), use(2, "a", 2021, OUT, 2, 1, partner="lyon", country="FRA"),
        use(3, "b", 2021, OUT, 3, 1, partner="not-stated", country="ZZZ"),
    ]  # fmt: skip
    known(engine, ties, uses)
    by_code = {iia["x-iia-code"]: iia for iia in iias(engine)}
    assert [party["x-code"] for party in by_code["a"]["partner"]] == ["small", "tub", "lyon"]
    specs = by_code["a"]["cooperation-conditions"]["student-studies-mobility-spec"]
    assert {spec["x-receiving-code"]: spec["mobilities-per-year"] for spec in specs} == {"tub": 1, "lyon": 2}
    assert by_code["b"]["partner"][1:] == []
    [unnamed] = by_code["b"]["cooperation-conditions"]["student-studies-mobility-spec"]
    assert (unnamed["x-receiving-code"], unnamed["mobilities-per-year"]) == (None, 3)


def test_nothing_of_nobody_and_of_bad_questions(engine: Engine):
    assert iias(engine, "nobody") == []
    loaded(engine, A)
    assert iias(engine, country="FRA") == []
    with pytest.raises(BadQuestion):
        iias(engine, bogus="1")


def test_what_is_invented_says_so(engine: Engine):
    store.load(engine, small.batch("i.csv", {"agreement_statement": [A]}, is_invented=True), by="test")
    answer = ewp(read(engine, small.HOME), ON)["iias-get-response"]
    assert (answer["x-is-invented"], answer["x-day"], answer["x-releases"]) == (True, "2026-01-01", [1])
    assert answer["iia"][0]["x-is-invented"]
