"""The one module that writes facts: load a release, undo one. Each in one transaction: all of it or nothing.

Rows of every release stay; `is_current` marks the ones that answer. Which they are follows from the releases that
count, in load order: each withdraws what it is complete for, then states its own rows. A load applies that step
once, an undo replays it from the start; both use `_make_current`.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, delete, exists, func, insert, or_, select, true, update
from sqlalchemy.orm import aliased

from db import contradictions
from db.batch import Batch, Counted, Extent, Outcome, Row
from db.bulk import insert_columns
from db.effects import effects, headlines
from db.engine import writer
from db.faults import Fault
from db.identities import Identities
from db.models import Base, PublishedFigureCountry, Release, ReleaseExtent, ReleaseFile, Unit, UnitRecord
from db.recorded import MARKS, RECORDED, current_keys
from db.vocabulary import ROOT_UNIT

LAST_NUMBER = 2**31 - 1
"""No release has a higher number: the column holds none."""


class NothingToUndo(Fault):
    """There is no such release, or it was undone before; the message says which."""


def load(engine: Engine, batch: Batch, by: str, *, only_try: bool = False) -> Outcome:
    """Store a batch as a release. The same files with the same facts a second time store nothing.

    only_try: work out what it would do and leave the database as it is; the outcome has no release.
    Raises Contradicted if its facts cannot stand beside those of other sources; then nothing is stored.
    """
    with writer(engine).connect() as connection, connection.begin() as transaction:
        identities = Identities(connection, batch)
        release = _insert_release(connection, batch, identities, by)
        tables = _insert_facts(connection, batch, identities, release)
        contradictions.refuse(connection, tables, release)
        counted = {table.name: _compare(connection, table, release) for table in tables}
        outcome = Outcome(release, counted)
        moved = outcome.new or outcome.restated or outcome.withdrawn
        if not moved and _all_known(connection, batch, release):
            transaction.rollback()
            return Outcome(None, counted)
        before = headlines(connection, identities.institution.values())
        for table in tables:
            _make_current(connection, table, release)
        after = headlines(connection, identities.institution.values())
        outcome = Outcome(None if only_try else release, counted, effects(before, after))
        if only_try:
            transaction.rollback()
            return outcome
        figures = {"cells_new": outcome.new, "cells_restated": outcome.restated}
        figures |= {"cells_unchanged": outcome.unchanged, "cells_withdrawn": outcome.withdrawn}
        connection.execute(update(Release).where(Release.id == release).values(**figures))
    return outcome


def undo(engine: Engine, release: int, by: str) -> None:
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
        for table in reversed(RECORDED):
            if _touched(connection, table, release):
                connection.execute(delete(table).where(table.c.release_id == release))
                _derive(connection, table)


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


def _insert_facts(connection: Connection, batch: Batch, identities: Identities, release: int) -> list[Table]:
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
        columns |= {"release_id": [release] * len(facts), "is_current": [False] * len(facts)}
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


def _compare(connection: Connection, table: Table, release: int) -> Counted:
    """New, restated, unchanged and withdrawn facts of a release not yet current, against those that are."""
    ours, theirs, met = _met(table, release)
    keys = current_keys(table)
    values = [c.name for c in table.columns if c.name not in MARKS and c not in keys]
    same = and_(true(), *[ours.c[name].is_not_distinct_from(theirs.c[name]) for name in values])
    if table.name == "published_figure":
        same = and_(same, _same_countries(ours.c.id, theirs.c.id))
    within = _within(connection, theirs, release)
    stated = select(func.count()).select_from(table).where(table.c.release_id == release)
    known = select(func.count()).select_from(met).where(ours.c.release_id == release)
    gone = select(func.count()).select_from(theirs).where(theirs.c.is_current, within)
    questions = (stated, known, known.where(same), gone, known.where(within))
    total, again, unchanged, in_extent, said_again = (connection.scalar(question) or 0 for question in questions)
    return Counted(total - again, again - unchanged, unchanged, in_extent - said_again)


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


def _within(connection: Connection, table: Any, release: int) -> Any:
    """Condition: the row was stated by the release's source and lies in what the release is complete for."""
    extents = connection.execute(
        select(ReleaseExtent).where(ReleaseExtent.release_id == release, ReleaseExtent.table_name == _plain(table).name)
    ).all()
    this, other = Release.__table__.alias("this"), Release.__table__.alias("other")
    same_source = exists(
        select(other.c.id)
        .join(this, and_(this.c.id == release, this.c.source_id == other.c.source_id))
        .where(other.c.id == table.c.release_id, other.c.id != release)
    )
    return and_(same_source, or_(*[_of_extent(table, extent) for extent in extents], ~true()))


def _of_extent(table: Any, extent: Any) -> Any:
    conditions: list[Any] = [true()]
    for column, wanted in (
        ("series_id", extent.series_id), ("period", extent.period), ("direction", extent.direction),
        ("country_code", extent.country_code),
    ):  # fmt: skip
        if wanted and column in table.c:
            conditions.append(table.c[column] == wanted)
    if extent.unit_id is not None and "unit_id" in table.c:
        conditions.append(or_(table.c.unit_id == extent.unit_id, table.c.unit_id.in_(_all_of_root(extent.unit_id))))
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


def _make_current(connection: Connection, table: Table, release: int) -> None:
    """Let a release speak: its extent is withdrawn, facts with its keys give way, its own rows answer."""
    ours, theirs, met = _met(table, release)
    restated = select(theirs.c.id).select_from(met).where(ours.c.release_id == release)
    for give_way in (_within(connection, table, release), table.c.id.in_(restated)):
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
