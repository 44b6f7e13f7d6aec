"""Buttons and script of pictures survive what the page lets through, and styles can be written whatever they say."""

import json
import re
import tomllib
from html.parser import HTMLParser

from dashboard import looks, pictures
from tests.charts.test_theme import contrast
from tests.conftest import ROOT

WORDS = {"png": "Picture", "svg": "Drawing", "failed": "It could not be made."}
# What the page (DOMPurify) takes for a disguised tag, in a script and in the value of an attribute.
DISGUISED = re.compile(r"<[/\w!]")
IN_ATTRIBUTE = re.compile(r"((--!?|])>)|</(style|script|title|xmp|textarea|noscript|iframe|noembed|noframes)", re.I)


class Buttons(HTMLParser):
    found: list[dict[str, str | None]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "button":
            self.found.append(dict(attrs))


def buttons(**other: str) -> list[dict[str, str | None]]:
    told = {"name": "map", "title": "Students", "unit": "Persons", "source": "Source: a list", "mark": "", **other}
    parser = Buttons()
    parser.found = []
    parser.feed(pictures.buttons("overview map", **told, words=WORDS))
    return parser.found


def test_the_page_does_not_take_the_script_for_a_disguised_tag() -> None:
    inside = pictures.SCRIPT.read_text(encoding="utf-8")
    assert not DISGUISED.search(inside)
    assert "figurePictures" in inside


def test_each_button_names_its_chart_and_its_file() -> None:
    png, svg = buttons()
    assert (png["data-figure"], png["data-format"], png["data-name"]) == ("chart-overview-map", "png", "map.png")
    assert (svg["data-format"], svg["data-name"], svg["aria-label"]) == ("svg", "map.svg", "Drawing: Students")


def test_invented_figures_are_in_the_name_and_in_the_picture() -> None:
    png, _svg = buttons(mark="INVENTED FIGURES.")
    assert png["data-name"] == "INVENTED-map.png"
    assert json.loads(png["data-told"] or "")["mark"] == "INVENTED FIGURES."


def test_whatever_a_title_says_the_page_leaves_it_in() -> None:
    title = """--> ]]> </title><script>"'&amp; Қазақстан"""
    for button in buttons(title=title):
        packed = button["data-told"] or ""
        assert not IN_ATTRIBUTE.search(packed)
        assert json.loads(packed)["title"] == title


def test_a_mark_on_paper_is_text_whatever_it_says() -> None:
    assert 'content: "INVENTED"' in looks.marked("INVENTED")
    assert looks.marked('"}</style>\\').count('"') == 2
    assert "<" not in looks.marked("</style>")


def test_light_and_dark_pages_have_their_own_colours() -> None:
    assert "outline: 2px solid #1f5f8b" in looks.css(dark=False)
    assert "outline: 2px solid #7db8de" in looks.css(dark=True)
    assert "filter: invert" in looks.css(dark=True)
    assert "filter: invert" not in looks.css(dark=False)
    for dark in (False, True):
        assert looks.css(dark).count("{") == looks.css(dark).count("}")
        assert not DISGUISED.search(looks.css(dark))


def test_links_to_pages_have_the_colour_of_links_and_are_read_on_page_and_sidebar() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    looks_of = [theme["light"], theme["dark"]]
    colours = ", ".join(look["linkColor"] for look in looks_of)
    assert all(f"color: light-dark({colours})" in looks.css(dark) for dark in (False, True))
    for look in looks_of:
        grounds = [look[name] for name in ("backgroundColor", "secondaryBackgroundColor")]
        assert all(contrast(look["linkColor"], colour) >= 4.5 for colour in grounds)
