"""db.queries with a cache in front, emptied by each load and undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from dashboard import session
from dashboard.session import AsOf, as_of, seeing
from db import queries
from db.queries.asking import EMPTY, Where
from db.queries.seen import Layer
from db.surroundings import confirmed

ANSWERS_KEPT, INSTITUTIONS_KEPT, SERIES_KEPT = 600, 12, 60
_READING = Lock()


@lru_cache(maxsize=ANSWERS_KEPT)
def _asked(as_of: AsOf, name: str, arguments: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> Any:
    given = {key: _thawed(value) for key, value in named}
    if name in _OF_AGREEMENTS:
        return _OF_AGREEMENTS[name](_agreed(as_of, str(arguments[0])), *arguments[1:], **given)
    if name in _OF_RECORDS or name in queries.arrays.SQL:
        return _records(name, as_of, arguments, given)
    return _QUESTIONS[name](seeing(as_of), *arguments, **given)


def _records(name: str, as_of: AsOf, arguments: tuple[Any, ...], given: dict[str, Any]) -> Any:
    """A question about the records of one institution, answered from its arrays."""
    if name in _OF_RECORDS:
        records = _records_at(as_of, str(arguments[0]))
        return _OF_RECORDS[name](records.engine, records, *arguments, **given)
    whose = given.get("where", {}).get("institution", ())
    if len(whose) == 1:
        records = _records_at(as_of, whose[0])
        return (records.mobility if name == "mobility" else records.enrolment)(*arguments, **given)
    return queries.arrays.SQL[name](seeing(as_of), *arguments, **given)


def _records_at(as_of: AsOf, institution: str) -> queries.arrays.Records:
    """Answers about the records of an institution."""

    def held(engine: Engine) -> queries.arrays.Held:
        return _held(as_of, queries.gate.layer_of(engine), institution)

    engine = seeing(as_of)
    return queries.arrays.Records(engine, held(engine), held)


def _held(as_of: AsOf, layer: Layer, institution: str) -> queries.arrays.Held:
    """The records of an institution in memory. One session reads them, the others wait for it."""
    with _READING:
        return _read(as_of, layer, institution)


@lru_cache(maxsize=INSTITUTIONS_KEPT)
def _read(as_of: AsOf, layer: Layer, institution: str) -> queries.arrays.Held:
    return queries.arrays.read(seeing(as_of, layer), institution)


def _agreed(as_of: AsOf, institution: str) -> queries.agreed.Agreed:
    """The agreements of an institution in memory. One session reads them, the others wait for it."""
    with _READING:
        return _read_agreed(as_of, institution)


@lru_cache(maxsize=INSTITUTIONS_KEPT)
def _read_agreed(as_of: AsOf, institution: str) -> queries.agreed.Agreed:
    return queries.agreed.read(seeing(as_of), institution)


def _thawed(value: Any) -> Any:
    return {key: list(values) for key, values in value} if isinstance(value, frozenset) else value


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return frozenset((key, tuple(str(v) for v in values)) for key, values in value.items() if values)
    return tuple(value) if isinstance(value, list) else value


_QUESTIONS: dict[str, Callable[..., Any]] = {
    "totals": queries.totals.totals,
    "with_totals": queries.totals.with_totals,
    "cells_behind": queries.counts.cells_behind,
    "published": lambda _engine, **asked: _mentioned("figures_known_as", **asked),
    "figures_known_as": queries.published.figures_known_as,
    "targets": queries.published.targets,
    "statements": lambda _engine, **asked: _mentioned("statements_known_as", **asked),
    "statements_known_as": queries.published.statements_known_as,
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
    "published_cards": queries.summary.published_cards,
    "ranges": queries.summary.ranges,
    "goals": queries.goals.goals,
    "stated": queries.goals.stated,
    "enrolment_series": queries.options.enrolment_series,
    "all_countries": queries.options.all_countries,
    "last_loads": queries.changes.last_loads,
    "restated": queries.changes.restated,
    "moved": queries.changes.moved,
    "series_notes": queries.provenance.series_notes,
    "world": queries.claims.world,
    "asides": queries.claims.asides,
    "who_is_who": queries.whom.decisions,
    "confirmed": confirmed,
    "audited": queries.audited.audited,
    "base": queries.gate.base,
    "least_whole": queries.gate.least_whole,
    "levels": queries.gate.levels,
    "is_own": queries.gate.is_own,
    "has_own": queries.gate.has_own,
    "is_protected": lambda engine, institution: queries.gate.is_protected(engine, [institution]),
    "alike": queries.alike.alike,
    "institution": queries.options.institution,
    "known": queries.bounds.known,
    "agreed": lambda _engine, institution: _agreed(as_of(), institution),
    "impossible": queries.disputes.impossible,
    "different": queries.disputes.different,
}
_OF_RECORDS: dict[str, Callable[..., Any]] = {
    "record_trends": lambda _engine, _records, institution, where, **named: _trends(institution, where, **named),
    "notices": lambda engine, records, institution, today, language: queries.attention.notices(
        engine, records, ask("agreed", institution), frame("mobility_series", institution), today, language
    ),
    "bounds": lambda engine, records, institution, where, language: queries.bounds.ask(
        engine, records, {**where, "institution": [institution]}, language, by=ask("known", institution, language)
    ),
    "bounded": lambda engine, records, institution, by, where, language: queries.bounded.rows_of(
        engine, records, by, {**where, "institution": [institution]}, language, ask("known", institution, language)
    ),
    "draft": lambda engine, records, institution, where, language: queries.draft.check(
        engine, records, {**where, "institution": [institution]}, language, ask("known", institution, language)
    ),
    "reconciled": lambda engine, records, institution, language: queries.reconcile.reconciled(
        engine, records, institution, language
    ),
    "releases_behind": lambda _engine, records, _institution, where, topic: records.releases(where, topic),
}
"""Questions that are answered from the records of one institution, their first argument."""
_OF_AGREEMENTS: dict[str, Callable[..., Any]] = {
    "tie_trends": queries.cards.tie_trends,
    "ties": queries.found.Found.of,
    "sources_of_partners": queries.register.sources_of_partners,
    "tie_partners": queries.register.partners,
    "lives": queries.register.lived,
    "undated_ties": queries.register.undated,
    "ties_not_known_yet": queries.register.not_known_yet,
    "ewp": queries.ewp.ewp,
    "agreement_use": queries.used.use,
    "releases_of_use": queries.used.releases_of_use,
    "balance": queries.balances.balance,
    "running": queries.balances.running,
    "overused": queries.lists.overused,
    "asleep": lambda agreed, **asked: queries.lists.asleep(agreed, **asked, counted=_records_of(agreed)),
    "without_data": lambda agreed, **asked: queries.lists.without_data(agreed, **asked, counted=_records_of(agreed)),
    "expiring": lambda agreed, **asked: queries.lists.expiring(agreed, **asked, counted=_records_of(agreed)),
    "coverage": lambda agreed, **asked: queries.coverage.coverage(
        agreed, **asked, counted=_Remembered(agreed.institution, asked.get("language", "en"))
    ),
    "white_spots": lambda agreed, **asked: queries.coverage.white_spots(
        agreed, **asked, counted=_Remembered(agreed.institution, asked.get("language", "en"))
    ),
}
"""Questions that are answered from the agreements of one institution, their first argument."""


def _mentioned(name: str, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """What was published and mentions what is sought; whatever is sought, it is read once."""
    rest = {key: values for key, values in where.items() if key != "search"}
    return queries.published.mentioned(frame(name, where=rest, language=language), where.get("search", ()))


def _records_of(agreed: queries.agreed.Agreed) -> queries.arrays.Records:
    """Answers about the records of the institution whose agreements they are."""
    return _records_at(as_of(), agreed.institution)


def ask(name: str, *arguments: Any, **named: Any) -> Any:
    """The answer of the query of that name. Answers are shared by sessions: do not change them."""
    return _asked(as_of(), name, arguments, tuple((key, _frozen(value)) for key, value in named.items()))


def now(name: str, **named: Any) -> Any:
    """As `ask`, of what changes without a load: not kept."""
    return _QUESTIONS[name](seeing(as_of()), **named)


def forget() -> None:
    """Forget all answers: tests change what stands behind an address."""
    _asked.cache_clear()
    _read.cache_clear()
    _read_agreed.cache_clear()
    _series_of.cache_clear()
    _period_kinds.cache_clear()
    session.forget()


@dataclass(frozen=True)
class _Remembered:
    """The records of an institution, whose answers pages share: cards ask much of what charts ask."""

    institution: str
    language: str

    def mobility(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        return self._answer("mobility", by, where)

    def enrolment(self, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
        return self._answer("enrolment", by, where)

    def _answer(self, name: str, by: Sequence[str], where: Where) -> pd.DataFrame:
        of_it = {"institution": [self.institution], **where}
        return frame(name, by=tuple(by), where=of_it, language=self.language)


def _trends(
    institution: str, where: Where, language: str, chosen: str, mobility_type: str = "", countries_of: str = "inbound"
) -> queries.cards.Trends:
    """Trends of all kinds of mobility, or of one."""
    series = [row for row in series_of(institution) if mobility_type in ("", row["mobility_type"])]
    enrolment = ask("enrolment_series", institution)
    remembered = _Remembered(institution, language)
    least = ask("least_whole", institution)
    return queries.cards.record_trends(remembered, series, enrolment, where, chosen, countries_of, least)


def series_of(institution: str) -> list[dict[str, Any]]:
    """Series of an institution, the preferred one of each direction and type first: as `options.mobility_series`."""
    return _series_of(as_of(), institution)


@lru_cache(maxsize=SERIES_KEPT)
def _series_of(_as_of: AsOf, institution: str) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame("mobility_series", institution).to_dict("records")]


def period_kinds() -> dict[str, str]:
    """What kind of period each series counts by."""
    return _period_kinds(as_of())


@lru_cache(maxsize=INSTITUTIONS_KEPT)
def _period_kinds(_as_of: AsOf) -> dict[str, str]:
    series = frame("series")
    return {str(code): str(kind) for code, kind in zip(series["series"], series["period_kind"], strict=True)}


def frame(name: str, *arguments: Any, **named: Any) -> pd.DataFrame:
    """As `ask`, for the queries that give a frame."""
    answer = ask(name, *arguments, **named)
    assert isinstance(answer, pd.DataFrame)
    return answer
