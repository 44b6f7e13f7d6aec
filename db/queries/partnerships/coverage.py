"""Where partners and students meet: agreements and students by faculty and country; and where only one of them is."""

from typing import Any

import pandas as pd

from db.queries.agreed import Agreed
from db.queries.asking import EMPTY, BadQuestion, Where
from db.queries.partnerships.asked import of_partners
from db.vocabulary import NOT_COUNTRIES

OF_MOBILITY = ("academic_year", "direction", "mobility_type", "series", "country", "group", "members", "faculty",
               "department", "level")  # fmt: skip
KEYS = ["faculty_code", "country_code"]


def coverage(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> pd.DataFrame:
    """By faculty ('': the whole institution) and country: agreements with partners that hold on the day, their
    partners, and students of the direction, type and year asked for.

    Columns: faculty_code, faculty, country_code, country, agreements, partners (Int64, 0 where there are none),
    students (Int64; <NA> where records tell none), is_invented.
    """
    found = _ties(agreed, where, KEYS).merge(
        _students(counted, where, ["faculty", "country"], KEYS), on=KEYS, how="outer"
    )
    return _told(agreed, found, language, ["faculty_code", "faculty", "country_code", "country"])


def white_spots(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> pd.DataFrame:
    """Countries with students and no partner, and with partners and no student.

    Of a faculty, agreements of the whole institution are its own too.

    Columns: kind ('no_partner', 'no_student'), country_code, country, partners, agreements, students (Int64; 0 where
    records of the year name no student of the country), is_invented. Most students, then most partners first. No rows
    where no records answer.
    """
    students = _students(counted, where, ["country"], ["country_code"])
    units = list(where.get("faculty", ()))
    of_unit = {**where, "faculty": [*units, ""], "department": []} if units else where
    found = _ties(agreed, of_unit, ["country_code"]).merge(students, on="country_code", how="outer")
    told = _told(agreed, found, language, ["country_code", "country"])
    if students.empty:
        told = told.iloc[:0]
    no_partner = told[(told["partners"] == 0) & (told["students"] > 0)].assign(kind="no_partner")
    nobody = told["students"].isna() & ~told["left_open"] | (told["students"] == 0)
    no_student = told[(told["partners"] > 0) & nobody].assign(kind="no_student", students=0)
    both = pd.concat([no_partner, no_student]).astype({"students": "Int64"})
    order = ["kind", "students", "partners", "country"]
    both = both.sort_values(order, ascending=[True, False, False, True]).reset_index(drop=True)
    return both[["kind", "country_code", "country", "partners", "agreements", "students", "is_invented"]]


def _ties(agreed: Agreed, where: Where, keys: list[str]) -> pd.DataFrame:
    """Agreements and partners by the keys."""
    there, told = of_partners(agreed, where, tuple(keys))
    _of, first = agreed.coded.groups(tuple(keys))
    codes = {name: agreed.coded.rows[name].to_numpy()[first[there]] for name in keys}
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in codes.items()} | {
        name: told[name] for name in ("agreements", "partners", "is_invented")
    })  # fmt: skip


def _students(counted: Any, where: Where, by: list[str], keys: list[str]) -> pd.DataFrame:
    """Students by the keys; left_open: some of them are not known."""
    columns = [*keys, "students", "left_open", "counted_invented"]
    asked = {name: where[name] for name in OF_MOBILITY if where.get(name)}
    if counted is None or "academic_year" not in asked:
        return pd.DataFrame(columns=columns, dtype=object)
    told = counted.mobility(by, asked)
    told = told[~told["country_code"].isin(NOT_COUNTRIES)]
    for name in ("direction", "mobility_type", "series"):
        met = sorted(set(told[name]))
        if len(met) > 1:
            raise BadQuestion(f"Students of different kinds are never added: ask for {name}={' or '.join(met)}.")
    told = told.assign(left_open=told["state"].isin(["partial", "withheld", "not_stated"]))
    of_each = told.groupby(keys)
    flags = of_each[["left_open", "is_invented"]].any().rename(columns={"is_invented": "counted_invented"})
    return pd.DataFrame(flags.assign(students=of_each["headcount"].sum(min_count=1)).reset_index()[columns])


def _told(agreed: Agreed, found: pd.DataFrame, language: str, first: list[str]) -> pd.DataFrame:
    flags = {name: found[name].astype("boolean").fillna(value=False).astype(bool)
             for name in ("is_invented", "counted_invented", "left_open")}  # fmt: skip
    numbers = {name: pd.to_numeric(found[name]).fillna(0).astype("Int64") for name in ("agreements", "partners")}
    students = pd.to_numeric(found["students"]).round().astype("Int64")
    found = found.assign(**numbers, students=students, left_open=flags["left_open"],
                         is_invented=flags["is_invented"] | flags["counted_invented"])  # fmt: skip
    named = agreed.names.named(found, language)
    order = [name for name in ("faculty", "country") if name in named]
    columns = [*first, "agreements", "partners", "students", "left_open", "is_invented"]
    return pd.DataFrame(named[columns]).sort_values(order, kind="stable").reset_index(drop=True)
