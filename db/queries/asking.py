"""What a question is made of, and how it becomes SQL: dimensions to list by, conditions, and what may not be added."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Select, and_, func, literal, or_, select, true, tuple_, union_all
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


class Members(StrEnum):
    """As of which day a country is a member of a group."""

    THEN = "then"  # 1 September of each academic year
    TODAY = "today"


CLOSED: Mapping[str, type[StrEnum]] = {
    "direction": Direction, "mobility_type": MobilityType, "level": Level, "scope": Scope, "members": Members,
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
        return list(dict.fromkeys([*self.dimensions, *(["group", "members"] if "country" in self.dimensions else [])]))

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
            found.append(_in_groups(engine, cells, values, as_of(where)))
        elif name == "members":
            as_of(where)  # says how a group is meant; refused even where no group is asked for
        elif name == "region":
            found.append(cells.c.country_code.in_(countries_in(values)))
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
    return _listed(name, values)


def _listed(name: str, values: Sequence[str]) -> list[str]:
    """The values. Raises BadQuestion for one that is not listed where all are."""
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


def countries_in(codes: Sequence[str]) -> list[str]:
    """Countries of regions; those without one for ''. Raises BadQuestion for a code that is no region."""
    unknown = [code for code in codes if code and code not in regions.MEMBERS]
    if unknown:
        listed = ", ".join(f"{code} {regions.name(code, 'en')}" for code in regions.MEMBERS)
        raise BadQuestion(f"{unknown[0]!r} is not the M49 code of a region. There are: {listed}.")
    return sorted(set().union(*[regions.MEMBERS[code] if code else regions.NO_REGION for code in codes]))


def as_of(where: Where, usual: Members = Members.THEN) -> Members:
    """How the condition `members` wants groups understood; `usual` without it. Raises BadQuestion."""
    asked = set(_listed("members", where.get("members", ()))) or {usual}
    if len(asked) > 1:
        raise BadQuestion(f"Either members={Members.THEN} or members={Members.TODAY}, not both.")
    return Members(asked.pop())


def day_of(period: str, of: Members) -> date:
    """Day on which membership of a group is judged: today, or 1 September of the academic year; '' has none."""
    return date.today() if of is Members.TODAY or not period else date(int(period[:4]), 9, 1)


def members(engine: Engine, group: str, on: date) -> list[str]:
    """Full members of a country group on a day. Raises BadQuestion for a group that is not loaded."""
    m = CountryGroupMember
    _refuse_unknown(engine, [group])
    with engine.connect() as connection:
        codes = select(m.country_code).where(m.group_code == group, _is_member(on)).distinct()
        return list(connection.scalars(codes.order_by(m.country_code)))


def _is_member(on: Any) -> ColumnElement[bool]:
    """Condition: the row makes its country a full member on a day."""
    m = CountryGroupMember
    holds = and_(m.valid_from <= on, or_(m.valid_to.is_(None), m.valid_to > on))
    return and_(m.is_current, m.status == MembershipStatus.MEMBER, holds)


def _refuse_unknown(engine: Engine, groups: Sequence[str]) -> None:
    """Raises BadQuestion for a country group that is not loaded."""
    m = CountryGroupMember
    with engine.connect() as connection:
        known = connection.scalars(select(m.group_code).where(m.is_current).distinct().order_by(m.group_code)).all()
    for group in groups:
        if group not in known:
            raise BadQuestion(f"There is no country group {group!r}. There are: {', '.join(known)}.")


def _in_groups(engine: Engine, cells: Subquery, groups: Sequence[str], of: Members) -> ColumnElement[bool]:
    """Country is a member of one of the groups; where groups are listed, of the one that the row is of."""
    _refuse_unknown(engine, groups)
    if "group_code" in cells.c:
        return cells.c.group_code.in_(groups)
    held = _memberships(engine, cells, of)
    members_then = select(held.c.country_code, held.c.academic_year).where(held.c.group_code.in_(groups))
    return tuple_(cells.c.country_code, cells.c.academic_year).in_(members_then)


def with_groups(engine: Engine, cells: Subquery, of: Members) -> Subquery:
    """The cells with group_code, each once for every group that its country is a member of: groups overlap, so rows
    of different groups are never added up."""
    held = _memberships(engine, cells, of)
    of_one = and_(held.c.country_code == cells.c.country_code, held.c.academic_year == cells.c.academic_year)
    return select(held.c.group_code, cells).select_from(cells.join(held, of_one)).subquery("cells")


def _memberships(engine: Engine, cells: Subquery, of: Members) -> Subquery:
    """Each member of each group in each academic year of the cells, once: group_code, country_code, academic_year."""
    with engine.connect() as connection:
        found = connection.scalars(select(cells.c.academic_year).distinct()).all()
    years = sorted(found) or [str(date.today().year)]  # a table must have rows
    days = union_all(
        *[select(literal(year).label("academic_year"), literal(day_of(year, of)).label("day")) for year in years]
    ).subquery("days")
    m = CountryGroupMember.__table__
    holding = select(m.c.group_code, m.c.country_code, days.c.academic_year).join_from(m, days, true())
    return holding.where(_is_member(days.c.day)).distinct().subquery("held")


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
    refuse_language(language)
    return func.coalesce(func.nullif(getattr(record, f"name_{language}"), ""), record.name_en)


def refuse_language(language: str) -> None:
    """Raises BadQuestion for another language than those of the product."""
    if language not in LANGUAGES:
        raise BadQuestion(f"{language!r} is not a language of the product: {', '.join(LANGUAGES)}.")
