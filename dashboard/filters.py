"""The one filter bar: choices -> one frozen value, kept in the address so that a link reopens the same view.

The address carries codes, never words: a link works in any language. What it asks for is checked against what there
is; what there is not is told, and the rest of the link is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import data, words
from dashboard.i18n import LANGUAGES, Translator, _, current
from db.queries.asking import Where

HOME_INSTITUTION = "kaznu"
FIRST_CHOICES = ("kaznu", "kaznu-demo", "unizar")
KEYS = (
    "lang", "institution", "year", "direction", "type", "series", "level", "faculty", "department", "group", "country",
    "partner", "q",
)  # fmt: skip
SEVERAL = ("country", "level")
ALL = ""
KNOWN_BY_STATEMENTS_YEAR = 2023


@dataclass(frozen=True)
class Selection:
    """What is chosen. '' or () means no restriction; `year` 0 that no year has figures."""

    institution: str
    institution_name: str
    home_country: str
    is_invented: bool
    has_records: bool
    year: int
    years: tuple[int, ...]
    direction: str
    mobility_type: str
    series: str
    series_label: str
    measure: str
    level: tuple[str, ...]
    faculty: str
    department: str
    group: str
    country: tuple[str, ...]
    partner: str

    def where(self, *, every_year: bool = False) -> Where:
        """Conditions for queries about mobility."""
        return {
            **self.where_unit(every_year=every_year),
            "direction": [self.direction],
            "mobility_type": [self.mobility_type],
            "series": [self.series] if self.series else [],
            "country": list(self.country),
            "group": [self.group] if self.group else [],
            "partner": [self.partner] if self.partner else [],
            "level": list(self.level),
        }

    def where_unit(self, *, every_year: bool = False) -> Where:
        """Conditions of institution, year and unit only."""
        return {
            "institution": [self.institution],
            "academic_year": [] if every_year or not self.year else [str(self.year)],
            "faculty": [self.faculty] if self.faculty else [],
            "department": [self.department] if self.department else [],
        }


def seed() -> None:
    """Take the choices of the address into a session that has just begun, and its language from the browser.

    `wanted` holds choices that a page's button made in the run before: a shown widget may not be written to.
    """
    for key, value in st.session_state.pop("wanted", {}).items():
        st.session_state[key] = value
    if "seeded" in st.session_state:
        return
    st.session_state["seeded"] = True
    for key in KEYS:
        if key in st.query_params:
            several = st.query_params.get_all(key)
            st.session_state[key] = several if key in SEVERAL else several[0]
    if st.session_state.get("lang") not in LANGUAGES:
        preferred = (st.context.locale or "en")[:2]
        st.session_state["lang"] = preferred if preferred in LANGUAGES else "en"


def keep_in_address() -> None:
    """Write the choices into the address; what is not chosen is left out."""
    chosen = {key: st.session_state.get(key) for key in KEYS}
    others = {key: value for key, value in st.query_params.items() if key not in KEYS}
    st.query_params.from_dict({**others, **{key: value for key, value in chosen.items() if value}})


def language() -> Translator:
    """The choice of language, first in the bar."""
    st.segmented_control(
        "Тіл · Язык · Language",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="lang",
        required=True,
        label_visibility="collapsed",
    )
    return current()


def bar() -> Selection:
    """The filter bar in the sidebar."""
    unknown: list[str] = []
    institutions = data.frame("institutions", language=current().language)
    codes = sorted(
        institutions["code"], key=lambda c: (FIRST_CHOICES.index(c) if c in FIRST_CHOICES else len(FIRST_CHOICES), c)
    )
    names = dict(zip(institutions["code"], institutions["name"], strict=True))
    chosen = _one(_("Institution"), "institution", codes, names.__getitem__, unknown, required=True)
    row = institutions[institutions["code"] == chosen].iloc[0]
    has_records = bool(row["has_records"])
    year, years = _year(chosen, has_records, unknown)
    direction, mobility_type, series = _definition(chosen, has_records, unknown)
    faculty, department = _unit(chosen, unknown)
    selection = Selection(
        institution=chosen,
        institution_name=str(row["name"]),
        home_country=str(row["country_code"]),
        is_invented=bool(row["is_invented"]),
        has_records=has_records,
        year=year,
        years=years,
        direction=direction,
        mobility_type=mobility_type,
        series=series[0],
        series_label=series[1],
        measure=series[2],
        level=tuple(
            _several(_("Level"), "level", list(words.CODES["level"]), lambda c: words.word("level", c), unknown)
        ),
        faculty=faculty,
        department=department,
        group=_group(unknown),
        country=_countries(chosen, unknown),
        partner=_partner(chosen, has_records, unknown),
    )
    for choice in unknown:
        st.warning(choice)
    return selection


def _one(
    label: str,
    key: str,
    options: Sequence[str],
    shown: Callable[[str], str],
    unknown: list[str],
    *,
    required: bool = False,
) -> str:
    """One choice; without `required`, none is the first option. An unknown one of the address is told and dropped."""
    listed = list(options) if required else [ALL, *options]
    wanted = st.session_state.get(key)
    if wanted is not None and wanted not in listed:
        if wanted:
            unknown.append(_("The link asks for {label} “{value}”, which is not there.", label=label, value=wanted))
        del st.session_state[key]
    # Worked out before: Streamlit may ask for the words of options outside the session and its language.
    names = {ALL: _("All"), **{option: shown(option) for option in options}}
    choice = st.selectbox(label, listed, format_func=names.__getitem__, key=key)
    return str(choice or ALL)


def _several(
    label: str, key: str, options: Sequence[str], shown: Callable[[str], str], unknown: list[str]
) -> list[str]:
    wanted = st.session_state.get(key) or []
    missing = [value for value in wanted if value not in options]
    if missing:
        unknown += [
            _("The link asks for {label} “{value}”, which is not there.", label=label, value=v) for v in missing
        ]
        st.session_state[key] = [value for value in wanted if value in options]
    names = {option: shown(option) for option in options}
    return st.multiselect(label, options, format_func=names.__getitem__, key=key, placeholder=_("All"))


def _year(institution: str, has_records: bool, unknown: list[str]) -> tuple[int, tuple[int, ...]]:
    years = data.ask("years", institution)
    if not years:
        return 0, ()
    listed = [str(year) for year in years]
    if st.session_state.get("year_of") != institution:
        # Another institution has other years: a choice made for one is not carried to the next.
        if "year_of" in st.session_state:
            st.session_state.pop("year", None)
        st.session_state["year_of"] = institution
    if "year" not in st.session_state:
        usual = str(KNOWN_BY_STATEMENTS_YEAR)
        st.session_state["year"] = listed[0] if has_records or usual not in listed else usual
    chosen = _one(_("Academic year"), "year", listed, words.year, unknown, required=True)
    return int(chosen), tuple(sorted(years))


def _definition(institution: str, has_records: bool, unknown: list[str]) -> tuple[str, str, tuple[str, str, str]]:
    """Direction, mobility type and series: what may not share a sum is chosen, not mixed."""
    if not has_records:
        directions = list(words.CODES["direction"])
        direction = _one(_("Direction"), "direction", directions, lambda c: words.word("direction", c), unknown)
        return direction, "", ("", "", "")
    series = data.frame("mobility_series", institution)
    directions = sorted(set(series["direction"]))
    direction = _one(
        _("Direction"), "direction", directions, lambda c: words.word("direction", c), unknown, required=True
    )
    series = series[series["direction"] == direction]
    types = sorted(set(series["mobility_type"]), reverse=True)
    kind = _one(_("Mobility type"), "type", types, lambda c: words.word("mobility_type", c), unknown, required=True)
    series = series[series["mobility_type"] == kind].drop_duplicates("series")
    labels = dict(zip(series["series"], series["label"], strict=True))
    code = next(iter(labels))
    if len(labels) > 1:
        code = _one(_("Definition"), "series", list(labels), lambda c: words.said(labels[c]), unknown, required=True)
    measure = str(series.set_index("series").loc[code, "measure"])
    return direction, kind, (code, words.said(labels[code]), measure)


def _unit(institution: str, unknown: list[str]) -> tuple[str, str]:
    units = data.frame("units", institution, language=current().language)
    names = dict(zip(units["code"], units["name"], strict=True))
    in_order = sorted(names, key=lambda code: current().sort_key(names[code]))
    above = dict(zip(units["code"], units["parent_code"], strict=True))
    faculties = [code for code in in_order if not above[code]]
    faculty = _one(_("Faculty"), "faculty", faculties, names.__getitem__, unknown) if faculties else ALL
    departments = [code for code in in_order if above[code] and above[code] == faculty]
    if not departments:
        st.session_state.pop("department", None)
        return faculty, ALL
    return faculty, _one(_("Department"), "department", departments, names.__getitem__, unknown)


def _group(unknown: list[str]) -> str:
    groups = data.ask("groups")
    if not groups:
        return ALL
    return _one(_("Country group, members of that year"), "group", groups, lambda c: words.word("group", c), unknown)


def _countries(institution: str, unknown: list[str]) -> tuple[str, ...]:
    names = data.ask("countries", institution, language=current().language)
    in_order = sorted(names, key=lambda code: current().sort_key(names[code]))
    return tuple(_several(_("Country"), "country", in_order, names.__getitem__, unknown))


def _partner(institution: str, has_records: bool, unknown: list[str]) -> str:
    names = data.ask("partners", institution, language=current().language)
    if not names:
        st.session_state.pop("partner", None)
        return ALL
    in_order = sorted(names, key=lambda code: current().sort_key(names[code]))
    return _one(_("Partner"), "partner", in_order, names.__getitem__, unknown)
