"""Rows that are persons, counted while they are read: per cell, and distinct persons behind each total.

What tells persons apart is hashed with a key that is made for one load and thrown away with it. Hashes are kept in
nameless temporary files, which the system removes whatever becomes of the program, and never together in memory: so
memory stays flat however long the file is. Two of ten million persons share a 64-bit hash by chance once in some
400,000 loads.
"""

import secrets
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import IO

import numpy as np

from etl.judge.asked import Codes, numbered
from etl.recognise import personal

SHARES = 16
"""Hashes are dealt into so many files; each is looked at by itself."""

NOBODY = (
    *("0" * digits for digits in range(16)), "-", "–", "—", "--", "...", "…", "?", ".", "*", "x", "X", "х", "Х", "б/н",
    "Б/Н", "б/н.", "нет", "Нет", "НЕТ", "нет данных", "Нет данных", "н/д", "Н/Д", "n/a", "N/A", "none", "None", "жоқ",
    "Жоқ", "белгісіз", personal.MASK,
)  # fmt: skip
"""What stands in place of a number that is not there; the mark of a copy with bad cells marked is nobody's either."""

LINES_WAITING = 500_000
"""Lines of blocks after which all but the first of each cell are forgotten."""

LINES_NAMED = 8
"""Lines named of a cell of persons; the count tells how many more there are."""


def _bare(word: str) -> str:
    """Without blanks around; and the number of twelve digits without the zeros that a spreadsheet takes away."""
    word = word.strip()
    return word.lstrip("0") if len(word) == 12 and word[0] == "0" and word.isdigit() else word


def numbering() -> Callable[[Sequence[str]], Codes]:
    """Makes numbers of what tells persons apart, under a key of its own; 0 for a blank."""
    # Python's own hash of a text is keyed (SipHash) with a secret of the process; the factor is one of this load.
    factor = np.int64(secrets.randbits(63) | 1)
    nobody = [hash(word) for word in NOBODY]

    def numbered(words: Sequence[str]) -> Codes:
        found = np.fromiter(map(hash, map(_bare, words)), np.int64, len(words))
        is_nobody = np.isin(found, nobody)
        found *= factor
        found[found == 0] = 1
        found[is_nobody] = 0
        return found

    return numbered


class Crowd:
    """Persons by cell. Cells are combinations of codes, numbered in the end."""

    def __init__(self) -> None:
        self._files: list[IO[bytes]] = []
        self._keys: list[list[Codes]] = []  # of the blocks that wait: cells of each, rows in them, lines named
        self._counts: list[Codes] = []
        self._lines: list[tuple[Codes, Codes, int]] = []
        self._waiting = 0
        self._known: list[Codes] = []  # of all blocks before: cells, rows in them, lines named of each with their table
        self._rows = np.zeros(0, np.int64)
        self._named: list[Codes] = [np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int32)]
        self._number: list[Codes] = []
        self._spooled: list[list[tuple[int, int]]] = [[] for _ in range(SHARES)]

    def add(
        self, keys: Sequence[Codes], sizes: Sequence[int], lines: Codes, persons: Codes | None, table: int = 0
    ) -> None:
        """Some rows of a table: their key, their line and, where the file tells, the number of each person."""
        found, which = numbered(keys, sizes)
        cells = len(found[0]) if found else 0
        self._keys.append(found)
        self._counts.append(np.bincount(which, minlength=cells))
        # Numbers of 16 bits are sorted by counting, several times faster than by comparing.
        order = np.argsort(which.astype(np.min_scalar_type(cells)), kind="stable")
        starts = np.concatenate([[0], np.cumsum(self._counts[-1])[:-1]]) if cells else np.zeros(0, np.int64)
        rank = np.arange(len(which)) - np.repeat(starts, self._counts[-1])
        named = rank < LINES_NAMED
        self._lines.append((which[order][named], lines[order][named], table))
        if persons is not None:
            self._spool(persons, which)
        self._waiting += int(named.sum())
        if self._waiting > LINES_WAITING:
            self._gather(sizes)

    def _spool(self, persons: Codes, which: Codes) -> None:
        if not self._files:
            self._files = [tempfile.TemporaryFile() for _ in range(SHARES)]  # noqa: SIM115 - closed by `close`
        share = (persons & (SHARES - 1)).astype(np.int8)
        order = np.argsort(share, kind="stable")
        bounds = np.searchsorted(share[order], np.arange(SHARES + 1))
        persons, which = persons[order], which[order]
        block = len(self._number) + len(self._keys) - 1
        for number, file in enumerate(self._files):
            start, end = int(bounds[number]), int(bounds[number + 1])
            if end > start:
                file.write(persons[start:end].tobytes())
                file.write(which[start:end].astype(np.int32).tobytes())
                self._spooled[number].append((block, end - start))

    def cells(self, sizes: Sequence[int]) -> "Cells":
        """All cells, numbered."""
        self._gather(sizes)
        return Cells(self._known, self._rows, *self._named_lines(len(self._rows)), self)

    def _gather(self, sizes: Sequence[int]) -> None:
        """Number the cells of the blocks that wait together with those known, and forget all but their first lines."""
        blocks = [*([self._known] if self._known else []), *self._keys]
        keys, which = numbered([np.concatenate(codes) for codes in zip(*blocks, strict=True)], sizes)
        bounds = np.cumsum([0, *[len(block[0]) for block in blocks]])
        numbers = [which[start:end] for start, end in pairwise(bounds.tolist())]
        again = numbers.pop(0) if self._known else np.zeros(0, np.int32)
        rows = np.zeros(len(keys[0]), np.int64)
        for cells, counts in zip([again, *numbers], [self._rows, *self._counts], strict=True):
            rows[cells] += counts  # a block has each cell once
        known, *before = self._named
        ours = [n[local] for n, (local, _, _) in zip(numbers, self._lines, strict=True)]
        cells = np.concatenate([again[known], *ours])
        lines = np.concatenate([before[0], *[lines for _, lines, _ in self._lines]])
        of_tables = [np.full(len(lines), table, np.int32) for _, lines, table in self._lines]
        tables = np.concatenate([before[1], *of_tables])
        order = np.lexsort((lines, tables, cells))
        first = np.searchsorted(cells[order], np.arange(len(rows)))
        order = order[np.arange(len(order)) - first[cells[order]] < LINES_NAMED]
        self._named = [cells[order], lines[order], tables[order]]
        self._number = [again[cells] for cells in self._number] + numbers
        self._known, self._rows = keys, rows
        self._keys, self._counts, self._lines, self._waiting = [], [], [], 0

    def _named_lines(self, count: int) -> tuple[list[str], Codes]:
        """Lines of each cell in the first table that has it, whose number is given too; all others are counted."""
        cells, lines, tables = self._named
        bounds = np.searchsorted(cells, np.arange(count + 1))
        first = tables[bounds[:-1]]
        here = np.bincount(cells[tables == first[cells]], minlength=count)
        ends = bounds[:-1] + here
        named = []
        for start, end, total in zip(bounds[:-1].tolist(), ends.tolist(), self._rows.tolist(), strict=True):
            more = f" (+{total - (end - start)})" if total > end - start else ""
            named.append(", ".join(map(str, lines[start:end].tolist())) + more)
        return named, first

    def surplus(self, groupings: Sequence[Codes]) -> list[Codes]:
        """For each grouping of the cells (a group number per cell; -1: none) how many rows of each group are of a
        person who stands in the group already."""
        sizes = [int(groups.max(initial=-1)) + 1 for groups in groupings]
        found = [np.zeros(size, np.int64) for size in sizes]
        for number in range(SHARES if self._files else 0):
            persons, cells = self._repeated(number)
            if not len(cells):
                continue
            for which, (groups, size) in enumerate(zip(groupings, sizes, strict=True)):
                group = groups[cells]
                there = group >= 0
                pairs = persons[there].astype(np.int64) * max(1, size) + group[there]
                once = np.unique(pairs) % max(1, size)
                found[which] += np.bincount(group[there], minlength=size) - np.bincount(once, minlength=size)
        return found

    def _repeated(self, number: int) -> tuple[Codes, Codes]:
        """Rows of persons who have more than one, of one share: the person numbered, and the cell."""
        file = self._files[number]
        file.seek(0)
        hashes, cells = [], []
        for block, count in self._spooled[number]:
            hashes.append(np.frombuffer(file.read(8 * count), np.int64))
            cells.append(self._number[block][np.frombuffer(file.read(4 * count), np.int32)])
        if not hashes:
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        together, cell = np.concatenate(hashes), np.concatenate(cells)
        order = np.argsort(together)
        together, cell = together[order], cell[order]
        same = together[1:] == together[:-1]
        again = np.zeros(len(together), bool)
        again[1:] |= same
        again[:-1] |= same
        persons = np.concatenate([[0], np.cumsum(~same)]) if len(together) else np.zeros(0, np.int64)
        return persons[again], cell[again]

    def close(self) -> None:
        """Throw away all that told persons apart."""
        for file in self._files:
            file.close()
        self._files = []


class Cells:
    """Numbered cells: their codes column by column, rows in each, the lines named of each and their table."""

    def __init__(self, keys: list[Codes], rows: Codes, lines: list[str], tables: Codes, crowd: Crowd) -> None:
        self.keys, self.rows, self.lines, self.tables, self._crowd = keys, rows, lines, tables, crowd

    def persons(self, groupings: Sequence[Codes]) -> list[Codes]:
        """Distinct persons of each group; where nobody is told apart, rows."""
        surplus = self._crowd.surplus(groupings)
        counted = []
        for groups, more in zip(groupings, surplus, strict=True):
            there = groups >= 0
            rows = np.bincount(groups[there], weights=self.rows[there], minlength=len(more)).astype(np.int64)
            counted.append(rows - more)
        return counted
