"""Contradictions: what cannot all be true, what the records deny, what was said differently, what is set aside."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import caption, data, said, show, words
from dashboard.i18n import N_, _, current, ngettext
from dashboard.reasoning import aside, conflicts, question, sentences
from dashboard.selection import Selection
from db.queries.disputes import Differs, Dispute, Together
from db.queries.reconcile import Likely, Reconciled

DIFFERS = {
    Differs.VALUE: N_("Of one period, or undated, and they cannot both be right"),
    Differs.DEFINITION: N_("Of about one time, by different definitions"),
    Differs.DATE: N_("Of different dates"),
}
LIKELY = {
    Likely.AGREES: N_("agrees"),
    Likely.OPEN: N_("the records leave it open"),
    Likely.YEAR_BEFORE: N_("it is the number of the year before"),
    Likely.YEAR_AFTER: N_("it is the number of the year after"),
    Likely.EXCHANGE: N_("exchange students are counted in"),
    Likely.ROUNDED: N_("a rounded number, said as exact"),
    Likely.SCOPE: N_("the scope is not told in full"),
    Likely.DEFINITION: N_("another definition"),
    Likely.DATE: N_("another day than the count date"),
    Likely.LACKING: N_("the records have nothing of some of the countries"),
    Likely.WITHHELD: N_("some numbers of the records are withheld"),
}
RECONCILED_COLUMNS = (
    "metric", "country", "faculty", "academic_year", "shown", "counted", "apart", "likely", "source_title",
    "source_url", "source_date", "code", "release", "is_invented",
)  # fmt: skip


def page(selection: Selection) -> None:
    _impossible(selection)
    _against_records(selection)
    _different(selection)
    aside.show(selection)


def _impossible(selection: Selection) -> None:
    st.subheader(_("Impossible together"), anchor=False)
    found: list[Together] = data.ask("impossible", selection.institution, current().language)
    if not found:
        st.caption(_("All statements that can be held against each other can be true together."))
        return
    st.caption(
        ngettext("{count} set of statements cannot all be true. Without any one of it, the others of the set can.",
                 "{count} sets of statements cannot all be true. Without any one of it, the others of the set can.",
                 len(found))
    )  # fmt: skip
    for moment, some in groupby(found, key=lambda one: one.moment):
        st.markdown(f"**{caption.plain(question.moment_words(moment))}**")
        alike = list(some)
        in_all = set.intersection(*[{str(figure["code"]) for figure in one.figures} for one in alike])
        if len(alike) > 1 and len(in_all) == 1:
            told = _("{code} is in all of these sets: without it, all the others can be true.", code=in_all.pop())
            st.markdown(caption.plain(told))
        for one in alike:
            conflicts.cannot_be(one.figures, one.by)


def _against_records(selection: Selection) -> None:
    st.subheader(_("Against the records"), anchor=False)
    if not selection.has_records:
        st.caption(_("No register of this institution is loaded, so nothing can be held against it."))
        return
    found: list[Reconciled] = data.ask("reconciled", selection.institution, current().language)
    if not found:
        st.caption(_("No published figure is about what the records count."))
        return
    rows = reconciled(found)
    title = _("Said and counted, what would embarrass most first")
    told = show.Told(
        key="reconciled", title=title, is_invented=selection.is_invented,
        cited=lambda: caption.cited_documents(rows),
    )  # fmt: skip
    show.table(told, rows, columns=RECONCILED_COLUMNS)


def reconciled(found: Sequence[Reconciled]) -> pd.DataFrame:
    """What was said beside what was counted, as a table."""
    rows = said.in_words(pd.DataFrame([dict(one.figure) for one in found]))
    number = current().number
    return rows.assign(
        counted=[words.limited(one.recorded.low, one.recorded.high, number) for one in found],
        apart=[current().signed(one.difference) if one.difference else "0" for one in found],
        likely=["; ".join(_(LIKELY[why]) for why in one.likely) for one in found],
    )


def _different(selection: Selection) -> None:
    st.subheader(_("Different statements of one thing"), anchor=False)
    found: list[Dispute] = data.ask("different", selection.institution, current().language)
    if not found:
        st.caption(_("Nothing was said twice in different ways."))
        return
    st.caption(_("The same metric and scope with another value, date or definition. Nothing is averaged away."))
    for differs, head in DIFFERS.items():
        alike = [one for one in found if one.differs is differs]
        if not alike:
            continue
        # What only grew older is the longest list and the least of a contradiction.
        is_open = differs is not Differs.DATE or len(alike) == len(found)
        with st.expander(f"{_(head)} ({current().number(len(alike))})", expanded=is_open):
            for one in alike:
                _one(one)


def _one(one: Dispute) -> None:
    with st.container(border=True):
        if one.kind == "agreement":
            st.markdown(_of_agreement(one.rows))
        elif one.kind == "target":
            st.markdown(_of_targets(one.rows))
        else:
            st.markdown(_of_figures(one))


def _of_figures(one: Dispute) -> str:
    first = one.rows[0]
    lines = [f"- {_figure(row, same_metric=row['metric'] == first['metric'])}" for row in one.rows]
    for year, limits in one.computed:
        told = _("the counts say: {value}", value=words.limited(*limits, current().percent))
        lines.append(f"- {caption.plain(f'{year}: {told}')}")
    return "\n".join([f"**{caption.plain(conflicts.about(first))}**", "", *lines])


def _figure(figure: Mapping[Any, Any], *, same_metric: bool) -> str:
    """'**about 2,800** 2022/23 — [document], 10 March 2023; KZN-015'."""
    parts = [
        "" if same_metric else words.word("metric", figure["metric"]), conflicts.period(figure) or _("undated"),
        words.word("definition", figure["definition"]), words.said(figure["scope_note"]),
    ]  # fmt: skip
    about = caption.plain(", ".join(part for part in parts if part))
    shown = caption.plain(sentences.shown(figure))
    return f"**{shown}** {about} — {sentences.document(figure)}; {caption.plain(figure['code'])}"


def _of_agreement(rows: Sequence[Mapping[Any, Any]]) -> str:
    first = rows[0]
    head = ", ".join(part for part in (first["partner"], words.word("type", first["type"]), first["country"]) if part)
    lines = []
    for row in rows:
        since = current().day(str(row["start"])) if row["start"] else _("no date")
        told = f"{words.status(row['status'], row['valid_to'])}, {since}"
        document = caption.document(row["source_title"], row["source_url"], row["source_date"])
        lines.append(f"- **{caption.plain(told)}** — {document}; {caption.plain(row['code'])}")
    return "\n".join([f"**{caption.plain(head)}**", "", *lines])


def _of_targets(rows: Sequence[Mapping[Any, Any]]) -> str:
    metric = str(rows[0]["metric"])
    unit = "percent" if metric.endswith("_pct") else "rank" if metric.startswith("rank") else ""
    lines = []
    for row in rows:
        value = words.qualified(row["value"], row["qualifier"], unit)
        year = row["target_year"]
        due = _("no year stated") if pd.isna(year) else _("by {year}", year=int(year))
        document = caption.document(row["source_title"], row["source_url"], row["source_date"])
        lines.append(f"- **{caption.plain(value)}** {caption.plain(due)} — {document}; {caption.plain(row['code'])}")
    head = _("Target: {metric}", metric=words.word("metric", metric))
    return "\n".join([f"**{caption.plain(head)}**", "", *lines])
