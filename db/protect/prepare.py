"""Keep the protected numbers in step with the exact ones, in the transaction that changes these.

A slice whose exact numbers did not change keeps its protected ones, whatever was loaded or undone around it.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, delete, insert, select, union, update

from db.bulk import insert_columns
from db.models import (
    Base,
    Institution,
    InstitutionRecord,
    ProtectedCount,
    ProtectedSlice,
    ProtectedSource,
    Protection,
    ReleaseExtent,
    Unit,
    UnitRecord,
)
from db.protect import made, scopes, slices
from db.protect.how import How, how, stored
from db.vocabulary import NOT_STATED_PARTNER, ROOT_UNIT, Breakdown

METHOD = 1
"""To be raised whenever the same exact numbers are to be protected otherwise."""
ROWS_AT_ONCE = 50_000
NAMES = frozenset(table.__tablename__ for table in slices.TABLES)
PLACED_BY = (UnitRecord.__tablename__, InstitutionRecord.__tablename__)
"""Tables that say to which faculty a unit belongs, and which country is home."""


@dataclass(frozen=True)
class Touched:
    """What a release may change. tables: those protected; none where nothing is. periods: none means all."""

    tables: frozenset[str] = frozenset()
    institutions: frozenset[int] = frozenset()
    periods: frozenset[str] = frozenset()


def touched(connection: Connection, release: int, tables: Iterable[Table]) -> Touched:
    """What a release states or is complete for, in the tables that it touches."""
    named = {table.name for table in tables}
    whole = bool(named & set(PLACED_BY))
    protected = NAMES if whole else named & NAMES
    if not protected:
        return Touched()
    e = ReleaseExtent
    units, periods = [select(e.unit_id).where(e.release_id == release, e.unit_id.is_not(None))], []
    for name in sorted(named & (NAMES | set(PLACED_BY))):
        table = Base.metadata.tables[name]
        if "unit_id" in table.c:
            units.append(select(table.c.unit_id).where(table.c.release_id == release))
        if "period" in table.c:
            periods.append(select(table.c.period).where(table.c.release_id == release))
    periods.append(select(e.period).where(e.release_id == release, e.table_name.in_(sorted(named & NAMES))))
    owners = select(Unit.institution_id).where(Unit.id.in_(union(*units)))
    own = InstitutionRecord.__table__
    records = select(own.c.institution_id).where(own.c.release_id == release)
    having = select(ProtectedSlice.institution_id)
    found = set(connection.scalars(owners.distinct())) | set(
        connection.scalars(records.where(own.c.institution_id.in_(having)))
    )
    spoken = set(connection.scalars(union(*periods)))
    is_open = whole or "" in spoken
    return Touched(frozenset(protected), frozenset(found), frozenset() if is_open else frozenset(spoken))


def prepare(connection: Connection, what: Touched) -> None:
    """Bring the protected numbers of what was touched in step. Reads and writes within the transaction."""
    if what.institutions:
        for table in slices.TABLES:
            if table.__tablename__ in what.tables:
                _Pass(connection, table, what.institutions, what.periods).run()


def prepare_all(connection: Connection) -> None:
    """Bring all protected numbers in step."""
    everybody = frozenset(connection.scalars(select(Institution.id)))
    prepare(connection, Touched(NAMES, everybody))


def set_base(connection: Connection, base: int) -> None:
    """Protect all numbers anew, as multiples of another base."""
    how(connection)
    connection.execute(update(Protection).values(base=base))
    prepare_all(connection)


def faults(connection: Connection) -> list[str]:
    """What protected numbers lack, in sentences; none if all are in step."""
    by = stored(connection)
    known = {
        slices.Key(*[getattr(row, name) for name in slices.Key._fields]): row.fingerprint
        for row in connection.execute(select(ProtectedSlice.__table__))
    }
    apart = 0
    for table in slices.TABLES:
        for one in slices.read(connection, table):
            there = known.pop(one.key, None)
            apart += by is None or there != fingerprint(one, by)
    apart += len(known)
    return [f"{apart} slices have protected numbers of other exact ones: run `python -m db protect`."] if apart else []


def fingerprint(one: slices.Slice, by: How) -> str:
    """Of a slice and of how it is protected."""
    return hashlib.sha256(f"{one.fingerprint} {by.base} {METHOD}".encode()).hexdigest()


@dataclass
class _Rows:
    """Rows of a table that wait to be inserted, column by column."""

    connection: Connection
    table: Any
    names: Sequence[str]
    columns: list[list[Any]] = field(default_factory=list)

    def add(self, *columns: Sequence[Any]) -> None:
        self.columns = self.columns or [[] for _ in self.names]
        for column, more in zip(self.columns, columns, strict=True):
            column.extend(more)
        if len(self.columns[0]) > ROWS_AT_ONCE:
            self.store()

    def store(self) -> None:
        if self.columns:
            insert_columns(self.connection, self.table, dict(zip(self.names, self.columns, strict=True)))
            self.columns = []


class _Pass:
    """One way through the slices of a table."""

    def __init__(
        self, connection: Connection, table: Any, institutions: Collection[int], periods: Collection[str]
    ) -> None:
        self._connection, self._table = connection, table
        self._institutions, self._periods = institutions, periods
        self._how = how(connection)
        no_partner = select(Institution.id).where(Institution.code == NOT_STATED_PARTNER)
        self._no_partner = connection.scalar(no_partner)
        self._scopes = {one: scopes.of_institution(connection, one) for one in institutions}
        of_counts = [column.name for column in ProtectedCount.__table__.columns if column.name != "id"]
        self._counts = _Rows(connection, ProtectedCount.__table__, of_counts)

    def run(self) -> None:
        known = self._stored()
        for one in slices.read(self._connection, self._table, self._institutions, self._periods):
            there = known.pop(one.key, None)
            if there is not None and there.fingerprint == fingerprint(one, self._how):
                self._credit(there.id, one)
            else:
                before = scopes.kept(self._connection, there.id) if there is not None else None
                self._drop([there.id] if there is not None else [])
                self._protect(one, before)
        self._drop([row.id for row in known.values()])
        self._counts.store()

    def _stored(self) -> dict[slices.Key, Any]:
        s = ProtectedSlice
        statement = select(s.__table__).where(
            s.table_name == self._table.__tablename__, s.institution_id.in_(sorted(self._institutions))
        )
        if self._periods:
            statement = statement.where(s.period.in_(sorted(self._periods)))
        return {
            slices.Key(*[getattr(row, name) for name in slices.Key._fields]): row
            for row in self._connection.execute(statement)
        }

    def _drop(self, ids: Sequence[int]) -> None:
        """With all that is of these slices."""
        if ids:
            self._connection.execute(delete(ProtectedSlice).where(ProtectedSlice.id.in_(ids)))

    def _protect(self, one: slices.Slice, before: made.BeforeAll | None) -> None:
        if not one.home.root:
            one = self._rooted(one)
        shown = made.shown(one, self._how, before[Breakdown.PLACE] if before else None)
        slice_id = self._insert(one, shown.beyond)
        of_several = self._scopes[one.key.institution_id]
        of_one = scopes.of_faculties(self._connection, one) if shown.beyond else []
        scopes.judge(self._connection, slice_id, one, shown, [*of_several, *of_one])
        if rows := made.rows(one, shown, self._how, before):
            breakdown, unit, country, partner, fields, state, headcount = zip(*rows, strict=True)
            partners = [key or self._no_partner for key in partner]
            self._counts.add([slice_id] * len(unit), breakdown, unit, country, partners, fields, state, headcount)

    def _insert(self, one: slices.Slice, beyond: int) -> int:
        values = {**one.key._asdict(), "fingerprint": fingerprint(one, self._how), "beyond": beyond, **_newest(one)}
        slice_id = self._connection.scalars(insert(ProtectedSlice).values(**values).returning(ProtectedSlice.id)).one()
        self._sources(slice_id, one)
        return slice_id

    def _credit(self, slice_id: int, one: slices.Slice) -> None:
        """The releases behind a slice that stays."""
        s = ProtectedSource
        there = set(self._connection.scalars(select(s.release_id).where(s.slice_id == slice_id)))
        if there != set(np.unique(one.release).tolist()):
            self._connection.execute(delete(s).where(s.slice_id == slice_id))
            self._sources(slice_id, one)
            self._connection.execute(update(ProtectedSlice).where(ProtectedSlice.id == slice_id).values(**_newest(one)))

    def _sources(self, slice_id: int, one: slices.Slice) -> None:
        behind = [{"slice_id": slice_id, "release_id": int(number)} for number in np.unique(one.release)]
        self._connection.execute(insert(ProtectedSource), behind)

    def _rooted(self, one: slices.Slice) -> slices.Slice:
        """The slice of an institution that nobody named as a whole yet."""
        root = insert(Unit).values(institution_id=one.key.institution_id, code=ROOT_UNIT).returning(Unit.id)
        return replace(one, home=replace(one.home, root=self._connection.scalars(root).one()))


def _newest(one: slices.Slice) -> dict[str, int]:
    last = int(np.argmax(one.release))
    return {"release_id": int(one.release[last]), "file_id": int(one.file[last])}
