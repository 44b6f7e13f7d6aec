"""What the page of agreements is narrowed to: the filter bar, kinds, how they stand, words, and the day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from dashboard import about, choices, data, find, words
from dashboard.i18n import _, current
from dashboard.selection import Selection
from db.queries.agreed import Agreed

FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Asked:
    """The agreements that are looked at, and the day. where: the conditions of the questions about them."""

    selection: Selection
    day: date
    where: Mapping[str, Sequence[str]] = field(hash=False)
    sought: str = ""
    """Words that are looked for, as they were typed."""

    @property
    def institution(self) -> str:
        return self.selection.institution

    @property
    def narrowed(self) -> str:
        """What they are narrowed to, in words, for titles."""
        words_sought = _("“{words}”", words=self.sought) if self.sought else ""
        return ", ".join(part for part in [*about.narrowed(self.selection), self._kinds, words_sought] if part)

    @property
    def about(self) -> dict[str, str]:
        """The same for files, with the day."""
        return {
            **about.narrowing(self.selection), _("As of"): current().day(self.day.isoformat()),
            **({_("Type and status"): self._kinds} if self._kinds else {}),
            **({_("Search in names and notes"): self.sought} if self.sought else {}),
        }  # fmt: skip

    @property
    def _kinds(self) -> str:
        kinds = [words.word("type", kind) for kind in self.where.get("type", ())]
        return ", ".join([*kinds, *[words.word("status", state) for state in self.where.get("status", ())]])

    def titled(self, title: str) -> str:
        """The title with the day and what it is narrowed to."""
        on = _("{title}, {day}", title=title, day=current().day(self.day.isoformat()))
        return f"{on}, {self.narrowed}" if self.narrowed else on


def bar(selection: Selection) -> Asked:
    """The choices of the page."""
    type_box, status_box, search_box, day_box = st.columns([2, 2, 2, 1.4])
    kinds, states = words.all_words("type"), words.all_words("status")
    with type_box:
        types = choices.several("types", _("Type"), list(kinds), kinds.__getitem__)
    with status_box:
        statuses = choices.several("statuses", _("Status"), list(states), states.__getitem__)
    with search_box:
        sought = choices.words("q", _("Search in names and notes"))
    with day_box:
        day = _day(selection)
    looked_for = find.sought(sought, institution=selection.institution)
    scope = (
        ["all"]
        if _has_domestic(selection) and choices.flag("domestic", _("With agreements inside the country"))
        else []
    )
    where = {**selection.where_agreements(), "type": types, "status": statuses, "search": looked_for,
             "on": [day.isoformat()], "scope": scope}  # fmt: skip
    return Asked(selection, day, where, sought)


def _has_domestic(selection: Selection) -> bool:
    agreed: Agreed = data.ask("agreed", selection.institution)
    return agreed.has_domestic


def on_the_usual_day(selection: Selection) -> Asked:
    """The agreements that the filter bar narrows to, as they usually are looked at."""
    day = usual_day(selection.institution)
    return Asked(selection, day, {**selection.where_agreements(), "on": [day.isoformat()]})


def usual_day(institution: str) -> date:
    """Today; of a register of earlier years only, a day of the last."""
    agreed: Agreed = data.ask("agreed", institution)
    return agreed.usual_day(date.today())


def _day(selection: Selection) -> date:
    """The day that the register is looked at."""
    usual = usual_day(selection.institution)
    written = choices.words("asof", _("As of"), usual.isoformat())
    found = _read(written)
    if written and found is None:
        st.error(_("{day} is not a day. Write it as {example}.", day=written, example=usual.isoformat()))
    return found or usual


def _read(written: str) -> date | None:
    """A day as 2023-09-13, 13.09.2023 or 13/09/2023."""
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", written)
    usual = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", written)
    parts = iso.groups() if iso else usual.groups()[::-1] if usual else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None
