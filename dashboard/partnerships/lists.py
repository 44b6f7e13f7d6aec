"""Lists to act on: what expires and what would be lost, what is asleep, where places are owed, what is overused."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from dashboard import choices, data, show
from dashboard.i18n import _, current, ngettext
from dashboard.partnerships import register
from dashboard.partnerships.asked import Asked

EXPIRING = (
    "partner", "country", "type", "faculty", "valid_to", "students_a_year", "places_a_year", "graduates", "others",
    "renewal", "since", "agreement", "release", "is_invented",
)  # fmt: skip
ASLEEP = (
    "partner", "country", "type", "faculty", "evidence", "last_activity", "idle_years", "places", "measured", "basis",
    "since", "valid_to", "agreement", "release", "is_invented",
)  # fmt: skip
BALANCE = (
    "partner", "country", "academic_years", "outbound", "inbound", "balance", "outbound_places", "inbound_places",
    "places_balance", "release", "is_invented",
)  # fmt: skip
OVERUSED = (
    "partner", "country", "type", "faculty", "academic_year", "direction", "places", "assigned", "beyond", "agreement",
    "release", "is_invented",
)  # fmt: skip
MONTHS, YEARS, LEAST = ("12", "3", "6", "18", "24"), ("3", "1", "2", "4", "5"), ("5", "1", "10", "25", "50")


def show_all(asked: Asked) -> None:
    """The four lists, one below the other."""
    _expiring(asked)
    _asleep(asked)
    _balance(asked)
    _overused(asked)


def _expiring(asked: Asked) -> None:
    st.subheader(_("Expiring: what would be lost first"), anchor=False)
    months = _number("ends", _("Ends within"), MONTHS,
                     lambda n: ngettext("{count} month", "{count} months", int(n)))  # fmt: skip
    rows = _rows("expiring", asked, months=months)
    st.caption(
        _("Ranked by students of a usual year (the last three with data), then by places. An agreement that goes on by "
          "itself does not expire.")
    )  # fmt: skip
    _list(asked, rows, "expiring", _("Agreements that end within {months} months", months=months), EXPIRING,
          _("No agreement with a known last day ends within this time."))  # fmt: skip


def _asleep(asked: Asked) -> None:
    st.subheader(_("Asleep: in force and unused"), anchor=False)
    years = _number("idle", _("No students in the last"), YEARS, _years_with_data)
    rows = _rows("asleep", asked, years=years)
    st.caption(
        _("Agreements by which students travel, without a single student in the last years for which there is data. No "
          "data is not no activity.")
    )  # fmt: skip
    without = data.ask("without_data", asked.institution, where={**asked.where, "years": [years]},
                       language=current().language)  # fmt: skip
    if without:
        st.caption(
            ngettext("{count} more agreement: data of fewer years, so nothing can be said.",
                     "{count} more agreements: data of fewer years, so nothing can be said.", without)
        )  # fmt: skip
    _list(asked, rows, "asleep", _("Agreements in force and unused"), ASLEEP,
          _("No agreement is known to be asleep."))  # fmt: skip


def _balance(asked: Asked) -> None:
    st.subheader(_("Out of balance: where places are owed"), anchor=False)
    least = _number("least", _("At least"), LEAST, lambda n: ngettext("{count} student", "{count} students", int(n)))
    rows = _rows("balance", asked, least=least)
    st.caption(
        _("Balance: students who went minus students who came, over the years in which both are known; above 0 we owe "
          "places, below 0 we are owed. Where nobody counts those who come, the places are compared.")
    )  # fmt: skip
    _list(asked, rows, "balance", _("Partners out of balance"), BALANCE,
          _("No partner is out of balance by so many, as far as both directions are known."))  # fmt: skip


def _overused(asked: Asked) -> None:
    st.subheader(_("Used beyond its places"), anchor=False)
    rows = _rows("overused", asked)
    st.caption(_("Agreements and years with more students than places, study field by study field."))
    _list(asked, rows, "overused", _("Agreements used beyond their places"), OVERUSED,
          _("No agreement was used beyond its places, as far as both numbers are known."))  # fmt: skip


def _rows(name: str, asked: Asked, **more: str) -> pd.DataFrame:
    where = {**asked.where, **{key: [value] for key, value in more.items()}}
    return data.frame(name, asked.institution, where=where, language=current().language)


def _list(asked: Asked, rows: pd.DataFrame, key: str, title: str, columns: Sequence[str], nothing: str) -> None:
    if rows.empty:
        st.info(nothing)
        return
    told = show.Told(
        key=f"list-{key}", title=show.heading(asked.titled(title), asked.selection),
        is_invented=asked.selection.is_invented, about=lambda: asked.about,
        cited=lambda: register.sources(asked, rows),
    )  # fmt: skip
    st.markdown(f"**{ngettext('{count} row', '{count} rows', len(rows))}**")
    show.table(told, rows, columns=columns)
    register.credited(asked, rows)


def _number(name: str, label: str, options: Sequence[str], shown: Callable[[str], str]) -> str:
    choices.prefer(name, options[0])
    with st.columns([1, 2])[0]:
        return choices.one(name, label, sorted(options, key=int), shown, required=True)


def _years_with_data(years: str) -> str:
    return ngettext("{count} year with data", "{count} years with data", int(years))
