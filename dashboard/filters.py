"""The one filter bar: choices -> one frozen value. What may not share a sum is chosen here, not mixed."""

import streamlit as st

from dashboard import choices, data, words
from dashboard.i18n import _, current
from dashboard.selection import THEN, TODAY, Selection, together
from db.vocabulary import PeriodKind

FIRST_CHOICES = ("kaznu", "kaznu-demo", "unizar")
KNOWN_BY_STATEMENTS_YEAR = "2023"
"""Year that an institution of which only statements are known opens on: the latest with a figure for all countries."""


def bar() -> Selection:
    """The filter bar in the sidebar."""
    institutions = data.frame("institutions", language=current().language)
    codes = sorted(
        institutions["code"], key=lambda c: (FIRST_CHOICES.index(c) if c in FIRST_CHOICES else len(FIRST_CHOICES), c)
    )
    names = dict(zip(institutions["code"], institutions["name"], strict=True))
    chosen = choices.one("institution", _("Institution"), codes, names.__getitem__, required=True)
    row = institutions[institutions["code"] == chosen].iloc[0]
    has_records = bool(row["has_records"])
    year = _year(chosen, has_records)
    direction, mobility_type, series, measure, period_kind = (
        _definition(chosen) if has_records else (_any_direction(), "", "", "", str(PeriodKind.ACADEMIC_YEAR))
    )
    faculty, department = _unit(chosen)
    level = choices.several("level", _("Level"), list(words.CODES["level"]), words.all_words("level").__getitem__)
    group, members = _group()
    country = _countries(chosen)
    selection = Selection(
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
    for told in choices.told():
        st.warning(told)
    return selection


def _year(institution: str, has_records: bool) -> int:
    years = [str(year) for year in data.ask("years", institution)]
    if not years:
        return 0
    usual = KNOWN_BY_STATEMENTS_YEAR
    choices.prefer("year", usual if usual in years and not has_records else years[0])
    kinds = set(data.frame("mobility_series", institution)["period_kind"].astype(str))
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
    series = data.frame("mobility_series", institution)
    first = series.sort_values(["has_countries", "direction"], ascending=[False, True])
    directions = list(dict.fromkeys(first["direction"]))
    shown = words.all_words("direction")
    direction = choices.one("direction", _("Direction"), directions, shown.__getitem__, required=True)
    series = series[series["direction"] == direction]
    types = sorted(set(series["mobility_type"]), reverse=True)
    shown = words.all_words("mobility_type")
    kind = choices.one("type", _("Mobility type"), types, shown.__getitem__, required=True)
    series = series[series["mobility_type"] == kind].drop_duplicates("series").set_index("series")
    labels = {str(code): words.said(label) for code, label in series["label"].items()}
    code = next(iter(labels))
    if len(labels) > 1:
        code = choices.one("series", _("Definition"), list(labels), labels.__getitem__, required=True)
    else:
        st.session_state["choices"].pop("series", None)
    return direction, kind, code, str(series.loc[code, "measure"]), str(series.loc[code, "period_kind"])


def _unit(institution: str) -> tuple[str, str]:
    units = data.frame("units", institution, language=current().language)
    names = dict(zip(units["code"], units["name"], strict=True))
    above = dict(zip(units["code"], units["parent_code"], strict=True))
    in_order = sorted(names, key=lambda code: current().sort_key(names[code]))
    faculty = choices.one("faculty", _("Faculty"), [c for c in in_order if not above[c]], names.__getitem__)
    departments = [code for code in in_order if above[code] and above[code] == faculty]
    if not departments:
        choices.drop("department")
        return faculty, choices.ALL
    return faculty, choices.one("department", _("Department"), departments, names.__getitem__)


def _group() -> tuple[str, str]:
    """A country group, and of when its members are."""
    groups = data.ask("groups")
    shown = {code: words.word("group", code) for code in groups}
    group = choices.one("group", _("Country group"), groups, shown.__getitem__)
    if not group:
        choices.drop("members")
        return group, THEN
    when = {TODAY: _("members of today")}
    return group, choices.one("members", _("Members"), [TODAY], when.__getitem__, none=_("members of then")) or THEN


def _countries(institution: str) -> tuple[str, ...]:
    names = data.ask("countries", institution, language=current().language)
    in_order = sorted(names, key=lambda code: current().sort_key(names[code]))
    return tuple(choices.several("country", _("Country"), in_order, names.__getitem__))


def _partner(institution: str) -> str:
    names = data.ask("partners", institution, language=current().language)
    in_order = sorted(names, key=lambda code: current().sort_key(names[code]))
    return choices.one("partner", _("Partner"), in_order, names.__getitem__)
