"""What the records of an institution count of the box that a statement or a question speaks of."""

from dataclasses import dataclass

import pandas as pd

from db.bounds import Box
from db.metrics import STUDENTS
from db.queries import gate
from db.queries.cards import Counted
from db.queries.claims import LEVELS, World
from db.queries.moment import ACADEMIC, Moment
from db.vocabulary import NOT_COUNTRIES, NOT_STATED_COUNTRY, CellState, Level, Measure, PeriodKind
from db.vocabulary import Counted as Persons

BY = ("country", "faculty", "department", "level")


@dataclass(frozen=True)
class Recorded:
    """Persons counted in a box, those that are surely in it.

    high: with those of whom the records do not tell whether they are in it; None: some numbers of it are withheld.
    lacking: countries of the box, where it does not hold all foreign ones, that the records have no cell of: perhaps
    nobody came from there, perhaps it was not told.
    """

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
    where: World
    series: str
    count_date: str
    is_by_country: bool = True
    off: int = 0
    levels: int = 1
    """By how much a protected number of one level may be off at most (0: numbers are as they are); how many levels."""

    def of_box(self, box: Box) -> Recorded | None:
        """What they count of the box; None where they have no cell of it, or are about another direction or type."""
        if (box.directions, box.mobility_types) != (frozenset({self.of[0]}), frozenset({self.of[1]})):
            return None
        everyone = self.where.countries - ({self.where.home} if self.is_by_country else set())
        if not (box.countries <= everyone if self.is_by_country else box.countries == everyone):
            return None
        rows, within = self.rows, self.where.within
        unit = rows["department_code"].where(rows["department_code"] != "", rows["faculty_code"])
        of_unit = {code: within.get(code, frozenset({code})) for code in set(unit)}
        inside, maybe = pd.Series(True, rows.index), pd.Series(True, rows.index)
        sides = (
            (rows["country_code"], {code: everyone if code in NOT_COUNTRIES else {code} for code in
                                    set(rows["country_code"])}, box.countries),
            (unit, of_unit, box.units),
            (rows["level"], {code: LEVELS if code == Level.NOT_STATED else {code} for code in set(rows["level"])},
             box.levels),
        )  # fmt: skip
        for codes, may_be, some in sides:
            # A row that does not tell is surely inside only where all that it may be is.
            inside &= codes.map({code: set(among) <= some for code, among in may_be.items()}).astype(bool)
            maybe &= codes.map({code: not some.isdisjoint(among) for code, among in may_be.items()}).astype(bool)
        if not maybe.any():
            return None  # no cell is not a zero
        is_known = rows["state"] == CellState.VALUE
        known = rows["headcount"].fillna(0)
        low, most = float(known[inside].sum()), float(known[maybe].sum())
        off = self._off(box, unit[maybe])
        high = round(most) + off if is_known[maybe].all() else None
        is_all = box.countries == everyone or not self.is_by_country
        lacking = 0 if is_all else len(box.countries - set(rows["country_code"]))
        invented = bool(rows["is_invented"].any())
        return Recorded(max(0, round(low) - off), high, self.series, self.count_date, invented, lacking)

    def _off(self, box: Box, unit: "pd.Series[str]") -> int:
        """By how much the sum of a box may be off: for each level, country and unit that it is put together of, but
        all countries, or a unit with all below it, are one sum."""
        if not self.off:
            return 0
        countries = 1 if box.countries >= self.where.countries - {self.where.home} else len(box.countries)
        units = 1 if box.units in self.where.within.values() else unit.nunique()
        return self.off * min(self.levels, len(box.levels)) * countries * units


def records_of(
    counted: Counted, where: World, moment: Moment, direction: str, kind: str, everybody: bool = False
) -> Records | None:
    """The records of students in a direction and of a mobility type, by the first of their series that counts persons
    and has the year; of everybody enrolled, where asked for. None where there are none, or the moment is of another
    definition than the institution's own, or of stock where they are of flow."""
    if moment.population != STUDENTS or moment.year_kind != ACADEMIC or moment.definition:
        return None
    year = {"academic_year": [str(moment.year)]}
    if everybody:
        if not where.enrolment or moment.measure != Measure.STOCK:
            return None
        rows = counted.enrolment(BY[1:], {**year, "series": [where.enrolment]})
        told = rows.assign(country_code=NOT_STATED_COUNTRY)
        off = _off(counted, where)
        return None if told.empty else Records(told, (direction, kind), where, where.enrolment, "", False, *off)
    alike = (direction, kind, moment.measure, PeriodKind.ACADEMIC_YEAR, Persons.PERSONS)
    names = ("direction", "mobility_type", "measure", "period_kind", "counted")
    for one in where.series:
        if tuple(one[name] for name in names) == alike:
            code = str(one["series"])
            asked = {**year, "series": [code], "direction": [direction], "mobility_type": [kind]}
            told = counted.mobility(BY, asked)
            if len(told):
                return Records(
                    told, (direction, kind), where, code, str(one["count_date"]), True, *_off(counted, where)
                )
    return None


def _off(counted: Counted, where: World) -> tuple[int, int]:
    """As in `Records`."""
    engine = getattr(counted, "engine", None)
    if engine is None or gate.is_exact(engine) or not gate.is_protected(engine, [where.institution]):
        return 0, 1
    return gate.base(engine) - 1, gate.levels(engine, where.institution)
