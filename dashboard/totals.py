"""What a total says beside its parts: distinct persons of whom one stands in several, or what the source states."""

from typing import Any

import streamlit as st

from dashboard import data
from dashboard.i18n import _, current
from dashboard.selection import Selection
from db.vocabulary import NOT_STATED_COUNTRY


def note(selection: Selection) -> None:
    """A line below a figure where a total of just what is chosen stands beside its parts and differs from them."""
    for total in _of(selection):
        st.caption(_sentence(total))


def _of(selection: Selection) -> list[dict[Any, Any]]:
    narrowed = selection.level or selection.partner or selection.group or len(selection.country) > 1
    if narrowed or not selection.year or selection.series not in data.ask("with_totals", selection.institution):
        return []
    country = selection.country[0] if selection.country else NOT_STATED_COUNTRY
    # Asked for all units at once: the sum of parts is worked out anew for each question.
    where = {
        "institution": [selection.institution],
        "academic_year": [str(selection.year)],
        "series": [selection.series],
    }
    found = data.frame("totals", where=where)
    found = found[
        (found["direction"] == selection.direction)
        & (found["mobility_type"] == selection.mobility_type)
        & (found["faculty_code"] == selection.faculty)
        & (found["department_code"] == selection.department)
        & (found["country_code"] == country)
        & (found["label"] == "")
        & found["headcount"].notna()
        & (found["headcount"] != found["parts"])
        & (found["period"].str.len() == len(str(selection.year)))
    ]
    return list(found.to_dict("records"))


def _sentence(total: dict[Any, Any]) -> str:
    shown, parts = (current().number(total[name]) for name in ("headcount", "parts"))
    if total["basis"] == "distinct":
        return _(
            "Persons counted once: {persons}. The parts add up to {parts}, since one may stand in several of them.",
            persons=shown, parts=parts,
        )  # fmt: skip
    return _(
        "The source states a total of {total}; the parts that are known add up to {parts}. The difference is not "
        "broken down, withheld or rounded.",
        total=shown, parts=parts,
    )  # fmt: skip
