"""Notes and breaks of a series, as marks in a chart and texts below it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from dashboard import data, words
from dashboard.charts.trend import mark
from dashboard.i18n import _
from dashboard.selection import Selection


@dataclass
class Marked:
    """breaks, notes: by year the sign that stands in the chart; texts: what each sign means."""

    breaks: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


def breaks(series: str, after: int, until: int) -> list[str]:
    """What the source says of breaks of a series after a year and up to another: across them figures do not compare."""
    said = data.frame("series_notes")
    said = said[(said["series"] == series) & said["is_break"].astype(bool) & (said["period"] != "")]
    years = [int(str(period)[:4]) for period in said["period"]]
    return [words.said(text) for year, text in zip(years, said["text"], strict=True) if after < year <= until]


def of_series(selection: Selection, years: Collection[int]) -> Marked:
    """What the source says of the selection's series in these years; what it says of all years comes last."""
    said = data.frame("series_notes")
    said = said[said["series"] == selection.series]
    marked, general = Marked(), []
    for period, is_break, text in zip(said["period"], said["is_break"], said["text"], strict=True):
        if not period:
            general.append(words.said(text))
        elif (year := int(str(period)[:4])) in years:
            sign = mark(len(marked.texts) + 1)
            place = marked.breaks if is_break else marked.notes
            place[year] = place.get(year, "") + sign
            told = words.said(text)
            shown = _("break in the series: {text}", text=told) if is_break else told
            marked.texts.append(f"{sign} {words.year(year, selection.period_kind)}: {shown}")
    marked.texts += general
    return marked
