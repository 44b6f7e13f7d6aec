"""Rows that are persons -> headcounts of cells, and totals of distinct persons beside them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from db.batch import Extent, Facts
from db.vocabulary import NOT_STATED_COUNTRY, ROOT_UNIT, CellState, Direction, MobilityType, TotalBasis
from etl.declare import Into
from etl.errors import N_, BadValue, Problem
from etl.judge.asked import Answers, Codes, numbered
from etl.judge.persons import Cells, Crowd
from etl.judge.tidy import Gathered
from etl.judge.told import Told
from etl.read import Table, Words
from etl.recognise import Known

OF_TOTAL = ("series", "period", "direction", "mobility_type")
SERIES = "series"
APART = np.int64(-7046029254386353131)
"""An odd number, 2**64 over the golden ratio: multiples of it spread over all numbers."""

Grouping = tuple[Codes, dict[str, list[Any]]]
"""The group of each cell (-1: none), and what each group is."""


class GatheredPersons(Gathered):
    """The rows of a declaration of persons, counted as they come: memory holds cells, not rows."""

    def __init__(self, into: Into, known: Known, answers: Answers, institution: str) -> None:
        super().__init__(into, known, answers)
        assert into.persons
        self._persons, self._institution = into.persons, institution
        self._crowd = Crowd()
        self._series = [self._persons.series, self._persons.enrolments]
        self._used: set[int] = set()
        self._cells: Cells | None = None
        self._parts = np.zeros(0, np.int64)
        self._groupings: list[Grouping] = []
        self._of_totals: list[Codes] = []
        self.repeated = 0
        self.files: dict[str, None] = {}

    def _keep(self, table: Table, words: Words, codes: dict[str, Codes], sound: Codes) -> None:
        persons = words.persons
        self.files.setdefault(table.file)
        series = np.full(int(sound.sum()), 0 if persons is not None else 1, np.int32)
        self._used.add(int(series[0]))
        keys = [series, *[codes[name] for name in self._named]]
        sizes = [len(self._series), *[len(self.asked[name].values) for name in self._named]]
        if persons is not None:
            # Totals are of one period: who stands in several is another person in each, and need not be compared.
            persons = persons[sound] + codes["period"] * APART
        self._crowd.add(keys, sizes, words.rows[sound], persons, table.number)

    def _read(self, table: Table, words: Words, told: Told) -> tuple[dict[str, Codes], Codes]:
        codes, sound = super()._read(table, words, told)
        if words.persons is not None and (nobody := (words.persons == 0) & sound).any():
            bad = BadValue(N_("Nothing tells who this is."), N_("Fill in the number of the student."))
            bad.column = self._persons.column
            told.add(table, words, np.flatnonzero(nobody), bad, "")
            sound = sound & ~nobody
        return codes, sound

    @property
    def _named(self) -> list[str]:
        return list(self.asked)

    def facts(self, tables: Sequence[Table], twice: dict[tuple[str, int], Problem]) -> Facts:
        """One fact per cell: distinct persons where the file tells them apart, else its rows. It is of the first table
        that has a row of the cell."""
        if not self._used:
            return Facts()
        self._cells = self._crowd.cells([len(self._series), *[len(self.asked[n].values) for n in self._named]])
        count = len(self._cells.lines)
        self._groupings = self._grouped_for_totals() if self._used == {0} else []
        persons, *self._of_totals = self._cells.persons([np.arange(count), *[groups for groups, _ in self._groupings]])
        self._crowd.close()
        self.repeated = int(self._cells.rows.sum() - persons.sum())
        columns: dict[str, list[Any]] = {name: [value] * count for name, value in self.into.constants.items()}
        columns |= {SERIES: [self._series[code] for code in self._cells.keys[0].tolist()]}
        for name, codes in zip(self._named, self._cells.keys[1:], strict=True):
            columns[name] = [self.asked[name].values[code] for code in codes.tolist()]
        columns |= {"headcount": persons.tolist(), "cell_state": [CellState.VALUE] * count}
        from_tables = [tables[number] for number in self._cells.tables.tolist()]
        self._parts = np.array([table.part for table in from_tables], np.int64)
        columns["source_rows"] = [
            f"{table.label}: {lines}" if table.label else lines
            for table, lines in zip(from_tables, self._cells.lines, strict=True)
        ]
        columns["file"] = self._parts.tolist()
        return self._needed(
            Facts(columns), self._cells.keys[1 + self._named.index("period")] if self._picking else None
        )

    def totals(self) -> Facts:
        """Distinct persons behind each total: of the institution, its faculties and departments over all countries, of
        the first two by country too; rows of stated_total. Nothing where the file does not tell persons apart."""
        if not self._groupings:
            return Facts()
        found = Facts()
        for (groups, rows), persons in zip(self._groupings, self._of_totals, strict=True):
            files = np.full(len(persons), self._parts.max(initial=0))
            np.minimum.at(files, groups[groups >= 0], self._parts[groups >= 0])
            found.extend(Facts({**rows, "headcount": persons.tolist(), "file": files.tolist()}))
        return found.beside(cell_state=CellState.VALUE, basis=TotalBasis.DISTINCT, label="", source_rows="")

    def _grouped_for_totals(self) -> list[Grouping]:
        """How the cells are grouped for each kind of total."""
        assert self._cells
        columns = dict(zip([SERIES, *self._named], self._cells.keys, strict=True))
        whole, faculties, departments = self._units(columns["unit"])
        over_all = [NOT_STATED_COUNTRY] * len(whole)
        if "country_code" not in columns:
            return [self._grouping(columns, units, over_all) for units in (whole, faculties, departments)]
        countries = [self.asked["country_code"].values[code] for code in columns["country_code"].tolist()]
        # Mobility within the home country is no part of what a figure of international students says.
        home = self.known.home_country
        whole, faculties, departments = (
            [None if country == home else unit for unit, country in zip(units, countries, strict=True)]
            for units in (whole, faculties, departments)
        )
        return [self._grouping(columns, units, over_all) for units in (whole, faculties, departments)] + [
            self._grouping(columns, _where_stated(units, countries), countries) for units in (whole, faculties)
        ]

    def _units(self, units: Codes) -> list[list[str | None]]:
        """For each cell its institution, its faculty, its department; None where it has none."""
        codes = [self.asked["unit"].values[code] for code in units.tolist()]
        above = {code: self.known.parent(self._institution, code) if code else "" for code in set(codes)}
        return [
            [ROOT_UNIT for _ in codes],
            [above[code] or code or None for code in codes],
            [code if above[code] else None for code in codes],
        ]

    def _grouping(self, columns: Mapping[str, Codes], units: list[str | None], countries: list[str]) -> Grouping:
        """The group of each cell (-1: none), and what each group is."""
        there = np.array([unit is not None for unit in units], bool)
        told = {name: columns[name] for name in OF_TOTAL if name in columns}
        unit_names, country_names = sorted({u for u in units if u is not None}), sorted(set(countries))
        unit_of = {name: index for index, name in enumerate(unit_names)}
        country_of = {name: index for index, name in enumerate(country_names)}
        keys = [*told.values(), np.array([unit_of.get(u or "", 0) for u in units], np.int32)]
        keys.append(np.array([country_of[c] for c in countries], np.int32))
        if self._picking:
            period = told["period"]
            there &= np.array([self._takes(code) for code in period.tolist()], bool)
        sizes = [self._size(name) for name in told] + [len(unit_names) or 1, len(country_names) or 1]
        found, which = numbered([key[there] for key in keys], sizes)
        groups = np.full(len(units), -1, np.int64)
        groups[there] = which
        rows = {name: [self._value(name, code) for code in codes.tolist()]
                for name, codes in zip(told, found, strict=False)}  # fmt: skip
        count = len(found[0])
        for name, usual in (("direction", Direction.INBOUND), ("mobility_type", MobilityType.DEGREE)):
            rows.setdefault(name, [self.into.constants.get(name, usual)] * count)
        rows["unit"] = [unit_names[code] for code in found[-2].tolist()]
        rows["country_code"] = [country_names[code] for code in found[-1].tolist()]
        return groups, rows

    def _size(self, name: str) -> int:
        return len(self._series) if name == SERIES else len(self.asked[name].values)

    def _value(self, name: str, code: int) -> Any:
        return self._series[code] if name == SERIES else self.asked[name].values[code]

    def extents(self, institution: str, units: Iterable[str] = ("",)) -> list[Extent]:
        """As for counts, for each series that the files gave; their totals are complete for the same."""
        plain = super().extents(institution, units)
        found = []
        for used in sorted(self._used):
            for extent in plain:
                of_series = Extent(**{**vars(extent), SERIES: self._series[used]})
                found += [of_series, Extent(**{**vars(of_series), "table": "stated_total"})]
        return found


def _where_stated(units: list[str | None], countries: list[str]) -> list[str | None]:
    """The units of those cells that tell their country: ZZZ beside a total says that it is of all."""
    return [None if c == NOT_STATED_COUNTRY else unit for unit, c in zip(units, countries, strict=True)]
