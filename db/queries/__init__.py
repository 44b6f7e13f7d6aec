"""What may be asked: plain values in, frames out. The app, `db query` and downloads all ask here."""

from collections.abc import Callable, Sequence

import pandas as pd
from sqlalchemy import Engine

from db.queries import (
    agreed,
    alike,
    arrays,
    attention,
    audited,
    bounded,
    bounds,
    cards,
    changes,
    claims,
    counts,
    disputes,
    draft,
    gate,
    goals,
    options,
    provenance,
    published,
    reconcile,
    summary,
    totals,
    used,
    whom,
)
from db.queries.asking import EMPTY, BadQuestion, StockOverYears, Where
from db.queries.partnerships import balances, coverage, evidence, ewp, found, lists, register

Answer = Callable[..., pd.DataFrame]
OF_STUDENTS = ("academic_year", "direction", "mobility_type")


def _of_agreements(
    ask: Callable[..., pd.DataFrame], *, with_records: bool = False, needs: Sequence[str] = ()
) -> Answer:
    """A question about the agreements of each institution that is asked for; without one, of each that has some."""

    def of_one(engine: Engine, institution: str, where: Where, language: str) -> pd.DataFrame:
        records = {"counted": counts.OfInstitution(engine, institution)} if with_records else {}
        found = ask(agreed.read(engine, institution), where, language, **records)
        return found.assign(institution_code=pd.Series(institution, index=found.index, dtype=object))

    def answer(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        if by:
            raise BadQuestion("The rows are listed as they are: leave --by out.")
        lacking = [name for name in needs if not where.get(name)]
        if lacking:
            raise BadQuestion(f"Which students are meant? Add --where {'=… --where '.join(lacking)}=….")
        asked = list(where.get("institution", ())) or agreed.with_agreements(engine)
        found = [of_one(engine, institution, where, language) for institution in asked or [""]]
        some = [rows for rows in found if len(rows)]
        return pd.concat(some, ignore_index=True) if some else found[0]

    return answer


TOPICS: dict[str, Answer] = {
    "mobility": counts.mobility,
    "enrolment": counts.enrolment,
    "totals": totals.totals,
    "agreements": counts.agreement_use,
    "register": published.register,
    "ties": _of_agreements(register.register),
    "partners": _of_agreements(register.partners),
    "asleep": _of_agreements(lists.asleep, with_records=True),
    "expiring": _of_agreements(lists.expiring, with_records=True),
    "balance": _of_agreements(balances.balance),
    "overused": _of_agreements(lists.overused),
    "coverage": _of_agreements(coverage.coverage, with_records=True),
    "white_spots": _of_agreements(coverage.white_spots, with_records=True, needs=OF_STUDENTS),
    "published": published.published,
    "bounds": bounded.bounded,
    "targets": published.targets,
    "statements": published.statements,
    "audit": audited.audited,
}
"""Topics of `db query`. All take by, where and language."""

__all__ = [
    "TOPICS",
    "BadQuestion",
    "StockOverYears",
    "agreed",
    "alike",
    "arrays",
    "attention",
    "audited",
    "balances",
    "bounded",
    "bounds",
    "cards",
    "changes",
    "claims",
    "counts",
    "coverage",
    "disputes",
    "draft",
    "evidence",
    "ewp",
    "found",
    "gate",
    "goals",
    "lists",
    "options",
    "provenance",
    "published",
    "reconcile",
    "register",
    "summary",
    "totals",
    "used",
    "whom",
]
