"""Figures set aside: on both databases, kept in a backup, by one person at a time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Engine, func, select

from db import aside, backup, schema
from db.engine import connect
from db.models import SetAside
from db.queries import published
from db.queries.claims import asides


def told(engine: Engine) -> list[tuple[str, str, str]]:
    return [(one.code, one.reason, one.by) for one in asides(engine)]


def test_set_aside_and_taken_back_with_everything_kept(small_university: Engine):
    aside.set_aside(small_university, "P-1", "  Another\n day. ", "me")
    assert told(small_university) == [("P-1", "Another day.", "me")]
    rows = published.published(small_university).set_index("code")["set_aside"]
    assert rows.to_dict() == {"P-1": "Another day.", "P-2": ""}
    aside.take_back(small_university, "P-1", "you")
    aside.set_aside(small_university, "P-1", "Again.", "me")
    with small_university.connect() as connection:
        kept = connection.execute(select(SetAside.reason, SetAside.taken_back_by).order_by(SetAside.id)).all()
    assert [tuple(row) for row in kept] == [("Another day.", "you"), ("Again.", None)]


def test_a_backup_keeps_it(small_university: Engine, tmp_path: Path):
    aside.set_aside(small_university, "P-1", "Another day.", "me")
    backup.save(small_university, tmp_path / "saved.sqlite")
    other = connect(f"sqlite:///{tmp_path / 'other.sqlite'}")
    schema.upgrade(other)
    backup.restore(other, tmp_path / "saved.sqlite")
    assert told(other) == [("P-1", "Another day.", "me")]
    other.dispose()


def test_of_many_at_once_one_sets_it_aside(small_university: Engine):
    def attempt(number: int) -> bool:
        try:
            aside.set_aside(small_university, "P-1", f"Number {number}.", str(number))
        except aside.NotAside:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    with small_university.connect() as connection:
        assert connection.scalar(select(func.count(SetAside.id))) == 1
