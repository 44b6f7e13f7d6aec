"""What published figures leave possible, by year: a quiet range where nothing was counted."""

import pandas as pd

from dashboard import caption, data, drill, show, words
from dashboard.charts import bounds as charts
from dashboard.i18n import _, current
from dashboard.reasoning import question
from dashboard.selection import Selection
from db.queries import BadQuestion
from db.vocabulary import CellState, InstitutionKind, PeriodKind

METRICS = {
    ("inbound", "degree"): ("students_international", "students_foreign"),
    ("inbound", "credit"): ("students_incoming_mobility", "students_incoming_mobility"),
    ("outbound", "credit"): ("students_outgoing_mobility", "academic_mobility_out"),
    ("outbound", "degree"): ("students_abroad", "students_abroad"),
}
"""Metric of a direction and type, of a university and of a country as a whole."""
Ends = dict[int, tuple[int, int | None]]
"""Smallest and largest number by academic year; None: no limit."""
COLUMNS = (
    "academic_year", "lower", "upper", "lower_because", "upper_because", "statements", "is_invented",
)  # fmt: skip


def metric_of(selection: Selection) -> str:
    asked = (selection.direction or "inbound", selection.mobility_type or "degree")
    of_university, of_country = METRICS[asked]
    return of_country if selection.kind == InstitutionKind.COUNTRY else of_university


def rows(selection: Selection) -> pd.DataFrame:
    """Of each year with statements what they leave possible for the selection; only years of which they tell
    something."""
    metric = metric_of(selection)
    if selection.partner or not question.known(selection):
        return pd.DataFrame(columns=list(COLUMNS))
    where = question.of_whom(selection, metric)
    try:
        found = data.frame(
            "bounded", selection.institution, by=("academic_year",), where=where, language=current().language
        )
    except BadQuestion:
        return pd.DataFrame(columns=list(COLUMNS))
    of_metric = {claim.code for claim in question.known(selection) if claim.figure["metric"] == metric}
    forced = [of_metric.isdisjoint(codes.split(";")) for codes in found["upper_because"]]
    # An upper end by figures of others only, as of all students, tells nothing that anybody asks.
    tells = (found["lower"].fillna(0) > 0) | (found["upper"].notna() & ~pd.Series(forced, found.index, dtype=bool))
    return found[tells & (found["contradicting"] == "")].sort_values("academic_year")


def of_years(found: pd.DataFrame) -> Ends:
    """The ends by year; None: no limit."""
    return {
        int(row["academic_year"]): (int(row["lower"]), None if pd.isna(row["upper"]) else int(row["upper"]))
        for row in found.to_dict("records")
    }


def beside(selection: Selection, counts: pd.DataFrame) -> tuple[pd.DataFrame, Ends]:
    """Counts by academic year with rows for the years of which nothing is counted and statements tell something; and
    what these leave possible by year."""
    if selection.period_kind != PeriodKind.ACADEMIC_YEAR:
        return counts, {}
    counted = {int(year) for year in counts[counts["headcount"].notna()]["academic_year"]}
    found = {year: ends for year, ends in of_years(rows(selection)).items() if year not in counted}
    new = sorted(set(found) - {int(year) for year in counts["academic_year"]})
    if not new:
        return counts, found
    more = pd.DataFrame({"academic_year": new, "state": str(CellState.NOT_STATED)}).reindex(columns=counts.columns)
    together = pd.concat([counts.astype(object), more.astype(object)])
    return together.sort_values("academic_year").reset_index(drop=True).astype({"headcount": "Float64"}), found


def told(ends: Ends) -> list[str]:
    """'2023/24: 155 to 3,682 by what was published; not counted'."""
    return [
        _("{year}: {limits} by what was published; not counted", year=words.year(year),
          limits=words.limited(low, high, current().number))
        for year, (low, high) in ends.items()
    ]  # fmt: skip


def by_year(selection: Selection, *, key: str, about: str) -> None:
    """A chart of what is possible in each year of which something is known. about: of whom, for its title."""
    found = rows(selection)
    ends = of_years(found)
    if not ends:
        return
    metric = metric_of(selection)
    of_whom = words.word("metric", metric) + (f" ({about})" if about else "")
    title = _("{metric}: what is possible by all that was published", metric=of_whom)
    figures = data.frame("published", where={"institution": [selection.institution]}, language=current().language)
    because = [*found["lower_because"], *found["upper_because"]]
    codes = {code for some in because for code in some.split(";")}
    behind = figures[figures["code"].isin(codes)]
    figure = charts.by_year(ends, style=show.style(), year_names=[words.year(year) for year in ends])
    show.chart(
        show.Told(
            key=key, title=show.heading(title, selection), is_invented=bool(found["is_invented"].any()),
            unit=_("persons; smallest and largest number that agree with all statements of the year"),
            cited=lambda: caption.cited_documents(behind),
        ),
        figure, found, lambda: caption.documents(behind), alt=f"{title}. " + "; ".join(told(ends)), columns=COLUMNS,
    )  # fmt: skip
    drill.link("ask", _("Ask why, and what would settle it"), metric=metric)
