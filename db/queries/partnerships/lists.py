"""Lists to act on: what is asleep, what expires and what would be lost, where places are owed, what is overused."""

from datetime import date
from typing import Any

import pandas as pd

from db.partnership import OF_STUDENTS
from db.queries.activity import by
from db.queries.agreed import Agreed, academic_year
from db.queries.asking import EMPTY, Where, wanted, year
from db.queries.partnerships.asked import codes, day, holding, met, number, refuse_unknown
from db.queries.partnerships.evidence import evidence
from db.queries.partnerships.register import register
from db.vocabulary import NOT_STATED_PARTNER, AgreementStatus, CellState

YEARS, MONTHS, LEAST = 3, 12, 5
"""Years without activity, months until the end and students out of balance, where a question does not say."""
AVERAGED = 3
"""Years with data over which a usual year is taken."""
WHO = [
    "agreement", "partner_code", "partner", "country_code", "country", "type", "faculty_code", "faculty", "since",
    "valid_to",
]  # fmt: skip
END = ["is_invented", "release"]


def asleep(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> pd.DataFrame:
    """Agreements active on the day, by which students travel, and by which nobody did in the last `years` years for
    which there is data; the longest asleep first. One with data of fewer years is not told: no data is no activity
    neither way.

    Columns: WHO; last_activity (Int64, academic year of the last student known; <NA>: none ever), idle_years (Int64:
    years with data since then), places (Int64, offered in the last `years` of them in the directions measured),
    evidence ('2023: 0/8; 2022: 0/8': students and places), measured ('outbound', 'inbound' or 'outbound, inbound'),
    basis ('agreement': its own students, 'partner': all students with the partner), is_invented, release.
    """
    long = max(number(where, "years", YEARS, 60), 1)
    ties, known = _active(agreed, where, language), evidence(agreed, counted)
    known = known[known["academic_year"] <= academic_year(day(agreed, where))]
    told = known[known["is_active"] | known["is_idle"]].sort_values(["agreement", "academic_year"])
    last = told[told["is_active"]].groupby("agreement")["academic_year"].max()
    idle = told[told["academic_year"] > told["agreement"].map(last.to_dict()).astype(float).fillna(0)]
    lengths = idle.groupby("agreement").size()
    found = ties[ties["agreement"].isin(lengths[lengths >= long].index)]
    recent = idle[idle["agreement"].isin(found["agreement"])].groupby("agreement").tail(long)
    recent = recent.assign(offered=_offered(recent))
    by_agreement = recent.groupby("agreement")
    lines = recent.assign(line=[_line(row) for row in recent.to_dict("records")])[::-1].groupby("agreement")["line"]
    columns: dict[str, Any] = {
        "last_activity": last, "idle_years": lengths, "evidence": lines.agg("; ".join),
        "places": by_agreement["offered"].sum(min_count=1),
        "measured": by_agreement[["outbound_known", "inbound_known"]].any().apply(_measured, axis=1)
        if len(recent) else pd.Series(dtype=object),
        "basis": by_agreement["basis"].first(),
    }  # fmt: skip
    found = _beside(found, columns)
    found = found.sort_values(["idle_years", "places", "partner"], ascending=[False, False, True], kind="stable")
    return _typed(found, [*WHO, *columns, *END], ("last_activity", "idle_years", "places"))


def without_data(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> int:
    """Agreements active on the day, by which students travel, whose activity is known of fewer years than asked."""
    long = max(number(where, "years", YEARS, 60), 1)
    known = evidence(agreed, counted)
    known = known[known["academic_year"] <= academic_year(day(agreed, where))]
    told = known[known["is_active"] | known["is_idle"]].groupby("agreement").size()
    active = _active(agreed, where, language)["agreement"]
    awake = set(known.loc[known["is_active"], "agreement"])
    return int(sum(told.get(one, 0) < long for one in active if one not in awake))


def expiring(agreed: Agreed, where: Where = EMPTY, language: str = "en", counted: Any = None) -> pd.DataFrame:
    """Agreements active on the day whose validity ends within `months` months; first those by which most would be
    lost: students of a usual year, then places. One that goes on by itself does not end.

    Columns: WHO; renewal; students_a_year (Float64: those of both directions, over the last three years with data),
    places_a_year (Float64), graduates (Int64, who took both degrees, of all years), others (Int64: other agreements
    with the partner that hold on its last day), is_invented, release.
    """
    on = day(agreed, where)
    until = _later(on, number(where, "months", MONTHS))
    ties = register(agreed, {**where, "status": [AgreementStatus.ACTIVE]}, language)
    is_near = [end is not None and end <= until for end in ties["valid_to"]]
    found = ties[pd.Series(is_near, index=ties.index, dtype=bool)]
    known = evidence(agreed, counted)
    known = known[known["academic_year"] <= academic_year(on)].sort_values("academic_year")
    usual = known[known["agreement"].isin(found["agreement"])].groupby("agreement").tail(AVERAGED)
    sums = usual.assign(
        students=usual[["outbound", "inbound"]].sum(axis=1, min_count=1),
        places=usual[["outbound_places", "inbound_places"]].sum(axis=1, min_count=1),
    ).groupby("agreement")  # fmt: skip
    columns = {
        "students_a_year": sums["students"].mean(), "places_a_year": sums["places"].mean(),
        "graduates": known.groupby("agreement")["graduates"].sum(min_count=1),
    }  # fmt: skip
    found = _beside(found, columns).assign(others=_others(agreed, found))
    order = ["students_a_year", "places_a_year", "valid_to", "agreement"]
    found = found.sort_values(order, ascending=[False, False, True, True], na_position="last", kind="stable")
    return _typed(found, [*WHO, "renewal", *columns, "others", *END], ("graduates", "others")).astype(
        {"students_a_year": "Float64", "places_a_year": "Float64"}
    )


def balance(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Partners with whom more students went than came, or the other way, by at least `least` over all years of which
    both numbers are whole; the furthest out of balance first. Where nobody counts those who come, of the places.

    Columns: partner_code, partner, country_code, country, academic_years ('2018–2025', those of the numbers compared),
    outbound, inbound, balance (outbound minus inbound: above 0 we owe places; <NA> where the two are not known of one
    year), outbound_places, inbound_places, places_balance (offered to ours minus offered by us), is_invented, release.
    """
    refuse_unknown(where)
    least = number(where, "least", LEAST, 10**6)
    keys = ["partner_code", "country_code"]
    uses = _uses(agreed, {**where, "direction": []}).loc[lambda rows: rows["partner_code"] != NOT_STATED_PARTNER]
    found = by(uses, [*keys, "academic_year"])
    students, places = _difference(found, keys, "", "_known"), _difference(found, keys, "_places", "_places")
    table = students.join(
        places.rename(columns={"academic_years": "academic_years_of_places"}), how="outer"
    ).reset_index()
    is_counted = table["balance"].notna()
    table["academic_years"] = table["academic_years"].where(is_counted, table["academic_years_of_places"])
    size = table["balance"].where(is_counted, table["balance_places"]).abs()
    table = table.rename(columns={"balance_places": "places_balance"}).assign(size=size)[size >= least]
    uses = agreed.uses.groupby(keys).agg(is_invented=("is_invented", "any"), release=("release", "max"))
    table = agreed.names.named(table.join(uses, on=keys), language)
    table = table.sort_values(["size", "partner"], ascending=[False, True], kind="stable")
    columns = ["partner_code", "partner", "country_code", "country", "academic_years", "outbound", "inbound", "balance",
               "outbound_places", "inbound_places", "places_balance", *END]  # fmt: skip
    return _typed(table, columns, [n for n in columns if n.endswith(("bound", "balance", "_places"))])


def running(agreed: Agreed, where: Where = EMPTY) -> pd.DataFrame:
    """Balance by academic year of all the agreements that the question meets together: academic_year, outbound,
    inbound, balance (<NA> where one of the two is not whole), running (its sum over the years that are whole)."""
    uses = _uses(agreed, where)
    table = by(uses.assign(agreement=""), ["agreement", "academic_year"])
    is_whole = table["outbound_known"] & table["inbound_known"]
    balance = (table["outbound"] - table["inbound"]).where(is_whole)
    found = table.assign(balance=balance, running=balance.cumsum().where(is_whole))
    columns = ["academic_year", "outbound", "inbound", "outbound_places", "inbound_places", "balance", "running",
               "graduates"]  # fmt: skip
    return found[columns].astype("Int64")


def overused(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Agreements by which more students went or came in a year than there were places, those with most first; of the
    academic year that is asked for, else of all years until the day.

    Columns: WHO; academic_year, direction, places, assigned, beyond (students for whom there was no place: study
    fields and levels of their own do not make up for each other), is_invented, release.
    """
    uses = _uses(agreed, where)
    known = uses[(uses["places_state"] == CellState.VALUE) & (uses["assigned_state"] == CellState.VALUE)]
    known = known.assign(beyond=(known["assigned"] - known["places"]).clip(lower=0))
    keys = ["agreement", "academic_year", "direction"]
    sums = known.groupby(keys)[["places", "assigned", "beyond"]].sum().reset_index()
    sums = sums[sums["beyond"] > 0]
    on = [str(day(agreed, where))]
    ties = register(agreed, {**where, "on": on, "status": [], "agreement": list(sums["agreement"].unique()) or [""]},
                    language)  # fmt: skip
    found = sums.merge(ties[[*WHO, *END]], on="agreement", how="inner")
    order = ["beyond", "academic_year", "partner"]
    found = found.sort_values(order, ascending=[False, False, True], kind="stable")
    return _typed(found, [*WHO, *keys[1:], "places", "assigned", "beyond", *END], ("academic_year", "places",
                  "assigned", "beyond"))  # fmt: skip


def _later(on: date, months: int) -> date:
    """The day so many months later; the last of all days where there is none."""
    if on.year + months // 12 + 1 > date.max.year:
        return date.max
    return (pd.Timestamp(on) + pd.DateOffset(months=months)).date()


def _active(agreed: Agreed, where: Where, language: str) -> pd.DataFrame:
    """Agreements active on the day by which students travel."""
    ties = register(agreed, {**where, "status": [AgreementStatus.ACTIVE]}, language)
    return ties[ties["type"].isin(OF_STUDENTS)]


def _uses(agreed: Agreed, where: Where) -> pd.DataFrame:
    """Rows of use of the agreements that the question meets, until the day; of one partner's and faculty's rows only
    where it names them."""
    uses = agreed.uses[agreed.uses["agreement"].isin(met(agreed, where)["agreement"])]
    for name, column in (("partner", "partner_code"), ("faculty", "faculty_code"), ("country", "country_code"),
                         ("department", "department_code"), ("direction", "direction")):  # fmt: skip
        asked = wanted(agreed.names.engine, name, codes(where, name))
        uses = uses[uses[column].isin(asked)] if asked else uses
    asked_years = [int(year(shown)) for shown in codes(where, "academic_year")]
    if asked_years:
        return uses[uses["academic_year"].isin(asked_years)]
    return uses[uses["academic_year"] <= academic_year(day(agreed, where))]


def _difference(found: pd.DataFrame, keys: list[str], what: str, known: str) -> pd.DataFrame:
    """Both directions and their difference over the years in which both are known. what: '' of students, _places."""
    sides = [f"outbound{what}", f"inbound{what}"]
    marks = [found[f"{side}{known}"] for side in ("outbound", "inbound")]
    both = marks[0] & marks[1] if known == "_known" else marks[0].notna() & marks[1].notna()
    told = found[both].groupby(keys)
    table = told[sides].sum()
    years = zip(told["academic_year"].min(), told["academic_year"].max(), strict=True)
    span = [str(first) if first == last else f"{first}–{last}" for first, last in years]
    table[f"balance{what}"] = table[sides[0]] - table[sides[1]]
    return table.assign(academic_years=span)


def _others(agreed: Agreed, found: pd.DataFrame) -> list[int]:
    """For each agreement how many others with its partners hold on its last day."""
    partners: dict[str, set[str]] = {}
    pairs = agreed.rows[["agreement", "partner_code"]].drop_duplicates()
    for agreement, partner in zip(pairs["agreement"], pairs["partner_code"], strict=True):
        partners.setdefault(partner, set()).add(agreement)
    held: dict[date, set[str]] = {}
    numbers = []
    for agreement, some, end in zip(found["agreement"], found["partner_code"], found["valid_to"], strict=True):
        if end not in held:
            stands = agreed.on(end)
            held[end] = set(stands.loc[holding(stands), "agreement"])
        told = [partners[code] for code in some.split(";") if code != NOT_STATED_PARTNER]
        others = set().union(*told) - {agreement}
        numbers.append(len(others & held[end]))
    return numbers


def _line(row: dict[Any, Any]) -> str:
    """'2023: 0/8': students and places of a year."""
    return f"{row['academic_year']}: 0" + (f"/{int(row['offered'])}" if pd.notna(row["offered"]) else "")


def _offered(known: pd.DataFrame) -> "pd.Series[Any]":
    """Places of the directions in which students are known; of the others nobody can say that they stayed empty."""
    sides = [known[f"{side}_places"].where(known[f"{side}_known"]) for side in ("outbound", "inbound")]
    return pd.concat(sides, axis=1).sum(axis=1, min_count=1)


def _measured(known: "pd.Series[bool]") -> str:
    return ", ".join(str(name).removesuffix("_known") for name, is_known in known.items() if is_known)


def _beside(found: pd.DataFrame, columns: dict[str, Any]) -> pd.DataFrame:
    """The rows with columns that are told by agreement."""
    return found.assign(**{
        name: values.reindex(found["agreement"]).to_numpy() for name, values in columns.items()
    })  # fmt: skip


def _typed(found: pd.DataFrame, columns: list[str], whole: Any) -> pd.DataFrame:
    told = found.reindex(columns=columns).reset_index(drop=True)
    numbers = {name: pd.to_numeric(told[name]).round().astype("Int64") for name in whole}
    return told.assign(**numbers).astype({"is_invented": bool, "release": "Int64"})
