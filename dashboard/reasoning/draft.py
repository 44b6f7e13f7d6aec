"""Check a draft: a number that somebody is about to say, against the records and all that was said. Nothing is stored,
and nothing of it stands in the address."""

import streamlit as st

from dashboard import caption, data, drill, said, show, words
from dashboard.i18n import N_, _, current
from dashboard.reasoning import answer, conflicts, question, sentences
from dashboard.reasoning.reading import Understood, read
from dashboard.selection import Selection
from db.queries import BadQuestion
from db.queries.draft import Checked, Verdict
from db.vocabulary import Qualifier

VERDICTS = {
    Verdict.TRUE: N_("True by the records."),
    Verdict.FALSE: N_("The records count another number."),
    Verdict.IMPOSSIBLE: N_("Impossible: what was published leaves no room for it."),
    Verdict.DIFFERENT: N_("Different from what was said before."),
    Verdict.SAID_BEFORE: N_("The same was said before."),
    Verdict.POSSIBLE: N_("Possible: nothing that was published speaks against it."),
}
GOOD, BAD = (Verdict.TRUE, Verdict.SAID_BEFORE), (Verdict.IMPOSSIBLE, Verdict.FALSE)
MOST_DIGITS, LONGEST = 9, 2000


def check(selection: Selection) -> None:
    """The whole page below its title."""
    _pasted(selection)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        metric = question.metric(selection)
    with right:
        question.outside(selection)
        moment = question.moment(selection, metric)
    where = question.conditions(selection, metric, moment)
    number, qualifier, margin = _number()
    if not number:
        st.info(_("Write the number that is about to be said; the filter bar names of whom and of which year."))
        return
    told = {"value": [number], "qualifier": [qualifier], "margin": [margin] if margin else []}
    try:
        found: Checked = data.ask("draft", selection.institution, where={**where, **told}, language=current().language)
    except BadQuestion:
        st.error(_("This is no number of persons: write a whole number, such as 401."))
        return
    _checked(selection, found, words.qualified(float(number), qualifier, "persons"))


def _pasted(selection: Selection) -> None:
    """A sentence, from which number and scope are taken over."""
    with st.form("draft-text", border=False):
        text = st.text_area(
            _("Paste the sentence (or fill in below)"), key="draft-pasted", max_chars=LONGEST, height=90,
            placeholder=_("401 Chinese students study at the university in 2023/24."),
        )  # fmt: skip
        if not st.form_submit_button(_("Take over number and scope"), key="draft-read") or not text.strip():
            return
    found = read(text, data.frame("known_as", selection.institution), selection.home_country)
    st.session_state["draft-value"] = "" if found.value is None else str(found.value)
    st.session_state["draft-qualifier"] = found.qualifier
    _take_over(selection, found)


def _take_over(selection: Selection, found: Understood) -> None:
    """Another scope is another address; the number stays in the session."""
    years = data.ask("years", selection.institution)
    year = str(found.year) if found.year in years else str(selection.year)
    drill.to("draft", country=list(found.countries), faculty=found.faculty, department="", group="", year=year)


def _number() -> tuple[str, str, str]:
    """Number, qualifier and margin as digits and code; the number '' where there is none."""
    one, two, three = st.columns(3)
    with one:
        qualifiers = [str(code) for code in Qualifier]
        qualifier = st.selectbox(
            _("Qualifier"), qualifiers, format_func=lambda code: words.word("qualifier", code), key="draft-qualifier"
        )
    with two:
        number = st.text_input(_("Number"), key="draft-value", max_chars=MOST_DIGITS + 4, placeholder="401")
    with three:
        about = qualifier == Qualifier.ABOUT
        margin = st.text_input(_("Give or take"), key="draft-margin", max_chars=MOST_DIGITS) if about else ""
    return _digits(number), str(qualifier), _digits(margin)


def _digits(shown: str) -> str:
    """A number without the signs between its thousands; what is no number stays as it is."""
    bare = "".join(shown.split()).replace(",", "").replace(".", "")
    return bare if bare.isdecimal() and len(bare) <= MOST_DIGITS else shown.strip()


def _checked(selection: Selection, found: Checked, number: str) -> None:
    asked = answer.question_words(selection, found.answer)
    told = f"{number}: {asked}. {_(VERDICTS[found.verdict])}"
    box = st.success if found.verdict in GOOD else st.error if found.verdict in BAD else st.warning
    box = st.info if found.verdict is Verdict.POSSIBLE else box
    box(caption.plain(told))
    _by_records(found)
    if found.answer.conflicts:
        st.warning(_("What was published contradicts itself already; see Contradictions."))
    if found.conflicts:
        st.markdown(f"**{_('It cannot stand beside these:')}**")
        by_code = {claim.code: claim.figure for claim in found.answer.used}
        for one in found.conflicts:
            conflicts.cannot_be([by_code[said.code] for said in one.said if said.code in by_code], one.by, one)
    if found.answer.bounds:
        between = sentences.between(found.answer.bounds)
        st.markdown(caption.plain(_("By all that was published: {between}.", between=between)))
    _before(found, asked)
    drill.link("ask", _("See why: ask the same question"), metric=found.answer.question.metric)


def _by_records(found: Checked) -> None:
    recorded = found.answer.recorded
    if recorded is None:
        return
    value = words.limited(recorded.low, recorded.high, current().number)
    told = _("Counted by the records: {value}", value=value)
    if found.difference:
        told += "; " + _("the draft differs by {difference}", difference=current().signed(found.difference))
    mark = " " + _("(invented)") if recorded.is_invented else ""
    st.markdown(f"**{caption.plain(told + mark)}**")


def _before(found: Checked, asked: str) -> None:
    """What was said of the same thing, of the same year first."""
    if not found.before:
        st.caption(_("No earlier statement about exactly this."))
        return
    rows = answer.figure_rows(found.before)
    title = _("Said before about exactly this")
    st.subheader(title, anchor=False)
    table = show.Told(key="draft-before", title=f"{asked}: {title}", cited=lambda: caption.cited_documents(rows))
    show.table(table, rows, columns=said.FIGURE_COLUMNS)
