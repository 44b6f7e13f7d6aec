"""The audit of libraries tells the holes it is told of, and knows that nothing told is not nothing found."""

import json
import subprocess

import pytest

from tests import audit

ONE = {"name": "example", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SOUND = {"name": "sound", "version": "2.0", "vulns": []}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


def test_holes_are_told_with_the_version_that_mends_them() -> None:
    found, known = audit.holes(json.dumps({"dependencies": [ONE, SOUND, UNKNOWN]}))
    assert found == ["example 1.0: PYSEC-1 (mended in 1.1)"]
    assert known == 2


@pytest.mark.parametrize(
    ("listed", "status", "told"),
    [
        ([ONE], 1, "1 known holes"),
        ([SOUND], 0, "1 libraries audited, 0 known"),
        ([UNKNOWN], 0, "no library was audited"),
    ],
)
def test_a_hole_fails(
    listed: list[object], status: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = subprocess.CompletedProcess([], 0, json.dumps({"dependencies": listed}), "")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_given, **_more: done)
    assert audit.main([]) == status
    assert told in capsys.readouterr().out


def test_no_answer_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    done = subprocess.CompletedProcess([], 1, "", "no network")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_given, **_more: done)
    assert audit.main([]) == 0
    assert "no library was audited: no network" in capsys.readouterr().out
