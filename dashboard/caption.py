"""The source line under each figure, read from the database: one step from any figure to its release or document."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import choices, data, session, words
from dashboard.i18n import _, current
from db.queries.asking import Where

Cited = list[tuple[str, str]]
"""Sources as files tell them: text and address ('' where there is none)."""

MOST_OF_CARD, MOST_DOCUMENTS = 3, 6
SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:])")


def plain(text: object) -> str:
    """Text that Markdown shows as it is."""
    return SPECIAL.sub(r"\\\1", str(text))


def release_link(release: int) -> str:
    """Address of a release on the page of sources, seen from any page; it keeps institution and language."""
    kept = {"institution": choices.get("institution") or "", "lang": current().language}
    return "sources?" + urlencode({"release": release, **kept})


def document(title: object, url: object, source_date: object) -> str:
    """Markdown of one document: its title as a link, and its date."""
    dated = current().day(str(source_date)) if source_date else _("undated")
    title = words.said(title)
    shown = f"[{plain(title)}]({str(url).replace(')', '%29').replace('(', '%28')})" if url else plain(title)
    return f"{shown}, {plain(dated)}"


def releases(*wheres: Where) -> None:
    """Source line of mobility figures: producer, title, files, release, series with its count date and basis."""
    told = [_behind(where) for where in wheres]
    numbers = {number for numbers, _series in told for number in numbers}
    lines(sorted(numbers), {code for _numbers, series in told for code in series})


def cited(where: Where) -> Cited:
    """The sources of mobility figures for files: producer, title and release, each with its address."""
    return named(_behind(where)[0])


def named(numbers: Sequence[int]) -> Cited:
    """Releases in plain text, each with the address of its source."""
    listed = data.frame("releases").set_index("release")
    return [
        (
            f"{words.said(row['producer'])}: {words.said(row['source_title'])} "
            f"({_('release {number}', number=number)})",
            str(row["source_url"]),
        )
        for number, row in ((number, listed.loc[number]) for number in numbers)
    ]


def cited_documents(rows: pd.DataFrame) -> Cited:
    """The documents of published figures for files."""
    once = _once(rows)
    dated = zip(once["source_title"], once["source_url"], once["source_date"], strict=True)
    return [(f"{words.said(title)}, {day or _('undated')}", str(url)) for title, url, day in dated]


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """Each document once: by its address, or where it has none by its title."""
    return rows[~rows["source_url"].where(rows["source_url"] != "", rows["source_title"]).duplicated()]


def short(numbers: Sequence[int]) -> None:
    """Source line of one card: who told it, and a link to each release; nothing where nothing is behind it."""
    if numbers:
        institution = str(choices.get("institution") or "")
        st.caption(_short(session.as_of(), tuple(numbers), institution, current().language))


@lru_cache(maxsize=500)
def _short(_as_of: session.AsOf, numbers: tuple[int, ...], _institution: str, _language: str) -> str:
    listed = data.frame("releases").set_index("release")
    newest = sorted(numbers)[-MOST_OF_CARD:]
    by_producer: dict[str, list[str]] = {}
    for number in newest:
        link = f"[{_('release {number}', number=number)}]({release_link(number)})"
        by_producer.setdefault(words.said(listed.loc[number, "producer"]), []).append(link)
    shown = "; ".join(f"{plain(producer)}, {', '.join(links)}" for producer, links in by_producer.items())
    more = len(numbers) - len(newest)
    return _("Source") + f": {shown}" + (_(" and {count} more", count=more) if more else "")


def _behind(where: Where) -> tuple[list[int], set[str]]:
    """Releases and series that mobility figures are made of."""
    return behind(where["institution"][0], where, "mobility"), set(where.get("series", ()))


def behind(institution: str, where: Where, topic: str) -> list[int]:
    """Releases that the answer of a question is made of; charts and cards that ask the same share it."""
    numbers: list[int] = data.ask("releases_behind", institution, where=where, topic=topic)
    return numbers


def lines(numbers: Sequence[int], series: Collection[str]) -> None:
    """Source line of releases, and what their series count."""
    institution = str(choices.get("institution") or "")
    st.caption(_line(session.as_of(), tuple(numbers), tuple(sorted(series)), institution, current().language))


@lru_cache(maxsize=500)
def _line(
    _as_of: session.AsOf, numbers: tuple[int, ...], series: tuple[str, ...], _institution: str, _language: str
) -> str:
    """The source line in Markdown; worked out once for all clicks that meet the same releases."""
    listed = data.frame("releases").set_index("release")
    parts = []
    for number in numbers:
        release = listed.loc[number]
        title = f"{words.said(release['producer'])}: {words.said(release['source_title'])}"
        named = _("release {number}", number=number)
        parts.append(f"[{plain(title)}, {named}]({release_link(number)})")
    shown = "; ".join(parts) or plain(_("nothing is loaded"))
    return " · ".join(part for part in (_("Source") + f": {shown}", definitions(series)) if part)


def definitions(codes: Collection[str]) -> str:
    """Markdown of what series count; '' for none."""
    series = data.frame("series")
    told = []
    for row in series[series["series"].isin(list(codes))].to_dict("records"):
        parts = [words.said(row["label"]), words.word("measure", row["measure"]), words.said(row["count_date"])]
        parts.append(words.word("origin_basis", row["origin_basis"]))
        told.append(plain(", ".join(part for part in parts if part)))
    return "; ".join(told)


def documents(figures: pd.DataFrame) -> None:
    """Source line of published figures: each document once."""
    once = _once(figures)
    first, more = once.head(MOST_DOCUMENTS), len(once) - MOST_DOCUMENTS
    told = zip(first["source_title"], first["source_url"], first["source_date"], strict=True)
    shown = "; ".join(document(*row) for row in told) + (_(" and {count} more", count=more) if more > 0 else "")
    st.caption(_("Source") + f": {shown}")
