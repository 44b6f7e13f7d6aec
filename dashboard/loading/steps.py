"""The steps of the page: choose files, see how they are read, mend, see what would change, load."""

import json
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import choices, session
from dashboard.caption import plain, release_link
from dashboard.i18n import _, current, ngettext
from dashboard.loading import changes, names, problems, understood, work
from dashboard.loading.files import Sent, sent
from dashboard.loading.work import Asked, Understood
from dashboard.selection import Selection
from dashboard.show import XLSX
from db.sight import Right
from db.surroundings import surroundings
from etl.errors import Problem, in_order
from etl.sources import SOURCES
from etl.sources.registrar import REGISTRAR
from etl.wording import in_words

# The uploader speaks English only: its button is written over, and its own line about sizes is left out.
UPLOADER = """<style>
.st-key-load-drop [data-testid=stFileUploaderDropzoneInstructions] {display: none}
.st-key-load-drop [data-testid=stBaseButton-secondary] p {font-size: 0}
.st-key-load-drop [data-testid=stBaseButton-secondary] p::after {content: CHOOSE; font-size: 0.875rem}
</style>"""
OTHERS_NAMED = 2
NEAR = 0.75
"""Share of the best fit from which another source is named too."""


def drop() -> tuple[Sent, ...]:
    """Where files are dropped."""
    st.html(UPLOADER.replace("CHOOSE", json.dumps(_("Choose files"), ensure_ascii=False)))
    with st.container(border=True, key="load-drop"):
        st.markdown("**" + _("Drop one or several files here") + "**")
        st.caption(
            _("Or press the button and choose them: CSV, Excel (XLSX, XLS, XLSB), ODS, also packed in ZIP, up to "
              "200 MB each. Several files are one load. Nothing is stored before you press “Load”.")
        )  # fmt: skip
        uploads = st.file_uploader(
            _("Files to load"), accept_multiple_files=True, key=f"load-files-{work.dropped_before()}",
            label_visibility="collapsed",
        )  # fmt: skip
    return sent(uploads)


def choose(files: tuple[Sent, ...], selection: Selection | None) -> Asked | None:
    """Of which source the files are, whose, and whether they are a part; None while that is open."""
    titles = names.sources()
    guessed: list[tuple[str, float]] = []
    with work.told(), st.spinner(_("The columns are looked at …")):
        guessed = work.guessed(files)
    left, right = st.columns(2)
    with left:
        chosen = choices.one(
            "load_source", _("Source"), list(titles), titles.__getitem__, none=_("Recognise by the columns")
        )
        source = SOURCES[chosen] if chosen else SOURCES[guessed[0][0]] if guessed else REGISTRAR
        if not chosen:
            _recognised(guessed, titles)
    with right:
        institution = "" if source.institution or source.names_owners else _owner(selection)
        is_part = st.checkbox(
            _("The files cover only some faculties"), key="load-part",
            help=_("Then figures of other faculties stay as they are. Without it, what the files do not state any more "
                   "is withdrawn for the years they have."),
        )  # fmt: skip
    if not (institution or source.institution or source.names_owners):
        st.info(_("The files do not say whose figures they are: choose the institution."))
        return None
    return Asked(files, source.code, institution, is_part)


def _recognised(guessed: Sequence[tuple[str, float]], titles: dict[str, str]) -> None:
    if not guessed:
        told = _("No source was recognised; the files are judged as “{title}”.", title=titles[REGISTRAR.code])
        st.caption(plain(told))
        return
    first, fit = guessed[0]
    others = [titles[code] for code, other in guessed[1:] if other >= NEAR * fit][:OTHERS_NAMED]
    told = _("Recognised: {title}.", title=titles[first])
    more = [_("Perhaps also: {titles}.", titles="; ".join(others))] if others else []
    st.caption(plain(" ".join([told, *more])))


def _owner(selection: Selection | None) -> str:
    """Whose figures they are: at first the institution of the filter bar, if it may be."""
    listed = names.owners()
    usual = selection.institution if selection and selection.institution in listed else ""
    # A choice of its own for each institution of the filter bar: one made under another is not kept unseen.
    name = f"load_institution_{usual}"
    choices.prefer(name, usual)
    chosen = choices.one(name, _("Whose figures they are"), list(listed), listed.__getitem__, none=_("Not chosen yet"))
    if chosen and not names.known_units(chosen):
        st.caption(
            _("No faculties of this institution are known yet. Drop its list of faculties beside the file; the "
              "template has a sheet for it.")
        )  # fmt: skip
    return chosen


def judge(asked: Asked) -> Understood | None:
    """The files judged, with a bar for long ones; None where the database or the disk is at fault."""
    place = st.empty()
    found = None
    with work.told():
        bar = place.progress(0.0, _("Files are read …"))
        found = work.understood(asked, lambda part: _moved(bar, part))
    place.empty()
    return found


def _moved(bar: DeltaGenerator, part: float) -> None:
    bar.progress(part, _("Files are read …"))


def show(found: Understood) -> None:
    """All that is known of the judged files; where they are sound, what they would change, and the button to load."""
    tried = None
    refused: Sequence[Problem] = found.judged.problems
    if not refused:
        with work.told(), st.spinner(_("What would change is worked out …")):
            tried = work.tried(found)
        if tried is None:
            st.button(_("Try again"), key="load-again")
        else:
            refused = tried.problems
    refused = in_words(in_order(refused), SOURCES[found.asked.source], current().language)
    rows = ngettext("{count} row read", "{count} rows read", found.rows)
    if refused:
        _refused(found, refused, rows)
    elif tried:
        st.success(_("The files are sound: {rows}, no problems.", rows=rows))
        changes.warnings(found)
    read(found)
    if tried and tried.outcome:
        store(found, tried)


def _refused(found: Understood, refused: Sequence[Problem], rows: str) -> None:
    count = ngettext("{count} problem", "{count} problems", sum(one.count for one in refused))
    st.error(_("{problems} ({rows}). Nothing can be stored before they are mended: here by choosing, the others in the "
               "file.", problems=count, rows=rows))  # fmt: skip
    problems.ask(found, refused)
    st.subheader(_("Problems"), anchor=False)
    problems.show(refused)
    problems.downloads(found, refused)


def read(found: Understood) -> None:
    """The first rows as understood, and how the files were read."""
    tables = understood.tables_of(found)
    if tables:
        st.subheader(_("The first rows as understood"), anchor=False)
        for place, (name, rows) in zip(st.tabs(list(tables)), tables.items(), strict=True):
            with place:
                st.dataframe(rows, hide_index=True, alt=name)
    if found.seen or found.judged.notes:
        st.subheader(_("How the files were read"), anchor=False)
    for number, seen in enumerate(found.seen):
        st.markdown(f"**{plain(seen.file)}**")
        told = understood.facts_about(seen)
        st.caption(" · ".join(f"{plain(label)}: {plain(word)}" for label, word in told))
        with st.expander(_("Which column was taken for what"), expanded=number == 0):
            st.dataframe(understood.columns_of(seen), hide_index=True, key=f"load-columns-{number}", alt=seen.file)
    for note in understood.notes(found):
        st.info(plain(note))


def store(found: Understood, tried: work.Tried) -> None:
    """What would change, and the button that stores it."""
    outcome = tried.outcome
    assert outcome
    st.subheader(_("What would change"), anchor=False)
    if not (outcome.new or outcome.restated or outcome.withdrawn):
        told = ngettext("Nothing would change: the {count} fact is known.",
                        "Nothing would change: all {count} facts are known.", outcome.unchanged)  # fmt: skip
        if tried.same_as:
            told += " [" + _("release {number}", number=tried.same_as) + f"]({release_link(tried.same_as)})"
        st.success(told)
        return
    changes.show(found, outcome)
    whose = names.owners().get(found.judged.batch.institution, "")
    if whose:
        st.caption(_("The figures are stored as those of: {institution}.", institution=plain(whose)))
    if st.button(_("Load"), type="primary", icon=":material/upload:", key="load-store"):
        with work.told():
            with st.spinner(_("It is being stored …")):
                work.stored(found)
            st.rerun()


def templates(selection: Selection | None) -> None:
    """Where an empty workbook with the columns of a source comes from."""
    st.subheader(_("Template"), anchor=False)
    st.markdown(
        _("An empty workbook with the expected columns, explanations and lists of values; on the command line "
          "`python -m etl template`.")
    )  # fmt: skip
    if find_spec("etl.template"):
        language, institution = current().language, selection.institution if selection else ""
        forms = {
            "registrar": _("Template of the registrar (XLSX)"), "agreements": _("Template of agreements (XLSX)"),
            "published": _("Template of published figures (XLSX)"),
        }  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            for code, label in forms.items():
                made = partial(template, language, institution, code)
                st.download_button(
                    label, made, f"{code}.xlsx", XLSX, icon=":material/download:", on_click="ignore",
                    key=f"load-template-{code}",
                )  # fmt: skip


def template(language: str, institution: str, code: str) -> bytes:
    """The workbook, with the institution's faculties in its lists."""
    from etl.template import write_template  # here: only who asks for it waits for the writer of workbooks

    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{code}.xlsx"
        write_template(file, SOURCES[code], language, surroundings(session.engine(Right.LOAD), institution))
        return file.read_bytes()
