"""Who did what on the pages: kept in the database by a thread of its own, so that nobody waits for it."""

import atexit
import sys
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event as Signal
from threading import Lock, Thread

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import data, session
from dashboard.access import By, by
from db import audit, queries
from db.vocabulary import Act

MOST_WAITING = 10_000
SECONDS = 1.0

_waiting: deque[tuple[str, audit.Event]] = deque(maxlen=MOST_WAITING)
_some, _writing = Signal(), Lock()


def note(act: Act, what: str, of: By | None = None) -> None:
    """Keep that the person of this run (or `of`, where it is not in one) did something."""
    one = of or by()
    event = audit.Event(one["by"], one["role"], act, what, datetime.now(UTC))
    _waiting.append((session.as_of().address, event))
    _start()
    _some.set()


def once(act: Act, what: str) -> None:
    """As `note`, once in a session."""
    told = st.session_state.setdefault("witnessed", set())
    if (act, what) not in told:
        told.add((act, what))
        note(act, what)


def looked(title: str, rows: pd.DataFrame) -> None:
    """Keep that somebody saw exact small numbers of persons, where rows have such, which others see protected."""
    base, selection = data.ask("base"), st.session_state.get("selection")
    if not base or selection is None or (Act.SAW_EXACT, title) in st.session_state.get("witnessed", ()):
        return
    if queries.gate.tells_small(base, rows) and data.ask("is_protected", selection.institution):
        once(Act.SAW_EXACT, title)


def downloading(file: str) -> Callable[[], None]:
    """To be called when a file is made, outside of the run that offers it: keeps that the person took it."""
    one = by()
    return lambda: note(Act.DOWNLOADED, file, one)


def flush() -> None:
    """Write what waits. What cannot be written is told on the server, and goes on waiting."""
    with _writing:
        waiting: dict[str, list[audit.Event]] = {}
        while _waiting:
            address, event = _waiting.popleft()
            waiting.setdefault(address, []).append(event)
        for address, events in waiting.items():
            try:
                audit.keep(session.engine_at(address), events)
            except SQLAlchemyError as error:
                _waiting.extendleft((address, event) for event in reversed(events))
                print(f"What people did cannot be kept: {type(error).__name__}", file=sys.stderr)


def _work() -> None:
    while True:
        _some.wait()
        _some.clear()
        flush()
        if _waiting:
            Signal().wait(SECONDS)
            _some.set()


def _start() -> None:
    global _thread
    with _writing:
        if _thread is None or not _thread.is_alive():
            _thread = Thread(target=_work, name="witness", daemon=True)
            _thread.start()
            atexit.register(flush)


_thread: Thread | None = None
