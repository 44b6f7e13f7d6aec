"""What is asleep, expires, is out of balance or overused, and where partners and students meet: counted by hand."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from db import store
from db.queries import TOPICS, BadQuestion, counts
from db.queries.agreed import Agreed, read
from db.queries.partnerships import balances, coverage, lists
from tests import small
from tests.db.test_ties import loaded, tie

IN, OUT = "inbound", "outbound"
ON = {"on": ["2026-01-01"]}
SINCE = "2015-09-01"
NO_DETAIL = {"isced_f_code": "", "level": "not_stated", "months": None, "graduates": None}


def use(
    line: int, agreement: str, year: int, direction: str, places: int | str, assigned: int | str, *,
    partner: str = "tub", country: str = "DEU", unit: str = "", **detail: Any,
) -> small.Row:  # fmt: skip
    return {**small.use(line, year, direction, places, assigned), "agreement": agreement, "partner": partner,
            "country_code": country, "unit": unit, **NO_DETAIL, **detail}  # fmt: skip


def used(agreement: str, numbers: dict[int, int | str], direction: str = OUT, places: int | str = 5) -> list[small.Row]:
    return [use(100 + year, agreement, year, direction, places, n) for year, n in numbers.items()]


def known(engine: Engine, ties: list[small.Row], uses: list[small.Row] = [], **facts: Any) -> Agreed:  # noqa: B006
    loaded(engine, *ties)
    uses = [{**row, "source_rows": str(n)} for n, row in enumerate(uses, 200)]
    series = [*small.SERIES, small.series("small_other", "flow", 2)]
    store.load(engine, small.batch("use.csv", {"agreement_year": uses, **facts}, series=series), by="test")
    return read(engine, small.HOME)


def records(agreed: Agreed) -> counts.OfInstitution:
    return counts.OfInstitution(agreed.names.engine, small.HOME)


def asleep(agreed: Agreed, **where: str) -> list[Any]:
    asked = {**ON, **{name: [value] for name, value in where.items()}}
    found = lists.asleep(agreed, asked, counted=records(agreed))
    return found[["agreement", "last_activity", "idle_years", "places", "basis"]].astype(object).to_numpy().tolist()


NOBODY = {2022: 0, 2023: 0, 2024: 0}


@pytest.mark.parametrize(
    ("uses", "is_told"),
    [
        (used("a", NOBODY), True),
        (used("a", NOBODY | {2023: 1}), False),
        (used("a", NOBODY | {2021: 7}), True),
        (used("a", {2023: 0, 2024: 0}), False),  # two years of data are not three
        (used("a", {2015: 0, 2016: 0, 2024: 0}), True),  # years with data need not follow each other
        (used("a", NOBODY | {2023: "withheld"}), False),
        (used("a", NOBODY | {2024: "not_stated"}), False),
        (used("a", NOBODY | {2024: "not_measured"}), False),
        (used("a", NOBODY | {2026: 3}), True),  # of a year after the day
        ([*used("a", NOBODY), use(9, "a", 2023, IN, 2, 1)], False),  # somebody came
        ([*used("a", NOBODY), use(9, "a", 2023, IN, 2, "not_measured")], True),
        ([*used("a", NOBODY), use(9, "a", 2023, IN, 2, "withheld")], False),
        ([*used("a", NOBODY), use(9, "a", 2023, OUT, 1, "not_measured", level="master")], False),  # in part unknown
        ([], False),
    ],
    ids=["nobody", "one went", "long ago", "two years", "gaps", "withheld", "not stated", "not measured", "later",
         "one came", "none measured", "perhaps came", "one level unknown", "no data"],
)  # fmt: skip
def test_what_is_asleep(sqlite_engine: Engine, uses: list[small.Row], is_told: bool):
    agreed = known(sqlite_engine, [tie(2, "a", "tub", SINCE)], uses)
    assert [row[0] for row in asleep(agreed)] == (["a"] if is_told else [])
    away = any(isinstance(row["assigned"], int) and row["assigned"] and row["period"] < "2026" for row in uses)
    away |= any(row["assigned_state"] == "withheld" for row in uses)
    assert lists.without_data(agreed, ON, counted=records(agreed)) == int(not is_told and not away)


@pytest.mark.parametrize(
    "other",
    [{"kind": "research"}, {"kind": "mou"}, {"status": "planned"}, {"until": "2020-01-01"}, {"country": "KAZ"}],
    ids=str,
)
def test_only_what_is_active_and_made_for_students_is_asleep(sqlite_engine: Engine, other: dict[str, str]):
    ties = [tie(2, "a", "tub", SINCE, **other), tie(3, "b", "tub", SINCE, kind="double_degree")]
    agreed = known(sqlite_engine, ties, [*used("a", NOBODY), *used("b", NOBODY)])
    assert [row[0] for row in asleep(agreed)] == ["b"]


def test_how_long_asleep(engine: Engine):
    """b since its student of 2021, three years; a for five, last of which with 5 + 5 + 5 places."""
    uses = [*used("a", NOBODY | {2020: 0, 2021: 0}), *used("b", NOBODY | {2021: 2}, places=1)]
    agreed = known(engine, [tie(2, "a", "tub", SINCE), tie(3, "b", "tub", SINCE)], uses)
    assert asleep(agreed) == [["a", pd.NA, 5, 15, "agreement"], ["b", 2021, 3, 3, "agreement"]]
    assert [row[0] for row in asleep(agreed, years="4")] == ["a"]
    assert [row[0] for row in asleep(agreed, years="1", on="2021-12-01")] == ["a"]
    first = lists.asleep(agreed, ON).iloc[0]
    assert (first["evidence"], first["measured"]) == ("2024: 0/5; 2023: 0/5; 2022: 0/5", OUT)
    assert asleep(agreed, on="0001-01-01") == asleep(agreed, on="2016-01-01") == []


def credit(year: int, partner: str, headcount: int | str, unit: str = "law", series: str = "") -> small.Row:
    return small.mobility(year, year, unit, "DEU", headcount, credit=OUT, partner=partner, series=series)


@pytest.mark.parametrize(
    ("rows", "is_told"),
    [
        ([credit(year, "lyon", 3) for year in NOBODY], True),  # others are named, this one is not
        ([credit(year, "lyon", 3) for year in (2023, 2024)], False),
        ([credit(year, "", 3) for year in NOBODY], False),  # no partner is named at all
        ([*[credit(year, "lyon", 3) for year in NOBODY], credit(2023, "tub", 1)], False),
        ([*[credit(year, "lyon", 3) for year in NOBODY], credit(2023, "tub", "withheld")], False),
        ([*[credit(year, "lyon", 3) for year in NOBODY], credit(2023, "tub", 0)], True),
        ([*[credit(year, "lyon", 3) for year in NOBODY], credit(2023, "tub", 4, "science")], False),
        ([credit(year, "lyon", 3) for year in (2017, 2018, 2019)], False),  # before there was the agreement
    ],
    ids=["not named", "two years", "nobody named", "named", "withheld", "zero", "other faculty", "before"],
)
def test_without_own_use_the_records_of_the_partner_tell(sqlite_engine: Engine, rows: list[small.Row], is_told: bool):
    agreed = known(sqlite_engine, [tie(2, "a", "tub", "2020-09-01")], mobility_count=rows)
    assert asleep(agreed) == ([["a", pd.NA, 3, pd.NA, "partner"]] if is_told else [])


@pytest.mark.parametrize(
    ("country", "unit", "is_told"),
    [("DEU", "law", False), ("FRA", "law", True), ("ZZZ", "law", False), ("DEU", "science", False)],
    ids=["may be they", "another country", "no country told", "any faculty of the university"],
)
def test_students_whose_partner_nobody_names_may_be_those_of_the_agreement(
    sqlite_engine: Engine, country: str, unit: str, is_told: bool
):
    """One in each of three years that would be empty; the partner is in Germany."""
    rows = [credit(year, "lyon", 3) for year in NOBODY]
    unnamed = [
        {**credit(year, "not-stated", 1, unit), "country_code": country, "source_rows": str(100 + year)}
        for year in NOBODY
    ]
    agreed = known(sqlite_engine, [tie(2, "a", "tub", "2020-09-01")], mobility_count=[*rows, *unnamed])
    assert bool(asleep(agreed)) == is_told


def test_one_of_a_faculty_is_judged_by_its_own_students(engine: Engine):
    rows = [credit(year, "lyon", 3) for year in NOBODY] + [credit(2023, "tub", 4, "science")]
    ties = [tie(2, "a", "tub", SINCE, unit="law"), tie(3, "b", "tub", SINCE, unit="science")]
    agreed = known(engine, ties, mobility_count=rows)
    assert asleep(agreed) == [["a", pd.NA, 3, pd.NA, "partner"]]
    assert lists.asleep(agreed, ON).empty


def expiring(agreed: Agreed, *columns: str, **where: str) -> list[Any]:
    found = lists.expiring(agreed, {**ON, **{name: [value] for name, value in where.items()}})
    return found[["agreement", *columns]].astype(object).to_numpy().tolist()


@pytest.mark.parametrize(
    ("until", "months", "is_told"),
    [("2026-01-01", "12", False), ("2026-01-02", "0", False), ("2026-01-02", "1", True), ("2027-01-01", "12", True),
     ("2027-01-02", "12", False), ("2027-01-02", "1200", True), ("", "1200", False)],
)  # fmt: skip
def test_what_expires(sqlite_engine: Engine, until: str, months: str, is_told: bool):
    agreed = known(sqlite_engine, [tie(2, "a", "tub", SINCE, until)])
    assert bool(expiring(agreed, months=months)) == is_told
    automatic = {**tie(2, "a", "tub", SINCE, until), "renewal": "automatic"}
    goes_on = loaded(sqlite_engine, {**automatic, "agreement": "b", "code": "B"})
    assert "b" not in [row[0] for row in expiring(read(goes_on, small.HOME), months=months)]


def test_a_signed_agreement_with_a_last_day_expires_too(sqlite_engine: Engine):
    """Of its first day nothing is told: it is signed, and no longer holds after its last day."""
    signed = {**tie(2, "a", "tub", "", "2026-06-01", status="signed"), "start": "2021", "start_kind": "signed"}
    planned = {**tie(3, "b", "tub", "", "2026-06-01", status="planned"), "start_kind": "planned"}
    agreed = known(sqlite_engine, [signed, planned])
    assert [row[0] for row in expiring(agreed)] == ["a"]


@pytest.mark.parametrize(("status", "is_told"), [(["active"], True), (["active", "frozen"], True), (["frozen"], False)])
def test_a_status_that_is_asked_for_narrows_all_lists(sqlite_engine: Engine, status: list[str], is_told: bool):
    uses = [*used("a", NOBODY, places=1), use(9, "b", 2024, OUT, 1, 9), use(10, "b", 2024, IN, 1, 0)]
    ties = [tie(2, "a", "tub", SINCE, "2026-06-01"), tie(3, "b", "lyon", SINCE)]
    agreed, where = known(sqlite_engine, ties, uses), {**ON, "status": status}
    for ask in (lists.expiring, lists.asleep, lists.overused, balances.balance):
        assert bool(len(ask(agreed, where))) == is_told, ask
        with pytest.raises(BadQuestion):
            ask(agreed, {**ON, "status": ["nonsense"]})


def test_what_would_be_lost_comes_first(engine: Engine):
    """c 6 students a year over its last three, (9 + 3 + 6) / 3; b 2 out and 1 in; a none, of 4 places; d knows none."""
    ties = [tie(2 + n, code, "tub", SINCE, "2026-06-01") for n, code in enumerate("dabc")]
    uses = [
        *used("c", {2021: 90, 2022: 9, 2023: 3, 2024: 6}), *used("b", {2024: 2}, places=1), use(9, "b", 2024, IN, 1, 1),
        *used("a", {2024: 0}, places=4), use(9, "c", 2020, OUT, 1, 1, level="master", graduates=7),
    ]  # fmt: skip
    columns = ("students_a_year", "places_a_year", "graduates", "others")
    agreed = known(engine, [*ties, tie(9, "e", "tub", SINCE), tie(10, "f", "tub", status="planned")], uses)
    assert expiring(agreed, *columns) == [
        ["c", 6.0, 5.0, 7, 1], ["b", 3.0, 2.0, pd.NA, 1], ["a", 0.0, 4.0, pd.NA, 1], ["d", pd.NA, pd.NA, pd.NA, 1],
    ]  # fmt: skip


def test_of_a_partner_not_stated_nothing_is_known_to_be_left(engine: Engine):
    agreed = known(engine, [tie(2, "a", "not-stated", SINCE, "2026-06-01"), tie(3, "b", "not-stated", SINCE)])
    assert expiring(agreed, "others") == [["a", 0]]


@pytest.mark.parametrize("on", ["9999-12-31", "9990-01-01", "0001-01-01"])
def test_the_first_and_the_last_day(sqlite_engine: Engine, on: str):
    agreed = known(sqlite_engine, [tie(2, "a", "tub", SINCE, "2026-06-01")], used("a", NOBODY))
    assert expiring(agreed, on=on, months="1200") == []


USES = [
    *used("a", {2022: 5, 2023: 8, 2024: 1}), use(1, "a", 2022, IN, 9, 2), use(2, "a", 2023, IN, 9, 1),
    use(3, "a", 2024, IN, 9, "withheld"), use(4, "b", 2023, OUT, 1, 4, partner="lyon", country="FRA"),
    use(5, "b", 2023, IN, 8, "not_measured", partner="lyon", country="FRA"),
]  # fmt: skip
BOTH = [tie(2, "a", "tub", SINCE), tie(3, "b", "lyon", SINCE, country="FRA")]


def test_balance(engine: Engine):
    """tub: 5 + 8 went and 2 + 1 came in 2022 and 2023; of 2024 nobody knows who came. Of Lyon only places are known."""
    agreed = known(engine, BOTH, USES)
    columns = ["partner_code", "academic_years", "outbound", "inbound", "balance", "outbound_places", "inbound_places",
               "places_balance"]  # fmt: skip
    found = balances.balance(agreed, ON)[columns].astype(object).to_numpy().tolist()
    assert found == [
        ["tub", "2022–2023", 13, 3, 10, 15, 27, -12], ["lyon", "2023", pd.NA, pd.NA, pd.NA, 1, 8, -7],
    ]  # fmt: skip
    asked: list[tuple[dict[str, list[str]], list[str]]] = [
        ({"least": ["10"]}, ["tub"]), ({"least": ["11"]}, []), ({"country": ["FR"]}, ["lyon"]),
        ({"on": ["2022-09-01"], "least": ["3"]}, ["tub"]), ({"partner": ["lyon"]}, ["lyon"]),
    ]  # fmt: skip
    for where, partners in asked:
        assert balances.balance(agreed, {**ON, **where})["partner_code"].tolist() == partners, where


def test_running_balance(engine: Engine):
    """2023 of all: some of those who came were not measured, so there is no balance; of tub alone there is."""
    agreed = known(engine, BOTH, USES)

    def running(**where: list[str]) -> list[Any]:
        return (
            balances.running(agreed, {**ON, **where})[["academic_year", "balance", "running"]]
            .astype(object)
            .values.tolist()
        )

    assert running() == [[2022, 3, 3], [2023, pd.NA, pd.NA], [2024, pd.NA, pd.NA]]
    assert running(partner=["tub"]) == [[2022, 3, 3], [2023, 7, 10], [2024, pd.NA, pd.NA]]
    assert running(academic_year=["2023/24"], partner=["tub"]) == [[2023, 7, 7]]


def test_partners_that_are_not_stated_owe_nothing(engine: Engine):
    uses = [use(1, "a", 2023, OUT, 9, 9, partner="not-stated"), use(2, "a", 2023, IN, 0, 0, partner="not-stated")]
    assert balances.balance(known(engine, [tie(2, "a", "not-stated", SINCE)], uses), ON).empty


def test_overused(engine: Engine):
    """2 too many in law and 4 too few in arts are 2 beyond; so of two levels. What is withheld is beyond nothing."""
    uses = [
        use(1, "a", 2023, OUT, 3, 5, isced_f_code="0421"), use(2, "a", 2023, OUT, 5, 1, isced_f_code="0213"),
        use(3, "a", 2024, OUT, 1, 2, level="master"), use(4, "a", 2024, OUT, 3, 6, level="bachelor"),
        use(5, "a", 2024, IN, 1, "withheld"), use(6, "a", 2022, OUT, "not_stated", 4), use(7, "a", 2022, IN, 3, 3),
        use(9, "a", 2026, OUT, 1, 9),
    ]  # fmt: skip
    agreed = known(engine, [tie(2, "a", "tub", SINCE)], uses)
    columns = ["agreement", "academic_year", "direction", "places", "assigned", "beyond"]
    assert lists.overused(agreed, ON)[columns].astype(object).to_numpy().tolist() == [
        ["a", 2024, OUT, 4, 8, 4], ["a", 2023, OUT, 8, 6, 2],
    ]  # fmt: skip
    assert lists.overused(agreed, {**ON, "academic_year": ["2023"], "country": ["DE"]})["beyond"].tolist() == [2]
    use_of_all = counts.agreement_use(engine, ["academic_year", "direction"], {"agreement": ["a"], "direction": [OUT]})
    assert use_of_all[["academic_year", "beyond"]].astype(object).to_numpy().tolist() == [
        [2022, pd.NA], [2023, 2], [2024, 4], [2026, 8],
    ]  # fmt: skip
    assert use_of_all["use_pct"].astype(object).tolist() == [pd.NA, 75, 200, 900]


def loaded_for_coverage(engine: Engine) -> Agreed:
    """Law has two agreements in Germany with one partner and one in France; 9 + 2 students went to Germany, 4 to
    Poland, an unknown number to Italy, where there is a partner too, and 1 to nobody knows where."""
    ties = [
        tie(2, "a", "tub", unit="law"), tie(3, "b", "tub", unit="law"), tie(4, "c", "lyon", unit="law", country="FRA"),
        tie(5, "d", "pisa", country="ITA"), tie(6, "e", "osh", kind="branch_abroad", country="KGZ"),
        tie(7, "f", "uni", country="ZZZ"), tie(8, "g", "bern", country="CHE", status="planned"),
    ]  # fmt: skip
    went = {("law", "DEU"): 9, ("science", "DEU"): 2, ("law", "POL"): 4, ("law", "ITA"): "withheld", ("law", "ZZZ"): 1}
    rows = [small.mobility(n, 2024, unit, country, count, credit=OUT)
            for n, ((unit, country), count) in enumerate(went.items(), 300)]  # fmt: skip
    return known(engine, ties, mobility_count=[*rows, small.mobility(400, 2024, "law", "CHN", 50)])


ASKED = {**ON, "academic_year": ["2024"], "direction": [OUT], "mobility_type": ["credit"]}


def test_coverage(engine: Engine):
    agreed = loaded_for_coverage(engine)
    columns = ["faculty_code", "country_code", "agreements", "partners", "students"]
    found = coverage.coverage(agreed, ASKED, counted=records(agreed))[columns].astype(object).to_numpy().tolist()
    assert sorted(found, key=str) == [
        ["", "ITA", 1, 1, pd.NA], ["law", "DEU", 2, 1, 9], ["law", "FRA", 1, 1, pd.NA], ["law", "ITA", 0, 0, pd.NA],
        ["law", "POL", 0, 0, 4], ["science", "DEU", 0, 0, 2],
    ]  # fmt: skip


def test_white_spots(engine: Engine):
    """Poland without a partner, France without a student; of Italy nobody can tell."""
    agreed = loaded_for_coverage(engine)
    columns = ["kind", "country_code", "partners", "agreements", "students"]
    found = coverage.white_spots(agreed, ASKED, counted=records(agreed))[columns].to_numpy().tolist()
    assert found == [["no_partner", "POL", 0, 0, 4], ["no_student", "FRA", 1, 1, 0]]
    of_another_year = {**ASKED, "academic_year": ["2020"]}
    assert coverage.white_spots(agreed, of_another_year, counted=records(agreed)).empty
    assert coverage.white_spots(agreed, ON, counted=records(agreed)).empty


def test_those_who_come_for_a_degree_and_those_who_go_are_not_added(engine: Engine):
    agreed = loaded_for_coverage(engine)
    for ask in (coverage.coverage, coverage.white_spots):
        with pytest.raises(BadQuestion, match="direction=inbound or outbound"):
            ask(agreed, {**ON, "academic_year": ["2024"]}, counted=records(agreed))


TOPICS_OF = ("ties", "partners", "asleep", "expiring", "balance", "overused", "coverage", "white_spots")
STUDENTS = {"academic_year": ["2023"], "direction": ["inbound"], "mobility_type": ["degree"]}


def of_topic(topic: str, where: dict[str, list[str]]) -> dict[str, list[str]]:
    """White spots must be told which students are meant."""
    return {**STUDENTS, **where} if topic == "white_spots" else where


@pytest.mark.parametrize("topic", TOPICS_OF)
def test_an_institution_without_anything(sqlite_engine: Engine, topic: str):
    """Nothing is known of nobody, nor of one that has students only; the columns are those of others."""
    some = known(sqlite_engine, [tie(2, "a", "tub", SINCE, "2026-06-01"), BOTH[1]], USES)
    store.load(sqlite_engine, small.first(), by="test")
    full = TOPICS[topic](sqlite_engine, where=of_topic(topic, {**ON, "institution": [some.institution]}))
    none = TOPICS[topic](sqlite_engine, where=of_topic(topic, {**ON, "institution": ["nobody"]}))
    assert none.empty
    assert list(none.columns) == list(full.columns)


@pytest.mark.parametrize("topic", TOPICS_OF)
@pytest.mark.parametrize(
    "where",
    [{"on": ["x"]}, {"bogus": ["1"]}, {"academic_year": ["abcd"]}, {"academic_year": ["2023/25"]},
     {"direction": ["up"]}, {"country": ["Germany"]}, {"group": ["NATO"]}, {"level": ["x"]}, {"type": ["x"]}],
    ids=str,
)  # fmt: skip
def test_bad_questions_are_told(small_sqlite: Engine, topic: str, where: dict[str, list[str]]):
    with pytest.raises(BadQuestion):
        TOPICS[topic](small_sqlite, where=of_topic(topic, where))
    with pytest.raises(BadQuestion, match="--by out"):
        TOPICS[topic](small_sqlite, by=["country"])


@pytest.mark.parametrize(
    ("topic", "name"), [("asleep", "years"), ("expiring", "months"), ("balance", "least")]
)  # fmt: skip
@pytest.mark.parametrize("number", ["-1", "1.5", "many", "", "99999999", "9" * 5000, "²"])
def test_numbers_that_cannot_be_asked(small_sqlite: Engine, topic: str, name: str, number: str):
    with pytest.raises(BadQuestion, match="write a whole number"):
        TOPICS[topic](small_sqlite, where={name: [number]})


def test_nothing_depends_on_today(monkeypatch: pytest.MonkeyPatch, shipped: Engine):
    """What is asked of a day is the same whenever it is asked."""
    asked = {topic: of_topic(topic, {"on": ["2024-01-01"]}) for topic in TOPICS_OF}
    before = {topic: TOPICS[topic](shipped, where=asked[topic]) for topic in TOPICS_OF}
    later = type("Later", (date,), {"today": classmethod(lambda cls: date(2040, 1, 1))})
    for module in ("db.queries.partnerships.asked", "db.queries.asking"):
        monkeypatch.setattr(f"{module}.date", later)
    for topic, frame in before.items():
        pd.testing.assert_frame_equal(TOPICS[topic](shipped, where=asked[topic]), frame)
