"""Who looks, in this run of a page, and what they may do. Everybody asks here; nobody else reads `st.user`."""

import time
from typing import TypedDict

import streamlit as st

from dashboard import entrance, roles
from dashboard.entrance import Mode
from dashboard.roles import Person
from db.audit import account
from db.sight import RIGHTS, Right, Role, Sight


class NotAllowed(Exception):
    """The person has no right to this."""


def person() -> Person | None:
    """None: somebody who is to sign in first, or is not let in."""
    way = entrance.entrance()
    if way.mode == Mode.LOCAL:
        return Person(account(), Role.RECTORATE)
    if way.mode == Mode.GUESTS:
        return Person("", Role.GUEST)
    if is_signed_in():
        return roles.person(st.user.to_dict(), way.rules)
    return None if way.rules.visitors is None else Person("", way.rules.visitors)


def is_signed_in() -> bool:
    """Whether somebody did, and not too long ago."""
    way = entrance.entrance()
    if way.mode != Mode.SIGN_IN or not st.user.get("is_logged_in"):
        return False
    return roles.is_fresh(st.user.to_dict(), way.rules, time.time())


def sight() -> Sight:
    """What the person sees; of one who is not let in: nothing exact."""
    found = person()
    return found.sight if found else Sight()


def has(someone: Person | None, right: Right) -> bool:
    return someone is not None and right in RIGHTS[someone.role]


def may(right: Right) -> bool:
    return has(person(), right)


def require(right: Right) -> None:
    """Raises NotAllowed."""
    if not may(right):
        raise NotAllowed(right)


class By(TypedDict):
    """Under which account and role something is kept."""

    by: str
    role: str


def by() -> By:
    """The account and role under which is kept what the person does."""
    found = person()
    return By(by=found.name, role=str(found.role)) if found else By(by="", role="")
