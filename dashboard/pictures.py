"""Buttons that give a chart away as a picture, and the script that makes it in the reader's browser.

The server needs no browser, and the picture is what the reader sees. Plotly's own button gives the bare drawing,
without title, unit, source and the mark of invented figures.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from dashboard.files import named

SCRIPT = Path(__file__).parent / "static" / "pictures.js"
FORMATS = ("png", "svg")
# The page's own way from the key of a widget to the class of its box.
NOT_IN_CLASS = re.compile(r"[^a-zA-Z0-9_-]")


@cache
def script() -> str:
    """What makes the pictures, to be put on each page once: st.html(..., unsafe_allow_javascript=True).

    It also fits charts to the paper where the page is printed (`dashboard.looks` has the style sheet of it), lets a
    finger on a chart move the page, and the keyboard come to a chart that is wider than its place. A new version of it
    has a new address, so that no browser goes on with an old one.
    """
    version = sha256(SCRIPT.read_bytes()).hexdigest()[:12]
    return f'<script src="./app/static/{SCRIPT.name}?{version}"></script>'


def buttons(key: str, *, name: str, title: str, unit: str, source: str, mark: str, words: Mapping[str, str]) -> str:
    """Buttons for the chart whose key is `chart-KEY`, for st.html.

    name: of the file, without its ending. source: the source line in plain text. mark: what invented figures say, ''
    for others; it is written into the picture, and the file is named accordingly. words: 'png' and 'svg', what the
    buttons say, and 'failed', what is said where no picture could be made.
    """
    told = {"title": title, "unit": unit, "source": source, "mark": mark, "failed": words["failed"]}
    made = "".join(
        f'<button type="button" data-figure="{_class(f"chart-{key}")}" data-format="{kind}" '
        f'data-name="{escape(named(name, kind, is_invented=bool(mark)))}" data-told="{_packed(told)}" '
        f'aria-label="{escape(f"{words[kind]}: {title}")}">{escape(words[kind])}</button>'
        for kind in FORMATS
    )
    return f'<div class="pictures">{made}<span role="status"></span></div>'


def _class(key: str) -> str:
    return NOT_IN_CLASS.sub("-", key.strip())


def _packed(told: Mapping[str, str]) -> str:
    """Texts in an attribute; with bare angle brackets in it the page would leave the attribute out."""
    plain = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    return escape(plain)
