"""Whether a row of a batch fits its table: texts no longer than their columns, an end after its beginning.

To be asked before a load, and alike for both databases: SQLite would take any length, PostgreSQL would stop midway.
"""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import String

from db.batch import Row
from db.models import Agreement, Base, Institution, Unit

OWNERS = {
    "institution": Institution, "partner": Institution, "parent_institution": Institution, "unit": Unit,
    "parent": Unit, "agreement": Agreement,
}  # fmt: skip
"""Columns of a row that hold the code of something with a table of its own."""


def misfits(table: str, row: Row) -> Iterator[tuple[str, str, str]]:
    """What does not fit: our column, the rule and the remedy."""
    for target, longest in _longest(table).items():
        text = row.get(target)
        if isinstance(text, str) and len(text) > longest:
            yield target, f"The text has {len(text)} characters; {longest} is the most.", "Shorten it."
    begins, ends = row.get("valid_from"), row.get("valid_to")
    if begins and ends and ends <= begins:
        rule = f"It ends on {ends}, not after it begins on {begins}."
        yield "valid_to", rule, "Correct one of the two days; the end is the first day on which it no longer holds."


@cache
def _longest(table: str) -> dict[str, int]:
    """Most characters of each text of a row, where there is a limit."""
    types = {column.name: column.type for column in Base.metadata.tables[table].columns}
    types |= {name: owner.__table__.c.code.type for name, owner in OWNERS.items()}
    return {name: kind.length for name, kind in types.items() if type(kind) is String and kind.length}
