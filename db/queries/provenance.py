"""Where figures come from: releases with their files, and whether a source was loaded or undone."""

import pandas as pd
from sqlalchemy import Engine, func, select

from db.models import (
    Institution,
    Release,
    ReleaseFile,
    SameInstitution,
    Series,
    SeriesNote,
    SetAside,
    Source,
)
from db.queries.asking import frame

NUMBERS = ("rows_read", "cells_new", "cells_restated", "cells_unchanged", "cells_withdrawn")
"""Of a load; <NA> where they are not shown to the person who asks."""


def releases(engine: Engine) -> pd.DataFrame:
    """All loads, newest first: source, who, when, what changed, whether undone."""
    statement = (
        select(
            Release.id.label("release"), Source.code.label("source_code"), Source.title.label("source_title"),
            Source.producer, Source.licence, Source.url.label("source_url"), Source.counts, Source.international,
            func.coalesce(Institution.code, "").label("institution_code"), Release.loaded_at, Release.loaded_by,
            Release.rows_read, Release.cells_new, Release.cells_restated, Release.cells_unchanged,
            Release.cells_withdrawn, Release.is_invented, Release.undone_at, Release.undone_by,
        )
        .join(Source, Source.id == Release.source_id)
        .outerjoin(Institution, Institution.id == Release.institution_id)
        .order_by(Release.id.desc())
    )  # fmt: skip
    return frame(engine, statement, integers=("release", *NUMBERS))


def files(engine: Engine, release: int | None = None) -> pd.DataFrame:
    """Files of one release or of all, with fingerprint and number of rows."""
    f = ReleaseFile
    statement = select(f.release_id.label("release"), f.name, f.sha256, f.bytes, f.rows).order_by(f.release_id, f.id)
    if release is not None:
        statement = statement.where(f.release_id == release)
    return frame(engine, statement, integers=("release", "bytes", "rows"))


def series(engine: Engine) -> pd.DataFrame:
    """Definitions of the counts: what is counted, stock or flow, when, by what origin."""
    s = Series
    statement = select(
        s.code.label("series"), Source.code.label("source_code"), s.label, s.population, s.counted, s.measure,
        s.period_kind, s.count_date, s.origin_basis, s.preference,
    ).join(Source, Source.id == s.source_id).order_by(Source.code, s.preference, s.code)  # fmt: skip
    return frame(engine, statement, integers=("preference",))


def series_notes(engine: Engine) -> pd.DataFrame:
    """Remarks on series, one row each: series, period ('' for all), is_break (bool: counts from the period on do not
    compare with those before), text (English, a message of the catalogue)."""
    n = SeriesNote
    statement = select(Series.code.label("series"), n.period, n.is_break, n.text).join(Series, Series.id == n.series_id)
    return frame(engine, statement.order_by(Series.code, n.period, n.text)).astype({"is_break": bool})


def latest_change(engine: Engine) -> str:
    """A word that changes with every load and undo, and with whatever persons say of figures and institutions: key of
    caches."""
    r = Release
    loads = select(func.max(r.id), func.max(r.undone_at), func.count(r.id))
    said = [select(func.count(s.id), func.count(s.taken_back_at)) for s in (SetAside, SameInstitution)]
    with engine.connect() as connection:
        last = [part for statement in (loads, *said) for part in connection.execute(statement).one()]
    return "|".join(str(part) for part in last)
