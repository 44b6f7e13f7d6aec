"""Conditions on agreements: which statements a question meets, on which day, and whether an agreement holds then."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

import pandas as pd

from db.partnership import NOT_RUNNING
from db.queries.agreed import Agreed
from db.queries.asking import CLOSED, BadQuestion, Scope, Where, as_of, day_of, members, wanted, year
from db.queries.search import mentioning
from db.standing import Basis
from db.vocabulary import NOT_COUNTRIES, AgreementStatus, AgreementType

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
    refuse_unknown(where)
    rows = agreed.rows
    for name, column in OF_ROWS.items():
        asked = list(where.get(name, ()))
        if asked:  # '' asks for what has none
            named = wanted(agreed.names.engine, name, [value for value in asked if value])
            rows = rows[rows[column].isin([*named, *[value for value in asked if not value]])]
    rows = rows[rows["country_code"].isin(_of_groups(agreed, where))] if where.get("group") else rows
    rows = _scoped(rows, where)
    if not where.get("search"):
        return rows
    known_as = agreed.names.known_as()
    told = agreed.names.named(rows, "en")
    spoken = [known_as.get(code, "") for code in rows["partner_code"]]
    return rows.loc[mentioning(told, where["search"], spoken).index]


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


def _scoped(rows: pd.DataFrame, where: Where) -> pd.DataFrame:
    scope = set(where.get("scope", ())) or {Scope.INTERNATIONAL}
    if Scope.ALL in scope or scope == {Scope.INTERNATIONAL, Scope.DOMESTIC}:
        return rows
    return rows[rows["at_home"] == (scope == {Scope.DOMESTIC})]


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


def of_countries(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that tell a single country."""
    return rows[~rows["country_code"].isin(NOT_COUNTRIES)]


def held_rows(agreed: Agreed, where: Where, on: date | None = None) -> pd.DataFrame:
    """The statements that a question meets, of the agreements that hold on the day."""
    rows = met(agreed, where)
    stands = agreed.on(on or day(agreed, where))
    return rows[rows["agreement"].isin(stands.loc[holding(stands), "agreement"])]


def codes(where: Where, name: str) -> Sequence[str]:
    """The values of a condition; none where it is not asked."""
    return list(where.get(name, ()))
