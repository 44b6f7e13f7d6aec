"""What is kept of what people do on the pages: in the database, without a word about students, readable by few."""

from collections.abc import Iterator

import pandas as pd
import pytest
from sqlalchemy import Engine, select, text

from dashboard import access, data, drill, session, witness
from dashboard.roles import Person
from db import aside, audit, store
from db.models import AuditEvent
from db.sight import Role
from db.vocabulary import Act
from tests.conftest import Command, address_of
from tests.pages.conftest import Open, opener
from tests.pages.drawn import offered

DEMO = {"institution": "kaznu-demo", "year": "2023", "lang": "en"}
RECTOR = Person("rector@u.example", Role.RECTORATE)


@pytest.fixture
def page(shipped_copy: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setattr(access, "person", lambda: RECTOR)
    yield opener(address_of(shipped_copy), monkeypatch)
    witness.flush()
    data.forget()


def kept(engine: Engine) -> list[tuple[str, str, str, str]]:
    witness.flush()
    with engine.connect() as connection:
        found = connection.execute(select(AuditEvent.who, AuditEvent.role, AuditEvent.act, AuditEvent.what))
        return [(who, role, str(act), what) for who, role, act, what in found]


def test_exact_small_numbers_that_were_seen_are_kept_once_a_session(page: Open, shipped_copy: Engine) -> None:
    app = page("mobility", **DEMO, faculty="law", tables="1")
    app.run()
    seen = [one for one in kept(shipped_copy) if one[2] == "saw_exact"]
    assert seen
    assert {one[:2] for one in seen} == {("rector@u.example", "rectorate")}
    assert len(seen) == len({one[3] for one in seen})
    assert any("Law" in one[3] for one in seen)


def test_protected_and_large_numbers_leave_no_trace(
    page: Open, shipped_copy: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "person", lambda: Person("", Role.GUEST))
    page("mobility", **DEMO, faculty="law", tables="1")
    assert [one for one in kept(shipped_copy) if one[2] == "saw_exact"] == []


def test_a_file_that_was_taken_is_kept(page: Open, shipped_copy: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    files = offered(monkeypatch)
    page("mobility", **DEMO, tables="1")
    assert [one for one in kept(shipped_copy) if one[2] == "downloaded"] == []
    files.csv("mobility-map")
    ((who, _role, _act, what),) = [one for one in kept(shipped_copy) if one[2] == "downloaded"]
    assert who == "rector@u.example"
    assert "International degree students" in what


def test_a_page_without_the_right_to_it_is_kept(
    page: Open, shipped_copy: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "person", lambda: Person("a@u.example", Role.ANALYST))
    page("load", **DEMO)
    assert ("a@u.example", "analyst", "refused", "load") in kept(shipped_copy)


def test_loads_undoes_and_statements_set_aside_are_kept_in_their_transaction(shipped_copy: Engine) -> None:
    aside.set_aside(shipped_copy, "KZN-001", "checked", "office", "office")
    aside.take_back(shipped_copy, "KZN-001", "office", "office")
    with shipped_copy.connect() as connection:
        release = connection.scalar(text("SELECT max(id) FROM release"))
    store.undo(shipped_copy, release, "office", role="office")
    told = kept(shipped_copy)
    assert ("office", "office", "set_aside", "KZN-001") in told
    assert ("office", "office", "took_back", "KZN-001") in told
    assert ("office", "office", "undid", f"release {release}") in told
    assert any(act == "loaded" and "demo" in what for _who, _role, act, what in told)
    with pytest.raises(aside.NotAside):
        aside.set_aside(shipped_copy, "nothing", "checked", "office", "office")
    assert len(kept(shipped_copy)) == len(told)


def test_the_command_line_is_kept_where_it_tells_small_numbers(shipped_copy: Engine, command: Command) -> None:
    where = ["--where", "institution=kaznu-demo", "--where", "direction=inbound", "--where", "academic_year=2023"]
    command(shipped_copy, "db", "query", "mobility", "--by", "department,country", *where)
    command(shipped_copy, "db", "query", "mobility", "--by", "department,country", *where, "--as", "guest")
    command(shipped_copy, "db", "query", "register")
    asked = [one for one in kept(shipped_copy) if one[2] == "asked"]
    assert [(role, what.split()[0]) for _who, role, _act, what in asked] == [("rectorate", "mobility")]
    told = command(shipped_copy, "db", "query", "audit", "--format", "csv")
    assert "asked" in told.out
    refused = command(shipped_copy, "db", "query", "audit", "--as", "office")
    assert (refused.status, refused.out) == (2, "")


def test_the_page_is_the_rectorates(page: Open, shipped_copy: Engine) -> None:
    page("mobility", **DEMO, faculty="law", tables="1")
    witness.flush()
    told = page("audit", **DEMO)
    assert not told.exception
    assert "saw exact small numbers" in pd.concat([table.value for table in told.dataframe]).to_string()
    assert "audit" in drill.PAGES


def test_what_is_kept_is_one_line_and_has_an_end(sqlite_engine: Engine) -> None:
    audit.keep(sqlite_engine, [audit.Event("a\nb" * 200, "dean", Act.REFUSED, "x\r\n\x1b[2J" + "y" * 5000)])
    with sqlite_engine.connect() as connection:
        ((who, what),) = connection.execute(select(AuditEvent.who, AuditEvent.what)).all()
    assert "\n" not in who + what
    assert "\x1b" not in what
    assert (len(who), len(what)) == (audit.LONGEST_NAME, audit.LONGEST)


def test_what_cannot_be_kept_waits(
    page: Open, shipped_copy: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sqlalchemy.exc import OperationalError

    def broken(*_given: object) -> None:
        raise OperationalError("INSERT", {}, Exception("locked"))

    page("mobility", **DEMO)
    witness.flush()
    with monkeypatch.context() as patched:
        patched.setattr(audit, "keep", broken)
        witness._waiting.append((session.as_of().address, audit.Event("a", "dean", Act.REFUSED, "later")))
        witness.flush()
    assert "cannot be kept" in capsys.readouterr().err
    assert ("a", "dean", "refused", "later") in kept(shipped_copy)
