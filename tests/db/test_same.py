"""Who is who: figures of two records under one code, everywhere and at once; taken back, all is as it was."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from db import queries, same, store
from db.queries import arrays
from db.queries.agreed import read
from db.queries.provenance import latest_change
from db.queries.whom import decisions
from tests import small
from tests.db.answers import assert_same
from tests.db.test_ties import tie

BY = ["academic_year", "partner", "faculty"]
WHY = "One university under two names."


def use(line: int, agreement: str, partner: str, places: int, assigned: int) -> small.Row:
    return {**small.use(line, 2024, "outbound", places, assigned), "agreement": agreement, "partner": partner}


@pytest.fixture
def two_names(small_university: Engine) -> Engine:
    """The small university, and 'tu-berlin', which is 'tub': 4 students of law in 2024 beside its 11, and agreement b
    with 3 places and 5 students beside 5 and 6; 'lyon' is another one, with agreement c."""
    facts = {
        "institution_record": [
            small.institution(2, "tu-berlin", "DEU", "TU Berlin"), small.institution(3, "lyon", "FRA", "Lyon"),
        ],
        "mobility_count": [small.mobility(4, 2024, "law", "DEU", 4, credit="outbound", partner="tu-berlin")],
        "agreement_year": [use(5, "b", "tu-berlin", 3, 5), {**use(6, "c", "lyon", 1, 1), "country_code": "FRA"}],
        "agreement_statement": [
            tie(7, "b", "tu-berlin", "2020-09-01", "2031-09-01"), tie(8, "c", "lyon", "2020-09-01", country="FRA"),
        ],
    }  # fmt: skip
    store.load(small_university, small.batch("names.csv", facts), by="test")
    return small_university


def everything(engine: Engine) -> dict[str, pd.DataFrame]:
    """All that names partners, from SQL and from the arrays."""
    on, known = {"on": ["2025-01-01"]}, read(engine, small.HOME)
    both = {"scope": ["all"]}
    return {
        "mobility": queries.TOPICS["mobility"](engine, BY, both),
        "arrays": arrays.read(engine, small.HOME).mobility(BY, both),
        "use": queries.TOPICS["agreements"](engine, ["agreement", "partner"], {"direction": ["outbound"]}),
        "published": queries.TOPICS["register"](engine),
        **{topic: queries.TOPICS[topic](engine, where=on) for topic in ("ties", "partners", "overused", "expiring")},
        "rows": known.rows, "uses": known.uses,
        "law": queries.TOPICS["coverage"](engine, where={**on, "academic_year": ["2024"], "direction": ["outbound"]}),
    }  # fmt: skip


def students(frame: pd.DataFrame) -> dict[str, int]:
    """Outbound students of law in 2024 by partner."""
    rows = frame.query("academic_year == 2024 and faculty_code == 'law' and direction == 'outbound'")
    return {code: int(n) for code, n in zip(rows["partner_code"], rows["headcount"], strict=True) if code != "enu"}


def test_two_records_are_one(two_names: Engine):
    before = everything(two_names)
    assert students(before["mobility"]) == students(before["arrays"]) == {"tub": 11, "tu-berlin": 4}
    assert before["partners"]["partner_code"].tolist() == ["lyon", "tu-berlin", "tub"]
    key = latest_change(two_names)
    same.merge(two_names, "tu-berlin", "tub", WHY, "anna")
    now = everything(two_names)
    assert students(now["mobility"]) == students(now["arrays"]) == {"tub": 15}
    pd.testing.assert_frame_equal(now["mobility"], now["arrays"])
    use = now["use"].set_index("agreement")
    assert use.loc[["b", "tub"], ["partner_code", "assigned"]].to_numpy().tolist() == [["tub", 5], ["tub", 9]]
    assert now["ties"].set_index("agreement")["partner_code"].to_dict() == {"tub": "tub", "b": "tub", "c": "lyon"}
    assert now["partners"][["partner_code", "agreements"]].to_numpy().tolist() == [["lyon", 1], ["tub", 2]]
    assert set(now["published"]["partner_code"]) == {"tub", "lyon"}
    law = now["law"].set_index(["faculty_code", "country_code"])
    assert law.loc[("law", "DEU"), ["agreements", "partners", "students"]].tolist() == [1, 1, 15]
    assert now["expiring"].empty
    assert latest_change(two_names) != key
    assert decisions(two_names)[["institution_code", "partner_code", "agreement", "said_by"]].to_numpy().tolist() == [
        ["tu-berlin", "tub", "", "anna"]
    ]


def test_taken_back_all_is_as_it_was(two_names: Engine):
    before, key = everything(two_names), latest_change(two_names)
    same.merge(two_names, "tu-berlin", "tub", WHY, "anna")
    same.split(two_names, "c", small.HOME, "lyon", "tub", "Read it wrong.", "anna")
    keys = {key, latest_change(two_names)}
    for number in (1, 2):
        same.take_back(two_names, number, "bob")
        keys.add(latest_change(two_names))
    assert len(keys) == 4
    assert_same(everything(two_names), before)
    kept = decisions(two_names)
    assert kept["taken_back_by"].tolist() == ["bob", "bob"]
    assert kept["reason"].tolist() == ["Read it wrong.", WHY]
    with pytest.raises(same.NotTheSame, match="no decision 1 that holds"):
        same.take_back(two_names, 1, "bob")


def test_others_that_expire_count_those_of_the_other_name(two_names: Engine):
    on = {"on": ["2031-01-01"], "agreement": ["b"]}
    assert queries.TOPICS["expiring"](two_names, where=on)["others"].tolist() == [0]
    same.merge(two_names, "tu-berlin", "tub", WHY, "anna")
    assert queries.TOPICS["expiring"](two_names, where=on)["others"].tolist() == [1]


def test_the_partner_of_one_agreement_is_another(two_names: Engine):
    """Agreement b is Lyon's; the four students of TU Berlin stay its own."""
    same.split(two_names, "b", small.HOME, "tu-berlin", "lyon", "Read it wrong.", "anna")
    now = everything(two_names)
    assert students(now["mobility"]) == students(now["arrays"]) == {"tub": 11, "tu-berlin": 4}
    assert now["ties"].set_index("agreement")["partner_code"].to_dict() == {"tub": "tub", "b": "lyon", "c": "lyon"}
    assert set(now["uses"].loc[now["uses"]["agreement"] == "b", "partner_code"]) == {"lyon"}
    assert dict(now["use"][["agreement", "partner_code"]].to_numpy().tolist())["b"] == "lyon"


def test_a_split_goes_before_a_merge_and_both_are_followed(two_names: Engine):
    same.split(two_names, "b", small.HOME, "tu-berlin", "lyon", "Read it wrong.", "anna")
    same.merge(two_names, "tu-berlin", "tub", WHY, "anna")
    now = everything(two_names)
    assert students(now["mobility"]) == {"tub": 15}
    assert now["ties"].set_index("agreement")["partner_code"].to_dict() == {"tub": "tub", "b": "lyon", "c": "lyon"}


def test_a_third_name_is_taken_for_whom_the_second_is(two_names: Engine):
    same.merge(two_names, "tu-berlin", "tub", WHY, "anna")
    same.merge(two_names, "lyon", "tu-berlin", WHY, "anna")
    assert decisions(two_names)["partner_code"].tolist() == ["tub", "tub"]
    assert queries.TOPICS["partners"](two_names)["partner_code"].unique().tolist() == ["tub"]


@pytest.mark.parametrize(
    ("institution", "into", "reason", "told"),
    [
        ("tub", "lyon", WHY, "tu-berlin stand for tub"),
        ("tu-berlin", "lyon", WHY, "another institution already"),
        ("tub", "tu-berlin", WHY, "one institution already"),
        ("lyon", "lyon", WHY, "one institution already"),
        ("nobody", "tub", WHY, "no institution 'nobody'"),
        ("lyon", "nobody", WHY, "no institution 'nobody'"),
        ("lyon", "tub", " \n", "A reason is needed"),
        ("lyon", "not-stated", WHY, "it is no institution"),
        ("not-stated", "lyon", WHY, "it is no institution"),
    ],
)
def test_what_is_refused_changes_nothing(two_names: Engine, institution: str, into: str, reason: str, told: str):
    same.merge(two_names, "tu-berlin", "tub", WHY, "anna")
    key = latest_change(two_names)
    with pytest.raises(same.NotTheSame, match=told):
        same.merge(two_names, institution, into, reason, "anna")
    assert (latest_change(two_names), len(decisions(two_names))) == (key, 1)


@pytest.mark.parametrize(
    ("agreement", "of", "institution", "told"),
    [
        ("b", "nobody", "tu-berlin", "nobody has no agreement 'b'"),
        ("none", small.HOME, "tu-berlin", "has no agreement 'none'"),
        ("c", small.HOME, "tu-berlin", "tu-berlin is not recorded as a partner of c"),
        ("b", small.HOME, "lyon", "one institution already"),
    ],
)
def test_a_split_that_is_refused(two_names: Engine, agreement: str, of: str, institution: str, told: str):
    with pytest.raises(same.NotTheSame, match=told):
        same.split(two_names, agreement, of, institution, "lyon", WHY, "anna")
    same.split(two_names, "b", small.HOME, "tu-berlin", "lyon", WHY, "anna")
    with pytest.raises(same.NotTheSame, match="taken for another already"):
        same.split(two_names, "b", small.HOME, "tu-berlin", "tub", WHY, "anna")


@pytest.mark.parametrize("pairs", [[("tu-berlin", "tub"), ("tu-berlin", "lyon")], [("lyon", "tub"), ("tub", "lyon")]])
def test_of_two_at_once_one_holds(two_names: Engine, pairs: list[tuple[str, str]]):
    def said(pair: tuple[str, str]) -> Any:
        try:
            return same.merge(two_names, *pair, WHY, "anna")
        except same.NotTheSame as refused:
            return refused

    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(said, pairs))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "NotTheSame"]
    assert len(decisions(two_names)) == 1
