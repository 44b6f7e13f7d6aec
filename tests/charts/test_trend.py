"""Lines over years: gaps, breaks, notes and a line beside."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import mobility
from dashboard.charts.theme import Style
from dashboard.charts.trend import mark

STYLE = Style()


def counts(*headcounts: int | None, states: tuple[str, ...] = ()) -> pd.DataFrame:
    years = range(2020, 2020 + len(headcounts))
    frame = pd.DataFrame({"academic_year": years, "headcount": pd.array(headcounts, dtype="Int64")})
    return frame.assign(state=states) if states else frame


def names(frame: pd.DataFrame) -> list[str]:
    return [f"{year}/{year - 1999}" for year in frame["academic_year"]]


def test_a_year_without_a_number_is_a_gap():
    rows = counts(None, 5)
    line = mobility.years(rows, style=STYLE, label="Students", year_names=names(rows)).data[0]
    assert list(line.y) == [None, 5]
    assert line.connectgaps is False
    assert list(line.customdata) == [2020, 2021]


def test_a_partial_year_is_an_open_sign():
    rows = counts(4, 5, states=("value", "partial"))
    line = mobility.years(rows, style=STYLE, label="", year_names=names(rows), partial="not all").data[0]
    assert list(line.marker.symbol) == ["circle", "circle-open"]
    assert list(line.hovertext) == ["", " (not all)"]


def test_where_the_definition_changes_the_line_is_interrupted():
    rows = counts(4, 5, 6)
    figure = mobility.years(rows, style=STYLE, label="", year_names=names(rows), breaks={2021: "①"})
    line = figure.data[0]
    assert list(line.y) == [4, None, 5, 6]
    assert list(line.x) == ["2020/21", "2020/21", "2021/22", "2022/23"]
    assert list(line.customdata) == [2020, "", 2021, 2022]
    assert [shape.x0 for shape in figure.layout.shapes] == [0.5]
    assert [(told.x, told.text) for told in figure.layout.annotations] == [(0.5, "①")]


def test_a_note_has_its_mark_above_the_point_and_on_the_ground_where_none_is():
    rows = counts(4, None, 6)
    notes = {2020: mark(1), 2021: mark(2), 1999: mark(3)}
    figure = mobility.years(rows, style=STYLE, label="", year_names=names(rows), notes=notes)
    assert [(told.x, told.y, told.text) for told in figure.layout.annotations] == [(0, 4, "①"), (1, 0, "②")]


def test_marks_go_on_after_twenty():
    assert [mark(1), mark(20), mark(21)] == ["①", "⑳", "(21)"]


def test_a_line_beside_is_told_by_dash_sign_and_name_at_its_end():
    rows, beside = counts(4, 5, None), pd.Series([1000, 2000, 3000], dtype="Int64")
    style = Style(",\u202f")
    figure = mobility.years(
        rows, style=style, label="Law", year_names=names(rows), against=beside, against_label="University"
    )
    one, other = figure.data
    assert (one.line.dash, other.line.dash) == ("solid", "dot")
    assert one.marker.symbol[0] != other.marker.symbol[0]
    ends = [(told.x, told.text) for told in figure.layout.annotations]
    assert ends == [(1, "Law<br>5"), (2, "University<br>3\u202f000")]


def test_two_lines_are_interrupted_alike_and_a_note_stands_above_the_upper():
    rows, beside = counts(4, 5, None), pd.Series([7, 3, None], dtype="Int64")
    figure = mobility.years(
        rows, style=STYLE, label="A", year_names=names(rows), against=beside, against_label="B",
        breaks={2021: mark(1)}, notes={2020: mark(2), 2021: mark(3), 2022: mark(4)},
    )  # fmt: skip
    assert [list(line.y) for line in figure.data] == [[4, None, 5, None], [7, None, 3, None]]
    told = [(told.x, told.y, told.text) for told in figure.layout.annotations if told.text in map(mark, range(1, 5))]
    assert told == [(0, 7, "②"), (1, 5, "③"), (2, 0, "④"), (0.5, 1, "①")]


def test_of_many_points_only_those_that_matter_bear_a_number():
    rows = counts(5, 4, 9, 5, 6, 7, 8, 6, 7, 5)
    line = mobility.years(rows, style=STYLE, label="", year_names=names(rows)).data[0]
    assert list(line.text) == ["5", "4", "9", "", "", "", "", "", "", "5"]


def test_numbers_with_the_sign_of_what_may_be_more_take_more_room():
    rows = counts(1, 2, 3, 4, 5, 6, 7, states=("value",) * 6 + ("partial",))
    line = mobility.years(rows, style=STYLE, label="", year_names=names(rows)).data[0]
    assert list(line.text) == ["1", "", "", "", "", "", "≥ 7"]
    rows = counts(1, 2, 3, 4, 5, 6, states=("partial",) * 6)
    line = mobility.years(rows, style=STYLE, label="", year_names=names(rows)).data[0]
    assert list(line.text) == ["≥ 1", "≥ 2", "≥ 3", "≥ 4", "≥ 5", "≥ 6"]


@given(st.lists(st.integers(0, 9000) | st.none(), max_size=15), st.sets(st.integers(2019, 2036)))
def test_a_line_draws_what_is_known_and_nothing_else(headcounts: list[int | None], changed: set[int]):
    rows = counts(*headcounts)
    breaks = dict.fromkeys(changed, "①")
    line = mobility.years(rows, style=STYLE, label="", year_names=names(rows), breaks=breaks).data[0]
    assert [value for value in line.y if value is not None] == [value for value in headcounts if value is not None]
