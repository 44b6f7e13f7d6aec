"""A page that fails tells the log where, and nothing that stood in a file or an address."""

import pytest

from dashboard import failed, figures
from tests.pages.conftest import Open


def test_the_words_of_an_error_do_not_reach_the_log(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise ValueError("could not convert 'Ахметов, 990101300123' \x1b[31m")

    monkeypatch.setattr(figures, "world", broken)
    app = open_page("mobility", institution="kaznu-demo", lang="en")
    (told,) = app.exception
    assert "Ахметов" not in told.message + "".join(told.stack_trace)


def test_kind_and_places_are_told() -> None:
    try:
        raise KeyError("Ахметов")
    except KeyError as error:
        told = str(failed.without_words(error))
    assert told.startswith("KeyError in tests/pages/test_failed.py:")
    assert "Ахметов" not in told
