"""What somebody would write at once: a SQL statement per chart, pandas.read_sql, plotly.express, nothing kept."""

import os
from typing import Any

import pandas as pd
import plotly.express as px
import streamlit as st
from sqlalchemy import create_engine, text

TOP = 15
MOBILITY = """
    FROM mobility_count m
    JOIN unit u ON u.id = m.unit_id
    JOIN institution i ON i.id = u.institution_id
    JOIN unit_record d ON d.unit_id = u.id AND d.is_current
    JOIN unit_record f ON f.unit_id = COALESCE(d.parent_id, d.unit_id) AND f.is_current
    JOIN country c ON c.code = m.country_code
    WHERE m.is_current AND i.code = 'bench' AND m.direction = :direction AND m.mobility_type = :type
"""
FILTERED = "AND (:faculty = 'All' OR f.name_en = :faculty) AND (:level = 'All' OR m.level = :level)"

engine = create_engine(os.environ["DATABASE_URL"])


def read(statement: str, **values: Any) -> pd.DataFrame:
    with engine.connect() as connection:
        return pd.read_sql(text(statement), connection, params=values)


st.set_page_config(layout="wide")
years = read("SELECT DISTINCT period FROM enrolment_count ORDER BY period DESC")["period"].tolist()
faculties = read("SELECT name_en FROM unit_record WHERE kind = 'faculty' ORDER BY unit_id")["name_en"].tolist()
with st.sidebar:
    year = st.selectbox("Year", years, key="year")
    direction = st.selectbox("Direction", ["inbound", "outbound"])
    kind = st.selectbox("Type", ["degree", "credit"])
    faculty = st.selectbox("Faculty", ["All", *faculties], key="faculty")
    level = st.selectbox("Level", ["All", "bachelor", "master", "doctoral"])
chosen = {"direction": direction, "type": kind, "faculty": faculty, "level": level}
shown = f"{year}/{(int(year) + 1) % 100:02}"

st.title("Mobility")
cards = [("inbound", "degree"), ("outbound", "degree"), ("inbound", "credit"), ("outbound", "credit")]
for column, (way, sort) in zip(st.columns(len(cards)), cards, strict=True):
    total = read(
        f"SELECT SUM(m.headcount) AS students {MOBILITY} {FILTERED} AND m.period = :year",
        **{**chosen, "direction": way, "type": sort}, year=year,
    )["students"].fillna(0)[0]  # fmt: skip
    column.metric(f"{way}, {sort}", f"{total:,.0f}")

by_year = read(
    f"SELECT m.period AS year, SUM(m.headcount) AS students {MOBILITY} {FILTERED} GROUP BY m.period ORDER BY m.period",
    **chosen,
)
st.plotly_chart(px.line(by_year, x="year", y="students", title=f"By year, {shown} chosen"), key="years")

by_country = read(
    f"""SELECT c.name_en AS country, SUM(m.headcount) AS students {MOBILITY} {FILTERED} AND m.period = :year
        GROUP BY c.name_en ORDER BY students DESC""",
    **chosen, year=year,
)  # fmt: skip
rest = pd.DataFrame({"country": ["Rest"], "students": [by_country["students"][TOP:].sum()]})
bars = pd.concat([by_country.head(TOP), rest])
st.plotly_chart(px.bar(bars, x="students", y="country", title=f"By country, {shown}"), key="countries")

by_faculty = read(
    f"""SELECT f.name_en AS faculty, SUM(m.headcount) AS students {MOBILITY} {FILTERED} AND m.period = :year
        GROUP BY f.name_en ORDER BY students DESC""",
    **chosen, year=year,
)  # fmt: skip
st.plotly_chart(px.bar(by_faculty, x="students", y="faculty", title=f"By faculty, {shown}"), key="faculties")

both = read(
    f"""SELECT f.name_en AS faculty, c.name_en AS country, SUM(m.headcount) AS students {MOBILITY} {FILTERED}
        AND m.period = :year GROUP BY f.name_en, c.name_en""",
    **chosen, year=year,
)  # fmt: skip
named = both[both["country"].isin(by_country["country"].head(TOP))]
table = named.pivot_table(index="faculty", columns="country", values="students", aggfunc="sum")
st.plotly_chart(px.imshow(table, title=f"Faculties and countries, {shown}"), key="heat")
