"""Nobody is left off the map, and its colours tell headcounts."""

import pandas as pd
import pycountry
import pytest

from dashboard.charts import mobility, statements
from dashboard.charts.maps import marks
from dashboard.charts.theme import CLEAR, Style, centres, points

STYLE = Style(",\u202f")


def counts(*rows: tuple[str, str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["country_code", "country", "headcount"]).astype({"headcount": "Int64"})


def test_every_country_has_a_shape_or_a_point():
    wanted = {country.alpha_3 for country in pycountry.countries} | {"XKX"}
    assert wanted - set(centres()) == set()
    assert {"SGP", "MLT", "HKG", "MAC", "BHR", "XKX", "MDV", "MUS"} <= set(points())
    assert {"KAZ", "CHN", "RUS", "USA"}.isdisjoint(points())


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [("SGP", 103.8, 1.35), ("MLT", 14.4, 35.9), ("BHR", 50.55, 26.05), ("XKX", 20.9, 42.6), ("VAT", 12.45, 41.9)],
)
def test_points_are_where_the_countries_are(code: str, lon: float, lat: float):
    assert points()[code] == pytest.approx((lon, lat), abs=0.2)


def test_all_points_are_on_the_part_of_the_globe_that_is_shown():
    assert all(-180 <= lon <= 180 and -58 < lat < 84 for lon, lat in points().values())


def test_the_map_leaves_out_what_has_no_number_and_no_country():
    rows = counts(("CHN", "China", 9), ("ZZZ", "Not stated", 100), ("NPL", "Nepal", None), ("IND", "India", 0))
    figure = mobility.world(rows, style=STYLE)
    assert len(figure.data) == 1
    assert list(figure.data[0].locations) == ["CHN"]
    assert list(figure.data[0].z) == [3]  # the square root
    assert figure.layout.coloraxis.cmax == 3


def test_what_may_be_more_says_so_and_has_the_colour_of_what_is_known():
    rows = counts(("CHN", "China", 1600), ("IND", "India", 9), ("SGP", "Singapore", 4), ("NPL", "Nepal", None))
    rows["state"] = ["partial", "value", "partial", "withheld"]
    figure = mobility.world(rows, style=STYLE)
    shapes, dots = figure.data
    assert (list(shapes.text), list(shapes.z)) == (["China: ≥ 1\u202f600", "India: 9"], [40, 3])
    assert (list(dots.text), list(dots.marker.color)) == (["Singapore: ≥ 4"], [2])
    assert figure.layout.coloraxis == mobility.world(rows.drop(columns="state"), style=STYLE).layout.coloraxis


def test_a_country_without_a_shape_is_a_point_of_the_same_colours():
    figure = mobility.world(counts(("CHN", "China", 1600), ("SGP", "Singapore", 4)), style=STYLE)
    shapes, dots = figure.data
    assert list(shapes.locations) == ["CHN"]
    assert (list(dots.marker.color), list(dots.customdata), list(dots.text)) == ([2], ["SGP"], ["Singapore: 4"])
    assert dots.marker.coloraxis == shapes.coloraxis == "coloraxis"
    assert list(shapes.text) == ["China: 1\u202f600"]
    assert list(shapes.customdata) == ["CHN"]


def test_the_colour_bar_bears_headcounts():
    bar = mobility.world(counts(("CHN", "China", 2655)), style=STYLE).layout.coloraxis.colorbar
    assert list(bar.ticktext) == ["100", "500", "1\u202f000", "2\u202f000"]
    assert [round(tick**2) for tick in bar.tickvals] == [100, 500, 1000, 2000]
    assert (marks(1), marks(3), marks(655)) == ([1], [1, 2], [20, 100, 200, 500])


def test_what_has_neither_shape_nor_point_is_told():
    rows = counts(("CHN", "China", 4), ("SGP", "Singapore", 2), ("SUN", "USSR", 3), ("YUG", "Yugoslavia", None))
    assert mobility.not_on_map(rows) == [("SUN", "USSR", 3, False)]


def test_where_dots_of_partners_crowd_only_the_larger_bear_their_number():
    """Austria is near Germany, with fewer partners, China far from both."""
    codes = ["AUT", "DEU", "CHN", "USA"]
    places = pd.DataFrame({"country_code": codes, "country": codes, "named": [2, 3, 1, 4], "partners": codes})
    dots = statements.partner_map(places, style=STYLE).data[0]
    assert ([codes[0] for codes in dots.customdata], list(dots.text)) == (["CHN", "AUT", "DEU", "USA"], [1, 2, 3, 4])
    assert list(dots.marker.size) == [17, 8, 17, 17]
    assert list(dots.textfont.color) == ["#ffffff", CLEAR, "#ffffff", "#ffffff"]
    near = statements.partner_map(places[:2], style=STYLE).data[0]
    assert list(near.marker.size) == [17, 17]  # a part of the globe is drawn larger


def test_partners_of_a_small_country_are_on_the_map():
    places = pd.DataFrame({"country_code": ["SGP"], "country": ["Singapore"], "named": [2], "partners": ["A<br>B"]})
    dots = statements.partner_map(places, style=STYLE).data[0]
    assert (dots.lon[0], dots.lat[0]) == centres()["SGP"]
    assert list(dots.customdata[0]) == ["SGP", "Singapore", "A<br>B"]
