"""Contradictions of two kinds: statements that cannot all be true, and different statements of one thing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from db import bounds as solve
from db.queries import goals, limits, published, summary
from db.queries.claims import Claim, claims, world
from db.queries.limits import Interval
from db.queries.moment import Moment, year_of
from db.vocabulary import PeriodKind

Row = Mapping[Any, Any]
ONE_THING = (
    "metric", "direction", "measure", "unit_of_measure", "scope_note", "covers", "level", "except_level",
    "faculty_code", "department_code", "country_code",
)  # fmt: skip
"""What two figures have alike that speak of one thing."""


class Differs(StrEnum):
    """In what statements of one thing differ, the sharpest first."""

    VALUE = "value"  # of one period and definition, and they cannot both be right
    DEFINITION = "definition"  # of one year, and another definition
    DATE = "date"


@dataclass(frozen=True)
class Together:
    """Figures of one moment that cannot all be true; none of them can be left out. by: persons too many or too few."""

    moment: Moment
    figures: tuple[Row, ...]
    by: int


@dataclass(frozen=True)
class Dispute:
    """Different statements of one thing. kind: figures, share (a share against counts), agreement, target.

    computed: what counts say of a share, by year.
    """

    kind: str
    differs: Differs
    rows: tuple[Row, ...]
    computed: tuple[tuple[int, Interval], ...] = ()


def impossible(engine: Engine, institution: str, language: str = "en") -> list[Together]:
    """Every set of an institution's figures that cannot all be true, newest year first. Figures that a person set
    aside, and those not to be used before they are checked, are left out."""
    found = []
    for moment, some in together(claims(engine, world(engine, institution), language)).items():
        by_code = {claim.code: claim.figure for claim in some}
        for conflict in solve.conflicts([claim.said for claim in some]):
            found.append(Together(moment, tuple(by_code[said.code] for said in conflict.said), conflict.by))
    return sorted(found, key=lambda one: (-one.moment.year, -one.by, [str(row["code"]) for row in one.figures]))


def together(known: Iterable[Claim]) -> dict[Moment, list[Claim]]:
    """The claims that are reasoned with, by moment."""
    found: dict[Moment, list[Claim]] = defaultdict(list)
    for claim in known:
        if not claim.aside and not claim.figure["is_doubtful"]:
            found[claim.moment].append(claim)
    return found


def different(engine: Engine, institution: str, language: str = "en") -> list[Dispute]:
    """Different statements of one thing: figures, shares against counts, agreements, targets; the sharpest first."""
    figures = published.published(engine, where={"institution": [institution]}, language=language)
    found = [
        *of_figures(figures), *of_shares(figures), *_of_agreements(engine, institution, language),
        *_of_targets(engine, institution, language),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (list(Differs).index(one.differs), -_newest(one.rows)))


def of_figures(figures: pd.DataFrame) -> list[Dispute]:
    """Figures of one metric and scope that give other values; for each way of differing those that do so."""
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in figures.to_dict("records"):
        alike[thing(row)].append(row)
    found = []
    for rows in alike.values():
        differing: dict[Differs, set[str]] = defaultdict(set)
        for one, other in combinations(rows, 2):
            if differs := _pair(one, other):
                differing[differs] |= {str(one["code"]), str(other["code"])}
        for differs, codes in differing.items():
            found.append(Dispute("figures", differs, tuple(sorted((r for r in rows if r["code"] in codes), key=_when))))
    return found


def thing(figure: Row) -> tuple[str, ...]:
    """Of what a figure speaks: metric and scope."""
    return tuple("" if pd.isna(figure[name]) else str(figure[name]) for name in ONE_THING)


def _pair(one: Row, other: Row) -> Differs | None:
    """In what two figures of one thing differ; None where they say the same."""
    if (one["value"], one["qualifier"]) == (other["value"], other["qualifier"]):
        return None
    alike = [year_of(row) for row in (one, other)]
    is_same_year = alike[0] == alike[1] and alike[0][1] is not None
    is_same_definition = one["definition"] == other["definition"]
    says = [limits.stated(row) for row in (one, other)]
    is_one_period = is_same_year or one["period"] == other["period"] != "" or _is_untold(one, other)
    if is_same_definition and is_one_period and not _is_edition_unknown(one, other):
        return Differs.VALUE if limits.exclude(*says) else None
    if not is_same_definition and abs((alike[0][1] or 0) - (alike[1][1] or 0)) <= 1:
        return Differs.DEFINITION
    return Differs.DATE


def _is_edition_unknown(one: Row, other: Row) -> bool:
    return any(row["period_kind"] == PeriodKind.EDITION and row["period_basis"] != "stated" for row in (one, other))


def _is_untold(one: Row, other: Row) -> bool:
    """Whether both span several years that their note tells: two years together."""
    return bool(one["scope_note"]) and one["period"] == other["period"] and one["period_kind"] == other["period_kind"]


def of_shares(figures: pd.DataFrame) -> list[Dispute]:
    """A share as stated, with what counts say of it in the years that its part and its whole are known of."""
    told = summary.whole(figures[~figures["is_doubtful"].astype(bool)])
    found = []
    for share, (part, whole) in goals.SHARES.items():
        counts = {name: goals.by_year(told, name) for name in (part, whole)}
        computed = {
            y: summary.share(counts[part][y], counts[whole][y]) for y in sorted({*counts[part]} & {*counts[whole]})
        }
        for row in told[told["metric"] == share].to_dict("records"):
            year = goals.year_stated(row)
            is_apart = year in computed and limits.exclude(limits.stated(row), computed[year])
            if computed and (is_apart or year not in computed):
                behind = told[told["metric"].isin([part, whole])].to_dict("records")
                rows = (row, *[one for one in behind if goals.year_stated(one) in computed])
                found.append(
                    Dispute("share", Differs.VALUE if is_apart else Differs.DATE, rows, tuple(computed.items()))
                )
    return found


def _of_agreements(engine: Engine, institution: str, language: str) -> list[Dispute]:
    """Agreements whose sources tell another start or status."""
    told = published.register(engine, where={"institution": [institution]}, language=language)
    told = told[told["academic_year"] == ""]
    found = []
    for _agreement, rows in told.groupby("agreement", sort=False):
        starts = {str(start) for start in rows["start"] if start}
        if len(rows) > 1 and (len(starts) > 1 or rows["status"].nunique() > 1):
            found.append(Dispute("agreement", Differs.DATE, tuple(rows.to_dict("records"))))
    return found


def _of_targets(engine: Engine, institution: str, language: str) -> list[Dispute]:
    """Goals of one thing with another value or year: rival ones of one year, and those that moved."""
    told = published.targets(engine, ["faculty", "department"], {"institution": [institution]}, language)
    found = []
    for _one, rows in told.groupby(["metric", "faculty_code", "department_code"], sort=False):
        goals_set = rows[["value", "target_year"]].drop_duplicates()
        if len(goals_set) > 1:
            rival_years = goals_set["target_year"][goals_set["target_year"].duplicated()]
            rivals = rows[rows["target_year"].isin(rival_years)]
            if len(rivals):
                found.append(Dispute("target", Differs.VALUE, tuple(rivals.to_dict("records"))))
            found.append(Dispute("target", Differs.DATE, tuple(rows.to_dict("records"))))
    return found


def _newest(rows: Sequence[Row]) -> int:
    return max((int(_when(row)[:4] or 0) for row in rows), default=0)


def _when(row: Row) -> str:
    """When a statement is of, as far as it tells."""
    year = row.get("academic_year", row.get("target_year"))
    told = row.get("as_of") or row.get("source_date") or row.get("period") or ("" if pd.isna(year) else str(year))
    return str(told) if str(told)[:4].isdigit() else ""
