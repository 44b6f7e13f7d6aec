"""Enter a figure from a text: of whom by the filter bar, its number and document by a form; judged as a load is, and
stored as a release of its own."""

import csv
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from dashboard import caption, data, words
from dashboard.i18n import _, current
from dashboard.loading import problems as told_problems
from dashboard.loading import work
from dashboard.reasoning import conflicts, scopes
from dashboard.selection import Selection
from db.metrics import COUNTED, METRICS
from db.queries import BadQuestion
from db.queries.draft import Checked
from db.surroundings import surroundings
from db.vocabulary import Covers, Level, Qualifier
from etl.errors import Refused, in_order
from etl.load import Judged, judge, keep
from etl.sources.statements import PUBLISHED
from etl.wording import headers, in_words

FILE = "figure.csv"
LONG = 300


def enter(selection: Selection) -> None:
    """The whole page below its title."""
    _stored()
    _of_whom(selection)
    labels = headers(PUBLISHED, current().language)
    with st.form("entry", border=True):
        row = {**_scope(selection), **_figure(labels), **_document(labels)}
        if st.form_submit_button(_("Check"), key="entry-check"):
            st.session_state["entered"] = row
    entered = st.session_state.get("entered")
    if entered:
        # The filter bar may have moved on since: what is stored is what is shown.
        _judged(selection, {**entered, **_scope(selection)})


def _of_whom(selection: Selection) -> None:
    """Whom the filter bar names: that is the scope of the figure."""
    parts = [selection.institution_name, _scope_words(selection)]
    told = "; ".join(part for part in parts if part)
    st.markdown(caption.plain(_("Of whom, by the filter bar: {scope}", scope=told)))


def _scope_words(selection: Selection) -> str:
    here = data.ask("world", selection.institution)
    box = here.box(
        "students_international", [code for code in selection.countries if code],
        selection.department or selection.faculty, selection.level,
    )  # fmt: skip
    return scopes.of_box(box, "students_international", selection.institution, selection.year)


def _scope(selection: Selection) -> dict[str, str]:
    return {
        "faculty": selection.faculty, "department": selection.department,
        "level": selection.level[0] if len(selection.level) == 1 else "",
        "countries": ";".join(code for code in selection.countries if code),
    }  # fmt: skip


def _figure(labels: Mapping[str, str]) -> dict[str, str]:
    names = {code: words.word("metric", code) for code in METRICS}
    listed = sorted(names, key=lambda code: (code not in COUNTED, current().sort_key(names[code])))
    one, two, three = st.columns([3, 1, 1])
    with one:
        metric = st.selectbox(labels["metric"], listed, format_func=names.__getitem__, key="entry-metric")
    with two:
        qualifier = st.selectbox(
            labels["qualifier"], [str(code) for code in Qualifier],
            format_func=lambda code: words.word("qualifier", code), key="entry-qualifier",
        )  # fmt: skip
    with three:
        value = st.text_input(labels["value"], key="entry-value")
    four, five, six = st.columns(3)
    with four:
        academic_year = st.text_input(labels["academic_year"], key="entry-year", placeholder="2023/24")
    with five:
        as_of = st.text_input(labels["as_of"], key="entry-as-of", placeholder="2023-09-13")
    with six:
        margin = st.text_input(labels["margin"], key="entry-margin")
    seven, eight, nine = st.columns(3)
    with seven:
        covers = st.selectbox(
            labels["covers"], [str(code) for code in Covers], format_func=lambda code: words.word("covers", code),
            key="entry-covers",
        )  # fmt: skip
    with eight:
        levels = ["", *[str(level) for level in Level if level is not Level.NOT_STATED]]
        except_level = st.selectbox(
            labels["except_level"], levels, format_func=lambda code: words.word("level", code) if code else _("none"),
            key="entry-except",
        )  # fmt: skip
    with nine:
        definition = st.text_input(labels["definition"], key="entry-definition", max_chars=LONG)
    return {
        "metric": metric, "qualifier": qualifier, "value": value, "academic_year": academic_year, "as_of": as_of,
        "margin": margin, "covers": covers, "except_level": except_level, "definition": definition,
    }  # fmt: skip


def _document(labels: Mapping[str, str]) -> dict[str, str]:
    found = {"source_title": st.text_input(labels["source_title"], key="entry-title", max_chars=LONG)}
    one, two, three = st.columns([3, 2, 1])
    for column, name, placeholder in (
        (one, "source_url", "https://"), (two, "source_publisher", ""), (three, "source_date", "2023-09-13"),
    ):  # fmt: skip
        with column:
            found[name] = st.text_input(labels[name], key=f"entry-{name}", placeholder=placeholder, max_chars=2 * LONG)
    found["note"] = st.text_input(labels["note"], key="entry-note", max_chars=2 * LONG)
    return found


def _judged(selection: Selection, row: Mapping[str, str]) -> None:
    """What is wrong with it, or what it says beside the others, and the button that stores it."""
    if len(selection.level) > 1:
        st.error(_("A figure is of one level or of all: choose one in the filter bar, or none."))
        return
    with work.told(), _laid(row) as path:
        judged = judge(PUBLISHED, [path], selection.institution, surroundings(data.engine(), selection.institution))
        found = judged.problems
        if not found:
            try:
                keep(data.engine(), judged.batch, only_try=True)
            except Refused as refused:
                found = refused.problems
        if found:
            st.error(_("Nothing can be stored before this is mended:"))
            told_problems.show(in_words(in_order(found), PUBLISHED, current().language))
            return
        _beside(selection, row)
        if st.button(_("Store this figure"), type="primary", key="entry-store"):
            _store(judged)


@contextmanager
def _laid(row: Mapping[str, str]) -> Iterator[Path]:
    """The figure as a file, as everything comes that is loaded; headed by the words of the form."""
    called = headers(PUBLISHED, current().language)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow([called[name] for name in row])
            writer.writerow([" ".join(value.split()) for value in row.values()])
        yield path


def _beside(selection: Selection, row: Mapping[str, str]) -> None:
    """Whether it can stand beside what was said. It is no reason not to store it: then both are known."""
    year = row["academic_year"][:4] or str(selection.year)
    where = {
        "metric": [row["metric"]], "academic_year": [year], "country": [c for c in row["countries"].split(";") if c],
        "faculty": [row["faculty"]] if row["faculty"] else [], "level": [row["level"]] if row["level"] else [],
        "department": [row["department"]] if row["department"] else [], "value": [row["value"].strip()],
        "qualifier": [row["qualifier"]], "margin": [row["margin"]] if row["margin"] else [],
    }  # fmt: skip
    st.success(_("The figure is sound."))
    if row["metric"] not in COUNTED or row["covers"] != Covers.WHOLE:
        return
    try:
        found: Checked = data.ask("draft", selection.institution, where=where, language=current().language)
    except BadQuestion:
        return
    if found.conflicts:
        st.warning(_("Of {year} it cannot stand beside these; both will be shown:", year=words.year(int(year))))
        by_code = {claim.code: claim.figure for claim in found.answer.used}
        for one in found.conflicts:
            conflicts.cannot_be([by_code[said.code] for said in one.said if said.code in by_code], one.by, one)


def _store(judged: Judged) -> None:
    outcome = keep(data.engine(), judged.batch)
    st.session_state["entry-stored"] = outcome.release or 0
    st.session_state.pop("entered", None)
    for name in [name for name in st.session_state if str(name).startswith("entry-") and name != "entry-stored"]:
        del st.session_state[name]
    st.rerun()


def _stored() -> None:
    """What the last press of the button did, told once."""
    release = st.session_state.pop("entry-stored", None)
    if release is None:
        return
    if not release:
        st.info(_("Nothing changed: the figure was stored before."))
        return
    named = _("release {number}", number=release)
    link = f"[{caption.plain(named)}]({caption.release_link(release)})"
    st.success(_("Stored:") + f" {link}. " + _("It can be undone on that page."))
