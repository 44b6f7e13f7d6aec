"""Lists to act on: what expires and what would be lost, what is asleep, where places are owed, what is overused."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard import caption, choices, data, protected, said, words
from dashboard import show as shown_as
from dashboard.i18n import _, current, ngettext
from dashboard.partnerships.asked import Asked
from dashboard.partnerships.standing import with_last_day
from db.queries.agreed import Agreed

EXPIRING = (
    "partner", "students_a_year", "places_a_year", "last_day", "country", "type", "faculty", "field", "graduates",
    "others", "renewal", "since", "agreement", "scope", "release", "is_invented",
)  # fmt: skip
ASLEEP = (
    "partner", "evidence", "idle_years", "last_activity", "country", "type", "faculty", "field", "places", "measured",
    "basis", "since", "last_day", "agreement", "release", "is_invented",
)  # fmt: skip
BALANCE = (
    "partner", "balance", "outbound", "inbound", "country", "academic_years", "outbound_places", "inbound_places",
    "places_balance", "release", "is_invented",
)  # fmt: skip
OVERUSED = (
    "partner", "beyond", "places", "assigned", "direction", "country", "type", "faculty", "field", "academic_year",
    "agreement", "release", "is_invented",
)  # fmt: skip
MONTHS, YEARS, LEAST = ("12", "3", "6", "18", "24"), ("3", "1", "2", "4", "5"), ("25", "1", "5", "10", "50", "100")
"""Options of each list; the first is the usual one."""


def show(asked: Asked) -> None:
    """One of the four lists, as it is chosen."""
    lists = {"expiring": _("Expiring"), "asleep": _("Asleep"), "balance": _("Out of balance"),
             "overused": _("Beyond places")}  # fmt: skip
    chosen = choices.view("list", _("List"), lists)
    {"expiring": _expiring, "asleep": _asleep, "balance": _balance, "overused": _overused}[chosen](asked)


def _expiring(asked: Asked) -> None:
    st.subheader(_("Expiring: what would be lost first"), anchor=False)
    months = _number("ends", _("Ends within"), MONTHS, _months)
    rows = _rows("expiring", asked, months=months)
    ranked = (
        _("Ranked by places. An agreement that goes on by itself does not expire.")
        if protected.here()
        else _("Ranked by students of a usual year (the last three with data), then by places. An agreement that goes "
               "on by itself does not expire.")
    )  # fmt: skip
    st.caption(ranked)
    _list(asked, rows, "expiring", _("Agreements that end within {months} months", months=months), EXPIRING,
          _("No agreement that fits this choice and has a known last day ends within this time."),
          _agreements(len(rows)), {_("Ends within"): _months(months)})  # fmt: skip


@protected.where_shown
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
          _("No agreement is known to be asleep."), _agreements(len(rows)),
          {_("No students in the last"): _years_with_data(years)})  # fmt: skip


@protected.where_shown
def _balance(asked: Asked) -> None:
    st.subheader(_("Out of balance: where places are owed"), anchor=False)
    least = _number("least", _("At least"), LEAST, _students)
    rows = _rows("balance", asked, least=least)
    st.caption(
        _("Balance: students who went minus students who came, over the years in which both are known; above 0 we owe "
          "places, below 0 we are owed. Where nobody counts those who come, the places are compared.")
    )  # fmt: skip
    _list(asked, rows, "balance", _("Partners out of balance"), BALANCE,
          _("No partner is out of balance by so many, as far as both directions are known."),
          ngettext("{count} partner", "{count} partners", len(rows)), {_("At least"): _students(least)})  # fmt: skip


@protected.where_shown
def _overused(asked: Asked) -> None:
    st.subheader(_("Used beyond its places"), anchor=False)
    year = asked.selection.year
    rows = _rows("overused", asked, **({"academic_year": str(year)} if year else {}))
    st.caption(
        _("More students than places in the year of the filter bar, in both directions, study field by study field.")
        + (f" {words.year(year)}" if year else "")
    )
    title = _("Agreements used beyond their places")
    _list(asked, rows, "overused", f"{title}, {words.year(year)}" if year else title, OVERUSED,
          _("No agreement was used beyond its places, as far as both numbers are known."),
          _agreements(int(rows["agreement"].nunique())),
          {words.word("columns", "academic_year"): words.year(year)} if year else {})  # fmt: skip


def _rows(name: str, asked: Asked, **more: str) -> pd.DataFrame:
    """Rows of a list: of agreements abroad alone, whatever the register shows."""
    where = {**asked.where, "scope": [], **{key: [value] for key, value in more.items()}}
    return data.frame(name, asked.institution, where=where, language=current().language)


def _list(
    asked: Asked, rows: pd.DataFrame, key: str, title: str, columns: Sequence[str], nothing: str, counted: str,
    chosen: Mapping[str, str],
) -> None:  # fmt: skip
    """chosen: what the list itself is asked for, in words."""
    if rows.empty:
        st.info(nothing)
        return
    is_of_use = key in ("balance", "overused")
    releases = sorted({int(release) for release in rows["release"].dropna()})
    told = shown_as.Told(
        key=f"list-{key}", title=shown_as.heading(asked.titled(title), asked.selection),
        is_invented=asked.selection.is_invented, about=lambda: {**asked.about, **chosen},
        worded=with_last_day,
        cited=lambda: caption.named(releases) if is_of_use else said.sources(_behind(asked, rows)),
    )  # fmt: skip
    st.markdown(f"**{counted}**")
    shown_as.table(told, rows, columns=columns)
    if is_of_use:
        caption.lines(releases, set())
    else:
        said.credited(_behind(asked, rows))


def _behind(asked: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    """Sources of the statements about the agreements of a list."""
    agreed: Agreed = data.ask("agreed", asked.institution)
    return agreed.cited(agreed.coded.among("agreement", rows["agreement"]))


def _months(count: str) -> str:
    return ngettext("{count} month", "{count} months", int(count))


def _students(count: str) -> str:
    return ngettext("{count} student", "{count} students", int(count))


def _agreements(count: int) -> str:
    return ngettext("{count} agreement", "{count} agreements", count)


def _number(name: str, label: str, options: Sequence[str], shown: Callable[[str], str]) -> str:
    choices.prefer(name, options[0])
    with st.columns([1, 2])[0]:
        return choices.one(name, label, sorted(options, key=int), shown, required=True)


def _years_with_data(years: str) -> str:
    return ngettext("{count} year with data", "{count} years with data", int(years))
