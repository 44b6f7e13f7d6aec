"""Bring a database to the tables of this version, with a backup first, and tell whether it is there."""

from datetime import UTC, datetime
from pathlib import Path

import pycountry
from babel import Locale
from sqlalchemy import Connection, Engine, insert, select, update

from db import backup
from db.engine import writer
from db.models import Country, Institution
from db.revisions import head, migrate, revision
from db.vocabulary import NOT_STATED_COUNTRY, NOT_STATED_PARTNER

__all__ = ["countries", "head", "revision", "upgrade"]

LANGUAGES = ("en", "ru", "kk")
NOT_STATED = {"name_en": "Country not stated", "name_ru": "Страна не указана", "name_kk": "Елі көрсетілмеген"}


def upgrade(engine: Engine, to: str = "head") -> Path | None:
    """Migrate to the newest tables and refresh the list of countries. Returns the backup made before, if one was.

    Raises OtherTables if the database was made by a newer program.
    """
    stands = revision(engine)
    saved = None
    if stands is not None and stands != head():
        saved = backup.automatic(engine, f"before-{head()}", datetime.now(UTC))
    if stands != head() or to != "head":
        with writer(engine).begin() as connection:
            migrate(connection, to)
    if to == "head":
        with writer(engine).begin() as connection:
            _list_countries(connection)
            _no_partner(connection)
    return saved


def countries() -> list[dict[str, str]]:
    """All countries of ISO 3166-1 and Kosovo, with CLDR's names; and `ZZZ`, country not stated."""
    names = {language: Locale(language).territories for language in LANGUAGES}
    found = [(c.alpha_3, c.alpha_2, c.numeric) for c in pycountry.countries] + [("XKX", "XK", "")]
    listed = [
        {"code": code, "alpha2": alpha2, "numeric": numeric}
        | {f"name_{language}": str(names[language][alpha2]) for language in LANGUAGES}
        for code, alpha2, numeric in sorted(found)
    ]
    return [*listed, {"code": NOT_STATED_COUNTRY, "alpha2": "ZZ", "numeric": ""} | NOT_STATED]


def _list_countries(connection: Connection) -> None:
    columns = [Country.code, Country.alpha2, Country.numeric, Country.name_en, Country.name_ru, Country.name_kk]
    there = {row.code: dict(row._mapping) for row in connection.execute(select(*columns))}
    for country in countries():
        if country["code"] not in there:
            connection.execute(insert(Country).values(**country))
        elif there[country["code"]] != country:
            connection.execute(update(Country).where(Country.code == country["code"]).values(**country))


def _no_partner(connection: Connection) -> None:
    if connection.scalar(select(Institution.id).where(Institution.code == NOT_STATED_PARTNER)) is None:
        connection.execute(insert(Institution).values(code=NOT_STATED_PARTNER))
