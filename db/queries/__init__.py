"""What may be asked: plain values in, frames out. The app, `db query` and downloads all ask here."""

from collections.abc import Callable

import pandas as pd

from db.queries import (
    agreed,
    arrays,
    attention,
    bounded,
    bounds,
    cards,
    changes,
    claims,
    counts,
    disputes,
    draft,
    goals,
    options,
    provenance,
    published,
    reconcile,
    summary,
    totals,
)
from db.queries.asking import BadQuestion, StockOverYears

Answer = Callable[..., pd.DataFrame]

TOPICS: dict[str, Answer] = {
    "mobility": counts.mobility,
    "enrolment": counts.enrolment,
    "totals": totals.totals,
    "agreements": counts.agreement_use,
    "register": published.register,
    "published": published.published,
    "bounds": bounded.bounded,
    "targets": published.targets,
    "statements": published.statements,
}
"""Topics of `db query`. All take by, where and language."""

__all__ = [
    "TOPICS",
    "BadQuestion",
    "StockOverYears",
    "agreed",
    "arrays",
    "attention",
    "bounded",
    "bounds",
    "cards",
    "changes",
    "claims",
    "counts",
    "disputes",
    "draft",
    "goals",
    "options",
    "provenance",
    "published",
    "reconcile",
    "summary",
    "totals",
]
