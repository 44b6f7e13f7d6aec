"""One partner: who it is, its agreements, places, students and balance."""

import streamlit as st

from dashboard import caption, choices, data, drill, words
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


def counted_as(selection: Selection) -> None:
    """Whom the partner that the address asks for is said to be, with the way there."""
    asked = choices.asked("partner")
    if not asked or asked == selection.partner:
        return
    said = data.frame("who_is_who", language=current().language)
    holding = said[(said["institution_code"] == asked) & said["taken_back_at"].isna() & (said["agreement"] == "")]
    for row in holding.head(1).to_dict("records"):
        st.info(_("{one} is counted as {other}.", one=caption.plain(row["institution"]),
                  other=caption.plain(row["partner"])))  # fmt: skip
        drill.link("partner", caption.plain(row["partner"]), partner=str(row["partner_code"]))


def signs(selection: Selection) -> None:
    """Its agreements as they stand, their lives, and the balance of students."""
    asked = on_the_usual_day(selection)
    found = register.ties(asked)
    register.table(asked, found, key="partner-agreements")
    if len(found):
        lines.chart(asked, key="partner-lives")
        agreement.balance(asked, key="partner-balance")
    same.of_partner(selection)
