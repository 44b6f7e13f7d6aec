"""Country groups as conditions and as rows, with the members of then or of today. Groups overlap: never added up."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from db import store
from db.batch import Row
from db.engine import connect
from db.queries import BadQuestion, StockOverYears, counts, options, published, totals
from tests import small
from tests.conftest import Command, Databases, load_small
from tests.db.test_mobility import INBOUND, OUTBOUND, listed

TODAY = {"members": ["today"]}


def member(line: int, group: str, country: str, since: str, until: str | None = None) -> Row:
    ends = date.fromisoformat(until) if until else None
    return {**small.member(line, country, since), "group_code": group, "valid_to": ends}


LEFT = [
    member(2, "EU", "DEU", "1958-01-01"),
    member(3, "EU", "GBR", "1973-01-01", "2020-01-31"),
    member(4, "CIS", "BLR", "1991-12-21"),
    member(5, "CIS", "KAZ", "1991-12-21"),
    # Said twice for a while: a member is counted once.
    member(6, "CIS", "BLR", "2010-01-01", "2030-01-01"),
]
"""Beside the SCO of the small university: CHN and KAZ of 2001, IRN since July 2023, BLR since July 2024."""


def load_groups(engine: Engine) -> None:
    load_small(engine)
    of_groups = {"source": {**small.SOURCE, "code": "groups"}, "series": [], "institution": ""}
    store.load(engine, small.batch("groups.csv", {"country_group_member": LEFT}, **of_groups), by="test")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def groups(request: pytest.FixtureRequest) -> Any:
    """The small university with three groups; SQLite and PostgreSQL. For reading only."""
    databases: Databases = request.getfixturevalue(request.param)
    address = databases.copy("groups", load_groups)
    engine = connect(address)
    yield engine
    engine.dispose()
    databases.drop(address)


def test_a_row_for_each_group_by_year(groups: Engine) -> None:
    """Belarus is in the CIS all the time, and in the SCO from 2024/25: then it stands in both rows."""
    answer = counts.mobility(groups, by=["academic_year", "group"], where=INBOUND)
    assert list(answer.columns[:3]) == ["group_code", "academic_year", "headcount"]
    assert listed(answer, "academic_year", "group_code", "headcount", "state") == [
        (2022, "SCO", 10, "value"), (2022, "CIS", 4, "value"),
        (2023, "SCO", 20 + 5, "value"), (2023, "CIS", 7, "value"),
        (2024, "SCO", 32 + 8, "value"), (2024, "CIS", 8, "value"),
    ]  # fmt: skip


def test_a_row_for_each_group_with_the_members_of_today(groups: Engine) -> None:
    answer = counts.mobility(groups, by=["group", "academic_year"], where={**INBOUND, **TODAY})
    assert listed(answer, "academic_year", "group_code", "headcount") == [
        (2022, "SCO", 10 + 4), (2022, "CIS", 4),
        (2023, "SCO", 20 + 5 + 7), (2023, "CIS", 7),
        (2024, "SCO", 32 + 8), (2024, "CIS", 8),
    ]  # fmt: skip


@pytest.mark.parametrize(("of", "headcount"), [([], 25), (["then"], 25), (["today"], 32)])
def test_students_of_a_group_then_and_today(groups: Engine, of: list[str], headcount: int) -> None:
    """2023: China 20, Iran 5, a member since July of the year; Belarus 7, a member since the year after."""
    where = {**INBOUND, "academic_year": ["2023"], "group": ["SCO"], "members": of}
    assert listed(counts.mobility(groups, where=where), "headcount") == [(headcount,)]
    assert listed(counts.mobility(groups, by=["group"], where=where), "group_code", "headcount") == [("SCO", headcount)]
    assert counts.cells_behind(groups, where=where)["headcount"].sum() == headcount


def test_who_is_in_two_of_the_groups_asked_for_is_counted_once(groups: Engine) -> None:
    where = {**INBOUND, "academic_year": ["2024"], "group": ["SCO", "CIS"]}
    assert listed(counts.mobility(groups, where=where), "headcount") == [(32 + 8,)]


def test_a_row_of_a_group_has_the_other_conditions_and_dimensions(groups: Engine) -> None:
    where = {**INBOUND, "academic_year": ["2024"], "country": ["BLR"]}
    answer = counts.mobility(groups, by=["country", "group", "region"], where=where)
    assert listed(answer, "group_code", "country_code", "region_code", "headcount") == [
        ("CIS", "BLR", "151", 8), ("SCO", "BLR", "151", 8),
    ]  # fmt: skip


def test_domestic_mobility_stays_apart_in_a_group(groups: Engine) -> None:
    where = {**OUTBOUND, "academic_year": ["2024"]}
    assert listed(counts.mobility(groups, by=["group"], where=where), "group_code", "headcount") == [("EU", 11)]
    answer = counts.mobility(groups, by=["group"], where={**where, "scope": ["all"]})
    assert listed(answer, "group_code", "scope", "headcount") == [
        ("EU", "international", 11), ("CIS", "domestic", 2), ("SCO", "domestic", 2),
    ]  # fmt: skip


def test_flows_of_a_group_may_be_added_over_years_and_stocks_may_not(groups: Engine) -> None:
    answer = counts.mobility(groups, by=["group"], where=OUTBOUND)
    assert listed(answer, "group_code", "headcount", "academic_years") == [("EU", 9 + 11, "2023–2024")]
    with pytest.raises(StockOverYears, match="small_degree"):
        counts.mobility(groups, by=["group"])


def test_places_by_group(groups: Engine) -> None:
    answer = counts.agreement_use(groups, by=["group"], where=OUTBOUND)
    assert listed(answer, "group_code", "places", "assigned") == [("EU", 4 + 5, 3 + 6)]


def test_members_of_a_year_and_of_today(groups: Engine) -> None:
    assert options.members_in(groups, "EU", 2019) == ["DEU", "GBR"]
    assert options.members_in(groups, "EU", 2020) == ["DEU"]
    assert options.members_in(groups, "EU", 2019, today=True) == ["DEU"]
    assert options.members_in(groups, "CIS", 2023) == ["BLR", "KAZ"]


def test_no_group_has_rows_where_no_cell_is_of_a_member(groups: Engine) -> None:
    some = counts.mobility(groups, by=["group"], where=OUTBOUND)
    none = counts.mobility(groups, by=["group"], where={**OUTBOUND, "country": ["FRA"]})
    nothing = counts.mobility(groups, by=["group"], where={**OUTBOUND, "academic_year": ["1999"]})
    assert none.empty
    assert list(nothing.columns) == list(none.columns) == list(some.columns)


def test_a_database_without_figures_or_groups_is_answered(engine: Engine) -> None:
    assert counts.mobility(engine, by=["group"]).empty
    with pytest.raises(BadQuestion, match="There is no country group 'SCO'"):
        counts.mobility(engine, where={"group": ["SCO"]})


@pytest.mark.parametrize("by", [[], ["group"]], ids=str)
@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"members": ["yesterday"]}, "'yesterday' is no members. There are: then, today"),
        ({"group": ["SCO"], "members": ["yesterday"]}, "then, today"),
        ({"members": ["then", "today"]}, "not both"),
        ({"group": ["NATO"]}, "There is no country group 'NATO'. There are: CIS, EU, SCO"),
    ],
)
def test_what_cannot_be_meant_is_refused(groups: Engine, by: list[str], where: Any, told: str) -> None:
    with pytest.raises(BadQuestion, match=told):
        counts.mobility(groups, by=["academic_year", *by], where=where)
    with pytest.raises(BadQuestion, match=told):
        published.published(groups, where=where)


def test_topics_without_countries_have_no_members(groups: Engine) -> None:
    assert "members" not in counts.ENROLMENT.conditions
    for ask in (counts.enrolment, published.targets):
        with pytest.raises(BadQuestion, match="has no condition 'members'"):
            ask(groups, where=TODAY)


def test_totals_take_the_members_of_a_group(groups: Engine) -> None:
    """A total over all countries is of no group."""
    assert len(totals.totals(groups)) == 1
    assert totals.totals(groups, where={"group": ["SCO"], **TODAY}).empty
    assert "group" not in totals.TOTALS.dimensions


def belarus(line: int, code: str, year: int | None) -> Row:
    return {**small.figure(line, code, 8, ["BLR", "FRA"]), "academic_year": year}


@pytest.fixture
def said(small_sqlite: Engine) -> Engine:
    """Three figures more, of Belarus and France: of 2023, of 2024 and of no academic year."""
    rows = [belarus(2, "B-2023", 2023), belarus(3, "B-2024", 2024), belarus(4, "B-undated", None)]
    store.load(small_sqlite, small.batch("said.csv", {"published_figure": rows}), by="test")
    return small_sqlite


@pytest.mark.parametrize(
    ("of", "codes"),
    [
        ([], ["B-2023", "B-2024", "B-undated", "P-1", "P-2"]),
        (["today"], ["B-2023", "B-2024", "B-undated", "P-1", "P-2"]),
        (["then"], ["B-2024", "B-undated", "P-1", "P-2"]),
    ],
)
def test_figures_of_members_of_today_or_of_their_year(said: Engine, of: list[str], codes: list[str]) -> None:
    where = {"group": ["SCO"], "members": of}
    assert sorted(published.published(said, where=where)["code"]) == codes
    both = published.published(said, where={**where, "country": ["FRA", "CHN"]})
    assert sorted(both["code"]) == ["P-1", "P-2"]  # France is no member


@pytest.mark.parametrize(("of", "codes"), [([], ["A-2", "A-3"]), (["then"], ["A-3"])])
def test_agreements_with_members_of_today_or_of_their_year(
    small_sqlite: Engine, of: list[str], codes: list[str]
) -> None:
    one = {**small.OTHER["agreement_statement"][0], "country_code": "BLR"}
    rows = [{**one, "code": "A-2", "period": "2023"}, {**one, "code": "A-3", "period": ""}]
    store.load(small_sqlite, small.batch("said.csv", {"agreement_statement": rows}), by="test")
    found = published.register(small_sqlite, where={"group": ["SCO"], "members": of})
    assert sorted(found["code"]) == codes


@given(
    group=st.sampled_from(["SCO", "CIS", "EAEU", "OTS", "EU", "CENTRAL_ASIA"]),
    year=st.integers(2018, 2025),
    today=st.booleans(),
    direction=st.sampled_from(["inbound", "outbound"]),
)
def test_a_row_of_a_group_is_what_the_group_alone_has(
    shipped: Engine, group: str, year: int, today: bool, direction: str
) -> None:
    """Listed by group, asked for alone, and as the sum over its members: the same number."""
    where = {"institution": ["kaznu-demo"], "series": ["demo_credit"], "direction": [direction]}
    where |= {"academic_year": [str(year)], "members": ["today" if today else "then"]}
    rows = counts.mobility(shipped, by=["group"], where=where).set_index("group_code")["headcount"]
    alone = counts.mobility(shipped, where={**where, "group": [group]})["headcount"].sum()
    members = options.members_in(shipped, group, year, today)
    countries = counts.mobility(shipped, where={**where, "country": members})["headcount"].sum()
    assert rows.get(group, 0) == alone == countries


@pytest.mark.parametrize("where", ["institution=kaznu-demo", "members=today"])
def test_the_command_prints_groups(shipped: Engine, command: Command, where: str) -> None:
    asked = ["--by", "academic_year,group", "--where", "institution=kaznu-demo", "--where", where]
    answer = command(shipped, "db", "query", "mobility", *asked)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.splitlines()[0].split()[:3] == ["group_code", "academic_year", "headcount"]
    one = command(shipped, "db", "query", "mobility", *asked, "--where", "group=SCO")
    assert {line.split()[0] for line in one.out.splitlines()[1:]} == {"SCO"}
