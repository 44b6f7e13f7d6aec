"""Branches, double degrees and networks as things of their own: each agreement with every statement about it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import caption, data, drill, said, show, words
from dashboard.i18n import _, current, ngettext
from dashboard.partnerships import register
from dashboard.partnerships.asked import Asked
from dashboard.partnerships.standing import with_words
from db.queries.partnerships.found import Found
from db.vocabulary import NOT_COUNTRIES, AgreementType, InstitutionKind

AT_ONCE = 25
"""Rows of a table that are drawn at once, where up to five tables stand on a page."""
MOST = 15
"""Agreements that are told one by one; more of a kind stand in a table."""


def show_all(asked: Asked, found: Found) -> None:
    """Branches abroad and hosted, double degrees and joint programmes, networks with their members, research."""
    heads = (
        ((AgreementType.BRANCH_ABROAD,), _("Our branches abroad")),
        ((AgreementType.BRANCH_HOSTED,), _("Branches of others with us")),
        ((AgreementType.DOUBLE_DEGREE, AgreementType.JOINT_PROGRAMME), _("Double degrees and joint programmes")),
        ((AgreementType.NETWORK_MEMBERSHIP,), _("Networks and their members")),
        ((AgreementType.RESEARCH_CENTRE, AgreementType.CONFUCIUS_INSTITUTE), _("Centres and institutes")),
    )
    every = found.also(_own_centres(asked))
    kinds = [(types, head, every.that("type", types)) for types, head in heads]
    for types, head, some in kinds:
        if len(some):
            _kind(asked, some, head, types)
    if not any(len(some) for _types, _head, some in kinds):
        st.info(_("No agreement fits this choice. Choose fewer conditions."))


def _own_centres(asked: Asked) -> Found:
    """Centres and institutes in the own country: no partnerships, and yet things of their own."""
    own = register.ties(replace(asked, where={**asked.where, "scope": ["domestic"]}))
    return own.that("type", [AgreementType.RESEARCH_CENTRE, AgreementType.CONFUCIUS_INSTITUTE])


def _kind(asked: Asked, found: Found, head: str, types: Sequence[str]) -> None:
    title = show.heading(head, asked.selection)
    if len(found) > MOST:
        st.subheader(title, anchor=False)
        told = show.Told(
            key=f"kind-{types[0]}", title=show.heading(asked.titled(head), asked.selection),
            is_invented=asked.selection.is_invented, about=lambda: asked.about,
            cited=lambda: said.sources(found.sources()), worded=with_words,
        )  # fmt: skip
        show.table(told, found, columns=register.COLUMNS, at_once=AT_ONCE)
        said.credited(found.sources())
        return
    st.subheader(title, anchor=False)
    agreed = data.ask("agreed", asked.institution)
    for row in with_words(found.rows()).to_dict("records"):
        _agreement(asked, row, agreed.rows[agreed.coded.among("agreement", [row["agreement"]])])


def _agreement(asked: Asked, row: dict[Any, Any], statements: pd.DataFrame) -> None:
    with st.container(border=True):
        label = f"**{caption.plain(name(row))}** · {caption.plain(row['standing'])}"
        drill.link("agreement", label, agreement=str(row["agreement"]))
        place = row["country"] if row["country_code"] not in NOT_COUNTRIES else ""
        about = [words.word("type", row["type"]), place, row["faculty"], row["programme"]]
        st.caption(caption.plain(" · ".join(part for part in about if part)))
        if row["type"] == AgreementType.NETWORK_MEMBERSHIP:
            st.markdown(_members(asked, statements))
        st.markdown(lines(statements))


def name(row: dict[Any, Any]) -> str:
    """The partners of an agreement; of a network its own name."""
    return str(row["partner"]) or str(row["agreement"])


def _members(asked: Asked, statements: pd.DataFrame) -> str:
    """Who is in a network with us, as far as is known."""
    parties = statements[statements["partner_kind"] != InstitutionKind.NETWORK]
    names = data.ask("agreed", asked.institution).names.of("partner", current().language)
    members = sorted({names.get(code, code) for code in parties["partner_code"]}, key=current().sort_key)
    told = [asked.selection.institution_name, *members]
    shown = _("Members known: {members}.", members=", ".join(told))
    others = _("Others are not known.")
    return caption.plain(shown if members else f"{shown} {others}")


def lines(statements: pd.DataFrame) -> str:
    """What each source says: status, date, document, note. Sources that disagree stand side by side."""
    by_source = statements.drop_duplicates("code").sort_values(["source_date", "code"], kind="stable")
    told = [_line(row) for row in by_source.to_dict("records")]
    starts = by_source.loc[by_source["start"] != "", ["start", "start_kind"]].drop_duplicates()
    began = starts[starts["start_kind"].isin(["began", "opened", "planned"])]
    if began["start"].str[:4].nunique() > 1 and began["start_kind"].nunique() > 1:
        told.append("- " + caption.plain(_("The sources disagree on the start; both are kept.")))
    return "\n".join(told)


def _line(row: dict[Any, Any]) -> str:
    status, dated = words.word("status", row["status"]), date_told(row)
    parts = [dated] if dated.startswith(status) else [status, dated]
    if not row["source_title"] or not row["source_url"]:
        document = caption.release_link(int(row["release"]))
        document = f"[{caption.plain(_('release {number}', number=row['release']))}]({document})"
    else:
        document = caption.document(row["source_title"], row["source_url"], row["source_date"])
    note = f" {caption.plain(row['note'])}" if row["note"] else ""
    told = document if document.endswith(".") else f"{document}."  # a Russian date ends with one
    return f"- **{caption.plain(', '.join(part for part in parts if part))}** — {told}{note}"


def date_told(row: dict[Any, Any]) -> str:
    """'signed May 2023', '2022-09-01 – 2027-08-31'; '' where no date is told."""
    told = []
    if row["start"]:
        kind = words.word("start_kind", row["start_kind"]) if row["start_kind"] != "not_stated" else _("date")
        told.append(f"{kind}: {current().day(str(row['start']))}")
    if row["valid_from"] is not None:
        told.append(_("from {day}", day=current().day(row["valid_from"].isoformat())))
    if row["valid_to"] is not None:
        last = (pd.Timestamp(row["valid_to"]) - pd.Timedelta(days=1)).date()
        told.append(_("until {day}", day=current().day(last.isoformat())))
    if row["academic_year"]:
        told.append(words.year(row["academic_year"][:4]))
    return ", ".join(told)


def counted(rows: pd.DataFrame) -> str:
    """'3 statements'."""
    return ngettext("{count} statement", "{count} statements", int(rows["code"].nunique()))
