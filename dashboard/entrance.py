"""How people come in: from this machine only, by the university's sign-in, or everyone as a guest. Read at the start.

Settings with secrets stand in a file outside the project, which ACCESS names; the secrets may stand in the environment.
"""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard.roles import BadRules, Rules, rules

ROOT = Path(__file__).resolve().parent.parent
FILE, GUESTS = "DASHBOARD_ACCESS", "DASHBOARD_EVERYONE_IS_GUEST"
SECRETS = {"client_secret": "DASHBOARD_CLIENT_SECRET", "cookie_secret": "DASHBOARD_COOKIE_SECRET"}
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET = 32
CALLBACK = "/oauth2callback"
"""Where the framework waits for whoever signed in."""


class Mode(StrEnum):
    """How people come in."""

    LOCAL = "local"
    SIGN_IN = "sign_in"
    GUESTS = "guests"


class BadSettings(ValueError):
    """The settings do not hold; the message says what to do."""


@dataclass(frozen=True)
class Entrance:
    """auth: what Streamlit's sign-in needs; rules: which role who has."""

    mode: Mode
    auth: Mapping[str, Any] = field(default_factory=dict, repr=False)
    rules: Rules = field(default_factory=Rules)


@cache
def entrance() -> Entrance:
    """As this process was started."""
    return settings(os.environ)


def settings(environment: Mapping[str, str]) -> Entrance:
    """Raises BadSettings."""
    named, guests = environment.get(FILE, "").strip(), environment.get(GUESTS, "").strip()
    if named and guests:
        raise BadSettings(f"Either {FILE} or {GUESTS}, not both.")
    if not named:
        return Entrance(Mode.GUESTS if guests else Mode.LOCAL)
    told = _read(Path(named))
    if unknown := sorted(set(told) - {"auth", "access"}):
        raise BadSettings(f"{named} has {unknown[0]!r}. There are the tables auth and access.")
    for table in ("auth", "access"):
        if not isinstance(told.get(table, {}), dict):
            raise BadSettings(f"{named}: {table} is not a table: write [{table}].")
    try:
        by = rules(told.get("access", {}))
    except BadRules as bad:
        raise BadSettings(f"{named}: {bad}") from bad
    return Entrance(Mode.SIGN_IN, _auth(named, told.get("auth", {}), environment), by)


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise BadSettings(f"{FILE} names {file}, and there is no such file, or it is something else than a file.")
    if ROOT in file.resolve().parents:
        raise BadSettings(f"{file} lies within the project, where secrets must not be: put it elsewhere.")
    if os.name == "posix" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) & ~stat.S_IRGRP:
        raise BadSettings(f"{file} may be read or changed by others: chmod 600 {file}")
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadSettings(f"{file} is not TOML: {wrong}") from wrong


def _auth(named: str, told: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    auth = {**told, **{key: environment[name] for key, name in SECRETS.items() if environment.get(name)}}
    lacking = [key for key in NEEDED if not str(auth.get(key, "")).strip()]
    if lacking:
        raise BadSettings(f"{named} lacks auth.{', auth.'.join(lacking)}.")
    if len(str(auth["cookie_secret"])) < SHORTEST_SECRET:
        raise BadSettings(
            f"auth.cookie_secret has fewer than {SHORTEST_SECRET} signs: make one with `openssl rand -hex 32`."
        )
    if any(not isinstance(auth[key], str) for key in NEEDED):
        raise BadSettings(f"{named}: {', '.join(NEEDED)} are words between quotation marks.")
    if not isinstance(auth.get("client_kwargs", {}), dict):
        raise BadSettings(f"{named}: auth.client_kwargs is not a table.")
    if not urlsplit(auth["redirect_uri"]).path.endswith(CALLBACK):
        raise BadSettings(f"auth.redirect_uri does not end in {CALLBACK}.")
    for key in ("redirect_uri", "server_metadata_url"):
        address = urlsplit(str(auth[key]))
        if address.scheme != "https" and not (address.scheme == "http" and is_loopback(address.hostname or "")):
            raise BadSettings(f"auth.{key} is not https: {auth[key]}")
    return auth


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach the address."""
    if address == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
