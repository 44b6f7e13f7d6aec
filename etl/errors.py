"""Why a file was not loaded, told to the person who sent it: all reasons at once, each with its place and remedy."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

ROWS_NAMED = 12
LONGEST_SHOWN = 120


class BadValue(ValueError):
    """A cell that cannot be read. `rule` says what was expected, `remedy` what to do, `column` which cell of the row
    is at fault (set by the reader that met it)."""

    def __init__(self, rule: str, remedy: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.remedy = remedy
        self.column = ""


class NoColumn(BadValue):
    """The file lacks the column: told once for the file, not in every row."""

    def __init__(self, column: str) -> None:
        super().__init__("The column is missing.", f"Add the column {column}.")


@dataclass(frozen=True)
class Problem:
    """One reason not to load. `row` is the line in the file, header = 1; 0 where it concerns the whole file."""

    file: str
    row: int
    column: str
    value: str
    rule: str
    remedy: str


class Refused(Exception):
    """The input is at fault; nothing was stored."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.column, p.rule, p.value, p.row))
        super().__init__(f"{len(self.problems)} problems")

    def text(self) -> str:
        """One paragraph per kind of problem, with its rows."""
        groups: dict[tuple[str, str, str, str, str], list[int]] = defaultdict(list)
        for p in self.problems:
            groups[p.file, p.column, p.value, p.rule, p.remedy].append(p.row)
        told = [_paragraph(*group, rows) for group, rows in groups.items()]
        count = len(self.problems)
        return "\n".join([*told, "", f"{count} problem{'s' if count > 1 else ''}. Nothing was stored."])

    def json(self) -> str:
        return json.dumps(
            {"stored": False, "problems": [asdict(p) for p in self.problems]}, ensure_ascii=False, indent=2
        )


def _paragraph(file: str, column: str, value: str, rule: str, remedy: str, rows: list[int]) -> str:
    place = [file]
    if rows != [0]:
        named = ", ".join(str(row) for row in rows[:ROWS_NAMED])
        more = f" and {len(rows) - ROWS_NAMED} more" if len(rows) > ROWS_NAMED else ""
        place.append(f"row{'s' if len(rows) > 1 else ''} {named}{more}")
    if column:
        place.append(f"column {column}")
    if value:
        shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
        place.append(f"value {shown!r}")
    return f"{', '.join(place)}: {rule}\n    {remedy}"
