"""Where partners and students meet: faculties × countries, and the white spots."""

import streamlit as st

from dashboard import about, caption, data, finding, said, show, words
from dashboard.charts import mobility as charts
from dashboard.i18n import _, current
from dashboard.partnerships import register
from dashboard.partnerships.asked import Asked

COLUMNS = ("faculty_code", "faculty", "country_code", "country", "agreements", "partners", "students", "is_invented")
SPOTS = ("country", "students", "partners", "agreements", "is_invented")
MOST = 14
"""Countries that are drawn; the table has all."""


def show_all(asked: Asked) -> None:
    """Agreements by faculty and country; countries with students and no partner, and the reverse."""
    _heat_map(asked)
    _white_spots(asked)


def _where(asked: Asked) -> dict[str, list[str]]:
    """The conditions of agreements, and which students are meant."""
    s = asked.selection
    of_students = {
        "academic_year": [str(s.year)] if s.year else [], "direction": [s.direction],
        "mobility_type": [s.mobility_type], "series": [s.series] if s.series else [], "level": list(s.level),
    }  # fmt: skip
    return {name: list(values) for name, values in {**asked.where, **of_students}.items() if any(values)}


def _heat_map(asked: Asked) -> None:
    rows = data.frame("coverage", asked.institution, where=_where(asked), language=current().language)
    held = rows[rows["agreements"] > 0]
    title = show.heading(asked.titled(_("Agreements by faculty and country")), asked.selection)
    if held.empty:
        st.subheader(title, anchor=False)
        st.info(_("No agreement fits this choice. Choose fewer conditions."))
        return
    whole = _("whole institution")
    drawn = held.assign(
        headcount=held["agreements"], state="value", faculty=held["faculty"].where(held["faculty"] != "", whole),
        faculty_code=held["faculty_code"].where(held["faculty_code"] != "", "-"),
    )  # fmt: skip
    named = rows.assign(faculty=rows["faculty"].where(rows["faculty"] != "", whole))
    show.chart(
        show.Told(
            key="coverage", title=title, unit=_(
                "Agreements with partners abroad that hold on the day; the {most} countries with most", most=MOST
            ),
            is_invented=asked.selection.is_invented, about=lambda: asked.about,
            cited=lambda: said.sources(register.ties(asked).sources()),
        ),
        charts.faculty_by_country(drawn, style=show.style(), states=words.all_words("state"), top=MOST), named,
        lambda: said.credited(register.ties(asked).sources()), alt=f"{title}. {finding.heat(drawn, 'faculty')}",
        columns=COLUMNS,
    )  # fmt: skip


def _white_spots(asked: Asked) -> None:
    st.subheader(_("White spots"), anchor=False)
    s = asked.selection
    if not s.has_records:
        st.caption(_("No register of students of this institution is loaded, so nobody can say where partners lack."))
        return
    rows = data.frame("white_spots", asked.institution, where=_where(asked), language=current().language)
    counted = f"{about.counted(s)}, {words.year(s.year, s.period_kind)}"
    st.caption(
        _("Only these students are looked at: {counted}. Direction and kind are chosen in the filter bar.",
          counted=counted)
    )  # fmt: skip
    heads = {"no_partner": _("Countries with students and no partner"),
             "no_student": _("Countries with a partner and no student")}  # fmt: skip
    for column, (kind, head) in zip(st.columns(2, gap="large"), heads.items(), strict=True):
        with column:
            some = rows[rows["kind"] == kind].drop(columns="kind")
            st.markdown(f"**{head}**: {current().number(len(some))}")
            if len(some):
                told = show.Told(
                    key=f"white-{kind}", title=show.heading(asked.titled(f"{head}; {counted}"), s),
                    is_invented=s.is_invented, about=lambda: asked.about,
                    cited=lambda: caption.cited(s.where()) + said.sources(register.ties(asked).sources()),
                )  # fmt: skip
                show.table(told, some, columns=SPOTS)
