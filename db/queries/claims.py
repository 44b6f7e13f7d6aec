"""Published figures as claims about sums of cells: of whom, between which limits."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy import Engine, and_, select

from db.bounds import Box, Said
from db.metrics import COUNTED, Counts, Of
from db.models import Country, Institution, InstitutionRecord, Series, SetAside
from db.queries import limits, options, published
from db.queries.asking import BadQuestion, Members, day_of, members
from db.queries.moment import Moment, moment_of
from db.vocabulary import ROOT_UNIT, Counted, Covers, Level, Measure, MobilityType

LEVELS = frozenset(str(level) for level in Level)


@dataclass(frozen=True)
class Aside:
    """That a person set a figure aside."""

    code: str
    reason: str
    by: str
    at: Any


@dataclass(frozen=True)
class Claim:
    """A published figure that limits a sum of cells. figure: its row of `published.published`."""

    said: Said
    moment: Moment
    figure: Mapping[Any, Any] = field(compare=False, hash=False)

    @property
    def code(self) -> str:
        return self.said.code

    @property
    def aside(self) -> str:
        """Why a person set it aside; ''."""
        return str(self.figure["set_aside"])


@dataclass(frozen=True)
class World:
    """What boxes of an institution are made of. within: the units of a unit, itself among them; '' is all of it.

    series: of its records, as `options.mobility_series` gives them; enrolment: that of all students; '' without.
    """

    institution: str
    kind: str
    home: str
    countries: frozenset[str]
    within: Mapping[str, frozenset[str]]
    series: tuple[Mapping[str, Any], ...] = ()
    enrolment: str = ""

    def box(
        self, metric: str, countries: Iterable[str] = (), unit: str = ROOT_UNIT, levels: Iterable[str] = (), *,
        except_level: str = "", is_outside: bool = False,
    ) -> Box:  # fmt: skip
        """Whom a figure of the metric counts. countries, levels: () where it names none. is_outside: all units but the
        one. Raises BadQuestion for a metric that counts no persons, or a unit there is not."""
        counts = counts_of(metric)
        if unit not in self.within:
            raise BadQuestion(f"{self.institution} has no faculty or department {unit!r}.")
        units = self.within[ROOT_UNIT] - self.within[unit] if is_outside else self.within[unit]
        named = frozenset(countries)
        some = frozenset(levels) or frozenset(str(level) for level in counts.levels) or LEVELS
        return Box(
            self._of(counts, named), units, some - {except_level}, frozenset({str(counts.direction)}),
            frozenset({str(counts.mobility_type)}),
        )  # fmt: skip

    def _of(self, counts: Counts, named: frozenset[str]) -> frozenset[str]:
        foreign = self.countries - {self.home}
        if counts.of is Of.EVERYBODY:
            return named or self.countries
        if counts.of is Of.HOME:
            return frozenset({self.home})
        return named & foreign if named else foreign


def counts_of(metric: str) -> Counts:
    """Whom a metric counts. Raises BadQuestion for one that is no count of persons."""
    if metric not in COUNTED:
        raise BadQuestion(f"{metric!r} is no count of persons, so nothing bounds it. These are: {', '.join(COUNTED)}.")
    return COUNTED[metric]


def world(engine: Engine, institution: str) -> World:
    """Raises BadQuestion for an institution there is not."""
    if not institution:
        raise BadQuestion("Whose figures? Add institution=CODE, such as institution=kaznu.")
    record = InstitutionRecord
    of_it = and_(record.institution_id == Institution.id, record.is_current)
    statement = select(record.country_code, record.kind).select_from(Institution).outerjoin(record, of_it)
    with engine.connect() as connection:
        found = connection.execute(statement.where(Institution.code == institution)).one_or_none()
        countries = frozenset(connection.scalars(select(Country.code)))
    if found is None:
        listed = ", ".join(options.institutions(engine)["code"])
        raise BadQuestion(f"There is no institution {institution!r} with figures. There are: {listed}.")
    units = options.units(engine, institution)
    above = dict(zip(units["code"], units["parent_code"], strict=True))
    within: dict[str, set[str]] = {ROOT_UNIT: {ROOT_UNIT}, **{code: {code} for code in above}}
    for code in above:
        unit = code
        while unit != ROOT_UNIT:
            unit = above.get(unit, ROOT_UNIT)
            within.setdefault(unit, {unit}).add(code)
    series = options.mobility_series(engine, institution).to_dict("records")
    return World(
        institution, str(found.kind or ""), found.country_code or "", countries,
        {unit: frozenset(some) for unit, some in within.items()},
        tuple({str(name): value for name, value in row.items()} for row in series),
        _enrolment_of_persons(engine, institution),
    )  # fmt: skip


def _enrolment_of_persons(engine: Engine, institution: str) -> str:
    """The series of all students, if it counts persons; '' without."""
    code = options.enrolment_series(engine, institution)
    with engine.connect() as connection:
        counted = connection.scalar(select(Series.counted).where(Series.code == code))
    return code if counted == Counted.PERSONS else ""


def claims(engine: Engine, where: World, language: str = "en") -> list[Claim]:
    """Every published figure of the institution that limits a sum of cells."""
    rows = published.published(engine, where={"institution": [where.institution]}, language=language)
    found = [claim(engine, where, row) for row in rows.to_dict("records")]
    return [one for one in found if one]


def claim(engine: Engine, where: World, figure: Mapping[Any, Any]) -> Claim | None:
    """A figure as a claim; None for one that limits nothing."""
    moment = moment_of(figure)
    if moment is None:
        return None
    counts = COUNTED[str(figure["metric"])]
    countries = [code for code in str(figure["country_code"]).split(";") if code]
    unit = str(figure["unit_code"])
    if unit not in where.within:
        return None  # of a unit that no list has any more: of whom it is, is not known
    if counts.group:
        countries = _members(engine, counts.group, moment.year)
        if not countries:
            return None
    given = {name: "" if pd.isna(figure[name]) else str(figure[name]) for name in ("level", "except_level")}
    levels = [given["level"]] if given["level"] else []
    box = where.box(str(figure["metric"]), countries, unit, levels, except_level=given["except_level"])
    low, high = limits.stated(figure)
    if counts.is_part or figure["covers"] == Covers.PART:
        high = None
    said = Said(
        str(figure["code"]), box, None if low is None else math.ceil(low), None if high is None else math.floor(high)
    )
    return None if box.is_empty or said.low is said.high is None else Claim(said, moment, figure)


def _members(engine: Engine, group: str, year: int) -> list[str]:
    """Members of a group at the start of an academic year; none of a group that is not loaded."""
    if group not in options.groups(engine):
        return []
    return members(engine, group, day_of(str(year), Members.THEN))


def asides(engine: Engine) -> list[Aside]:
    """The figures that are set aside now."""
    s = SetAside
    statement = select(s.code, s.reason, s.set_by, s.set_at).where(s.taken_back_at.is_(None)).order_by(s.code)
    with engine.connect() as connection:
        return [Aside(*row) for row in connection.execute(statement)]


def moments(found: Sequence[Claim]) -> list[Moment]:
    """The moments that claims speak about, newest first; of one year those with most claims first."""
    count: dict[Moment, int] = {}
    for one in found:
        count[one.moment] = count.get(one.moment, 0) + 1
    return sorted(count, key=lambda moment: (-moment.year, -count[moment], moment))


def usual_measure(metric: str) -> str:
    """Stock or flow, where no figure tells: who comes for a part of a programme, comes within the year."""
    is_credit = counts_of(metric).mobility_type is MobilityType.CREDIT
    return str(Measure.FLOW if is_credit else Measure.STOCK)
