"""What the page asks of `etl` and `db`. Results stay in the session under all that decides them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import access, session
from dashboard.i18n import N_, _, current
from dashboard.loading.files import Sent, laid
from db import store
from db.batch import Outcome
from db.faults import Fault
from db.queries.provenance import latest_change
from db.sight import Right
from db.surroundings import Surroundings, confirm, says_the_same, surroundings
from etl.confirming import spelling
from etl.errors import Problem, Refused
from etl.guess import Seen, guess, looked
from etl.load import Judged, WrongUsage, judge, keep, recipe
from etl.messages import translator
from etl.sources import SOURCES

BUSY = N_("The database is not free: perhaps another load is being written. Wait a minute and try again.")
UNUSABLE = N_("The file cannot be laid down for reading on the server: {reason}. Tell the administrator.")


@dataclass(frozen=True)
class Asked:
    """What is to be judged, and as what."""

    files: tuple[Sent, ...]
    source: str
    institution: str
    is_part: bool

    @property
    def key(self) -> tuple[Any, ...]:
        return tuple(file.key for file in self.files), self.source, self.institution, self.is_part


@dataclass(frozen=True)
class Understood:
    """Files judged, and how their tables were understood."""

    asked: Asked
    around: Surroundings
    judged: Judged
    seen: list[Seen]

    @property
    def own(self) -> list[int]:
        """Places of the dropped files among all that the load reads: lists of ours may come along."""
        digests = {file.sha256 for file in self.asked.files}
        return [place for place, file in enumerate(self.judged.batch.files) if file.sha256 in digests]

    @property
    def rows(self) -> int:
        """Rows of the dropped files."""
        return sum(self.judged.batch.files[place].rows for place in self.own)

    @property
    def labels(self) -> dict[str, str]:
        """What each series counts."""
        return {str(series["code"]): str(series["label"]) for series in self.judged.batch.series}

    @property
    def period_kinds(self) -> dict[str, str]:
        return {str(series["code"]): str(series["period_kind"]) for series in self.judged.batch.series}


@dataclass(frozen=True)
class Tried:
    """What a load would do: its outcome, or why the database refuses it; or the release that says all of it already."""

    outcome: Outcome | None
    problems: list[Problem]
    same_as: int | None


@dataclass(frozen=True)
class Done:
    """A load that was stored."""

    release: int
    source: str
    understood: Understood
    outcome: Outcome


@contextmanager
def told() -> Iterator[None]:
    """What is wrong outside the program becomes one sentence on the page."""
    try:
        yield
    except SQLAlchemyError:
        st.error(_(BUSY))
    except store.NothingToUndo:
        st.error(_("There is nothing to undo: somebody has undone the release already."))
    except (Fault, WrongUsage) as fault:
        st.error(str(fault))
    except OSError as error:
        st.error(_(UNUSABLE, reason=error.strerror or type(error).__name__))


def _remembered(name: str, key: object, make: Callable[[], Any]) -> Any:
    """The result of that name; made anew when its key changes. One of each is kept."""
    kept = st.session_state.get(name)
    if kept is None or kept[0] != key:
        kept = st.session_state[name] = (key, make())
    return kept[1]


def guessed(files: Sequence[Sent]) -> list[tuple[str, float]]:
    """The sources that the files may be of, the likeliest first."""

    def work() -> list[tuple[str, float]]:
        with laid(files) as paths:
            return guess(paths)

    found: list[tuple[str, float]] = _remembered("load-guess", tuple(file.key for file in files), work)
    return found


def understood(asked: Asked, show: Callable[[float], None]) -> Understood:
    """The files read and judged. show: is told how much is done, from 0 to 1."""
    source = SOURCES[asked.source]
    around = surroundings(session.engine(Right.LOAD), asked.institution)

    def work() -> Understood:
        with laid(asked.files) as paths:
            judged = judge(source, paths, asked.institution, around, is_part=asked.is_part, progress=_by_percent(show))
            return Understood(asked, around, judged, looked(source, paths))

    # What a program or a list reads differently is judged anew too: the recipe says so.
    key = (asked.key, around, recipe(source, around, is_part=asked.is_part))
    found: Understood = _remembered("load-judged", key, work)
    return found


def _by_percent(show: Callable[[float], None]) -> Callable[[int, int], None]:
    """Tells only what can be seen: a long file is read in many small steps."""
    shown = -1

    def progress(done: int, whole: int) -> None:
        nonlocal shown
        percent = min(100 * done // whole, 100) if whole else 100
        if percent != shown:
            shown = percent
            show(percent / 100)

    return progress


def tried(found: Understood) -> Tried:
    """What storing it would change. Warnings of what is hard to believe are put beside it."""
    engine, batch = session.engine(Right.LOAD), found.judged.batch

    def work() -> Tried:
        ours = {file.sha256: file.bytes for file in batch.files}
        same = says_the_same(engine, batch.source["code"], batch.institution, batch.recipe, ours.__eq__)
        found.judged.look(engine)
        try:
            return Tried(keep(engine, batch, only_try=True), [], same)
        except Refused as refused:
            return Tried(None, refused.problems, None)

    key = (found.asked.key, batch.recipe, latest_change(engine))
    answer: Tried = _remembered("load-tried", key, work)
    return answer


def stored(found: Understood) -> None:
    """Store it; what was done stands on the page until the next load, and the files are let go."""
    outcome = keep(session.engine(Right.LOAD), found.judged.batch, **access.by())
    if outcome.release is not None:
        st.session_state["load-done"] = Done(outcome.release, found.asked.source, found, outcome)
    let_go()


def let_go() -> None:
    """An empty place to drop files, and nothing kept of those before."""
    st.session_state["load-number"] = dropped_before() + 1
    for name in ("load-guess", "load-judged", "load-tried", "fingerprints"):
        st.session_state.pop(name, None)


def dropped_before() -> int:
    """How many loads the session has stored; part of the uploader's name, which empties it."""
    return int(st.session_state.get("load-number", 0))


def remembered(chosen: dict[tuple[str, str], str], institution: str) -> int:
    """Remember the codes that spellings stand for, by kind and spelling; how many were."""
    engine = session.engine(Right.LOAD)
    translate = translator(current().language)
    picked = [(kind, written, code) for (kind, written), code in chosen.items() if code]
    said = [spelling(*one, institution, engine, translate) for one in picked]
    confirm(engine, said, **access.by())
    return len(said)


def undone(release: int) -> None:
    """Take a release out."""
    store.undo(session.engine(Right.LOAD), release, **access.by())
    done = st.session_state.get("load-done")
    if done and done.release == release:
        st.session_state.pop("load-done")
    st.session_state["load-undone"] = release
