"""What a load would change, or has changed: facts by table, headline figures; and taking releases out again."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data, words
from dashboard.caption import plain, release_link
from dashboard.i18n import _, current, ngettext
from dashboard.loading import names, work
from dashboard.loading.work import Done, Understood
from db.batch import Effect, Outcome
from etl.messages import translator
from etl.wording import with_names

EFFECTS_SHOWN, RELEASES_SHOWN = 200, 8
MOVES = ("new", "restated", "withdrawn", "unchanged")


def by_table(outcome: Outcome) -> pd.DataFrame:
    """Facts of each table that are new, restated, withdrawn and unchanged."""
    heads = {move: words.word("columns", f"cells_{move}") for move in MOVES}
    rows = [
        {_("What"): words.word("table", table), **{heads[move]: getattr(counted, move) for move in MOVES}}
        for table, counted in sorted(outcome.tables.items(), key=lambda one: one[0] != "mobility_count")
        if any(counted)
    ]
    return pd.DataFrame(rows)


def headlines(found: Understood, outcome: Outcome) -> pd.DataFrame:
    """Headline figures before and after, the largest moves first."""
    institutions = names.register() | names.owners()
    several = len({effect.institution for effect in outcome.effects}) > 1
    rows = [_headline(found, effect, institutions, several) for effect in sorted(outcome.effects, key=_move)]
    return pd.DataFrame(rows[:EFFECTS_SHOWN])


def _move(effect: Effect) -> float:
    return -abs((effect.after or 0) - (effect.before or 0))


def _headline(found: Understood, effect: Effect, institutions: dict[str, str], several: bool) -> dict[str, Any]:
    whose = {_("Institution"): institutions.get(effect.institution, effect.institution)} if several else {}
    move = (effect.after or 0) - (effect.before or 0)
    return {
        **whose,
        _("Series"): words.said(found.labels.get(effect.series, effect.series)),
        _("Direction"): words.word("direction", effect.direction),
        _("Period"): words.period(effect.period, found.period_kinds.get(effect.series, "")),
        _("Before"): current().number(effect.before),
        _("After"): current().number(effect.after),
        _("Change"): current().signed(move),
    }


def show(found: Understood, outcome: Outcome) -> None:
    """Tables and headline figures that move."""
    table(by_table(outcome), "load-tables")
    if outcome.effects:
        st.markdown("**" + _("Headline figures that move") + "**")
        st.caption(_("International students over all countries, faculties and levels; “–” is not known."))
        table(headlines(found, outcome), "load-effects")


def table(rows: pd.DataFrame, key: str) -> None:
    """A plain table in words; numbers as the reader writes them."""
    styled = rows.style.format(_written, na_rep="")
    st.dataframe(styled, hide_index=True, key=key, alt=", ".join(map(str, rows.columns)))


def _written(value: object) -> str:
    return current().number(value) if isinstance(value, int) else str(value)


def warnings(found: Understood) -> None:
    """What is sound and hard to believe."""
    if not found.judged.warnings:
        return
    language = current().language
    translate = with_names(translator(language), found.judged, found.around, language)
    st.subheader(_("Please look"), anchor=False)
    st.markdown(_("This can be loaded, and is hard to believe:"))
    for one in found.judged.warnings:
        st.warning(plain(f"{one.rule.told(translate)} {one.remedy.told(translate)}".strip()))


def result() -> None:
    """What the load or the undo before has done, until the next one."""
    if (undone := st.session_state.pop("load-undone", None)) is not None:
        st.success(_("Release {number} is undone; what it had restated answers again.", number=undone))
    done = st.session_state.get("load-done")
    if not isinstance(done, Done):
        return
    with st.container(border=True, key="load-result"):
        st.success(_("Loaded: release {number}, {title}.", number=done.release, title=plain(names.of(done.source))))
        link = _("Release {number} on the page of sources", number=done.release)
        st.markdown(f"[{link}]({release_link(done.release)})")
        show(done.understood, done.outcome)
        undo_button(done.release, _("Undo this load"), "result")


def undo_button(release: int, label: str, where: str) -> None:
    """Takes a release out once a person has said so twice."""
    asked = f"load-undo-asked-{where}"
    if st.session_state.get(asked) != release:
        if st.button(label, key=f"load-undo-{where}-{release}", icon=":material/undo:"):
            st.session_state[asked] = release
            st.rerun()
        return
    st.warning(
        _("Release {number} will be taken out: its figures go, and what it had restated or withdrawn comes back. "
          "The release stays listed as undone.", number=release)
    )  # fmt: skip
    with st.container(horizontal=True):
        sure = st.button(
            _("Undo release {number}", number=release), key=f"load-undo-sure-{where}-{release}", type="primary"
        )
        if st.button(_("Keep it"), key=f"load-undo-not-{where}-{release}"):
            st.session_state.pop(asked)
            st.rerun()
    if sure:
        with work.told():
            work.undone(release)
            st.session_state.pop(asked)
            st.rerun()


def last_releases() -> None:
    """The releases loaded last, each with a way to take it out."""
    releases = data.frame("releases").head(RELEASES_SHOWN)
    if releases.empty:
        return
    st.subheader(_("Loaded last"), anchor=False)
    for row in releases.to_dict("records"):
        with st.container(border=True):
            _release(row)


def _release(row: dict[Any, Any]) -> None:
    number = int(row["release"])
    head = plain(f"{number} · {words.said(row['source_title'])}")
    whose = f" · {plain(row['institution_code'])}" if row["institution_code"] else ""
    told, button = st.columns([4, 1.4], vertical_alignment="center")
    with told:
        st.markdown(f"[{head}]({release_link(number)}){whose}")
        when = f"{current().moment(row['loaded_at'])}, {row['loaded_by']}"
        rows = ngettext("{count} row read", "{count} rows read", int(row["rows_read"]))
        moves = ", ".join(
            f"{words.word('columns', f'cells_{move}').lower()} {current().number(row[f'cells_{move}'])}"
            for move in MOVES
        )
        invented = [_("invented")] if row["is_invented"] else []
        st.caption(plain(" · ".join([when, rows, moves, *invented])))
    with button:
        if row["undone_at"] is None or pd.isna(row["undone_at"]):
            undo_button(number, _("Undo"), "list")
        else:
            st.caption(_("undone"))
