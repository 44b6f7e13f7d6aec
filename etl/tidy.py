"""Rows of a file -> rows of our tables, by a declaration. Pure: no database, nothing dropped, nothing guessed."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from db.batch import Extent, Row
from db.fit import misfits
from db.models import Base
from db.recorded import current_keys
from db.vocabulary import CellState
from etl.codes import Known
from etl.declare import FileKind, Into
from etl.errors import BadValue, NoColumn, Problem
from etl.read import Table
from etl.reader import Count, Record

STATE_OF = {"headcount": "cell_state", "places": "places_state", "assigned": "assigned_state"}
SPOILING = (CellState.WITHHELD, CellState.NOT_STATED, CellState.NOT_MEASURED)
LINES_KEPT = 200


def missing_columns(kind: FileKind, table: Table) -> list[Problem]:
    """A problem for each declared column that the file lacks."""
    lacking = [column for column in kind.columns if column not in table.header]
    others = [column for column in table.header if column and column not in kind.columns]
    hint = f"Was it renamed? Columns of the file that are not expected: {', '.join(others)}. " if others else ""
    return [
        Problem(
            table.file.name, 1, column, "", "The column is missing.",
            hint + f"A file of this source has: {', '.join(kind.columns)}.",
        )
        for column in lacking
    ]  # fmt: skip


def records(table: Table) -> Iterator[tuple[int, Record]]:
    """Each row by column, with its line."""
    for line, cells in zip(table.lines, table.rows, strict=True):
        yield line, Record(zip(table.header, cells, strict=True))


def rows_of(into: Into, table: Table, index: int, known: Known) -> tuple[list[Row], list[Problem]]:
    """Sound rows for one table of ours, each with its file and line; and every cell that cannot be read.

    A cell that needs a column which the file lacks is passed over: the column is told once.
    """
    rows: list[Row] = []
    problems: dict[Problem, None] = {}
    for line, cells in records(table):
        if not _is_meant(into, cells):
            continue
        row, bad = _row(into, cells, known)
        bad += [_blamed(into, *misfit) for misfit in misfits(into.table, row)]
        for value in bad:
            if not isinstance(value, NoColumn):
                shown = cells.get(value.column, "")
                problems[Problem(table.file.name, line, value.column, shown, value.rule, value.remedy)] = None
        if not bad:
            rows.append({**row, "file": index, "source_rows": [line]})
    return rows, list(problems)


def _is_meant(into: Into, cells: Record) -> bool:
    """Whether the row is one for the table; if the column that tells is missing, its cells are judged all the same."""
    try:
        return into.only(cells)
    except NoColumn:
        return True


def _row(into: Into, cells: Record, known: Known) -> tuple[Row, list[BadValue]]:
    row: Row = dict(into.constants)
    bad: list[BadValue] = []
    for target, reader in into.columns.items():
        try:
            _put(row, target, reader.read(cells, known))
        except BadValue as value:
            bad.append(value)
    return row, bad


def _blamed(into: Into, target: str, rule: str, remedy: str) -> BadValue:
    """A misfit of one of our columns, told of the file's column it was read from."""
    bad = BadValue(rule, remedy)
    bad.column = next(iter(into.columns[target].columns), "") if target in into.columns else ""
    return bad


def periods_of(into: Into, table: Table, known: Known) -> list[str]:
    """All periods of a file, also those of rows that belong to other tables. Unreadable ones are left out."""
    found = set()
    for _, cells in records(table):
        try:
            found.add(into.columns["period"].read(cells, known))
        except BadValue:
            continue
    return sorted(found)


def fold(into: Into, rows: list[Row], names: list[str]) -> tuple[list[Row], list[Problem]]:
    """Rows that share a key become one, as the declaration says; rows that may not are problems.

    names: the files' names by index.
    """
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[_key(into.table, row)].append(row)
    folded, problems = [], []
    for group in groups.values():
        if into.repeats != "first":
            again = [row for row in group[1:] if into.repeats == "refuse" or row["file"] != group[0]["file"]]
            problems += [_twice(row, group, names) for row in again]
        folded.append(group[0] if into.repeats == "first" else _added(group))
    return [{**row, "source_rows": _lines(row["source_rows"])} for row in folded], problems


def extents(into: Into, table: Table, institution: str, known: Known) -> list[Extent]:
    """What the file makes the release complete for."""
    if into.complete is None:
        return []
    periods = periods_of(into, table, known) if "period" in into.complete else [""]
    series = into.constants.get("series", "")
    direction = into.constants.get("direction", "")
    return [Extent(into.table, series, period, direction, institution) for period in periods]


def _put(row: Row, target: str, value: Any) -> None:
    if isinstance(value, Count):
        row[target], row[STATE_OF[target]] = value.number, value.state
    else:
        row[target] = value


def _key(table: str, row: Row) -> tuple[Any, ...]:
    """The row's values in the columns that tell facts of the table apart, and whose they are."""
    names = [column.name for column in current_keys(Base.metadata.tables[table])]
    return (row.get("institution"), *[row.get(name, row.get(name.removesuffix("_id"))) for name in names])


def _added(group: list[Row]) -> Row:
    total = dict(group[0])
    total["source_rows"] = [line for row in group for line in row["source_rows"]]
    for measure, state in STATE_OF.items():
        if measure in total:
            total[measure], total[state] = _sum([Count(row[measure], row[state]) for row in group])
    return total


def _sum(counts: list[Count]) -> Count:
    """Sum of what is known. One part that is there and unknown makes the sum unknown; not applicable adds nothing."""
    states = {count.state for count in counts}
    for state in SPOILING:
        if state in states:
            return Count(None, state)
    known = [count.number for count in counts if count.number is not None]
    return Count(sum(known), CellState.VALUE) if known else Count(None, CellState.NOT_APPLICABLE)


def _twice(row: Row, group: list[Row], names: list[str]) -> Problem:
    first = group[0]
    where = f"row {first['source_rows'][0]} of {names[first['file']]}"
    return Problem(
        names[row["file"]], row["source_rows"][0], "", "", f"The row says again what {where} says.",
        "Keep one of them; two files that state the same cells cannot be loaded together.",
    )  # fmt: skip


def _lines(lines: list[int]) -> str:
    """Line numbers in short: [2, 3, 4, 9] -> '2-4, 9'."""
    spans: list[list[int]] = []
    for line in sorted(lines)[:LINES_KEPT]:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
    return shown if len(lines) <= LINES_KEPT else f"{shown} (+{len(lines) - LINES_KEPT})"
