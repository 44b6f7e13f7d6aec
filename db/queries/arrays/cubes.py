"""All cells of one topic: a block per definition, and the dimensions to list by or to ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from db import regions
from db.queries.arrays.behind import Behind, behind
from db.queries.arrays.cells import DIRECTIONS, LEVELS, MOBILITY_TYPES, Cells
from db.queries.arrays.grids import Budget, Grid, grid
from db.queries.arrays.names import Ints, Named, Names, Words, words
from db.queries.asking import LANGUAGES, Scope, Topic
from db.vocabulary import Measure

AXES = ("group", "block", "period", "level", "unit", "country", "partner")
SCOPES = (Scope.DOMESTIC, Scope.INTERNATIONAL)


@dataclass(frozen=True)
class Dimension:
    """ranks: of each member of the axis the place of its code in their order. at: place of each code.

    columns: what it lists, code first, for each member.
    """

    axis: str
    ranks: Ints
    at: Mapping[Any, int]
    columns: Mapping[str, Named]


@dataclass(frozen=True)
class Block:
    """Cells that may be added: of one series, direction, mobility type and scope.

    by_place tells partners apart; it is by_country where no partner shares a country with another.
    """

    series: int
    is_stock: bool
    by_country: Grid
    by_place: Grid


@dataclass(frozen=True)
class Cube:
    """Blocks of a topic in the order of what they are of, and its dimensions by name; `measure` is one to be listed
    only. years: order of the year of each period. behind: the releases of the cells."""

    topic: Topic
    blocks: Sequence[Block]
    dimensions: Mapping[str, Dimension]
    periods: Sequence[str]
    behind: Behind

    @property
    def years(self) -> Ints:
        return self.dimensions["academic_year"].ranks

    def size(self, axis: str) -> int:
        return next(len(d.ranks) for d in self.dimensions.values() if d.axis == axis)


def cube(topic: Topic, names: Names, cells: Cells, budget: Budget) -> Cube:
    """Blocks of the cells, and the dimensions of which the cells are kept apart."""
    domestic = cells.country == names.country_at.get(names.home_country or "", -1)
    scope = np.where(domestic, SCOPES.index(Scope.DOMESTIC), SCOPES.index(Scope.INTERNATIONAL))
    kind = (cells.series, cells.direction, cells.mobility_type, scope)
    sizes = (len(names.series_ids) + 1, len(DIRECTIONS), len(MOBILITY_TYPES), len(SCOPES))
    numbers = np.ravel_multi_index(kind, sizes)
    found = np.flatnonzero(np.bincount(numbers, minlength=1))
    kinds = np.stack(np.unravel_index(found, sizes)) if len(found) else np.empty((4, 0), dtype=np.int64)
    dimensions = _dimensions(names, cells.periods, kinds)
    order = np.argsort(numbers, kind="stable")
    rows = np.split(order, np.searchsorted(numbers[order], found[1:])) if len(found) else []
    # Questions without a partner are the most by far: they have the first claim on the memory.
    countries = [grid(cells, some, budget, partners=False) for some in rows]
    blocks = [
        Block(int(series), names.measures[series] == Measure.STOCK, one, _by_place(cells, some, one, budget))
        for series, some, one in zip(kinds[0], rows, countries, strict=True)
    ]
    held = {name: d for name, d in dimensions.items() if name in topic.dimensions or name == "measure"}
    return Cube(topic, blocks, held, cells.periods, behind(cells, np.searchsorted(found, numbers)))


def _by_place(cells: Cells, rows: Ints, by_country: Grid, budget: Budget) -> Grid:
    pairs = cells.partner[rows].astype(np.int64) * (int(cells.country[rows].max()) + 1) + cells.country[rows]
    if len(np.unique(pairs)) == len(by_country.countries):
        return by_country
    return grid(cells, rows, budget, partners=True)


def _dimensions(names: Names, periods: Sequence[str], kinds: Ints) -> dict[str, Dimension]:
    years = sorted({period[:4] for period in periods})
    at_year = _order(years)
    year_of = np.array([at_year[period[:4]] for period in periods], dtype=np.int64)
    units, series = names.units, words([names.series_codes[s] for s in kinds[0]])
    measures = sorted(Measure)
    measure_of = [names.measures[s] for s in kinds[0]]
    whole = np.zeros(len(kinds[0]), dtype=np.int64)
    alone = {names.institution: 0}
    return {
        "academic_year": Dimension("period", year_of, at_year, {}),
        "period": Dimension("period", np.arange(len(periods)), _order(periods), _plain("period", words(periods))),
        "institution": Dimension("block", whole, alone, {
            **_plain("institution_code", words([names.institution] * len(whole))),
            "institution": {lang: name[whole] for lang, name in names.home.items()},
        }),
        "faculty": _unit("faculty", units.faculties, units.faculty_codes, units.faculty_names),
        "department": _unit("department", units.departments, units.department_codes, units.department_names),
        "level": Dimension("level", np.arange(len(LEVELS)), _order(LEVELS), _plain("level", words(LEVELS))),
        "country": _coded("country", names.country_codes, names.country_names),
        "region": _region(names.country_codes),
        "group": Dimension("group", np.arange(len(names.group_codes)), {}, _plain("group_code", names.group_codes)),
        "partner": _coded("partner", names.partner_codes, names.partner_names),
        "series": Dimension("block", kinds[0], _order(names.series_codes), _plain("series", series)),
        "direction": _kind("direction", kinds[1], DIRECTIONS),
        "mobility_type": _kind("mobility_type", kinds[2], MOBILITY_TYPES),
        "scope": _kind("scope", kinds[3], [str(scope) for scope in SCOPES]),
        "measure": _kind("measure", np.array([measures.index(m) for m in measure_of], dtype=np.int64), measures),
    }  # fmt: skip


def _plain(column: str, values: Words) -> Mapping[str, Named]:
    """A column that is the same in each language."""
    return {column: dict.fromkeys(LANGUAGES, values)}


def _coded(name: str, codes: Words, named: Named) -> Dimension:
    return Dimension(name, np.arange(len(codes)), _order(codes), {**_plain(f"{name}_code", codes), name: named})


def _unit(name: str, ranks: Ints, codes: Words, named: Named) -> Dimension:
    at = dict(zip(codes.tolist(), ranks.tolist(), strict=True))
    return Dimension("unit", ranks, at, {**_plain(f"{name}_code", codes), name: named})


def _region(countries: Words) -> Dimension:
    codes = [regions.of(country) for country in countries]
    at = _order(sorted(set(codes)))
    named = {
        language: words([regions.name(code, language) if code else "" for code in codes]) for language in LANGUAGES
    }
    ranks = np.array([at[code] for code in codes], dtype=np.int64)
    return Dimension("country", ranks, at, {**_plain("region_code", words(codes)), "region": named})


def _kind(name: str, ranks: Ints, codes: Sequence[Any]) -> Dimension:
    return Dimension("block", ranks, _order(codes), _plain(name, words([codes[rank] for rank in ranks])))


def _order(codes: Any) -> dict[Any, int]:
    return {code: place for place, code in enumerate(codes)}
