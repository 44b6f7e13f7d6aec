"""What needs attention, each in a sentence with the way to the page where it can be looked into."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import streamlit as st

from dashboard import caption, changed, data, drill, words
from dashboard.i18n import N_, _, current, ngettext
from dashboard.selection import Selection
from db.queries.notice import Notice

HEADS = {
    "lapsed": N_("Lapsed agreements"), "expiring": N_("Agreements that end soon"),
    "impossible": N_("Impossible together"), "contradiction": N_("Contradictions"),
    "jump": N_("Implausible jumps"), "stale": N_("Old figures"),
}  # fmt: skip


def show(selection: Selection) -> None:
    """What changed since the last load, and what needs attention, side by side."""
    left, right = st.columns(2, gap="large")
    with left:
        changed.last(selection)
    with right:
        needed(selection)


def needed(selection: Selection) -> None:
    """Everything that needs attention, by kind, the most urgent first."""
    st.subheader(_("What needs attention"), anchor=False)
    found: list[Notice] = data.ask("notices", selection.institution, date.today(), language=current().language)
    if not found:
        st.caption(_("Nothing: no source is old, nothing contradicts, no agreement ends soon, no figure jumps."))
        return
    for kind, head in HEADS.items():
        of_kind = [notice for notice in found if notice.kind == kind]
        if of_kind:
            _kind(_(head), of_kind)


def _kind(head: str, notices: Sequence[Notice]) -> None:
    st.markdown("\n".join([f"**{head}**", "", *[f"- {_SENTENCES[notice.kind](notice)}" for notice in notices]]))
    more = max(notice.more for notice in notices)
    if more:
        st.caption(ngettext("and {count} more", "and {count} more", more))


def _link(shown: str, page: str, **chosen: str | Sequence[str]) -> str:
    """A link to a page, seen from the overview."""
    return f"[{caption.plain(shown)}]({drill.address(page, **chosen)})"


def _agreement(notice: Notice) -> str:
    """'Example University of Vienna, exchange: ends on 14 December 2026, in 19 days'."""
    parts = [words.word("type", notice.type), notice.country, notice.faculty]
    last = (notice.valid_to or date.today()) - timedelta(days=1)
    day = current().day(last.isoformat())
    if notice.kind == "expiring":
        when = ngettext(
            "ends on {day}, in {count} day", "ends on {day}, in {count} days", max((notice.days or 0) - 1, 0), day=day
        )
    else:
        when = _("ended on {day}, and no other took its place", day=day)
    told = ", ".join(part for part in parts if part)
    return f"{_link(notice.partner, 'agreement', agreement=notice.agreement)}: {caption.plain(f'{told}; {when}')}"


def _impossible(notice: Notice) -> str:
    """'3 statements of 2023/24 cannot all be true: KZN-001, KZN-002, KZN-007'."""
    year = words.year(notice.academic_year) if notice.academic_year is not None else notice.period
    if notice.sets > 1:
        told = ngettext("{code} of {year} cannot be true together with {count} set of other statements",
                        "{code} of {year} cannot be true together with {count} sets of other statements",
                        notice.sets, code=notice.codes[0], year=year)  # fmt: skip
        return _link(told, "contradictions")
    told = ngettext("{count} statement of {year} cannot be true", "{count} statements of {year} cannot all be true",
                    len(notice.codes), year=year)  # fmt: skip
    return f"{_link(told, 'contradictions')}: {caption.plain(', '.join(notice.codes))}"


def _contradiction(notice: Notice) -> str:
    """The rival values with their documents; against records the counted one too."""
    named = (notice.faculty, notice.country, words.said(notice.scope_note), notice.period)
    scope = ", ".join(part for part in named if part)
    metric = words.word("metric", notice.metric)
    stated = [
        f"{words.qualified(value, qualifier, _unit(notice.metric))}"
        for value, qualifier in zip(notice.values, notice.qualifiers, strict=True)
    ]
    documents = [caption.document(*source) for source in notice.sources]
    told = "; ".join(f"{caption.plain(value)} ({document})" for value, document in zip(stated, documents, strict=False))
    counted = _("counted: {value}", value=current().number(notice.before)) if notice.before is not None else ""
    about = metric + (f" ({scope})" if scope else "")
    return (
        f"{_link(about, 'published', metric=notice.metric)}: {told}{caption.plain(f'; {counted}' if counted else '')}"
    )


def _unit(metric: str) -> str:
    return "percent" if metric.endswith("_pct") else "rank" if metric.startswith("rank") else ""


def _jump(notice: Notice) -> str:
    """'China: 401 (2023/24) after 120 (2022/23), inbound, degree'."""
    kind = data.period_kinds().get(notice.series, "academic_year")
    who = notice.country or notice.faculty or _("All students of the direction")
    t = current()
    told = _(
        "{after} ({year}) after {before} ({year_before}), {direction}, {type}",
        after=t.number(notice.after), before=t.number(notice.before), year=words.year(notice.academic_year or 0, kind),
        year_before=words.year(notice.year_before or 0, kind), direction=words.word("direction", notice.direction),
        type=words.word("mobility_type", notice.mobility_type),
    )  # fmt: skip
    page, chosen = _where(notice)
    kept = {"direction": notice.direction, "type": notice.mobility_type, "year": str(notice.academic_year)}
    return f"{_link(who, page, **kept, **chosen)}: {caption.plain(told)}"


def _where(notice: Notice) -> tuple[str, dict[str, str | Sequence[str]]]:
    if notice.country_code:
        return "country", {"country": [notice.country_code]}
    return ("faculty", {"faculty": notice.faculty_code}) if notice.faculty_code else ("mobility", {"view": "year"})


def _stale(notice: Notice) -> str:
    """'International students: newest figure of 2023/24'."""
    if notice.metric:
        name = words.word("metric", notice.metric)
        linked = _link(name, "published", metric=notice.metric)
    else:
        labels = data.frame("series").set_index("series")["label"]
        linked = _link(words.said(labels[notice.series]), "sources", release=str(notice.release))
    told = _("the newest figure is of {period}", period=_period(notice))
    return f"{linked}: {caption.plain(told)}"


def _period(notice: Notice) -> str:
    kind = data.period_kinds().get(notice.series, "academic_year")
    return words.period(notice.period, kind) if notice.series else notice.period


_SENTENCES: dict[str, Callable[[Notice], str]] = {
    "lapsed": _agreement, "expiring": _agreement, "impossible": _impossible,
    "contradiction": _contradiction, "jump": _jump, "stale": _stale,
}  # fmt: skip
