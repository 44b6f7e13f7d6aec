"""What the records of an institution count of the box that a statement or a question speaks of."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine

from db.bounds import Box
from db.metrics import STUDENTS
from db.queries import options
from db.queries.cards import Counted
from db.queries.claims import World
from db.queries.moment import ACADEMIC, Moment
from db.vocabulary import NOT_STATED_COUNTRY, ROOT_UNIT, CellState, Level, PeriodKind

BY = ("country", "faculty", "department", "level")


@dataclass(frozen=True)
class Recorded:
    """Persons counted in a box. high: with those of whom the records do not tell whether they are in it; None: some
    numbers of it are withheld."""

    low: int
    high: int | None
    series: str
    count_date: str
    is_invented: bool


@dataclass(frozen=True)
class Records:
    """The records of one moment: rows by country, unit and level; is_by_country: those of everybody are not."""

    rows: pd.DataFrame
    of: tuple[str, str]
    countries: frozenset[str]
    series: str
    count_date: str
    is_by_country: bool = True

    def of_box(self, box: Box) -> Recorded | None:
        """What they count of the box; None where they are about others than its direction and type."""
        if (box.directions, box.mobility_types) != (frozenset({self.of[0]}), frozenset({self.of[1]})):
            return None
        if not (box.countries <= self.countries if self.is_by_country else box.countries == self.countries):
            return None
        rows = self.rows
        unit = rows["department_code"].where(rows["department_code"] != "", rows["faculty_code"])
        inside, maybe = pd.Series(True, rows.index), pd.Series(True, rows.index)
        sides = (
            (rows["country_code"], box.countries, NOT_STATED_COUNTRY), (unit, box.units, ROOT_UNIT),
            (rows["level"], box.levels, str(Level.NOT_STATED)),
        )  # fmt: skip
        for codes, some, untold in sides:
            inside &= codes.isin(some)
            maybe &= codes.isin({*some, untold})
        is_known = rows["state"] == CellState.VALUE
        known = rows["headcount"].fillna(0)
        low, may_be = float(known[inside].sum()), float(known[maybe].sum())
        high = round(may_be) if is_known[maybe].all() else None
        return Recorded(round(low), high, self.series, self.count_date, bool(rows["is_invented"].any()))


def records_of(engine: Engine, counted: Counted, where: World, moment: Moment, direction: str, kind: str,
               everybody: bool = False) -> Records | None:  # fmt: skip
    """The records of students in a direction and of a mobility type, by their preferred series; of everybody enrolled,
    where asked for. None where there are none of the year, or of stock where flow is meant."""
    if moment.population != STUDENTS or moment.year_kind != ACADEMIC:
        return None
    year = {"academic_year": [str(moment.year)]}
    if everybody:
        code = options.enrolment_series(engine, where.institution)
        rows = counted.enrolment(BY[1:], {**year, "series": [code]}) if code else pd.DataFrame()
        told, foreign = rows.assign(country_code=NOT_STATED_COUNTRY), where.countries
        date = ""
    else:
        listed = options.mobility_series(engine, where.institution)
        fits = (listed["direction"] == direction) & (listed["mobility_type"] == kind)
        fits &= (listed["measure"] == moment.measure) & (listed["period_kind"] == PeriodKind.ACADEMIC_YEAR)
        if not fits.any():
            return None
        series = listed[fits].iloc[0]
        code, date = str(series["series"]), str(series["count_date"])
        asked = {**year, "series": [code], "direction": [direction], "mobility_type": [kind]}
        told, foreign = counted.mobility(BY, asked), where.countries - {where.home}
    return None if told.empty else Records(told, (direction, kind), foreign, code, date, not everybody)
