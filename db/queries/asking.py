"""What a question is made of, and how it becomes SQL: dimensions to list by, conditions, and what may not be added."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Select, and_, false, func, or_, select
from sqlalchemy.sql.selectable import Subquery

from db import regions
from db.models import Country, CountryGroupMember
from db.vocabulary import Direction, Level, Measure, MembershipStatus, MobilityType

Where = Mapping[str, Sequence[str]]
"""Conditions by name; several values of one name mean any of them."""

LANGUAGES = ("en", "ru", "kk")
EMPTY: Where = {}
LAST_NUMBER = 2**31 - 1


class Scope(StrEnum):
    """Whether a border is crossed; `all` lists both, never in one row."""

    INTERNATIONAL = "international"
    DOMESTIC = "domestic"
    ALL = "all"


CLOSED: Mapping[str, type[StrEnum]] = {
    "direction": Direction, "mobility_type": MobilityType, "level": Level, "scope": Scope,
}  # fmt: skip
"""Conditions whose values are listed."""


class BadQuestion(ValueError):
    """The question cannot be answered as asked; the message says why and what can be asked."""


class StockOverYears(BadQuestion):
    """A stock would have been added over years."""


@dataclass(frozen=True)
class Topic:
    """What can be asked of one table.

    dimensions: what a name lists as columns, code first; splits: columns that are always told apart.
    """

    name: str
    dimensions: Mapping[str, tuple[str, ...]]
    splits: tuple[str, ...]

    def columns(self, by: Sequence[str]) -> list[str]:
        """Columns of the dimensions `by`, each once. Raises BadQuestion for an unknown one."""
        unknown = [name for name in by if name not in self.dimensions]
        if unknown:
            raise BadQuestion(
                f"{self.name} cannot be listed by {', '.join(unknown)}. It can by: {', '.join(self.dimensions)}."
            )
        return list(dict.fromkeys(column for name in by for column in self.dimensions[name]))

    @property
    def conditions(self) -> list[str]:
        """Names of what may be asked for: a group is one of countries, so it needs cells with a country."""
        return [*self.dimensions, *(["group"] if "country" in self.dimensions else [])]

    def refuse_unknown(self, name: str) -> None:
        """Raises BadQuestion for a condition that there is not."""
        if name not in self.conditions:
            raise BadQuestion(f"{self.name} has no condition {name!r}. It has: {', '.join(self.conditions)}.")


def conditions(engine: Engine, topic: Topic, cells: Subquery, where: Where) -> list[ColumnElement[bool]]:
    """The conditions on `cells`. Raises BadQuestion for an unknown name or a value that cannot be one."""
    found: list[ColumnElement[bool]] = []
    for name, values in where.items():
        if not values:
            continue
        topic.refuse_unknown(name)
        if name == "group":
            found.append(_in_groups(engine, cells, values))
        elif name == "region":
            found.append(cells.c.country_code.in_(_countries_in(values)))
        elif name != "scope" or Scope.ALL not in wanted(engine, name, values):
            found.append(cells.c[topic.dimensions[name][0]].in_(wanted(engine, name, values)))
    return found


def wanted(engine: Engine, name: str, values: Sequence[str]) -> list[Any]:
    """The values of a condition as they are stored. Raises BadQuestion for one that cannot be."""
    if name == "academic_year":
        return [year(value) for value in values]
    if name == "release":
        return [_number(value) for value in values]
    if name == "country":
        return [_country(engine, value) for value in values]
    unknown = [value for value in values if name in CLOSED and value not in list(CLOSED[name])]
    if unknown:
        raise BadQuestion(f"{unknown[0]!r} is no {name}. There are: {', '.join(CLOSED[name])}.")
    return list(values)


def year(shown: str) -> str:
    """The year an academic year starts in: 2016 for 2016 and for 2016/17. Raises BadQuestion."""
    found = re.fullmatch(r"([0-9]{4})(?:/([0-9]{2}))?", str(shown))
    if not found or (found[2] and int(found[2]) != (int(found[1]) + 1) % 100):
        raise BadQuestion(f"{shown!r} is not an academic year. Write the year it starts in: 2023, or 2023/24.")
    return found[1]


def _number(shown: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", str(shown)) or int(shown) > LAST_NUMBER:
        raise BadQuestion(f"{shown!r} is not the number of a release. `python -m db query releases` lists them.")
    return int(shown)


def _country(engine: Engine, shown: str) -> str:
    """The alpha-3 code for it or for the alpha-2 code. A name is not taken: it is told its code."""
    c = Country
    word = shown.strip()
    named = or_(*[func.lower(name) == func.lower(word) for name in (c.name_en, c.name_ru, c.name_kk)])
    with engine.connect() as connection:
        found = connection.scalar(select(c.code).where(or_(c.code == word.upper(), c.alpha2 == word.upper())))
        offer = None if found else connection.scalar(select(c.code).where(named))
    if found is None:
        write = f"the alpha-3 code: {offer}" if offer else "an alpha-3 code, such as CHN"
        raise BadQuestion(f"{shown!r} is not the code of a country. Write {write}.")
    return found


def _countries_in(codes: Sequence[str]) -> list[str]:
    """Countries of regions; those without one for ''. Raises BadQuestion for a code that is no region."""
    unknown = [code for code in codes if code and code not in regions.MEMBERS]
    if unknown:
        listed = ", ".join(f"{code} {regions.name(code, 'en')}" for code in regions.MEMBERS)
        raise BadQuestion(f"{unknown[0]!r} is not the M49 code of a region. There are: {listed}.")
    return sorted(set().union(*[regions.MEMBERS[code] if code else regions.NO_REGION for code in codes]))


def members(engine: Engine, group: str, on: date) -> list[str]:
    """Full members of a country group on a day. Raises BadQuestion for a group that is not loaded."""
    m = CountryGroupMember
    with engine.connect() as connection:
        if connection.scalar(select(func.count()).where(m.group_code == group, m.is_current)) == 0:
            known = connection.scalars(select(m.group_code).where(m.is_current).distinct().order_by(m.group_code)).all()
            raise BadQuestion(f"There is no country group {group!r}. There are: {', '.join(known)}.")
        there = and_(m.valid_from <= on, or_(m.valid_to.is_(None), m.valid_to > on))
        codes = select(m.country_code).where(m.is_current, m.group_code == group, there)
        return list(connection.scalars(codes.where(m.status == MembershipStatus.MEMBER).order_by(m.country_code)))


def first_day(period: str) -> date:
    """Day on which membership of a group is judged: 1 September of the academic year."""
    return date(int(period[:4]), 9, 1)


def _in_groups(engine: Engine, cells: Subquery, groups: Sequence[str]) -> ColumnElement[bool]:
    """Country is a member of one of the groups as of then: at the start of the cell's academic year."""
    with engine.connect() as connection:
        periods = connection.scalars(select(cells.c.academic_year).distinct()).all()
    parts: list[ColumnElement[bool]] = [false()]
    for period in periods:
        for group in groups:
            codes = members(engine, group, first_day(period))
            parts.append(and_(cells.c.academic_year == period, cells.c.country_code.in_(codes)))
    return or_(*parts)


def refuse_stock_over_years(
    engine: Engine, cells: Subquery, found: Sequence[ColumnElement[bool]], by: Sequence[str]
) -> None:
    """Raises StockOverYears if a series of a stock meets more than one period in one row."""
    if "period" in by:
        return
    periods = func.count(func.distinct(cells.c.period))
    listed = [cells.c.series, *([cells.c.academic_year] if "academic_year" in by else [])]
    question = select(cells.c.series, periods.label("periods"), func.min(cells.c.period), func.max(cells.c.period))
    question = question.where(cells.c.measure == Measure.STOCK, *found).group_by(*listed).having(periods > 1)
    with engine.connect() as connection:
        for series, count, first, last in connection.execute(question.order_by(*listed)):
            raise stock_over_years(series, count, first, last)


def stock_over_years(series: str, count: int, first: str, last: str) -> StockOverYears:
    """Why a stock of so many periods is not added."""
    return StockOverYears(
        f"The series {series} is a stock: those there on the count date. Its {count} periods from {first} to "
        f"{last} would count the same persons several times, so they are not added. List by academic_year, or "
        "choose one year (--by academic_year, or --where academic_year=YYYY); months by period."
    )


def frame(engine: Engine, statement: Select[*tuple[Any, ...]], integers: Sequence[str] = ()) -> pd.DataFrame:
    """The answer as a frame; NULL is None. `integers` become Int64, so that unknown stays apart from 0, or Float64
    where a producer that estimates states fractions of a person."""
    with engine.connect() as connection:
        answer = pd.DataFrame(
            connection.execute(statement).mappings().all(),
            columns=[column.key for column in statement.selected_columns],
            dtype="object",
        )
    numbers = {name: answer[name].astype("Float64") for name in integers if name in answer}
    whole = {name: all(v.is_integer() for v in values.dropna()) for name, values in numbers.items()}
    return answer.assign(**{n: values.astype("Int64") if whole[n] else values for n, values in numbers.items()})


def name_in(record: Any, language: str) -> Any:
    """The name in a language, or where it has none the English one, or that of the source."""
    if language not in LANGUAGES:
        raise BadQuestion(f"{language!r} is not a language of the product: {', '.join(LANGUAGES)}.")
    return func.coalesce(func.nullif(getattr(record, f"name_{language}"), ""), record.name_en)
