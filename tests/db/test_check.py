"""`db check` finds what is broken, and nothing in a sound database."""

import pytest
from sqlalchemy import Engine, text

from db import check, store
from db.engine import writer
from tests import small


def do(engine: Engine, *statements: str) -> None:
    with writer(engine).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_sound_database_has_no_fault(small_university: Engine) -> None:
    assert check.faults(small_university) == []


def test_what_ships_has_no_fault(shipped: Engine) -> None:
    assert check.faults(shipped) == []


def test_an_answering_row_of_an_undone_release_is_found(small_university: Engine) -> None:
    do(small_university, "UPDATE release SET undone_at = CURRENT_TIMESTAMP, undone_by = 'hand' WHERE id = 2")
    assert check.faults(small_university) == ["2 rows of mobility_count answer although their release was undone."]


def test_a_fact_said_twice_is_found(small_university: Engine) -> None:
    do(small_university, "DROP INDEX uq_mobility_count_now", "UPDATE mobility_count SET is_current = (1 = 1)")
    assert check.faults(small_university) == ["2 facts of mobility_count have two current rows."]


@pytest.mark.parametrize(("total", "is_sound"), [(13, False), (14, True), (15, True)])
def test_a_total_below_its_parts_is_found(small_university: Engine, total: int, is_sound: bool) -> None:
    """2022: 10 + 4 = 14. A total above its parts is "not broken down", no fault."""
    facts = {"stated_total": [small.stated_total(2, 2022, total)]}
    store.load(small_university, small.batch("total.csv", facts), by="test")
    wanted = [] if is_sound else ["A stated total of 13 is below its parts, 14."]
    assert check.faults(small_university) == wanted


def test_a_row_that_points_nowhere_is_found(small_sqlite: Engine) -> None:
    with small_sqlite.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("UPDATE statement SET unit_id = 999")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("BEGIN")
    assert check.faults(small_sqlite) == ["Row 1 of statement points to a missing row of unit."]


def test_a_damaged_file_is_found(small_sqlite: Engine) -> None:
    """An index that no longer holds what its table says."""
    do(
        small_sqlite,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'is_current = 1', 'is_current = 0') "
        "WHERE name = 'uq_mobility_count_now'",
        "PRAGMA writable_schema = OFF",
    )
    small_sqlite.dispose()
    assert [fault for fault in check.faults(small_sqlite) if fault.startswith("Damaged: ")]


def test_a_database_without_tables_is_told_what_to_do(bare_engine: Engine) -> None:
    (fault,) = check.faults(bare_engine)
    assert "python -m db upgrade" in fault


def test_check_changes_nothing(small_university: Engine) -> None:
    do(small_university, "UPDATE release SET undone_at = CURRENT_TIMESTAMP, undone_by = 'hand' WHERE id = 2")
    assert check.faults(small_university) == check.faults(small_university) != []
