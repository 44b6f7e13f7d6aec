"""Whether a value fits its column, alike for both databases: SQLite would take any length, PostgreSQL would stop."""

from functools import cache

from sqlalchemy import String

from db.models import Agreement, Base, Institution, Unit

OWNERS = {
    "institution": Institution, "partner": Institution, "parent_institution": Institution, "unit": Unit,
    "parent": Unit, "agreement": Agreement,
}  # fmt: skip
"""Columns of a row that hold the code of something with a table of its own."""


@cache
def longest(table: str) -> dict[str, int]:
    """Most characters of each text of a row of the table, where there is a limit."""
    types = {column.name: column.type for column in Base.metadata.tables[table].columns}
    types |= {name: owner.__table__.c.code.type for name, owner in OWNERS.items()}
    return {name: kind.length for name, kind in types.items() if type(kind) is String and kind.length}
