"""The look: contrast, colours that all kinds of eyes tell apart, and figures that Plotly takes."""

import itertools

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts import compare, flows, mobility, shares, statements
from dashboard.charts.theme import Style, bars_height, persons, template, wrapped

GROUNDS = pytest.mark.parametrize("style", [Style(), Style(",\u202f", dark=True)], ids=["light", "dark"])
# Machado, Oliveira and Fernandes (2009), severity 1: what is seen of linear red, green and blue.
EYES = {
    "all colours": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TOLD_APART = 15  # CIE76; 2.3 is the least difference that is seen


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(seen: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(seen, 0, 1) / [0.9505, 1, 1.089]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@GROUNDS
def test_marks_and_text_are_seen_on_their_ground(style: Style):
    assert all(contrast(colour, style.ground) >= 3 for colour in [*style.palette, style.quiet])
    assert all(contrast(colour, style.ground) >= 4.5 for colour in (style.text, style.accent, style.second))


@GROUNDS
@pytest.mark.parametrize("eyes", EYES)
def test_colours_are_told_apart_by_every_kind_of_colour_vision(style: Style, eyes: str):
    seen = [lab(np.array(EYES[eyes]) @ linear(colour)) for colour in style.palette]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > TOLD_APART


@GROUNDS
def test_numbers_are_read_on_every_step(style: Style):
    for _place, colour in style.steps:
        dark = np.dot([int(colour[i : i + 2], 16) for i in (1, 3, 5)], [0.299, 0.587, 0.114]) < 128
        assert contrast(colour, "#ffffff" if dark else "#444444") >= 4.5  # the two that Plotly chooses from


@GROUNDS
def test_scales_go_one_way(style: Style):
    for scale in (style.scale, style.steps):
        light = [float(linear(colour).sum()) for _place, colour in scale]
        assert light == sorted(light, reverse=not style.dark)
        assert (scale[0][0], scale[-1][0]) == (0, 1)


@pytest.mark.parametrize(("most", "step"), [(1, 1), (5, 1), (6, None), (4000, None)])
def test_no_tick_of_persons_stands_twice(most: int, step: int | None):
    """Plotly's own steps of at most five persons are halves, and a half is written as the whole number beside it."""
    assert persons(most).get("dtick") == step


def test_alike_names_stay_apart_and_long_ones_are_wrapped():
    assert wrapped(["Law", "Law", "Faculty of Law and Order"], 12) == [
        "Law",
        "Law\u200b",
        "Faculty of<br>Law and<br>Order",
    ]
    assert wrapped(["Faculty of Law and Order"], 12, 2) == ["Faculty of<br>Law and …"]


@pytest.mark.parametrize("lines", [1, 2, 3, 5])
def test_names_of_bars_leave_room_for_each_other(lines: int):
    assert bars_height(["<br>".join("a" * lines)] * 10) >= 10 * 17 * lines


def every_chart(style: Style) -> dict[str, go.Figure]:
    """One figure of each kind, made of 24 countries, 3 faculties and 3 years."""
    codes = [("SGP", "Singapore"), ("CHN", "China"), *((f"C{i}", f"Country {i}") for i in range(22))]
    rows = [
        (
            f"F{f}",
            f"Faculty {f}",
            code,
            country,
            None if f and not i else 5000 - i,
            "withheld" if f and not i else "value",
        )
        for f in range(3)
        for i, (code, country) in enumerate(codes)
    ]
    columns = ["faculty_code", "faculty", "country_code", "country", "headcount", "state"]
    both = pd.DataFrame(rows, columns=columns).astype({"headcount": "Int64"})
    one = both.iloc[:24]
    years = pd.DataFrame({"academic_year": [2021, 2022, 2023], "headcount": pd.array([1000, None, 3], dtype="Int64")})
    years = years.assign(state=["value", "withheld", "partial"], a=years["headcount"], b=years["headcount"])
    said = pd.DataFrame(
        [("2023-09-13", 4010.0, "exactly", "x", "A", "", "t"), ("2021-09", 9.0, "about", "x", "B", "", "t")],
        columns=["dated", "value", "qualifier", "label", "code", "scope", "source_title"],
    )
    use = pd.DataFrame({"places": pd.array([3], dtype="Int64"), "assigned": pd.array([None], dtype="Int64")})
    places = one.iloc[:2].assign(named=1, partners="x")
    names, rest = ["2021/22", "2022/23", "2023/24"], "({n})"
    pair = {"style": style, "labels": ("A", "B")}
    return {
        "bars": mobility.bars(one, "country", style=style, rest=rest),
        "world": mobility.world(one, style=style),
        "years": mobility.years(
            years, style=style, label="A", year_names=names, breaks={2022: "①"}, notes={2023: "②"}, partial="p",
            against=years["headcount"], against_label="B",
        ),
        "faculty_by_country": mobility.faculty_by_country(both, style=style, top=30, states={"withheld": "w"}),
        "flow": flows.flow(both, "faculty", "country", style=style, rest=rest),
        "pair_bars": compare.pair_bars(compare.paired(one, one, "country"), rest=rest, **pair),
        "pair_years": compare.pair_years(years.drop(columns="headcount"), year_names=names, **pair),
        "shares": compare.shares(one, "country", style=style, percent=str, largest_of="{n}"),
        "percent_lines": shares.percent_lines([("A", [1.5, None]), ("B", [2, 3])], style=style, year_names=names[:2]),
        "timeline": statements.timeline(said, style=style, qualifiers={"exactly": "e", "about": "a"}),
        "partner_map": statements.partner_map(places, style=style),
        "places_and_assigned": statements.places_and_assigned(use, style=style, names=["x"], labels=("A", "B")),
    }  # fmt: skip


@GROUNDS
def test_plotly_takes_every_property_of_every_chart(style: Style):
    """Charts are made without this check, for speed."""
    go.layout.Template(template(style))
    for figure in every_chart(style).values():
        go.Figure(figure.to_dict())


@GROUNDS
def test_every_chart_has_the_one_template_and_the_signs_of_the_reader(style: Style):
    for name, figure in every_chart(style).items():
        assert figure.layout.template.to_plotly_json() == template(style), name
        assert figure.layout.separators == style.separators, name


@pytest.mark.parametrize("sign", ["%", "\u00a0%"])
def test_percent_is_written_as_the_reader_does(sign: str):
    figure = every_chart(Style(percent=sign))["percent_lines"]
    assert figure.layout.yaxis.ticksuffix == sign
    assert [line.hovertemplate for line in figure.data] == ["%{x}: %{y:.1f}" + sign + "<extra></extra>"] * 2


def test_a_figure_that_is_changed_changes_no_other():
    first, second = (mobility.world(pd.DataFrame({"country_code": [], "country": [], "headcount": []}), style=Style())
                     for _ in range(2))  # fmt: skip
    first.update_layout(template_layout_font_size=99)
    assert second.layout.template.layout.font.size == template(Style())["layout"]["font"]["size"] == 13


def test_no_chart_draws_what_is_withheld():
    """Of the frame above two fields are withheld: they are neither a zero nor in any sum."""
    charts = every_chart(Style())
    fields = [value for row in charts["faculty_by_country"].data[0].z for value in row]
    assert fields.count(None) == 2
    assert 0 not in fields
    assert sum(charts["flow"].data[0].link.value) == 3 * sum(range(4977, 5001)) - 2 * 5000
    assert list(charts["years"].data[0].y) == [1000, None, None, 3]


def test_what_is_chosen_and_what_is_not_both_have_a_colour_of_text():
    """With a colour for only one of them plotly.js 4.1.1 tells nobody which bar was chosen."""
    for kind, (common,) in template(Style())["data"].items():
        assert ("textfont" in common["unselected"]) == ("textfont" in common.get("selected", {})), kind
