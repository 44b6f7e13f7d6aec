"""Sources: releases with their files and fingerprints, definitions of series, freshness."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import caption, changed, choices, data, show, words
from dashboard.i18n import _

RELEASE_COLUMNS = (
    "release", "source_title", "institution_code", "loaded_at", "loaded_by", "rows_read", "cells_new", "cells_restated",
    "cells_unchanged", "cells_withdrawn", "is_invented", "undone_at",
)  # fmt: skip


def page() -> None:
    st.title(_("Sources"), anchor=False)
    releases = data.frame("releases")
    files = data.frame("files")
    wanted = str(choices.get("release") or "")
    if wanted:
        _one(releases, files, wanted)
    _table("releases", _("Releases: what was loaded, newest first"), _in_words(releases), RELEASE_COLUMNS)
    _table("files", _("Files and fingerprints"), files)
    series = data.frame("series")
    series = series.assign(
        label=[words.said(label) for label in series["label"]],
        count_date=[words.said(when) for when in series["count_date"]],
        origin_basis=[words.word("origin_basis", basis) for basis in series["origin_basis"]],
    )
    columns = ("series", "source_code", "label", "measure", "count_date", "origin_basis")
    _table("series", _("Series: one definition each, never added to another"), series, columns)


def _table(key: str, title: str, rows: pd.DataFrame, columns: Sequence[str] = ()) -> None:
    st.subheader(title, anchor=False)
    show.table(show.Told(key=key, title=title), rows, columns=columns)


def _one(releases: pd.DataFrame, files: pd.DataFrame, wanted: str) -> None:
    """The release that a source line leads to."""
    found = releases[releases["release"].astype(str) == wanted]
    if found.empty:
        st.info(_("There is no release {number}.", number=wanted))
        return
    release = found.iloc[0]
    with st.container(border=True):
        title = _("Release {number}: {title}", number=wanted, title=words.said(release["source_title"]))
        st.subheader(title, anchor=False)
        if release["is_invented"]:
            st.warning(show.invented_message())
        if release["undone_at"] is not None:
            st.warning(_("This release was undone: none of its figures answers."))
        for name in ("producer", "counts", "international", "licence"):
            st.markdown(f"**{words.word('columns', name)}:** {caption.plain(words.said(release[name]))}")
        if release["source_url"]:
            st.markdown(f"**{words.word('columns', 'source_url')}:** {release['source_url']}")
        title = _("Files and fingerprints") + ", " + _("release {number}", number=wanted)
        told = show.Told(key="release-files", title=title)
        show.table(told, files[files["release"].astype(str) == wanted], columns=("name", "rows", "bytes", "sha256"))
        if pd.isna(release["undone_at"]):
            changed.of_release(int(wanted), is_invented=bool(release["is_invented"]))


def _in_words(releases: pd.DataFrame) -> pd.DataFrame:
    """Titles as declared in the reader's language."""
    return releases.assign(source_title=[words.said(title) for title in releases["source_title"]])


page()
