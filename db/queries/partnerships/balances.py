"""Where places are owed or owing: students out and in, partner by partner and year by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from db.queries import gate
from db.queries.activity import SIDES, by, sums
from db.queries.agreed import BY_PARTNER, Agreed
from db.queries.asking import EMPTY, Where
from db.queries.partnerships.asked import is_used, number, refuse_unknown
from db.queries.partnerships.found import END, typed
from db.vocabulary import NOT_STATED_PARTNER

LEAST = 5
"""Students out of balance, where a question does not say."""


def balance(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Partners with whom more students went than came, or the other way, by at least `least` over all years of which
    both numbers are whole; the furthest out of balance first. Where nobody counts those who come, of the places.

    Columns: partner_code, partner, country_code, country, academic_years ('2018–2025', those of the numbers compared),
    outbound, inbound, balance (outbound minus inbound: above 0 we owe places; <NA> where the two are not known of one
    year), outbound_places, inbound_places, places_balance (offered to ours minus offered by us), is_invented, release.
    """
    gate.require_own(agreed.names.engine, agreed.institution, where)
    refuse_unknown(where)
    least = number(where, "least", LEAST, 10**6)
    uses = agreed.coded_uses
    is_named = ~uses.among("partner_code", [NOT_STATED_PARTNER])
    is_asked = is_named & is_used(agreed, {**where, "direction": []})
    rows, told = sums(uses, is_asked, (*BY_PARTNER, "academic_year"))
    of, first = uses.groups(BY_PARTNER)
    whose, when = of[rows], uses.rows["academic_year"].to_numpy()[rows]
    students = _Difference.of(whose, when, told, "", [told[f"{side}_known"] for side in SIDES.values()], len(first))
    known = [~told[f"{side}_places"].isna() for side in SIDES.values()]
    places = _Difference.of(whose, when, told, "_places", known, len(first))
    is_counted = students.years > 0
    size = np.abs(np.where(is_counted, students.balance, places.balance))
    at = np.flatnonzero((is_counted | (places.years > 0)) & (size >= least))
    spans = [(students if one else places).span(place) for one, place in zip(is_counted[at], at, strict=True)]
    release, is_invented = agreed.behind_uses
    codes_of = {name: uses.rows[name].to_numpy()[first[at]] for name in BY_PARTNER}
    table = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in codes_of.items()}).assign(
        academic_years=pd.Series(spans, dtype=str), size=size[at], release=release[at], is_invented=is_invented[at],
        outbound=students.told(students.outbound)[at], inbound=students.told(students.inbound)[at],
        balance=students.told(students.balance)[at], outbound_places=places.told(places.outbound)[at],
        inbound_places=places.told(places.inbound)[at], places_balance=places.told(places.balance)[at],
    )  # fmt: skip
    table = agreed.names.named(table, language).sort_values(["size", "partner"], ascending=[False, True], kind="stable")
    columns = ["partner_code", "partner", "country_code", "country", "academic_years", "outbound", "inbound", "balance",
               "outbound_places", "inbound_places", "places_balance", *END]  # fmt: skip
    return typed(table, columns, [n for n in columns if n.endswith(("bound", "balance", "_places"))])


def running(agreed: Agreed, where: Where = EMPTY) -> pd.DataFrame:
    """Balance by academic year of all the agreements that the question meets together: academic_year, outbound,
    inbound, balance (<NA> where one of the two is not whole), running (its sum over the years that are whole)."""
    gate.require_own(agreed.names.engine, agreed.institution, where)
    table = by(agreed.coded_uses, is_used(agreed, where), ["academic_year"])
    is_whole = table["outbound_known"] & table["inbound_known"]
    balance = (table["outbound"] - table["inbound"]).where(is_whole)
    found = table.assign(balance=balance, running=balance.cumsum().where(is_whole))
    columns = ["academic_year", "outbound", "inbound", "outbound_places", "inbound_places", "balance", "running",
               "graduates"]  # fmt: skip
    return found[columns].astype("Int64")


@dataclass(frozen=True)
class _Difference:
    """Both directions over the years in which both are known, by partner: their sums, how many years, which."""

    outbound: Any
    inbound: Any
    years: Any
    first: Any
    last: Any

    @classmethod
    def of(cls, whose: Any, when: Any, told: dict[str, Any], what: str, known: Sequence[Any], count: int) -> Self:
        """what: '' of students, '_places'; known: of each direction in which rows it is."""
        both = known[0] & known[1]
        whose, when = whose[both], when[both]
        out, came = [np.bincount(whose, weights=told[f"{side}{what}"].to_numpy(dtype=float, na_value=0)[both],
                             minlength=count) for side in SIDES.values()]  # fmt: skip
        first, last = np.full(count, np.iinfo(np.int64).max), np.zeros(count, dtype=np.int64)
        np.minimum.at(first, whose, when)
        np.maximum.at(last, whose, when)
        return cls(out, came, np.bincount(whose, minlength=count), first, last)

    @property
    def balance(self) -> Any:
        return self.outbound - self.inbound

    def told(self, numbers: Any) -> Any:
        """NaN where no year tells both."""
        return np.where(self.years > 0, numbers, np.nan)

    def span(self, place: Any) -> str:
        """'2018–2025'."""
        first, last = int(self.first[place]), int(self.last[place])
        return str(first) if first == last else f"{first}–{last}"
