"""Flows, pairs and shares add up to what is known."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import compare, flows
from dashboard.charts.theme import Style

STYLE = Style()
HEADCOUNTS = st.integers(0, 5000) | st.none()


def counts(*rows: tuple[str, str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["country_code", "country", "headcount"]).astype({"headcount": "Int64"})


def moves(rows: list[tuple[str, str, int | None]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["region", "faculty", "headcount"]).astype({"headcount": "Int64"})


def percent(value: float) -> str:
    return f"{value:.1f}%"


def test_a_flow_goes_from_source_to_target():
    rows = moves([("Asia", "Law", 5), ("Asia", "History", 2), ("Europe", "Law", 1), ("Europe", "History", None)])
    trace = flows.flow(rows, "region", "faculty", style=STYLE, rest="Rest ({n})").data[0]
    labels = [label.replace("\u00a0", " ") for label in trace.node.label]
    assert labels == ["Asia  7", "Europe  1", "Law  6", "History  2"]
    found = zip(trace.link.source, trace.link.target, trace.link.value, strict=True)
    assert {(labels[s], labels[t]): value for s, t, value in found} == {
        ("Asia  7", "Law  6"): 5,
        ("Asia  7", "History  2"): 2,
        ("Europe  1", "Law  6"): 1,
    }
    assert trace.link.label[0] == "Asia → Law: 5"


def test_what_a_flow_of_an_unknown_number_runs_into_is_the_least_that_may_be():
    """R4 and R5 stand together; of R4 to Law a count is withheld, of R1 all of them, R3 to History is nobody."""
    cells = [("R1", "Law", 9), ("R1", "History", None), ("R2", "Law", 8), ("R3", "Law", 7), ("R3", "History", None),
             ("R4", "Law", 2), ("R5", "Law", 1)]  # fmt: skip
    rows = moves(cells).assign(state=["value", "withheld", "partial", "value", "not_applicable", "partial", "value"])
    trace = flows.flow(rows, "region", "faculty", style=STYLE, rest="Rest ({n})", top=3).data[0]
    labels = [label.replace("\u00a0", " ") for label in trace.node.label]
    assert labels == ["R1  ≥ 9", "R2  ≥ 8", "R3  7", "Rest (2)  ≥ 3", "Law  ≥ 27"]
    assert list(trace.link.label) == ["R1 → Law: 9", "R2 → Law: ≥ 8", "R3 → Law: 7", "Rest (2) → Law: ≥ 3"]
    assert list(trace.link.value) == [9, 8, 7, 3]


def test_small_ends_of_a_flow_stand_together():
    rows = moves([(f"R{i}", "Law", 10 - i) for i in range(6)])
    trace = flows.flow(rows, "region", "faculty", style=STYLE, rest="Rest ({n})", top=3).data[0]
    assert [label.replace("\u00a0", " ") for label in trace.node.label][:4] == [
        "R0  10",
        "R1  9",
        "R2  8",
        "Rest (3)  18",
    ]
    assert [code for code, _told in trace.node.customdata] == ["R0", "R1", "R2", "", "Law"]


def test_long_names_at_a_flow_are_shortened_and_told_in_full_when_pointed_at():
    long = "Faculty of Geography, Environmental Sciences and Management of Natural Resources"
    rows = moves([("Asia", long, 12000), ("Northern America", "Law", 3), ("Central and Eastern Europe", "Law", 9)])
    node = flows.flow(rows, "region", "faculty", style=STYLE, rest="").data[0].node
    assert [label.replace("\u00a0", " ") for label in node.label] == [
        "Asia  12,000", "Central and<br>Eastern Europe  9", "Northern America  3",
        "Faculty of<br>Geography,<br>Environmental …<br>12,000", "Law  12",
    ]  # fmt: skip
    assert list(node.customdata[3]) == [long, f"{long}: 12,000"]


@given(st.lists(st.text("abcde ", min_size=1, max_size=60), min_size=1, max_size=20), st.integers(1, 10**6))
def test_labels_of_a_flow_leave_room_for_each_other_and_for_the_ribbons(names: list[str], n: int):
    """On a phone the figure is about 350 pixels wide; a sign is about 7 wide and a line 17 high."""
    figure = flows.flow(moves([(name, "Law", n) for name in names]), "region", "faculty", style=STYLE, rest="({n})")
    node = figure.data[0].node
    lines = [label.split("<br>") for label in node.label]
    assert max(len(line) for label in lines for line in label) <= 22
    assert node.pad >= 17 * max(len(label) for label in lines)
    sides = len(node.label) - 1
    assert figure.layout.height >= node.pad * sides


@given(st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25), HEADCOUNTS), max_size=60), st.integers(1, 12))
def test_ribbons_add_up_to_the_known_total(cells: list[tuple[int, int, int | None]], top: int):
    rows = moves([(f"R{r}", f"F{f}", h) for r, f, h in cells])
    trace = flows.flow(rows, "region", "faculty", style=STYLE, rest="Rest ({n})", top=top).data[0]
    assert sum(trace.link.value) == sum(h or 0 for _r, _f, h in cells)
    assert all(value > 0 for value in trace.link.value)
    sides = len(set(trace.link.source)), len(set(trace.link.target))
    assert max(sides) <= top + 1


def test_two_selections_are_paired_by_code():
    a, b = counts(("CHN", "China", 5), ("IND", "India", None)), counts(("CHN", "China", 7), ("TUR", "Türkiye", 1))
    rows = compare.paired(a, b, "country")
    assert rows["code"].tolist() == ["CHN", "IND", "TUR"]
    assert rows["a"].isna().tolist() == [False, True, True]
    assert rows["b"].isna().tolist() == [False, True, False]
    assert str(rows["b"].dtype) == "Int64"


def test_pairs_are_told_apart_by_hatching_and_what_is_not_known_has_no_bar():
    rows = compare.paired(counts(("CHN", "China", 5)), counts(("CHN", "China", None)), "country")
    one, other = compare.pair_bars(rows, style=STYLE, labels=("2022", "2023"), rest="Rest ({n})").data
    assert (list(one.x), list(other.x)) == ([5], [None])
    assert (one.marker.pattern.shape, other.marker.pattern.shape) == (None, "/")
    assert (one.name, other.name) == ("2022", "2023")


def test_a_bar_of_a_pair_that_may_be_more_says_so():
    """Of the others D is withheld in the first selection, and B is not in the second: nobody."""
    a = counts(("A", "A", 9), ("B", "B", 8), ("C", "C", 1), ("D", "D", None))
    b = counts(("A", "A", 7), ("C", "C", 2), ("D", "D", 1))
    rows = compare.paired(
        a.assign(state=["value", "value", "value", "withheld"]), b.assign(state=["partial", "value", "value"]),
        "country",
    )  # fmt: skip
    assert rows["a_state"].tolist() == ["value", "value", "value", "withheld"]
    assert rows["b_state"].tolist() == ["partial", "not_applicable", "value", "value"]
    one, other = compare.pair_bars(rows, style=STYLE, labels=("a", "b"), rest="Rest ({n})", top=1).data
    assert (list(one.y), list(one.x), list(other.x)) == (["A", "Rest (3)"], [9, 9], [7, 3])
    assert (list(one.text), list(other.text)) == (["", "≥ "], ["≥ ", ""])
    assert one.texttemplate == "%{text}%{x:,}"
    assert one.hovertemplate == "%{y}: %{text}%{x:,}<extra>a</extra>"


def test_a_line_of_a_pair_that_may_be_more_has_open_signs_and_says_so_at_its_end():
    rows = pd.DataFrame({"academic_year": [2022, 2023], "a_state": ["partial", "value"]})
    rows["a"], rows["b"] = pd.array([1, 2], dtype="Int64"), pd.array([3, 4], dtype="Int64")
    rows["b_state"] = ["value", "partial"]
    figure = compare.pair_years(rows, style=STYLE, labels=("A", "B"), year_names=["2022/23", "2023/24"], partial="p")
    one, other = figure.data
    assert (one.marker.symbol, other.marker.symbol) == (("circle-open", "circle"), ("diamond", "diamond-open"))
    assert (list(one.hovertext), list(other.hovertext)) == ([" (p)", ""], ["", " (p)"])
    assert [told.text for told in figure.layout.annotations] == ["A<br>2", "B<br>≥ 4"]


def test_the_largest_of_either_selection_stand_by_themselves():
    a = counts(("A", "A", 9), ("B", "B", 8), ("C", "C", 1), ("D", "D", 1), ("E", "E", 2))
    b = counts(("A", "A", 1), ("B", "B", 1), ("C", "C", 7), ("D", "D", 2), ("E", "E", None))
    rows = compare.paired(a, b, "country")
    one, other = compare.pair_bars(rows, style=STYLE, labels=("a", "b"), rest="Rest ({n})", top=1).data
    assert list(one.y) == ["A", "C", "Rest (3)"]
    assert (list(one.x), list(other.x)) == ([9, 1, 11], [1, 7, 3])
    assert list(one.customdata) == ["A", "C", ""]


@given(st.lists(st.tuples(HEADCOUNTS, HEADCOUNTS), max_size=40), st.integers(1, 12))
def test_pairs_add_up_to_both_known_totals(cells: list[tuple[int | None, int | None]], top: int):
    rows = pd.DataFrame({"code": [f"C{i}" for i in range(len(cells))], "name": [f"N{i}" for i in range(len(cells))]})
    for place, side in enumerate("ab"):
        rows[side] = pd.array([cell[place] for cell in cells], dtype="Int64")
    figure = compare.pair_bars(rows, style=STYLE, labels=("a", "b"), rest="Rest ({n})", top=top)
    for place, trace in enumerate(figure.data):
        assert sum(value or 0 for value in trace.x) == sum(cell[place] or 0 for cell in cells)
        assert len(trace.x) <= 2 * (top + 1) + 1


def test_pairs_of_years_are_two_lines():
    rows = pd.DataFrame({"academic_year": [2022, 2023]})
    rows["a"], rows["b"] = pd.array([1, 2], dtype="Int64"), pd.array([None, 4], dtype="Int64")
    figure = compare.pair_years(rows, style=STYLE, labels=("A", "B"), year_names=["2022/23", "2023/24"])
    assert [list(line.y) for line in figure.data] == [[1, 2], [None, 4]]
    assert [told.text for told in figure.layout.annotations] == ["A<br>2", "B<br>4"]


def test_pairs_of_years_are_interrupted_where_the_definition_changes():
    rows = pd.DataFrame({"academic_year": [2022, 2023]})
    rows["a"], rows["b"] = pd.array([1, 2], dtype="Int64"), pd.array([3, 4], dtype="Int64")
    figure = compare.pair_years(
        rows, style=STYLE, labels=("A", "B"), year_names=["2022/23", "2023/24"], breaks={2023: "①"}
    )
    assert [list(line.y) for line in figure.data] == [[1, None, 2], [3, None, 4]]
    assert [told.text for told in figure.layout.annotations] == ["A<br>2", "B<br>4", "①"]
    assert [shape.x0 for shape in figure.layout.shapes] == [0.5]


def test_shares_are_of_the_known_total():
    rows = counts(("A", "A", 50), ("B", "B", 20), ("C", "C", 10), ("D", "D", 20), ("E", "E", None))
    figure = compare.shares(rows, "country", style=STYLE, percent=percent, largest_of="{n} largest", steps=(1, 3, 10))
    theirs, others = figure.data
    assert list(theirs.y) == ["A<br><b>50.0%</b> (50)", "3 largest<br><b>90.0%</b> (90)"]
    assert (list(theirs.x), list(others.x)) == ([50, 90], [50, 10])
    assert list(theirs.customdata) == ["A", ""]


def test_a_share_with_a_number_that_may_be_more_says_so():
    rows = counts(("A", "A", 50), ("B", "B", 30), ("C", "C", 10), ("D", "D", 10))
    rows["state"] = ["value", "partial", "value", "value"]
    figure = compare.shares(rows, "country", style=STYLE, percent=percent, largest_of="{n} largest")
    assert list(figure.data[0].y) == ["A<br><b>50.0%</b> (50)", "3 largest<br><b>90.0%</b> (≥ 90)"]


@given(st.lists(HEADCOUNTS, max_size=30))
def test_shares_of_the_largest_grow_with_their_number_up_to_the_total(headcounts: list[int | None]):
    rows = counts(*[(f"C{i}", f"N{i}", h) for i, h in enumerate(headcounts)])
    theirs, others = compare.shares(rows, "country", style=STYLE, percent=percent, largest_of="{n} largest").data
    assert list(theirs.x) == sorted(theirs.x)
    total = sum(h or 0 for h in headcounts)
    assert all(one + other == total for one, other in zip(theirs.x, others.x, strict=True))
