"""The latest published figures that matter; and what qualified figures say together, as ranges."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from db.queries import published
from db.queries.limits import Interval
from db.queries.limits import stated as stated_in

WHOLE_SCOPE = (
    "students_international", "students_total", "students_foreign", "students_all", "students_abroad",
    "countries_of_origin", "partner_institutions",
)  # fmt: skip
MORE_CARDS = (
    "partner_countries",
    "branches_abroad",
    "foreign_branches_hosted",
    "programmes_in_english",
    "rank_qs_world",
)


@dataclass(frozen=True)
class Range:
    """What two qualified figures say together: lowest and highest value (None: no limit), and whose it is."""

    name: str
    lowest: float | None
    highest: float | None
    figures: tuple[str, str]


def published_cards(engine: Engine, institution: str, language: str = "en") -> pd.DataFrame:
    """For each headline metric the latest published figure about the whole institution and all countries.

    Columns as in published.published, and age_days (Int64; <NA> for an undated source).
    """
    figures = whole(published.published(engine, where={"institution": [institution]}, language=language))
    figures = figures[figures["metric"].isin([*WHOLE_SCOPE, *MORE_CARDS])]
    figures["dated"] = [_day(row) for row in figures.to_dict("records")]
    figures = figures.sort_values("dated", ascending=False).drop_duplicates("metric")
    figures["age_days"] = pd.array(
        [(date.today() - d).days if d > date.min else pd.NA for d in figures["dated"]], dtype="Int64"
    )
    rank = {metric: place for place, metric in enumerate([*WHOLE_SCOPE, *MORE_CARDS])}
    return figures.sort_values("metric", key=lambda m: m.map(rank)).reset_index(drop=True)


def ranges(engine: Engine, institution: str, year: int) -> list[Range]:
    """Share of international students and its change on the year before, as far as published figures limit them."""
    figures = whole(published.published(engine, where={"institution": [institution]}))

    def stated(metric: str, when: int) -> Any:
        found = figures[(figures["metric"] == metric) & (figures["academic_year"] == when)]
        return found.iloc[0] if len(found) else None

    here, before = stated("students_international", year), stated("students_international", year - 1)
    total = stated("students_total", year)
    found = []
    if here is not None and total is not None:
        lowest, highest = share(stated_in(here), stated_in(total))
        found.append(Range("share_pct", lowest, highest, (here["code"], total["code"])))
    if here is not None and before is not None:
        (low, high), (least, most) = stated_in(here), stated_in(before)
        lowest = low - most if low is not None and most is not None else None
        highest = high - least if high is not None and least is not None else None
        found.append(Range("change", lowest, highest, (here["code"], before["code"])))
    return found


def share(part: Interval, whole: Interval) -> Interval:
    """Lowest and highest share, in percent, that the limits of a part and of its whole allow."""
    (low, high), (least, most) = part, whole
    lowest = 100 * low / most if low and most else None
    return lowest, min(100.0, 100 * high / least) if high is not None and least else None


def whole(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures about all of the institution, all countries, all levels, without a narrowing note, not set aside."""
    told = (figures["faculty_code"] == "") & (figures["country_code"] == "") & (figures["scope_note"] == "")
    return figures[told & figures["level"].isna() & (figures["set_aside"] == "")].copy()


def _day(figure: Any) -> date:
    """The figure's own date or that of its source, as far as known; the first day of an unfinished date."""
    shown = str(figure["as_of"] or figure["source_date"] or "")
    if not shown and str(figure["period"])[:4].isdigit():
        shown = str(figure["period"])[:4]
    if not shown:
        return date.min
    return date.fromisoformat((shown + "-01-01")[:10])
