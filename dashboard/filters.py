"""The one filter bar: choices -> one frozen value. What may not share a sum is chosen here, not mixed."""

from functools import lru_cache
from typing import Any

from dashboard import choices, data, session, words
from dashboard.codes import CODES
from dashboard.i18n import _, current
from dashboard.selection import THEN, TODAY, Selection, together
from db.vocabulary import PeriodKind

KEPT = 60
FIRST_CHOICES = ("kaznu", "kaznu-demo", "unizar")
KNOWN_BY_STATEMENTS_YEAR = "2023"
"""Year that an institution of which only statements are known opens on: the latest with a figure for all countries."""


def bar() -> Selection:
    """The filter bar in the sidebar."""
    institutions = _institutions(session.as_of(), current().language)
    names = {code: str(row["name"]) for code, row in institutions.items()}
    chosen = choices.one("institution", _("Institution"), list(names), names.__getitem__, required=True)
    row = institutions[chosen]
    has_records = bool(row["has_records"])
    year = _year(chosen, has_records)
    direction, mobility_type, series, measure, period_kind = (
        _definition(chosen) if has_records else (_any_direction(), "", "", "", str(PeriodKind.ACADEMIC_YEAR))
    )
    faculty, department = _unit(chosen)
    level = choices.several("level", _("Level"), list(CODES["level"]), words.all_words("level").__getitem__)
    group, members = _group()
    country = _countries(chosen)
    return Selection(
        institution=chosen,
        institution_name=str(row["name"]),
        kind=str(row["kind"]),
        home_country=str(row["country_code"]),
        is_invented=bool(row["is_invented"]),
        has_records=has_records,
        year=year,
        direction=direction,
        mobility_type=mobility_type,
        series=series,
        measure=measure,
        period_kind=period_kind,
        level=tuple(level),
        faculty=faculty,
        department=department,
        group=group,
        members=members,
        country=country,
        countries=together(group, members, country, year),
        partner=_partner(chosen),
    )


@lru_cache(maxsize=KEPT)
def _institutions(_as_of: session.AsOf, language: str) -> dict[str, dict[Any, Any]]:
    """Institutions by code, those that are looked at most first."""
    first = {code: place for place, code in enumerate(FIRST_CHOICES)}
    rows = data.frame("institutions", language=language).to_dict("records")
    return {str(row["code"]): row for row in sorted(rows, key=lambda r: (first.get(r["code"], len(first)), r["code"]))}


def _year(institution: str, has_records: bool) -> int:
    years = [str(year) for year in data.ask("years", institution)]
    if not years:
        return 0
    usual = KNOWN_BY_STATEMENTS_YEAR
    choices.prefer("year", usual if usual in years and not has_records else years[0])
    kinds = {str(row["period_kind"]) for row in data.series_of(institution)}
    kind = str(PeriodKind.ACADEMIC_YEAR)
    if kinds and kind not in kinds:
        kind = min(kinds)
    label = words.word("columns", "academic_year" if kind == PeriodKind.ACADEMIC_YEAR else "year")
    return int(choices.one("year", label, years, lambda year: words.year(year, kind), required=True))


def _any_direction() -> str:
    shown = words.all_words("direction")
    return choices.one("direction", _("Direction"), list(shown), shown.__getitem__)


def _definition(institution: str) -> tuple[str, str, str, str, str]:
    """Direction, mobility type, series, its measure and kind of period.

    A direction whose source tells countries comes first.
    """
    series = data.series_of(institution)
    first = sorted(series, key=lambda row: (-row["has_countries"], row["direction"]))
    directions = list(dict.fromkeys(str(row["direction"]) for row in first))
    shown = words.all_words("direction")
    direction = choices.one("direction", _("Direction"), directions, shown.__getitem__, required=True)
    series = [row for row in series if row["direction"] == direction]
    types = sorted({str(row["mobility_type"]) for row in series}, reverse=True)
    shown = words.all_words("mobility_type")
    kind = choices.one("type", _("Mobility type"), types, shown.__getitem__, required=True)
    of_it = {str(row["series"]): row for row in reversed(series) if row["mobility_type"] == kind}
    labels = {code: words.said(of_it[code]["label"]) for code in reversed(of_it)}
    code = next(iter(labels))
    if len(labels) > 1:
        code = choices.one("series", _("Definition"), list(labels), labels.__getitem__, required=True)
    elif choices.get("series") != code:
        choices.drop("series", _("Definition"))
    return direction, kind, code, str(of_it[code]["measure"]), str(of_it[code]["period_kind"])


def _unit(institution: str) -> tuple[str, str]:
    names, above, in_order = _units(session.as_of(), institution, current().language)
    faculty = choices.one("faculty", _("Faculty"), [c for c in in_order if not above[c]], names.__getitem__)
    departments = [code for code in in_order if above[code] and above[code] == faculty]
    if not departments:
        choices.drop("department", _("Department"))
        return faculty, choices.ALL
    return faculty, choices.one("department", _("Department"), departments, names.__getitem__)


def _group() -> tuple[str, str]:
    """A country group, and of when its members are."""
    groups = data.ask("groups")
    shown = {code: words.word("group", code) for code in groups}
    group = choices.one("group", _("Country group"), groups, shown.__getitem__)
    if not group:
        choices.drop("members", _("Members"))
        return group, THEN
    when = {TODAY: _("members of today")}
    return group, choices.one("members", _("Members"), [TODAY], when.__getitem__, none=_("members of then")) or THEN


def _countries(institution: str) -> tuple[str, ...]:
    names, in_order = _named("countries", session.as_of(), institution, current().language)
    return tuple(choices.several("country", _("Country"), in_order, names.__getitem__))


def _partner(institution: str) -> str:
    names, in_order = _named("partners", session.as_of(), institution, current().language)
    return choices.one("partner", _("Partner"), in_order, names.__getitem__)


@lru_cache(maxsize=KEPT)
def _named(kind: str, _as_of: session.AsOf, institution: str, language: str) -> tuple[dict[str, str], list[str]]:
    """Names by code, and the codes by the alphabet of the language; worked out once for all clicks."""
    names: dict[str, str] = data.ask(kind, institution, language=language)
    return names, sorted(names, key=lambda code: current().sort_key(names[code]))


@lru_cache(maxsize=KEPT)
def _units(_as_of: session.AsOf, institution: str, language: str) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Names of units and the unit above each by code, and the codes by the alphabet of the language."""
    units = data.frame("units", institution, language=language)
    names = dict(zip(units["code"], units["name"], strict=True))
    above = dict(zip(units["code"], units["parent_code"], strict=True))
    return names, above, sorted(names, key=lambda code: current().sort_key(names[code]))
