"""Many rows into a table: the driver's own way, and many a statement, several times faster than a dictionary a row."""

from itertools import chain, pairwise
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.types import TypeEngine

ROWS_AT_ONCE = 500
"""Rows of a statement. SQLite sets up the lists of its CHECKs anew for each; it takes 32,766 values at most."""

PORTION = 40 * ROWS_AT_ONCE
"""Rows that are made ready together."""


def insert_columns(connection: Connection, table: Table, columns: dict[str, list[Any]]) -> None:
    """Insert rows given column by column, each value of the type of its column."""
    dialect = connection.dialect
    quote = dialect.identifier_preparer.quote
    bound = [_bound(dialect, table.c[name].type, values) for name, values in columns.items()]
    names = ", ".join(quote(name) for name in columns)
    marks = ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * len(columns))
    start = f"INSERT INTO {quote(table.name)} ({names}) VALUES "
    count = len(bound[0]) if bound else 0
    whole = count - count % ROWS_AT_ONCE
    for begin, end in pairwise([*range(0, whole, PORTION), whole, count]):
        if rows := list(zip(*[values[begin:end] for values in bound], strict=True)):
            many = min(ROWS_AT_ONCE, len(rows))
            together = [tuple(chain.from_iterable(rows[at : at + many])) for at in range(0, len(rows), many)]
            connection.exec_driver_sql(start + ", ".join([f"({marks})"] * many), together)


def _bound(dialect: Dialect, kind: TypeEngine[Any], values: list[Any]) -> list[Any]:
    """The values as the driver takes them. Columns repeat few values: each is turned once."""
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    turned = {value: process(value) for value in set(values)}
    return [turned[value] for value in values]
