"""Notes and breaks of a series, as marks in a chart and texts below it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from dashboard import data, session, words
from dashboard.charts.trend import mark
from dashboard.i18n import _
from dashboard.selection import Selection

KEPT = 200
ALWAYS = 0


@dataclass
class Marked:
    """breaks, notes: by year the sign that stands in the chart; texts: what each sign means."""

    breaks: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


def breaks(series: str, after: int, until: int) -> list[str]:
    """What the source says of breaks of a series after a year and up to another: across them figures do not compare."""
    said = _said(session.as_of(), series)
    return [words.said(text) for year, is_break, text in said if is_break and after < year <= until]


def of_series(selection: Selection, years: Collection[int]) -> Marked:
    """What the source says of the selection's series in these years; what it says of all years comes last."""
    marked, general = Marked(), []
    for year, is_break, text in _said(session.as_of(), selection.series):
        if year == ALWAYS:
            general.append(words.said(text))
        elif year in years:
            sign = mark(len(marked.texts) + 1)
            place = marked.breaks if is_break else marked.notes
            place[year] = place.get(year, "") + sign
            told = words.said(text)
            shown = _("break in the series: {text}", text=told) if is_break else told
            marked.texts.append(f"{sign} {words.year(year, selection.period_kind)}: {shown}")
    marked.texts += general
    return marked


@lru_cache(maxsize=KEPT)
def _said(_as_of: session.AsOf, series: str) -> list[tuple[int, bool, str]]:
    """Year (ALWAYS for what is said of all years), whether it is a break, and text of each note of a series."""
    notes = data.frame("series_notes")
    rows = notes[notes["series"] == series][["period", "is_break", "text"]].itertuples(index=False)
    return [(int(str(period)[:4]) if period else ALWAYS, bool(is_break), str(text)) for period, is_break, text in rows]
