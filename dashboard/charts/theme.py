"""One look for all charts: one accent, a second colour for what stands against it, thin grid, no decoration.

Nothing is told by colour alone: series differ by dash, sign, hatching or a label at the mark as well.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from textwrap import wrap
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

STATIC = Path(__file__).parent.parent / "static"
SHAPES, POINTS = STATIC / "topojson" / "world_110m.json", STATIC / "centres.json"
FONT = '"Source Sans", sans-serif'  # the page's own; Streamlit brings it along
BAR_HEIGHT, LINE_HEIGHT, BETWEEN_NAMES, LEAST_HEIGHT = 26, 17, 5, 180  # pixels
FEW_PERSONS = 5
PLAIN_HEIGHT, GLOBE_HEIGHT = 340, 330
PART_OF_GLOBE, AROUND = 140, 10  # degrees
CLEAR = "rgba(0,0,0,0)"
NONE: Mapping[Any, str] = MappingProxyType({})
AT_LEAST = "≥ "


@dataclass(frozen=True)
class Style:
    """How a reader reads: decimal and thousands signs ('., ' order: decimal first), light or dark ground, and what
    stands behind a number of percent.

    Marks (accent, second, third, fourth, quiet) keep at least 3:1 on their ground, text 4.5:1.
    """

    separators: str = ".,"
    dark: bool = False
    percent: str = "%"

    @property
    def ground(self) -> str:
        return "#14171a" if self.dark else "#ffffff"

    @property
    def accent(self) -> str:
        return "#7db8de" if self.dark else "#1f5f8b"

    @property
    def second(self) -> str:
        """Told from the accent by every kind of colour vision."""
        return "#e8a15b" if self.dark else "#b35c00"

    @property
    def palette(self) -> list[str]:
        """After Okabe and Ito, darker or lighter so that marks are seen on their ground: accent, second, two more."""
        return [self.accent, self.second, *(("#149a7c", "#f3edb0") if self.dark else ("#0a9a80", "#5e1f4a"))]

    @property
    def quiet(self) -> str:
        return "#6b747c" if self.dark else "#868e95"

    @property
    def text(self) -> str:
        return "#ececea" if self.dark else "#1d1d1b"

    @property
    def halo(self) -> str:
        """A rim of ground around a text that lies on marks."""
        return ", ".join([f"0 0 3px {self.ground}"] * 3)

    @property
    def grid(self) -> str:
        return "rgba(160,160,160,0.25)"

    @property
    def land(self) -> str:
        return "#2a3036" if self.dark else "#e9e6de"

    @property
    def flowing(self) -> str:
        """The accent, translucent: links may lie upon each other."""
        return "rgba(125,184,222,0.35)" if self.dark else "rgba(31,95,139,0.28)"

    @property
    def scale(self) -> list[list[Any]]:
        """From almost nothing to the accent and beyond; lightness grows or falls all the way."""
        stops = ("#23323d", "#4f85a8", "#b9e0fa") if self.dark else ("#dbe8f1", "#6fa3c4", "#123f5e")
        return [[place, colour] for place, colour in zip((0.0, 0.5, 1.0), stops, strict=True)]

    @property
    def steps(self) -> list[list[Any]]:
        """Six colours in even steps of a square root, none of middle lightness: dark or white text is read on each."""
        light = ("#e4edf4", "#bfd6e6", "#93bbd6", "#2f729f", "#1b527b", "#0c3352")
        colours = ("#1f2e38", "#2a4c63", "#376c8f", "#86b8da", "#aed5ef", "#d9eefb") if self.dark else light
        return [[((i + end) / len(colours)) ** 2, colour] for i, colour in enumerate(colours) for end in (0, 1)]

    def number(self, value: int, is_least: bool = False) -> str:
        """A whole number with the reader's thousands sign; `is_least`: it may be more, for not all of it is known."""
        return (AT_LEAST if is_least else "") + f"{value:,}".replace(",", self.separators[1])


@cache
def template(style: Style) -> dict[str, Any]:
    """What all charts have in common, once for each reader and ground. Figures set only what they have of their own."""
    axis = {"gridcolor": style.grid, "zeroline": False, "ticks": "", "automargin": True, "fixedrange": True}
    # When one mark is chosen, Plotly lets all others fade until they can hardly be read. It loses the choice of a bar
    # whose text has a colour for the one state and none for the other.
    pale = {"unselected": {"marker": {"opacity": 0.5}}}
    text = {"textfont": {"color": style.text}}
    with_text = {"selected": text, "unselected": pale["unselected"] | text}
    on_line = {"textfont": {"shadow": style.halo}}
    return {
        "data": {"bar": [with_text], "scatter": [with_text | on_line], "scattergeo": [pale], "choropleth": [pale]},
        "layout": {
            "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "font": {"family": FONT, "color": style.text, "size": 13},
            "colorway": style.palette,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "hoverlabel": {
                "align": "left", "bgcolor": style.ground, "bordercolor": style.quiet,
                "font": {"family": FONT, "color": style.text, "size": 13},
            },
            "bargap": 0.28,
            "hovermode": "closest",
            "dragmode": False,
            "xaxis": axis,
            "yaxis": axis,
            "annotationdefaults": {"showarrow": False},
            "coloraxis": {"colorscale": style.scale},
        }
    }  # fmt: skip


def draw(traces: list[dict[str, Any]], style: Style, height: int = PLAIN_HEIGHT, **layout: Any) -> go.Figure:
    """A figure of traces in the common look; the page's own heading is the title.

    Plotly's check of every property is most of the time a figure takes, at every click; tests check each chart instead.
    """
    common = {"template": template(style), "separators": style.separators, "height": height}
    return Drawn(traces, {**common, "showlegend": len(traces) > 1, **layout}, _validate=False)


class Drawn(go.Figure):  # type: ignore[misc]
    """A figure that is drawn, sent, and changed no more: it gives away what it has instead of copying it deeply, which
    took as long as drawing it."""

    def to_dict(self) -> dict[str, Any]:
        """Data and layout, not to be changed."""
        return {"data": self._data, "layout": self._layout}


def globe(
    traces: list[dict[str, Any]], style: Style, height: int = GLOBE_HEIGHT, *, part: Mapping[str, Any], **layout: Any
) -> go.Figure:
    """A map in the common look; `part` is what else of the globe's layout. The shapes come from our own server
    (`topojsonURL`).

    The globe's layout is no part of the template: Plotly does not take the turn of the globe from there.
    """
    geo = {
        "showland": True, "landcolor": style.land, "showcountries": True, "countrycolor": style.grid,
        "showcoastlines": False, "showframe": False, "showlakes": False, "bgcolor": CLEAR,
        "projection": {"type": "natural earth", "rotation": {"lon": 60}}, "lataxis": {"range": [-58, 84]}, **part,
    }  # fmt: skip
    edge = {"l": 0, "r": 0, "t": 0, "b": 0}
    return draw(traces, style, height, **{"showlegend": False, "margin": edge, "geo": geo, **layout})


def persons(most: float) -> dict[str, Any]:
    """Ticks of an axis of whole numbers up to `most`: none stands twice because it was rounded."""
    return {"tickformat": ",d", **({"dtick": 1} if most <= FEW_PERSONS else {})}


def hatched(colour: str) -> dict[str, Any]:
    """A mark that is told from a filled one without colour."""
    pattern = {"shape": "/", "fgcolor": colour, "bgcolor": CLEAR, "size": 6, "solidity": 0.4}
    return {"color": colour, "pattern": pattern, "line": {"color": colour, "width": 1.5}}


def wrapped(names: Sequence[str], width: int, most: int | None = None) -> list[str]:
    """Names in lines of at most `width` signs, cut after `most` lines; alike ones stay apart, so that no two share one
    place on an axis."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        lines = _lines(str(name), width, most)
        seen[lines] = seen.get(lines, -1) + 1
        told.append(lines + "\u200b" * seen[lines])
    return told


@lru_cache(maxsize=5000)
def _lines(name: str, width: int, most: int | None) -> str:
    """The same few hundred names come again at every click."""
    return "<br>".join(wrap(name, width, max_lines=most, placeholder=" …")) or " "


def bars_height(names: Sequence[str], each: int = 1) -> int:
    """Height of horizontal bars, `each` per name; names of several lines take the room that they need."""
    lines = max([1, *(1 + name.count("<br>") for name in names)])
    return max(LEAST_HEIGHT, 40 + len(names) * max(BAR_HEIGHT * each, LINE_HEIGHT * lines + BETWEEN_NAMES))


@cache
def centres() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the middle of every country that is drawn, as a shape or as a point."""
    shapes = json.loads(SHAPES.read_text(encoding="utf-8"))["objects"]["countries"]["geometries"]
    found = {str(shape.get("id", "")): shape.get("properties", {}).get("ct") for shape in shapes}
    middles = {code: centre for code, centre in found.items() if centre} | points()
    return {code: (float(centre[0]), float(centre[1])) for code, centre in middles.items()}


@cache
def points() -> dict[str, tuple[float, float]]:
    """Countries drawn as a point: the map has no shape for them, or one of less than half a square degree.

    Longitude and latitude; Hong Kong and Macao are moved apart, so that each can be seen and pointed at.
    """
    return {code: (lon, lat) for code, (lon, lat) in json.loads(POINTS.read_text(encoding="utf-8")).items()}


def part_of_globe(codes: Sequence[str]) -> dict[str, Any]:
    """Layout that shows the part of the globe where the countries are; empty if they are all over it."""
    middles = [centres()[code] for code in codes if code in centres()]
    if not middles:
        return {}
    west, east = min(m[0] for m in middles), max(m[0] for m in middles)
    south, north = min(m[1] for m in middles), max(m[1] for m in middles)
    if east - west > PART_OF_GLOBE:
        return {}
    return {
        "projection": {"type": "natural earth", "rotation": {"lon": (west + east) / 2}},
        "lonaxis": {"range": [west - AROUND, east + AROUND]},
        "lataxis": {"range": [max(-58, south - AROUND), min(84, north + AROUND)]},
    }
