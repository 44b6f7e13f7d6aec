"""Why files are refused: problems in groups, unknown names to choose for, and all of it to take along."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from dashboard.caption import plain
from dashboard.i18n import N_, _, current, ngettext
from dashboard.loading import names, work
from dashboard.loading.files import laid
from dashboard.loading.work import Understood
from dashboard.show import XLSX
from etl import report
from etl.errors import Problem, in_order, unmasked
from etl.messages import translator
from etl.recognise import NEW, personal
from etl.sources import SOURCES

GROUPS_SHOWN, VALUES_SHOWN, NAMES_ASKED = 40, 12, 25
LEAVE = ""
KINDS = {
    "country": N_("Country"), "level": N_("Level"), "unit": N_("Faculty or department"),
    "institution": N_("Institution"),
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Problems of one rule in one column of one sheet."""

    file: str
    sheet: str
    column: str
    rule: str
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        return sum(problem.count for problem in self.problems)


def grouped(problems: Sequence[Problem]) -> list[Group]:
    """Problems by file, sheet, column and rule, in the order they were met."""
    translate = translator(current().language)
    found: dict[tuple[str, str, str, str], list[Problem]] = {}
    for one in problems:
        found.setdefault((one.file, one.sheet, one.over, one.rule.told(translate)), []).append(one)
    return [Group(*key, tuple(together)) for key, together in found.items()]


def show(problems: Sequence[Problem]) -> None:
    """All problems in the reader's language; of many the first."""
    groups = grouped(problems)
    for group in groups[:GROUPS_SHOWN]:
        with st.container(border=True):
            _show(group)
    if len(groups) > GROUPS_SHOWN:
        st.caption(_("And {count} more kinds of problems; the downloads list all.", count=len(groups) - GROUPS_SHOWN))


def _show(group: Group) -> None:
    translate = translator(current().language)
    st.markdown(f"**{plain(group.rule)}**")
    place = [group.file, *([_("sheet {name}", name=group.sheet)] if group.sheet else [])]
    place += [_("column “{name}”", name=group.column)] if group.column else []
    st.caption(plain(unmasked(" · ".join(place), translate)))
    remedies = {one.remedy.told(translate) for one in group.problems}
    lines = [_line(one, "" if len(remedies) == 1 else one.remedy.told(translate)) for one in group.problems]
    told = [line for line in lines[:VALUES_SHOWN] if line]
    if told:
        st.markdown("\n".join(f"- {line}" for line in told))
    if len(lines) > VALUES_SHOWN:
        st.caption(_("And {count} more of this kind; the downloads list all.", count=len(lines) - VALUES_SHOWN))
    if len(remedies) == 1:
        st.markdown(plain(remedies.pop()))


def _line(one: Problem, remedy: str) -> str:
    """Value, rows and remedy of one problem; what is not told is left out."""
    rows = report.rows(one).told(translator(current().language)) if one.rows else ""
    parts = [f"**{plain(shown(one.value))}**" if one.value else "", plain(rows), plain(remedy)]
    return " — ".join(part for part in parts if part)


def shown(value: str) -> str:
    """A value short enough to read."""
    most = report.LONGEST_SHOWN
    told = _(value) if value == personal.MASK else value
    return told if len(told) <= most else f"{told[:most]}…"


def unknown(problems: Sequence[Problem]) -> dict[tuple[str, str], list[Problem]]:
    """Problems that choosing a code mends, by kind and spelling; none whose value may not be shown."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for one in problems:
        if one.kind in KINDS and one.value.strip() and one.value != personal.MASK:
            found.setdefault((one.kind, one.value), []).append(one)
    return found


def ask(found: Understood, problems: Sequence[Problem]) -> None:
    """A choice for each unknown name; what is confirmed is remembered, and the files are judged again."""
    asked = unknown(problems)
    listed = {kind: _listed(kind, found, problems) for kind, _value in asked}
    open_ones = {key: alike for key, alike in asked.items() if listed[key[0]]}
    if not open_ones:
        return
    st.subheader(_("Unknown names"), anchor=False)
    st.markdown(_("Choose what each stands for. It is remembered for later files, with your account and the day."))
    with st.form("load-names", border=True):
        chosen = {key: _choice(key, alike, listed[key[0]]) for key, alike in list(open_ones.items())[:NAMES_ASKED]}
        if len(open_ones) > NAMES_ASKED:
            more = len(open_ones) - NAMES_ASKED
            st.caption(ngettext("{count} more name comes after these.", "{count} more names come after these.", more))
        confirmed = st.form_submit_button(_("Confirm"), type="primary", key="load-confirm")
    if confirmed:
        with work.told():
            if work.remembered(chosen, found.judged.batch.institution):
                st.rerun()
            st.info(_("Nothing is chosen yet."))


def _listed(kind: str, found: Understood, problems: Sequence[Problem]) -> dict[str, str]:
    """What a spelling of a kind may stand for. Units of the file itself are not yet known to the database; of the many
    institutions that it may know, those of the project's list are offered and the ones that are near."""
    lists: dict[str, Callable[[], dict[str, str]]] = {
        "country": lambda: dict(names.countries()), "level": lambda: dict(names.levels()),
        "unit": lambda: names.known_units(found.judged.batch.institution),
        "institution": lambda: {
            **{offer.code: offer.shown for one in problems if one.kind == kind for offer in one.offers},
            **names.register(), NEW: _("a new institution"),
        },
    }  # fmt: skip
    return names.in_order(lists[kind]())


def _choice(key: tuple[str, str], alike: Sequence[Problem], listed: dict[str, str]) -> str:
    kind, value = key
    offers = [offer.code for offer in alike[0].offers if offer.code in listed] + [NEW] * (NEW in listed)
    options = [LEAVE, *offers, *(code for code in listed if code not in offers)]
    told = {LEAVE: _("leave it"), **{code: f"{name} ({code})" for code, name in listed.items()}}
    rows = ngettext("{count} row", "{count} rows", sum(one.count for one in alike))
    # Another language has other words: the choice is made anew with them.
    made_of = hashlib.sha256(repr((key, current().language)).encode()).hexdigest()[:12]
    return st.selectbox(
        f"{_(KINDS[kind])}: **{plain(shown(value))}** · {rows}", options, format_func=told.__getitem__,
        key=f"load-name-{made_of}",
    )  # fmt: skip


def downloads(found: Understood, problems: Sequence[Problem]) -> None:
    """All problems as text and as JSON, and a copy of the file with its bad cells marked."""
    language = current().language  # the copy is made when it is asked for, outside this run
    translate = translator(language)
    places = st.columns(3) if find_spec("etl.marked") else st.columns(2)
    listed = in_order(problems)
    with places[0]:
        st.download_button(
            _("Problems as text"), report.problems(listed, translate).encode("utf-8-sig"), "problems.txt",
            "text/plain", on_click="ignore", key="load-text", width="stretch",
        )  # fmt: skip
    with places[1]:
        st.download_button(
            _("Problems as JSON"), report.as_json(report.problems_json(listed, translate)), "problems.json",
            "application/json", on_click="ignore", key="load-json", width="stretch",
        )  # fmt: skip
    if len(places) > 2:
        with places[2]:
            st.download_button(
                _("Copy with bad cells marked"), lambda: marked(found, listed, language),
                "marked.xlsx", XLSX, on_click="ignore", key="load-marked", width="stretch",
            )  # fmt: skip


def marked(found: Understood, problems: Sequence[Problem], language: str) -> bytes:
    """A workbook of the files with their bad cells marked."""
    from etl.marked import write_marked  # here: only who asks for it waits for the writer of workbooks

    with laid(found.asked.files) as paths, TemporaryDirectory() as folder:
        target = Path(folder) / "marked.xlsx"
        write_marked(target, SOURCES[found.asked.source], paths, problems, translator(language))
        return target.read_bytes()
