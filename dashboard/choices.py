"""What the reader has chosen, as codes, and the address that holds it: one truth beside the widgets.

Widgets send back words, and words change with the language and the institution; so each widget is made anew when
its options or their words change, and takes its value from here. The address is read when a session begins, when
somebody comes by another link and when the browser goes back; it is written at the end of each run.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard.i18n import LANGUAGES, _, speak

OF_AGREEMENTS = ("list", "asof", "idle", "ends", "least", "domestic")
SEVERAL = ("country", "level", "types", "statuses", "gone", "without")
OF_INSTITUTION = (
    "year", "type", "series", "faculty", "department", "partner", "agreement", "metric", "vs_year", "vs_faculty",
    "moment", "on", "without",
)  # fmt: skip
AGAINST = ("vs_institution", "vs_year", "vs_direction", "vs_faculty", "vs_group", "vs_country")
REASONING = ("moment", "outside", "on", "within", "doubtful", "without", "records")
OF_PAGE = (
    "view", "gone", *AGAINST, "q", "metric", "types", "statuses", "everywhere", "release", *OF_AGREEMENTS, *REASONING,
)  # fmt: skip
"""Choices that mean something on one page only."""
KEYS = (
    "lang", "institution", "year", "direction", "type", "series", "level", "faculty", "department", "group", "members",
    "country", "partner", "agreement", "tables", *OF_PAGE,
)  # fmt: skip
ALL = ""
LONGEST_TEXT = 100
KEY_BITS = 2**48 - 1


def begin() -> None:
    """Take over what the address asks for, where somebody came by a link or went back."""
    state = st.session_state
    asked = {key: st.query_params.get_all(key) for key in KEYS if key in st.query_params}
    state.setdefault("choices", {})
    state.setdefault("generation", 0)
    state["told"] = []
    state["asked_for"] = set()
    touched = _touched()
    state["drawn"] = {}
    if asked and asked != state.get("written") and not touched:
        language = state["choices"].get("lang")
        state["choices"] = {key: values if key in SEVERAL else values[0] for key, values in asked.items()}
        state["choices"].setdefault("lang", language)
        state["asked_for"] = set(asked)
        state["generation"] += 1
    if state["choices"].get("lang") not in LANGUAGES:
        preferred = (st.context.locale or "en")[:2]
        state["choices"]["lang"] = preferred if preferred in LANGUAGES else "en"
    speak(state["choices"]["lang"])


def query(**other: str | Sequence[str]) -> dict[str, list[str]]:
    """The address of the view with other choices in place of those made; '' takes one out. Another institution has
    other years, units and partners."""
    kept = dict(st.session_state["choices"])
    if other.get("institution", kept.get("institution")) != kept.get("institution"):
        kept = {name: value for name, value in kept.items() if name not in OF_INSTITUTION}
    chosen = {**kept, **other}
    return {key: _listed(chosen[key]) for key in KEYS if chosen.get(key)}


def link(**other: str | Sequence[str]) -> dict[str, list[str]]:
    """The address of the same selection on another page."""
    return query(**{**dict.fromkeys(OF_PAGE, ""), **other})


def end() -> None:
    """Write the choices into the address; what is not chosen is left out."""
    written = query()
    others = {key: st.query_params.get_all(key) for key in st.query_params if key not in KEYS}
    here = {key: st.query_params.get_all(key) for key in st.query_params}
    # A link to the page one is on asks this run for its address, and leaves the browser at the old one.
    if here != {**others, **written} or st.session_state["asked_for"]:
        st.query_params.from_dict({**others, **written})
    st.session_state["written"] = written


def told() -> None:
    """Say what the address asked for and is not there, of the filter bar and of the page."""
    for line in st.session_state["told"]:
        st.warning(line)


def get(name: str) -> Any:
    """The choice of that name; None where nothing is chosen."""
    return st.session_state["choices"].get(name)


def asked(name: str) -> str:
    """What the address asks for under that name, be it there or not; ''."""
    return st.query_params.get(name, "")


def prefer(name: str, value: str) -> None:
    """The value where nothing is chosen."""
    if not get(name):
        st.session_state["choices"][name] = value


def language() -> None:
    """The choice of language; its options read the same in all languages."""
    chosen = _drawn("lang", list(LANGUAGES), LANGUAGES, get("lang"), lambda key: st.segmented_control(
        "Тіл · Язык · Language", list(LANGUAGES), format_func=LANGUAGES.__getitem__, key=key, required=True,
        label_visibility="collapsed",
    ))  # fmt: skip
    st.session_state["choices"]["lang"] = chosen
    speak(str(chosen))


def one(
    name: str,
    label: str,
    options: Sequence[str],
    shown: Callable[[str], str],
    *,
    required: bool = False,
    none: str = "",
) -> str:
    """One choice; without `required`, none of them is the first option, which reads "All" or as `none` says."""
    # Plain text: Streamlit takes a choice that is a member of one Enum amiss among options that are not.
    codes = [str(option) for option in options]
    listed = codes if required else [ALL, *codes]
    names = {ALL: none or _("All"), **{code: shown(code) for code in codes}}
    wanted = get(name)
    if wanted not in listed:
        _tell(name, label, wanted)
        wanted = listed[0]
    chosen = _drawn(name, listed, names, wanted, lambda key: st.selectbox(
        label, listed, format_func=names.__getitem__, key=key
    ))  # fmt: skip
    if name == "institution" and get(name) and chosen != get(name):
        _forget_institution()
    st.session_state["choices"][name] = chosen
    return str(chosen or ALL)


def several(name: str, label: str, options: Sequence[str], shown: Callable[[str], str], *, none: str = "") -> list[str]:
    """Any number of choices; none means all, or what `none` says."""
    names = {option: shown(option) for option in options}
    wanted = list(dict.fromkeys(_listed(get(name) or [])))
    for value in wanted:
        if value not in names:
            _tell(name, label, value)
    there = [value for value in wanted if value in names]
    chosen: list[str] = _drawn(name, list(options), names, there, lambda key: st.multiselect(
        label, list(options), format_func=names.__getitem__, key=key, placeholder=none or _("All")
    ))  # fmt: skip
    st.session_state["choices"][name] = chosen
    return chosen


def view(name: str, label: str, options: dict[str, str]) -> str:
    """One of a few views of a page, codes with their words; the first where none is chosen."""
    wanted = get(name)
    if wanted not in options:
        _tell(name, label, wanted)
        wanted = next(iter(options))
    chosen = _drawn(name, list(options), options, wanted, lambda key: st.segmented_control(
        label, list(options), format_func=options.__getitem__, key=key, required=True, label_visibility="collapsed",
    ))  # fmt: skip
    st.session_state["choices"][name] = "" if chosen == next(iter(options)) else chosen
    return str(chosen)


def words(name: str, label: str, placeholder: str = "") -> str:
    """Words to look for."""
    wanted = str(get(name) or "")[:LONGEST_TEXT]
    chosen = _drawn(name, [], {}, wanted, lambda key: st.text_input(
        label, key=key, placeholder=placeholder, max_chars=LONGEST_TEXT
    ))  # fmt: skip
    st.session_state["choices"][name] = chosen
    return str(chosen).strip()


def flag(name: str, label: str) -> bool:
    """Yes or no."""
    chosen = _drawn(name, [], {}, bool(get(name)), lambda key: st.toggle(label, key=key))
    st.session_state["choices"][name] = "1" if chosen else ""
    return bool(chosen)


def drop(name: str, label: str, why: str = "") -> None:
    """A choice that cannot be made now. why: told in place of that it is not there."""
    _tell(name, label, st.session_state["choices"].pop(name, None), why)


def _drawn(name: str, options: list[str], names: dict[str, str], value: Any, draw: Callable[[str], Any]) -> Any:
    """A widget that lives as long as its options and their words stay; it begins with the choice kept here."""
    owner = get("institution") if name in OF_INSTITUTION else ""
    made_of = (owner, st.session_state["generation"], tuple(options), tuple(map(names.get, options)))
    key = f"{name}·{hash(made_of) & KEY_BITS:x}"
    if key not in st.session_state:
        st.session_state[key] = value
    drawn = draw(key)
    st.session_state["drawn"][key] = drawn
    return drawn


def _touched() -> bool:
    """Whether a widget was changed since it was drawn: then the address is only late, nobody went elsewhere."""
    state = st.session_state
    return any(key in state and state[key] != value for key, value in state.get("drawn", {}).items())


def _tell(name: str, label: str, value: object, why: str = "") -> None:
    if value and name in st.session_state["asked_for"]:
        st.session_state["told"].append(
            why
            or _(
                "The link asks for {label} “{value}”, which is not there.", label=label, value=str(value)[:LONGEST_TEXT]
            )
        )


def _forget_institution() -> None:
    """Another institution has other years, units and partners: choices made for one are not carried to the next."""
    for name in OF_INSTITUTION:
        st.session_state["choices"].pop(name, None)


def _listed(value: Any) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else [str(value)]
