"""What the published figures that ship say together: the examples that the product promises, exactly."""

import pytest
from sqlalchemy import Engine

from db import aside, queries, store
from db.bounds import Bounds
from db.queries import BadQuestion, bounds, counts, options
from db.queries.claims import asides, claims, world
from db.queries.moment import Out
from tests import small

FOUR = ("KZN-001", "KZN-002", "KZN-007", "KZN-046")


def asked(engine: Engine, *only: str, institution: str = "kaznu", year: str = "2023", **where: list[str]):
    told = {"institution": [institution], "academic_year": [year], "only": list(only), **where}
    return bounds.ask(engine, counts.OfInstitution(engine, institution), told)


def ends(answer: object) -> tuple[int | None, int | None]:
    assert isinstance(answer.bounds, Bounds)
    assert answer.bounds.is_sharp
    return answer.bounds.low.value, answer.bounds.high.value


SCO = {"group": ["SCO"]}
LAW = {"faculty": ["law"]}
CHINESE_IN_LAW = {"country": ["CHN"], "faculty": ["law"]}
CHINESE_ELSEWHERE = {**CHINESE_IN_LAW, "outside": ["yes"]}
CHINA_AND_INDIA = {"country": ["CHN", "IND"]}


@pytest.mark.parametrize(
    ("where", "only", "lower_upper"),
    [
        (SCO, FOUR, (1056, 3928)),
        (LAW, FOUR, (155, 3682)),
        (CHINESE_IN_LAW, FOUR, (0, 155)),
        (CHINESE_ELSEWHERE, FOUR, (246, 401)),
        (CHINA_AND_INDIA, FOUR, (1056, 1056)),
        # Without the 655 from India.
        (SCO, FOUR[:3], (401, 3928)),
        (LAW, FOUR[:3], (155, 3682)),
        (CHINESE_IN_LAW, FOUR[:3], (0, 155)),
        (CHINESE_ELSEWHERE, FOUR[:3], (246, 401)),
        (CHINA_AND_INDIA, FOUR[:3], (401, 3928)),
        # Without the total; without the Chinese; without those of law.
        (SCO, ("KZN-001", "KZN-002", "KZN-046"), (1056, None)),
        (LAW, ("KZN-001", "KZN-002", "KZN-046"), (155, None)),
        (SCO, ("KZN-002", "KZN-007", "KZN-046"), (810, 3928)),
        (LAW, ("KZN-002", "KZN-007", "KZN-046"), (155, 3928)),
        (CHINESE_ELSEWHERE, ("KZN-001", "KZN-007"), (0, 401)),
        (LAW, ("KZN-001", "KZN-007", "KZN-046"), (0, 3928)),
        # With at least 9 from Indonesia, who are no SCO students; and with all of the year.
        (SCO, (*FOUR, "KZN-048"), (1056, 3919)),
        (LAW, (*FOUR, "KZN-048"), (155, 3682)),
        (SCO, (), (1056, 3919)),
        (LAW, (), (155, 3682)),
        (CHINESE_IN_LAW, (), (0, 155)),
        (CHINESE_ELSEWHERE, (), (246, 401)),
        (CHINA_AND_INDIA, (), (1056, 1056)),
        ({"country": ["IDN"]}, (), (9, 2872)),
    ],
)  # fmt: skip
def test_the_examples(shipped: Engine, where: dict, only: tuple[str, ...], lower_upper: tuple):
    assert ends(asked(shipped, *only, **where)) == lower_upper


def test_why(shipped: Engine):
    answer = asked(shipped, *FOUR, **LAW)
    assert [(p.said.code, p.factor, p.limit) for p in answer.low.parts] == [("KZN-002", 1, 155)]
    assert {(p.said.code, p.factor, p.limit) for p in answer.high.parts} == {
        ("KZN-007", 1, 3928), ("KZN-001", -1, 401), ("KZN-002", 1, 155),
    }  # fmt: skip
    assert answer.high.is_sum
    elsewhere = asked(shipped, *FOUR, **CHINESE_ELSEWHERE)
    assert elsewhere.settling.leaves == 0
    assert (elsewhere.settling.box.countries, elsewhere.settling.box.units) == ({"CHN"}, {"law"})


def test_of_the_year_before_only_what_is_said_of_it_counts(shipped: Engine):
    """About 2,800 in March 2023 is of 2022/23: 2,750 to 2,849."""
    answer = asked(shipped, year="2022/23")
    assert ends(answer) == (2750, 2849)
    assert {claim.code for claim in answer.used} == {"KZN-014", "KZN-015"}


def test_those_of_law_are_not_in_the_year_before(shipped: Engine):
    assert ends(asked(shipped, year="2022", **LAW)) == (0, 2849)


def test_foreign_students_of_the_country_follow_from_all_and_citizens(shipped: Engine):
    """592,694 students, 567,464 of them citizens: 25,230 are foreign, which the source calls over 25 thousand."""
    answer = asked(shipped, institution="KAZ")
    assert ends(answer) == (25230, 25230)
    assert {(p.said.code, p.factor) for p in answer.low.parts} == {("KAZ-001", 1), ("KAZ-002", -1)}


def test_doctoral_students_counted_apart_are_added_to_the_others(shipped: Engine):
    """36 without doctoral students and 5 of these went to France; the 4 in Reims are inside or beside: no limit."""
    answer = asked(shipped, metric=["students_outgoing_mobility"], country=["FRA"])
    assert ends(answer) == (41, 41)
    here = {"metric": ["students_outgoing_mobility"], "country": ["FRA"]}
    assert ends(asked(shipped, **here, level=["doctoral"])) == (5, 5)
    assert ends(asked(shipped, **here, faculty=["ir"])) == (4, 41)


def test_a_camp_or_a_winter_school_limits_no_exchange_students(shipped: Engine):
    assert ends(asked(shipped, metric=["students_incoming_mobility"], country=["CHN"])) == (0, None)


def test_a_calendar_year_and_an_academic_year_do_not_mix(shipped: Engine):
    where = {"institution": ["KAZ"], "calendar_year": ["2025"]}
    answer = bounds.ask(shipped, counts.OfInstitution(shipped, "KAZ"), where)
    assert answer.question.rule.moment.definition == "ministry"
    assert ends(answer) == (35075, 35075)
    assert not {claim.code for claim in answer.used} & {"KAZ-017", "KAZ-018", "KAZ-035"}


def test_what_is_doubtful_counts_only_where_asked_for(shipped: Engine):
    """4,386 printed as of Tajikistan."""
    here = {"institution": "KAZ", "year": "2024", "country": ["TJK"]}
    without = asked(shipped, **here)
    assert ("KAZ-009", Out.DOUBTFUL) in [(claim.code, out) for claim, out in without.out]
    assert without.bounds.low.value == 0
    assert ends(asked(shipped, **here, doubtful=["yes"])) == (4386, 4386)


def test_figures_of_another_day_can_be_left_out(shipped: Engine):
    """On 13 September 2023, give or take a month, only 401 and 155 were said."""
    answer = asked(shipped, on=["2023-09-13"], months=["1"], **LAW)
    assert {claim.code for claim in answer.used} == {"KZN-001", "KZN-002"}
    assert ends(answer) == (155, None)
    assert {out for _claim, out in answer.out} == {Out.OTHER_DAY}
    later = asked(shipped, on=["2023-12-20"], months=["1"])
    assert {claim.code for claim in later.used} == {"KZN-006", "KZN-007", "KZN-046"}  # January 2024; 22 November


def test_members_of_a_group_are_those_of_the_year(shipped: Engine):
    box = asked(shipped, **SCO).question.box
    assert box.countries == {"CHN", "IND", "IRN", "KGZ", "PAK", "RUS", "TJK", "UZB"}  # not KAZ, the home; not yet BLR
    today = asked(shipped, **SCO, members=["today"]).question.box
    assert today.countries - box.countries == {"BLR"}


def test_what_is_set_aside_counts_no_more_until_it_is_taken_back(shipped_copy: Engine):
    with pytest.raises(aside.NotAside, match="reason"):
        aside.set_aside(shipped_copy, "KZN-046", "  ", "me")
    with pytest.raises(aside.NotAside, match="no published figure"):
        aside.set_aside(shipped_copy, "KZN-999", "wrong", "me")
    before = queries.provenance.latest_change(shipped_copy)
    aside.set_aside(shipped_copy, "KZN-046", "The page was corrected.", "me")
    after = queries.provenance.latest_change(shipped_copy)
    with pytest.raises(aside.NotAside, match="already"):
        aside.set_aside(shipped_copy, "KZN-046", "twice", "me")
    answer = asked(shipped_copy, **SCO)
    assert ends(answer) == (401, 3919)
    assert [(claim.code, claim.aside, out) for claim, out in answer.out] == [
        ("KZN-046", "The page was corrected.", Out.ASIDE)
    ]
    assert [(one.code, one.reason, one.by) for one in asides(shipped_copy)] == [
        ("KZN-046", "The page was corrected.", "me")
    ]
    aside.take_back(shipped_copy, "KZN-046", "you")
    assert ends(asked(shipped_copy, **SCO)) == (1056, 3919)
    assert asides(shipped_copy) == []
    assert len({before, after, queries.provenance.latest_change(shipped_copy)}) == 3
    with pytest.raises(aside.NotAside, match="not set aside"):
        aside.take_back(shipped_copy, "KZN-046", "you")


def test_records_can_be_added_or_held_apart(small_university: Engine):
    """The small university counted 20 from China in 2023 and said 401: both together cannot be."""
    here = {"institution": ["small"], "academic_year": ["2023"], "country": ["CHN"]}
    counted = counts.OfInstitution(small_university, "small")
    apart = bounds.ask(small_university, counted, here)
    assert ends(apart) == (401, 401)
    assert (apart.recorded.low, apart.recorded.high, apart.recorded.series) == (20, 20, "small_degree")
    with_records = bounds.ask(small_university, counted, {**here, "records": ["with"]})
    assert with_records.bounds is None
    codes = {said.code for conflict in with_records.conflicts for said in conflict.said}
    assert "P-1" in codes
    assert any(code.startswith(bounds.RECORDS) for code in codes)


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ({"metric": ["countries_of_origin"]}, "no count of persons"),
        ({"faculty": ["alchemy"]}, "no faculty"),
        ({"country": ["KAZ"]}, "not international"),
        ({"colour": ["red"]}, "no condition 'colour'"),
        ({"academic_year": ["23"]}, "not an academic year"),
        ({"on": ["yesterday"]}, "not a day"),
        ({"on": ["0001-01-01"]}, "not a day"),
        ({"academic_year": ["0000"], "group": ["SCO"]}, "not a year from"),
        ({"members": ["foo"]}, "no members"),
        ({"measure": ["mood"]}, "no measure"),
        ({"without": ["KZN-999"]}, "No figure"),
        ({"months": ["²"]}, "number of months"),
        ({"months": ["few"]}, "number of months"),
        ({"group": ["SCO"], "country": ["FRA"]}, "None of the chosen countries"),
        ({"institution": ["nowhere"]}, "no institution"),
        ({"institution": []}, "Whose figures"),
        ({"metric": ["students_international", "students_total"]}, "takes one metric"),
    ],
)
def test_a_bad_question_is_told_why(shipped: Engine, where: dict, why: str):
    with pytest.raises(BadQuestion, match=why):
        bounds.ask(shipped, counts.OfInstitution(shipped, "kaznu"), {"institution": ["kaznu"], **where})


def test_the_table_gives_a_row_for_each_question(shipped: Engine):
    where = {"institution": ["kaznu"], "academic_year": ["2023"]}
    table = queries.TOPICS["bounds"](shipped, by=["country"], where=where)
    found = {row["country_code"]: (row["lower"], row["upper"]) for row in table.to_dict("records")}
    assert found["CHN"] == (401, 401)
    assert found["IND"] == (655, 655)
    assert found["RUS"] == (0, 2863)  # 3,928 less 401, 655 and at least 9
    years = queries.TOPICS["bounds"](shipped, by=["academic_year"], where={"institution": ["kaznu"]})
    assert years[["academic_year", "lower", "upper"]].to_numpy().tolist() == [[2023, 3928, 3928], [2022, 2750, 2849]]


def test_every_figure_that_is_a_count_of_persons_of_one_year_is_a_claim(shipped: Engine):
    """And no other: counted by hand in the file that ships."""
    found = {claim.code for claim in claims(shipped, world(shipped, "kaznu"))}
    assert found == {
        *(f"KZN-{n:03}" for n in (1, 2, 6, 7, 14, 15, 46, 48, 49, 52, 53, 54, 55, 59, 60, 65, 69, 70, 73, 78))
    }  # fmt: skip
    assert "kaznu" in set(options.institutions(shipped)["code"])


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"institution": ["KAZ"], "academic_year": ["2024"], "group": ["CIS"]}, {"RUS", "TJK", "UZB"}),
        ({"institution": ["KAZ"], "academic_year": ["2024"]}, {"AFG", "CHN", "IND", "MNG", "RUS", "TJK", "UZB"}),
        ({"institution": ["kaznu"], "academic_year": ["2023"], "country": ["CN"]}, {"CHN"}),
    ],
)
def test_a_row_that_cannot_be_asked_is_left_out_of_the_table(shipped: Engine, where: dict, found: set[str]):
    table = queries.TOPICS["bounds"](shipped, by=["country"], where=where)
    assert set(table["country_code"]) == found


def test_what_a_question_leaves_open_is_taken_as_most_statements_have_it(shipped: Engine):
    """Citizens of the university: a stock, from all students and those from abroad; no exchange counts."""
    answer = asked(shipped, metric=["students_citizens"])
    assert answer.question.rule.moment.measure == "stock"
    assert ends(answer) == (21072, None)


def test_a_figure_of_a_unit_that_was_undone_is_not_one_of_the_whole(small_sqlite: Engine):
    said = {**small.figure(2, "F-1", 7, [], "moon"), "academic_year": 2023}
    store.load(small_sqlite, small.batch("u.csv", {"unit_record": [small.unit(3, "moon")]}), by="test")
    release = store.load(small_sqlite, small.batch("f.csv", {"published_figure": [said]}), by="test").release
    assert "F-1" in {claim.code for claim in claims(small_sqlite, world(small_sqlite, "small"))}
    store.undo(small_sqlite, release - 1, "test")
    assert "F-1" not in {claim.code for claim in claims(small_sqlite, world(small_sqlite, "small"))}


def test_without_country_groups_a_figure_of_a_group_is_only_listed(sqlite_engine: Engine):
    said = {**small.figure(2, "F-1", 7, []), "metric": "students_foreign_cis"}
    store.load(sqlite_engine, small.batch("f.csv", {"published_figure": [said]}), by="test")
    assert claims(sqlite_engine, world(sqlite_engine, "small")) == []
