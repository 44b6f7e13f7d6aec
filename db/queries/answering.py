"""Which rows answered just before and just after a release: worked out from the rows that are kept.

As `db.store` does: each release that counts, in load order, withdraws what it is complete for, then states its rows.
Rows of a release that was undone are gone; it is as if it had never been.
"""

from typing import Any

from sqlalchemy import CTE, Connection, and_, case, false, func, not_, or_, select

from db.extents import within
from db.models import Release, ReleaseExtent
from db.recorded import current_keys


def lives(connection: Connection, model: Any, release: int) -> CTE:
    """Rows of the releases of one source up to this one: id, next_id (the row that restated it), and as 1 or 0 whether
    it answered just before (was) and just after (now) the release, and whether this withdrew it (lost)."""
    t = model.__table__
    counting = _counting(connection, release)
    in_key: dict[str, Any] = {"partition_by": current_keys(t), "order_by": t.c.release_id}
    with_extents = select(ReleaseExtent.release_id).where(ReleaseExtent.table_name == t.name).distinct()
    withdrawing = sorted(set(connection.scalars(with_extents)) & set(counting))
    nexts = [func.lead(t.c[name]).over(**in_key).label(f"next_{name}") for name in ("release_id", "id")]
    rows = select(
        t.c.id, t.c.release_id, *nexts,
        *[case((within(connection, t, r), 1), else_=0).label(f"within_{r}") for r in withdrawing],
    ).where(t.c.release_id.in_(counting), *_touched(connection, t, release)).subquery("rows_of_source")  # fmt: skip
    until = func.coalesce(rows.c.next_release_id, release)
    gone = or_(
        false(),
        *[and_(rows.c[f"within_{r}"] == 1, rows.c.release_id < r, until > r) for r in withdrawing if r != release],
    )
    is_last = rows.c.next_release_id.is_(None)
    was = and_(rows.c.release_id != release, or_(is_last, rows.c.next_release_id == release), not_(gone))
    lost = and_(was, is_last, rows.c[f"within_{release}"] == 1) if release in withdrawing else false()
    now = or_(rows.c.release_id == release, and_(was, is_last, not_(lost)))
    return select(
        rows.c.id, rows.c.next_id,
        *[case((holds, 1), else_=0).label(name) for name, holds in (("was", was), ("now", now), ("lost", lost))],
    ).cte("lives")  # fmt: skip


def _counting(connection: Connection, release: int) -> list[int]:
    """Releases of its source that count, up to a release; none if it does not count itself."""
    source = select(Release.source_id).where(Release.id == release, Release.undone_at.is_(None)).scalar_subquery()
    statement = select(Release.id).where(
        Release.source_id == source, Release.undone_at.is_(None), Release.id <= release
    )
    return list(connection.scalars(statement.order_by(Release.id)))


def _touched(connection: Connection, t: Any, release: int) -> list[Any]:
    """Condition that spares the rows of periods that a release says nothing of."""
    if "series_id" not in t.c:
        return []
    e = ReleaseExtent
    complete = set(
        connection.scalars(select(e.period).where(e.release_id == release, e.table_name == t.name).distinct())
    )
    stated = set(connection.scalars(select(t.c.period).where(t.c.release_id == release).distinct()))
    return [] if "" in complete else [t.c.period.in_(sorted(complete | stated))]
