"""The one module that writes facts: load a release, undo one. Each in one transaction: all of it or nothing.

Rows of every release stay; `is_current` marks the ones that answer. Which they are follows from the releases that
count, in load order: each withdraws what it is complete for, then states its own rows. A load applies that step
once, an undo replays it from the start; both use `_make_current`.
"""

from collections.abc import Set
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, case, delete, exists, func, insert, select, true, update
from sqlalchemy.orm import aliased

from db import audit, contradictions, protect
from db.batch import Batch, Counted, Extent, Outcome, Row
from db.bulk import insert_columns
from db.effects import effects, headlines
from db.engine import writer
from db.extents import within
from db.faults import Fault
from db.identities import Identities
from db.models import Base, PublishedFigureCountry, Release, ReleaseExtent, ReleaseFile, UnitRecord
from db.recorded import MARKS, RECORDED, current_keys
from db.vocabulary import Act

LAST_NUMBER = 2**31 - 1
"""No release has a higher number: the column holds none."""


class NothingToUndo(Fault):
    """There is no such release, or it was undone before; the message says which."""


def load(engine: Engine, batch: Batch, by: str, *, role: str = "", only_try: bool = False) -> Outcome:
    """Store a batch as a release. The same files with the same facts a second time store nothing.

    only_try: work out what it would do and leave the database as it is; the outcome has no release.
    Raises Contradicted if its facts cannot stand beside those of other sources; then nothing is stored.
    """
    with writer(engine).connect() as connection, connection.begin() as transaction:
        identities = Identities(connection, batch)
        before = headlines(connection, identities.institution.values())
        release = _insert_release(connection, batch, identities, by)
        first = {table.name for table in RECORDED if _is_first(connection, table, release)}
        tables = _insert_facts(connection, batch, identities, release, first)
        contradictions.refuse(connection, tables, release)
        stated = {table: len(batch.facts.get(table.name, ())) for table in tables}
        counted = {
            table.name: Counted(count, 0, 0, 0) if table.name in first else _compare(connection, table, release, count)
            for table, count in stated.items()
        }
        outcome = Outcome(release, counted)
        moved = outcome.new or outcome.restated or outcome.withdrawn
        if not moved and _all_known(connection, batch, release):
            transaction.rollback()
            return Outcome(None, counted)
        for table in tables:
            if table.name not in first:
                known = counted[table.name].restated + counted[table.name].unchanged
                _make_current(connection, table, release, meets=known > 0)
        after = headlines(connection, identities.institution.values())
        outcome = Outcome(None if only_try else release, counted, effects(before, after))
        if only_try:
            transaction.rollback()
            return outcome
        protect.prepare(connection, protect.touched(connection, release, tables))
        figures = {"cells_new": outcome.new, "cells_restated": outcome.restated}
        figures |= {"cells_unchanged": outcome.unchanged, "cells_withdrawn": outcome.withdrawn}
        connection.execute(update(Release).where(Release.id == release).values(**figures))
        told = f"release {release}: {batch.source['code']} {batch.institution}"
        audit.note(connection, audit.Event(by, role, Act.LOADED, told))
    return outcome


def undo(engine: Engine, release: int, by: str, *, role: str = "") -> None:
    """Take a release out; what it had restated or withdrawn comes back. Raises NothingToUndo."""
    with writer(engine).begin() as connection:
        known = select(Release.id, Release.undone_at).where(Release.id == release)
        row = connection.execute(known).one_or_none() if abs(release) <= LAST_NUMBER else None
        if row is None:
            raise NothingToUndo(f"There is no release {release}. `python -m db query releases` lists them.")
        if row.undone_at is not None:
            raise NothingToUndo(f"Release {release} was undone before, on {row.undone_at:%Y-%m-%d %H:%M} UTC.")
        connection.execute(
            update(Release).where(Release.id == release).values(undone_at=datetime.now(UTC), undone_by=by)
        )
        tables = [table for table in reversed(RECORDED) if _touched(connection, table, release)]
        what = protect.touched(connection, release, tables)
        for table in tables:
            connection.execute(delete(table).where(table.c.release_id == release))
            _derive(connection, table)
        protect.prepare(connection, what)
        audit.note(connection, audit.Event(by, role, Act.UNDID, f"release {release}"))


def _insert_release(connection: Connection, batch: Batch, identities: Identities, by: str) -> int:
    values = {
        "source_id": identities.source,
        "institution_id": identities.institution[batch.institution] if batch.institution else None,
        "loaded_at": datetime.now(UTC),
        "loaded_by": by,
        "is_invented": batch.is_invented,
        "recipe": batch.recipe,
        "rows_read": sum(file.rows for file in batch.files),
    }
    nothing_yet = dict.fromkeys(("cells_new", "cells_restated", "cells_unchanged", "cells_withdrawn"), 0)
    made = connection.execute(insert(Release).values(**values, **nothing_yet))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def _is_first(connection: Connection, table: Table, release: int) -> bool:
    """Whether no fact of the table can give way to the release: none of its source is current, nor of any other source
    where a key has no series, which is of one source. Facts of such a release are stored as current ones at once."""
    if "series_id" not in (key.name for key in current_keys(table)):
        return False
    this, other = Release.__table__.alias("this"), Release.__table__.alias("other")
    of_source = (
        select(other.c.id)
        .join(this, and_(this.c.id == release, this.c.source_id == other.c.source_id))
        .where(other.c.id != release)
    )
    theirs = select(table.c.id).where(table.c.is_current, table.c.release_id.in_(of_source))
    return connection.scalar(theirs.limit(1)) is None


def _insert_facts(
    connection: Connection, batch: Batch, identities: Identities, release: int, first: Set[str]
) -> list[Table]:
    """Store the facts; those of the tables `first` as current ones."""
    files = [
        connection.execute(
            insert(ReleaseFile).values(
                release_id=release, name=file.name, sha256=file.sha256, bytes=file.bytes, rows=file.rows
            )
        ).inserted_primary_key[0]  # type: ignore[index]
        for file in batch.files
    ]
    extents = [row for extent in batch.extents for row in _extents(connection, extent, identities, release)]
    if extents:
        connection.execute(insert(ReleaseExtent), extents)
    for name, facts in batch.facts.items():
        table = Base.metadata.tables[name]
        columns = identities.keys(facts)
        columns["file_id"] = [files[index] for index in columns.pop("file", [])]
        sets = columns.pop("countries", None)
        columns |= {"release_id": [release] * len(facts), "is_current": [name in first] * len(facts)}
        insert_columns(connection, table, columns)
        if sets:
            _insert_countries(connection, table, release, columns["code"], sets)
    names = {*batch.facts, *(extent.table for extent in batch.extents)}
    return [table for table in RECORDED if table.name in names]


def _insert_countries(connection: Connection, table: Table, release: int, codes: list[str], sets: list[Any]) -> None:
    found = connection.execute(select(table.c.code, table.c.id).where(table.c.release_id == release))
    ids = {row.code: row.id for row in found}
    members = [
        {"figure_id": ids[code], "country_code": country}
        for code, countries in zip(codes, sets, strict=True)
        for country in countries or ()
    ]
    if members:
        connection.execute(insert(PublishedFigureCountry), members)


def _extents(connection: Connection, extent: Extent, identities: Identities, release: int) -> list[Row]:
    """The extent once for each of its units, as they are now: an undo must not judge it by a later tree."""
    top = identities.unit[identities.institution[extent.institution], extent.unit] if extent.institution else None
    row = {
        "release_id": release,
        "table_name": extent.table,
        "series_id": identities.series[extent.series] if extent.series else None,
        "period": extent.period,
        "direction": extent.direction,
        "country_code": extent.country,
    }
    return [{**row, "unit_id": unit} for unit in ([None] if top is None else _unit_and_below(connection, top))]


def _unit_and_below(connection: Connection, unit: int) -> list[int]:
    below = select(UnitRecord.unit_id).where(UnitRecord.is_current, UnitRecord.parent_id == unit)
    return [unit, *(u for child in connection.scalars(below).all() for u in _unit_and_below(connection, child))]


def _compare(connection: Connection, table: Table, release: int, stated: int) -> Counted:
    """New, restated, unchanged and withdrawn facts of a release not yet current, against those that are.

    stated: how many it has.
    """
    ours, theirs, met = _met(table, release)
    keys = current_keys(table)
    values = [c.name for c in table.columns if c.name not in MARKS and c not in keys]
    same = and_(true(), *[ours.c[name].is_not_distinct_from(theirs.c[name]) for name in values])
    if table.name == "published_figure":
        same = and_(same, _same_countries(ours.c.id, theirs.c.id))
    inside = within(connection, theirs, release)
    said_again = [func.coalesce(func.sum(case((holds, 1), else_=0)), 0) for holds in (same, inside)]
    known = select(func.count(), *said_again).select_from(met).where(ours.c.release_id == release)
    gone = select(func.count()).select_from(theirs).where(theirs.c.is_current, inside)
    again, unchanged, again_inside = connection.execute(known).one()
    return Counted(stated - again, again - unchanged, unchanged, (connection.scalar(gone) or 0) - again_inside)


def _met(table: Table, release: int) -> tuple[Any, Any, Any]:
    """The table as facts of a release, as current facts, and joined where both have one key.

    The join goes from the release to the current facts, of which an index has one per key.
    """
    ours, theirs = table.alias("ours"), table.alias("theirs")
    keys = [ours.c[key.name] == theirs.c[key.name] for key in current_keys(table)]
    return ours, theirs, ours.join(theirs, and_(*keys, theirs.c.is_current, theirs.c.release_id != release))


def _same_countries(ours: Any, theirs: Any) -> Any:
    """Condition: two published figures speak of the same set of countries."""

    def only_in(one: Any, other: Any) -> Any:
        mine, yours = aliased(PublishedFigureCountry), aliased(PublishedFigureCountry)
        met = exists(select(yours.figure_id).where(yours.figure_id == other, yours.country_code == mine.country_code))
        return exists(select(mine.figure_id).where(mine.figure_id == one, ~met))

    return and_(~only_in(ours, theirs), ~only_in(theirs, ours))


def _make_current(connection: Connection, table: Table, release: int, *, meets: bool = True) -> None:
    """Let a release speak: its extent is withdrawn, facts with its keys give way, its own rows answer.

    meets: whether there may be facts with its keys.
    """
    ours, theirs, met = _met(table, release)
    restated = select(theirs.c.id).select_from(met).where(ours.c.release_id == release)
    for give_way in (within(connection, table, release), *([table.c.id.in_(restated)] if meets else [])):
        connection.execute(
            update(table).where(table.c.is_current, table.c.release_id != release, give_way).values(is_current=False)
        )
    connection.execute(update(table).where(table.c.release_id == release).values(is_current=True))


def _derive(connection: Connection, table: Table) -> None:
    """Work out the current rows of a table anew from all releases that count, in load order."""
    connection.execute(update(table).where(table.c.is_current).values(is_current=False))
    counting = connection.scalars(select(Release.id).where(Release.undone_at.is_(None)).order_by(Release.id)).all()
    for release in counting:
        if _touched(connection, table, release):
            _make_current(connection, table, release)


def _touched(connection: Connection, table: Table, release: int) -> bool:
    rows = select(table.c.id).where(table.c.release_id == release).limit(1)
    extents = select(ReleaseExtent.id).where(
        ReleaseExtent.release_id == release, ReleaseExtent.table_name == table.name
    )
    return connection.scalar(rows) is not None or connection.scalar(extents.limit(1)) is not None


def _all_known(connection: Connection, batch: Batch, release: int) -> bool:
    """True if each file stands in an earlier release of this source that counts."""
    source = select(Release.source_id).where(Release.id == release).scalar_subquery()
    known = connection.scalars(
        select(ReleaseFile.sha256)
        .join(Release, Release.id == ReleaseFile.release_id)
        .where(Release.undone_at.is_(None), Release.id != release, Release.source_id == source)
    )
    return {file.sha256 for file in batch.files} <= set(known)
