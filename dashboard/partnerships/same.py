"""Who is who: records that are one institution, or a partner that was taken for another; said, kept and taken back."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, caption, data, session
from dashboard.i18n import _, current
from dashboard.partnerships.asked import Asked
from dashboard.selection import Selection
from db import same
from db.sight import Right


def of_partner(selection: Selection) -> None:
    """Records that may be this partner too, those that are said to be, and the way to say so, for those who may."""
    if not access.may(Right.LOAD):
        return
    with st.expander(_("Is it recorded under another name too?"), key="same-open", on_change="rerun") as box:
        if not box.open:
            return
        st.caption(
            _("Two spellings are two institutions until a person says that they are one. From then on their students, "
              "agreements and places count together; what was said, by whom and why, is kept and can be taken back.")
        )  # fmt: skip
        _decisions(selection.partner, "")
        _merge(selection)


def of_agreement(asked: Asked, row: dict[Any, Any]) -> None:
    """The way to say that the partner of this agreement is another institution than it was taken for."""
    if not access.may(Right.LOAD):
        return
    with st.expander(_("Is its partner another institution?"), key="split-open", on_change="rerun") as box:
        if not box.open:
            return
        _decisions("", str(row["agreement"]))
        _split(asked, str(row["agreement"]))


def _decisions(partner: str, agreement: str) -> None:
    """What was said, with the way to take it back."""
    said = data.frame("who_is_who", language=current().language)
    is_it = said["partner_code"] == partner if partner else said["agreement"] == agreement
    for row in said[is_it].to_dict("records"):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            st.markdown(_told(row))
        with right:
            if pd.isna(row["taken_back_at"]) and st.button(
                _("Withdraw the decision"), key=f"same-back-{row['number']}"
            ):
                _do(lambda number=int(row["number"]): same.take_back(session.engine(Right.LOAD), number, **access.by()))


def _told(row: dict[Any, Any]) -> str:
    about = f"{row['institution']} = {row['partner']}" + (f" ({row['agreement']})" if row["agreement"] else "")
    told = _("{reason} – said by {by}, {when}", reason=row["reason"], by=row["said_by"],
             when=current().moment(row["said_at"]))  # fmt: skip
    back = ""
    if pd.notna(row["taken_back_at"]):
        back = "; " + _("taken back by {by}, {when}", by=row["taken_back_by"],
                        when=current().moment(row["taken_back_at"]))  # fmt: skip
    return f"- **{caption.plain(about)}**  \n{caption.plain(told + back)}"


def _merge(selection: Selection) -> None:
    near = data.frame("alike", selection.partner, language=current().language)
    names = {str(row["partner_code"]): _named(row) for row in near.to_dict("records")}
    others = data.ask("partners", selection.institution, language=current().language)
    rest = sorted((code for code in others if code not in names and code != selection.partner),
                  key=lambda code: current().sort_key(others[code]))  # fmt: skip
    names |= {code: others[code] for code in rest}
    with st.form("same", border=True, clear_on_submit=True):
        code = st.selectbox(
            _("This is it too (near names first)"), list(names), index=None, format_func=lambda code: names[code],
            placeholder=_("Choose an institution"), key=f"same-code-{current().language}",
        )  # fmt: skip
        reason = st.text_input(_("Reason"), max_chars=same.LONGEST_REASON, key="same-reason")
        if st.form_submit_button(_("They are one institution"), key="same-set"):
            if not code or not reason.strip():
                st.error(_("Choose an institution, and write why."))
                return
            _do(lambda: same.merge(session.engine(Right.LOAD), code, selection.partner, reason, **access.by()))


def _named(row: dict[Any, Any]) -> str:
    return f"{row['partner']}, {row['city']}" if row["city"] else str(row["partner"])


def _split(asked: Asked, agreement: str) -> None:
    agreed = data.ask("agreed", asked.institution)
    recorded = sorted(set(agreed.rows.loc[agreed.rows["agreement"] == agreement, "recorded_code"]))
    names = dict(agreed.names.of("partner", current().language))
    others = sorted((code for code in names if code not in recorded), key=lambda code: current().sort_key(names[code]))
    with st.form("split", border=True, clear_on_submit=True):
        of = st.selectbox(_("Partner as recorded"), recorded, format_func=lambda code: names.get(code, code),
                          key=f"split-of-{current().language}")  # fmt: skip
        into = st.selectbox(
            _("It is"), others, index=None, format_func=lambda code: names[code],
            placeholder=_("Choose an institution"), key=f"split-into-{current().language}",
        )  # fmt: skip
        reason = st.text_input(_("Reason"), max_chars=same.LONGEST_REASON, key="split-reason")
        if st.form_submit_button(_("It is another institution"), key="split-set"):
            if not of or not into or not reason.strip():
                st.error(_("Choose an institution, and write why."))
                return
            _do(
                lambda: same.split(
                    session.engine(Right.LOAD), agreement, asked.institution, of, into, reason, **access.by()
                )
            )


def _do(change: Any) -> None:
    try:
        change()
    except same.NotTheSame:
        st.error(_("Nothing was changed: it is said already, or another decision stands against it. Look at the list "
                   "above."))  # fmt: skip
        return
    st.rerun()
