"""Bring a database to the tables of this version, with a backup first, and tell whether it is there."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update

from db import backup
from db.engine import writer
from db.models import Country, Institution
from db.revisions import head, migrate, revision
from db.vocabulary import NOT_STATED_COUNTRY, NOT_STATED_PARTNER

__all__ = ["countries", "head", "revision", "upgrade"]

LANGUAGES = ("en", "ru", "kk")
FORMER = (
    ("ANT", "AN", "530", "Netherlands Antilles", "Нидерландские Антильские острова", "Нидерланд Антил аралдары"),
    ("CSK", "QS", "200", "Czechoslovakia", "Чехословакия", "Чехословакия"),
    ("DDR", "DD", "278", "German Democratic Republic", "Германская Демократическая Республика",
     "Герман Демократиялық Республикасы"),
    ("SCG", "CS", "891", "Serbia and Montenegro", "Сербия и Черногория", "Сербия және Черногория"),
    ("SUN", "SU", "810", "Union of Soviet Socialist Republics (USSR)",
     "Союз Советских Социалистических Республик (СССР)", "Кеңестік Социалистік Республикалар Одағы (КСРО)"),
    ("YUG", "YU", "890", "Yugoslavia", "Югославия", "Югославия"),
)  # fmt: skip
"""Countries of old statistics: ISO 3166-3. CS was given twice; Czechoslovakia has a code for users."""

NO_SINGLE_COUNTRY = (
    ("XAF", "XF", "", "Africa, country not stated", "Африка, страна не указана", "Африка, елі көрсетілмеген"),
    ("XAS", "XS", "", "Asia, country not stated", "Азия, страна не указана", "Азия, елі көрсетілмеген"),
    ("XCB", "XC", "", "Caribbean and Central America, country not stated",
     "Карибский бассейн и Центральная Америка, страна не указана",
     "Кариб бассейні және Орталық Америка, елі көрсетілмеген"),
    ("XCY", "XY", "", "Cyprus (outside the European Union)", "Кипр (вне Европейского союза)",
     "Кипр (Еуропалық одақтан тыс)"),
    ("XEE", "XE", "", "Europe, country not stated", "Европа, страна не указана", "Еуропа, елі көрсетілмеген"),
    ("XEU", "XU", "", "European Union, country not stated", "Европейский союз, страна не указана",
     "Еуропалық одақ, елі көрсетілмеген"),
    ("XME", "XM", "", "Middle East, country not stated", "Ближний Восток, страна не указана",
     "Таяу Шығыс, елі көрсетілмеген"),
    ("XNA", "XN", "", "North America, country not stated", "Северная Америка, страна не указана",
     "Солтүстік Америка, елі көрсетілмеген"),
    ("XOC", "XO", "", "Oceania, country not stated", "Океания, страна не указана", "Океания, елі көрсетілмеген"),
    ("XOT", "XT", "", "Other countries (not broken down)", "Прочие страны (без разбивки)",
     "Басқа елдер (бөлінбеген)"),
    ("XSA", "XL", "", "South America, country not stated", "Южная Америка, страна не указана",
     "Оңтүстік Америка, елі көрсетілмеген"),
    ("XXA", "XX", "", "Stateless persons", "Лица без гражданства", "Азаматтығы жоқ адамдар"),
    (NOT_STATED_COUNTRY, "ZZ", "", "Country not stated", "Страна не указана", "Елі көрсетілмеген"),
)  # fmt: skip
"""What a source tells in place of a country: NOT_COUNTRIES, under codes that ISO 3166-1 leaves to its users."""


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
            if stands is not None and stands != head():
                from db import protect  # here: most who ask for countries protect nothing

                protect.prepare_all(connection)
    return saved


def ensure(engine: Engine) -> Path | None:
    """As `upgrade`, for a database that needs it; one of this version is left alone."""
    return upgrade(engine) if revision(engine) != head() else None


def countries() -> list[dict[str, str]]:
    """All countries of ISO 3166-1 and Kosovo, with CLDR's names; former ones, and codes that stand for no country."""
    import pycountry  # here: a load that changes nothing needs no names
    from babel import Locale

    names = {language: Locale(language).territories for language in LANGUAGES}
    found = [(c.alpha_3, c.alpha_2, c.numeric) for c in pycountry.countries] + [("XKX", "XK", "")]
    listed = [
        {"code": code, "alpha2": alpha2, "numeric": numeric}
        | {f"name_{language}": str(names[language][alpha2]) for language in LANGUAGES}
        for code, alpha2, numeric in sorted(found)
    ]
    return [*listed, *(dict(zip(listed[0], row, strict=True)) for row in (*FORMER, *NO_SINGLE_COUNTRY))]


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
