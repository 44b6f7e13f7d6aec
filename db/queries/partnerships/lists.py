"""Lists of agreements to act on: what is asleep, what expires and what would be lost, what is overused."""

from datetime import date
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from db.partnership import OF_STUDENTS
from db.queries import gate
from db.queries.activity import SIDES
from db.queries.agreed import Agreed, academic_year
from db.queries.asking import EMPTY, Where
from db.queries.lives import EPOCH
from db.queries.partnerships.asked import day, is_used, number
from db.queries.partnerships.evidence import Evidence, either, evidence
from db.queries.partnerships.found import END, Found, typed
from db.vocabulary import NOT_STATED_PARTNER, AgreementStatus, CellState

YEARS, MONTHS = 3, 12
"""Years without activity and months until the end, where a question does not say."""
AVERAGED = 3
"""Years with data over which a usual year is taken."""
WHO = [
    "agreement", "partner_code", "partner", "country_code", "country", "type", "faculty_code", "faculty", "field",
    "since", "valid_to",
]  # fmt: skip
OF_SLEEP = ["last_activity", "idle_years", "evidence", "places", "measured", "basis"]


def asleep(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> pd.DataFrame:
    """Agreements active on the day, by which students travel, and by which nobody did in the last `years` years for
    which there is data; the longest asleep first. One with data of fewer years is not told: no data is no activity
    neither way.

    Columns: WHO; last_activity (Int64, academic year of the last student known; <NA>: none ever), idle_years (Int64:
    years with data since then), places (Int64, offered in the last `years` of them in the directions measured),
    evidence ('2023: 0/8; 2022: 0/8': students and places), measured ('outbound', 'inbound' or 'outbound, inbound'),
    basis ('agreement': its own students, 'partner': all students with the partner), is_invented, release.
    """
    gate.require_own(agreed.names.engine, agreed.institution, where)
    wanted = max(number(where, "years", YEARS, 60), 1)
    known = evidence(agreed, counted)
    told, last = known.until(academic_year(day(agreed, where)))
    idle = told & (known.year > last[known.place])
    lengths = np.bincount(known.place[idle], minlength=len(last))
    is_wanted = (lengths >= wanted) & _of_students(agreed)
    found = _standing(agreed, where, [AgreementStatus.ACTIVE], language, is_wanted)
    is_found = np.zeros(len(last), dtype=bool)
    is_found[found.ties] = True
    recent = known.last(idle & is_found[known.place], wanted)
    offered = _offered(known, recent)
    places, _count = known.total(recent, offered)
    found = found.in_order(-lengths[found.ties], _most_first(places[found.ties]))
    lines: dict[int, list[str]] = {}
    for row, number_of in zip(recent[::-1].tolist(), offered[::-1].tolist(), strict=True):
        lines.setdefault(known.place[row], []).append(_line(known.year[row], number_of))
    sides = [np.bincount(known.place[recent][known.flag(f"{side}_known")[recent]], minlength=len(last)) > 0
             for side in SIDES.values()]  # fmt: skip
    basis = dict(zip(known.place[recent].tolist(), known.flag("basis")[recent].tolist(), strict=True))
    at = found.ties
    words = {
        "evidence": ["; ".join(lines[place]) for place in at], "basis": [basis[place] for place in at],
        "measured": [", ".join(side for side, is_known in zip(SIDES.values(), of, strict=True) if is_known)
                     for of in zip(*[known[at] for known in sides], strict=True)],
    }  # fmt: skip
    told = found.rows([*WHO, *END]).assign(
        last_activity=np.where(last > 0, last, np.nan)[at], idle_years=lengths[at], places=places[at],
        **{name: pd.Series(values, dtype=str) for name, values in words.items()},
    )  # fmt: skip
    return typed(told, [*WHO, *OF_SLEEP, *END], ("last_activity", "idle_years", "places"))


def without_data(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> int:
    """Agreements active on the day, by which students travel, whose activity is known of fewer years than asked."""
    gate.require_own(agreed.names.engine, agreed.institution, where)
    wanted = max(number(where, "years", YEARS, 60), 1)
    known = evidence(agreed, counted)
    told, last = known.until(academic_year(day(agreed, where)))
    years = np.bincount(known.place[told], minlength=len(last))
    is_unknown = _of_students(agreed) & (years < wanted) & (last == 0)
    return len(_standing(agreed, where, [AgreementStatus.ACTIVE], language, is_unknown))


def expiring(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> pd.DataFrame:
    """Agreements active or signed on the day whose validity ends within `months` months; first those by which most
    would be lost: students of a usual year, then places. One that goes on by itself does not end.

    Columns: WHO; renewal; students_a_year (Float64: those of both directions, over the last three years with data),
    places_a_year (Float64), graduates (Int64, who took both degrees, of all years), others (Int64: other agreements
    with the partner that hold on its last day), is_invented, release.
    """
    on = day(agreed, where)
    until = _later(on, number(where, "months", MONTHS))
    phases = agreed.phases(on)
    is_near = np.append(agreed.lives.last_days <= (until - EPOCH).days, False)[phases]
    in_force = [AgreementStatus.ACTIVE, AgreementStatus.SIGNED]
    found = _standing(agreed, where, in_force, language, is_near)
    known = evidence(agreed, counted)
    is_of_them = is_near[known.place] & (known.year <= academic_year(on))
    usual = known.last(is_of_them, AVERAGED)
    students, places = (
        _mean(*known.total(usual, known.sum(usual, f"outbound{what}", f"inbound{what}"))) for what in ("", "_places")
    )
    students = gate.without_small_means(agreed.names.engine, agreed.institution, where, students)
    every = np.flatnonzero(is_of_them)
    graduates, _count = known.total(every, known.number("graduates", every))
    ends = agreed.lives.last_days[found.phases]
    found = found.in_order(_most_first(students[found.ties]), _most_first(places[found.ties]), ends, found.ties)
    at = found.ties
    rows = found.rows([*WHO, "renewal", *END]).assign(
        students_a_year=students[at], places_a_year=places[at], graduates=graduates[at], others=_others(found)
    )
    columns = [*WHO, "renewal", "students_a_year", "places_a_year", "graduates", "others", *END]
    return typed(rows, columns, ("graduates", "others")).astype(
        {"students_a_year": "Float64", "places_a_year": "Float64"}
    )


def _standing(agreed: Agreed, where: Where, status: list[AgreementStatus], language: str, is_wanted: Any) -> Found:
    """The agreements that the question meets and that stand so on its day."""
    return Found.of(agreed, where, language, is_wanted).standing(*status)


def _mean(sums: Any, counts: Any) -> Any:
    return sums / np.maximum(counts, 1)


def _most_first(numbers: Any) -> Any:
    """A key by which the largest come first, and what is not known last."""
    return np.where(np.isnan(numbers), np.inf, -numbers)


def overused(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Agreements by which more students went or came in a year than there were places, those with most first; of the
    academic year that is asked for, else of all years until the day.

    Columns: WHO; academic_year, direction, places, assigned, beyond (students for whom there was no place: study
    fields and levels of their own do not make up for each other), is_invented, release.
    """
    gate.require_own(agreed.names.engine, agreed.institution, where)
    uses = agreed.coded_uses
    both = uses.among("places_state", [CellState.VALUE]) & uses.among("assigned_state", [CellState.VALUE])
    rows = np.flatnonzero(both & is_used(agreed, where))
    keys = ["agreement", "academic_year", "direction"]
    of, first = uses.groups(tuple(keys))
    places, assigned = uses.values("places")[rows], uses.values("assigned")[rows]
    beyond = np.bincount(of[rows], weights=np.maximum(assigned - places, 0.0), minlength=len(first))
    over = np.flatnonzero(beyond > 0)
    told = {"places": places, "assigned": assigned}
    sums = uses.rows[keys].take(first[over]).assign(beyond=beyond[over], **{
        name: np.bincount(of[rows], weights=values, minlength=len(first))[over] for name, values in told.items()
    })  # fmt: skip
    on = [str(day(agreed, where))]
    places_of = agreed.coded.column("agreement")[1]
    is_over = np.zeros(len(agreed.ties), dtype=bool)
    is_over[[places_of[code] for code in sums["agreement"].unique() if code in places_of]] = True
    ties = Found.of(agreed, {**where, "on": on}, language, is_over)
    found = sums.merge(ties.rows([*WHO, *END]), on="agreement", how="inner")
    order = ["beyond", "academic_year", "partner"]
    found = found.sort_values(order, ascending=[False, False, True], kind="stable")
    return typed(found, [*WHO, *keys[1:], "places", "assigned", "beyond", *END], ("academic_year", "places",
                  "assigned", "beyond"))  # fmt: skip


def _later(on: date, months: int) -> date:
    """The day so many months later; the last of all days where there is none."""
    if on.year + months // 12 + 1 > date.max.year:
        return date.max
    return (pd.Timestamp(on) + pd.DateOffset(months=months)).date()


def _of_students(agreed: Agreed) -> Any:
    """Which of `Agreed.ties` are agreements by which students travel."""
    return agreed.coded_ties.among("type", [str(kind) for kind in OF_STUDENTS])


def _others(found: Found) -> Any:
    """For each agreement how many others with its partners hold on its last day."""
    agreed = found.agreed
    whose, partners = agreed.partners_of.met(found.ties)
    is_named = partners != agreed.coded.column("partner_code")[1].get(NOT_STATED_PARTNER, -1)
    pairs, others = agreed.of_partners.met(partners[is_named])
    whose = whose[is_named][pairs]
    alike = np.unique(whose * len(agreed.ties) + others)
    whose, others = alike // len(agreed.ties), alike % len(agreed.ties)
    ends = agreed.lives.last_days[found.phases]
    hold = agreed.hold(others, ends[whose]) & (others != found.ties[whose])
    return np.bincount(whose[hold], minlength=len(found))


def _line(year: int, offered: Any) -> str:
    """'2023: 0/8': students and places of a year."""
    return f"{year}: 0" + ("" if isnan(offered) else f"/{int(offered)}")


def _offered(known: Evidence, rows: Any) -> Any:
    """Places of the directions in which students are known; of the others nobody can say that they stayed empty."""
    return either(*[
        np.where(known.flag(f"{side}_known")[rows], known.number(f"{side}_places", rows), np.nan)
        for side in SIDES.values()
    ])  # fmt: skip
