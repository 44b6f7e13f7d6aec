"""The one gate: what a guest, a dean and the rectorate get for the same question, in SQL and from memory."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError

from db import protect, queries, store
from db.engine import writer
from db.models import Base, MobilityCount
from db.queries import arrays, gate
from db.queries.seen import OF_PERSONS, Layer
from db.sight import EVERYTHING, NOTHING, Role, Sight, sight
from tests import small
from tests.conftest import Databases, load_shipped, opened

DEMO, LAW = "kaznu-demo", "law"
DEAN = sight(Role.DEAN, ((DEMO, LAW),))
OF_DEMO = {"institution": [DEMO]}
OF_YEAR = {"academic_year": ["2023"]}
BY = ("academic_year", "direction", "mobility_type", "level", "faculty", "department", "country", "region", "group")
DEGREE = {**OF_DEMO, "direction": ["inbound"], "mobility_type": ["degree"]}
OF_2023 = {**DEGREE, "academic_year": ["2023"]}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Everything that ships; SQLite and PostgreSQL. For reading only."""
    databases: Databases = request.getfixturevalue(request.param)
    for engine in opened(databases, databases.copy("shipped", load_shipped)):
        yield engine
        gate.forget()


def total(answer: pd.DataFrame) -> int:
    return int(answer["headcount"].sum())


def cells(engine: Engine, by: Sequence[str], where: Any = OF_2023) -> dict[tuple[Any, ...], int]:
    answer = queries.counts.mobility(engine, by, where)
    names = [name if name in ("level", "direction", "academic_year") else f"{name}_code" for name in by]
    known = answer[[*names, "headcount"]].dropna(subset="headcount")
    return {tuple(row[:-1]): int(row[-1]) for row in known.itertuples(index=False) if row[-1]}


def test_the_rectorate_sees_the_database_as_it_is(demo: Engine) -> None:
    assert gate.opened(demo, EVERYTHING) is demo
    assert total(queries.counts.mobility(demo, [], OF_2023)) == 3928


def test_a_guest_sees_multiples_of_the_base_whatever_is_asked(demo: Engine) -> None:
    guest = gate.opened(demo, NOTHING)
    for size in (0, 1, 2):
        for by in combinations(BY, size):
            for where in (
                OF_2023,
                {**OF_2023, "country": ["TJK"]},
                {**OF_2023, "faculty": [LAW], "level": ["doctoral"]},
            ):
                found = queries.counts.mobility(guest, by, where)["headcount"].dropna()
                assert not (found % 5).any(), by
    assert not (
        queries.counts.enrolment(guest, ["academic_year", "department", "level"], OF_DEMO)["headcount"] % 5
    ).any()
    use = queries.counts.agreement_use(guest, ["academic_year", "agreement", "partner"], OF_DEMO)
    assert use["assigned"].isna().all()  # the same persons as those on exchange: a second rounding would tell more
    assert (use["assigned_state"] == "withheld").all()
    assert use["places"].notna().any()


@pytest.mark.parametrize("by", ["faculty", "department", "country", "region", "level"])
def test_each_margin_is_near_the_truth_and_parts_add_up(demo: Engine, by: str) -> None:
    """Within a level less than a base; over the four levels of the demonstration less than four bases."""
    guest = gate.opened(demo, NOTHING)
    for level, most in ((["bachelor"], 4), (["doctoral"], 4), ([], 16)):
        where = {**OF_2023, "level": level}
        exact, shown = (cells(engine, [by], where) for engine in (demo, guest))
        assert all(abs(exact.get(key, 0) - shown.get(key, 0)) <= most for key in {*exact, *shown})
        assert sum(shown.values()) == total(queries.counts.mobility(guest, [], where))


def test_tables_add_up_in_every_pair_of_dimensions(demo: Engine) -> None:
    guest = gate.opened(demo, NOTHING)
    for one, other in combinations(("faculty", "department", "country", "region", "level"), 2):
        both = cells(guest, [one, other])
        for place, name in enumerate((one, other)):
            margin: dict[tuple[Any, ...], int] = {}
            for key, number in both.items():
                margin[key[place],] = margin.get((key[place],), 0) + number
            assert margin == cells(guest, [name])


def test_a_number_is_the_same_in_every_table_and_at_every_time(demo: Engine) -> None:
    """China in law, asked directly, as a part of each table, with filters before, and again by another connection."""
    guest = gate.opened(demo, NOTHING)
    asked = {**OF_2023, "faculty": [LAW], "country": ["CHN"]}
    directly = total(queries.counts.mobility(guest, [], asked))
    assert cells(guest, ["faculty", "country"])[LAW, "CHN"] == directly
    assert cells(guest, ["country"], {**OF_2023, "faculty": [LAW]})["CHN",] == directly
    assert cells(guest, ["faculty"], {**OF_2023, "country": ["CHN"]})[LAW,] == directly
    assert sum(cells(guest, ["level", "department"], asked).values()) == directly
    gate.forget()
    assert total(queries.counts.mobility(gate.opened(demo, NOTHING), [], asked)) == directly


def test_a_dean_sees_the_own_unit_as_it_is_and_the_rest_as_a_guest(demo: Engine) -> None:
    guest, dean = gate.opened(demo, NOTHING), gate.opened(demo, DEAN)
    by = ["faculty", "department", "country", "level"]
    exact, shown, mixed = (cells(engine, by) for engine in (demo, guest, dean))
    assert {key: n for key, n in mixed.items() if key[0] == LAW} == {
        key: n for key, n in exact.items() if key[0] == LAW
    }
    assert {key: n for key, n in mixed.items() if key[0] != LAW} == {
        key: n for key, n in shown.items() if key[0] != LAW
    }
    assert any(0 < n < 5 for key, n in mixed.items() if key[0] == LAW)
    assert total(queries.counts.mobility(dean, [], OF_2023)) == sum(mixed.values())


def test_partners_and_fields_are_margins_and_of_the_own_unit_exact(demo: Engine) -> None:
    guest, dean = gate.opened(demo, NOTHING), gate.opened(demo, DEAN)
    credit = {**OF_DEMO, "direction": ["outbound"], "mobility_type": ["credit"], "academic_year": ["2023"]}
    for engine in (guest, dean):
        assert not (queries.counts.mobility(engine, ["partner"], credit)["headcount"] % 5).any()
        assert cells(engine, ["country", "partner"], credit)
        with pytest.raises(gate.NotShown, match="shown only"):
            queries.counts.mobility(engine, ["partner", "faculty"], credit)
        with pytest.raises(gate.NotShown):
            queries.counts.mobility(engine, ["field"], {**credit, "faculty": ["medicine"]})
        with pytest.raises(gate.NotShown):
            queries.counts.mobility(engine, ["field", "country"], credit)
        with pytest.raises(gate.NotShown):
            queries.counts.cells_behind(engine, credit)
    by_partner = cells(guest, ["partner"], credit)
    assert sum(by_partner.values()) == total(queries.counts.mobility(guest, [], credit))
    of_law = {**credit, "faculty": [LAW]}
    assert cells(dean, ["partner", "department"], of_law) == cells(demo, ["partner", "department"], of_law)
    rows = [queries.counts.cells_behind(engine, of_law) for engine in (dean, demo)]
    pd.testing.assert_frame_equal(*rows)
    with pytest.raises(gate.NotShown):
        queries.counts.mobility(guest, ["partner"], of_law)
    with pytest.raises(gate.NotShown):
        queries.counts.mobility(dean, ["partner"], {**credit, "faculty": [LAW, "medicine"]})


def test_a_dean_of_a_department_sees_that_department(demo: Engine) -> None:
    unit = queries.options.units(demo, DEMO)
    own = str(unit[unit["parent_code"] == LAW]["code"].iloc[0])
    dean = gate.opened(demo, sight(Role.DEAN, ((DEMO, own),)))
    exact, mixed, shown = (cells(e, ["department", "country"]) for e in (demo, dean, gate.opened(demo, NOTHING)))
    for (department, country), n in {**exact, **mixed}.items():
        source = exact if department == own else shown
        assert mixed.get((department, country), 0) == source.get((department, country), 0), n


def test_a_dean_of_several_units_sees_them_but_not_their_partners(demo: Engine) -> None:
    dean = gate.opened(demo, sight(Role.DEAN, ((DEMO, LAW), (DEMO, "medicine"))))
    exact, mixed = (cells(engine, ["faculty", "country"]) for engine in (demo, dean))
    assert {k: n for k, n in mixed.items() if k[0] in (LAW, "medicine")} == {
        k: n for k, n in exact.items() if k[0] in (LAW, "medicine")
    }
    with pytest.raises(gate.NotShown):
        queries.counts.mobility(dean, ["partner"], {**OF_2023, "faculty": [LAW]})


@pytest.mark.parametrize("looks", [NOTHING, DEAN])
def test_memory_answers_as_sql_does_for_each_person(demo: Engine, looks: Sight) -> None:
    engine = gate.opened(demo, looks)
    held = arrays.Records(
        engine, arrays.read(engine, DEMO), lambda other: arrays.read(other, DEMO)
    )  # the way of the dashboard
    sql = queries.counts.OfInstitution(engine, DEMO)
    questions: list[tuple[list[str], Any]] = [
        (["academic_year", "country"], {}), (["faculty", "level"], {"academic_year": ["2022"]}),
        (["group", "academic_year"], {"direction": ["inbound"]}), (["partner"], {"academic_year": ["2023"]}),
        (["department", "country"], {"faculty": [LAW], **OF_YEAR}), (["release"], OF_YEAR),
    ]  # fmt: skip
    for by, where in questions:
        pd.testing.assert_frame_equal(held.mobility(by, where), sql.mobility(by, where))
    pd.testing.assert_frame_equal(held.enrolment(["faculty"], {"academic_year": ["2023"]}),
                                  sql.enrolment(["faculty"], {"academic_year": ["2023"]}))  # fmt: skip


def test_no_topic_tells_a_guest_a_small_number_of_persons(demo: Engine) -> None:
    """Every topic of `db query`, over all that it can be listed by."""
    guest = gate.opened(demo, NOTHING)
    skipped, asked = [], 0
    for topic, ask in queries.TOPICS.items():
        for by in [[], *([name] for name in (*BY, "partner", "agreement", "series", "release", "scope"))]:
            try:
                found = ask(guest, by=by, where=OF_DEMO)
            except queries.BadQuestion:
                skipped.append((topic, by))
                continue
            asked += 1
            for name in {*OF_PERSONS, "parts"} & set(found.columns):
                small = found[name].dropna()
                if name == "students_a_year":  # a mean, of so many persons at least
                    assert (small >= gate.SMALLEST_WHOLE).all()
                    continue
                assert not ((small % 5) > 0).any(), (topic, by, name)
    assert asked > 40


def test_what_accuses_is_asked_of_the_own_unit_only(demo: Engine) -> None:
    guest, dean = gate.opened(demo, NOTHING), gate.opened(demo, DEAN)
    for topic in ("asleep", "balance", "overused"):
        with pytest.raises(gate.NotShown):
            queries.TOPICS[topic](guest, where=OF_DEMO)
        with pytest.raises(gate.NotShown):
            queries.TOPICS[topic](dean, where=OF_DEMO)
        own = {**OF_DEMO, "faculty": [LAW]}
        left, right = (queries.TOPICS[topic](engine, where=own) for engine in (dean, demo))
        assert (
            left["agreement" if "agreement" in left else "partner_code"].tolist()
            == right["agreement" if "agreement" in right else "partner_code"].tolist()
        )


def test_changes_and_totals_tell_no_exact_number(demo: Engine) -> None:
    guest = gate.opened(demo, NOTHING)
    for release in queries.provenance.releases(demo)["release"]:
        changed = queries.changes.restated(guest, int(release))
        assert set(changed["table"]) <= {"published_figure"}
        assert queries.changes.moved(guest, int(release)).empty
    assert queries.totals.totals(guest, where=OF_DEMO).empty
    loads = queries.provenance.releases(guest)
    assert set(loads["loaded_by"]) == {""}
    assert loads.loc[loads["institution_code"] == DEMO, "rows_read"].isna().all()


def test_public_statistics_are_shown_as_they_are(sqlite: Databases) -> None:
    """What its producer publishes cell by cell needs no protection."""
    for engine in opened(sqlite, sqlite.copy("public", _load_public)):
        guest = gate.opened(engine, NOTHING)
        of_it = {"institution": ["small"], "direction": ["inbound"]}
        exact = cells(engine, ["academic_year", "faculty", "country"], of_it)
        assert exact == cells(guest, ["academic_year", "faculty", "country"], of_it)
        assert 4 in exact.values()
        partners = ["partner", "faculty"]
        credit = {"institution": ["small"], "mobility_type": ["credit"], "direction": ["outbound"]}
        pd.testing.assert_frame_equal(*[queries.counts.mobility(e, partners, credit) for e in (engine, guest)])
        gate.forget()


def _load_public(engine: Engine) -> None:
    batch = small.first()
    batch.source["is_public"] = True
    store.load(engine, batch, by="test")


def test_whatever_is_asked_on_such_a_connection_meets_protected_rows(demo: Engine) -> None:
    """Not only the queries of today: plain SQL on the table finds the view, and nothing can be written."""
    guest = gate.opened(demo, NOTHING)
    with guest.connect() as connection:
        rows = connection.execute(text("SELECT headcount, source_rows FROM mobility_count WHERE headcount IS NOT NULL"))
        told = rows.all()
        assert told
        assert all(row.headcount % 5 == 0 for row in told)
        assert {row.source_rows for row in told} == {""}
        assert connection.scalar(select(func.count()).select_from(MobilityCount).where(~MobilityCount.is_current)) == 0
    with pytest.raises((OperationalError, ProgrammingError, SQLAlchemyError)), guest.begin() as connection:
        connection.execute(text("DELETE FROM protected_scope"))


def test_each_table_with_persons_has_a_view_before_it() -> None:
    """A new table with counts of persons is either protected or does not exist."""
    from db.queries.seen import views

    named = {
        name for name, table in Base.metadata.tables.items()
        if {"headcount", "assigned", "graduates"} & set(table.columns.keys()) and not name.startswith("protected_")
    }  # fmt: skip
    assert named <= set(views(NOTHING, Layer.PLACE, "main."))


def test_a_name_that_is_sql_is_a_name(demo: Engine) -> None:
    evil = sight(Role.DEAN, ((DEMO, "law') OR 1=1 --"), ("x'; DROP TABLE unit; --", "law")))
    engine = gate.opened(demo, evil)
    assert cells(engine, ["faculty", "country"]) == cells(gate.opened(demo, NOTHING), ["faculty", "country"])


def test_who_did_what_is_for_the_rectorate(demo: Engine) -> None:
    for role in Role:
        looks = sight(role, ((DEMO, LAW),) if role == Role.DEAN else ())
        engine = gate.opened(demo, looks)
        if role == Role.RECTORATE:
            assert "loaded" in set(queries.audited.audited(engine)["act"])
        else:
            with pytest.raises(gate.NotShown):
                queries.audited.audited(engine)
            with engine.connect() as connection:
                assert connection.scalar(text("SELECT count(*) FROM audit_event")) == 0


Shown = Callable[[], dict[tuple[Any, ...], int]]


def test_numbers_stay_until_their_slice_changes(shipped_copy: Engine) -> None:
    """A load of another year, and its undo, change no number of this year; a change of this year changes its level."""
    guest = gate.opened(shipped_copy, NOTHING)
    by = ["academic_year", "level", "department", "country"]
    before = cells(guest, by, DEGREE)
    exact = queries.counts.cells_behind(shipped_copy, {**OF_2023, "level": ["master"], "faculty": [LAW]}, limit=1)
    changed = _one_more(shipped_copy, exact)
    release = store.load(shipped_copy, changed, by="test").release
    assert release is not None
    after = cells(guest, by, DEGREE)
    other = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert all(key[:2] == (2023, "master") for key in other)
    store.undo(shipped_copy, release, "test")
    undone = cells(guest, by, DEGREE)
    assert {key: n for key, n in undone.items() if key[:2] != (2023, "master")} == {
        key: n for key, n in before.items() if key[:2] != (2023, "master")
    }
    gate.forget()


def test_of_a_slice_that_changes_most_numbers_stay(shipped_copy: Engine) -> None:
    """What is shown stays wherever it still may: twenty loads do not round everything twenty times."""
    guest = gate.opened(shipped_copy, NOTHING)
    by = ["department", "country"]
    where = {**OF_2023, "level": ["master"]}
    before = cells(guest, by, where)
    store.load(shipped_copy, _one_more(shipped_copy, pd.DataFrame()), by="test")
    after = cells(guest, by, where)
    moved = [key for key in {*before, *after} if before.get(key, 0) != after.get(key, 0)]
    assert 1 <= len(moved) <= 6
    assert len(before) > 100
    gate.forget()


def _one_more(engine: Engine, row: pd.DataFrame) -> Any:
    """A load of the demonstration's source with one cell more than it was."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT m.*, u.code AS unit_code FROM mobility_count m JOIN unit u ON u.id = m.unit_id "
                "JOIN series s ON s.id = m.series_id WHERE s.code = 'demo_degree' AND m.is_current "
                "AND m.period = '2023' AND m.level = 'master' AND m.direction = 'inbound' "
                "AND m.headcount BETWEEN 2 AND 4 ORDER BY m.id LIMIT 1"
            )
        ).one()
        source = dict(connection.execute(text(
            "SELECT o.code, o.producer, o.title, o.licence, o.url, o.counts, o.international FROM source o "
            "JOIN series s ON s.source_id = o.id WHERE s.code = 'demo_degree'")).one()._mapping)  # fmt: skip
    fact = {
        **small.mobility(2, 2023, found.unit_code, found.country_code, int(found.headcount) + 5, level="master"),
        "institution": DEMO, "field": found.field, "series": "demo_degree",
    }  # fmt: skip
    series = [{**small.series("demo_degree", "stock"), "origin_basis": "citizenship"}]
    return small.batch("one-more.csv", {"mobility_count": [fact]}, source=source, series=series, institution=DEMO,
                       is_invented=True)  # fmt: skip


def test_another_base_protects_all_anew(shipped_copy: Engine) -> None:
    with writer(shipped_copy).begin() as connection:
        protect.set_base(connection, 10)
    guest = gate.opened(shipped_copy, NOTHING)
    assert not (queries.counts.mobility(guest, ["department", "country"], OF_2023)["headcount"] % 10).any()
    assert gate.base(guest) == 10
    with shipped_copy.connect() as connection:
        assert protect.faults(connection) == []
    gate.forget()


def test_numbers_that_are_not_in_step_are_told(shipped_copy: Engine) -> None:
    with writer(shipped_copy).begin() as connection:
        connection.execute(text("UPDATE mobility_count SET headcount = headcount + 1 WHERE id = "
                                "(SELECT min(id) FROM mobility_count WHERE is_current AND headcount > 0)"))  # fmt: skip
    with shipped_copy.connect() as connection:
        assert protect.faults(connection) == [
            "1 slices have protected numbers of other exact ones: run `python -m db protect`."
        ]
    with writer(shipped_copy).begin() as connection:
        protect.prepare_all(connection)
        assert protect.faults(connection) == []
