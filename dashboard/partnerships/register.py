"""The register on a day: partners by country, the few figures, each agreement with the way to its page, files."""

import json
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import caption, data, files, finding, said, session, show
from dashboard.charts import statements as charts
from dashboard.i18n import _, current, ngettext
from dashboard.partnerships.asked import Asked, on_the_usual_day
from dashboard.partnerships.standing import with_words
from dashboard.selection import Selection
from db.queries.partnerships.found import Found
from db.vocabulary import AgreementStatus, AgreementType

COLUMNS = (
    "partner", "standing", "country", "type", "since", "last_day", "faculty", "department", "programme", "field",
    "renewal", "city", "source_title", "source_url", "source_date", "statements", "note", "scope", "agreement",
    "release", "is_invented",
)  # fmt: skip
PARTNER_COLUMNS = ("partner", "country", "agreements", "release", "is_invented")
STATED, STATED_KEPT = "partner_institutions", 60


def ties(asked: Asked) -> Found:
    """The agreements as they stand."""
    found: Found = data.ask("ties", asked.institution, where=asked.where, language=current().language)
    return found


def _partners(asked: Asked) -> pd.DataFrame:
    return data.frame("tie_partners", asked.institution, where=asked.where, language=current().language)


def figures(asked: Asked, found: Found) -> None:
    """Partners and agreements that hold, and beside them how many partners were stated: two figures."""
    partners = _partners(asked)
    boxes = st.columns(4)
    with boxes[0], st.container(border=True, height="stretch"):
        st.caption(show.heading(_("Partners abroad, by name"), asked.selection))
        st.markdown(f"#### {current().number(len(partners))}")
        countries = partners["country_code"].nunique()
        st.caption(ngettext("in {count} country", "in {count} countries", countries))
        unknown, undated = int((~partners["is_stated"]).sum()), int((~partners["is_dated"]).sum())
        if unknown:
            st.caption(ngettext("{count} of them: nobody tells whether there is an agreement",
                                "{count} of them: nobody tells whether there is an agreement", unknown))  # fmt: skip
        if undated:
            st.caption(ngettext("{count} by sources without a date only", "{count} by sources without a date only",
                                undated))  # fmt: skip
    with boxes[1], st.container(border=True, height="stretch"):
        _stated(asked)
    abroad = found.that("at_home", [False])
    for box, (label, types) in zip(boxes[2:], _kinds(), strict=True):
        with box, st.container(border=True, height="stretch"):
            st.caption(show.heading(label, asked.selection))
            of_kind = abroad.that("type", types)
            holding = len(of_kind.standing(AgreementStatus.ACTIVE, AgreementStatus.SIGNED))
            st.markdown(f"#### {current().number(holding)}")
            if len(of_kind) > holding:
                st.caption(ngettext("{count} more planned, frozen, over or not known",
                                    "{count} more planned, frozen, over or not known",
                                    len(of_kind) - holding))  # fmt: skip


def _kinds() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        (_("Exchange and double-degree agreements"), (AgreementType.EXCHANGE, AgreementType.DOUBLE_DEGREE,
                                                      AgreementType.JOINT_PROGRAMME)),
        (_("Branches, abroad and hosted"), (AgreementType.BRANCH_ABROAD, AgreementType.BRANCH_HOSTED)),
    )  # fmt: skip


def _stated(asked: Asked) -> None:
    """The newest number of partners that was stated of the whole institution by the day."""
    st.caption(_("Partners of the whole institution, as stated"))
    told = _all_stated(session.as_of(), asked.institution, current().language)
    by_then = [row for row in told if row["dated"] <= asked.day.isoformat()]
    if not by_then:
        st.markdown(f"#### {_('not stated')}")
        return
    newest = by_then[-1]
    st.markdown(f"#### {newest['shown']}")
    st.caption(caption.document(newest["source_title"], newest["source_url"], newest["as_of"] or newest["source_date"]))


@lru_cache(maxsize=STATED_KEPT)
def _all_stated(_as_of: session.AsOf, institution: str, language: str) -> list[dict[Any, Any]]:
    """What was stated of the number of partners of the whole institution and has a date, the newest last; worked out
    once for all clicks."""
    told = data.frame("published", where={"institution": [institution], "metric": [STATED]}, language=language)
    whole = told[(told["country_code"] == "") & (told["faculty_code"] == "") & (told["set_aside"] == "")]
    whole = said.in_words(whole[(whole["covers"] == "whole") & (whole["scope_note"] == "")])
    return whole[whole["dated"] != ""].sort_values("dated", kind="stable").to_dict("records")


def partner_map(asked: Asked, *, key: str) -> None:
    """Countries with partners that hold an agreement. How many are named, not how many there are."""
    partners = _partners(asked)
    if partners.empty:
        st.info(_("No partner is named for this choice."))
        return
    title = show.heading(asked.titled(_("Partners abroad, by country")), asked.selection)
    places = said.by_country(partners)
    show.chart(
        show.Told(
            key=key, title=title, is_invented=asked.selection.is_invented, about=lambda: asked.about,
            cited=lambda: said.sources(_behind(asked)),
            unit=_("Institutions abroad with an agreement or named as partners; own branches, events, embassies, "
                   "networks, planned and frozen projects are not partners"),
        ),
        charts.partner_map(places, style=show.style()), partners, lambda: said.credited(_behind(asked)),
        alt=f"{title}. {finding.places(places)}", columns=PARTNER_COLUMNS, opens="country",
    )  # fmt: skip


def _behind(asked: Asked) -> pd.DataFrame:
    """Sources of the statements about partners."""
    return data.frame("sources_of_partners", asked.institution, where=asked.where)


def table(asked: Asked, found: Found, *, key: str) -> None:
    """Each agreement once, with how it stands and the way to its page; files, also for exchange with other systems."""
    title = show.heading(asked.titled(_("Register of agreements")), asked.selection)
    st.subheader(title, anchor=False)
    if not len(found):
        st.info(_("No agreement fits this choice. Choose fewer conditions."))
        return
    st.caption(" ".join(_known(asked, found)))
    told = show.Told(
        key=key, title=title, is_invented=asked.selection.is_invented, about=lambda: asked.about,
        cited=lambda: said.sources(found.sources()), worded=with_words,
    )  # fmt: skip
    show.table(told, found, columns=COLUMNS)
    said.credited(found.sources())
    _exchange(asked, key)


def _known(asked: Asked, found: Found) -> list[str]:
    told = [ngettext("{count} agreement.", "{count} agreements.", len(found))]
    inside = len(found.that("at_home", [True]))
    if inside:
        told.append(
            ngettext(
                "Of them {count} is inside the country, and counted nowhere as international.",
                "Of them {count} are inside the country, and counted nowhere as international.",
                inside,
            )
        )
    undated = data.ask("undated_ties", asked.institution, where=asked.where)
    if undated:
        told.append(ngettext("{count} rests on a source without a date, which tells of no day.",
                             "{count} rest on sources without a date, which tell of no day.", undated))  # fmt: skip
    later = data.ask("ties_not_known_yet", asked.institution, where=asked.where)
    if later:
        told.append(ngettext("Of {count} nothing tells by this day.", "Of {count} nothing tells by this day.", later))
    return told


def _exchange(asked: Asked, key: str) -> None:
    """The register in the shape that agreement systems of universities exchange."""
    institution, where, as_of = asked.institution, asked.where, session.as_of()

    def made() -> bytes:
        session.keep(as_of)
        return json.dumps(data.ask("ewp", institution, where=where), ensure_ascii=False, indent=1).encode()

    name = files.named(key, "ewp.json", is_invented=asked.selection.is_invented)
    st.download_button(
        _("Download as JSON (Erasmus Without Paper)"), made, name, "application/json", key=f"ewp-{key}",
        on_click="ignore",
    )  # fmt: skip


def agreements(selection: Selection, *, key: str) -> None:
    """The agreements with whom a page speaks of, as they stand."""
    asked = on_the_usual_day(selection)
    table(asked, ties(asked), key=f"{key}-agreements")
