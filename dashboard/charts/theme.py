"""One look for all charts: one accent, a second colour for what stands against it, thin grid, no decoration."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

TOPOJSON = Path(__file__).parent.parent / "static" / "topojson" / "world_110m.json"
BAR_HEIGHT, LEAST_HEIGHT = 26, 180
PLAIN_HEIGHT = 340
PART_OF_GLOBE, AROUND = 90, 10  # degrees


@dataclass(frozen=True)
class Style:
    """How a reader reads: decimal and thousands signs ('., ' order: decimal first), and light or dark ground."""

    separators: str = ".,"
    dark: bool = False

    @property
    def accent(self) -> str:
        return "#7db8de" if self.dark else "#1f5f8b"

    @property
    def second(self) -> str:
        """Told from the accent by every kind of colour vision."""
        return "#e8a15b" if self.dark else "#b35c00"

    @property
    def quiet(self) -> str:
        return "#5b646c" if self.dark else "#b9bfc4"

    @property
    def text(self) -> str:
        return "#ececea" if self.dark else "#1d1d1b"

    @property
    def grid(self) -> str:
        return "rgba(160,160,160,0.25)"

    @property
    def land(self) -> str:
        return "#2a3036" if self.dark else "#e9e6de"

    @property
    def scale(self) -> list[list[Any]]:
        """From almost nothing to the accent."""
        low, high = ("#23323d", "#9fd0ef") if self.dark else ("#dbe8f1", "#123f5e")
        return [[0.0, low], [1.0, high]]


def plain(figure: go.Figure, style: Style, height: int = PLAIN_HEIGHT) -> go.Figure:
    """The common look; the page's own heading is the title."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 12, "t": 8, "b": 8},
        separators=style.separators,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": style.text, "size": 13},
        showlegend=len(figure.data) > 1,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": None},
        hoverlabel={"align": "left"},
        bargap=0.28,
        dragmode=False,
    )
    figure.update_xaxes(gridcolor=style.grid, zeroline=False, automargin=True, title=None, fixedrange=True)
    figure.update_yaxes(gridcolor=style.grid, zeroline=False, automargin=True, title=None, fixedrange=True)
    return figure


def globe(figure: go.Figure, style: Style, height: int = 330) -> go.Figure:
    """The common look of maps. The shapes come from our own server (`topojsonURL`)."""
    plain(figure, style, height)
    figure.update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    figure.update_geos(
        showland=True,
        landcolor=style.land,
        showcountries=True,
        countrycolor=style.grid,
        showcoastlines=False,
        showframe=False,
        showlakes=False,
        bgcolor="rgba(0,0,0,0)",
        projection_type="natural earth",
        projection_rotation_lon=60,
        lataxis_range=[-58, 84],
    )
    return figure


def bars_height(bars: float) -> int:
    return max(LEAST_HEIGHT, 40 + round(BAR_HEIGHT * bars))


@cache
def centres() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the middle of each country that the map has a shape for; very small ones have none."""
    shapes = json.loads(TOPOJSON.read_text(encoding="utf-8"))["objects"]["countries"]["geometries"]
    found = {str(shape.get("id", "")): shape.get("properties", {}).get("ct") for shape in shapes}
    return {code: (float(centre[0]), float(centre[1])) for code, centre in found.items() if centre}


def zoom(figure: go.Figure, codes: list[str]) -> go.Figure:
    """Show the part of the globe where the countries are, if that is a part."""
    middles = [centres()[code] for code in codes if code in centres()]
    if not middles:
        return figure
    west, east = min(m[0] for m in middles), max(m[0] for m in middles)
    south, north = min(m[1] for m in middles), max(m[1] for m in middles)
    if east - west > PART_OF_GLOBE:
        return figure
    return figure.update_geos(
        projection_rotation_lon=(west + east) / 2,
        lonaxis_range=[west - AROUND, east + AROUND],
        lataxis_range=[max(-58, south - AROUND), min(84, north + AROUND)],
    )
