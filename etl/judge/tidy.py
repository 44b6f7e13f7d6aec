"""Words of files -> facts of our tables, by a declaration. Pure: no database, nothing dropped, nothing guessed."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from db.batch import Extent, Facts
from db.fit import longest
from db.models import Base
from db.recorded import current_keys
from db.vocabulary import CellState
from etl.declare import Into
from etl.errors import N_, BadValue, NoColumn, Problem, say
from etl.judge.asked import Answers, Codes, firsts, numbered, present
from etl.judge.even import Even
from etl.judge.lines import Lines, shown_lines
from etl.judge.told import Told
from etl.read import Table, Words
from etl.recognise import Count, Known, Reader, personal

STATE_OF = {"headcount": "cell_state", "places": "places_state", "assigned": "assigned_state"}
STATES = list(CellState)
SPOILING = (CellState.WITHHELD, CellState.NOT_STATED, CellState.NOT_MEASURED)
FREE_TEXT = ("field", "note")
WORDS_OF_A_NAME = 3
"""Most words of a person's name; a longer text with one in it may be that of a school called after somebody."""


class Gathered:
    """The rows of one declaration, over all tables of a load."""

    def __init__(self, into: Into, known: Known, answers: Answers | None = None) -> None:
        """answers: shared with other declarations for the same rows."""
        self.into, self.known = into, known
        answers = Answers(known) if answers is None else answers
        self.asked = {name: answers[_fitting(into, name, reader)] for name, reader in into.columns.items()}
        self._only = [answers[reader] for reader in into.only]
        self._apart = {f"part {place}": answers[reader] for place, reader in enumerate(into.parts)}
        self._even = [Even(even, answers, place) for place, even in enumerate(into.evenly)]
        picking = into.needs or into.without
        self._picking = answers[picking] if picking else None
        self._codes: list[dict[str, Codes]] = []
        self._rows: list[Codes] = []
        self._tables: list[Codes] = []
        self._seen: dict[str, set[int]] = {name: set() for name in (into.complete or ()) if name in into.columns}
        self._meets: set[int] = set()

    @property
    def keys(self) -> list[str]:
        """Columns of ours that tell facts of the table apart."""
        return keys_of(self.into.table, self.asked)

    def add(self, table: Table, words: Words, told: Told) -> None:
        """Some rows of a table; those that cannot be read are told."""
        codes, sound = self._read(table, words, told)
        if sound.any():
            self._keep(table, words, {name: column[sound] for name, column in codes.items()}, sound)

    def _keep(self, table: Table, words: Words, codes: dict[str, Codes], sound: Codes) -> None:
        self._codes.append(codes)
        self._rows.append(words.rows[sound])
        self._tables.append(np.full(int(sound.sum()), table.number, np.int32))

    def _read(self, table: Table, words: Words, told: Told) -> tuple[dict[str, Codes], Codes]:
        """Codes of all rows by column of ours, and which rows are for this table and sound."""
        meant = self._meant(words)
        codes = {name: asked.codes(words) for name, asked in self.asked.items()}
        codes |= {name: asked.codes(words) for name, asked in self._apart.items()}
        for even in self._even:
            codes |= even.codes(words)
        sound = meant.copy()
        for name, asked in self.asked.items():
            column = codes[name]
            if asked.bad:
                sound &= column >= 0
                self._tell(table, words, name, np.flatnonzero(meant & (column < 0)), column, told)
        self._tell_ends(table, words, codes, np.flatnonzero(sound), told)
        self._note(words, codes, meant)
        return codes, sound

    def _meant(self, words: Words) -> Codes:
        """Whether each row is one for the table; where a word that tells cannot be read, it is judged all the same."""
        meant = np.ones(len(words), bool)
        for asked in self._only:
            codes = asked.codes(words)
            if not all(asked.values):
                answers = np.array([*asked.values, *[True] * len(asked.bad)], bool)
                meant &= answers[codes]  # those below 0 count from the end
        return meant

    def _tell(self, table: Table, words: Words, name: str, rows: Codes, column: Codes, told: Told) -> None:
        """Each word that cannot be read once, with its rows."""
        codes = column[rows]
        order = np.argsort(codes, kind="stable")
        for some in np.split(rows[order], np.flatnonzero(np.diff(codes[order])) + 1):
            if not len(some) or told.is_full:
                return
            bad, cells = self.asked[name].bad[-1 - int(column[some[0]])]
            if not isinstance(bad, NoColumn):
                told.add(table, words, some, bad, cells.get(bad.column, ""))

    def _tell_ends(self, table: Table, words: Words, codes: Mapping[str, Codes], rows: Codes, told: Told) -> None:
        """An end that is not after its beginning."""
        if not {"valid_from", "valid_to"} <= self.asked.keys():
            return
        for row in rows:
            begins, ends = (self.asked[n].values[codes[n][row]] for n in ("valid_from", "valid_to"))
            if begins and ends and ends <= begins:
                rule = say(N_("It ends on {ends}, not after it begins on {begins}."), ends=ends, begins=begins)
                remedy = N_("Correct one of the two days; the end is the first day on which it no longer holds.")
                bad = BadValue(rule, remedy)
                bad.column = next(iter(self.into.columns["valid_to"].columns), "")
                told.add(table, words, np.array([row]), bad, str(ends))

    def _note(self, words: Words, codes: Mapping[str, Codes], meant: Codes) -> None:
        """What the file is complete for: periods of all rows, countries of those that are for this table."""
        for name, seen in self._seen.items():
            found = codes[name] if name == "period" else codes[name][meant]
            seen.update(present(found))
        if self._picking:
            has = self._picking.codes(words)
            answers = np.array([*self._picking.values, False], bool)
            met = answers[np.where(has < 0, len(answers) - 1, has)]
            self._meets.update(present(codes["period"][met]))

    def facts(self, tables: Sequence[Table], twice: dict[tuple[str, int], Problem]) -> Facts:
        """Rows that share a key as one, as the declaration says; rows that may not are told in `twice`.

        tables: all of the load, by number.
        """
        if not self._codes:
            return Facts()
        codes = {name: np.concatenate([part[name] for part in self._codes]) for name in self._codes[0]}
        rows, table = np.concatenate(self._rows), np.concatenate(self._tables)
        which, first = self._grouped({name: codes[name] for name in self.keys}, len(rows))
        is_first = first[which] == np.arange(len(which))
        is_told = self.into.repeats in ("first", "same")
        lines = Lines(rows, table, tables, twice)
        if self.into.repeats == "same":
            is_other = [codes[name] != codes[name][first[which]] for name in STATE_OF if name in codes]
            lines.refuse(np.flatnonzero(np.any(is_other, axis=0)), first[which])
        elif not is_told:
            lines.refuse(np.flatnonzero(~is_first), first[which], of_one_file=self.into.repeats != "add")
        if self._apart:
            each, one = self._grouped({name: codes[name] for name in (*self.keys, *self._apart)}, len(rows))
            lines.refuse(np.flatnonzero(one[each] != np.arange(len(each))), one[each])
        for even in self._even:
            lines.tell_blank(even.gaps(codes), even.declared.column)
        columns = self._values({name: codes[name] for name in self.asked}, first)
        if self.into.repeats == "add":
            columns |= self._sums(codes, which, len(first))
        named = is_first if is_told else np.ones(len(rows), bool)
        labels = [one.label for one in tables]
        columns["source_rows"] = shown_lines(rows[named], table[named], labels, which[named], len(first))
        columns["file"] = [tables[number].part for number in table[first].tolist()]
        return self._needed(Facts(columns), codes["period"][first] if self._picking else None)

    def _grouped(self, codes: Mapping[str, Codes], rows: int) -> tuple[Codes, Codes]:
        """For each row which fact it is of, and the first row of each fact; facts in the order of the file."""
        if not codes:
            return np.zeros(rows, np.int32), np.zeros(1, np.int64)
        apart = [(self.asked | self._apart)[name].told_apart(column) for name, column in codes.items()]
        found, which = numbered([column for column, _ in apart], [size for _, size in apart])
        first = firsts(which, len(found[0]))
        order = np.argsort(first, kind="stable")
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        return place[which], first[order]

    def _values(self, codes: Mapping[str, Codes], first: Codes) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {name: [value] * len(first) for name, value in self.into.constants.items()}
        for name, column in codes.items():
            values = self.asked[name].values
            picked = [values[code] for code in column[first].tolist()]
            if name in STATE_OF:
                columns[name] = [count.number for count in picked]
                columns[STATE_OF[name]] = [count.state for count in picked]
            else:
                columns[name] = picked
        return columns

    def _sums(self, codes: Mapping[str, Codes], which: Codes, groups: int) -> dict[str, list[Any]]:
        """Sums of what is known. One part that is there and unknown makes the sum unknown; not applicable adds
        nothing."""
        found: dict[str, list[Any]] = {}
        for measure in (name for name in STATE_OF if name in self.asked):
            counts: list[Count] = self.asked[measure].values
            number = np.array([count.number or 0 for count in counts], float)[codes[measure]]
            state = np.array([STATES.index(count.state) for count in counts], np.int8)[codes[measure]]
            sums = np.bincount(which, weights=number, minlength=groups)
            has = {s: np.bincount(which, weights=state == STATES.index(s), minlength=groups) > 0 for s in STATES}
            of_sum = np.where(
                has[CellState.VALUE], STATES.index(CellState.VALUE), STATES.index(CellState.NOT_APPLICABLE)
            )
            for spoiling in reversed(SPOILING):
                of_sum = np.where(has[spoiling], STATES.index(spoiling), of_sum)
            states = [STATES[index] for index in of_sum.tolist()]
            found[STATE_OF[measure]] = states
            found[measure] = [
                _whole(total) if s == CellState.VALUE else None for total, s in zip(sums.tolist(), states, strict=True)
            ]
        return found

    def _needed(self, facts: Facts, periods: Codes | None) -> Facts:
        """Of the periods that the declaration takes."""
        if periods is None:
            return facts
        kept = [index for index, code in enumerate(periods.tolist()) if self._takes(code)]
        return Facts({name: [values[index] for index in kept] for name, values in facts.columns.items()})

    def _takes(self, period: int) -> bool:
        """Whether the declaration takes a period, given by its code."""
        return self._picking is None or (period in self._meets) == bool(self.into.needs)

    def lacks(self) -> bool:
        """Whether some period lacks what the declaration needs."""
        return bool(self.into.needs) and bool(self._seen.get("period", set()) - self._meets)

    def extents(self, institution: str, units: Iterable[str] = ("",)) -> list[Extent]:
        """What the files make the release complete for; `units`: only these and what is below them."""
        if self.into.complete is None:
            return []
        periods = self._seen_values("period")
        countries = self._seen_values("country_code")
        if self.into.needs and self.into.table != "stated_total":  # a file states all of its totals, or none
            periods = [p for p in periods if self._takes(self.asked["period"].values.index(p))]
        series, direction = (str(self.into.constants.get(n, "")) for n in ("series", "direction"))
        owner = "" if "institution" in self.into.columns else institution
        return [
            Extent(self.into.table, series, period, direction, owner, unit if owner else "", country)
            for period in periods for country in countries for unit in units
        ]  # fmt: skip

    def _seen_values(self, name: str) -> list[str]:
        if name not in self._seen:
            return [""]
        return sorted(self.asked[name].values[code] for code in self._seen[name])


def keys_of(table: str, columns: Iterable[str]) -> list[str]:
    """Those of the columns of ours that tell facts of a table apart."""
    names = {column.name for column in current_keys(Base.metadata.tables[table])}
    return [n for n in columns if n == "institution" or n in names or f"{n}_id" in names]


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _fitting(into: Into, name: str, reader: Reader) -> Reader:
    """The reader, refusing a text that does not fit its column, or that would keep personal data."""
    most = longest(into.table).get(name)
    free = name in FREE_TEXT and into.table in ("mobility_count", "enrolment_count")
    return reader if most is None else _held_to(reader, most, free)


def _is_of_a_person(text: str) -> bool:
    found = personal.looks_personal(text)
    return found is not None and (found != personal.Personal.NAME or len(text.split()) <= WORDS_OF_A_NAME)


@cache
def _held_to(reader: Reader, most: int, free: bool) -> Reader:
    """The same for the same: its answers are shared."""

    def read(cells: Any, known: Known) -> Any:
        value = reader.read(cells, known)
        if isinstance(value, str) and len(value) > most:
            rule = say(N_("The text has {count} characters; {most} is the most."), count=len(value), most=most)
            raise BadValue(rule, N_("Shorten it."))
        if free and isinstance(value, str) and _is_of_a_person(value):
            raise BadValue(N_("Personal data, which is not kept."), N_("Take it out of the file."))
        return value

    return Reader(reader.columns, read)
