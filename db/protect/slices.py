"""What is rounded together: current exact rows of persons, slice by slice, in one order however they were read."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, String, and_, literal, select, type_coerce

from db import regions
from db.coded_rows import Ints, read_coded
from db.models import (
    EnrolmentCount,
    InstitutionRecord,
    MobilityCount,
    Series,
    Source,
    Unit,
    UnitRecord,
)
from db.vocabulary import NOT_STATED_COUNTRY, ROOT_UNIT, CellState, UnitKind

Words = npt.NDArray[np.str_]
VALUE = str(CellState.VALUE)
TABLES = (MobilityCount, EnrolmentCount)
"""Tables of persons whose rows are protected."""
COLUMNS = (
    "institution", "series", "period", "direction", "mobility_type", "level", "unit", "country", "partner", "field",
    "state", "release", "file",
)  # fmt: skip
OF_PLACE = ("unit", "country", "partner", "field", "state")
"""What tells rows of a slice apart, besides releases."""


class Key(NamedTuple):
    """As in `db.models.ProtectedSlice`."""

    table_name: str
    institution_id: int
    series_id: int
    period: str
    direction: str
    mobility_type: str
    level: str
    is_domestic: bool


@dataclass(frozen=True)
class Home:
    """An institution: its country, root, and the faculty that each unit belongs to (0: to none)."""

    country: str
    root: int
    faculties: Mapping[int, int]


@dataclass(frozen=True)
class Slice:
    """Rows that are rounded together, sorted by OF_PLACE. faculty: 0 where the row is of none; persons: NaN where the
    state is not `value`; fingerprint: of all that decides how they are rounded."""

    key: Key
    home: Home
    unit: Ints
    faculty: Ints
    country: Words
    region: Words
    partner: Ints
    field: Words
    state: Words
    release: Ints
    file: Ints
    persons: npt.NDArray[np.float64]
    fingerprint: str

    @property
    def counted(self) -> Any:
        """Which rows have a number."""
        return self.state == VALUE


def read(
    connection: Connection, table: Any, institutions: Collection[int] = (), periods: Collection[str] = ()
) -> Iterator[Slice]:
    """Slices of the current rows of sources that are not public, in the order of their keys; of some institutions or
    periods only, where they are named."""
    rows = read_coded(connection, _statement(table, institutions, periods))
    if not len(rows.measured):
        return
    columns = {name: np.array(v)[n] for name, v, n in zip(COLUMNS, rows.values, rows.numbers, strict=True)}
    homes = {int(one): _home(connection, int(one)) for one in np.unique(columns["institution"])}
    columns["region"] = np.array([regions.of(str(c)) for c in rows.values[7]])[rows.numbers[7]]
    columns["faculty"] = _each(columns["unit"], {u: f for home in homes.values() for u, f in home.faculties.items()})
    country = _each(columns["institution"], {one: home.country for one, home in homes.items()})
    columns["is_domestic"] = country == columns["country"]
    columns["persons"] = rows.measured
    named = ("institution", "series", "period", "direction", "mobility_type", "level", "is_domestic")
    order = np.lexsort([columns[name] for name in (*reversed(OF_PLACE), *reversed(named))])
    columns = {name: column[order] for name, column in columns.items()}
    changes = [columns[name][1:] != columns[name][:-1] for name in named]
    starts = [0, *(np.flatnonzero(np.any(changes, axis=0)) + 1).tolist(), len(order)]
    for begin, end in pairwise(starts):
        some = {name: column[begin:end] for name, column in columns.items()}
        key = Key(table.__tablename__, *[some[name][0].item() for name in named])
        home = homes[key.institution_id]
        parts = {name: some[name] for name in Slice.__annotations__ if name in some}
        yield Slice(key, home, **parts, fingerprint=_fingerprint(home, some))


def _each(column: Any, of: Mapping[Any, Any]) -> Any:
    found, place = np.unique(column, return_inverse=True)
    return np.array([of[value.item()] for value in found])[place]


def _fingerprint(home: Home, some: Mapping[str, Any]) -> str:
    told = hashlib.sha256(home.country.encode())
    for name in (*OF_PLACE, "faculty", "region", "persons"):
        column = some[name]
        told.update("\0".join(column.tolist()).encode() if column.dtype.kind == "U" else column.tobytes())
        told.update(b"\1")
    return told.hexdigest()


def _statement(table: Any, institutions: Collection[int], periods: Collection[str]) -> Any:
    """The current rows: COLUMNS, and the number of persons."""
    nothing = literal("")
    is_mobility = table is MobilityCount
    direction, mobility_type = (
        type_coerce(getattr(table, name), String) if is_mobility else nothing for name in ("direction", "mobility_type")
    )
    columns = [
        Unit.institution_id, table.series_id, table.period, direction, mobility_type,
        type_coerce(table.level, String), table.unit_id,
        table.country_code if is_mobility else literal(NOT_STATED_COUNTRY),
        table.partner_id if is_mobility else literal(0), table.__table__.c.field,
        type_coerce(table.cell_state, String), table.release_id, table.file_id, table.headcount,
    ]  # fmt: skip
    statement = (
        select(*[column.label(f"c{place}") for place, column in enumerate(columns)])
        .select_from(table).join(Unit, Unit.id == table.unit_id)
        .join(Series, Series.id == table.series_id).join(Source, Source.id == Series.source_id)
        .where(table.is_current, Source.is_public.is_(False))
    )  # fmt: skip
    if institutions:
        statement = statement.where(Unit.institution_id.in_(sorted(institutions)))
    return statement.where(table.period.in_(sorted(periods))) if periods else statement


def _home(connection: Connection, institution: int) -> Home:
    record, own = InstitutionRecord, UnitRecord
    country = connection.scalar(
        select(record.country_code).where(record.institution_id == institution, record.is_current)
    )
    statement = select(Unit.id, Unit.code, own.kind, own.parent_id).outerjoin(
        own, and_(own.unit_id == Unit.id, own.is_current)
    )
    units = connection.execute(statement.where(Unit.institution_id == institution).order_by(Unit.id)).all()
    faculties = {
        u.id: (u.parent_id or 0) if u.kind == UnitKind.DEPARTMENT else u.id if u.kind == UnitKind.FACULTY else 0
        for u in units
    }
    root = next((u.id for u in units if u.code == ROOT_UNIT), 0)
    return Home(str(country or ""), root, faculties)
