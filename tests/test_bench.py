"""The measurements of loads run to their end; what they measure is told by `make bench`."""

import pytest

from tests.bench import loading


def test_it_prints_each_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    assert loading.main(["--rows", "2000", "--rounds", "1", "--large", "0"]) == 0
    told = capsys.readouterr().out
    assert all(f"ours / {other}" in told for other in ("csv", "pandas", "sqlite-utils", "the same file again"))
    assert all(
        part in told
        for part in ("imports", "reading", "recognition and validation", "counting", "storing", "peak memory")
    )
