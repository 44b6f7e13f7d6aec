"""Charts are tested by the numbers in the figure."""

import ast
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import charts
from dashboard.charts import mobility, statements
from dashboard.charts.theme import Style

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


def test_a_number_of_which_cells_are_withheld_is_the_least_it_may_be():
    rows = counts(("CHN", "China", 5), ("IND", "India", 4), ("TUR", "Türkiye", 3), ("KOR", "Korea", 2))
    rows["state"] = ["value", "partial", "value", "partial"]
    bars = mobility.bars(rows, "country", style=STYLE, rest="Rest ({n})", top=2).data[0]
    assert (list(bars.x), list(bars.text), bars.texttemplate) == ([5, 4, 5], ["", "≥ ", "≥ "], "%{text}%{x:,}")
    assert mobility.bars(rows[:1], "country", style=STYLE, rest="").data[0].texttemplate == "%{x:,}"


def test_those_beyond_the_top_share_one_bar():
    figure = mobility.bars(
        counts(("CHN", "China", 5), ("IND", "India", 4), ("TUR", "Türkiye", 3), ("KOR", "Korea", 2)),
        "country", style=STYLE, rest="Rest ({n})", top=2,
    )  # fmt: skip
    assert list(zip(figure.data[0].y, figure.data[0].x, strict=True)) == [("China", 5), ("India", 4), ("Rest (2)", 5)]


def test_one_alone_beyond_the_top_keeps_its_name():
    rows = counts(("CHN", "China", 5), ("IND", "India", 4), ("TUR", "Türkiye", 3))
    assert list(mobility.bars(rows, "country", style=STYLE, rest="Rest ({n})", top=2).data[0].y)[-1] == "Türkiye"


def test_a_bar_bears_its_code_and_the_rest_none():
    rows = counts(("CHN", "China", 5), ("IND", "India", 4), ("TUR", "Türkiye", 3), ("KOR", "Korea", 2))
    figure = mobility.bars(rows, "country", style=STYLE, rest="Rest ({n})", top=2)
    assert list(figure.data[0].customdata) == ["CHN", "IND", ""]


def test_two_of_one_name_have_a_bar_each():
    rows = pd.DataFrame(
        {"department_code": ["a", "b"], "department": ["Law", "Law"], "headcount": pd.array([2, 1], dtype="Int64")}
    )
    assert len(set(mobility.bars(rows, "department", style=STYLE, rest="{n}").data[0].y)) == 2


@given(st.lists(st.integers(0, 5000) | st.none(), max_size=40), st.integers(1, 20))
def test_bars_add_up_to_the_known_total(headcounts: list[int | None], top: int):
    rows = counts(*[(f"C{i}", f"Country {i}", h) for i, h in enumerate(headcounts)])
    figure = mobility.bars(rows, "country", style=STYLE, rest="Rest ({n})", top=top)
    assert sum(figure.data[0].x) == sum(h or 0 for h in headcounts)
    assert len(figure.data[0].x) <= top + 1


FIELDS = pd.DataFrame(
    {
        "faculty_code": ["L", "L", "H", "L", "H"], "faculty": ["Law", "Law", "History", "Law", "History"],
        "country_code": ["CHN", "IND", "CHN", "NPL", "NPL"], "country": ["China", "India", "China", "Nepal", "Nepal"],
        "headcount": pd.array([5, None, 0, 2, None], dtype="Int64"),
        "state": ["value", "withheld", "value", "value", "withheld"],
    }
)  # fmt: skip


def test_the_heat_map_keeps_unknown_apart_from_nobody():
    figure = mobility.faculty_by_country(FIELDS, style=STYLE)
    assert list(figure.data[0].x) == ["China", "Nepal"]
    cells = dict(zip(figure.data[0].y, figure.data[0].z, strict=True))
    assert [list(row) for row in (cells["Law"], cells["History"])] == [[5, 2], [0, None]]


def test_fields_fill_the_heat_map_and_the_largest_faculty_is_at_the_top():
    layout = mobility.faculty_by_country(FIELDS, style=STYLE).layout
    assert (layout.xaxis.range, layout.yaxis.range) == ((-0.5, 1.5), (1.5, -0.5))
    assert (layout.xaxis.autorange, layout.yaxis.autorange) == (None, None)


def test_a_withheld_field_bears_a_dot_that_says_so():
    signs = mobility.faculty_by_country(FIELDS, style=STYLE, states={"withheld": "hidden"}).data[1]
    told = {
        (x, y): (text, said) for x, y, text, said in zip(signs.x, signs.y, signs.text, signs.hovertext, strict=True)
    }
    assert told[("Nepal", "History")] == ("·", "History<br>Nepal: hidden")
    assert told[("China", "History")] == ("", "History<br>China: 0")
    assert ["L", "NPL"] in [list(codes) for codes in signs.customdata]


def fields(*rows: tuple[str, str, int | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["faculty", "country", "headcount", "state"])
    return frame.astype({"headcount": "Int64"})


def test_a_field_of_which_a_row_is_not_wholly_known_is_the_least_it_may_be():
    """India is added from a number and a withheld row; nobody of China studies history."""
    rows = fields(
        ("Law", "China", 9, "value"), ("Law", "China", None, "not_applicable"),
        ("Law", "India", 1200, "value"), ("Law", "India", None, "withheld"),
        ("History", "China", 4, "partial"), ("History", "India", None, "withheld"),
    )  # fmt: skip
    heat, signs = mobility.faculty_by_country(rows, style=STYLE, states={"withheld": "hidden"}).data
    assert (list(heat.y), list(heat.x)) == (["Law", "History"], ["India", "China"])
    assert [list(line) for line in heat.z] == [[1200, 9], [None, 4]]
    assert ([list(line) for line in heat.text], heat.texttemplate) == ([["≥ ", ""], ["", "≥ "]], "%{text}%{z:,}")
    assert list(signs.hovertext) == [
        "Law<br>India: ≥ 1,200", "Law<br>China: 9", "History<br>India: hidden", "History<br>China: ≥ 4",
    ]  # fmt: skip
    assert mobility.faculty_by_country(rows[:2], style=STYLE).data[0].text is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("uvwxyz"), st.integers(0, 99) | st.none()),
                max_size=30, unique_by=lambda row: row[:2]))  # fmt: skip
def test_fields_of_the_heat_map_are_those_known(rows: list[tuple[str, str, int | None]]):
    frame = pd.DataFrame(rows, columns=["faculty", "country", "headcount"]).astype({"headcount": "Int64"})
    figure = mobility.faculty_by_country(frame, style=STYLE, top=6)
    fields = [value for row in figure.data[0].z for value in row if value is not None]
    assert sum(fields) == sum(h or 0 for _f, _c, h in rows)
    assert len(fields) <= sum(h is not None for _f, _c, h in rows)


SAID = pd.DataFrame(
    [("2023-09-13", 401.0, "exactly", "401 · China", "K1", "China", "a"),
     ("2023-03-10", 2800.0, "about", "about 2,800", "K2", "", "b"),
     ("2023-09-13", 155.0, "exactly", "155 · 5 countries, Law", "K3", "5 countries, Law", "a"),
     ("2024", 3928.0, "exactly", "3,928", "K4", "", "c")],
    columns=["dated", "value", "qualifier", "label", "code", "scope", "source_title"],
)  # fmt: skip


def test_statements_are_open_dots_one_by_one():
    figure = statements.timeline(SAID, style=STYLE, qualifiers={"exactly": "exactly", "about": "about"})
    assert [list(trace.x) for trace in figure.data] == [[3928, 401, 155], [2800]]
    assert all(trace.marker.symbol.endswith("-open") for trace in figure.data)
    assert {trace.mode for trace in figure.data} == {"markers"}
    assert list(figure.data[0].customdata[1]) == ["401 · China", "a"]


def test_each_statement_has_a_line_of_its_own_the_latest_at_the_top():
    figure = statements.timeline(
        SAID, style=STYLE, qualifiers={"exactly": "exactly", "about": "about"}, day=lambda dated: f"on {dated}"
    )
    lines = ["3,928<br>on 2024", "401 · China<br>on 2023-09-13", "155 · 5 countries, Law<br>on 2023-09-13",
             "about 2,800<br>on 2023-03-10"]  # fmt: skip
    assert list(figure.layout.yaxis.categoryarray) == lines
    assert figure.layout.yaxis.range == (3.5, -0.5)
    assert [list(trace.y) for trace in figure.data] == [lines[:3], lines[3:]]


def test_what_is_said_twice_alike_is_two_dots():
    twice = pd.concat([SAID[:1], SAID[:1].assign(code="K9")])
    (dots,) = statements.timeline(twice, style=STYLE, qualifiers={"exactly": "exactly"}).data
    assert (list(dots.x), len(set(dots.y))) == ([401, 401], 2)


@given(st.lists(st.text("abc ", min_size=1, max_size=90), min_size=1, max_size=40))
def test_lines_of_statements_leave_room_for_each_other(labels: list[str]):
    said = pd.DataFrame({"label": labels, "dated": "2023", "value": 1.0, "qualifier": "exactly", "source_title": ""})
    layout = statements.timeline(said, style=STYLE, qualifiers={"exactly": "exactly"}).layout
    most = max(1 + line.count("<br>") for line in layout.yaxis.categoryarray)
    assert most <= 4
    assert layout.height >= 17 * most * len(labels)


def test_assigned_students_that_are_not_measured_have_no_bar():
    use = pd.DataFrame({"places": pd.array([3], dtype="Int64"), "assigned": pd.array([None], dtype="Int64")})
    figure = statements.places_and_assigned(use, style=STYLE, names=["2015/16"], labels=("Places", "Assigned"))
    assert list(figure.data[0].x) == [3]
    assert pd.isna(figure.data[1].x[0])


def test_places_and_assigned_of_which_not_all_are_known_are_the_least():
    use = pd.DataFrame({"places": pd.array([3, 2], dtype="Int64"), "assigned": pd.array([2, None], dtype="Int64")})
    use = use.assign(places_state=["value", "partial"], assigned_state=["value", "not_measured"])
    style, labels = Style(), ("Places", "Assigned")
    places, assigned = statements.places_and_assigned(use, style=style, names=["2022", "2023"], labels=labels).data
    assert (list(places.x), list(places.text), list(places.y)) == ([3, 2], ["", "≥ "], ["2022", "2023"])
    assert list(assigned.x) == [2, None]


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
