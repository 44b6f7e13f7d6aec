"""Figures that a person sets aside, with a reason that is kept; and taking them back."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import access, caption, data, session
from dashboard.i18n import _, current
from dashboard.reasoning import conflicts
from dashboard.selection import Selection
from db import aside
from db.queries.claims import Aside
from db.sight import Right


def show(selection: Selection) -> None:
    """What is set aside, and the form that sets a figure aside."""
    st.subheader(_("Set aside"), anchor=False)
    figures = data.frame("published", where={"institution": [selection.institution]}, language=current().language)
    rows = {str(row["code"]): row for row in figures.to_dict("records")}
    now: list[Aside] = [one for one in data.ask("asides") if one.code in rows]
    st.caption(
        _("A figure that is set aside stays on every list, with the reason, and is not reasoned with any more. Who did "
          "so, and when, is kept.")
    )  # fmt: skip
    for one in now:
        _taken_back(one, rows[one.code])
    if not access.may(Right.SET_ASIDE):
        return
    open_ones = [code for code in rows if code not in {one.code for one in now}]
    with st.form("aside", border=True, clear_on_submit=True):
        code = st.selectbox(
            _("Statement"), open_ones, index=None, format_func=lambda code: conflicts.in_a_line(rows[code]),
            placeholder=_("Choose a statement"), key=f"aside-code-{current().language}",
        )  # fmt: skip
        reason = st.text_input(_("Reason"), max_chars=aside.LONGEST_REASON, key="aside-reason")
        if st.form_submit_button(_("Set it aside"), key="aside-set"):
            _set(code, reason)


def _set(code: str | None, reason: str) -> None:
    if not code or not reason.strip():
        st.error(_("Choose a statement, and write why it is set aside."))
        return
    try:
        aside.set_aside(session.engine(Right.SET_ASIDE), code, reason, **access.by())
    except aside.NotAside:
        st.error(_("Nothing was changed: somebody else was quicker. Look at the list again."))
        return
    st.rerun()


def _taken_back(one: Aside, figure: Mapping[Any, Any]) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        st.markdown(f"- {conflicts.of_figure(figure)}  \n" + caption.plain(
            _("{reason} – set aside by {by}, {when}", reason=one.reason, by=one.by, when=current().moment(one.at))
        ))  # fmt: skip
    with right:
        if access.may(Right.SET_ASIDE) and st.button(_("Take back"), key=f"aside-back-{one.code}"):
            try:
                aside.take_back(session.engine(Right.SET_ASIDE), one.code, **access.by())
            except aside.NotAside:
                st.error(_("Nothing was changed: somebody else was quicker. Look at the list again."))
                return
            st.rerun()
