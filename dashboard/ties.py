"""Agreements with whom a page speaks of: the register as stated, with its documents."""

import pandas as pd
import streamlit as st

from dashboard import about, data, said, show
from dashboard.i18n import _, current, ngettext
from dashboard.selection import Selection


def agreements(selection: Selection, *, key: str) -> None:
    """The agreements that the selection meets, one row for what each source says of one tie."""
    rows = data.frame("register", where=selection.where_agreements(), language=current().language)
    st.subheader(show.heading(_("Agreements, as stated"), selection), anchor=False)
    if rows.empty:
        st.info(_("No agreement is known for this choice."))
        return
    ties, named = rows["agreement"].nunique(), rows["partner_code"].nunique()
    counted = ngettext("{count} agreement", "{count} agreements", ties)
    told = [counted, ngettext("{count} partner", "{count} partners", named)]
    st.caption(
        ", ".join(told) + ". " + _("Each row is what one source says of one tie; rows are not a number of partners.")
    )
    said.register_table(_told(selection, key, rows), rows)


def _told(selection: Selection, key: str, rows: pd.DataFrame) -> show.Told:
    return show.Told(
        key=f"{key}-agreements", title=show.heading(_("Agreements, as stated"), selection),
        is_invented=selection.is_invented, about=lambda: about.narrowing(selection), cited=lambda: said.sources(rows),
    )  # fmt: skip
