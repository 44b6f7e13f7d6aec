"""A reader without a browser: what Streamlit's front end says over the websocket, said by us.

The messages are private to Streamlit (pinned); nothing but measurements rests on them.
"""

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from tests.bench.page import EMPTY, LINKS, OURS, WRITTEN, Scene, is_filter
from tests.bench.page import scene as usual_scene
from tests.bench.servers import Server

PATIENCE_S = 600
AGAIN, OF_FRAGMENT = ForwardMsg.FINISHED_EARLY_FOR_RERUN, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
ONE_OF, SOME_OF, BOX = ("selectbox", "radio"), ("button_group", "multiselect"), "text_input"
"""Widgets that send the words of one option, a list of them, what was written."""


class ScriptFailed(RuntimeError):
    """The page showed an error in place of itself."""


@dataclass(frozen=True)
class Ran:
    """One run of a page: seconds until it was finished, bytes that came, elements that were drawn."""

    seconds: float
    received: int
    elements: int


@dataclass
class Widget:
    """A widget as it was drawn last: its options in words, the state to send back, the fragment it is in."""

    kind: str
    options: list[str]
    state: WidgetState
    fragment: str


class Reader:
    """One session on a page. Holds what a browser would: widgets, the address, long messages that may come again."""

    def __init__(self, connection: ClientConnection, name: str, scene: Scene) -> None:
        self._connection = connection
        self._name = name
        self._path = scene.path if name == OURS else ""
        self.query = scene.query if name == OURS else ""
        """What the page has written into its address, as a browser would show it."""
        self._page = ""
        self._widgets: dict[str, Widget] = {}
        self._kept: dict[str, tuple[ForwardMsg, int]] = {}
        self._runs = 0
        self._oldest = 0

    @classmethod
    async def open(cls, server: Server, scene: Scene | None = None) -> "Reader":
        """A new session; its first run is over. scene: what of ours is opened; Mobility without it."""
        address = server.address.replace("http", "ws") + "/_stcore/stream"
        connection = await connect(
            address, subprotocols=["streamlit"], max_size=None, compression=None, ping_interval=None
        )  # fmt: skip
        reader = cls(connection, server.name, scene or usual_scene())
        await reader._run()
        return reader

    async def click(self, name: str, option: int) -> Ran:
        """Choose an option of a filter by its place: of several the one, of a box the word, of links the page."""
        if self._name == EMPTY:
            name = "year"
        widget = next((one for key, one in self._widgets.items() if is_filter(key, name)), None)
        if widget is None and name in LINKS:
            self.query = re.sub(rf"(?<={name}=)[^&]*", LINKS[name](option), self.query)
            return await self._run()
        if widget is None:
            raise ScriptFailed(f"{self._name} has no filter {name!r}: {sorted(self._widgets)}")
        _choose(widget, _word(widget, name, option))
        return await self._run(widget.fragment)

    async def close(self) -> None:
        await self._connection.close()

    async def _run(self, fragment: str = "") -> Ran:
        message = BackMsg()
        client = message.rerun_script
        client.query_string = self.query
        client.page_script_hash = self._page
        client.page_name = "" if self._page else self._path
        client.fragment_id = fragment
        client.cached_message_hashes.extend(self._kept)
        client.widget_states.widgets.extend(widget.state for widget in self._widgets.values())
        client.context_info.locale = "en-GB"
        client.context_info.timezone = "Asia/Almaty"
        client.context_info.color_scheme = "light"
        payload = message.SerializeToString()
        started = time.perf_counter()
        await self._connection.send(payload)
        received, elements = await asyncio.wait_for(self._finished(), PATIENCE_S)
        return Ran(time.perf_counter() - started, received, elements)

    async def _finished(self) -> tuple[int, int]:
        """Bytes and elements up to the end of the run."""
        received = elements = 0
        drawn: set[str] = set()
        self._runs += 1
        while True:
            data = await self._connection.recv(decode=False)
            received += len(data)
            message = self._whole(ForwardMsg.FromString(data))
            kind = message.WhichOneof("type")
            if kind == "delta":
                elements += 1
                drawn |= self._draw(message.delta)
            elif kind == "new_session":
                self._oldest = message.new_session.config.max_cached_message_age
            elif kind == "navigation":
                # Not that of the session: it is the script that lists the pages, and a run of it opens the first.
                self._page = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished != AGAIN:
                self._forget(drawn, everything=message.script_finished != OF_FRAGMENT)
                return received, elements

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message itself, where only its fingerprint came; a long one is kept for that."""
        if message.WhichOneof("type") == "ref_hash":
            message = self._kept[message.ref_hash][0]
        if message.metadata.cacheable:
            self._kept[message.hash] = (message, self._runs)
        return message

    def _forget(self, drawn: set[str], *, everything: bool) -> None:
        """Widgets that were not drawn again are gone, and messages that did not come for some runs."""
        if everything:
            self._widgets = {key: one for key, one in self._widgets.items() if key in drawn}
        limit = self._runs - self._oldest
        self._kept = {key: kept for key, kept in self._kept.items() if kept[1] > limit}

    def _draw(self, delta: Any) -> set[str]:
        """Remember the widget of an element, if it is one. Its identity, in a set."""
        if delta.WhichOneof("type") != "new_element":
            return set()
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind)
        if kind == "exception":
            raise ScriptFailed(f"{self._name}: {element.type} {element.message}")
        if kind not in (*ONE_OF, *SOME_OF, BOX):
            return set()
        options = [] if kind == BOX else _words(element.options)
        known = self._widgets.get(element.id)
        if known is None or element.set_value:
            known = Widget(kind, options, WidgetState(id=element.id), delta.fragment_id)
            for word in _standing(kind, element, options):
                _choose(known, word)
        known.options, known.fragment = options, delta.fragment_id
        self._widgets[element.id] = known
        return {element.id}


def _standing(kind: str, element: Any, options: list[str]) -> list[str]:
    """What a widget stands on when it is drawn first."""
    if kind == BOX:
        return [element.value if element.set_value else element.default]
    if kind in SOME_OF:
        return list(element.raw_values) if element.set_value else [options[place] for place in element.default]
    if element.set_value:
        return [element.raw_value]
    return [options[element.default]] if element.HasField("default") and options else []


def _words(options: Any) -> list[str]:
    return [option if isinstance(option, str) else option.content for option in options]


def _word(widget: Widget, name: str, option: int) -> str:
    """What an option stands for; in a choice of several the first is none of them."""
    if widget.kind == BOX:
        return WRITTEN[name](option)
    options = ["", *widget.options] if widget.kind == "multiselect" else widget.options
    return options[option % len(options)]


def _choose(widget: Widget, word: str) -> None:
    if widget.kind in (*ONE_OF, BOX):
        widget.state.string_value = word
    else:
        widget.state.string_array_value.data[:] = [word] if word else []
