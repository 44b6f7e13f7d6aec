"""Charts are tested by the numbers in the figure."""

import ast
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import charts
from dashboard.charts import mobility, statements
from dashboard.charts.theme import Style, centres

STYLE = Style()


def counts(*rows: tuple[str, str, int | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["country_code", "country", "headcount"])
    return frame.astype({"headcount": "Int64"})


def test_bars_are_largest_first_and_a_withheld_count_has_no_bar():
    figure = mobility.bars(
        counts(("NPL", "Nepal", None), ("CHN", "China", 401), ("IND", "India", 655)),
        "country", style=STYLE, rest="Rest ({n})",
    )  # fmt: skip
    assert list(figure.data[0].y) == ["India", "China"]
    assert list(figure.data[0].x) == [655, 401]


def test_those_beyond_the_top_share_one_bar():
    figure = mobility.bars(
        counts(("CHN", "China", 5), ("IND", "India", 4), ("TUR", "Türkiye", 3), ("KOR", "Korea", 2)),
        "country", style=STYLE, rest="Rest ({n})", top=2,
    )  # fmt: skip
    assert list(zip(figure.data[0].y, figure.data[0].x, strict=True)) == [("China", 5), ("India", 4), ("Rest (2)", 5)]


@given(st.lists(st.integers(0, 5000) | st.none(), max_size=40), st.integers(1, 20))
def test_bars_add_up_to_the_known_total(headcounts: list[int | None], top: int):
    rows = counts(*[(f"C{i}", f"Country {i}", h) for i, h in enumerate(headcounts)])
    figure = mobility.bars(rows, "country", style=STYLE, rest="Rest ({n})", top=top)
    assert sum(figure.data[0].x) == sum(h or 0 for h in headcounts)
    assert len(figure.data[0].x) <= top + 1


def test_a_year_without_a_number_is_a_gap():
    rows = pd.DataFrame({"academic_year": [2022, 2023], "headcount": pd.array([None, 5], dtype="Int64")})
    figure = mobility.years(rows, style=STYLE, label="Students", year_names=["2022/23", "2023/24"])
    assert pd.isna(figure.data[0].y[0])
    assert figure.data[0].y[1] == 5
    assert figure.data[0].connectgaps is False


def test_the_map_leaves_out_what_has_no_number_and_no_country():
    figure = mobility.world(counts(("CHN", "China", 4), ("ZZZ", "Not stated", 9), ("NPL", "Nepal", None)), style=STYLE)
    assert list(figure.data[0].locations) == ["CHN"]
    assert list(figure.data[0].z) == [4]


def test_countries_too_small_for_the_map_are_named():
    assert list(mobility.not_on_map(counts(("CHN", "China", 4), ("SGP", "Singapore", 2)))["country"]) == ["Singapore"]


def test_the_map_shapes_are_there():
    assert len(centres()) > 170
    assert {"KAZ", "CHN", "RUS", "USA"} <= set(centres())


def test_the_heat_map_keeps_unknown_apart_from_nobody():
    rows = pd.DataFrame(
        {"faculty": ["Law", "Law", "History"], "country": ["China", "India", "China"],
         "headcount": pd.array([5, None, 0], dtype="Int64")}
    )  # fmt: skip
    figure = mobility.faculty_by_country(rows, style=STYLE)
    cells = dict(zip(figure.data[0].y, figure.data[0].z, strict=True))
    assert [list(row) for row in (cells["Law"], cells["History"])] == [[5], [0]]


def test_statements_are_open_dots_one_by_one():
    figures = pd.DataFrame(
        {"dated": ["2023-09-13", "2023-03-10"], "value": [401.0, 2800.0], "qualifier": ["exactly", "about"],
         "label": ["401 China", "about 2,800"], "code": ["K1", "K2"], "scope": ["China", ""],
         "source_title": ["a", "b"]}
    )  # fmt: skip
    figure = statements.timeline(figures, style=STYLE, qualifiers={"exactly": "exactly", "about": "about"})
    assert [list(trace.y) for trace in figure.data] == [[401.0], [2800.0]]
    assert all(trace.marker.symbol.endswith("-open") for trace in figure.data)
    assert all(trace.mode == "markers+text" for trace in figure.data)


def test_of_dots_of_one_day_the_lower_bears_its_label_below():
    rows = [("2023-09-13", 401.0, "A"), ("2023-09-13", 155.0, "B"), ("2023-03-10", 2800.0, "C"), ("2024-02", 9.0, "D")]
    figures = pd.DataFrame(rows, columns=["dated", "value", "code"]).assign(
        qualifier="exactly", label="x", scope="", source_title="t"
    )
    trace = statements.timeline(figures, style=STYLE, qualifiers={"exactly": "exactly"}).data[0]
    sides = dict(zip(trace.y, trace.textposition, strict=True))
    assert sides == {2800: "middle right", 155: "bottom right", 401: "top right", 9: "top left"}


def test_where_dots_crowd_only_those_about_everybody_bear_a_label():
    rows = [("2023", float(n), "exactly", f"{n} C{n}", f"K{n}", "" if n == 7 else f"C{n}", "t") for n in range(20)]
    figures = pd.DataFrame(rows, columns=["dated", "value", "qualifier", "label", "code", "scope", "source_title"])
    figure = statements.timeline(figures, style=STYLE, qualifiers={"exactly": "exactly"})
    assert [text for text in figure.data[0].text if text] == ["7 C7"]
    assert len(figure.data[0].y) == 20


def test_assigned_students_that_are_not_measured_have_no_bar():
    use = pd.DataFrame({"places": pd.array([3], dtype="Int64"), "assigned": pd.array([None], dtype="Int64")})
    figure = statements.places_and_assigned(use, style=STYLE, names=["2015/16"], labels=("Places", "Assigned"))
    assert list(figure.data[0].y) == [3]
    assert pd.isna(figure.data[1].y[0])


@pytest.mark.parametrize("file", sorted(Path(charts.__file__).parent.glob("*.py")), ids=lambda f: f.name)
def test_charts_import_neither_streamlit_nor_the_database(file: Path):
    names = {
        name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert not {name.split(".")[0] for name in names} & {"streamlit", "db", "etl", "sqlalchemy"}
