"""How much hangs on a few countries: their shares, and what remains without some of them. Plain arithmetic."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from db.vocabulary import NOT_COUNTRIES

FEW = 3


@dataclass(frozen=True)
class Concentration:
    """Of students whose country is known.

    total: persons from countries; None where no number is known. top1_pct, top3_pct: share of the largest and of the
    three largest countries. effective_number: of how many countries of equal size it has the spread, 1 / sum of
    squared shares (the inverse of the Herfindahl-Hirschman index). top: codes of the three largest, largest first.
    without_country: persons beside them, of no single country. is_lower_bound: some cells are withheld or not known,
    so there are more persons than told and the shares are of those known.
    """

    total: float | None
    top1_pct: float | None
    top3_pct: float | None
    effective_number: float | None
    top: tuple[str, ...]
    countries: int
    without_country: float
    is_lower_bound: bool


@dataclass(frozen=True)
class Remains:
    """Persons before and after some countries are gone; change below 0. None: not known.

    rest_pct: what remains, in percent of before. gone_lacks, rest_lacks: some cells of the countries that are gone, or
    of all others, are withheld or not known, so that there are more persons than told, and before is at least what is
    told. With gone_lacks alone the fall is at least what is told, in persons and percent. With rest_lacks alone it is
    exact in persons, at most what is told in percent, and after is at least what is told. With both, persons are at
    least as many, and percent may be more or less.
    """

    before: float | None
    after: float | None
    change: float | None
    change_pct: float | None
    rest_pct: float | None
    gone_lacks: bool
    rest_lacks: bool

    @property
    def is_lower_bound(self) -> bool:
        return self.gone_lacks or self.rest_lacks


def concentration(counts: pd.DataFrame) -> Concentration:
    """counts: one row per country with country_code and headcount (<NA>: not known); state and withheld_cells, where
    they are there, tell of sums that lack cells. Raises ValueError for a country with several rows."""
    known = _known(counts)
    is_country = ~known.index.isin(NOT_COUNTRIES)
    origins, elsewhere = known[is_country & (known > 0)], float(known[~is_country].sum())
    largest = origins.sort_index().sort_values(ascending=False, kind="stable")
    total = float(largest.sum())
    told = float(total) if known[is_country].size else None
    top = tuple(str(code) for code in largest.index[:FEW])
    if not total:
        return Concentration(told, None, None, None, top, 0, elsewhere, _lacks(counts))
    shares = [float(n) / total for n in largest]
    return Concentration(
        total=total, top1_pct=100 * shares[0], top3_pct=min(100.0, 100 * sum(shares[:FEW])),
        effective_number=1 / sum(share**2 for share in shares), top=top, countries=len(shares),
        without_country=elsewhere, is_lower_bound=_lacks(counts),
    )  # fmt: skip


def without(counts: pd.DataFrame, codes: Collection[str]) -> Remains:
    """What remains of all persons, those of no single country too, if none came from these countries; of a country
    that is not among the rows none came before. counts, errors: as in `concentration`."""
    known, is_gone = _known(counts), counts["country_code"].isin(list(codes))
    lacks = (_lacks(counts[is_gone]), _lacks(counts[~is_gone]))
    if known.empty:
        return Remains(None, None, None, None, None, *lacks)
    before = float(known.sum())
    after = float(known[~known.index.isin(list(codes))].sum())
    if counts.loc[is_gone, "headcount"].isna().any():
        return Remains(before, after, None, None, None, *lacks)
    rest = 100 * after / before if before else None
    return Remains(before, after, after - before, None if rest is None else rest - 100, rest, *lacks)


def _known(counts: pd.DataFrame) -> "pd.Series[float]":
    """Headcounts that are known, by country."""
    if counts["country_code"].duplicated().any():
        raise ValueError("Several rows of one country: counts that may overlap are not added.")
    known = counts[counts["headcount"].notna()]
    return pd.Series(known["headcount"].astype(float).to_numpy(), index=known["country_code"].astype(str), dtype=float)


def _lacks(counts: pd.DataFrame) -> bool:
    """Whether persons are there that no number tells of."""
    lacks = counts["headcount"].isna()
    if "withheld_cells" in counts:
        lacks |= counts["withheld_cells"].fillna(0) > 0
    if "state" in counts:
        lacks = (lacks & (counts["state"] != "not_applicable")) | (counts["state"] == "partial")
    return bool(lacks.any())
