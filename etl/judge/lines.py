"""Line numbers of a fact, in short; and what is told of lines that do not go together."""

from collections.abc import Sequence

import numpy as np

from etl.errors import N_, Problem, problem, say
from etl.read import Table

LINES_KEPT = 200


def shown_lines(rows: np.ndarray, table: np.ndarray, labels: Sequence[str], which: np.ndarray, facts: int) -> list[str]:
    """Lines of each fact: rows[i], of the table table[i], is a line of fact which[i]. '2-4, 9', or where tables have
    names 'Sheet1: 2-4, 9; Sheet2: 7'."""
    if not any(labels):
        return _of_facts(rows, which, facts)
    many = len(labels)
    pairs, pair = np.unique(which.astype(np.int64) * many + table, return_inverse=True)
    shown: list[list[str]] = [[] for _ in range(facts)]
    for key, lines in zip(pairs.tolist(), _of_facts(rows, pair, len(pairs)), strict=True):
        label = labels[key % many]
        shown[key // many].append(f"{label}: {lines}" if label else lines)
    return ["; ".join(parts) for parts in shown]


def _of_facts(rows: np.ndarray, which: np.ndarray, facts: int) -> list[str]:
    order = np.lexsort((rows, which))
    lines = rows[order].tolist()
    bounds = np.searchsorted(which[order], np.arange(facts + 1)).tolist()
    return [_shown(lines[bounds[fact] : bounds[fact + 1]]) for fact in range(facts)]


def _shown(lines: list[int]) -> str:
    """[2, 3, 4, 9] -> '2-4, 9'."""
    if len(lines) == 1:
        return str(lines[0])
    spans: list[list[int]] = []
    for line in lines[:LINES_KEPT]:
        if spans and line in (spans[-1][1], spans[-1][1] + 1):
            spans[-1][1] = line
        else:
            spans.append([line, line])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
    return shown if len(lines) <= LINES_KEPT else f"{shown} (+{len(lines) - LINES_KEPT})"


class Lines:
    """Rows of all tables of a load: rows[i] of the table tables[table[i]]. What is wrong with them is put in `told`."""

    def __init__(
        self, rows: np.ndarray, table: np.ndarray, tables: Sequence[Table], told: dict[tuple[str, int], Problem]
    ) -> None:
        self._rows, self._table, self._tables, self._told = rows, table, tables, told

    def refuse(self, again: np.ndarray, first: np.ndarray, *, of_one_file: bool = True) -> None:
        """Rows that say again what an earlier one says; of_one_file: also in the same file."""
        for row in again.tolist():
            mine, other = self._tables[self._table[row]], self._tables[self._table[first[row]]]
            if not of_one_file and mine.part == other.part:
                continue
            line, earlier = int(self._rows[row]), int(self._rows[first[row]])
            rule = say(N_("The row says again what row {row} of {file} says."), row=earlier, file=_name(other))
            remedy = N_("Keep one of them; two files that state the same cells cannot be loaded together.")
            if mine is other and line == earlier:
                rule = say(N_("Two columns of the row state the same."))
                remedy = N_("Keep one of the columns, or name them apart.")
            self._told.setdefault((_name(mine), line), problem(mine.file, (line,), rule, remedy, sheet=mine.label))

    def tell_blank(self, rows: np.ndarray, column: str) -> None:
        """Rows in which a column is blank that others fill."""
        for number in np.unique(self._table[rows]).tolist():
            table = self._tables[number]
            lines = tuple(np.unique(self._rows[rows[self._table[rows] == number]]).tolist())
            rule = N_("Blank here and filled in other rows: the row may be their sum, which would be counted twice.")
            remedy = N_("Write 'Total' where it is a sum of other rows, 'not stated' where it is not known.")
            wrong = problem(table.file, lines, rule, remedy, column=table.shown(column), sheet=table.label,
                            at=table.place(column))  # fmt: skip
            self._told.setdefault((f"{_name(table)}, {column}", 0), wrong)


def _name(table: Table) -> str:
    return f"{table.file}, {table.label}" if table.label else table.file
