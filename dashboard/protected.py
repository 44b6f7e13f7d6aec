"""What people are told who see protected numbers, and which percentages are too small a basis for them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import pandas as pd
import streamlit as st

from dashboard import data, session
from dashboard.i18n import _, current
from dashboard.selection import Selection
from db.queries.gate import SMALLEST_WHOLE, NotShown
from db.queries.seen import OF_PERSONS

P = ParamSpec("P")


def is_for(selection: Selection | None) -> bool:
    """Whether the person sees protected numbers of the selection's institution."""
    if selection is None or session.as_of().sight.exact:
        return False
    return bool(data.ask("is_protected", selection.institution))


def here() -> bool:
    """As `is_for`, of the page's selection; not of a dean's own unit, which is shown as it is."""
    selection = st.session_state.get("selection")
    if selection is None or not is_for(selection):
        return False
    return not data.ask("is_own", where=selection.where_unit(every_year=True))


def tells_percent(whole: float) -> bool:
    """Whether a percentage of so many persons is shown."""
    return whole >= SMALLEST_WHOLE or not here()


def line(selection: Selection) -> str:
    """What the person sees, for the top of a page and for files; '' where all numbers are as they are."""
    if not is_for(selection):
        return ""
    base, levels = int(data.ask("base")), int(data.ask("levels", selection.institution))
    told = _(
        "Protected numbers: multiples of {base}. Within one year, level and type of mobility a number is less than "
        "{base} from the truth, over all {levels} levels together at most {most}; sums over years, groups of countries "
        "or several units may be further off. A number that is not there is 0 or less than {base}.",
        base=current().number(base), levels=current().number(levels), most=current().number(levels * (base - 1)),
    )  # fmt: skip
    if data.ask("has_own", selection.institution):
        told += " " + _("Your own unit is shown as it is; sums of it and of others are neither.")
    return told


def mark(unit: str, rows: Any) -> str:
    """What a figure says where its rows are protected counts of persons; '' where they are not."""
    selection = st.session_state.get("selection")
    if selection is None or not is_for(selection) or not isinstance(rows, pd.DataFrame):
        return ""
    if not any(rows[name].notna().any() for name in OF_PERSONS if name in rows):
        return ""
    base = current().number(int(data.ask("base")))
    if unit.startswith(_("Percent")):
        return _("worked out from protected numbers")
    if data.ask("has_own", selection.institution):
        return _("persons of the own unit exact, of others in multiples of {base}", base=base)
    return _("persons in multiples of {base}", base=base)


def begin() -> None:
    """Why something is not shown is told once on a page."""
    st.session_state["not-shown-told"] = False


def where_shown(draw: Callable[P, None]) -> Callable[P, None]:
    """A part of a page that some may not see: they read why it is not there."""

    @wraps(draw)
    def drawn(*given: P.args, **named: P.kwargs) -> None:
        try:
            draw(*given, **named)
        except NotShown:
            tell()

    return drawn


def tell() -> None:
    """Why something is not shown here, unless the page said so before."""
    if not st.session_state.get("not-shown-told"):
        st.session_state["not-shown-told"] = True
        st.info(not_shown(), icon=":material/shield:")


def not_shown() -> str:
    told = _(
        "Some parts are shown to those who may see exact numbers, and to deans for their own unit: they would tell of "
        "single persons."
    )
    own = bool(session.as_of().sight.units)
    return told + (" " + _("Choose your own unit in the filter bar.") if own else "")
