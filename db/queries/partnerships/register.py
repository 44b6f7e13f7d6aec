"""The register on a day: each agreement once, with its parties and how it stands."""

import pandas as pd

from db.partnership import with_partners
from db.queries.agreed import STANDS, Agreed
from db.queries.asking import EMPTY, Where
from db.queries.one_tie import SEVERAL, joined
from db.queries.partnerships.asked import codes, day, held_rows, met, of_countries
from db.standing import Basis

COLUMNS = [
    "agreement", "partner_code", "partner", "country_code", "country", "type", "status", "basis", "since", "stated",
    "valid_from", "valid_to", "renewal", "faculty_code", "faculty", "department", "partner_unit", "programme", "field",
    "statements", "note", "is_invented", "release",
]  # fmt: skip


def register(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Agreements that are known of on a day (`on`; the usual day without it), one row each, by partner.

    Columns: COLUMNS. Several partners, countries or faculties of one agreement stand together, parted by ';'.
    basis: what tells the status: validity, listed, date, stated (on the day `stated`), undated. since: as far as told.
    valid_to: first day it no longer holds. statements: how many lines of sources speak of it.
    """
    known = agreed.on(day(agreed, where))
    status = codes(where, "status")
    known = known[known["status"].isin(status)] if status else known
    rows = met(agreed, where)
    ties = agreed.ties
    ties = ties[ties["agreement"].isin(rows["agreement"])]
    found = ties.merge(known, on="agreement", how="inner") if len(ties) else ties.assign(**dict.fromkeys(STANDS[1:]))
    return _worded(agreed, found, language).sort_values(["partner", "agreement"], kind="stable").reset_index(drop=True)


def _worded(agreed: Agreed, ties: pd.DataFrame, language: str) -> pd.DataFrame:
    kinds = {"partner": "partner", "country": "country", "faculty": "unit", "department": "unit"}
    told = {}
    for kind, names in kinds.items():
        several = ties[SEVERAL[f"{kind}_code"]]
        told[kind] = joined(several, agreed.names.of(names, language))
        told[f"{kind}_code"] = [some[0] if len(some) == 1 else ";".join(some) for some in several]
    named = ties.assign(**{name: pd.Series(values, index=ties.index, dtype=object) for name, values in told.items()})
    return named[COLUMNS].astype({"is_invented": bool, "statements": "Int64", "release": "Int64"})


def not_known_yet(agreed: Agreed, where: Where = EMPTY) -> int:
    """How many agreements that the question meets nothing tells of by the day."""
    known = agreed.on(day(agreed, where))["agreement"]
    return int(met(agreed, where).loc[lambda rows: ~rows["agreement"].isin(known), "agreement"].nunique())


def undated(agreed: Agreed, where: Where = EMPTY) -> int:
    """How many of them rest on the word of a source without a date, which tells nothing of a day."""
    known = agreed.on(day(agreed, where))
    of_sources = known.loc[known["basis"] == Basis.UNDATED, "agreement"]
    rows = met(agreed, where)
    return int(rows.loc[rows["agreement"].isin(of_sources), "agreement"].nunique())


def partners(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Partners abroad that have an agreement which holds on the day, as far as is known; by country.

    Columns: partner_code, partner, country_code, country, agreements (Int64), release, is_invented. Own branches,
    events, embassies, networks and centres of a university are no partners, planned and frozen projects make none.
    """
    rows = held_rows(agreed, where)
    rows = of_countries(rows[with_partners(rows)])
    by = rows.groupby(["country_code", "partner_code"], sort=True)
    counted = by.agg(
        agreements=("agreement", "nunique"), release=("release", "max"), is_invented=("is_invented", "any")
    )
    found = agreed.names.named(counted.reset_index(), language)
    order = ["partner_code", "partner", "country_code", "country", "agreements", "release", "is_invented"]
    found = found[order].sort_values(["country", "partner"], kind="stable").reset_index(drop=True)
    return found.astype({"agreements": "Int64", "release": "Int64", "is_invented": bool})


def lives(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Phases of the agreements that the question meets, one row each: agreement, partner, type, status, basis, begins
    and ends (date; None: not told, or still so), stated. In the order of the first day told."""
    of_it = register(agreed, where, language)
    found = []
    for row in of_it.to_dict("records"):
        phases = agreed.life(row["agreement"])
        for phase, after in zip(phases, [*phases[1:], None], strict=True):
            found.append(
                {name: row[name] for name in ("agreement", "partner", "type", "is_invented", "release")}
                | {"status": str(phase.status), "basis": str(phase.basis), "begins": phase.day}
                | {"ends": after.day if after else None, "stated": phase.stated, "since": phase.since}
            )
    names = ["agreement", "partner", "type", "status", "basis", "begins", "ends", "since", "stated", "release",
             "is_invented"]  # fmt: skip
    return pd.DataFrame(found, columns=names, dtype=object)
