"""Mobility as asked: counted by hand, stocks never added over years, withheld never zero, kinds never mixed."""

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from db import store
from db.queries import BadQuestion, StockOverYears, counts
from tests import small
from tests.small import mobility

INBOUND = {"series": ["small_degree"]}
OUTBOUND = {"direction": ["outbound"]}


def listed(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Rows of the columns, None where unknown."""
    return [
        tuple(None if cell is pd.NA else cell for cell in row) for row in frame[list(columns)].itertuples(index=False)
    ]


def test_degree_students_by_year_and_country_largest_first_and_unknown_last(university: Engine) -> None:
    answer = counts.mobility(university, by=["academic_year", "country"], where=INBOUND)
    assert listed(answer, "academic_year", "country_code", "headcount", "state") == [
        (2022, "CHN", 10, "value"), (2022, "BLR", 4, "value"),
        (2023, "CHN", 20, "value"), (2023, "BLR", 7, "value"), (2023, "IRN", 5, "value"),
        (2023, "NPL", None, "withheld"),
        (2024, "CHN", 32, "value"), (2024, "BLR", 8, "value"),
    ]  # fmt: skip


def test_columns_and_types(university: Engine) -> None:
    answer = counts.mobility(university, by=["academic_year", "country"])
    assert list(answer.columns) == [
        "academic_year", "country_code", "country", "headcount", "state", "withheld_cells", "institution_code",
        "series", "measure", "direction", "mobility_type", "is_invented",
    ]  # fmt: skip
    whole = ["academic_year", "headcount", "withheld_cells"]
    assert answer.dtypes[whole].astype(str).tolist() == ["Int64"] * 3
    assert str(answer.dtypes["is_invented"]) == "bool"


def test_a_question_without_rows_has_the_same_columns_and_types(university: Engine) -> None:
    some = counts.mobility(university, by=["academic_year", "country"])
    none = counts.mobility(university, by=["academic_year", "country"], where={"country": ["FRA"]})
    assert none.empty
    pd.testing.assert_series_equal(none.dtypes, some.dtypes)


def test_a_sum_with_a_withheld_part_says_so(university: Engine) -> None:
    """2023: 20 + 7 + 5 are known, Nepal is withheld."""
    answer = counts.mobility(university, by=["academic_year"], where={**INBOUND, "academic_year": ["2023"]})
    assert listed(answer, "headcount", "state", "withheld_cells") == [(32, "partial", 1)]


def test_withheld_alone_is_unknown_and_not_zero(university: Engine) -> None:
    answer = counts.mobility(university, by=["country"], where={"country": ["NPL"]})
    assert listed(answer, "headcount", "state", "withheld_cells") == [(None, "withheld", 1)]


@pytest.mark.parametrize("state", ["withheld", "not_stated", "not_measured", "not_applicable"])
@pytest.mark.parametrize("known", [None, 0, 3])
def test_each_state_is_told_apart_from_zero(sqlite_engine: Engine, state: str, known: int | None) -> None:
    rows = [mobility(2, 2023, "law", "CHN", state)]
    rows += [] if known is None else [mobility(3, 2023, "science", "CHN", known)]
    store.load(sqlite_engine, small.batch("x.csv", {"mobility_count": rows}), by="test")
    (found,) = listed(counts.mobility(sqlite_engine, by=["academic_year"]), "headcount", "state")
    # Where nothing applies, there is nothing missing from the sum.
    complete = "value" if state == "not_applicable" else "partial"
    assert found == ((None, state) if known is None else (known, complete))


def test_an_honest_zero_is_a_value(sqlite_engine: Engine) -> None:
    rows = [mobility(2, 2023, "law", "CHN", 0)]
    store.load(sqlite_engine, small.batch("x.csv", {"mobility_count": rows}), by="test")
    assert listed(counts.mobility(sqlite_engine, by=["country"]), "headcount", "state") == [(0, "value")]


@pytest.mark.parametrize("by", [[], ["country"], ["faculty", "level"], ["release"]], ids=str)
@pytest.mark.parametrize("where", [{}, INBOUND, {"academic_year": ["2022", "2023"]}], ids=str)
def test_a_stock_is_never_added_over_years(university: Engine, by: list[str], where: dict[str, list[str]]) -> None:
    with pytest.raises(StockOverYears, match="small_degree is a stock"):
        counts.mobility(university, by=by, where=where)


def test_the_denominator_is_not_added_over_years_either(university: Engine) -> None:
    with pytest.raises(StockOverYears, match="small_enrolled"):
        counts.enrolment(university)


def test_a_stock_of_one_year_is_answered(university: Engine) -> None:
    answer = counts.mobility(university, where={**INBOUND, "academic_year": ["2024"]})
    assert listed(answer, "headcount", "academic_years") == [(40, "2024")]
    assert listed(counts.mobility(university, where={**INBOUND, "country": ["NPL"]}), "headcount") == [(None,)]


def test_a_flow_may_be_added_and_says_over_which_years(university: Engine) -> None:
    answer = counts.mobility(university, by=["country"], where=OUTBOUND)
    assert listed(answer, "country_code", "headcount", "academic_years") == [("DEU", 20, "2023–2024")]


def test_directions_and_types_are_never_added(university: Engine) -> None:
    answer = counts.mobility(university, where={"academic_year": ["2024"]})
    assert listed(answer, "direction", "mobility_type", "headcount") == [
        ("inbound", "degree", 40), ("outbound", "credit", 11), ("inbound", "credit", 1),
    ]  # fmt: skip


def test_two_series_of_one_thing_are_answered_side_by_side(small_university: Engine) -> None:
    rows = [mobility(2, 2024, "law", "DEU", 10, credit="outbound", series="other_credit")]
    other = small.batch(
        "other.csv", {"mobility_count": rows},
        source={**small.SOURCE, "code": "other"}, series=[small.series("other_credit", "flow", 2)],
    )  # fmt: skip
    store.load(small_university, other, by="test")
    for by in ([], ["country"], ["academic_year"], ["faculty"]):
        answer = counts.mobility(small_university, by=by, where={**OUTBOUND, "academic_year": ["2024"]})
        assert sorted(listed(answer, "series", "headcount")) == [("other_credit", 10), ("small_credit", 11)]


def test_domestic_mobility_is_left_out_unless_asked_for(university: Engine) -> None:
    assert "KAZ" not in counts.mobility(university, by=["academic_year", "country"])["country_code"].tolist()
    domestic = counts.mobility(university, by=["country"], where={"scope": ["domestic"]})
    assert listed(domestic, "country_code", "headcount") == [("KAZ", 2)]


@pytest.mark.parametrize("scope", [["all"], ["international", "domestic"], ["all", "domestic"]], ids=str)
def test_both_scopes_together_are_told_apart(university: Engine, scope: list[str]) -> None:
    answer = counts.mobility(university, where={**OUTBOUND, "academic_year": ["2024"], "scope": scope})
    assert listed(answer, "scope", "headcount") == [("international", 11), ("domestic", 2)]


def test_listing_by_scope_tells_them_apart(university: Engine) -> None:
    answer = counts.mobility(university, by=["scope"], where=OUTBOUND)
    assert listed(answer, "scope", "headcount") == [("international", 20), ("domestic", 2)]


def test_a_faculty_holds_its_departments(university: Engine) -> None:
    where = {**INBOUND, "academic_year": ["2023"]}
    answer = counts.mobility(university, by=["faculty", "department"], where=where)
    assert listed(answer, "faculty_code", "faculty", "department_code", "department", "headcount") == [
        ("law", "Law", "civil", "Civil", 25), ("science", "Science", "", "", 7),
    ]  # fmt: skip
    law = counts.mobility(university, by=["academic_year"], where={**INBOUND, "faculty": ["law"]})
    assert listed(law, "academic_year", "headcount") == [(2022, 10), (2023, 25), (2024, 40)]


def test_partners_and_unstated_partners(university: Engine) -> None:
    answer = counts.mobility(university, by=["partner"], where={"academic_year": ["2024"]})
    assert listed(answer, "partner_code", "partner", "headcount") == [
        ("not-stated", "", 40), ("tub", "Technical University", 11), ("tub", "Technical University", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "members", "headcount"),
    [("2022", ["CHN"], 10), ("2023", ["CHN", "IRN"], 25), ("2024", ["CHN", "BLR"], 40)],
)
def test_a_group_has_the_members_of_then(university: Engine, year: str, members: list[str], headcount: int) -> None:
    """Iran joined in July 2023, Belarus in July 2024; Nepal takes part and is no member."""
    where = {**INBOUND, "group": ["SCO"], "academic_year": [year]}
    by_country = counts.mobility(university, by=["country"], where=where)
    assert by_country["country_code"].tolist() == members
    assert listed(counts.mobility(university, where=where), "headcount") == [(headcount,)]


def test_a_group_over_years_judges_each_year_by_itself(university: Engine) -> None:
    answer = counts.mobility(university, by=["academic_year"], where={**INBOUND, "group": ["SCO"]})
    assert listed(answer, "academic_year", "headcount", "state") == [
        (2022, 10, "value"), (2023, 25, "value"), (2024, 40, "value"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("by", "where", "told"),
    [
        (["planet"], {}, "planet"),
        ([], {"planet": ["Mars"]}, "planet"),
        ([], {"group": ["NATO"]}, "SCO"),
        ([], {"academic_year": ["soon"]}, "not an academic year"),
        ([], {"academic_year": ["20"]}, "not an academic year"),
    ],
    ids=str,
)
def test_a_bad_question_is_told_what_can_be_asked(
    university: Engine, by: list[str], where: dict[str, list[str]], told: str
) -> None:
    with pytest.raises(BadQuestion, match=told):
        counts.mobility(university, by=by, where=where)


@pytest.mark.parametrize("where", [{"group": ["SCO"]}, {"scope": ["domestic"]}, {"direction": ["inbound"]}], ids=str)
def test_all_students_have_no_country_and_no_direction(university: Engine, where: dict[str, list[str]]) -> None:
    """Asked for those of a group, the question is bad, not the program."""
    with pytest.raises(BadQuestion, match=next(iter(where))):
        counts.enrolment(university, by=["academic_year"], where=where)


def test_a_name_listed_twice_is_one_column(university: Engine) -> None:
    once = counts.mobility(university, by=["academic_year", "country"])
    twice = counts.mobility(university, by=["academic_year", "country", "country", "academic_year"])
    pd.testing.assert_frame_equal(twice, once)


@pytest.mark.parametrize(("language", "names"), [("en", "China"), ("ru", "Китай"), ("kk", "Қытай")])
def test_names_come_in_the_language_asked_for(university: Engine, language: str, names: str) -> None:
    where = {"country": ["CHN"], "academic_year": ["2024"]}
    answer = counts.mobility(university, by=["country", "faculty"], where=where, language=language)
    assert listed(answer, "country_code", "country", "faculty") == [("CHN", names, "Law")]


def test_an_unknown_language_is_a_bad_question(university: Engine) -> None:
    with pytest.raises(BadQuestion, match="de"):
        counts.mobility(university, by=["academic_year"], language="de")


def test_the_cells_behind_a_figure_lead_to_file_and_line(university: Engine) -> None:
    cells = counts.cells_behind(university, where={**INBOUND, "academic_year": ["2024"]})
    assert listed(cells, "country", "headcount", "file", "source_rows", "release") == [
        ("China", 32, "small-2024-corrected.csv", "2", 2), ("Belarus", 8, "small-2024-corrected.csv", "3", 2),
    ]  # fmt: skip
    first = counts.cells_behind(university, where={**INBOUND, "academic_year": ["2022"]})
    assert listed(first, "file", "source_rows") == [("small-2022-2024.csv", "2"), ("small-2022-2024.csv", "3")]


def test_all_students_by_year_and_faculty(university: Engine) -> None:
    by_year = counts.enrolment(university, by=["academic_year"])
    assert listed(by_year, "academic_year", "headcount") == [(2022, 100), (2023, 110), (2024, 120)]
    by_faculty = counts.enrolment(university, by=["faculty"], where={"academic_year": ["2024"]})
    assert listed(by_faculty, "faculty_code", "headcount") == [("law", 80), ("science", 40)]


def test_places_and_assigned_students_of_agreements(university: Engine) -> None:
    """Incoming students are not measured by agreement: unknown, not zero."""
    answer = counts.agreement_use(university, by=["academic_year", "partner"])
    columns = ("academic_year", "partner_code", "direction", "places", "assigned", "assigned_state")
    assert listed(answer, *columns) == [
        (2023, "tub", "outbound", 4, 3, "value"),
        (2024, "tub", "outbound", 5, 6, "value"),
        (2024, "tub", "inbound", 2, None, "not_measured"),
    ]
    added = counts.agreement_use(university, by=["agreement", "programme"], where=OUTBOUND)
    assert listed(added, "agreement", "programme", "places", "assigned", "academic_years") == [
        ("tub", "ERASMUS", 9, 9, "2023–2024")
    ]
