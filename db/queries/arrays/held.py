"""Current cells of one institution, held in memory, and the questions they answer as SQL does."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from db.models import Country
from db.queries.arrays.cells import Cells, read_enrolment, read_mobility
from db.queries.arrays.cubes import Cube, cube
from db.queries.arrays.folds import Bools
from db.queries.arrays.frames import frame
from db.queries.arrays.grids import Budget
from db.queries.arrays.names import Names, read_names
from db.queries.arrays.rows import Found, NotHeld, Question, ask, rows
from db.queries.asking import (
    EMPTY,
    Scope,
    Where,
    first_day,
    members,
    name_in,
    stock_over_years,
    wanted,
)
from db.queries.counts import ENROLMENT, MOBILITY, _scoped


@dataclass(frozen=True)
class Held:
    """Cells of one institution as they were when they were read. engine: asked only why a value cannot be meant."""

    engine: Engine
    names: Names = field(repr=False)
    of_mobility: Cube = field(repr=False)
    of_enrolment: Cube = field(repr=False)

    @property
    def institution(self) -> str:
        return self.names.institution

    def mobility(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        """As `counts.mobility` of this institution. Raises as it does; NotHeld for what only SQL can answer."""
        return self._answer(self.of_mobility, by, where, language)

    def enrolment(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        """As `counts.enrolment` of this institution, else as `mobility`."""
        return self._answer(self.of_enrolment, by, where, language)

    def _answer(self, cube: Cube, by: Sequence[str], where: Where, language: str) -> pd.DataFrame:
        name_in(Country, language)
        if "scope" in cube.topic.dimensions:
            by, where = _scoped(by, where)
        cube.topic.columns(by)
        listed = list(dict.fromkeys(by))
        question = self._question(cube, listed, where)
        found = ask(cube, question)
        _refuse_stock_over_years(cube, found, listed)
        return frame(cube, listed, rows(cube, question, found), language)

    def _question(self, cube: Cube, listed: Sequence[str], where: Where) -> Question:
        """Raises BadQuestion, NotHeld."""
        keep: dict[str, Bools] = {}
        of_groups = None
        for name, values in where.items():
            if not values:
                continue
            cube.topic.refuse_unknown(name)
            if name == "group":
                of_groups = self._of_groups(cube, values)
            elif name not in cube.dimensions or (name == "institution" and set(values) != {self.institution}):
                raise NotHeld
            elif name != "scope" or Scope.ALL not in wanted(self.engine, name, values):
                dimension = cube.dimensions[name]
                at = [dimension.at[value] for value in self._wanted(name, values) if value in dimension.at]
                there = np.isin(dimension.ranks, at)
                keep[dimension.axis] = keep[dimension.axis] & there if dimension.axis in keep else there
        if not cube.blocks or not set(listed) <= set(cube.dimensions):
            raise NotHeld
        return Question(listed, keep, of_groups)

    def _wanted(self, name: str, values: Sequence[str]) -> list[Any]:
        if name != "country":
            return wanted(self.engine, name, values)
        at = [self.names.country_at.get(value.strip().upper()) for value in values]
        codes = self.names.country_codes
        return [
            wanted(self.engine, name, [value])[0] if place is None else codes[place]
            for place, value in zip(at, values, strict=True)
        ]

    def _of_groups(self, cube: Cube, groups: Sequence[str]) -> Bools:
        """Which countries are members of one of the groups at the start of each period's academic year."""
        found = np.zeros((len(cube.periods), len(self.names.country_codes)), dtype=bool)
        days = [first_day(period) for period in cube.periods]
        for group in groups:
            if group not in self.names.groups:
                members(self.engine, group, days[0])
        for m in self.names.members:
            if m.group in groups:
                there = [m.since <= day and (m.until is None or m.until > day) for day in days]
                found[:, m.country] |= there
        return found


def _refuse_stock_over_years(cube: Cube, found: Sequence[Found], listed: Sequence[str]) -> None:
    """Raises StockOverYears if a series of a stock meets more than one period in one row."""
    if "period" in listed:
        return
    met: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for one in found:
        block = cube.blocks[one.block]
        if block.is_stock:
            for period in one.periods[one.there.any(axis=1)].tolist():
                year = (int(cube.years[period]),) if "academic_year" in listed else ()
                met[(block.series, *year)].add(period)
    for key in sorted(key for key, periods in met.items() if len(periods) > 1):
        periods = met[key]
        first, last = cube.periods[min(periods)], cube.periods[max(periods)]
        raise stock_over_years(list(cube.dimensions["series"].at)[key[0]], len(periods), first, last)


def read(engine: Engine, institution: str, budget: Budget | None = None) -> Held:
    """All current cells of an institution and the names of what they are of, from one state of the database."""
    # On SQLite a transaction sees one state anyway.
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection:
        names = read_names(connection, institution)
        mobility, enrolment = read_mobility(connection, names), read_enrolment(connection, names)
    return hold(engine, names, mobility, enrolment, budget or Budget())


def hold(engine: Engine, names: Names, mobility: Cells, enrolment: Cells, budget: Budget) -> Held:
    """The cells, laid out for questions."""
    return Held(engine, names, cube(MOBILITY, names, mobility, budget), cube(ENROLMENT, names, enrolment, budget))
