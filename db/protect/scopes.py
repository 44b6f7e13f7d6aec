"""Units that a person sees exactly: where that would tell a number of another unit, they are shown protected too.

Of one faculty or department it never does while all sums of a slice are kept (see README); of several it is looked
into, slice by slice, when somebody has them for the first time and with every change.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, and_, insert, select
from sqlalchemy.orm import aliased

from db.engine import writer
from db.models import (
    Institution,
    ProtectedCount,
    ProtectedScope,
    ProtectedSlice,
    ProtectionScope,
    Unit,
    UnitRecord,
)
from db.protect import attack, made, slices
from db.protect.how import how
from db.sight import scope_name
from db.vocabulary import Breakdown, CellState, UnitKind


@dataclass(frozen=True)
class Scope:
    """A name, and the keys of the units with all below them."""

    name: str
    units: frozenset[int]


def register(engine: Engine, institution: str, units: tuple[str, ...]) -> None:
    """Look into what someone sees who has these units, unless somebody had them before. One alone needs no look."""
    name = scope_name(institution, units)
    known = select(ProtectionScope.scope).where(ProtectionScope.scope == name)
    if len(units) < 2:
        return
    with engine.connect() as connection:
        if connection.scalar(known) is not None:
            return
    with writer(engine).begin() as connection:
        of = connection.scalar(select(Institution.id).where(Institution.code == institution))
        if of is None or connection.scalar(known) is not None:
            return
        connection.execute(insert(ProtectionScope).values(scope=name, institution_id=of))
        scope = Scope(name, units_below(connection, of, units))
        for table in slices.TABLES:
            ids = _slices(connection, table.__tablename__, of)
            for one in slices.read(connection, table, [of]):
                if one.key in ids:
                    slice_id, beyond = ids[one.key]
                    shown = made.shown_as(one, kept(connection, slice_id)[Breakdown.PLACE], beyond)
                    judge(connection, slice_id, one, shown, [scope])


def of_institution(connection: Connection, institution: int) -> list[Scope]:
    """Scopes of several units that somebody had."""
    names = connection.scalars(select(ProtectionScope.scope).where(ProtectionScope.institution_id == institution))
    return [Scope(name, units_below(connection, institution, json.loads(name)[1])) for name in names]


def of_faculties(connection: Connection, one: slices.Slice) -> list[Scope]:
    """Each faculty of a slice as a scope of its own."""
    institution = one.key.institution_id
    home = connection.scalar(select(Institution.code).where(Institution.id == institution)) or ""
    codes = connection.scalars(select(Unit.code).where(Unit.id.in_(np.unique(one.faculty).tolist()))).all()
    return [Scope(scope_name(home, (code,)), units_below(connection, institution, [code])) for code in codes]


def units_below(connection: Connection, institution: int, codes: Collection[str]) -> frozenset[int]:
    """Units of these codes, and departments of those that are faculties."""
    own, above = UnitRecord, aliased(Unit)
    statement = (
        select(Unit.id, Unit.code, above.code.label("above"))
        .outerjoin(own, and_(own.unit_id == Unit.id, own.is_current, own.kind == UnitKind.DEPARTMENT))
        .outerjoin(above, above.id == own.parent_id)
        .where(Unit.institution_id == institution)
    )
    rows = connection.execute(statement)
    return frozenset(row.id for row in rows if row.code in codes or (row.above is not None and row.above in codes))


def judge(connection: Connection, slice_id: int, one: slices.Slice, shown: made.Shown, scopes: Iterable[Scope]) -> None:
    """Note the scopes that may not see their own units exactly in a slice."""
    base = how(connection).base
    of_cells = one.unit[shown.cells.first]
    for scope in scopes:
        known = np.isin(of_cells, sorted(scope.units))
        if known.any() and len(attack.pinned(attack.knowledge(shown, known, base))):
            connection.execute(insert(ProtectedScope).values(slice_id=slice_id, scope=scope.name))


def _slices(connection: Connection, table: str, institution: int) -> dict[slices.Key, tuple[int, int]]:
    """Keys of slices with their numbers and how far their sought sums are further off."""
    s = ProtectedSlice
    rows = connection.execute(select(s.__table__).where(s.table_name == table, s.institution_id == institution))
    return {slices.Key(*[getattr(row, name) for name in slices.Key._fields]): (row.id, row.beyond) for row in rows}


def kept(connection: Connection, slice_id: int) -> dict[Breakdown, dict[tuple[Any, ...], int]]:
    """What is shown of a slice: of each unit and country, country and partner, field (with '')."""
    c = ProtectedCount
    asked = select(c.breakdown, c.unit_id, c.country_code, c.partner_id, c.field, c.headcount)
    found: dict[Breakdown, dict[tuple[Any, ...], int]] = {kind: {} for kind in Breakdown}
    of_values = asked.where(c.slice_id == slice_id, c.cell_state == CellState.VALUE)
    for kind, unit, country, partner, field, headcount in connection.execute(of_values):
        key: tuple[Any, ...] = (unit, country)
        if kind != Breakdown.PLACE:
            key = (country, partner) if kind == Breakdown.PARTNER else ("", field)
        found[kind][key] = int(headcount or 0)
    return found
