"""The current cells of one institution in memory: the same frames as `counts`, in milliseconds whatever was loaded.

Which page asks what is its own affair: `answer` takes the arrays where they hold what is asked, and SQL where not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine

from db.queries import counts, gate
from db.queries.arrays.frames import together
from db.queries.arrays.held import Held, read
from db.queries.arrays.rows import NotHeld
from db.queries.asking import EMPTY, Where

__all__ = ["Held", "NotHeld", "Records", "answer", "read", "together"]

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
    """Questions about the records of the institution whose arrays are held; as `counts.OfInstitution`.

    others: the arrays of what another engine meets, where the question is routed to one; None: SQL answers then.
    """

    engine: Engine
    held: Held
    others: Callable[[Engine], Held] | None = None

    def mobility(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        """As `counts.mobility`, of the institution."""
        return self._answer("mobility", by, self._here(where), language)

    def enrolment(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        """As `counts.enrolment`, of the institution."""
        return self._answer("enrolment", by, self._here(where), language)

    def _answer(self, topic: str, by: Sequence[str], where: Where, language: str) -> pd.DataFrame:
        engine = gate.routed(self.engine, by, where)
        return answer(engine, self._held(engine), topic, by, where, language)

    def _held(self, engine: Engine) -> Held | None:
        if engine is self.engine:
            return self.held
        return self.others(engine) if self.others else None

    def releases(self, where: Where = EMPTY, topic: str = "mobility") -> list[int]:
        """Releases behind the answer of a question about mobility or enrolment."""
        engine = gate.routed(self.engine, (), self._here(where))
        held = self._held(engine)
        try:
            if held is None:
                raise NotHeld
            found = held.releases(where, topic)
        except NotHeld:
            told = SQL[topic](engine, ["release", "academic_year"], self._here(where))
            found = [int(release) for release in told["release"]]
        return gate.with_all_behind(engine, found)

    def _here(self, where: Where) -> Where:
        return {**where, "institution": [self.held.institution]}


def _only(institution: str, where: Mapping[str, Sequence[str]]) -> bool:
    return set(where.get("institution", ())) == {institution}
