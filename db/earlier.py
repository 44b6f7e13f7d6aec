"""Sums of mobility cells in one form, whether a batch brings them or the database holds them, so that they compare."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, Engine, and_, case, func, not_, select
from sqlalchemy.orm import aliased

from db.batch import Batch, Extent, Facts
from db.models import Country, Institution, InstitutionRecord, MobilityCount, Series, Unit, UnitRecord
from db.vocabulary import NOT_STATED_COUNTRY, CellState

YEAR_LENGTH, NEVER = 4, 9999
TOTAL, COUNTRY, FACULTY = "total", "country", "faculty"
GROUP = ("series", "institution", "direction", "mobility_type")
BY_UNIT = (*GROUP, "period", "unit")

Key = tuple[str, ...]


class Sum(NamedTuple):
    """Cells, those of them with a number, and what these add up to."""

    cells: int
    known: int
    headcount: float

    def plus(self, other: "Sum | None") -> "Sum":
        """Both together."""
        return Sum(self[0] + other[0], self[1] + other[1], self[2] + other[2]) if other else self


Sums = dict[Key, Sum]
"""Sums by the codes they were asked by."""


class Line(NamedTuple):
    """Students over the years: of a whole institution, from one country, or of one faculty. owner '': of all."""

    series: str
    owner: str
    direction: str
    mobility_type: str
    kind: str = TOTAL
    code: str = ""

    @property
    def whole(self) -> "Line":
        return self._replace(kind=TOTAL, code="")


Lines = dict[Line, dict[int, Sum]]
Figures = dict[Key, float]
Cells = dict[tuple[Key, int], Figures]
"""Headcounts by series and institution, and year."""


class Brought:
    """Mobility cells of a batch. Columns are numbered once, however often sums are asked for.

    homes: country of each institution; cells of it are no international students.
    """

    def __init__(self, facts: Facts, homes: Mapping[str, str]) -> None:
        self._facts = facts
        self._numbered: dict[str, tuple[list[str], np.ndarray]] = {}
        states, state = self._codes("cell_state")
        is_value = np.array([word == CellState.VALUE.value for word in states], bool)[state]
        given = np.array([np.nan if h is None else h for h in facts.column("headcount")], float)
        self._known = is_value & ~np.isnan(given)
        self._headcount = np.where(self._known, given, 0)
        (owners, owner), (countries, country) = self._codes("institution"), self._codes("country_code")
        at = {word: number for number, word in enumerate(countries)}
        self._domestic = np.array([at.get(homes.get(word, ""), -1) for word in owners], int)[owner] == country

    def sums(self, by: Sequence[str], *, domestic: bool = False, above: float = -1) -> Sums:
        """Sums by columns. domestic: of all cells, not of international ones alone; above: only larger sums."""
        rows = np.flatnonzero(~self._domestic | domestic)
        columns = [(np.array(words, object), codes[rows]) for words, codes in map(self._codes, by)]
        key = np.zeros(len(rows), np.int64)
        for words, codes in columns:
            key = key * len(words) + codes
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        cells, known, headcount = (
            np.bincount(which, weights, minlength=len(first))
            for weights in (np.ones(len(rows)), self._known[rows], self._headcount[rows])
        )
        kept = np.flatnonzero(headcount > above)
        named = zip(*[words[codes[first[kept]]].tolist() for words, codes in columns], strict=True)
        told = zip(*[part[kept].tolist() for part in (cells, known, headcount)], strict=True)
        return {name: Sum(int(n), int(k), h) for name, (n, k, h) in zip(named, told, strict=True)}

    def rounded(self) -> set[str]:
        """Series whose numbers are all multiples of five."""
        words, codes = self._codes("series")
        other = set(codes[self._headcount % 5 != 0].tolist())
        return {word for number, word in enumerate(words) if number not in other}

    def files(self) -> dict[tuple[str, str], int]:
        """A file that tells of a series and period."""
        series, period, file = (self._facts.column(name) for name in ("series", "period", "file"))
        return dict(zip(zip(series, period, strict=True), file, strict=False))

    def _codes(self, name: str) -> tuple[list[str], np.ndarray]:
        if name not in self._numbered:
            column = self._facts.column(name) or [""] * len(self._facts)
            # A member of an enumeration is equal to its code, but hashes otherwise: both may stand in one column.
            shown = {value: str(value or "") for value in dict.fromkeys(column)}
            at = {word: number for number, word in enumerate(dict.fromkeys(shown.values()))}
            number_of = {value: at[word] for value, word in shown.items()}
            self._numbered[name] = list(at), np.array([number_of[value] for value in column], np.int64)
        return self._numbered[name]


@dataclass(frozen=True)
class Held:
    """Current mobility cells of years in the database, of some series and institutions (None: of all).

    homes: country of each institution; cells of it are left out.
    """

    engine: Engine
    series: Collection[str]
    institutions: Collection[str] | None
    homes: Mapping[str, str]

    def sums(self, by: Sequence[str], periods: Collection[str] | None = None) -> Sums:
        """Sums by columns, as those of a batch; of these periods."""
        m = MobilityCount
        keys: dict[str, tuple[Any, Any]] = {
            "series": (m.series_id, Series), "unit": (m.unit_id, Unit),
            "institution": (Unit.institution_id, Institution),
        }  # fmt: skip
        # A unit tells its institution; grouped by less, sums come in the order of the index. Codes are joined to sums.
        inside = [name for name in by if name != "institution" or "unit" not in by]
        grouped_by = [keys[name][0] if name in keys else getattr(m, name) for name in inside]
        is_value = m.cell_state == CellState.VALUE
        known, total = func.sum(case((is_value, 1), else_=0)), func.coalesce(func.sum(case((is_value, m.headcount))), 0)
        sums = select(
            *[column.label(name) for name, column in zip(inside, grouped_by, strict=True)], func.count(), known, total
        )
        if "institution" in inside:
            sums = sums.join(Unit, Unit.id == m.unit_id)
        sums = sums.where(m.is_current, func.length(m.period) == YEAR_LENGTH, *self._which(periods))
        inner = sums.group_by(*grouped_by).subquery()
        codes = [keys[name][1].code if name in keys else inner.c[name] for name in by]
        statement = select(*codes, *list(inner.c)[len(inside) :]).select_from(inner)
        for name in sorted({*keys} & {*by}, reverse=True):
            column = inner.c[name] if name in inside else Unit.institution_id
            statement = statement.join(keys[name][1], keys[name][1].id == column)
        with self.engine.connect() as connection:
            return {
                tuple(str(word) for word in row[:-3]): Sum(int(row[-3]), int(row[-2]), float(row[-1]))
                for row in connection.execute(statement)
            }

    def _which(self, periods: Collection[str] | None) -> Iterator[ColumnElement[bool]]:
        m = MobilityCount
        yield m.series_id.in_(select(Series.id).where(Series.code.in_(self.series)))
        if self.institutions is not None:
            yield m.unit_id.in_(_units(self.institutions))
        for country in sorted({*self.homes.values()} - {""}):
            there = [code for code, home in self.homes.items() if home == country]
            yield not_(and_(m.country_code == country, m.unit_id.in_(_units(there))))
        if periods is not None:
            yield m.period.in_(periods)


def _units(institutions: Iterable[str]) -> Any:
    owned = Institution.code.in_(list(institutions))
    return select(Unit.id).join(Institution, Institution.id == Unit.institution_id).where(owned)


@dataclass(frozen=True)
class Names:
    """What is known of codes, in the database and in a batch, which has the last word.

    homes: country of each institution; above, ends: the unit above, and the year it is gone, of each unit (institution
    and code); called: names of units, of institutions (code of the unit '') and of countries (institution '').
    """

    homes: dict[str, str] = field(default_factory=dict)
    above: dict[Key, str] = field(default_factory=dict)
    ends: dict[Key, int] = field(default_factory=dict)
    called: dict[Key, str] = field(default_factory=dict)

    def lineage(self, institution: str, unit: str) -> list[str]:
        """The unit, those above it (the last is the faculty), and '' for the institution as a whole."""
        found: list[str] = []
        while unit and unit not in found:
            found.append(unit)
            unit = self.above.get((institution, unit), "")
        return [*found, ""]


def names(engine: Engine, batch: Batch, institutions: Collection[str]) -> Names:
    """What is known of the institutions and their units."""
    found, some = Names(), list(institutions)
    u, above, r = UnitRecord, aliased(Unit), InstitutionRecord
    units = (
        select(Institution.code, Unit.code, above.code, u.valid_to, u.name_en, u.name_ru, u.name_kk)
        .join(Unit, Unit.id == u.unit_id)
        .join(Institution, Institution.id == Unit.institution_id)
        .outerjoin(above, above.id == u.parent_id)
        .where(u.is_current, Institution.code.in_(some))
    )
    homes = (
        select(Institution.code, r.country_code, r.name_en, r.name_ru, r.name_kk)
        .join(Institution, Institution.id == r.institution_id)
        .where(r.is_current, Institution.code.in_(some))
    )
    with engine.connect() as connection:
        countries = connection.execute(select(Country.code, Country.name_en))
        found.called.update({("", code): name for code, name in countries})
        known_units, known_homes = list(connection.execute(units)), list(connection.execute(homes))
    told = _rows(batch, "unit_record", "institution", "unit", "parent", "valid_to", "name_en", "name_ru", "name_kk")
    for owner, unit, parent, ends, *words in [*known_units, *told]:
        found.above[owner, unit], found.ends[owner, unit] = parent or "", ends.year if ends else NEVER
        found.called[owner, unit] = next(filter(None, words), unit)
    told = _rows(batch, "institution_record", "institution", "country_code", "name_en", "name_ru", "name_kk")
    for owner, country, *words in [*known_homes, *told]:
        if owner in institutions:
            found.homes[owner], found.called[owner, ""] = country or "", next(filter(None, words), owner)
    return found


def _rows(batch: Batch, table: str, *columns: str) -> list[Any]:
    facts = batch.facts.get(table, Facts())
    return list(zip(*[facts.column(name) or [None] * len(facts) for name in columns], strict=True))


def lines(units: Sums, countries: Sums, years: Callable[[str, str], set[int]], known: Names) -> Lines:
    """Sums by unit and by country as lines. years: the year that a period of a series is, if it is one."""
    found: Lines = defaultdict(dict)

    def add(line: Line, period: str, cells: Sum) -> None:
        for year in years(line.series, period):
            found[line][year] = cells.plus(found[line].get(year))

    for (series, owner, direction, mobility_type, period, unit), cells in units.items():
        whole = Line(series, owner, direction, mobility_type)
        add(whole, period, cells)
        if unit:
            add(whole._replace(kind=FACULTY, code=known.lineage(owner, unit)[-2]), period, cells)
    for (series, *owners, direction, mobility_type, period, country), cells in countries.items():
        if country != NOT_STATED_COUNTRY:
            add(Line(series, "".join(owners), direction, mobility_type, COUNTRY, country), period, cells)
    return found


def coverage(found: Lines) -> dict[tuple[Line, int], Counter[str]]:
    """Institutions, countries and cells with a number, by line over all institutions and year."""
    counts: dict[tuple[Line, int], Counter[str]] = defaultdict(Counter)
    for line, years in found.items():
        for year, cells in years.items():
            place = counts[line.whole._replace(owner=""), year]
            if cells.known and line.kind == TOTAL:
                place.update(institutions=1, cells=cells.known)
            elif cells.known and line.kind == COUNTRY:
                place.update(countries=1)
    return counts


def by_year(sides: Iterable[Sums], years: Callable[[str, str], set[int]], above: float) -> Cells:
    """Figures larger than `above` of sums that begin as those by unit do; a year of a later side in place of others."""
    figures: Cells = {}
    for sums in sides:
        told: Cells = defaultdict(dict)
        for (series, owner, direction, mobility_type, period, *rest), cells in sums.items():
            for year in years(series, period) if cells.headcount > above else ():
                told[(series, owner), year][direction, mobility_type, *rest] = cells.headcount
        figures |= told
    return figures


class Extents:
    """What a batch is complete for, in mobility."""

    def __init__(self, extents: Iterable[Extent]) -> None:
        self._by_shape: dict[tuple[bool, ...], set[Key]] = defaultdict(set)
        for e in extents:
            place = (e.series, e.institution, e.period, e.direction, e.country, e.unit)
            self._by_shape[tuple(map(bool, place))].add(tuple(filter(None, place)))

    def __bool__(self) -> bool:
        return bool(self._by_shape)

    def cover(self, place: Mapping[str, str], known: Names) -> bool:
        """Whether one covers all of a place, itself or as part of a unit; what it does not name stands for all."""
        at = [place.get(name, "") for name in ("series", "institution", "period", "direction", "country_code")]
        places = [(*at, unit) for unit in known.lineage(at[1], place.get("unit", ""))]
        return any(
            tuple(word for word, is_named in zip(one, shape, strict=True) if is_named) in named
            for shape, named in self._by_shape.items()
            for one in places
        )
