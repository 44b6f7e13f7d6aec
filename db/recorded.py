"""Tables of facts: each row came with a release; the rows marked `is_current` answer, one per key."""

from typing import Any

from sqlalchemy import Column, Table

from db.models import Base

RECORDED = [table for table in Base.metadata.sorted_tables if "is_current" in table.columns]
MARKS = {"id", "release_id", "file_id", "source_rows", "is_current"}
"""Columns that say where a fact came from, not what it says."""


def current_keys(table: Table) -> list[Column[Any]]:
    """What tells two facts of a table apart: the columns of its unique index over current rows."""
    index = next(index for index in table.indexes if index.name == f"uq_{table.name}_now")
    return list(index.columns)
