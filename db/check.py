"""`python -m db check`: is anything broken? Looks only; mends nothing."""

from typing import Any

from sqlalchemy import Connection, Engine, Integer, and_, case, cast, func, select

from db import protect, revisions
from db.models import Base, EnrolmentCount, MobilityCount, Release, StatedTotal
from db.recorded import RECORDED, current_keys
from db.vocabulary import TotalBasis

ROUNDED_TO = 5.0
"""Step to which producers round counts of persons."""


def faults(engine: Engine) -> list[str]:
    """Everything wrong with the database, in sentences; none if it is sound."""
    try:
        revisions.assert_newest(engine)
    except revisions.OtherTables as other:
        return [str(other)]
    with engine.connect() as connection:
        found = [
            *_damage(connection),
            *_undone_but_current(connection),
            *_said_twice(connection),
            *_totals_apart(connection),
        ]
        return found or protect.faults(connection)  # of broken rows other numbers follow


def _damage(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    found = [f"Damaged: {row[0]}" for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return found + [f"Row {row[1]} of {row[0]} points to a missing row of {row[2]}." for row in broken]


def _undone_but_current(connection: Connection) -> list[str]:
    found = []
    for table in RECORDED:
        query = select(func.count()).select_from(table).join(Release.__table__, Release.id == table.c.release_id)
        count = connection.scalar(query.where(table.c.is_current, Release.undone_at.is_not(None)))
        if count:
            found.append(f"{count} rows of {table.name} answer although their release was undone.")
    return found


def _said_twice(connection: Connection) -> list[str]:
    found = []
    for table in RECORDED:
        keys = current_keys(table)
        groups = select(*keys).where(table.c.is_current).group_by(*keys).having(func.count() > 1).subquery()
        count = connection.scalar(select(func.count()).select_from(groups))
        if count:
            found.append(f"{count} facts of {table.name} have two current rows.")
    return found


def _totals_apart(connection: Connection) -> list[str]:
    """Stated totals of whole institutions below the sum of their known parts: parts cannot exceed their total, unless
    their producer has rounded both."""
    found = [fault for parts in (MobilityCount, EnrolmentCount) for fault in _below_parts(connection, parts)]
    return [f"A stated total of {total:g} is below its parts, {parts:g}." for _, total, parts in sorted(found)]


def _below_parts(connection: Connection, m: Any) -> list[tuple[int, float, float]]:
    """Each such total of these parts: its key, what it says, and the sum."""
    t = StatedTotal
    unit, total_unit = Base.metadata.tables["unit"].alias("part"), Base.metadata.tables["unit"].alias("whole")
    unrounded = func.sum(case((cast(m.headcount / ROUNDED_TO, Integer) * ROUNDED_TO != m.headcount, 1), else_=0))
    parts = (
        select(
            t.id, t.headcount, func.sum(m.headcount).label("parts"), func.count().label("number"),
            unrounded.label("unrounded"),
        )
        .join(total_unit, total_unit.c.id == t.unit_id)
        .join(unit, unit.c.institution_id == total_unit.c.institution_id)
        .join(
            m,
            and_(
                m.unit_id == unit.c.id, m.series_id == t.series_id, m.period == t.period, m.is_current,
                *[getattr(m, n) == getattr(t, n) for n in ("direction", "mobility_type") if hasattr(m, n)],
            ),
        )
        .where(
            t.is_current, total_unit.c.code == "", t.country_code == "ZZZ", t.basis == TotalBasis.STATED, t.label == ""
        )
        .group_by(t.id, t.headcount)
        .subquery()
    )  # fmt: skip
    slack = case((parts.c.unrounded == 0, (parts.c.number + 1) * ROUNDED_TO / 2), else_=0)
    rows = connection.execute(select(parts).where(parts.c.parts > parts.c.headcount + slack)).all()
    return [(row.id, row.headcount, row.parts) for row in rows]
