"""What was said against the records of the small university: inbound degree 2023 CHN 20, IRN 5, BLR 7, NPL withheld."""

from typing import Any

import pytest
from sqlalchemy import Engine

from db import aside, store
from db.queries import bounds, counts, draft, reconcile
from db.queries.draft import Verdict
from db.queries.reconcile import Likely
from tests import small

# Of 2023: 20 + 5 + 7 known, those from Nepal withheld. Of 2022: CHN 10, BLR 4; of 2024: CHN 32, BLR 8.


def told(engine: Engine, *rows: small.Row) -> dict[str, reconcile.Reconciled]:
    store.load(engine, small.batch("said.csv", {"published_figure": list(rows)}), by="test")
    found = reconcile.reconciled(engine, counts.OfInstitution(engine, "small"), "small")
    return {str(one.figure["code"]): one for one in found}


def figure(code: str, value: float, countries: list[str], unit: str = "", **other: Any) -> small.Row:
    return {**small.figure(int(code[2:]), code, value, countries, unit), **other}


@pytest.mark.parametrize(
    ("value", "other", "difference", "likely"),
    [
        (20, {}, 0, Likely.AGREES),
        (19, {"qualifier": "at_least"}, 0, Likely.AGREES),
        (21, {"qualifier": "at_least"}, 1, Likely.DATE),
        (19, {"qualifier": "at_most"}, -1, Likely.DATE),
        (10, {}, -10, Likely.YEAR_BEFORE),
        (32, {}, 12, Likely.YEAR_AFTER),
        (26, {"scope_note": "with guests"}, 6, Likely.SCOPE),
        (15, {"covers": "part"}, 0, Likely.AGREES),
        (25, {"covers": "part"}, 5, Likely.SCOPE),
    ],
)
def test_said_and_counted(small_sqlite: Engine, value: float, other: dict[str, Any], difference: int, likely: Likely):
    one = told(small_sqlite, figure("P-3", value, ["CHN"], **other))["P-3"]
    assert (one.recorded.low, one.recorded.high) == (20, 20)
    assert one.difference == difference
    assert one.likely[0] is likely


def test_withheld_numbers_leave_room_above_and_none_below(small_sqlite: Engine):
    """All of 2023: 32 known, Nepal withheld."""
    rows = [figure("P-3", 40, []), figure("P-4", 31, [], scope_note="")]
    found = told(small_sqlite, rows[0])
    assert (found["P-3"].recorded.low, found["P-3"].recorded.high) == (32, None)
    assert found["P-3"].difference == 0
    below = told(small_sqlite, rows[0], rows[1])["P-4"]
    assert below.difference == -1
    assert Likely.WITHHELD in below.likely


def test_what_would_embarrass_most_comes_first(small_sqlite: Engine):
    """401 said of 20 counted, 155 of fewer, 12 of 5; what agrees comes last."""
    rows = [figure("P-3", 12, ["IRN"]), figure("P-4", 7, ["BLR"]), figure("P-1", 401, ["CHN"])]
    assert list(told(small_sqlite, *rows)) == ["P-1", "P-2", "P-3", "P-4"]


def test_of_another_year_or_metric_nothing_is_held_against_it(small_sqlite: Engine):
    rows = [
        figure("P-3", 10, ["CHN"], period="2010", academic_year=2010),
        figure("P-4", 10, [], metric="countries_of_origin"),
        figure("P-5", 10, ["CHN"], measure="flow"), figure("P-6", 10, ["CHN"], definition="ministry"),
    ]  # fmt: skip
    assert not {"P-3", "P-4", "P-5", "P-6"} & set(told(small_sqlite, *rows))


def test_all_students_are_held_against_the_enrolment(small_sqlite: Engine):
    found = told(small_sqlite, figure("P-3", 110, [], metric="students_total"))
    assert (found["P-3"].recorded.low, found["P-3"].difference) == (110, 0)


@pytest.mark.parametrize(
    ("where", "verdict", "difference"),
    [
        ({"country": ["CHN"], "value": ["20"]}, Verdict.TRUE, 0),
        ({"country": ["CHN"], "value": ["25"]}, Verdict.FALSE, 5),
        ({"country": ["CHN"], "value": ["15"], "qualifier": ["at_least"]}, Verdict.TRUE, 0),
        ({"country": ["CHN"], "value": ["22"], "qualifier": ["about"], "margin": ["3"]}, Verdict.TRUE, 0),
        ({"value": ["31"]}, Verdict.FALSE, -1),
        ({"value": ["400"]}, Verdict.IMPOSSIBLE, 0),  # Nepal is withheld, but 401 Chinese were said
        ({"value": ["500"]}, Verdict.POSSIBLE, 0),
        ({"value": ["32"], "qualifier": ["at_least"]}, Verdict.TRUE, 0),
    ],
)
def test_a_draft_against_records(small_sqlite: Engine, where: dict, verdict: Verdict, difference: int):
    counted = counts.OfInstitution(small_sqlite, "small")
    found = draft.check(small_sqlite, counted, {"institution": ["small"], "academic_year": ["2023"], **where})
    assert (found.verdict, found.difference) == (verdict, difference)


@pytest.mark.parametrize(
    ("where", "verdict", "conflicting"),
    [
        ({"country": ["CHN"], "value": ["401"]}, Verdict.SAID_BEFORE, []),
        ({"country": ["CHN"], "value": ["450"]}, Verdict.DIFFERENT, [{"draft", "KZN-001"}]),
        ({"country": ["CHN"], "faculty": ["law"], "value": ["100"]}, Verdict.POSSIBLE, []),
        ({"country": ["CHN"], "faculty": ["law"], "value": ["156"]}, Verdict.IMPOSSIBLE, [{"draft", "KZN-002"}]),
        ({"country": ["CHN"], "faculty": ["law"], "value": ["150"], "qualifier": ["at_least"]}, Verdict.POSSIBLE, []),
        ({"country": ["CHN"], "faculty": ["law"], "outside": ["yes"], "value": ["245"]}, Verdict.IMPOSSIBLE,
         [{"draft", "KZN-001", "KZN-002"}]),
        ({"faculty": ["law"], "value": ["3683"]}, Verdict.IMPOSSIBLE, [{"draft", "KZN-001", "KZN-002", "KZN-007"}]),
        ({"faculty": ["law"], "value": ["3682"]}, Verdict.POSSIBLE, []),
        ({"country": ["CHN", "IND"], "value": ["1056"]}, Verdict.FOLLOWS, []),
        ({"group": ["SCO"], "value": ["1000"], "qualifier": ["at_least"]}, Verdict.FOLLOWS, []),
        ({"group": ["SCO"], "value": ["1100"], "qualifier": ["at_least"]}, Verdict.POSSIBLE, []),
        ({"country": ["CHN", "IND"], "value": ["1057"]}, Verdict.IMPOSSIBLE, [{"draft", "KZN-001", "KZN-046"}]),
    ],
)  # fmt: skip
def test_a_draft_against_what_was_said(shipped: Engine, where: dict, verdict: Verdict, conflicting: list[set[str]]):
    counted = counts.OfInstitution(shipped, "kaznu")
    found = draft.check(shipped, counted, {"institution": ["kaznu"], "academic_year": ["2023"], **where})
    assert found.verdict is verdict
    assert [{said.code for said in one.said} for one in found.conflicts] == conflicting


@pytest.mark.parametrize("value", ["", "many", "4.5", "-3", "1e3"])
def test_a_draft_without_a_number_is_refused(shipped: Engine, value: str):
    counted = counts.OfInstitution(shipped, "kaznu")
    with pytest.raises(ValueError, match=r"number|value"):
        draft.check(shipped, counted, {"institution": ["kaznu"], "academic_year": ["2023"], "value": [value]})


def held(engine: Engine, *rows: small.Row, **where: list[str]):
    """What a question about 2023 is answered from records of a university with department `civil` in `law`."""
    units = [small.unit(1, "law"), small.unit(2, "civil", "department", "law"), small.unit(3, "it")]
    store.load(engine, small.batch("r.csv", {"mobility_count": list(rows), "unit_record": units}), by="test")
    asked = {"institution": ["small"], "academic_year": ["2023"], **where}
    found = bounds.ask(engine, counts.OfInstitution(engine, "small"), asked).recorded
    return found and (found.low, found.high)


@pytest.mark.parametrize(
    ("where", "counted"),
    [
        ({}, (75, 75)),
        ({"country": ["CHN"]}, (70, 75)),  # 5 of no stated country
        ({"faculty": ["law"]}, (30, 70)),  # 40 of no stated faculty
        ({"faculty": ["law"], "outside": ["yes"]}, (5, 45)),
        ({"department": ["civil"]}, (20, 70)),  # 10 of the faculty, no department told
        ({"level": ["master"]}, (20, 60)),  # 40 of no stated level
        ({"country": ["FRA"]}, (0, 5)),
        ({"country": ["CHN"], "faculty": ["it"]}, (0, 45)),
    ],
)
def test_what_is_not_told_is_not_surely_inside(sqlite_engine: Engine, where: dict, counted: tuple[int, int]):
    rows = [
        small.mobility(10, 2023, "civil", "CHN", 20, level="master"), small.mobility(11, 2023, "law", "CHN", 10),
        small.mobility(12, 2023, "", "CHN", 40, level="not_stated"), small.mobility(13, 2023, "it", "ZZZ", 5),
    ]  # fmt: skip
    assert held(sqlite_engine, *rows, **where) == counted


def test_enrolments_and_another_definition_answer_nothing(sqlite_engine: Engine):
    rows = [small.mobility(10, 2023, "law", "CHN", 20)]
    assert held(sqlite_engine, *rows, definition=["ministry"]) is None
    by_enrolment = [{**one, "counted": "enrolments"} for one in small.SERIES]
    source = {**small.SOURCE, "code": "other"}
    series = [{**one, "code": f"other_{one['code']}"} for one in by_enrolment]
    rows = [{**small.mobility(10, 2022, "law", "CHN", 20), "series": "other_small_degree"}]
    store.load(sqlite_engine, small.batch("e.csv", {"mobility_count": rows}, source=source, series=series), by="test")
    counted = counts.OfInstitution(sqlite_engine, "small")
    assert bounds.ask(sqlite_engine, counted, {"institution": ["small"], "academic_year": ["2022"]}).recorded is None


def test_a_contradiction_among_the_others_does_not_make_a_draft_possible(small_sqlite: Engine):
    """900 from China and Nepal against 401 from China alone and at most 10 from Nepal; 5,000 Turks of 4,000 in all."""
    rows = [
        figure("P-3", 4000, []), figure("P-4", 900, ["CHN", "NPL"]), figure("P-5", 10, ["NPL"], qualifier="at_most"),
        figure("P-6", 33, ["TUR"], "law"),
    ]  # fmt: skip
    told(small_sqlite, *rows)
    counted = counts.OfInstitution(small_sqlite, "small")
    for value in ("5000", "20"):
        where = {"institution": ["small"], "academic_year": ["2023"], "country": ["TUR"], "value": [value]}
        assert draft.check(small_sqlite, counted, where).verdict is Verdict.IMPOSSIBLE


def test_what_is_set_aside_makes_no_draft_green(shipped_copy: Engine):
    aside.set_aside(shipped_copy, "KZN-001", "Old.", "me")
    counted = counts.OfInstitution(shipped_copy, "kaznu")
    where = {"institution": ["kaznu"], "academic_year": ["2023"], "country": ["CHN"], "value": ["401"]}
    found = draft.check(shipped_copy, counted, where)
    assert found.verdict is Verdict.POSSIBLE
    assert [row["set_aside"] for row in found.before] == ["Old."]  # still told
