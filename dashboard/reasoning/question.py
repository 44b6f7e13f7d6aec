"""The question of a page: whom the filter bar names, and what else the page lets choose."""

import streamlit as st

from dashboard import choices, data, words
from dashboard.i18n import _, current, ngettext
from dashboard.reasoning import conflicts
from dashboard.selection import THEN, Selection
from db.metrics import COUNTED
from db.queries.asking import Where
from db.queries.bounds import Known, moments_of
from db.queries.claims import Claim
from db.queries.moment import ACADEMIC, MONTHS, Moment, days_of
from db.vocabulary import InstitutionKind

USUAL = ("students_international", "students_incoming_mobility", "students_outgoing_mobility")
USUAL_OF_COUNTRY = ("students_foreign", "students_abroad", "academic_mobility_out")


def known(selection: Selection) -> tuple[Claim, ...]:
    """What can be reasoned with."""
    found: Known = data.ask("known", selection.institution, current().language)
    return found.stated


def chosen(selection: Selection) -> tuple[Where, Moment | None]:
    """Whose number is sought, by the filter bar and by what the page lets choose; and of which moment."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        asked = metric(selection)
    with right:
        outside(selection)
        found = moment(selection, asked)
    return conditions(selection, asked, found), found


def metric(selection: Selection) -> str:
    """What is counted: what statements are about, and the usual."""
    stated = {str(claim.figure["metric"]) for claim in known(selection)}
    usual = USUAL_OF_COUNTRY if selection.kind == InstitutionKind.COUNTRY else USUAL
    listed = [*usual, *sorted(stated - set(usual), key=lambda code: current().sort_key(words.word("metric", code)))]
    asked = choices.get("metric")
    if asked in COUNTED and asked not in listed:
        listed.append(str(asked))
    return choices.one("metric", _("What is counted"), listed, lambda code: words.word("metric", code), required=True)


def of_whom(selection: Selection, metric: str) -> dict[str, list[str]]:
    """Whom the filter bar names, as conditions of a question."""
    return {
        "metric": [metric], "country": list(selection.country), "level": list(selection.level),
        "group": [selection.group] if selection.group else [],
        "members": [selection.members] if selection.members != THEN else [],
        "faculty": [selection.faculty] if selection.faculty else [],
        "department": [selection.department] if selection.department else [],
    }  # fmt: skip


def conditions(selection: Selection, metric: str, moment: Moment | None) -> Where:
    """A question of the filter bar and the page. moment: None where no statement is of the year."""
    is_outside = (selection.faculty or selection.department) and choices.get("outside")
    where = {**of_whom(selection, metric), "outside": ["yes"] if is_outside else []}
    if moment is None:
        return {**where, "academic_year": [str(selection.year)]}
    year = "academic_year" if moment.year_kind == ACADEMIC else "calendar_year"
    return {**where, year: [str(moment.year)], "measure": [moment.measure], "definition": [moment.definition]}


def outside(selection: Selection) -> None:
    """Whether those of the unit are meant, or all others."""
    if selection.faculty or selection.department:
        choices.flag("outside", _("All others than those of the faculty or department"))


def moment(selection: Selection, metric: str) -> Moment | None:
    """The moment and definition: that of the filter bar's year, or one that the page lets choose."""
    told = moments_of(known(selection), metric)
    fits = [one for one in told if one.year_kind != ACADEMIC or one.year == selection.year]
    if not fits:
        return None
    if len(fits) == 1 and fits[0].year_kind == ACADEMIC:
        return fits[0]
    coded = {"|".join(map(str, one)): one for one in sorted(fits, key=lambda one: (one.year_kind, -one.year))}
    label = _("Year, measure and definition")
    chosen = choices.one("moment", label, list(coded), lambda code: moment_words(coded[code]), required=True)
    return coded[chosen]


def moment_words(one: Moment) -> str:
    """'2023/24, stock: on the count date, statistics bureau'."""
    parts = [words.year(one.year, one.year_kind), words.word("measure", one.measure)]
    return ", ".join([*parts, *([words.word("definition", one.definition)] if one.definition else [])])


def rule(selection: Selection, moment: Moment | None) -> Where:
    """Which statements count together, as the reader sets it."""
    alike = [claim for claim in known(selection) if claim.moment == moment]
    with st.expander(_("Which statements count together")):
        st.caption(
            _("Statements of one academic year, of stock or flow alike, by one definition. Here you can narrow it to "
              "figures of about one day, leave single statements out, or let the records count too.")
        )  # fmt: skip
        days = sorted({str(first) for claim in alike if (first := days_of(claim.figure)[0])})
        left, right = st.columns(2)
        with left:
            on = choices.one("on", _("Only figures of about"), days, current().day, none=_("the whole year"))
        with right:
            months = [str(number) for number in MONTHS]
            within = choices.one("within", _("give or take"), months, _months, required=True) if on else months[0]
        by_code = {claim.code: claim for claim in alike if not claim.aside}
        without = choices.several(
            "without",
            _("Leave out"),
            sorted(by_code),
            lambda code: conflicts.in_a_line(by_code[code].figure),
            none=_("none"),
        )
        if any(claim.figure["is_doubtful"] for claim in alike):
            choices.flag("doubtful", _("Count doubtful figures too"))
        if selection.has_records:
            choices.flag("records", _("Let the records count too"))
    return {
        "on": [on] if on else [], "months": [within] if on else [], "without": without,
        "doubtful": ["yes"] if choices.get("doubtful") else [],
        "records": ["with"] if choices.get("records") and selection.has_records else [],
    }  # fmt: skip


def _months(number: str) -> str:
    return ngettext("{count} month", "{count} months", int(number))
