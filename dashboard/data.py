"""db.queries with a cache in front, emptied by each load and undo."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db import queries, schema
from db.engine import connect, url
from db.faults import Fault


@st.cache_resource
def _engine(address: str) -> Engine:
    return connect(address)


def engine() -> Engine:
    """The engine of DATABASE_URL, one for all sessions."""
    return _engine(url())


def fault() -> str:
    """Why the app cannot answer; '' if it can."""
    try:
        stands = schema.revision(engine())
    except Fault as wrong:
        return str(wrong)
    except SQLAlchemyError as error:
        return f"the database does not answer: {type(error).__name__}"
    return "" if stands == schema.head() else "the database has other tables than this version: python -m db upgrade"


@st.cache_data(max_entries=150, show_spinner=False)
def _asked(address: str, latest: str, name: str, arguments: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> Any:
    return _QUESTIONS[name](_engine(address), *arguments, **{key: _thawed(value) for key, value in named})


def _thawed(value: Any) -> Any:
    return {key: list(values) for key, values in value} if isinstance(value, frozenset) else value


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return frozenset((key, tuple(str(v) for v in values)) for key, values in value.items() if values)
    return tuple(value) if isinstance(value, list) else value


_QUESTIONS: dict[str, Callable[..., Any]] = {
    "mobility": queries.counts.mobility,
    "enrolment": queries.counts.enrolment,
    "totals": queries.totals.totals,
    "agreement_use": queries.counts.agreement_use,
    "cells_behind": queries.counts.cells_behind,
    "published": queries.published.published,
    "targets": queries.published.targets,
    "statements": queries.published.statements,
    "register": queries.published.register,
    "releases": queries.provenance.releases,
    "files": queries.provenance.files,
    "series": queries.provenance.series,
    "institutions": queries.options.institutions,
    "years": queries.options.years,
    "units": queries.options.units,
    "groups": queries.options.groups,
    "countries": queries.options.countries,
    "partners": queries.options.partners,
    "known_as": queries.options.known_as,
    "mobility_series": queries.options.mobility_series,
    "members": queries.options.members_in,
    "record_cards": queries.summary.record_cards,
    "published_cards": queries.summary.published_cards,
    "ranges": queries.summary.ranges,
}


def ask(name: str, *arguments: Any, **named: Any) -> Any:
    """The answer of the query of that name. Answers are shared by sessions: do not change them."""
    latest = queries.provenance.latest_change(engine())
    return _asked(url(), latest, name, arguments, tuple((key, _frozen(value)) for key, value in named.items()))


def period_kinds() -> dict[str, str]:
    """What kind of period each series counts by."""
    series = frame("series")
    return {str(code): str(kind) for code, kind in zip(series["series"], series["period_kind"], strict=True)}


def frame(name: str, *arguments: Any, **named: Any) -> pd.DataFrame:
    """As `ask`, for the queries that give a frame."""
    answer = ask(name, *arguments, **named)
    assert isinstance(answer, pd.DataFrame)
    return answer
