"""How much hangs on a few countries of origin, and what would remain without some of them."""

import streamlit as st

from dashboard import about, caption, choices, figures, finding, protected, show, words
from dashboard.charts import compare as charts
from dashboard.i18n import _, current
from dashboard.selection import Selection
from db.queries.concentration import Concentration, Remains, concentration, without
from db.vocabulary import NOT_COUNTRIES


def of_countries(selection: Selection, *, key: str) -> None:
    """Shares of the largest countries, and the effective number of countries."""
    rows = figures.counts(selection, "country")
    found = concentration(rows)
    if not found.total:
        figures.without_countries(selection, rows)
        return
    if found.countries == 1:
        st.info(_("Concentration needs numbers of more than one country."))
        return
    if not protected.tells_percent(found.total or 0):
        st.info(_("So few persons are counted that no shares are told of them."))
        return
    _numbers(found)
    named = rows[~rows["country_code"].isin(NOT_COUNTRIES)]
    told = about.told(selection, key, _("concentration"))
    figure = charts.shares(named, "country", style=show.style(), percent=current().percent, largest_of=_("{n} largest"))
    show.chart(
        told, figure, rows, about.source(selection), alt=f"{told.title}. {finding.concentration(named, 'country')}",
        columns=("country_code", "country", *figures.COUNTED), notes=_notes(found), opens="country",
    )  # fmt: skip


def _numbers(found: Concentration) -> None:
    t = current()
    told = (
        (_("Share of the largest country"), t.percent(found.top1_pct)),
        (_("Share of the three largest"), t.percent(found.top3_pct)),
        (_("Effective number of countries"), t.number(found.effective_number, decimals=1)),
        (_("Countries"), words.counted(found.countries, is_least=protected.here())),
    )
    for column, (label, value) in zip(st.columns(len(told)), told, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.caption(label)
            st.metric(label, value, label_visibility="collapsed")


def _notes(found: Concentration) -> list[str]:
    notes = [
        _("Effective number: so many countries of equal size would be as concentrated (1 divided by the sum of squared "
          "shares, the inverse of the Herfindahl–Hirschman index). Shares are of students whose country is known.")
    ]  # fmt: skip
    if found.without_country:
        count = current().number(found.without_country)
        notes.append(_("Of no single country, and left out: {count}.", count=count))
    if found.is_lower_bound:
        notes.append(_("Some counts are withheld or not known: shares are of what is known."))
    return notes


def what_if(selection: Selection) -> None:
    """What if students of some countries stopped coming (or going)."""
    rows = figures.counts(selection, "country")
    named = rows[~rows["country_code"].isin(NOT_COUNTRIES) & (rows["headcount"].fillna(0) > 0)]
    if len(named) < 2 or not protected.tells_percent(float(named["headcount"].sum())):
        return
    named = named.sort_values(["headcount", "country"], ascending=[False, True])  # alike ones by name, as the bars
    st.subheader(_("What if a country stops?"), anchor=False)
    names = dict(zip(named["country_code"], named["country"], strict=True))
    first = next(iter(names))
    chosen = choices.several("gone", _("Countries that stop"), list(names), names.__getitem__, none=names[first])
    gone = chosen or [first]
    shown = ", ".join(names[code] for code in gone)
    st.markdown(f"**{caption.plain(_sentence(without(rows, gone), shown))}**")
    st.caption(_("Arithmetic on the chosen year, not a forecast: everybody else stays."))


def _sentence(left: Remains, names: str) -> str:
    t = current()
    if left.before is None or left.change is None or left.change_pct is None:
        return _("Not known: no count of this choice is known.")
    if left.is_lower_bound:
        return _at_least(left, names)
    return _(
        "Without {names}: {after} instead of {before} students, {change} ({percent}).",
        names=names, after=t.number(left.after), before=t.number(left.before), change=t.signed(left.change),
        percent=("−" if left.change_pct < 0 else "") + t.percent(abs(left.change_pct)),
    )  # fmt: skip


def _at_least(left: Remains, names: str) -> str:
    """Where some are not known: those who are gone and those who remain are at least so many. The part that is gone is
    at least that of the known if only more of them may be gone, at most if only more may remain."""
    t = current()
    percent = t.percent(abs(left.change_pct or 0))
    if left.gone_lacks and left.rest_lacks:
        part = _("{percent} of those known", percent=percent)
    else:
        part = _("at least {low}", low=percent) if left.gone_lacks else _("at most {high}", high=percent)

    def counted(number: float, *, lacks: bool = True) -> str:
        return words.counted(number, is_least=lacks)

    told = _(
        "Without {names}: {after} instead of {before} students, {gone} fewer ({percent}).",
        names=names, before=counted(left.before or 0), after=counted(left.after or 0, lacks=left.rest_lacks),
        gone=counted(abs(left.change or 0), lacks=left.gone_lacks), percent=part,
    )  # fmt: skip
    return told + " " + _("Some counts are withheld or not known.")
