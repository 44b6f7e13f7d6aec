"""Current cells of one institution, held in memory, and the questions they answer as SQL does."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
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
    Members,
    Scope,
    Where,
    as_of,
    countries_in,
    day_of,
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

    def releases(self, where: Where = EMPTY, topic: str = "mobility") -> list[int]:
        """Releases behind the answer of a question. Raises BadQuestion; NotHeld for what only SQL can answer."""
        cube = self.of_mobility if topic == "mobility" else self.of_enrolment
        if "scope" in cube.topic.dimensions:
            _by, where = _scoped((), where)
        question = self._question(cube, (), where)
        return cube.behind.releases(question.keep, list(question.of_groups.values()))

    def _answer(self, cube: Cube, by: Sequence[str], where: Where, language: str) -> pd.DataFrame:
        name_in(Country, language)
        if "scope" in cube.topic.dimensions:
            by, where = _scoped(by, where)
        listed = list(dict.fromkeys(sorted(by, key=lambda name: name != "group")))
        cube.topic.columns(listed)
        question = self._question(cube, listed, where)
        found = ask(cube, question)
        _refuse_stock_over_years(cube, found, listed)
        return frame(cube, listed, rows(cube, question, found), language)

    def _question(self, cube: Cube, listed: Sequence[str], where: Where) -> Question:
        """Raises BadQuestion, NotHeld."""
        if "group" in listed:
            as_of(where)
        keep: dict[str, Bools] = {}
        for name, values in where.items():
            if values:
                cube.topic.refuse_unknown(name)
                kept = self._kept(cube, name, values, where)
                if kept is not None:
                    axis = cube.dimensions[name].axis
                    keep[axis] = keep[axis] & kept if axis in keep else kept
        if not cube.blocks or not set(listed) <= set(cube.dimensions):
            raise NotHeld
        return Question(listed, keep, self._of_groups(cube, listed, where))

    def _kept(self, cube: Cube, name: str, values: Sequence[str], where: Where) -> Bools | None:
        """Members of an axis that meet a condition; None if all do, or if it is one on groups."""
        if name in ("group", "members"):
            as_of(where)
            for group in values if name == "group" else ():
                if group not in self.names.group_codes:
                    members(self.engine, group, date.today())
            return None
        if name not in cube.dimensions or (name == "institution" and set(values) != {self.institution}):
            raise NotHeld
        dimension = cube.dimensions[name]
        if name == "region":
            return np.isin(self.names.country_codes.astype(str), countries_in(values))
        wanted = self._wanted(name, values)
        if name == "scope" and Scope.ALL in wanted:
            return None
        return np.isin(dimension.ranks, [dimension.at[value] for value in wanted if value in dimension.at])

    def _wanted(self, name: str, values: Sequence[str]) -> list[Any]:
        if name != "country":
            return wanted(self.engine, name, values)
        at = [self.names.country_at.get(value.strip().upper()) for value in values]
        codes = self.names.country_codes
        return [
            wanted(self.engine, name, [value])[0] if place is None else codes[place]
            for place, value in zip(at, values, strict=True)
        ]

    def _of_groups(self, cube: Cube, listed: Sequence[str], where: Where) -> dict[int, Bools | None]:
        """Which countries count in which period, for each group that is listed; else for all that are asked for."""
        codes = self.names.group_codes.tolist()
        asked = [place for place, code in enumerate(codes) if code in (where.get("group") or codes)]
        if "group" in listed:
            return {place: self._members(cube, [place], as_of(where)) for place in asked}
        return {0: self._members(cube, asked, as_of(where)) if where.get("group") else None}

    def _members(self, cube: Cube, groups: Sequence[int], of: Members) -> Bools:
        """Which countries are full members of one of the groups on the day that counts for each period."""
        found = np.zeros((len(cube.periods), len(self.names.country_codes)), dtype=bool)
        days = [day_of(period, of) for period in cube.periods]
        for m in self.names.members:
            if m.group in groups:
                found[:, m.country] |= [m.since <= day and (m.until is None or m.until > day) for day in days]
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
