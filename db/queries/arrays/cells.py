"""Current cells of one institution as columns of small integers: positions on the axes of `Names`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, String, literal, select, type_coerce

from db.coded_rows import read_coded
from db.models import EnrolmentCount, Institution, MobilityCount, Unit
from db.queries.arrays.names import Ints, Names
from db.queries.whom import whom
from db.vocabulary import CellState, Direction, Level, MobilityType

CODED = (
    "series", "unit", "period", "direction", "mobility_type", "level", "country", "partner", "state", "release",
)  # fmt: skip
"""Columns that are read as codes; last of all comes the number."""

LEVELS = tuple(sorted(Level))
DIRECTIONS = tuple(sorted(Direction))
MOBILITY_TYPES = tuple(sorted(MobilityType))
STATES = tuple(CellState)


@dataclass(frozen=True)
class Cells:
    """One position per cell in each column; periods in the order of their codes.

    release: numbers of releases. headcount: persons; 0 where there is no number, as `state` (position in STATES) says.
    """

    periods: Sequence[str]
    series: Ints
    direction: Ints
    mobility_type: Ints
    period: Ints
    level: Ints
    unit: Ints
    country: Ints
    partner: Ints
    state: Ints
    release: Ints
    invented: npt.NDArray[np.bool_]
    headcount: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.headcount)


def read_mobility(connection: Connection, names: Names) -> Cells:
    m = MobilityCount
    source, partner = whom(m.__table__, m.partner_id)
    return _read(connection, names, m, m.direction, m.mobility_type, m.country_code, partner, source=source)


def read_enrolment(connection: Connection, names: Names) -> Cells:
    """All students: those of no direction, type, country and partner, which stand as the first of each."""
    first = (literal(DIRECTIONS[0].value), literal(MOBILITY_TYPES[0].value))
    country, partner = literal(str(names.country_codes[0])), literal(next(iter(names.partner_ids)))
    return _read(connection, names, EnrolmentCount, *first, country, partner)


def _read(connection: Connection, names: Names, table: Any, *abroad: Any, source: Any = None) -> Cells:
    direction, mobility_type, country, partner = abroad
    coded = [
        table.series_id, table.unit_id, table.period, direction, mobility_type, table.level, country, partner,
        table.cell_state, table.release_id,
    ]  # fmt: skip
    # Words as they are stored: an Enum of each would cost more than all the rest.
    texts = {2, 3, 4, 5, 6, 8}
    plain = [type_coerce(column, String) if place in texts else column for place, column in enumerate(coded)]
    own = select(Unit.id).join(Institution, Institution.id == Unit.institution_id)
    statement = select(*plain, table.headcount).where(table.is_current)
    if source is not None:
        statement = statement.select_from(source)
    statement = statement.where(table.unit_id.in_(own.where(Institution.code == names.institution)))
    rows = read_coded(connection, statement)
    return _placed(names, rows.values, rows.numbers, rows.measured)


def _placed(names: Names, values: list[list[Any]], numbers: list[Ints], counted: npt.NDArray[np.float64]) -> Cells:
    """The numbers that values were given while they were read, as positions on the axes."""
    periods = sorted(values[CODED.index("period")])
    known: Mapping[str, Any] = {
        "series": _order(names.series_ids), "unit": _order(names.units.ids), "period": _order(periods),
        "direction": _order(DIRECTIONS), "mobility_type": _order(MOBILITY_TYPES), "level": _order(LEVELS),
        "country": names.country_at, "partner": _order(names.partner_ids), "state": _order(STATES),
        "release": names.invented,
    }  # fmt: skip
    placed = {
        name: np.array([known[name][value] for value in found], dtype=np.int32)[number]
        for name, found, number in zip(CODED, values, numbers, strict=True)
    }
    invented = placed["release"].astype(bool)
    releases = np.array(values[CODED.index("release")], dtype=np.int32)
    placed["release"] = releases[numbers[CODED.index("release")]]
    return Cells(periods, **placed, invented=invented, headcount=np.nan_to_num(counted))


def _order(values: Sequence[Any]) -> dict[Any, int]:
    return {value: place for place, value in enumerate(values)}
