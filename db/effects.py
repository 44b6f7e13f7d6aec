"""What a load does to the figures people look at first: students by series, direction and year, before and after."""

from collections.abc import Iterable

from sqlalchemy import Connection, case, func, select

from db.batch import Effect
from db.models import Institution, InstitutionRecord, MobilityCount, Series, Unit
from db.vocabulary import CellState

Headlines = dict[tuple[str, str, str, str], float | None]
"""Students by institution, series, direction and period; None where cells are there and none is known."""


def headlines(connection: Connection, institutions: Iterable[int]) -> Headlines:
    """International students of the institutions (by key), as the database says now."""
    m, home = MobilityCount, InstitutionRecord
    known = func.sum(case((m.cell_state == CellState.VALUE, m.headcount)))
    statement = (
        select(Institution.code, Series.code, m.direction, m.period, known)
        .join(Unit, Unit.id == m.unit_id)
        .join(Institution, Institution.id == Unit.institution_id)
        .join(Series, Series.id == m.series_id)
        .outerjoin(home, (home.institution_id == Institution.id) & home.is_current)
        .where(m.is_current, Institution.id.in_(list(institutions)))
        .where(func.coalesce(home.country_code, "") != m.country_code)
        .group_by(Institution.code, Series.code, m.direction, m.period)
    )
    return {(row[0], row[1], str(row[2].value), row[3]): row[4] for row in connection.execute(statement)}


def effects(before: Headlines, after: Headlines) -> tuple[Effect, ...]:
    """The figures that differ, in the order of their names."""
    moved = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    return tuple(Effect(*key, before.get(key), after.get(key)) for key in moved)
