"""Published figures that contradict each other or the records, and headline figures that are old."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from db.metrics import COUNTED
from db.queries import limits, provenance, summary
from db.queries.agreed import academic_year
from db.queries.notice import YEARS_BEHIND, Notice, days_since, year_of
from db.queries.reconcile import Reconciled
from db.vocabulary import Covers, PeriodKind

APART_PCT = 5
"""A published figure and one of records that differ by more, in percent of the record, contradict each other."""
HEADLINES = (*summary.WHOLE_SCOPE, *summary.MORE_CARDS)

Row = Mapping[Any, Any]


def rival_figures(figures: pd.DataFrame) -> list[Notice]:
    """Published figures of one thing and period that cannot all be right: two exact ones differ, or what two allow
    (at least 12,000; about 4,000) does not meet. Undated ones may be of different years and are left out.

    figures: as from published.published.
    """
    one_thing = ["metric", "definition", "direction", "measure", "unit_of_measure", "scope_note", "level"]
    one_thing += ["faculty_code", "department_code", "country_code", "period_kind", "period", "academic_year"]
    is_dated = (figures["period"] != "") | ((figures["period_kind"] == PeriodKind.SPAN) & (figures["scope_note"] != ""))
    told = figures[is_dated & ~is_of_unknown_edition(figures)]
    groups = told.assign(**{name: told[name].astype("string").fillna("") for name in one_thing}).groupby(one_thing)
    found = []
    for _, group in groups:
        rows = group.sort_values("code").to_dict("records")
        rivals = {
            r["code"]
            for one, other in combinations(rows, 2)
            if limits.exclude(limits.stated(one), limits.stated(other))
            for r in (one, other)
        }
        if rivals:
            found.append(_of_figures("contradiction", [row for row in rows if row["code"] in rivals]))
    return sorted(found, key=lambda n: (-(n.academic_year or year_of(n.period)), n.metric, n.codes))


def is_of_unknown_edition(figures: pd.DataFrame) -> pd.Series:
    """Whether of a rank only the day of publication is known: in one year two editions may appear."""
    return (figures["period_kind"] == PeriodKind.EDITION) & (figures["period_basis"] != "stated")


def _of_figures(kind: str, rows: Sequence[Row], **other: Any) -> Notice:
    first = rows[0]
    named = ("metric", "period", "faculty_code", "faculty", "country_code", "country", "scope_note")
    sources = tuple((str(r["source_title"]), str(r["source_url"]), str(r["source_date"])) for r in rows)
    said = {
        "codes": tuple(str(row["code"]) for row in rows), "values": tuple(float(row["value"]) for row in rows),
        "qualifiers": tuple(str(row["qualifier"]) for row in rows), "sources": sources,
        "academic_year": int(first["academic_year"]) if _there(first["academic_year"]) else None,
        "level": str(first["level"]) if _there(first["level"]) else "",
        "is_invented": any(row["is_invented"] for row in rows),
        **{name: str(first[name]) for name in named},
    }  # fmt: skip
    return Notice(kind, **{**said, **other})


def _there(value: Any) -> bool:
    return not pd.isna(value) and value != ""


def apart_from_records(found: Iterable[Reconciled]) -> list[Notice]:
    """Published figures that differ from what the records count by more than APART_PCT of it, where that is complete
    and has each country of the figure, and the figure's scope is told in full."""
    apart = []
    for one in found:
        is_told = one.figure["covers"] == Covers.WHOLE and not one.figure["scope_note"] and not one.recorded.lacking
        if is_told and one.recorded.high is not None and abs(one.difference) > one.recorded.low * APART_PCT / 100:
            counts = COUNTED[str(one.figure["metric"])]
            named = {"series": one.recorded.series, "direction": str(counts.direction)}
            named["mobility_type"] = str(counts.mobility_type)
            invented = bool(one.figure["is_invented"] or one.recorded.is_invented)
            before = float(one.recorded.low)
            apart.append(_of_figures("contradiction", [one.figure], before=before, is_invented=invented, **named))
    return apart


def series_of(series: Any) -> dict[str, list[str]]:
    """Conditions for the cells of one row of `options.mobility_series`."""
    return {name: [str(series[name])] for name in ("series", "direction", "mobility_type")}


def stale_figures(engine: Engine, figures: pd.DataFrame, today: date) -> list[Notice]:
    """Headline figures of an institution without records whose newest is as old; about all of it, all countries."""
    told = summary.whole(figures)
    told = told[told["metric"].isin(HEADLINES)]
    told = told[told["academic_year"].notna() | told["period"].str.match(r"[0-9]{4}$")]
    year = told["academic_year"].astype("Int64").fillna(told["period"].str.extract(r"^([0-9]{4})$")[0].astype("Int64"))
    loaded = provenance.releases(engine).set_index("release")["loaded_at"]
    found = []
    for _, group in told.assign(year=year).groupby("metric"):
        newest = group[group["year"] == group["year"].max()]
        behind = academic_year(today) - int(newest["year"].iloc[0])
        if behind > YEARS_BEHIND:
            release = int(newest["release"].max())
            load = {"release": release, "days": days_since(loaded[release], today)}
            found.append(_of_figures("stale", newest.to_dict("records"), years_behind=behind, **load))
    return sorted(found, key=lambda n: HEADLINES.index(n.metric))
