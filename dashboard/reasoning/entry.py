"""Enter a figure from a text: its number, scope and document in a form; judged as a load is, and stored as a release of
its own, which can be undone at once. What is stored is what was checked and still stands in the form."""

import csv
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import about, access, caption, data, session, words
from dashboard.i18n import _, current
from dashboard.loading import changes, work
from dashboard.reasoning import conflicts, sentences
from dashboard.reasoning.reading import plain_number
from dashboard.selection import Selection
from db.batch import Outcome
from db.metrics import COUNTED, METRICS, unit_of
from db.queries import BadQuestion
from db.queries.draft import Checked
from db.sight import Right
from db.surroundings import surroundings
from db.vocabulary import Covers, Level, Qualifier
from etl.errors import Problem, Refused, in_order
from etl.load import Judged, judge, keep
from etl.messages import translator
from etl.sources.statements import PUBLISHED
from etl.wording import headers

FILE = "figure.csv"
LONG = 300
USUAL = "students_international"
DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
DAYS = ("as_of", "source_date")


def enter(selection: Selection) -> None:
    """The whole page below its title."""
    if selection.is_invented:
        st.info(_("The figures of this institution are invented; real ones are entered for real institutions."))
        return
    _stored()
    _of_whom(selection)
    labels = headers(PUBLISHED, current().language)
    ready = st.session_state.get("entered")
    with st.form("entry", border=True):
        row = _normal({**_scope(selection), **_figure(labels, selection), **_document(labels)})
        left, right = st.columns(2)
        with left:
            is_checked = st.form_submit_button(_("Check"), key="entry-check")
        with right:
            is_stored = bool(ready) and st.form_submit_button(_("Store this figure"), type="primary", key="entry-store")
    if is_checked:
        st.session_state["entered"] = row
        st.rerun()
    if not ready:
        return
    if row != ready:
        if is_stored:
            st.warning(_("The form has changed since it was checked: check it again, then store."))
        st.session_state.pop("entered")
        return
    _judged(selection, row, labels, is_stored=is_stored)


def _of_whom(selection: Selection) -> None:
    """What of the scope the filter bar tells."""
    levels = ", ".join(words.word("level", level) for level in selection.level) or _("all levels")
    parts = [selection.institution_name, about.unit_name(selection) or _("all faculties"), levels]
    st.markdown(caption.plain(_("Of whom, by the filter bar: {scope}", scope="; ".join(parts))))


def _scope(selection: Selection) -> dict[str, str]:
    return {
        "faculty": selection.faculty, "department": selection.department,
        "level": selection.level[0] if len(selection.level) == 1 else "",
    }  # fmt: skip


def _key(name: str) -> str:
    """The name of a field. After each figure that is stored the fields are new ones: a browser keeps what stands in
    those it knows."""
    stored = st.session_state.get("entered-before", 0)
    return f"entry-{name}" + (f"-{stored}" if stored else "")


def _chosen(name: str, label: str, codes: Sequence[str], shown: Callable[[str], str], first: str = "") -> str:
    """A choice of one code. It stays what it was when the words change with the language."""
    kept = st.session_state.setdefault("entry-kept", {})
    wanted = kept.get(name, first)
    place = codes.index(wanted) if wanted in codes else 0
    key = _key(f"{name}-{current().language}")
    kept[name] = st.selectbox(label, codes, index=place, format_func=shown, key=key)
    return str(kept[name])


def _figure(labels: Mapping[str, str], selection: Selection) -> dict[str, str]:
    names = {code: words.word("metric", code) for code in METRICS}
    listed = sorted(names, key=lambda code: (code not in COUNTED, current().sort_key(names[code])))
    one, two, three = st.columns([3, 1, 1])
    with one:
        metric = _chosen("metric", labels["metric"], listed, names.__getitem__, USUAL)
    with two:
        qualifiers = [str(code) for code in Qualifier]
        qualifier = _chosen("qualifier", labels["qualifier"], qualifiers, lambda code: words.word("qualifier", code))
    with three:
        value = st.text_input(labels["value"], key=_key("value"))
    countries = _countries(labels["countries"], selection)
    four, five, six = st.columns(3)
    with four:
        hint = _("for example {what}", what="2023/24")
        academic_year = st.text_input(labels["academic_year"], key=_key("year"), placeholder=hint)
    with five:
        as_of = _day_input("as_of", labels)
    with six:
        margin = st.text_input(labels["margin"], key=_key("margin"))
    seven, eight, nine = st.columns(3)
    with seven:
        covers = _chosen("covers", labels["covers"], [str(c) for c in Covers], lambda code: words.word("covers", code))
    with eight:
        levels = ["", *[str(level) for level in Level if level is not Level.NOT_STATED]]
        except_level = _chosen(
            "except", labels["except_level"], levels, lambda code: words.word("level", code) if code else _("none")
        )
    with nine:
        definition = st.text_input(labels["definition"], key=_key("definition"), max_chars=LONG)
    return {
        "metric": metric, "qualifier": qualifier, "value": value, "countries": countries,
        "academic_year": academic_year, "as_of": as_of, "margin": margin, "covers": covers,
        "except_level": except_level, "definition": definition,
    }  # fmt: skip


def _countries(label: str, selection: Selection) -> str:
    """Any countries there are; at first those of the filter bar, of a group its members in the chosen year."""
    names = data.ask("all_countries", language=current().language)
    listed = sorted(names, key=lambda code: current().sort_key(names[code]))
    of_bar = [code for code in selection.countries if code in names and code != selection.home_country]
    kept = st.session_state.setdefault("entry-kept", {})
    if kept.get("of_bar") != of_bar:
        kept |= {"of_bar": of_bar, "countries": of_bar}
    key = _key(f"countries-{current().language}-{'-'.join(of_bar)}")
    chosen = st.multiselect(
        label, listed, default=kept["countries"], format_func=names.__getitem__, key=key,
        placeholder=_("all foreign countries together"),
    )  # fmt: skip
    kept["countries"] = chosen
    return ";".join(chosen)


def _document(labels: Mapping[str, str]) -> dict[str, str]:
    found = {"source_title": st.text_input(labels["source_title"], key=_key("title"), max_chars=LONG)}
    one, two, three = st.columns([3, 2, 2])
    with one:
        found["source_url"] = st.text_input(
            labels["source_url"], key=_key("source_url"), placeholder="https://", max_chars=2 * LONG
        )
    with two:
        found["source_publisher"] = st.text_input(labels["source_publisher"], key=_key("source_publisher"))
    with three:
        found["source_date"] = _day_input("source_date", labels)
    found["note"] = st.text_input(labels["note"], key=_key("note"), max_chars=2 * LONG)
    return found


def _day_input(name: str, labels: Mapping[str, str]) -> str:
    return str(st.text_input(labels[name], key=_key(name), placeholder=_("for example {what}", what="13.09.2023")))


def _normal(row: Mapping[str, str]) -> dict[str, str]:
    """Numbers without the signs between their thousands, days as they are stored; what is neither stays as it is."""
    told = {name: " ".join(value.split()) for name, value in row.items()}
    for name in ("value", "margin"):
        told[name] = plain_number(told[name])
    for name in DAYS:
        if found := DOTTED_DAY.fullmatch(told[name]):
            told[name] = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    return told


def _judged(selection: Selection, row: Mapping[str, str], labels: Mapping[str, str], *, is_stored: bool) -> None:
    """What is wrong with it, or what it says beside the others; and stored, where the button was pressed."""
    if len(selection.level) > 1:
        st.error(_("A figure is of one level or of all: choose one in the filter bar, or none."))
        return
    engine = session.engine(Right.LOAD)
    with work.told(), _laid(row) as path:
        judged = judge(PUBLISHED, [path], selection.institution, surroundings(engine, selection.institution))
        found, tried = judged.problems, None
        if not found:
            try:
                tried = keep(engine, judged.batch, only_try=True)
            except Refused as refused:
                found = refused.problems
        if found or tried is None:
            _amiss(found, labels)
            return
        if is_stored:
            _store(judged)
        _sound(selection, row, judged, tried)


@contextmanager
def _laid(row: Mapping[str, str]) -> Iterator[Path]:
    """The figure as a file, as everything comes that is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([row, row.values()])
        yield path


def _amiss(found: Sequence[Problem], labels: Mapping[str, str]) -> None:
    translate = translator(current().language)
    st.error(_("Nothing can be stored before this is mended:"))
    lines = []
    for one in in_order(found):
        told = [one.rule.told(translate), one.value, one.remedy.told(translate)]
        field = caption.plain(labels.get(one.column, one.column))
        lines.append(f"- **{field}**: {caption.plain(' — '.join(part for part in told if part))}")
    st.markdown("\n".join(lines))


def _sound(selection: Selection, row: Mapping[str, str], judged: Judged, tried: Outcome) -> None:
    """The whole sentence that would be stored, what it would replace, and what it cannot stand beside."""
    facts = judged.batch.facts["published_figure"]
    year, code = facts.column("academic_year")[0], str(facts.column("code")[0])
    st.success(_("The figure is sound."))
    st.markdown(_sentence(selection, row, year))
    if tried.tables["published_figure"].restated:
        figures = data.frame("published", where={"code": [code]}, language=current().language)
        old = sentences.shown(figures.to_dict("records")[0]) if len(figures) else code
        st.warning(_("The same text is entered with {value} of exactly this already: storing replaces it.", value=old))
    if year is None and not any(row[name] for name in (*DAYS, "academic_year")):
        st.warning(_("Undated: it will be compared with no other year. Write a date or a year, if the text has one."))
    if row["metric"] in COUNTED and row["covers"] == Covers.WHOLE and year is not None:
        _beside(selection, row, int(year))


def _sentence(selection: Selection, row: Mapping[str, str], year: int | None) -> str:
    names = data.ask("all_countries", language=current().language)
    listed = [names[code] for code in row["countries"].split(";") if code]
    level = words.word("level", row["level"]) if row["level"] else ""
    scope = "; ".join(part for part in (", ".join(listed), about.unit_name(selection), level) if part)
    told = words.word("metric", row["metric"]) + (f" ({scope})" if scope else "")
    shown = words.qualified(float(row["value"]), row["qualifier"], unit_of(row["metric"]))
    when = words.year(year) if year is not None else row["as_of"] or row["source_date"] or _("undated")
    document = caption.document(row["source_title"], row["source_url"], row["source_date"])
    return f"**{caption.plain(shown)}** {caption.plain(told)}, {caption.plain(when)} — {document}"


def _beside(selection: Selection, row: Mapping[str, str], year: int) -> None:
    """Whether it can stand beside what was said; it may be stored all the same, and then both are known."""
    where = {
        "metric": [row["metric"]], "academic_year": [str(year)], "definition": [row["definition"]],
        "value": [row["value"]], "qualifier": [row["qualifier"]],
        "country": [code for code in row["countries"].split(";") if code],
        **{name: [row[name]] if row[name] else [] for name in ("faculty", "department", "level", "margin")},
    }  # fmt: skip
    try:
        found: Checked = data.ask("draft", selection.institution, where=where, language=current().language)
    except BadQuestion:
        return
    if found.conflicts:
        st.warning(_("Of {year} it cannot stand beside these; both will be shown:", year=words.year(year)))
        by_code: dict[str, Mapping[Any, Any]] = {claim.code: claim.figure for claim in found.answer.used}
        for one in found.conflicts:
            conflicts.cannot_be([by_code[said.code] for said in one.said if said.code in by_code], one.by, one)


def _store(judged: Judged) -> None:
    outcome = keep(session.engine(Right.LOAD), judged.batch, **access.by())
    for name in [name for name in st.session_state if str(name).startswith("entry-")]:
        del st.session_state[name]
    st.session_state["entry-stored"] = outcome.release or 0
    st.session_state["entered-before"] = st.session_state.get("entered-before", 0) + 1
    st.session_state.pop("entered", None)
    st.rerun()


def _stored() -> None:
    """What the last press of the button did, with the way to take it back."""
    release = st.session_state.get("entry-stored")
    if release is None:
        return
    if not release:
        st.info(_("Nothing changed: the figure was stored before."))
        return
    listed = data.frame("releases").set_index("release")
    if release in listed.index and not pd.isna(listed.loc[release, "undone_at"]):
        st.info(_("The figure was taken out again."))
        return
    link = f"[{caption.plain(_('release {number}', number=release))}]({caption.release_link(release)})"
    st.success(_("Stored:") + f" {link}")
    changes.undo_button(release, _("Undo"), "entry")
