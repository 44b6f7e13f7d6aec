"""Agreements, one row each, from what their statements say: parties, units, terms."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from db.vocabulary import AgreementType, InstitutionKind

SEVERAL = {"partner_code": "partner_codes", "country_code": "country_codes", "faculty_code": "faculty_codes",
           "department_code": "department_codes"}  # fmt: skip
TOLD = ("programme", "field", "partner_unit", "note")
OF_PARTIES = ("partner_code", "country_code")
DOCUMENT = ("source_title", "source_url", "source_date")


def one_ties(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per agreement, in the order of their codes.

    Columns: agreement; partner_codes, country_codes, faculty_codes, department_codes (tuples, without ''); type;
    programme, field, partner_unit, note (the first that is told); renewal; valid_from (the first; None); statements
    (how many sources' lines); source_title, source_url, source_date (of the newest); release (of the last), is_invented
    (one of them is), at_home (all are). The partner of a network is the network: its members are in the rows alone.
    """
    first = rows.drop_duplicates("agreement")
    found: dict[str, Any] = {"agreement": first["agreement"], "type": first["type"]}
    agreements = list(first["agreement"])
    shown = rows[~_only_members(rows)]
    for name, told in SEVERAL.items():
        codes = _each(shown if name in OF_PARTIES else rows, name)
        found[told] = [tuple(codes.get(one, ())) for one in agreements]
    for name, nothing in (*((name, "") for name in TOLD), ("renewal", "not_stated")):
        said = rows[rows[name] != nothing].drop_duplicates("agreement")
        by_agreement = dict(zip(said["agreement"], said[name].map(str), strict=True))
        found[name] = [by_agreement.get(one, nothing) for one in agreements]
    by = rows.groupby("agreement", sort=False)
    lines = rows.drop_duplicates(["agreement", "code"]).groupby("agreement", sort=False).size()
    begun = rows[rows["valid_from"].notna()].sort_values("valid_from", kind="stable").drop_duplicates("agreement")
    first_days = dict(zip(begun["agreement"], begun["valid_from"], strict=True))
    found["valid_from"] = [first_days.get(one) for one in agreements]
    newest = rows.sort_values("source_date", kind="stable").drop_duplicates("agreement", keep="last")
    documents = newest.set_index("agreement")[list(DOCUMENT)].reindex(agreements)
    found |= {name: documents[name].to_numpy() for name in DOCUMENT}
    counted: dict[str, Any] = {
        "statements": lines, "release": by["release"].max(), "is_invented": by["is_invented"].any(),
        "at_home": by["at_home"].all(),
    }  # fmt: skip
    table = pd.DataFrame({name: pd.Series(list(values), dtype=object) for name, values in found.items()})
    return table.assign(**{name: values.reindex(agreements).to_numpy() for name, values in counted.items()})


def _only_members(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Rows of members of a network that is named beside them."""
    is_network = rows["partner_kind"] == InstitutionKind.NETWORK
    named = set(rows.loc[is_network, "agreement"])
    of_network = rows["type"] == AgreementType.NETWORK_MEMBERSHIP
    return of_network & ~is_network & rows["agreement"].isin(list(named))


def _each(rows: pd.DataFrame, name: str) -> dict[str, list[str]]:
    """The different words of a column for each agreement, but for blanks."""
    pairs = rows[["agreement", name]].drop_duplicates()
    found: dict[str, list[str]] = {}
    for agreement, code in zip(pairs["agreement"], pairs[name], strict=True):
        if code:
            found.setdefault(agreement, []).append(code)
    return found


def joined(codes: Iterable[Iterable[str]], names: Any) -> list[str]:
    """Names of tuples of codes, parted by semicolons."""
    return ["; ".join(names.get(code, code) for code in some) for some in codes]


def worded(ties: pd.DataFrame, names: Mapping[str, Mapping[str, str]]) -> tuple[Any, pd.DataFrame]:
    """The agreements in words, by partner: their order, as places in `ties`; and the rows in this order, with partner,
    country, faculty and department and their codes, and city; several stand together, parted by ';'. scope: whether
    the partner is abroad.

    names: of partners, countries and units, and cities of partners, by code.
    """
    told: dict[str, Any] = {}
    for kind, of in {"partner": "partner", "country": "country", "faculty": "unit", "department": "unit"}.items():
        several = ties[SEVERAL[f"{kind}_code"]]
        told[kind] = joined(several, names[of])
        told[f"{kind}_code"] = [some[0] if len(some) == 1 else ";".join(some) for some in several]
    told["city"] = ["; ".join(filter(None, map(names["city"].get, some))) for some in ties["partner_codes"]]
    told["scope"] = np.where(ties["at_home"].to_numpy(dtype=bool), "domestic", "international")
    named = ties.assign(**{name: pd.Series(values, index=ties.index, dtype=object) for name, values in told.items()})
    in_order = named.sort_values(["partner", "agreement"], kind="stable")
    typed = in_order.astype({"is_invented": bool, "statements": "Int64", "release": "Int64"})
    return in_order.index.to_numpy(), typed.drop(columns=list(SEVERAL.values())).reset_index(drop=True)
