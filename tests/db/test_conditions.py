"""Conditions that cannot be meant are refused with what may be asked, before they reach the database."""

import pytest
from sqlalchemy import Engine

from db.queries import BadQuestion, counts
from tests.conftest import Command


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("release", "abc", "number of a release"), ("release", "9" * 30, "number of a release"),
        ("release", "٣", "number of a release"), ("direction", "in", "inbound, outbound"),
        ("mobility_type", "long", "degree, credit"), ("level", "phd", "doctoral"), ("scope", "world", "all"),
        ("country", "China", "the alpha-3 code: CHN"), ("country", "Китай", "the alpha-3 code: CHN"),
        ("country", "Atlantis", "an alpha-3 code"), ("academic_year", "2016-17", "2023/24"),
        ("academic_year", "2016/18", "2023/24"), ("academic_year", "2016/2017", "2023/24"),
        ("academic_year", "20161", "2023/24"), ("academic_year", "２０１６", "2023/24"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_told_what_can(university: Engine, name: str, value: str, told: str) -> None:
    with pytest.raises(BadQuestion, match=told):
        counts.mobility(university, by=["academic_year"], where={name: [value]})


@pytest.mark.parametrize("code", ["CHN", "CN", "cn"])
def test_a_country_may_be_asked_for_by_either_code(university: Engine, code: str) -> None:
    answer = counts.mobility(university, by=["academic_year"], where={"country": [code], "academic_year": ["2024/25"]})
    assert answer["headcount"].tolist() == [32]


@pytest.mark.parametrize("scope", [[], ["international"]])
def test_no_scope_is_international(university: Engine, scope: list[str]) -> None:
    where = {"direction": ["outbound"], "scope": scope}
    answer = counts.mobility(university, where=where)
    assert (answer["headcount"].tolist(), "scope" in answer) == ([20], False)


def test_a_group_is_offered_where_cells_have_a_country(university: Engine) -> None:
    assert "group" in counts.MOBILITY.conditions
    assert "group" in counts.AGREEMENTS.conditions
    assert "group" not in counts.ENROLMENT.conditions
    answer = counts.agreement_use(university, where={"group": ["SCO"]})
    assert answer.empty  # Germany is no member


@pytest.mark.parametrize("extra", [["--by", "source_code"], ["--where", "release=1"]], ids=str)
def test_releases_are_listed_as_they_are(small_sqlite: Engine, command: Command, extra: list[str]) -> None:
    answer = command(small_sqlite, "db", "query", "releases", *extra)
    assert (answer.status, "--by" in answer.err) == (2, True)
