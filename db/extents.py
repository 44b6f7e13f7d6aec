"""What a release is complete for, as a condition on facts: those that it does not state again, it withdraws."""

from typing import Any

from sqlalchemy import Connection, Table, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from db.models import Release, ReleaseExtent, Unit
from db.vocabulary import ROOT_UNIT

Where = tuple[int | None, str, str, int | None]
"""Series, direction, country and unit of an extent."""


def within(connection: Connection, table: Any, release: int) -> Any:
    """Condition: the row was stated by the release's source and lies in what the release is complete for."""
    e = ReleaseExtent
    columns = (e.series_id, e.direction, e.country_code, e.unit_id, e.period)
    of_table = select(*columns).where(e.release_id == release, e.table_name == _plain(table).name).order_by(e.id)
    periods: dict[Where, list[str]] = {}
    for series, direction, country, unit, period in connection.execute(of_table):
        periods.setdefault((series, direction, country, unit), []).append(period)
    this, other = Release.__table__.alias("this"), Release.__table__.alias("other")
    same_source = exists(
        select(other.c.id)
        .join(this, and_(this.c.id == release, this.c.source_id == other.c.source_id))
        .where(other.c.id == table.c.release_id, other.c.id != release)
    )
    return and_(same_source, or_(*[_of_extent(table, where, some) for where, some in periods.items()], ~true()))


def _of_extent(table: Any, where: Where, periods: list[str]) -> Any:
    """Condition: the row lies in what is complete for these periods."""
    series, direction, country, unit = where
    conditions: list[Any] = [true()]
    for column, wanted in (("series_id", series), ("direction", direction), ("country_code", country)):
        if wanted and column in table.c:
            conditions.append(table.c[column] == wanted)
    if all(periods) and "period" in table.c:
        conditions.append(table.c.period.in_(periods))
    if unit is not None and "unit_id" in table.c:
        conditions.append(or_(table.c.unit_id == unit, table.c.unit_id.in_(_all_of_root(unit))))
    return and_(*conditions)


def _all_of_root(unit: int) -> Any:
    """All units of an institution if the unit is the institution as a whole, else none."""
    root = aliased(Unit)
    is_root = and_(root.id == unit, root.code == ROOT_UNIT)
    return select(Unit.id).join(root, and_(root.institution_id == Unit.institution_id, is_root))


def _plain(table: Any) -> Table:
    plain = getattr(table, "element", table)
    assert isinstance(plain, Table)
    return plain
