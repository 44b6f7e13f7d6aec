"""Which role a person has: from what the identity provider says, by the rules of the university. Plain functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.audit import one_line
from db.sight import Role, Sight, Units, sight

RANK = tuple(Role)
"""The role with more rights first."""
LONGEST_HOURS = 24 * 7
NOBODY = "nobody"
"""In place of a role: whoever has no other is not let in."""


class BadRules(ValueError):
    """The rules cannot be understood; the message says where."""


@dataclass(frozen=True)
class Person:
    """Who looks. name: the account, '' of one who did not sign in."""

    name: str
    role: Role
    units: Units = ()

    @property
    def sight(self) -> Sight:
        return sight(self.role, self.units)


@dataclass(frozen=True)
class Granted:
    """What a value of a claim, or a person, is given."""

    role: Role
    units: Units = ()


@dataclass(frozen=True)
class Rules:
    """name: the claim that names a person; claim: the one that tells roles or groups; units: the one that tells the
    units of a dean. groups, people: what values of the claim and persons are given; without any, the values are roles.

    hours: so long after signing in a person is asked again: until then roles are those of that time.
    others: role of who signs in and has no other; visitors: of who does not sign in; None: they are not let in.
    """

    name: str = "email"
    claim: str = "roles"
    units: str = "units"
    groups: Mapping[str, Granted] = field(default_factory=dict)
    people: Mapping[str, Granted] = field(default_factory=dict)
    others: Role | None = Role.GUEST
    visitors: Role | None = None
    hours: float = 12.0


def rules(told: Mapping[str, Any]) -> Rules:
    """The rules as the table `access` of the settings tells them. Raises BadRules."""
    known = {"name", "claim", "units", "groups", "people", "others", "visitors", "hours"}
    if unknown := sorted(set(told) - known):
        raise BadRules(f"access.{unknown[0]} is not known. There are: {', '.join(sorted(known))}.")
    for key, kind, kinds in [*((key, str, "a word") for key in ("name", "claim", "units")),
                             *((key, Mapping, "a table") for key in ("groups", "people"))]:  # fmt: skip
        if key in told and not isinstance(told[key], kind):
            raise BadRules(f"access.{key} is not {kinds}.")
    usual = Rules()
    name, claim, units = (str(told.get(key, getattr(usual, key))) for key in ("name", "claim", "units"))
    groups, people = (
        {str(one): _granted(f"access.{key}.{one}", given) for one, given in told.get(key, {}).items()}
        for key in ("groups", "people")
    )
    others, visitors = (_end(key, told, getattr(usual, key)) for key in ("others", "visitors"))
    hours = told.get("hours", usual.hours)
    if not isinstance(hours, int | float) or isinstance(hours, bool) or not 0 < hours <= LONGEST_HOURS:
        raise BadRules(f"access.hours is {hours!r}: write a number from 1 to {LONGEST_HOURS}.")
    return Rules(name, claim, units, groups, people, others, visitors, float(hours))


def is_fresh(claims: Mapping[str, Any], by: Rules, now: float) -> bool:
    """Whether the person signed in within the hours; who does not tell when did not."""
    try:
        signed = float(claims.get("iat", 0))
    except (TypeError, ValueError):
        return False
    return now - by.hours * 3600 < signed


def _end(key: str, told: Mapping[str, Any], usual: Role | None) -> Role | None:
    """Strangers are guests, or nobody."""
    given = str(told.get(key, usual or NOBODY))
    if given not in (Role.GUEST, NOBODY):
        raise BadRules(f"access.{key} is {given!r}: write {Role.GUEST} or {NOBODY}.")
    return Role.GUEST if given == Role.GUEST else None


def _granted(where: str, given: Any) -> Granted:
    """'office', or {role = "dean", units = ["kaznu/law"]}."""
    told = given if isinstance(given, Mapping) else {"role": given}
    role = str(told.get("role", ""))
    if role not in list(Role):
        raise BadRules(f"{where} has the role {role!r}. There are: {', '.join(Role)}.")
    units = _units(told.get("units", ()), where)
    if unknown := sorted(set(told) - {"role", "units"}):
        raise BadRules(f"{where} has {unknown[0]!r}: write role and, of a dean, units.")
    if role != Role.DEAN and units:
        raise BadRules(f"{where} has units, and only a dean has.")
    if role == Role.DEAN and not units:
        raise BadRules(f'{where} is a dean without units: write units = ["institution/unit"].')
    return Granted(Role(role), units)


def _units(given: Any, where: str = "") -> Units:
    """'institution/unit' each. Raises BadRules where `where` is told; else what is no unit counts for nothing."""
    found = []
    for one in [given] if isinstance(given, str) else given if isinstance(given, Sequence) else ():
        institution, slash, unit = str(one).partition("/")
        if slash and institution and unit:
            found.append((institution, unit))
        elif where:
            raise BadRules(f"{where}: {one!r} is no unit: write institution/unit, as in kaznu/law.")
    return tuple(sorted(set(found)))


def person(claims: Mapping[str, Any], by: Rules) -> Person | None:
    """Who signed in with these claims; None: somebody who is not let in. Of several roles the first of RANK counts,
    and of a dean all units."""
    named = _name(claims, by)
    listed = {key.casefold(): given for key, given in by.people.items()}
    granted = [listed[named.casefold()]] if named.casefold() in listed else []
    told = claims.get(by.claim, ())
    for value in [told] if isinstance(told, str) else told if isinstance(told, Sequence) else ():
        word = str(value)
        if by.groups or by.people:
            granted += [by.groups[word]] if word in by.groups else []
        elif word in list(Role):
            granted.append(Granted(Role(word), _units(claims.get(by.units, ()))))
    granted = [one for one in granted if one.role != Role.DEAN or one.units]
    name = one_line(named) or one_line(f"sub {claims.get('sub') or 'unknown'}")
    if not granted:
        return None if by.others is None else Person(name, by.others)
    role = min((one.role for one in granted), key=RANK.index)
    units = {unit for one in granted if one.role == Role.DEAN for unit in one.units}
    return Person(name, role, tuple(sorted(units)) if role == Role.DEAN else ())


def _name(claims: Mapping[str, Any], by: Rules) -> str:
    """What the person is called in the list of people and in the audit; '' where nobody answers for it: an address that
    is not verified, or a name with signs that cannot be seen, is no name."""
    name = str(claims.get(by.name) or "")
    is_doubtful = by.name == "email" and str(claims.get("email_verified", True)).lower() != "true"
    return "" if is_doubtful or not name.isprintable() else name
