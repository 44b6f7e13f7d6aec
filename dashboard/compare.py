"""Two selections beside each other: on one axis where they count the same thing, else each on its own."""

from collections.abc import Callable, Collection
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import about, caption, cards, choices, data, figures, finding, notes, protected, words
from dashboard import show as shown
from dashboard.charts import compare as charts
from dashboard.i18n import _, current
from dashboard.selection import THEN, Selection, defined, together, whole
from db.vocabulary import NOT_COUNTRIES

NO_NUMBER = "–"


def show(selection: Selection, *, key: str) -> None:
    """The chosen selection (A) against another one (B); at first the same a year before."""
    other = _other(selection)
    if other is None:
        st.info(_("The other institution has no figures of this direction and mobility type. Choose another."))
        return
    st.markdown(f"**A**: {caption.plain(_about(selection))}  \n**B**: {caption.plain(_about(other))}")
    if not selection.is_invented:
        shown.invented_banner(other)
    sides = [("A", selection), ("B", other)]
    for column, card in cards.in_rows(sides, 2):
        with column:
            _total(*card)
    nowhere = [(name, one) for name, one in sides if _is_nowhere(one)]
    for name, one in nowhere:
        st.info(_no_member(name, one))
    if nowhere:
        return
    if any(one.group and one.members == THEN for one in (selection, other)):
        st.caption(" ".join([figures.members_line(selection), *map(caption.plain, _moved(selection, other))]))
    if _differ(selection, other):
        for one in figures.beside([selection, other]):
            name = "a" if one is selection else "b"
            figures.by_year(one, key=f"{key}-years-{name}")
            figures.by_country(one, key=f"{key}-countries-{name}", top=10)
        return
    _difference(selection, other)
    _years(selection, other, key=f"{key}-years")
    _ranked(selection, other, "country", key=f"{key}-countries")
    if selection.institution == other.institution:
        _ranked(selection, other, "faculty", key=f"{key}-faculties")


def _differ(selection: Selection, other: Selection) -> bool:
    """Whether A and B are of different definitions; then it says so, and what that means."""
    first, last = sorted((selection.year, other.year))
    if selection.series != other.series:
        broken = [_("A and B count by different definitions.")]
    else:
        broken = [_("break in the series: {text}", text=text) for text in notes.breaks(selection.series, first, last)]
    if broken:
        st.warning(" ".join([*broken, _("They share no axis, and no difference is worked out.")]))
    return bool(broken)


def _is_nowhere(selection: Selection) -> bool:
    """Whether a group and countries are chosen of which none is its member."""
    return bool(selection.group and selection.country) and not any(selection.countries)


def _no_member(name: str, selection: Selection) -> str:
    return _(
        "{side}: no chosen country is a member of {group} ({year}). Choose other countries or another group.",
        side=name, group=about.group_name(selection), year=words.year(selection.year, selection.period_kind),
    )  # fmt: skip


def _moved(selection: Selection, other: Selection) -> list[str]:
    """Countries that joined or left the group between the years of A and B: only one of both counts them."""
    if not selection.group or selection.group != other.group:
        return []
    sides = sorted((("A", selection), ("B", other)), key=lambda side: side[1].year)
    (first, earlier), (last, later) = sides
    then, since = (set(together(one.group, one.members, (), one.year)) for one in (earlier, later))
    joined = _named_in_order((since - then).intersection(later.country or since))
    left = _named_in_order((then - since).intersection(earlier.country or then))
    return [
        *([_("Joined in between, so in {side} only: {countries}.", side=last, countries=joined)] if joined else []),
        *([_("Left in between, so in {side} only: {countries}.", side=first, countries=left)] if left else []),
    ]


def _named_in_order(codes: Collection[str]) -> str:
    names = data.ask("all_countries", language=current().language)
    return ", ".join(sorted((names.get(code, code) for code in codes), key=current().sort_key))


def _about(selection: Selection) -> str:
    kind = selection.period_kind
    year = words.year(selection.year, kind)
    return ", ".join([selection.institution_name, about.counted(selection), *about.narrowed(selection), year])


def _other(selection: Selection) -> Selection | None:
    """What the reader compares with. A part that is not chosen is that of A; nothing chosen is the year before."""
    st.markdown(_("Compare **A**, the selection of the filter bar, with **B**:"))
    row = st.columns(5)
    same = _("same as A")
    with row[4]:
        institution = _institution(selection, same)
    years = [str(year) for year in data.ask("years", institution.institution)]
    with row[1]:
        units = data.frame("units", institution.institution, language=current().language)
        names = dict(zip(units["code"], units["name"], strict=True))
        faculties = sorted(units[units["parent_code"] == ""]["code"], key=lambda code: current().sort_key(names[code]))
        faculty = choices.one("vs_faculty", _("Faculty"), ["*", *faculties], _named(names), none=same)
    with row[2]:
        groups = data.ask("groups")
        group = choices.one(
            "vs_group", _("Country group"), ["*", *groups], _named({g: about.group_named(g) for g in groups}), none=same
        )
    with row[3]:
        countries = data.ask("countries", institution.institution, language=current().language)
        in_order = sorted(countries, key=lambda code: current().sort_key(countries[code]))
        country = choices.one("vs_country", _("Country"), ["*", *in_order], _named(countries), none=same)
    chosen = {"faculty": faculty, "group": group, "country": country}
    is_of_before = not any(chosen.values()) and institution is selection
    with row[0]:  # the first to be read, the last to be known: what it means if nothing is chosen hangs on the others
        chosen["year"] = choices.one(
            "vs_year", words.word("columns", "year"), years, lambda y: words.year(y, selection.period_kind),
            none=_("the year before") if is_of_before else same,
        ) or (str(selection.year - 1) if is_of_before else "")  # fmt: skip
    other = _with(institution, chosen)
    return defined(other, selection.direction, selection.mobility_type) if institution is not selection else other


def _named(names: dict[str, str]) -> Callable[[str], str]:
    """The words of options by code; '*' takes a restriction out."""
    return {"*": _("All"), **names}.__getitem__


def _institution(selection: Selection, same: str) -> Selection:
    every = data.frame("institutions", language=current().language)
    listed = every[every["has_records"] & (every["code"] != selection.institution)].set_index("code")
    names = dict(listed["name"])
    stated = dict(every[~every["has_records"]].set_index("code")["name"])
    wanted = choices.get("vs_institution")
    if wanted in stated or not names:
        choices.drop("vs_institution", _("Institution"), not_counted(str(stated[wanted])) if wanted in stated else "")
    if not names:
        return selection
    code = choices.one("vs_institution", _("Institution"), list(names), names.__getitem__, none=same)
    if not code:
        return selection
    row = listed.loc[code]
    years = data.ask("years", code)
    other = replace(
        whole(selection), institution=code, institution_name=str(row["name"]), kind=str(row["kind"]),
        home_country=str(row["country_code"]), is_invented=bool(row["is_invented"]),
        year=selection.year if selection.year in years else years[0],
    )  # fmt: skip
    return replace(
        other, group=selection.group, members=selection.members, country=selection.country, level=selection.level
    )


def not_counted(institution: str) -> str:
    """Why an institution is not compared."""
    return _(
        "Of {institution} only published statements are known, nothing is counted: so there is nothing to compare.",
        institution=institution,
    )


def _with(selection: Selection, chosen: dict[str, str]) -> Selection:
    """The selection with the parts that are chosen; '*' takes a restriction out."""
    year = int(chosen["year"] or selection.year)
    faculty = selection.faculty if not chosen["faculty"] else "" if chosen["faculty"] == "*" else chosen["faculty"]
    group = selection.group if not chosen["group"] else "" if chosen["group"] == "*" else chosen["group"]
    picked = chosen["country"]
    country = selection.country if not picked else () if picked == "*" else (picked,)
    department = "" if chosen["faculty"] else selection.department
    return replace(
        selection, year=year, faculty=faculty, department=department, group=group,
        country=country, countries=together(group, selection.members, country, year),
    )  # fmt: skip


def _total(name: str, selection: Selection) -> None:
    rows = figures.counts(selection)
    known = rows[rows["headcount"].notna()]
    states = rows["state"].tolist()
    value = words.untold((states or [""])[0])
    if len(known):
        value = words.counted(float(known["headcount"].iloc[0]), is_least="partial" in states)
    label = f"{name}: {about.title(selection)}"
    with st.container(border=True, height="stretch"):
        st.caption(label)
        if _is_nowhere(selection):
            st.metric(label, NO_NUMBER, label_visibility="collapsed")
            return
        st.metric(label, value, label_visibility="collapsed")
        about.source(selection)()


def _difference(selection: Selection, other: Selection) -> None:
    a, b = (figures.counts(one) for one in (selection, other))
    st.markdown(f"**{caption.plain(_both(a, b))}**")


def _both(a: pd.DataFrame, b: pd.DataFrame) -> str:
    """How A differs from B, where both are wholly known."""
    if any(set(rows["state"]) != {"value"} for rows in (a, b)):
        return _("A or B is not wholly known, so no difference is told.")
    one, other = (float(rows["headcount"].sum()) for rows in (a, b))
    t, told = current(), bool(other) and protected.tells_percent(other)
    percent = f" ({'+' if one >= other else '−'}{t.percent(abs(100 * (one - other) / other))})" if told else ""
    return _("A less B: {difference}", difference=t.signed(one - other) + percent)


def _years(selection: Selection, other: Selection, *, key: str) -> None:
    if selection.where(every_year=True) == other.where(every_year=True):
        figures.by_year(selection, key=key)
        return
    a, b = (figures.counts(one, "academic_year", every_year=True) for one in (selection, other))
    _pair(selection, other, a, b, "academic_year", key=key)


def _ranked(selection: Selection, other: Selection, name: str, *, key: str) -> None:
    a, b = (figures.counts(one, name) for one in (selection, other))
    if name == "country":
        a, b = (rows[~rows["country_code"].isin(NOT_COUNTRIES)] for rows in (a, b))
    if len(a) < 2 and len(b) < 2:
        return
    _pair(selection, other, a, b, name, key=key)


def _pair(selection: Selection, other: Selection, a: pd.DataFrame, b: pd.DataFrame, name: str, *, key: str) -> None:
    """Both on one axis: the same series, so the same definition."""
    if not (figures.some(a) or figures.some(b)):
        about.nothing(selection, a)
        return
    code = name if name == "academic_year" else f"{name}_code"
    rows = pd.concat([a.assign(side="A"), b.assign(side="B")], ignore_index=True)
    by = {"country": _("by country"), "faculty": _("by faculty"), "academic_year": _("by year")}[name]
    title = shown.heading(f"A – B: {about.counted(selection)}, {by}", selection)
    behind = [one.where(every_year=name == "academic_year") for one in (selection, other)]
    told = shown.Told(
        key=key, title=title, unit=about.unit_line(selection), is_invented=selection.is_invented or other.is_invented,
        about=lambda: {"A": "; ".join(_said(selection)), "B": "; ".join(_said(other))},
        cited=lambda: list(dict.fromkeys(source for where in behind for source in caption.cited(where))),
    )  # fmt: skip
    style, labels = shown.style(), ("A", "B")
    both, marked = charts.paired(a, b, name), notes.Marked()
    if name == "academic_year":
        both = both.assign(academic_year=both["code"].astype(int)).sort_values("academic_year")
        years = [words.year(year, selection.period_kind) for year in both["academic_year"]]
        marked = notes.of_series(selection, both["academic_year"].tolist())
        figure = charts.pair_years(
            both, style=style, labels=labels, year_names=years, partial=words.word("state", "partial"),
            breaks=marked.breaks, notes=marked.notes,
        )  # fmt: skip
    else:
        figure = charts.pair_bars(both, style=style, labels=labels, rest=shown.rest())
    alt = f"{title}. A: {_about(selection)}. B: {_about(other)}. "
    alt += _finding(a, b, name, selection.period_kind, marked.breaks)
    shown.chart(
        told, figure, rows, lambda: caption.releases(*behind), alt=alt,
        columns=tuple(dict.fromkeys(("side", code, name, *figures.COUNTED))),
        notes=[*marked.texts, *(_moved(selection, other) if name == "country" else []), *finding.lacking(rows, name)],
    )  # fmt: skip


def _finding(a: pd.DataFrame, b: pd.DataFrame, name: str, period_kind: str, breaks: Collection[int]) -> str:
    """What both show; years are told each for themselves, since a stock of several is no sum."""
    if name == "academic_year":
        return "; ".join(
            f"{side}: {finding.trend(rows, period_kind=period_kind, breaks=breaks)}"
            for side, rows in (("A", a), ("B", b))
        )
    return finding.pair(a, b, name, names=("A", "B"))


def _said(selection: Selection) -> list[str]:
    return [f"{name}: {value}" for name, value in about.conditions(selection).items()]
