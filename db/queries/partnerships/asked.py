"""Conditions on agreements: which statements a question meets, on which day, and whether an agreement holds then."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from db.partnership import NOT_RUNNING
from db.queries.agreed import Agreed, academic_year
from db.queries.asking import CLOSED, BadQuestion, Scope, Where, as_of, day_of, members, wanted, year
from db.queries.search import mentioning
from db.standing import Basis
from db.vocabulary import AgreementStatus, AgreementType

OF_ROWS = {
    "agreement": "agreement", "partner": "partner_code", "country": "country_code", "faculty": "faculty_code",
    "department": "department_code", "type": "type", "programme": "programme",
}  # fmt: skip
OTHERS = ("institution", "group", "members", "scope", "search", "status", "on", "years", "months", "least",
          "academic_year", "direction", "mobility_type", "series", "level")  # fmt: skip
LISTED: Mapping[str, type[StrEnum]] = {**CLOSED, "status": AgreementStatus, "type": AgreementType}
"""Conditions whose values are listed."""
LONGEST = 9
"""Digits of a number that may be asked for."""


def day(agreed: Agreed, where: Where) -> date:
    """The day that is asked for; without one the usual day of the register. Raises BadQuestion."""
    asked = where.get("on", ())
    if not asked:
        return agreed.usual_day(date.today())
    try:
        return date.fromisoformat(str(asked[0]))
    except ValueError:
        raise BadQuestion(f"{asked[0]!r} is not a day. Write YYYY-MM-DD.") from None


def number(where: Where, name: str, usual: int, most: int = 1200) -> int:
    """A whole number that is asked for. Raises BadQuestion."""
    shown = str(next(iter(where.get(name, ())), usual))
    if not shown.isdecimal() or len(shown) > LONGEST or int(shown) > most:
        raise BadQuestion(f"{name}={shown}: write a whole number up to {most}.")
    return int(shown)


def met(agreed: Agreed, where: Where) -> pd.DataFrame:
    """The statements of agreements that a question meets; agreements inside the country only if it names a scope.

    Raises BadQuestion.
    """
    return pd.DataFrame(agreed.rows[is_met(agreed, where)])


def is_met(agreed: Agreed, where: Where) -> Any:
    """Which of the rows of `agreed` a question meets, as `met`."""
    refuse_unknown(where)
    coded = agreed.coded
    found = _scoped(agreed, where)
    for name, column in OF_ROWS.items():
        if where.get(name):
            found = found & coded.among(column, _wanted(agreed, name, where[name]))
    if where.get("group"):
        found = found & coded.among("country_code", _of_groups(agreed, where))
    if not where.get("search"):
        return found
    rows = agreed.rows[found]
    known_as = agreed.names.known_as()
    told = agreed.names.named(rows, "en")
    spoken = [known_as.get(code, "") for code in rows["partner_code"]]
    return found & agreed.rows.index.isin(mentioning(told, where["search"], spoken).index)


def _wanted(agreed: Agreed, name: str, values: Sequence[str]) -> list[str]:
    """The values as they are stored; a country that there are agreements with need not be looked up, and '' is none:
    groups of which no country is a member ask for it."""
    known = agreed.coded.column("country_code")[1]
    if name == "country" and all(not value or value in known for value in values):
        return list(values)
    # '' asks for what has none.
    named = wanted(agreed.names.engine, name, [value for value in values if value])
    return [*named, *[value for value in values if not value]]


def refuse_unknown(where: Where) -> None:
    """Raises BadQuestion for a condition that agreements do not have, and for a value that cannot be one."""
    known = [*OF_ROWS, *OTHERS]
    for name, values in where.items():
        if name not in known:
            raise BadQuestion(f"Agreements have no condition {name!r}. They have: {', '.join(known)}.")
        for value in values:
            if name == "academic_year":
                year(value)
            elif name in LISTED and value not in list(LISTED[name]):
                raise BadQuestion(f"{value!r} is no {name}. There are: {', '.join(LISTED[name])}.")


def _scoped(agreed: Agreed, where: Where) -> Any:
    """Which rows are of the scopes that are asked for."""
    at_home = agreed.rows["at_home"].to_numpy(dtype=bool)
    scope = set(where.get("scope", ())) or {Scope.INTERNATIONAL}
    if Scope.ALL in scope or scope == {Scope.INTERNATIONAL, Scope.DOMESTIC}:
        return np.ones(len(at_home), dtype=bool)
    return at_home if scope == {Scope.DOMESTIC} else ~at_home


def _of_groups(agreed: Agreed, where: Where) -> set[str]:
    """Members of the groups, on the day that the register is looked at or today."""
    of = as_of(where)
    on = day_of("", of) if of == "today" else day(agreed, where)
    return {code for group in where["group"] for code in members(agreed.names.engine, group, on)}


def holding(stands: pd.DataFrame) -> "pd.Series[bool]":
    """Which agreements hold, as far as is known: none that is planned, frozen or over, or that a yearly register lists
    no more."""
    is_gone = (stands["basis"] == Basis.LISTED) & (stands["status"] == AgreementStatus.UNKNOWN)
    return ~stands["status"].isin(NOT_RUNNING) & ~is_gone


def _holding(agreed: Agreed, where: Where) -> Any:
    """Which of `Agreed.ties` hold on the day and, where a status is asked for, stand so."""
    on, status = day(agreed, where), codes(where, "status")
    found = agreed.holding(on)
    return found & agreed.lives.has_status(agreed.phases(on), status) if status else found


def with_partners_abroad(agreed: Agreed, where: Where) -> Any:
    """Which of the rows that a question meets tell of an agreement with a partner abroad that holds on the day."""
    return is_met(agreed, where) & agreed.abroad & _holding(agreed, where)[agreed.coded.numbers("agreement")]


def of_partners(agreed: Agreed, where: Where, keys: tuple[str, ...]) -> tuple[Any, dict[str, Any]]:
    """Agreements with partners abroad that hold on the day, by some columns of rows: places in
    `Agreed.coded.groups(keys)`, in the order of their words; and what is told of each.

    Told are: agreements, partners (different ones), release (the last), is_invented; is_stated, is_dated (one of them
    is
    stated as active or signed; rests on dates or on a source with a date).
    """
    phases = agreed.phases(day(agreed, where))
    coded = agreed.coded
    agreement = coded.numbers("agreement")
    rows = np.flatnonzero(with_partners_abroad(agreed, where))
    groups, first = coded.groups(keys)
    is_there = np.bincount(groups[rows], minlength=len(first)) > 0
    there, of = np.flatnonzero(is_there), (np.cumsum(is_there) - 1)[groups[rows]]

    def different(name: str) -> Any:
        pairs, one_of_each = coded.groups((*keys, name))
        is_met = np.bincount(pairs[rows], minlength=len(one_of_each)) > 0
        return np.bincount(groups[one_of_each[is_met]], minlength=len(first))[there]

    release = np.zeros(len(there), dtype=np.int64)
    np.maximum.at(release, of, coded.values("release")[rows].astype(np.int64))
    invented = np.bincount(of, weights=coded.values("is_invented")[rows], minlength=len(there)) > 0
    flags = {"is_stated": agreed.lives.is_stated, "is_dated": agreed.lives.is_dated}
    told = {
        name: np.bincount(of, weights=np.append(flag, False)[phases][agreement[rows]], minlength=len(there)) > 0
        for name, flag in flags.items()
    }  # fmt: skip
    numbers = {"agreements": different("agreement"), "partners": different("partner_code"), "release": release}
    return there, {**{name: pd.array(values, dtype="Int64") for name, values in numbers.items()}, **told,
                   "is_invented": invented}  # fmt: skip


def is_used(agreed: Agreed, where: Where) -> Any:
    """Rows of use of the agreements that the question meets, until the day; of one partner's and faculty's rows only
    where it names them."""
    uses = agreed.coded_uses
    met, status = agreed.some(is_met(agreed, where)), codes(where, "status")
    if status:
        met = met & agreed.lives.has_status(agreed.phases(day(agreed, where)), status)
    found = uses.among("agreement", agreed.coded.words("agreement")[met])
    for name, column in (("partner", "partner_code"), ("faculty", "faculty_code"), ("country", "country_code"),
                         ("department", "department_code"), ("direction", "direction")):  # fmt: skip
        asked = [value for value in codes(where, name) if value]
        found = found & uses.among(column, wanted(agreed.names.engine, name, asked)) if asked else found
    years = {int(year(shown)) for shown in codes(where, "academic_year")}
    until = academic_year(day(agreed, where))
    return found & uses.among("academic_year", years or [y for y in uses.words("academic_year") if y <= until])


def codes(where: Where, name: str) -> Sequence[str]:
    """The values of a condition; none where it is not asked."""
    return list(where.get(name, ()))
