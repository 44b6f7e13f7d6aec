"""The answer to a question: how many at least and at most, the statements beside it, why, and what would settle it."""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import caption, data, said, show, words
from dashboard.charts import bounds as charts
from dashboard.i18n import N_, _, current, ngettext
from dashboard.reasoning import question, scopes, sentences
from dashboard.reasoning.conflicts import cannot_be
from dashboard.selection import Selection
from db.queries import BadQuestion
from db.queries.bounds import Answer
from db.queries.claims import Claim
from db.queries.moment import Out

WHY_OUT = {
    Out.OTHER_DAY: N_("of another day"), Out.DOUBTFUL: N_("doubtful, to be checked before it is used"),
    Out.ASIDE: N_("set aside"), Out.SWITCHED_OFF: N_("left out here"),
}  # fmt: skip
MOST_DRAWN, NAMED_IN_CHART = 20, 2
MOST_BEYOND = 3
"""A statement whose number is more than so many times the largest that matters would leave no room for the others."""
NOT_CONNECTED = N_("tells nothing about this question")


def ask(selection: Selection) -> None:
    """The whole page below its title."""
    where, moment = question.chosen(selection)
    told = question.rule(selection, moment)
    try:
        found: Answer = data.ask("bounds", selection.institution, where={**where, **told}, language=current().language)
    except BadQuestion:
        st.info(_("Nobody is asked for: choose other countries, or not all others than the whole institution."))
        return
    _answered(selection, found)


def _answered(selection: Selection, found: Answer) -> None:
    asked = question_words(selection, found)
    is_invented = found.is_invented or selection.is_invented
    st.markdown(f"**{caption.plain(show.heading(asked, selection) if is_invented else asked)}**")
    if found.bounds is None:
        st.error(_("The statements contradict each other, so there is no answer. One of each set must be left out:"))
        by_code = {claim.code: claim.figure for claim in found.used}
        for conflict in found.conflicts:
            cannot_be([by_code[s.code] for s in conflict.said if s.code in by_code], conflict.by, conflict)
        _statements(selection, found, asked)
        return
    st.markdown(f"## {caption.plain(_first_upper(sentences.between(found.bounds)))}")
    if not found.bounds.is_sharp:
        st.caption(_("There are so many statements that the limits may be tighter than shown."))
    _recorded(found)
    is_known = bool(found.bounds.low.value) or found.bounds.high.value is not None
    if is_known and found.used:
        _chart(selection, found, asked)
    elif not is_known:
        st.info(_("No statement of this year tells anything about it."))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(sentences.lower(found))
    with right:
        st.markdown(sentences.upper(found))
    told = sentences.settling(found, selection.institution)
    if told:
        st.markdown("**" + caption.plain(_("What one more figure would settle most")) + "**\n\n" + caption.plain(told))
    _statements(selection, found, asked)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def question_words(selection: Selection, found: Answer) -> str:
    """'International students (SCO), 2023/24'."""
    moment = found.question.rule.moment
    scope = scopes.with_metric(found.question.box, found.question.metric, selection.institution, moment.year)
    parts = [scope, words.year(moment.year, moment.year_kind)]
    return ", ".join([*parts, *([words.word("definition", moment.definition)] if moment.definition else [])])


def _recorded(found: Answer) -> None:
    """What the records count of it: the answer, where there are any."""
    recorded = found.recorded
    if recorded is None:
        return
    value = words.limited(recorded.low, recorded.high, current().number)
    day = words.said(recorded.count_date)
    told = _("Counted by the records: {value}", value=value) + (f" ({day})" if day else "")
    mark = " " + _("(invented)") if recorded.is_invented else ""
    st.markdown(f"**{caption.plain(told + mark)}**")


def _chart(selection: Selection, found: Answer, asked: str) -> None:
    assert found.bounds
    forcing = {part.said.code for reason in (found.low, found.high) for part in reason.parts}
    drawn = _drawn(found, forcing)
    rows = [
        {
            "label": f"{_plain(claim)}", "low": claim.said.low, "high": claim.said.high,
            "qualifier": str(claim.figure["qualifier"]), "is_forcing": claim.code in forcing,
        }
        for claim in drawn
    ]  # fmt: skip
    figure = charts.ranges(
        found.bounds.low.value or 0, found.bounds.high.value, rows, style=show.style(), label=_("What is possible"),
        answer=sentences.between(found.bounds),
    )  # fmt: skip
    more = len(found.used) - len(drawn)
    left_out = ngettext("{count} more statement stands in the table only.",
                        "{count} more statements stand in the table only.", more)  # fmt: skip
    table = statements(found)
    title = _("What is possible, and what was said")
    told = show.Told(
        key="ask", title=f"{asked}: {title}", is_invented=found.is_invented,
        unit=_("persons; filled signs mark statements that force an end; scopes overlap and are never added"),
        cited=lambda: caption.cited_documents(table),
    )  # fmt: skip
    show.chart(
        told, figure, table, lambda: caption.documents(table),
        alt=f"{told.title}. {sentences.between(found.bounds)}; " + "; ".join(str(row["label"]) for row in rows),
        columns=said.FIGURE_COLUMNS, notes=[left_out] if more else [],
    )  # fmt: skip


def _drawn(found: Answer, forcing: Collection[str]) -> list[Claim]:
    """The statements that force an end and, of the others, some whose numbers do not push these together."""
    assert found.bounds
    largest = sorted(found.used, key=_largest, reverse=True)
    needed = [claim for claim in largest if claim.code in forcing]
    ends = (found.bounds.low.value or 0, found.bounds.high.value or 0)
    most = MOST_BEYOND * max([*ends, *[_largest(claim) for claim in needed]])
    others = [claim for claim in largest if claim.code not in forcing and (not most or _largest(claim) <= most)]
    kept = {claim.code for claim in [*needed, *others[: max(0, MOST_DRAWN - len(needed))]]}
    return [claim for claim in largest if claim.code in kept]


def _largest(claim: Claim) -> int:
    return claim.said.high or claim.said.low or 0


def _plain(claim: Claim) -> str:
    """'401 · China', '25,000 · All students'."""
    figure = claim.figure
    scope = scopes.of_box(
        claim.said.box, str(figure["metric"]), str(figure["institution_code"]), claim.moment.year, few=NAMED_IN_CHART
    )
    return f"{sentences.shown(figure)} · {scope or words.word('metric', figure['metric'])}"


def statements(found: Answer) -> pd.DataFrame:
    """The statements that are reasoned with, as rows of published figures."""
    rows = [dict(claim.figure) for claim in found.used]
    return said.in_words(pd.DataFrame(rows)) if rows else pd.DataFrame()


def _statements(selection: Selection, found: Answer, asked: str) -> None:
    """Which statements do not count, each with why; none disappears."""
    left: Sequence[tuple[Claim, str]] = [
        *[(claim, _(WHY_OUT[out]) + (f": {claim.aside}" if claim.aside else "")) for claim, out in found.out],
        *[(claim, _(NOT_CONNECTED)) for claim in found.apart],
    ]  # fmt: skip
    if not left:
        return
    title = _("Statements of the year that do not count here")
    with st.expander(title):
        st.markdown("\n".join(f"- {sentences.of_claim(claim)} ({caption.plain(why)})" for claim, why in left))


def figure_rows(rows: Sequence[Any]) -> pd.DataFrame:
    return said.in_words(pd.DataFrame([dict(row) for row in rows]))
