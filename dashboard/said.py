"""Figures made of statements: a dot for each, partners on a map, branches, and what is not known."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import caption, drill, show, words
from dashboard.charts import statements as charts
from dashboard.i18n import _, current, ngettext
from dashboard.selection import Selection

FIGURE_COLUMNS = (
    "code", "metric", "shown", "set_aside", "source_url", "academic_year", "country", "faculty", "source_title",
    "source_date", "institution", "as_of", "period", "level", "direction", "definition", "scope_note", "note",
    "confidence", "release", "is_invented",
)  # fmt: skip
REGISTER_COLUMNS = (
    "partner", "country", "type", "status", "source_url", "start", "valid_from", "valid_to", "faculty", "programme",
    "field", "academic_year", "source_title", "source_date", "note", "institution", "code", "release", "is_invented",
)  # fmt: skip
STATEMENT_COLUMNS = (
    "code", "kind", "text", "source_url", "on_date", "faculty", "source_title", "source_date", "institution", "release",
    "is_invented",
)  # fmt: skip
TARGET_COLUMNS = (
    "code", "institution", "metric", "shown", "source_url", "target_year", "due", "set_on", "note", "source_title",
    "source_date", "release", "is_invented",
)  # fmt: skip


def in_words(figures: pd.DataFrame) -> pd.DataFrame:
    """Published figures with `shown` (value as people read it), `scope`, `label` (both) and `dated` beside.

    dated: the figure's own day, else that of its source, else the start of its academic year; '' where none is known.
    """
    told = figures.assign(
        shown=[
            words.qualified(v, q, u)
            for v, q, u in zip(figures["value"], figures["qualifier"], figures["unit_of_measure"], strict=True)
        ],
        scope=[_scope(c, f) for c, f in zip(figures["country"], figures["faculty"], strict=True)],
        scope_note=[words.said(note) for note in figures["scope_note"]],
        dated=[_day(row) for row in figures.to_dict("records")],
    )
    marks = [_("set aside") if reason else "" for reason in told["set_aside"]]
    parts = zip(told["shown"], told["scope"], marks, strict=True)
    return told.assign(label=[" · ".join(part for part in some if part) for some in parts])


def _scope(countries: str, faculty: str) -> str:
    """What a figure is narrowed to, short enough to stand at a dot: 'China', '5 countries, Law'; '' for all."""
    named = countries.split("; ") if countries else []
    several = ngettext("{count} country", "{count} countries", len(named))
    return ", ".join(part for part in ((several if len(named) > 1 else countries), faculty) if part)


def _day(figure: dict[Any, Any]) -> str:
    year = figure["academic_year"]
    start = f"{int(year)}-09" if pd.notna(year) else ""
    return str(figure["as_of"] or figure["source_date"] or start)


def heading(title: str, rows: pd.DataFrame) -> None:
    """A heading that says so where one of the rows is invented."""
    some = rows["is_invented"].astype(bool).any()
    st.subheader(title + " (" + _("with invented rows") + ")" if some else title, anchor=False)
    if some:
        st.warning(show.invented_message())


def timeline(metric: str, figures: pd.DataFrame, *, key: str) -> None:
    """All values stated for one metric among `figures`, whatever their scope, as open dots."""
    figures = figures[(figures["metric"] == metric) & ~figures["is_doubtful"].astype(bool)]
    if figures.empty:
        return
    told = in_words(figures)
    dated = told[told["dated"] != ""]
    title = _("{metric}: what was stated, and when", metric=words.word("metric", metric))
    undated = len(told) - len(dated)
    left_out = ngettext("{count} undated statement stands in the table only.",
                        "{count} undated statements stand in the table only.", undated)  # fmt: skip
    if dated.empty:
        st.subheader(title, anchor=False)
        st.caption(left_out)
        figures_table(figures, key=key, title=title)
        return
    qualifiers, day = words.all_words("qualifier"), current().day
    figure = charts.timeline(dated, style=show.style(), qualifiers=qualifiers, day=day)
    unit = words.word("unit_of_measure", told["unit_of_measure"].iloc[0])
    show.chart(
        show.Told(
            key=key, title=title, cited=lambda: caption.cited_documents(figures),
            unit=f"{unit}; " + _("each dot is one statement; dots overlap in scope and are never added"),
            is_invented=bool(figures["is_invented"].any()),
        ),
        figure, told, lambda: caption.documents(figures), alt=f"{title}. {_told(dated)}", columns=FIGURE_COLUMNS,
        notes=[left_out] if undated else [],
    )  # fmt: skip


def _told(dated: pd.DataFrame) -> str:
    """The statements in words."""
    told = zip(dated["dated"], dated["label"], strict=True)
    return "; ".join(f"{current().day(day)}: {label}" for day, label in told)


def figures_table(figures: pd.DataFrame, *, key: str, title: str) -> None:
    told = show.Told(key=key, title=title, cited=lambda: caption.cited_documents(figures))
    show.table(told, in_words(figures), columns=FIGURE_COLUMNS)


def by_country(partners: pd.DataFrame) -> pd.DataFrame:
    """Countries with their partners: country_code, country, named (how many), partners (their names); most first.

    partners: in the order of countries, as `register.partners` tells them.
    """
    codes, named = partners["country_code"].to_numpy(), partners["country"].to_numpy()
    first: list[int] = np.flatnonzero(np.append(len(codes) > 0, codes[1:] != codes[:-1])).tolist()
    stops, names = [*first[1:], len(codes)], partners["partner"].tolist()
    told = [
        (codes[start], named[start], stop - start, _some(names[start:stop]))
        for start, stop in zip(first, stops, strict=True)
    ]  # fmt: skip
    table = pd.DataFrame(told, columns=["country_code", "country", "named", "partners"])
    return table.sort_values(["named", "country_code"], ascending=[False, True])


def _some(names: Sequence[str], most: int = 12) -> str:
    more = [f"… +{len(names) - most}"] if len(names) > most else []
    return "<br>".join([*names[:most], *more])


def credited(rows: pd.DataFrame) -> None:
    """Source lines of rows of the register: their documents, and the releases of rows without the address of one."""
    documents, releases = _apart(rows)
    if len(documents):
        caption.documents(documents)
    if releases or documents.empty:
        caption.lines(releases, set())


def sources(rows: pd.DataFrame) -> caption.Cited:
    """Where rows of the register come from: their documents, and the releases of rows without the address of one."""
    documents, releases = _apart(rows)
    return [*caption.cited_documents(documents), *caption.named(releases)]


def _apart(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[int]]:
    """The rows with the address of a document; the releases of the others, which lead to their source."""
    is_named = rows["source_url"] != ""
    return rows[is_named], sorted({int(release) for release in rows.loc[~is_named, "release"]})


def not_known(selection: Selection) -> None:
    """What statements about a university do not tell, and how to fill it."""
    if selection.kind != "university":
        return
    st.subheader(_("What is not known, and how to fill it"), anchor=False)
    st.markdown(
        _("- International students by year, country, faculty and level as a full count\n"
          "- Outgoing and incoming exchange students per year over all countries\n"
          "- Students in the branches; a complete list of partners\n\n"
          "An export of the registrar fills it: the administrator of the dashboard loads it. "
          "The demonstration shows what such an export gives.")
    )  # fmt: skip
    if st.button(_("Show the demonstration (invented figures)"), icon=":material/science:"):
        drill.to("overview", institution="kaznu-demo")


def statements_table(sentences: pd.DataFrame, *, key: str) -> None:
    title = _("Statements without a number")
    told = show.Told(key=key, title=title, cited=lambda: caption.cited_documents(sentences))
    show.table(told, sentences, columns=STATEMENT_COLUMNS)


def register_table(told: show.Told, register: pd.DataFrame) -> None:
    show.table(told, register, columns=REGISTER_COLUMNS)
    st.caption(_("Titles, notes and study fields stay in the language of their source."))


def targets_table(targets: pd.DataFrame, *, key: str, title: str) -> None:
    """Goals as stated; a past one says so."""
    rows = targets.assign(
        shown=[
            words.qualified(v, q, "percent" if m.endswith("_pct") else "rank" if m.startswith("rank") else "")
            for v, q, m in zip(targets["value"], targets["qualifier"], targets["metric"], strict=True)
        ],
        due=[_due(year) for year in targets["target_year"]],
    )
    rows = rows.assign(note=[words.said(note) for note in rows["note"]])
    told = show.Told(key=key, title=title, cited=lambda: caption.cited_documents(targets))
    show.table(told, rows, columns=TARGET_COLUMNS)


def _due(year: Any) -> str:
    if pd.isna(year):
        return _("no year stated")
    return _("was due {year}", year=year) if int(str(year)) < date.today().year else _("due {year}", year=year)
