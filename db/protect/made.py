"""The protected numbers of a slice: its cells, and the same persons broken down by partner and by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from db.coded_rows import Ints
from db.protect import sets
from db.protect.how import How
from db.protect.rounding import rounded
from db.protect.slices import Slice
from db.vocabulary import NOT_STATED_COUNTRY, Breakdown

OF_PLACES = ("unit", "country")
"""What cells are of."""
KEPT = (-1.0, 2.0)
"""In place of a threshold: rather up, rather down, whatever its neighbours cost. So a number that may stay does."""
Before = Mapping[tuple[Any, ...], int]
"""What was shown of each cell, or part, before; nothing where it was shown as nothing."""
BeforeAll = Mapping[Breakdown, Before]
TRIES = 40
"""Other roundings of a breakdown that are tried before it is left out."""
_STEP, _FIRST, _SECOND = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
"""Of the mixing function splitmix64."""


class Row(NamedTuple):
    """As in `db.models.ProtectedCount`; partner 0: not stated."""

    breakdown: Breakdown
    unit: int
    country: str
    partner: int
    field: str
    state: str
    headcount: int | None


@dataclass(frozen=True)
class Shown:
    """Cells of a slice, what is shown of each, and the sums that are kept and sought; beyond: as in `Rounded`."""

    cells: sets.Cells
    values: Ints
    kept: list[Ints]
    sought: list[Ints]
    beyond: int


def shown(one: Slice, how: How, before: Before | None = None) -> Shown:
    """The protected cells of a slice: of unit and country. before: of the same slice with other exact numbers; what was
    shown stays wherever it still may."""
    cells = sets.cells(one, OF_PLACES)
    kept, sought = sets.of_places(one, cells)
    unit, country = (getattr(one, name)[cells.first] for name in OF_PLACES)
    threshold = thresholds(one, how, unit, _number(country))
    if before is not None:
        was = np.array([before.get(cell, 0) for cell in _together(unit, country)], dtype=np.float64)
        threshold = _as_before(threshold, cells.persons, was, how.base)
    found = rounded(cells.persons, threshold, how.base, kept, sought)
    return Shown(cells, found.values, kept, sought, found.beyond)


def shown_as(one: Slice, values: Before, beyond: int) -> Shown:
    """As `shown`, of what is kept of each cell."""
    cells = sets.cells(one, OF_PLACES)
    kept, sought = sets.of_places(one, cells)
    columns = [getattr(one, name)[cells.first] for name in OF_PLACES]
    found = np.array([values.get(cell, 0) for cell in _together(*columns)], dtype=np.int64)
    return Shown(cells, found, kept, sought, beyond)


def _as_before(threshold: Any, exact: Any, was: Any, base: int) -> Any:
    """Thresholds, with those of KEPT for numbers that may be shown as they were: less than one base off."""
    up, down = KEPT
    stays = np.abs(was - exact) < base
    return np.where(stays & (was > exact), up, np.where(stays & (was < exact), down, threshold))


def rows(one: Slice, made: Shown, how: How, before: BeforeAll | None = None) -> list[Row]:
    """The rows of all breakdowns of a slice. before: what was shown of its partners (with their country) and fields."""
    first = made.cells.first
    found = [
        Row(Breakdown.PLACE, unit, country, 0, "", "value", number)
        for unit, country, number in _together(one.unit[first], one.country[first], made.values)
        if number
    ]
    unknown = np.flatnonzero(~one.counted)
    told = {(one.unit[row].item(), str(one.country[row]), str(one.state[row])) for row in unknown}
    found += [Row(Breakdown.PLACE, unit, country, 0, "", state, None) for unit, country, state in sorted(told)]
    places = _Places(one, made.cells, made.values, how, before or {})
    return [*found, *_by_partner(one, places, told), *_by_field(one, places, told)]


def thresholds(one: Slice, how: How, *columns: Any) -> Any:
    """From 0 to 1 for each row of the columns, the same in each year: a number that stays is shown as the same number,
    and the mean over years tells no more than one year does."""
    key = one.key
    mixed = np.full(len(columns[0]), how.salt, dtype=np.uint64)
    for word in (key.direction, key.mobility_type, key.level):
        mixed = _mixed(mixed ^ np.uint64(int.from_bytes(word.encode()[:8].ljust(8, b"\0"), "big")))
    for column in columns:
        mixed = _mixed(mixed ^ column.astype(np.uint64))
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53


def _mixed(values: Any) -> Any:
    with np.errstate(over="ignore"):
        z = values + _STEP
        z = (z ^ (z >> np.uint64(30))) * _FIRST
        z = (z ^ (z >> np.uint64(27))) * _SECOND
        return z ^ (z >> np.uint64(31))


def _number(words: Any) -> Any:
    """A number for each word, of its first eight letters."""
    found, of = np.unique(words, return_inverse=True)
    numbers = [int.from_bytes(str(w).encode()[:8].ljust(8, b"\0"), "big") for w in found]
    return np.array(numbers, dtype=np.uint64)[of]


def _together(*columns: Any) -> Iterator[tuple[Any, ...]]:
    return zip(*[column.tolist() for column in columns], strict=True)


class _Places:
    """Protected cells of unit and country, from which breakdowns take their totals."""

    def __init__(self, one: Slice, cells: sets.Cells, values: Ints, how: How, before: BeforeAll) -> None:
        self.one, self.how, self.values, self.before = one, how, values, before
        self.rows = np.flatnonzero(one.counted)
        self.country = one.country[cells.first]
        self._cells = [getattr(one, name)[cells.first] for name in ("unit", "faculty")]
        self._of_rows = [getattr(one, name) for name in ("unit", "faculty")]

    def totals(self) -> tuple[Any, Ints]:
        """Countries, and what is shown of each over all units."""
        found, of = np.unique(self.country, return_inverse=True)
        return found, np.bincount(of, weights=self.values, minlength=len(found)).astype(np.int64)

    def owns(self, country: str, rows: Ints, of: Ints, parts: int) -> tuple[Any, Ints]:
        """Of each unit that a dean may see exactly and that has persons of the country ('': of any): its persons by the
        part `of` that each of its rows is in, and what is shown of all that is not its own."""
        here = self.country == country if country else np.ones(len(self.values), dtype=bool)
        total = self.values[here].sum()
        exact, others = [], []
        for cells, of_rows in zip(self._cells, self._of_rows, strict=True):
            units, place = np.unique(cells[here], return_inverse=True)
            own = np.zeros((len(units), parts))
            np.add.at(own, (np.searchsorted(units, of_rows[rows]), of), self.one.persons[rows])
            exact.append(own[units > 0])
            shown = np.bincount(place, weights=self.values[here], minlength=len(units))
            others.append(total - shown[units > 0])
        return np.concatenate(exact), np.concatenate(others)


def _by_partner(one: Slice, places: _Places, told: set[tuple[int, str, str]]) -> Iterator[Row]:
    """Country by country: the partners, or where no rounding of them is safe the country alone."""
    root = one.home.root
    of_country = one.country[places.rows]
    order = np.argsort(of_country, kind="stable")
    countries, totals = places.totals()
    ends = np.searchsorted(of_country[order], countries, side="right").tolist()
    for country, total, begin, end in zip(countries.tolist(), totals.tolist(), [0, *ends], ends, strict=False):
        rows = places.rows[order[begin:end]]
        for partner, number in _parts(places, country, total, rows, one.partner):
            if number:
                yield Row(Breakdown.PARTNER, root, country, int(partner or 0), "", "value", number)
    for country, state in sorted({(country, state) for _unit, country, state in told}):
        yield Row(Breakdown.PARTNER, root, country, 0, "", state, None)


def _by_field(one: Slice, places: _Places, told: set[tuple[int, str, str]]) -> Iterator[Row]:
    root, country = one.home.root, one.home.country if one.key.is_domestic else NOT_STATED_COUNTRY
    for field, number in _parts(places, "", int(places.values.sum()), places.rows, one.field):
        if number:
            yield Row(Breakdown.FIELD, root, country, 0, str(field or ""), "value", number)
    for state in sorted({state for _unit, _country, state in told}):
        yield Row(Breakdown.FIELD, root, country, 0, "", state, None)


def _parts(places: _Places, country: str, total: int, rows: Ints, column: Any) -> list[tuple[Any, int]]:
    """The parts that the rows of a country ('': of all) fall into by a column, and what is shown of each: less than one
    base from the truth, and together the total. One part, None, where no such numbers are safe."""
    one, how = places.one, places.how
    of_rows = column[rows]
    if not len(rows) or (of_rows == of_rows[0]).all():
        return [(of_rows[0].item(), total)] if len(rows) else []
    parts, of = np.unique(of_rows, return_inverse=True)
    exact = np.bincount(of, weights=one.persons[rows])
    rest = np.mod(exact, how.base)
    low = np.rint((exact - rest) / how.base).astype(np.int64)
    ups = total // how.base - int(low.sum())
    own, others = places.owns(country, rows, of, len(parts))
    code = parts.astype(np.uint64) if parts.dtype.kind != "U" else _number(parts)
    of_kind = places.before.get(Breakdown.PARTNER if country else Breakdown.FIELD)
    for attempt in range(TRIES):
        threshold = thresholds(one, how, code + np.uint64(attempt))
        if of_kind is not None and not attempt:
            was = np.array([of_kind.get((country, part), 0) for part in parts.tolist()], dtype=np.float64)
            threshold = _as_before(threshold, exact, was, how.base)
        wish = rest / how.base - threshold
        order = np.argsort(np.where(rest > 0, -wish, np.inf), kind="stable")
        numbers = low.copy()
        numbers[order[:ups]] += 1
        numbers *= how.base
        if _leaves_room(numbers, own, others, how.base):
            return list(zip(parts.tolist(), numbers.tolist(), strict=True))
    return [(None, total)]


def _leaves_room(shown: Ints, own: Any, others: Ints, base: int) -> bool:
    """Whether, to each who knows an own part exactly, the rest may still be what is shown of it."""
    least, most = (np.maximum(shown + end - own, 0).sum(axis=1) for end in (1 - base, base - 1))
    return bool(((least <= others) & (others <= most)).all())
