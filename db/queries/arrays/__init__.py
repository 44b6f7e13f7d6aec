"""The current cells of one institution in memory: the same frames as `counts`, in milliseconds whatever was loaded.

Which page asks what is its own affair: `answer` takes the arrays where they hold what is asked, and SQL where not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine

from db.queries import counts
from db.queries.arrays.held import Held, read
from db.queries.arrays.rows import NotHeld
from db.queries.asking import EMPTY, Where

__all__ = ["Held", "NotHeld", "Records", "answer", "read"]

SQL = {"mobility": counts.mobility, "enrolment": counts.enrolment}


def answer(
    engine: Engine, held: Held | None, topic: str, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en"
) -> pd.DataFrame:
    """`counts.mobility` or `counts.enrolment` (`topic`), from the arrays if the question is one of their institution.

    Raises as they do.
    """
    if held is not None and _only(held.institution, where):
        try:
            return held.mobility(by, where, language) if topic == "mobility" else held.enrolment(by, where, language)
        except NotHeld:
            pass
    return SQL[topic](engine, by, where, language)


@dataclass(frozen=True)
class Records:
    """Questions about the records of the institution whose arrays are held; as `counts.OfInstitution`."""

    engine: Engine
    held: Held

    def mobility(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        """As `counts.mobility`, of the institution."""
        return answer(self.engine, self.held, "mobility", by, self._here(where), language)

    def enrolment(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        """As `counts.enrolment`, of the institution."""
        return answer(self.engine, self.held, "enrolment", by, self._here(where), language)

    def releases(self, where: Where = EMPTY, topic: str = "mobility") -> list[int]:
        """Releases behind the answer of a question about mobility or enrolment."""
        try:
            return self.held.releases(where, topic)
        except NotHeld:
            found = SQL[topic](self.engine, ["release", "academic_year"], self._here(where))
            return sorted({int(release) for release in found["release"]})

    def _here(self, where: Where) -> Where:
        return {**where, "institution": [self.held.institution]}


def _only(institution: str, where: Mapping[str, Sequence[str]]) -> bool:
    return set(where.get("institution", ())) == {institution}
