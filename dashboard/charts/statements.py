"""Charts of what was said. Statements are open dots, one by one: nothing here looks counted, nothing is added."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.theme import Style, bars_height, globe, plain, zoom

FEW_YEARS = 2
MOST_LABELS = 12
RIGHT_PART = 0.9
SIGNS = {
    "exactly": "circle-open",
    "at_least": "triangle-up-open",
    "at_most": "triangle-down-open",
    "about": "diamond-open",
}


def timeline(figures: pd.DataFrame, *, style: Style, qualifiers: dict[str, str]) -> go.Figure:
    """Values stated for one metric over time, a sign for each qualifier; each dot bears its value and scope.

    figures: code, dated (YYYY, YYYY-MM or YYYY-MM-DD), value, qualifier, label (value and scope as people read them),
    scope ('' for all), source_title.
    """
    figure = go.Figure()
    in_order = figures.sort_values(["dated", "value"])
    # Where dots crowd, only those about everybody bear a label; the others tell theirs when pointed at.
    crowded = len(in_order) > MOST_LABELS
    in_order = in_order.assign(text=in_order["label"].where((in_order["scope"] == "") | (not crowded), ""))
    sides = _sides(in_order)
    for qualifier, word in qualifiers.items():
        some = in_order[in_order["qualifier"] == qualifier]
        if len(some):
            figure.add_trace(
                go.Scatter(
                    x=some["dated"], y=some["value"], mode="markers+text", name=word, text=some["text"],
                    textposition=[sides[code] for code in some["code"]], cliponaxis=False,
                    marker={"symbol": SIGNS[qualifier], "size": 12, "line": {"width": 2}, "color": style.accent},
                    customdata=some[["label", "source_title"]],
                    hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
                )
            )  # fmt: skip
    plain(figure, style)
    figure.update_layout(showlegend=True, margin={"l": 8, "r": 150, "t": 8, "b": 8})
    figure.update_yaxes(rangemode="tozero", tickformat=",d")
    years = {str(day)[:4] for day in figures["dated"]}
    by_year = len(years) > FEW_YEARS
    ticks = {"tickformat": "%Y", "nticks": 10} if by_year else {"tickformat": "%m.%Y", "dtick": "M3"}
    figure.update_xaxes(type="date", showgrid=False, **ticks)
    return figure


def _sides(in_order: pd.DataFrame) -> dict[str, str]:
    """Where each dot's label stands, by code: of dots of one day the lowest bears it below and the highest above, so
    that no label comes to stand at its neighbour; towards the right end it stands on the left, so that it is not cut.

    in_order: code and dated, by day and value.
    """
    days = pd.to_datetime(in_order["dated"], format="ISO8601")
    span = max((days.max() - days.min()).days, 1)
    sides = {}
    for day, codes in in_order["code"].groupby(days):
        across = "left" if (day - days.min()).days > span * RIGHT_PART else "right"
        for place, code in enumerate(codes):
            alone = "middle" if across == "right" else "top"
            between = 0 < place < len(codes) - 1
            down = alone if len(codes) == 1 else "middle" if between else "bottom" if place == 0 else "top"
            sides[code] = f"{down} {across}"
    return sides


def partner_map(places: pd.DataFrame, *, style: Style) -> go.Figure:
    """A dot for each country with named partners; its number is how many are named, not how many there are.

    places: country_code, country, named (int), partners (their names, parted by line breaks).
    """
    figure = go.Figure(
        go.Scattergeo(
            locations=places["country_code"], text=places["named"], mode="markers+text",
            marker={"size": 22, "color": style.accent, "opacity": 0.92, "line": {"width": 1, "color": style.land}},
            textfont={"color": "#14171a" if style.dark else "#ffffff", "size": 11},
            customdata=places[["country", "partners"]],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
        )
    )  # fmt: skip
    globe(figure, style)
    return zoom(figure, list(places["country_code"]))


def places_and_assigned(
    use: pd.DataFrame, *, style: Style, names: Sequence[str], labels: tuple[str, str], horizontal: bool = False
) -> go.Figure:
    """Places beside assigned students. Where students are not measured there is no bar: not a zero.

    use: places, assigned; names: what each row is, as people read it; labels: of places and of assigned.
    """
    figure = go.Figure()
    for column, label, colour in zip(("places", "assigned"), labels, (style.quiet, style.accent), strict=True):
        values = use[column].astype("Float64")
        along = {"x": values, "y": list(names)} if horizontal else {"x": list(names), "y": values}
        figure.add_trace(
            go.Bar(
                **along, name=label, marker={"color": colour}, orientation="h" if horizontal else "v",
                texttemplate="%{x:,}" if horizontal else "%{y:,}", textposition="outside", cliponaxis=False,
                hovertemplate=("%{y}: %{x:,} " if horizontal else "%{x}: %{y:,} ") + label + "<extra></extra>",
            )
        )  # fmt: skip
    plain(figure, style, bars_height(2 * len(use)) if horizontal else 320)
    largest = max([1.0, *use["places"].dropna(), *use["assigned"].dropna()])
    if horizontal:
        figure.update_yaxes(autorange="reversed", showgrid=False, ticksuffix="  ")
        figure.update_xaxes(visible=False, range=[0, 1.3 * largest])
    else:
        figure.update_xaxes(type="category", showgrid=False)
        figure.update_yaxes(tickformat=",d", range=[0, 1.15 * largest])
    return figure
