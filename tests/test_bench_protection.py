"""The measurement of protection runs to its end."""

import pytest

from tests.bench import protection


def test_loading_protecting_and_asking_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert protection.main(["--records", "3000"]) == 0
    told = capsys.readouterr().out
    assert "sums not kept in 0 slices" in told
    assert all(f"| {question} |" in told for question in protection.QUESTIONS)
