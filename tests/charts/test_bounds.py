"""What is possible is a quiet band between ends, beside the statements; no bar, and nothing between years."""

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import bounds, mobility
from dashboard.charts.theme import Style
from tests.charts.test_trend import counts, names

STYLE = Style()
ROWS = [
    {"label": "3,928 · all", "low": 3928, "high": 3928, "qualifier": "exactly", "is_forcing": True},
    {"label": "about 2,800", "low": 2750, "high": 2849, "qualifier": "about", "is_forcing": False},
    {"label": "at least 9", "low": 9, "high": None, "qualifier": "at_least", "is_forcing": False},
    {"label": "at most 50", "low": None, "high": 50, "qualifier": "at_most", "is_forcing": True},
]


def sound(figure: go.Figure) -> list[go.Scatter]:
    """The traces, after Plotly's own check of every property."""
    return list(go.Figure(figure.to_dict()).data)


def test_ends_and_statements_stand_where_they_are():
    band, ends, *statements = sound(
        bounds.ranges(155, 3682, ROWS, style=STYLE, label="Possible", answer="155 to 3,682")
    )
    assert list(band.x) == list(ends.x) == [155, 3682]
    signs = [trace for trace in statements if trace.mode == "markers"]
    assert [trace.x[0] for trace in signs] == [3928, 2799.5, 9, 50]
    assert [trace.marker.symbol for trace in signs] == ["circle", "diamond-open", "triangle-up-open", "triangle-down"]
    lines = [tuple(trace.x) for trace in statements if trace.mode == "lines"]
    assert lines[0] == (2750, 2849)
    assert lines[1][0] == 9
    assert lines[1][1] > 3928  # to the edge: no limit
    assert lines[2] == (0, 50)
    assert not [trace for trace in [band, ends, *statements] if trace.type == "bar"]


def test_without_a_limit_the_band_goes_on_to_the_edge_and_has_one_end():
    band, ends, *_ = sound(bounds.ranges(155, None, ROWS, style=STYLE, label="", answer=""))
    assert list(ends.x) == [155]
    assert band.x[1] > 3928


@given(st.dictionaries(st.integers(2015, 2025), st.tuples(st.integers(0, 9), st.none() | st.integers(9, 5000))))
def test_each_year_has_a_band_of_its_own(ranges: dict[int, tuple[int, int | None]]):
    years = dict(sorted(ranges.items()))
    traces = sound(bounds.by_year(years, style=STYLE, year_names=[str(year) for year in years]))
    assert len(traces) == 2 * len(years)
    for (year, (low, high)), marks in zip(years.items(), traces[1::2], strict=True):
        assert set(marks.x) == {str(year)}
        assert list(marks.y) == ([low] if high is None else sorted({low, high}))


def test_beside_counts_a_band_stands_only_where_nothing_is_counted():
    rows = counts(10, None, 20)
    figure = mobility.years(rows, style=STYLE, label="", year_names=names(rows), ranges={2021: (5, None), 2030: (1, 2)})
    line, band, marks = sound(figure)
    assert list(line.y) == [10, None, 20]
    assert set(band.x) == {"2021/22"}
    assert list(marks.text) == ["≥ 5"]
    assert list(marks.y) == [5]


@pytest.mark.parametrize("style", [Style(), Style(dark=True), Style(separators=",\u202f")])
def test_in_every_look(style: Style):
    assert sound(bounds.ranges(0, 0, [], style=style, label="a", answer="b"))
    marks = sound(bounds.by_year({2023: (155, 3682)}, style=style, year_names=["2023/24"]))[1]
    assert marks.text[1] == f"3{style.separators[1]}682"
