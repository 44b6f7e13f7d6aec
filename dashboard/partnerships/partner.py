"""One partner: who it is, its agreements, places, students and balance."""

import streamlit as st

from dashboard import caption, data, words
from dashboard.i18n import _, current
from dashboard.partnerships import agreement, lines, register, same
from dashboard.partnerships.asked import on_the_usual_day
from dashboard.selection import Selection
from db.vocabulary import NOT_COUNTRIES


def who(selection: Selection) -> None:
    """Its place, codes and other names."""
    told = data.ask("institution", selection.partner, language=current().language)
    if not told:
        return
    place = ", ".join(part for part in (told["city"], told["country"]) if part)
    place = place if told["country_code"] not in NOT_COUNTRIES else ""
    ror = f"https://ror.org/{told['ror']}" if told["ror"] else ""
    others = [told[f"name_{language}"] for language in ("kk", "ru", "en")]
    names = dict.fromkeys(name for name in [*others, *told["spellings"].split("|")] if name and name != told["name"])
    facts = (
        (_("Place"), caption.plain(place)), (_("Kind"), caption.plain(words.word("institution_kind", told["kind"]))),
        (_("Other names"), caption.plain("; ".join(names))), ("Erasmus", caption.plain(told["erasmus_code"])),
        ("ROR", f"[{told['ror']}]({ror})" if ror else ""),
    )  # fmt: skip
    st.markdown("\n".join(f"- {head}: {shown}" for head, shown in facts if shown))


def signs(selection: Selection) -> None:
    """Its agreements as they stand, their lives, and the balance of students."""
    asked = on_the_usual_day(selection)
    rows = register.ties(asked)
    register.table(asked, rows, key="partner-agreements")
    if len(rows):
        lines.chart(asked, key="partner-lives")
        agreement.balance(asked, key="partner-balance")
    same.of_partner(selection)
