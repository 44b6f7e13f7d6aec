"""All that a database answers, to compare before and after."""

import pandas as pd
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import DeclarativeBase

from db import queries
from db.models import Base

ALL = {"scope": ["all"]}
QUESTIONS = {
    "mobility": [
        ["academic_year", "country"],
        ["academic_year", "region", "country"],
        ["group", "academic_year"],
        ["academic_year", "partner", "department", "faculty", "institution", "level", "field", "country", "release"],
    ],
    "enrolment": [["academic_year", "department", "faculty", "institution", "level", "field", "release"]],
    "agreements": [
        ["agreement", "partner", "country"],
        ["academic_year", "faculty", "agreement"],
        ["group", "region"],
    ],
    "register": [[]],
    "published": [[]],
    "targets": [[]],
    "statements": [[]],
}
"""Topics, each with the lists of names it is asked by."""


def answers(engine: Engine, language: str = "en") -> dict[str, pd.DataFrame]:
    """Frames of every topic, listed by much."""
    return {
        f"{topic} by {by}": queries.TOPICS[topic](
            engine, by=by, where=ALL if "country" in by else {}, language=language
        )
        for topic, lists in QUESTIONS.items()
        for by in lists
    }


def assert_same(found: dict[str, pd.DataFrame], wanted: dict[str, pd.DataFrame]) -> None:
    """Same questions, same rows in the same order, same types. All differences are told."""
    assert list(found) == list(wanted)
    differences = []
    for question, frame in wanted.items():
        try:
            pd.testing.assert_frame_equal(found[question], frame, obj=question)
        except AssertionError as difference:
            differences.append(str(difference))
    assert not differences, "\n".join(differences)


def rows_in(engine: Engine) -> dict[str, int]:
    """Number of rows of every table."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def current_rows(engine: Engine, model: type[DeclarativeBase]) -> int:
    table = model.__table__
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(table.c.is_current)) or 0


def headcounts(engine: Engine, **where: str) -> dict[tuple[str, str], int | None]:
    """Mobility by year and country, None where unknown. Directions and series are added: to compare, not to tell."""
    conditions = {"scope": ["all"], **{name: [value] for name, value in where.items()}}
    frame = queries.TOPICS["mobility"](engine, by=["academic_year", "country"], where=conditions)
    sums = frame.groupby(["academic_year", "country_code"])["headcount"].sum(min_count=1)
    return {(str(year), country): None if value is pd.NA else int(value) for (year, country), value in sums.items()}
