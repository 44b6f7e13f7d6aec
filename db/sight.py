"""Who may see what: roles, their rights, and what a person sees exactly."""

import json
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of persons, as claims and the file of roles name them."""

    RECTORATE = "rectorate"
    OFFICE = "office"
    ANALYST = "analyst"
    DEAN = "dean"
    GUEST = "guest"


class Right(StrEnum):
    """What a role may do, besides looking."""

    EXACT = "exact"  # sees all numbers as they are
    LOAD = "load"  # loads, undoes, enters figures, says who is who
    SET_ASIDE = "set_aside"  # sets published figures aside
    AUDIT = "audit"  # reads who did what


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.RECTORATE: frozenset(Right),
    Role.OFFICE: frozenset({Right.EXACT, Right.LOAD, Right.SET_ASIDE}),
    Role.ANALYST: frozenset({Right.EXACT}),
    Role.DEAN: frozenset(),
    Role.GUEST: frozenset(),
}

Units = tuple[tuple[str, str], ...]
"""Institution and unit, by their codes."""


@dataclass(frozen=True)
class Sight:
    """What a person sees. exact: all numbers as they are; else those of `units` are, all others are protected.

    audit: who did what.
    """

    exact: bool = False
    units: Units = ()
    audit: bool = False

    @property
    def scopes(self) -> dict[str, tuple[str, ...]]:
        """The units of each institution, in the order of their codes."""
        found: dict[str, set[str]] = {}
        for institution, unit in self.units:
            found.setdefault(institution, set()).add(unit)
        return {institution: tuple(sorted(units)) for institution, units in sorted(found.items())}


EVERYTHING = Sight(exact=True, audit=True)
NOTHING = Sight()


def sight(role: Role, units: Units = ()) -> Sight:
    """What someone of a role sees; units: those that a dean answers for."""
    rights = RIGHTS[role]
    own = units if role == Role.DEAN else ()
    return Sight(Right.EXACT in rights, tuple(sorted(set(own))), Right.AUDIT in rights)


def scope_name(institution: str, units: tuple[str, ...]) -> str:
    """The name of a scope: of an institution and units of it."""
    return json.dumps([institution, sorted(units)], ensure_ascii=False)
