"""The same four charts and a choice of year in Dash, from arrays: python -m tests.bench.pages.dash_app PORT."""

import os
import sys
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
from sqlalchemy import create_engine, text

TOP = 15
CELLS = """
    SELECT m.period AS year, f.name_en AS faculty, c.name_en AS country, SUM(m.headcount) AS students
    FROM mobility_count m
    JOIN unit_record d ON d.unit_id = m.unit_id AND d.is_current
    JOIN unit_record f ON f.unit_id = COALESCE(d.parent_id, d.unit_id) AND f.is_current
    JOIN country c ON c.code = m.country_code
    WHERE m.is_current AND m.direction = 'inbound' AND m.mobility_type = 'degree'
    GROUP BY m.period, f.name_en, c.name_en
"""
CHARTS = ("years", "countries", "faculties", "heat")


class Cube:
    """Students by year, faculty and country."""

    def __init__(self, address: str) -> None:
        with create_engine(address).connect() as connection:
            cells = pd.read_sql(text(CELLS), connection)
        kinds = [cells[name].astype("category").cat for name in ("year", "faculty", "country")]
        self.years, self.faculties, self.countries = (np.array(kind.categories) for kind in kinds)
        self.students = np.zeros([len(kind.categories) for kind in kinds])
        np.add.at(self.students, tuple(kind.codes for kind in kinds), cells["students"].fillna(0))


def shown(year: str) -> str:
    return f"{year}/{(int(year) + 1) % 100:02}"


def figures(cube: Cube, year: str) -> list[go.Figure]:
    """The four charts of a year."""
    students = cube.students[np.flatnonzero(cube.years == year)[0]]
    by_country, by_faculty = students.sum(axis=0), students.sum(axis=1)
    order, faculties = np.argsort(-by_country), np.argsort(-by_faculty)
    top = order[:TOP]
    names, bars = [*cube.countries[top], "Rest"], [*by_country[top], by_country[order[TOP:]].sum()]
    drawn = [
        (f"By year, {shown(year)} chosen", go.Scatter(x=cube.years, y=cube.students.sum(axis=(1, 2)))),
        (f"By country, {shown(year)}", go.Bar(x=bars, y=names, orientation="h")),
        (f"By faculty, {shown(year)}",
         go.Bar(x=by_faculty[faculties], y=cube.faculties[faculties], orientation="h")),
        (f"Faculties and countries, {shown(year)}",
         go.Heatmap(z=students[:, top], x=cube.countries[top], y=cube.faculties)),
    ]  # fmt: skip
    return [go.Figure(trace, {"title": {"text": title}}) for title, trace in drawn]


def app(cube: Cube) -> Dash:
    made = Dash(__name__)
    newest = [str(year) for year in cube.years[::-1]]
    choice = dcc.RadioItems([{"label": shown(year), "value": year} for year in newest], newest[0], id="year")
    made.layout = html.Div([html.H1("Mobility"), choice, *(dcc.Graph(id=name) for name in CHARTS)])

    @made.callback([Output(name, "figure") for name in CHARTS], Input("year", "value"))
    def draw(year: str) -> Any:
        return figures(cube, year)

    return made


if __name__ == "__main__":
    app(Cube(os.environ["DATABASE_URL"])).run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)
