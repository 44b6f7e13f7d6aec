"""The tables are made and unmade by migrations alone, with a backup before; on both databases."""

import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine, func, inspect, select, text

from db import backup, check, revisions, schema, store
from db.engine import connect, writer
from db.models import Base, Country, Institution
from tests import small
from tests.db.answers import answers, assert_same, headcounts

NEXT = '''"""Tell the mood of a series."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("series", sa.Column("mood", sa.Text()))
'''


def alembic(engine: Engine, work: str, *arguments: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(revisions.MIGRATIONS))
    with writer(engine).begin() as connection:
        config.attributes["connection"] = connection
        getattr(command, work)(config, *arguments)


def test_upgrade_makes_all_tables_in_an_empty_database(bare_engine: Engine) -> None:
    assert schema.revision(bare_engine) is None
    assert schema.upgrade(bare_engine) is None
    assert schema.revision(bare_engine) == schema.head()
    assert set(inspect(bare_engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    assert check.faults(bare_engine) == []


def test_migrations_and_models_say_the_same(engine: Engine) -> None:
    """`alembic check` raises if a migration would be needed."""
    alembic(engine, "check")


def test_alembic_check_would_tell_a_difference(engine: Engine) -> None:
    with writer(engine).begin() as connection:
        connection.execute(text("ALTER TABLE series ADD COLUMN mood VARCHAR(10)"))
    with pytest.raises(CommandError, match="mood"):
        alembic(engine, "check")


def test_down_to_nothing_and_up_again_with_rows(small_university: Engine) -> None:
    alembic(small_university, "downgrade", "base")
    assert inspect(small_university).get_table_names() == ["alembic_version"]
    assert schema.revision(small_university) is None
    schema.upgrade(small_university)
    assert store.load(small_university, small.first(), by="test").release == 1
    assert headcounts(small_university, series="small_credit")["2024", "DEU"] == 11 + 1
    assert check.faults(small_university) == []


def test_upgrade_twice_changes_nothing_and_makes_no_backup(small_university: Engine, tmp_path: Path) -> None:
    before = answers(small_university)
    assert schema.upgrade(small_university) is None
    assert_same(answers(small_university), before)


def test_all_countries_are_there_with_names_in_three_languages(engine: Engine) -> None:
    c = Country
    with engine.connect() as connection:
        rows = connection.execute(select(c.code, c.alpha2, c.name_en, c.name_ru, c.name_kk).order_by(c.code)).all()
        partner = connection.scalar(select(func.count()).where(Institution.code == "not-stated"))
    assert len(rows) == 249 + 1 + 6 + 13  # of ISO 3166-1; Kosovo; former ones; what stands for no single country
    assert ("KAZ", "KZ", "Kazakhstan", "Казахстан", "Қазақстан") in [tuple(row) for row in rows]
    assert all(all(row) for row in rows)
    assert partner == 1


def test_an_old_country_name_is_brought_up_to_date(engine: Engine) -> None:
    with writer(engine).begin() as connection:
        connection.execute(text("UPDATE country SET name_en = 'Swaziland' WHERE code = 'SWZ'"))
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(select(Country.name_en).where(Country.code == "SWZ")) == "Eswatini"


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A program one version on: its migrations are ours and one more, which adds series.mood."""
    folder = tmp_path / "migrations"
    shutil.copytree(revisions.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_next.py").write_text(NEXT.format(head=schema.head()), encoding="utf-8")
    monkeypatch.setattr(revisions, "MIGRATIONS", folder)
    monkeypatch.chdir(tmp_path)
    return "9999"


def test_a_backup_is_made_before_a_migration(small_university: Engine, next_version: str) -> None:
    """The backup holds the older tables with all rows; the migrated database answers as before."""
    answered = headcounts(small_university)
    saved = schema.upgrade(small_university)
    assert saved is not None
    assert saved.exists()
    assert "before-9999" in saved.name
    assert schema.revision(small_university) == next_version
    copy = connect(f"sqlite:///{saved}")
    assert schema.revision(copy) != next_version
    assert headcounts(copy) == headcounts(small_university) == answered
    copy.dispose()


def test_a_database_of_the_version_before_is_saved_and_brought_up(
    small_university: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tables are fewer than ours: the backup takes those that are there."""
    monkeypatch.chdir(tmp_path)
    alembic(small_university, "downgrade", "-1")
    stood = schema.revision(small_university)
    saved = schema.upgrade(small_university)
    assert saved is not None
    assert schema.revision(small_university) == schema.head()
    copy = connect(f"sqlite:///{saved}")
    assert schema.revision(copy) == stood
    copy.dispose()


def test_a_backup_of_an_older_version_is_not_put_in_place_of_a_newer_one(
    small_university: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = tmp_path / "saved.sqlite"
    backup.save(small_university, saved)
    with writer(small_university).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(backup.NotABackup, match="9999"):
        backup.restore(small_university, saved)
