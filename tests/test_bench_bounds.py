"""The measurement of bounds runs to its end, and every answer holds the truth."""

import pytest

from tests.bench import bounds


def test_answers_from_what_ships_and_from_many_statements(capsys: pytest.CaptureFixture[str]) -> None:
    bounds.shipped(rounds=1)
    found = bounds.many(120)
    told = capsys.readouterr().out
    assert all(name in told for name in bounds.QUESTIONS)
    assert len(found) == 6
