"""What the tables promise, on both databases: comments, grain, and figures that cannot be stored."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, Table, column, insert, inspect, select
from sqlalchemy import table as untyped
from sqlalchemy.exc import IntegrityError

from db.engine import connect, writer
from db.models import Base, MobilityCount
from db.store import RECORDED

TABLES = Base.metadata.sorted_tables
MODELS = [mapper.class_ for mapper in Base.registry.mappers]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_comment_that_is_a_sentence(table: Table) -> None:
    without = [column.name for column in table.columns if not (column.comment or "").endswith((".", "'", ";"))]
    assert without == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_table_tells_its_grain(model: type) -> None:
    assert "one row per" in " ".join((model.__doc__ or "").split()).lower()


@pytest.mark.parametrize("table", RECORDED, ids=lambda table: table.name)
def test_a_fact_cannot_be_without_a_release_a_file_and_a_key(table: Table) -> None:
    now = next(index for index in table.indexes if index.name == f"uq_{table.name}_now")
    assert not table.c.release_id.nullable
    assert not table.c.file_id.nullable
    assert [column.name for column in now.columns if column.nullable] == []


def test_every_foreign_key_is_named_and_points_to_a_table(engine: Engine) -> None:
    found = inspect(engine)
    keys = [key for table in TABLES for key in found.get_foreign_keys(table.name)]
    assert len(keys) > 40
    assert all(key["name"] for key in keys)


def test_comments_reach_postgresql(postgresql: Any) -> None:
    engine = connect(postgresql.copy("empty", lambda engine: None))
    columns = inspect(engine).get_columns("mobility_count")
    engine.dispose()
    assert {column["name"]: column["comment"] for column in columns} == {
        column.name: column.comment for column in MobilityCount.__table__.columns
    }


def a_row(engine: Engine) -> dict[str, Any]:
    """A sound mobility row under a key of its own: level preparatory stands nowhere."""
    with engine.connect() as connection:
        found = connection.execute(select(MobilityCount.__table__).where(MobilityCount.headcount == 10)).mappings()
        row = dict(found.one())
    del row["id"]
    return {**row, "level": "preparatory"}


def store_row(engine: Engine, table: Table, row: dict[str, Any]) -> None:
    """Insert past the Python types, so that the database itself must judge."""
    plain = untyped(table.name, *[column(name) for name in row])
    with writer(engine).begin() as connection:
        connection.execute(insert(plain).values({n: getattr(v, "value", v) for n, v in row.items()}))


def test_a_sound_row_is_stored(small_university: Engine) -> None:
    store_row(small_university, MobilityCount.__table__, a_row(small_university))


@pytest.mark.parametrize(
    "wrong",
    [
        {"headcount": -1},
        {"headcount": None},
        {"cell_state": "withheld"},
        {"cell_state": "unknown", "headcount": None},
        {"direction": "sideways"},
        {"mobility_type": "holiday"},
        {"level": "kindergarten"},
        {"country_code": "XXX"},
        {"country_code": None},
        {"release_id": 99},
        {"release_id": None},
        {"file_id": 99},
        {"unit_id": 99_999},
        {"partner_id": 99_999},
        {"level": "bachelor"},  # its key answers already
    ],
    ids=str,
)
def test_an_unsound_mobility_row_is_refused(small_university: Engine, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        store_row(small_university, MobilityCount.__table__, {**a_row(small_university), **wrong})


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("enrolment_count", {"headcount": -1}),
        ("enrolment_count", {"headcount": None}),
        ("stated_total", {"headcount": -1}),
        ("stated_total", {"cell_state": "not_stated"}),
        ("agreement_year", {"places": -1}),
        ("agreement_year", {"assigned": -1}),
        ("agreement_year", {"places": None}),
        ("agreement_year", {"assigned_state": "not_measured"}),
        ("published_figure", {"academic_year": 20023}),
        ("published_figure", {"qualifier": "roughly"}),
        ("published_figure", {"measure": "mood"}),
        ("target", {"good": "sideways"}),
        ("agreement_statement", {"type": "handshake"}),
        ("agreement_statement", {"valid_from": date(2023, 1, 1), "valid_to": date(2022, 1, 1)}),
        ("unit_record", {"kind": "chair"}),
        ("unit_record", {"valid_from": date(2023, 1, 1), "valid_to": date(2023, 1, 1)}),
        ("country_group_member", {"valid_to": date(1999, 1, 1)}),
        ("institution_record", {"kind": "kiosk"}),
        ("release", {"undone_by": "somebody"}),
    ],
    ids=str,
)
def test_an_unsound_row_of_another_table_is_refused(
    small_university: Engine, table: str, wrong: dict[str, Any]
) -> None:
    found = Base.metadata.tables[table]
    with small_university.connect() as connection:
        row = dict(connection.execute(select(found).order_by(found.c.id)).mappings().first() or {})
    row = {name: value for name, value in row.items() if name != "id"}
    if "is_current" in row:
        row["is_current"] = False  # its key is no reason to refuse it
    store_row(small_university, found, row)
    with pytest.raises(IntegrityError):
        store_row(small_university, found, {**row, **wrong})


def test_a_restated_row_may_share_its_key_with_the_one_that_answers(small_university: Engine) -> None:
    row = {**a_row(small_university), "level": "bachelor", "is_current": False}
    store_row(small_university, MobilityCount.__table__, row)


def test_sqlite_writes_ahead_and_checks_foreign_keys(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
