"""What a run answers from: which database, in which state, for whose eyes."""

from contextvars import ContextVar
from typing import NamedTuple

import streamlit as st
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from dashboard import access
from db import queries, schema
from db.engine import connect, url
from db.faults import Fault
from db.queries.seen import Layer
from db.sight import Right, Sight


class AsOf(NamedTuple):
    """What an answer depends on, besides the question: the database, its last change, and who looks. Key of caches."""

    address: str
    latest: str
    sight: Sight


@st.cache_resource
def engine_at(address: str) -> Engine:
    """The engine of a database, which sees everything: for this module, and for keeping what people did."""
    return connect(address)


def engine(right: Right) -> Engine:
    """The engine of DATABASE_URL, which sees everything and writes, for someone with a right that needs it. Questions
    go through the gate. Raises NotAllowed."""
    access.require(right)
    return engine_at(url())


def seeing(of: AsOf, layer: Layer = Layer.PLACE) -> Engine:
    """The engine that meets what its person may see."""
    return queries.gate.opened(engine_at(of.address), of.sight, layer)


def fault() -> str:
    """Why the app cannot answer; '' if it can."""
    try:
        stands = schema.revision(engine_at(url()))
    except Fault as wrong:
        return str(wrong)
    except SQLAlchemyError as error:
        return f"the database does not answer: {type(error).__name__}"
    return "" if stands == schema.head() else "the database has other tables than this version: python -m db upgrade"


_AS_OF: ContextVar[AsOf | None] = ContextVar("as_of", default=None)


def begin() -> None:
    """Look once in a run whether something was loaded or undone since, and who looks; all of the run answers from one
    state, to one person."""
    keep(AsOf(url(), queries.provenance.latest_change(engine_at(url())), access.sight()))


def keep(as_of: AsOf) -> None:
    """Answer from this state of this database, to whom may see so much."""
    _AS_OF.set(as_of)


def as_of() -> AsOf:
    """The database and its last change, as this run sees them, and what its person may see. Each run has a thread of
    its own."""
    found = _AS_OF.get()
    if found is None:
        begin()
        return as_of()
    return found


def forget() -> None:
    """Look anew: tests change what stands behind an address."""
    _AS_OF.set(None)
    queries.gate.forget()
    st.cache_resource.clear()
