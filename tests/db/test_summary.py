"""Cards and ranges: hand-counted, and never one number where the figures are qualified."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.queries import BadQuestion, arrays, cards, counts, options, published, summary
from db.queries.cards import Card
from db.queries.limits import interval
from db.queries.search import folded, mentioning


@pytest.mark.parametrize(
    ("value", "qualifier", "limits"),
    [
        (401, "exactly", (401, 401)),
        (650, "at_least", (650, None)),
        (230, "at_most", (None, 230)),
        (2800, "about", (2750, 2849)),
        (28500, "about", (28450, 28549)),
        (14000, "about", (13500, 14499)),
        (37, "about", (37, 37)),
        (59.8, "exactly", (59.8, 59.8)),
    ],
)
def test_what_a_qualified_value_allows(value: float, qualifier: str, limits: tuple[float | None, float | None]):
    assert interval(value, qualifier) == limits


@given(st.integers(1, 10**7))
def test_about_holds_the_value_itself(value: int):
    lowest, highest = interval(value, "about")
    assert lowest is not None
    assert highest is not None
    assert lowest <= value <= highest


def test_the_share_and_the_change_of_kaznu_are_ranges(shipped: Engine):
    share, change = summary.ranges(shipped, "kaznu", 2023)
    assert (share.lowest, round(share.highest or 0, 2)) == (None, 15.71)
    assert share.figures == ("KZN-007", "KZN-006")
    assert (change.lowest, change.highest) == (1079, 1178)


def test_no_range_where_a_figure_is_missing(shipped: Engine):
    assert summary.ranges(shipped, "kaznu", 2019) == []


def cards_of(engine: Engine, year: int, countries_of: str = "inbound", **where: list[str]) -> dict[str, Card]:
    series, enrolment = options.mobility_series(engine, "small"), options.enrolment_series(engine, "small")
    trends = cards.record_trends(
        counts.OfInstitution(engine, "small"), series.to_dict("records"), enrolment, where, countries_of=countries_of
    )
    return {card.name: card for card in cards.cards(trends, year)}


def test_cards_of_the_small_university(small_university: Engine):
    told = cards_of(small_university, 2024)
    assert (told["inbound_degree"].value, told["inbound_degree"].before) == (40, None)
    assert told["countries"].value == 2
    assert round(told["share_pct"].value or 0, 2) == 33.33  # 40 of 120


def test_host_countries_are_those_of_the_outbound(small_university: Engine):
    """In 2024 11 went to Germany, in 2023 9; those sent to another university of the country are no mobility abroad."""
    told = cards_of(small_university, 2024, "outbound")
    assert (told["host_countries"].value, told["host_countries"].before) == (1, 1)
    assert told["host_countries"].series == "small_credit"
    assert "countries" not in told
    assert not {"countries", "host_countries"} & set(cards_of(small_university, 2024, ""))


def test_cards_narrowed_to_a_country_are_a_part_of_the_international_students(small_university: Engine):
    told = cards_of(small_university, 2024, country=["CHN"])
    assert told["inbound_degree"].value == 32
    assert told["part_pct"].value == 80  # of 40
    assert "share_pct" not in told


def test_a_year_with_a_withheld_cell_is_at_least_its_known_part(small_university: Engine):
    told = cards_of(small_university, 2023)
    assert (told["inbound_degree"].value, told["inbound_degree"].is_partial) == (32, True)
    assert told["inbound_degree"].change is None


def test_a_card_tells_withheld_from_no_record_and_its_line_has_known_values_only(small_university: Engine):
    """Of Nepal one count, withheld; of science 4, then 7 and the withheld one, then none."""
    told = cards_of(small_university, 2023, country=["NPL"])
    assert (told["inbound_degree"].value, told["inbound_degree"].state) == (None, "withheld")
    assert (told["part_pct"].value, told["part_pct"].state) == (None, "withheld")
    assert cards_of(small_university, 2024, country=["NPL"])["inbound_degree"].state == ""
    told = cards_of(small_university, 2024, faculty=["science"])
    assert (told["inbound_degree"].state, told["inbound_degree"].trend) == ("", ((2022, 4.0),))


def test_cards_from_memory_are_those_of_sql(small_university: Engine):
    held = arrays.Records(small_university, arrays.read(small_university, "small"))
    series = options.mobility_series(small_university, "small").to_dict("records")
    enrolment = "small_enrolled"
    narrowed = ({}, {"country": ["NPL"]}, {"faculty": ["science"]}, {"faculty": ["law"], "country": ["CHN", "BLR"]})
    for where, countries_of in product(narrowed, ("inbound", "outbound", "")):
        in_memory, by_sql = (
            cards.record_trends(counted, series, enrolment, where, countries_of=countries_of)
            for counted in (held, counts.OfInstitution(small_university, "small"))
        )
        assert in_memory == by_sql


def test_a_card_leads_to_the_releases_of_its_year(small_university: Engine):
    """Degree students of 2024/25 came again with the second release; all students only with the first."""
    held = arrays.Records(small_university, arrays.read(small_university, "small"))
    counted = {
        "inbound_degree": {2},
        "countries": {2},
        "all_students": {1},
        "share_pct": {1, 2},
        "outbound_credit": {1},
    }
    told = cards_of(small_university, 2024)
    for name, releases in counted.items():
        found = [held.releases({**where, "academic_year": ["2024"]}, topic) for topic, where in told[name].behind]
        assert set().union(*found) == releases, name
    (topic, where) = cards_of(small_university, 2024, faculty=["science"])["all_students"].behind[0]
    assert held.releases({**where, "academic_year": ["2021"]}, topic) == []


def test_headline_cards_are_about_the_whole_institution(shipped: Engine):
    cards = summary.published_cards(shipped, "kaznu").set_index("metric")
    assert cards.loc["students_international", "code"] == "KZN-007"
    assert cards.loc["partner_institutions", "code"] == "KZN-024"
    assert (cards["faculty_code"] == "").all()
    assert (cards["country_code"] == "").all()


@pytest.mark.parametrize("words", ["401", "China", "Китай", "қытай", "CHN", "KZN-001", "International STUDENTS 401"])
def test_401_is_found_by_what_it_speaks_of(shipped: Engine, words: str):
    found = published.published(shipped, where={"institution": ["kaznu"], "search": [words]})
    assert "KZN-001" in set(found["code"])


def test_a_number_does_not_find_the_number_of_a_page(shipped: Engine):
    found = published.published(shipped, where={"institution": ["kaznu"], "search": ["82155"]})
    assert found.empty


def test_an_address_is_found_when_an_address_is_asked_for(shipped: Engine):
    found = published.published(shipped, where={"institution": ["kaznu"], "search": ["farabi.university/news/82155"]})
    assert {"KZN-001", "KZN-002"} <= set(found["code"])


@pytest.mark.parametrize("words", ["шелкового", "Шёлкового", "New Silk Road", "ЖІБЕК ЖОЛЫ"])
def test_a_partner_is_found_by_its_names_in_any_language(shipped: Engine, words: str):
    found = published.register(shipped, where={"institution": ["kaznu"], "search": [words]})
    assert "uasr" in set(found["partner_code"])


def test_a_group_finds_the_figures_of_its_members(shipped: Engine):
    found = published.published(shipped, where={"institution": ["kaznu"], "group": ["SCO"]})
    assert {"KZN-001", "KZN-002", "KZN-046"} <= set(found["code"])
    assert "KZN-007" not in set(found["code"])


@pytest.mark.parametrize(
    ("text", "found"),
    [("ШЁЛК", "шелк"), ("Türkiye", "turkiye"), ("Xi'an", "xi'an"), ("ҚАЗҰУ", "қазұу"), ("Straße", "strasse")],
)
def test_folding_drops_case_and_accents_and_keeps_letters(text: str, found: str):
    assert folded(text) == found


def test_searching_for_nothing_gives_everything(shipped: Engine):
    rows = published.statements(shipped)
    assert len(mentioning(rows, ["  "], [""] * len(rows))) == len(rows)


@pytest.mark.parametrize(
    "where", [{"country": ["China"]}, {"academic_year": ["2016/18"]}, {"direction": ["in"]}, {"nothing": ["x"]}]
)
def test_a_condition_that_cannot_be_meant_is_refused(shipped: Engine, where: dict[str, list[str]]):
    with pytest.raises(BadQuestion):
        published.published(shipped, where=where)
