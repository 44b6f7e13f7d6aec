"""Regions of the world: every country in exactly one, with a name in each language; students by region."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from db import regions
from db.models import Country
from db.queries import BadQuestion, counts
from db.queries.asking import LANGUAGES
from tests.conftest import Command
from tests.db.test_mobility import INBOUND, OUTBOUND, listed


def test_every_country_has_one_region_or_is_listed_as_having_none(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        countries = connection.scalars(select(Country.code)).all()
    placed = [country for members in regions.MEMBERS.values() for country in members]
    assert sorted([*placed, *regions.NO_REGION]) == sorted(countries)


def test_regions_have_as_many_countries_as_the_standard() -> None:
    """M49 as of 2026 without Sark (no ISO code); with Taiwan, Kosovo and the former countries."""
    sizes = {code: len(members) for code, members in regions.MEMBERS.items()}
    africa, americas = sizes["015"] + 22 + 9 + 5 + 17, 28 + 8 + 16 + 5
    assert sizes == {
        "015": 7, "014": 22, "017": 9, "018": 5, "011": 17,
        "029": 28 + 1, "013": 8, "005": 16, "021": 5,
        "143": 5, "030": 7 + 1, "035": 11, "034": 9, "145": 18,
        "151": 10 + 1, "154": 16, "039": 16 + 3, "155": 9 + 1,
        "053": 6, "054": 5, "057": 8, "061": 10,
    }  # fmt: skip
    assert (africa, americas) == (60, 57)


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("KAZ", "143"), ("TWN", "030"), ("XKX", "039"), ("TUR", "145"), ("IRN", "034"), ("MEX", "013"), ("CYP", "145"),
        ("ATA", ""), ("SUN", ""), ("CSK", "151"), ("YUG", "039"), ("ZZZ", ""), ("XXA", ""),
    ],
)  # fmt: skip
def test_where_a_country_lies(country: str, region: str) -> None:
    assert regions.of(country) == region


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_region_has_a_name_of_its_own_in_each_language(language: str) -> None:
    names = [regions.name(code, language) for code in regions.MEMBERS]
    assert all(names)
    assert len(set(names)) == 22
    assert regions.name("", language) == ""


def test_names_in_three_languages() -> None:
    found = [regions.name("143", language) for language in ("en", "ru", "kk")]
    assert found == ["Central Asia", "Центральная Азия", "Орталық Азия"]


def test_degree_students_by_region(university: Engine) -> None:
    """2023: China 20; Iran 5 and Nepal, which is withheld; Belarus 7."""
    where = {**INBOUND, "academic_year": ["2023"]}
    answer = counts.mobility(university, by=["region"], where=where)
    assert list(answer.columns[:3]) == ["region_code", "region", "headcount"]
    assert listed(answer, "region_code", "region", "headcount", "state", "withheld_cells") == [
        ("030", "Eastern Asia", 20, "value", 0), ("151", "Eastern Europe", 7, "value", 0),
        ("034", "Southern Asia", 5, "partial", 1),
    ]  # fmt: skip
    assert counts.mobility(university, by=["region"], where=where, language="kk")["region"][0] == "Шығыс Азия"


def test_students_of_some_regions(university: Engine) -> None:
    where = {**INBOUND, "academic_year": ["2023"], "region": ["034", "151"]}
    answer = counts.mobility(university, by=["academic_year"], where=where)
    assert listed(answer, "headcount", "state") == [(7 + 5, "partial")]
    cells = counts.cells_behind(university, where=where)
    assert listed(cells, "country", "headcount") == [("Belarus", 7), ("Iran", 5), ("Nepal", None)]
    nowhere = {**INBOUND, "academic_year": ["2023"], "region": [""]}
    assert counts.mobility(university, where=nowhere).empty


def test_places_by_region(university: Engine) -> None:
    answer = counts.agreement_use(university, by=["region"], where=OUTBOUND)
    assert listed(answer, "region_code", "region", "places", "assigned") == [("155", "Western Europe", 4 + 5, 3 + 6)]
    assert counts.agreement_use(university, where={"region": ["143"]}).empty


def test_what_is_no_region_is_told_what_is(university: Engine) -> None:
    with pytest.raises(BadQuestion, match=r"'142' is not the M49 code of a region.*143 Central Asia"):
        counts.mobility(university, where={"region": ["142"]})
    with pytest.raises(BadQuestion, match="enrolment cannot be listed by region"):
        counts.enrolment(university, by=["region"])


@given(st.lists(st.sampled_from(sorted(regions.MEMBERS)), max_size=5, unique=True))
def test_students_of_regions_are_those_of_their_countries(shipped: Engine, some: list[str]) -> None:
    """However regions are chosen, their students are the sum of their rows, and of their countries."""
    where = {"institution": ["kaznu-demo"], "series": ["demo_degree"], "academic_year": ["2023"]}
    together = counts.mobility(shipped, by=["academic_year"], where={**where, "region": some})["headcount"].sum()
    rows = counts.mobility(shipped, by=["region"], where=where)
    of_countries = counts.mobility(shipped, by=["country"], where=where)
    chosen = some or ["", *regions.MEMBERS]
    assert together == rows.loc[rows["region_code"].isin(chosen), "headcount"].sum()
    there = of_countries["country_code"].map(regions.of).isin(chosen)
    assert together == of_countries.loc[there, "headcount"].sum()


def test_the_command_lists_by_region(small_sqlite: Engine, command: Command) -> None:
    answer = command(small_sqlite, "db", "query", "mobility", "--by", "academic_year,region", "--where", "region=030")
    assert (answer.status, answer.err) == (0, "")
    assert [line.split()[1:4] for line in answer.out.splitlines()[1:]] == [["030", "Eastern", "Asia"]] * 3
