"""Where partners and students meet: agreements and students by faculty and country; and where only one of them is."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from db.queries import gate
from db.queries.agreed import Agreed
from db.queries.asking import EMPTY, BadQuestion, Where
from db.queries.naming import OF_CODES
from db.queries.partnerships.asked import of_partners
from db.vocabulary import NOT_COUNTRIES

OF_MOBILITY = ("academic_year", "direction", "mobility_type", "series", "country", "group", "members", "faculty",
               "department", "level")  # fmt: skip
KEYS = ("faculty_code", "country_code")
OPEN = ("partial", "withheld", "not_stated")
SPOTS = ["kind", "country_code", "country", "partners", "agreements", "students", "is_invented"]


class _Students(NamedTuple):
    """number: None where records tell none; left_open: some of them are not known."""

    number: float | None = None
    left_open: bool = False
    is_invented: bool = False


class _Met(NamedTuple):
    """A faculty and country, or a country: their names and codes, and what is known of both sides."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    agreements: int
    partners: int
    students: int | None
    left_open: bool
    is_invented: bool


def coverage(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> pd.DataFrame:
    """By faculty ('': the whole institution) and country: agreements with partners that hold on the day, their
    partners, and students of the direction, type and year asked for.

    Columns: faculty_code, faculty, country_code, country, agreements, partners (Int64, 0 where there are none),
    students (Int64; <NA> where records tell none), left_open (some of them are not known), is_invented.
    """
    ties, students = _ties(agreed, where, KEYS), _students(counted, where, KEYS)
    return _frame(_together(agreed, ties, students, KEYS, language), KEYS)


def white_spots(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> pd.DataFrame:
    """Countries with students and no partner, and with partners and no student.

    Of a faculty, agreements of the whole institution are its own too.

    Columns: kind ('no_partner', 'no_student'), country_code, country, partners, agreements, students (Int64; 0 where
    records of the year name no student of the country), is_invented. Most students, then most partners first. No rows
    where no records answer; none of no student for whoever sees protected numbers.
    """
    keys = KEYS[1:]
    students = _students(counted, where, keys)
    units = list(where.get("faculty", ()))
    of_unit = {**where, "faculty": [*units, ""], "department": []} if units else where
    met = _together(agreed, _ties(agreed, of_unit, keys) if students else {}, students, keys, language)
    no_partner = [row for row in met if not row.partners and (row.students or 0) > 0]
    tells = gate.tells_nobody(agreed.names.engine, agreed.institution, where)
    no_student = [row._replace(students=0) for row in met if tells and row.partners and _is_nobody(row)]
    kinds = [("no_partner", no_partner), ("no_student", no_student)]
    in_order = [
        (kind, row) for kind, some in kinds
        for row in sorted(some, key=lambda row: (-(row.students or 0), -row.partners, row.names))
    ]  # fmt: skip
    told = _frame([row for _kind, row in in_order], keys)
    return told.assign(kind=pd.Series([kind for kind, _row in in_order], dtype=str))[SPOTS]


def _is_nobody(row: _Met) -> bool:
    return row.students == 0 or (row.students is None and not row.left_open)


def _ties(agreed: Agreed, where: Where, keys: tuple[str, ...]) -> dict[tuple[str, ...], tuple[int, int, bool]]:
    """Agreements, partners and whether one of them is invented, by the keys."""
    there, told = of_partners(agreed, where, keys)
    _of, first = agreed.coded.groups(keys)
    codes = zip(*[agreed.coded.rows[name].to_numpy()[first[there]].tolist() for name in keys], strict=True)
    of_each = zip(*[told[name].tolist() for name in ("agreements", "partners", "is_invented")], strict=True)
    return dict(zip(codes, of_each, strict=True))


def _students(counted: Any, where: Where, keys: tuple[str, ...]) -> dict[tuple[str, ...], _Students]:
    """Students by the keys."""
    asked = {name: where[name] for name in OF_MOBILITY if where.get(name)}
    if counted is None or "academic_year" not in asked:
        return {}
    told = counted.mobility([key.removesuffix("_code") for key in keys], asked)
    told = told[~told["country_code"].isin(NOT_COUNTRIES)]
    for name in ("direction", "mobility_type", "series"):
        met = sorted(set(told[name]))
        if len(met) > 1:
            raise BadQuestion(f"Students of different kinds are never added: ask for {name}={' or '.join(met)}.")
    found: dict[tuple[str, ...], _Students] = {}
    columns = [told[name].tolist() for name in (*keys, "headcount", "state", "is_invented")]
    for *codes, number, state, is_invented in zip(*columns, strict=True):
        before = found.get(tuple(codes), _Students())
        known = [n for n in (before.number, None if pd.isna(number) else float(number)) if n is not None]
        found[tuple(codes)] = _Students(
            sum(known) if known else None, before.left_open or state in OPEN, before.is_invented or bool(is_invented)
        )
    return found


def _together(
    agreed: Agreed, ties: dict[tuple[str, ...], tuple[int, int, bool]], students: dict[tuple[str, ...], _Students],
    keys: tuple[str, ...], language: str,
) -> list[_Met]:  # fmt: skip
    """Both together, in the order of names."""
    names = [agreed.names.of(OF_CODES[key.removesuffix("_code")], language) for key in keys]
    found = []
    for codes in {**ties, **students}:
        agreements, partners, is_invented = ties.get(codes, (0, 0, False))
        number, left_open, counted_invented = students.get(codes, _Students())
        found.append(_Met(
            tuple([of.get(code, "") for of, code in zip(names, codes, strict=True)]), codes, agreements, partners,
            None if number is None else round(number), left_open, is_invented or counted_invented,
        ))  # fmt: skip
    return sorted(found, key=lambda row: (row.names, row.codes))


def _frame(rows: list[_Met], keys: tuple[str, ...]) -> pd.DataFrame:
    names, codes, agreements, partners, students, left_open, is_invented = zip(*rows, strict=True) if rows else [()] * 7
    columns: dict[str, Any] = {}
    for n, key in enumerate(keys):
        columns[key] = pd.Series([of[n] for of in codes], dtype=object)
        columns[key.removesuffix("_code")] = pd.Series([of[n] for of in names], dtype=object)
    whole = {"agreements": agreements, "partners": partners, "students": students}
    columns |= {name: pd.array(list(numbers), dtype="Int64") for name, numbers in whole.items()}
    flags = {"left_open": left_open, "is_invented": is_invented}
    return pd.DataFrame(columns | {name: np.array(values, dtype=bool) for name, values in flags.items()})
