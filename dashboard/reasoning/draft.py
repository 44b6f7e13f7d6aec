"""Check a draft: a number that somebody is about to say, against the records and all that was said. Nothing is stored,
and nothing of it stands in the address."""

import streamlit as st

from dashboard import caption, choices, data, drill, said, show, words
from dashboard.codes import CODES
from dashboard.i18n import LANGUAGES, N_, Translator, _, current
from dashboard.reasoning import answer, conflicts, question, sentences
from dashboard.reasoning.reading import Understood, plain_number, read
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
    Verdict.FOLLOWS: N_("It follows from what was published."),
    Verdict.POSSIBLE: N_("Possible: nothing that was published speaks against it."),
}
GOOD, BAD = (Verdict.TRUE, Verdict.SAID_BEFORE, Verdict.FOLLOWS), (Verdict.IMPOSSIBLE, Verdict.FALSE)
MOST_DIGITS, LONGEST = 9, 2000


def check(selection: Selection) -> None:
    """The whole page below its title."""
    _pasted(selection)
    where, _moment = question.chosen(selection)
    number, qualifier, margin = _number()
    _as_read(selection)
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
    found = read(text, data.frame("known_as", selection.institution), selection.home_country, _groups())
    is_known = found.year is None or found.year in data.ask("years", selection.institution)
    st.session_state["draft-value"] = str(found.value) if found.value is not None and is_known else ""
    st.session_state["draft-kept"] = found.qualifier
    st.session_state["draft-understood"] = found
    _take_over(selection, found)


def _groups() -> dict[str, list[str]]:
    """What each country group is called, short and whole, in all languages."""
    called = CODES["group"]
    shown = {code: [Translator(language).text(called[code]) for language in LANGUAGES] for code in data.ask("groups")}
    return {code: [part.strip() for told in some for part in told.split(":")] for code, some in shown.items()}


def _as_read(selection: Selection) -> None:
    """What was read in the sentence and what was not, while its number stands."""
    found: Understood | None = st.session_state.get("draft-understood")
    if found is None:
        return
    years = data.ask("years", selection.institution)
    if found.year is not None and found.year not in years:
        st.error(_("The sentence speaks of {year}, of which nothing is known.", year=words.year(found.year)))
    elif found.value is None:
        st.warning(_("No whole number of persons was found in the sentence."))
    elif str(found.value) != st.session_state.get("draft-value"):
        return
    else:
        notes = []
        if found.year is None:
            notes.append(_("The sentence names no year: it is checked of {year}.", year=words.year(selection.year)))
        elif found.is_year_plain:
            told = _("The sentence names {year} only: it is checked of {academic}.", year=found.year,
                     academic=words.year(selection.year))  # fmt: skip
            notes.append(told)
        if found.others:
            numbers = "; ".join(current().number(number) for number in found.others)
            notes.append(_("It has other numbers, which are not checked: {numbers}.", numbers=numbers))
        for note in notes:
            st.caption(caption.plain(note))


def _take_over(selection: Selection, found: Understood) -> None:
    """Another scope is another address; the number stays in the session."""
    years = data.ask("years", selection.institution)
    year = str(found.year) if found.year in years else str(selection.year)
    drill.to(
        "draft", country=list(found.countries), faculty=found.faculty, department="", group=found.group, year=year,
        level="", partner="", metric=found.metric,
    )  # fmt: skip


def _number() -> tuple[str, str, str]:
    """Number, qualifier and margin as digits and code; the number '' where there is none."""
    one, two, three = st.columns(3)
    with one:
        qualifiers = [str(code) for code in Qualifier]
        kept = st.session_state.get("draft-kept")
        # Words change with the language, and the framework keeps words.
        key = f"draft-qualifier-{current().language}-{st.session_state['generation']}"
        qualifier = st.selectbox(
            _("Qualifier"), qualifiers, index=qualifiers.index(kept) if kept in qualifiers else 0, key=key,
            format_func=lambda code: words.word("qualifier", code),
        )  # fmt: skip
        st.session_state["draft-kept"] = qualifier
    with two:
        # A widget that is not drawn is forgotten: what was written is kept beside it, for who comes back.
        st.session_state.setdefault("draft-value", st.session_state.get("draft-number", ""))
        number = st.text_input(_("Number"), key="draft-value", max_chars=MOST_DIGITS + 4, placeholder="401")
        st.session_state["draft-number"] = number
    with three:
        about = qualifier == Qualifier.ABOUT
        margin = st.text_input(_("Give or take"), key="draft-margin", max_chars=MOST_DIGITS) if about else ""
    return plain_number(number), str(qualifier), plain_number(margin)


def _checked(selection: Selection, found: Checked, number: str) -> None:
    asked = answer.question_words(selection, found.answer)
    told = f"{show.heading(asked, selection)}: {number}. {_(VERDICTS[found.verdict])}"
    box = st.success if found.verdict in GOOD else st.error if found.verdict in BAD else st.warning
    box = st.info if found.verdict is Verdict.POSSIBLE else box
    box(caption.plain(told))
    _by_records(found)
    if found.answer.conflicts:
        st.warning(_("What was published contradicts itself already; see Contradictions."))
    if found.conflicts:
        st.markdown("**" + caption.plain(_("It cannot stand beside these:")) + "**")
        by_code = {claim.code: claim.figure for claim in found.answer.used}
        for one in found.conflicts:
            conflicts.cannot_be([by_code[said.code] for said in one.said if said.code in by_code], one.by, one)
    if found.answer.bounds:
        between = sentences.between(found.answer.bounds)
        st.markdown(caption.plain(_("By all that was published: {between}.", between=between)))
    _before(found, asked)
    same = {name: str(choices.get(name) or "") for name in ("outside", "moment")}
    drill.link("ask", _("See why: ask the same question"), metric=found.answer.question.metric, **same)


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
