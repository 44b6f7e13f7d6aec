"""The lives of agreements as lines: planned, signed, active, about to end, over."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data, said, show, words
from dashboard.charts import ties as charts
from dashboard.i18n import _, current, ngettext
from dashboard.partnerships.asked import Asked
from db.queries.partnerships.found import Lived

MOST = 60
MONTHS_BEFORE = 12
COLUMNS = ("partner", "type", "status", "basis", "begins", "ends", "stated", "agreement", "release", "is_invented")


def chart(asked: Asked, *, key: str, title: str = "") -> None:
    """Life lines of the agreements, those that end first at the top; undated ones have none."""
    lives: Lived = data.ask("lives", asked.institution, where=asked.where, language=current().language)
    if not len(lives):
        st.info(_("No agreement fits this choice. Choose fewer conditions."))
        return
    dated = lives.dated()
    count, lacking = len(dated.found), len(lives.found) - len(dated.found)
    if not count:
        st.info(_("Of none of these agreements a date is known."))
        return
    drawn = dated.first(MOST)
    pieces = _pieces(drawn.rows(), asked.day)
    days = {day: current().day(day.isoformat()) for name in ("begins", "ends") for day in pieces[name]}
    figure = charts.life_lines(pieces, style=show.style(), words=words.all_words("phase") | {
        "unknown": words.word("status", "unknown")
    }, on=asked.day, day=days)  # fmt: skip
    title = title or show.heading(asked.titled(_("Lives of agreements")), asked.selection)
    notes = [_("The dotted line is the day that is looked at: {day}.", day=current().day(asked.day.isoformat()))]
    if count > MOST:
        notes.append(_("Drawn are {most} of {n}: those that end first, then the oldest. The table has all.",
                       most=current().number(MOST), n=current().number(count)))  # fmt: skip
    if lacking:
        notes.append(ngettext("{count} agreement without a date has no line.",
                              "{count} agreements without a date have no line.", lacking))  # fmt: skip
    show.chart(
        show.Told(
            key=key, title=title, unit=_("From the day that tells it: dates of the agreement, words of dated sources"),
            is_invented=asked.selection.is_invented, about=lambda: asked.about,
            cited=lambda: said.sources(drawn.found.sources()),
        ),
        figure, lives, lambda: said.credited(drawn.found.sources()), alt=f"{title}. {_told(pieces)}", columns=COLUMNS,
        notes=notes,
    )  # fmt: skip


def _pieces(phases: pd.DataFrame, on: date) -> pd.DataFrame:
    """Pieces with both ends; what still holds ends at the day that is looked at, or with a span more."""
    dated = phases[phases["begins"].notna()]
    edge = max([on, *[day for day in dated["ends"] if day is not None and day.year < date.max.year]])
    found: list[dict[str, Any]] = []
    names = _names(dated)
    for row in dated.to_dict("records"):
        piece = {"agreement": row["agreement"], "name": names[row["agreement"]], "begins": row["begins"]}
        ends = row["ends"] or max(edge, row["begins"])
        if row["status"] != "active" or row["then"] != "ended":
            found.append(piece | {"phase": row["status"], "ends": ends})
            continue
        near = max(row["begins"], (pd.Timestamp(ends) - pd.DateOffset(months=MONTHS_BEFORE)).date())
        is_near = near <= on < ends
        found.append(piece | {"phase": "active", "ends": near if is_near else ends})
        if is_near:
            found.append(piece | {"phase": "expiring", "begins": near, "ends": ends})
    return pd.DataFrame(found, columns=["agreement", "name", "phase", "begins", "ends"], dtype=object)


def _names(dated: pd.DataFrame) -> dict[str, str]:
    """What each agreement is called: its partner and type, and its faculty where others are called the same."""
    rows = dated.drop_duplicates("agreement")
    kinds = words.all_words("type")
    short = [f"{partner}, {kinds[kind]}" for partner, kind in zip(rows["partner"], rows["type"], strict=True)]
    alike = pd.Series(short).duplicated(keep=False)
    told = zip(rows["agreement"], short, rows["faculty"], alike, strict=True)
    return {code: f"{name}, {faculty}" if is_alike and faculty else name for code, name, faculty, is_alike in told}


def _told(pieces: pd.DataFrame) -> str:
    """How many agreements have each phase at their end."""
    last = pieces.drop_duplicates("agreement", keep="last")
    counted = last.groupby("phase").size().sort_values(ascending=False)
    phases = words.all_words("phase") | {"unknown": words.word("status", "unknown")}
    return "; ".join(f"{phases[str(phase)]}: {current().number(int(n))}" for phase, n in counted.items())
