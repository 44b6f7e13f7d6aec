"""Charts of record figures. Frames are those of `db.queries.counts`; none is changed."""

from collections.abc import Sequence
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.theme import Style, bars_height, centres, globe, plain

WRAPPED = 30


def ranked(counts: pd.DataFrame, name: str, *, top: int, rest: str) -> pd.DataFrame:
    """The first `top` rows by headcount and one row for the rest, which `rest` names ('{n} others').

    Columns: name, headcount. Rows without a number are left out: a missing bar is not a zero.
    """
    known = counts[counts["headcount"].notna() & (counts["headcount"] > 0)]
    known = known.sort_values(["headcount", name], ascending=[False, True])
    shown, others = known.iloc[:top], known.iloc[top:]
    rows = [(str(n), int(h)) for n, h in zip(shown[name], shown["headcount"], strict=True)]
    if len(others):
        rows.append((rest.format(n=len(others)), int(others["headcount"].sum())))
    return pd.DataFrame(rows, columns=["name", "headcount"])


def bars(counts: pd.DataFrame, name: str, *, style: Style, rest: str, top: int = 15) -> go.Figure:
    """Horizontal bars, the largest at the top; the rest share one quiet bar, so that bars add up to the total shown."""
    rows = ranked(counts, name, top=top, rest=rest)
    others = len(rows) > top
    rows["name"] = ["<br>".join(wrap(name, WRAPPED)) for name in rows["name"]]
    colours = [style.quiet if others and i == len(rows) - 1 else style.accent for i in range(len(rows))]
    figure = go.Figure(
        go.Bar(
            x=rows["headcount"], y=rows["name"], orientation="h", marker={"color": colours}, texttemplate="%{x:,}",
            textposition="outside", cliponaxis=False, hovertemplate="%{y}: %{x:,}<extra></extra>",
        )
    )  # fmt: skip
    lines = max([1, *(1 + name.count("<br>") for name in rows["name"])])
    plain(figure, style, bars_height(len(rows) * (1 + 0.25 * (lines - 1))))
    figure.update_xaxes(visible=False, range=[0, 1.3 * max([1, *rows["headcount"]])])
    figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix="  ")
    return figure


def world(counts: pd.DataFrame, *, style: Style) -> go.Figure:
    """Countries in deeper colour the more students; counts have country_code, country, headcount.

    What the map has no shape for, countries or not, does not stretch the scale.
    """
    drawn = counts["country_code"].isin(list(centres()))
    known = counts[counts["headcount"].notna() & (counts["headcount"] > 0) & drawn]
    figure = go.Figure(
        go.Choropleth(
            locations=known["country_code"], z=known["headcount"].astype(int), text=known["country"],
            colorscale=style.scale, zmin=0, marker={"line": {"width": 0.4, "color": style.grid}},
            colorbar={"thickness": 8, "len": 0.6, "x": 0.99, "tickformat": ",d", "outlinewidth": 0},
            hovertemplate="%{text}: %{z:,}<extra></extra>",
        )
    )  # fmt: skip
    return globe(figure, style)


def not_on_map(counts: pd.DataFrame) -> pd.DataFrame:
    """Rows whose country the map has no shape for."""
    known = counts[counts["headcount"].notna() & (counts["headcount"] > 0)]
    return known[~known["country_code"].isin(list(centres()))]


def years(counts: pd.DataFrame, *, style: Style, label: str, year_names: Sequence[str]) -> go.Figure:
    """A line over academic years; a year without a number is a gap, never a zero. year_names: as people read them,
    for each row of counts (academic_year, headcount)."""
    figure = go.Figure(
        go.Scatter(
            x=list(year_names), y=counts["headcount"].astype("Float64"), mode="lines+markers+text", name=label,
            text=counts["headcount"].astype("Float64"), texttemplate="%{y:,}", textposition="top center",
            cliponaxis=False, line={"color": style.accent, "width": 2.5}, marker={"size": 8}, connectgaps=False,
            hovertemplate="%{x}: %{y:,}<extra></extra>",
        )
    )  # fmt: skip
    plain(figure, style)
    known = counts["headcount"].dropna()
    figure.update_yaxes(rangemode="tozero", tickformat=",d", range=[0, 1.15 * max([1, *known])])
    figure.update_xaxes(type="category", showgrid=False)
    return figure


def faculty_by_country(counts: pd.DataFrame, *, style: Style, top: int = 12) -> go.Figure:
    """Heat map of the `top` countries × faculties; an empty field is nobody or not known, the table tells which."""
    known = counts[counts["headcount"].notna() & (counts["faculty"] != "")]
    first = known.groupby("country")["headcount"].sum().sort_values(ascending=False).index[:top]
    known = known[known["country"].isin(first)]
    table = known.pivot_table(index="faculty", columns="country", values="headcount", aggfunc="sum", observed=True)
    table = table.reindex(columns=first)
    table = table.loc[table.sum(axis=1).sort_values().index]
    values = [[None if pd.isna(cell) else int(cell) for cell in row] for row in table.to_numpy()]
    figure = go.Figure(
        go.Heatmap(
            z=values, x=list(table.columns), y=list(table.index), colorscale=style.scale, xgap=2, ygap=2,
            texttemplate="%{z:,}", showscale=False, hoverongaps=False,
            hovertemplate="%{y} · %{x}: %{z:,}<extra></extra>",
        )
    )  # fmt: skip
    plain(figure, style, bars_height(len(table)) + 60)
    figure.update_xaxes(side="top", showgrid=False, tickangle=-35)
    figure.update_yaxes(showgrid=False, ticksuffix="  ")
    return figure
