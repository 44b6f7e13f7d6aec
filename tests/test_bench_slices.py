"""The measurement of slices runs to its end, and SQL answers each of them as the arrays do."""

import pytest
from sqlalchemy import Engine

from tests.bench import slices


def test_each_slice_is_compared_with_sql(sqlite_engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    slices.compare(sqlite_engine, 2000, 2)
    told = capsys.readouterr().out
    assert all(name in told for name in slices.SLICES)
    assert "Missed: " in told
