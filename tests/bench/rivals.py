"""Other ways to put the same rows into SQLite: python -m tests.bench.rivals raw|pandas|pandas-engine FILE DATABASE.

Neither checks anything, nor makes an index. Each is one process, so that its start is counted as ours is.
"""

import csv
import sqlite3
import sys
from contextlib import closing

DELIMITER = ";"


def raw(file: str, database: str) -> None:
    """The standard library alone: a tuple a row, one transaction."""
    with open(file, encoding="utf-8", newline="") as handle, closing(sqlite3.connect(database)) as connection:
        rows = csv.reader(handle, delimiter=DELIMITER)
        names = next(rows)
        columns = ", ".join(f'"{name}"' for name in names)
        with connection:
            connection.execute(f"CREATE TABLE plain ({columns})")
            connection.executemany(f"INSERT INTO plain VALUES ({', '.join('?' * len(names))})", rows)


def pandas(file: str, database: str) -> None:
    """pandas with its default settings, over the driver itself."""
    import pandas

    with closing(sqlite3.connect(database)) as connection:
        pandas.read_csv(file, sep=DELIMITER).to_sql("plain", connection, index=False)


def pandas_engine(file: str, database: str) -> None:
    """The same over SQLAlchemy, as its manual shows it."""
    import pandas
    from sqlalchemy import create_engine

    pandas.read_csv(file, sep=DELIMITER).to_sql("plain", create_engine(f"sqlite:///{database}"), index=False)


if __name__ == "__main__":
    {"raw": raw, "pandas": pandas, "pandas-engine": pandas_engine}[sys.argv[1]](*sys.argv[2:])
