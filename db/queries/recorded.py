"""What the records of an institution count of the box that a statement or a question speaks of."""

from dataclasses import dataclass

import pandas as pd

from db.bounds import Box
from db.metrics import STUDENTS
from db.queries.cards import Counted
from db.queries.claims import World
from db.queries.moment import ACADEMIC, Moment
from db.vocabulary import NOT_STATED_COUNTRY, ROOT_UNIT, CellState, Level, PeriodKind

BY = ("country", "faculty", "department", "level")


@dataclass(frozen=True)
class Recorded:
    """Persons counted in a box. high: with those of whom the records do not tell whether they are in it; None: some
    numbers of it are withheld. lacking: countries of the box, where it does not hold all foreign ones, that the records
    have no cell of: perhaps nobody came from there, perhaps it was not told."""

    low: int
    high: int | None
    series: str
    count_date: str
    is_invented: bool
    lacking: int = 0


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
        """What they count of the box; None where they have no cell of it, or are about another direction or type."""
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
        if not inside.any():
            return None  # no cell is not a zero
        is_known = rows["state"] == CellState.VALUE
        known = rows["headcount"].fillna(0)
        low, may_be = float(known[inside].sum()), float(known[maybe].sum())
        high = round(may_be) if is_known[maybe].all() else None
        is_all = box.countries == self.countries or not self.is_by_country
        lacking = 0 if is_all else len(box.countries - set(rows["country_code"]))
        invented = bool(rows["is_invented"].any())
        return Recorded(round(low), high, self.series, self.count_date, invented, lacking)


def records_of(
    counted: Counted, where: World, moment: Moment, direction: str, kind: str, everybody: bool = False
) -> Records | None:
    """The records of students in a direction and of a mobility type, by their preferred series; of everybody enrolled,
    where asked for. None where there are none of the year, or of stock where flow is meant."""
    if moment.population != STUDENTS or moment.year_kind != ACADEMIC:
        return None
    year = {"academic_year": [str(moment.year)]}
    if everybody:
        if not where.enrolment:
            return None
        rows = counted.enrolment(BY[1:], {**year, "series": [where.enrolment]})
        told = rows.assign(country_code=NOT_STATED_COUNTRY)
        return None if told.empty else Records(told, (direction, kind), where.countries, where.enrolment, "", False)
    alike = (direction, kind, moment.measure, PeriodKind.ACADEMIC_YEAR)
    fits = [
        one for one in where.series
        if (one["direction"], one["mobility_type"], one["measure"], one["period_kind"]) == alike
    ]  # fmt: skip
    if not fits:
        return None
    code = str(fits[0]["series"])
    asked = {**year, "series": [code], "direction": [direction], "mobility_type": [kind]}
    told = counted.mobility(BY, asked)
    foreign = where.countries - {where.home}
    return None if told.empty else Records(told, (direction, kind), foreign, code, str(fits[0]["count_date"]))
