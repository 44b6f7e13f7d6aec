"""One agreement: its parties and terms, every statement about it, its life, places, students and balance."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import caption, choices, data, drill, places, protected, said, show, use, words
from dashboard.charts import ties as charts
from dashboard.i18n import _, current
from dashboard.partnerships import kinds, lines, register, same
from dashboard.partnerships.asked import Asked, usual_day
from dashboard.partnerships.standing import with_words
from dashboard.selection import Selection, whole
from db.vocabulary import NOT_COUNTRIES

COLUMNS = (
    "code", "partner", "type", "status", "start", "start_kind", "valid_from", "valid_to", "renewal", "faculty",
    "partner_unit", "programme", "field", "academic_year", "source_title", "source_url", "source_date", "note",
    "release", "is_invented",
)  # fmt: skip


def page(selection: Selection) -> None:
    """The page of the agreement that is chosen; without one, a way to choose."""
    code = str(choices.get("agreement") or "")
    asked = _asked(selection, code)
    found = register.ties(asked)
    if not code or not len(found):
        _none(selection, code)
        return
    row = with_words(found.rows()).iloc[0].to_dict()
    st.title(kinds.name(row), anchor=False)
    st.caption(caption.plain(" · ".join([words.word("type", row["type"]), selection.institution_name])))
    _terms(row)
    statements = _statements(asked, code)
    st.subheader(show.heading(_("What its sources say"), selection), anchor=False)
    st.markdown(kinds.lines(statements))
    lines.chart(asked, key="agreement-life", title=show.heading(_("Its life"), selection))
    _lived(asked, code)
    told = show.Told(
        key="agreement-statements", title=show.heading(_("Statements about the agreement"), selection),
        is_invented=selection.is_invented, about=lambda: asked.about, cited=lambda: said.sources(statements),
    )  # fmt: skip
    st.subheader(told.title, anchor=False)
    show.table(told, statements, columns=COLUMNS)
    same.of_agreement(asked, row)


def _asked(selection: Selection, code: str) -> Asked:
    day = usual_day(selection.institution)
    narrow = {"institution": [selection.institution], "agreement": [code] if code else [""], "scope": ["all"]}
    return Asked(selection, day, {**narrow, "on": [day.isoformat()]})


def _none(selection: Selection, code: str) -> None:
    st.title(_("Agreement"), anchor=False)
    st.caption(selection.institution_name)
    if code:
        st.warning(_("There is no agreement {code} of this institution.", code=caption.plain(code)))
    st.info(_("Choose an agreement in the register: each row has a link to its page."))
    drill.link("partnerships", _("Register of agreements"))
    places.partners(selection)


def _terms(row: Mapping[Any, Any]) -> None:
    """What was agreed, in a few lines."""
    place = row["country"] if row["country_code"] not in NOT_COUNTRIES else ""
    since = current().day(row["since"]) if row["since"] else ""
    renewal = words.word("renewal", row["renewal"]) if row["renewal"] != "not_stated" else ""
    where = ", ".join(part for part in (str(row.get("city", "")), place) if part)
    facts = (
        (_("How it stands"), row["standing"]), (_("Since"), since), (_("On its last day"), renewal),
        (_("Place"), where), (_("Faculty"), row["faculty"]), (_("Department"), row["department"]),
        (_("Unit of the partner"), row["partner_unit"]), (_("Programme"), row["programme"]),
        (_("Study field"), row["field"]), (_("Code of the agreement"), row["agreement"]),
    )  # fmt: skip
    st.markdown("\n".join(f"- {caption.plain(head)}: **{caption.plain(told)}**" for head, told in facts if told))
    codes = [code for code in str(row["partner_code"]).split(";") if code]
    named = dict(zip(codes, str(row["partner"]).split("; "), strict=False))
    with st.container(horizontal=True, gap="small"):
        for code, name in named.items():
            drill.link("partner", caption.plain(name), partner=code)


def _statements(asked: Asked, code: str) -> pd.DataFrame:
    agreed = data.ask("agreed", asked.institution)
    rows = agreed.rows[agreed.coded.among("agreement", [code])]
    return pd.DataFrame(agreed.names.named(rows, current().language)).reset_index(drop=True)


def _lived(asked: Asked, code: str) -> None:
    """Places, students and their balance by year, in both directions."""
    use.both_directions(replace(whole(asked.selection), year=0), agreement=code)
    balance(asked, key="agreement-balance")


@protected.where_shown
def balance(asked: Asked, *, key: str) -> None:
    """Students who went and who came by year, and the running sum of the difference; graduates where there are some."""
    rows = data.frame("running", asked.institution, where=asked.where)
    if rows.empty or rows[["outbound", "inbound"]].isna().all(axis=None):
        return
    title = show.heading(_("Students out and in, and the running balance"), asked.selection)
    names = [words.year(year) for year in rows["academic_year"]]
    labels = (_("went out"), _("came in"), _("running balance"))
    told = "; ".join(
        f"{name}: {current().number(out)} / {current().number(came)}"
        for name, out, came in zip(names, rows["outbound"], rows["inbound"], strict=True)
    )
    notes = [_("The running balance adds only years in which both numbers are known.")]
    graduates = rows["graduates"].sum(min_count=1)
    if pd.notna(graduates):
        notes.append(_("Graduates with both degrees, all years: {n}.", n=current().number(int(graduates))))
    numbers = sorted(int(release) for release in data.ask("agreed", asked.institution).coded_uses.words("release"))
    show.chart(
        show.Told(
            key=key, title=title, unit=_("Students under agreements by academic year; above 0 more went than came"),
            is_invented=asked.selection.is_invented, about=lambda: asked.about, cited=lambda: caption.named(numbers),
        ),
        charts.both_ways(rows, style=show.style(), names=names, labels=labels),
        rows.assign(is_invented=asked.selection.is_invented), lambda: caption.lines(numbers, set()),
        alt=f"{title}. {told}", notes=notes,
    )  # fmt: skip
