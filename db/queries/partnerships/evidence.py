"""What tells whether something happened under an agreement: its own use, or where none is recorded, the students who
went to its partner or came from there."""

from typing import Any

import pandas as pd

from db.partnership import OF_STUDENTS
from db.queries.agreed import Agreed, academic_year
from db.vocabulary import NOT_COUNTRIES, NOT_STATED_PARTNER, AgreementStatus, CellState, Direction, MobilityType

OF_AGREEMENT, OF_PARTNER = "agreement", "partner"
OPEN = ["partial", CellState.WITHHELD, CellState.NOT_STATED]
ANY = "*"
"""In place of a faculty: one of them, whichever."""


def evidence(agreed: Agreed, counted: Any = None) -> pd.DataFrame:
    """As `activity.years`, with `basis`: agreement or partner; by agreement and year. Kept for the next question.

    counted: answers about the records of the institution; None: only what is recorded of agreements. Of an agreement
    without a year of use, years of which records tell partners count: all exchange students with the partner, of the
    faculty where it is one of a faculty. A year in which they name others and not this partner is one without activity,
    unless there are students of the country (and faculty) whose partner nobody names.
    """
    held = getattr(counted, "held", counted)
    if id(held) not in agreed.evidence:
        agreed.evidence[id(held)] = held, _evidence(agreed, counted)
    return agreed.evidence[id(held)][1]


def _evidence(agreed: Agreed, counted: Any) -> pd.DataFrame:
    """With `place`: that of the agreement in `Agreed.ties`; in their order, and that of years."""
    own = agreed.activity.assign(basis=OF_AGREEMENT)
    other = _of_partners(agreed, counted) if counted is not None else own[:0]
    every = pd.concat([own, other], ignore_index=True) if len(other) else own
    places = agreed.coded.column("agreement")[1]
    every = every.assign(place=[places.get(code, -1) for code in every["agreement"]])
    every = every[every["place"] >= 0]
    kinds = {"place": "int64", "academic_year": "int64", "is_active": "bool", "is_idle": "bool"}
    return (
        every.astype(dict[str, Any](kinds))
        .sort_values(["place", "academic_year"], kind="stable")
        .reset_index(drop=True)
    )


def _of_partners(agreed: Agreed, counted: Any) -> pd.DataFrame:
    ties = agreed.ties
    without = ties[~ties["agreement"].isin(agreed.uses["agreement"]) & ties["type"].isin(OF_STUDENTS)]
    if without.empty:
        return pd.DataFrame()
    asked = {"mobility_type": [str(MobilityType.CREDIT)], "scope": ["all"]}
    told = counted.mobility(["academic_year", "partner", "faculty"], asked)
    told = told[~told["partner_code"].isin(["", NOT_STATED_PARTNER])]
    if told.empty:
        return pd.DataFrame()
    pairs = _pairs(agreed, without)
    years = told[["academic_year", "direction"]].drop_duplicates()
    met = pairs.merge(years, how="cross")
    met = met[met["academic_year"] >= met["first"]]
    of_faculty = _summed(told, ["partner_code", "faculty_code"])
    of_all = _summed(told, ["partner_code"]).assign(faculty_code="")
    found = met.merge(pd.concat([of_faculty, of_all]), how="left",
                      on=["partner_code", "faculty_code", "academic_year", "direction"])  # fmt: skip
    return _by_year(found.assign(is_unnamed=_unnamed(found, counted, asked)))


def _unnamed(found: pd.DataFrame, counted: Any, asked: dict[str, list[str]]) -> "pd.Series[bool]":
    """Rows of whose year and direction some students may have been with the partner: of its country or of none that is
    told, of its faculty or of none, and nobody says with whom."""
    told = counted.mobility(["academic_year", "country", "faculty"], {**asked, "partner": [NOT_STATED_PARTNER]})
    there = told[(told["headcount"].fillna(0) > 0) | told["state"].isin(OPEN)]
    names = ["academic_year", "direction", "country_code", "faculty_code"]
    known = {tuple(row) for row in there[names].itertuples(index=False)}
    known |= {(year, direction, country, ANY) for year, direction, country, _faculty in known}
    is_open = [
        any((year, direction, place, unit) in known for place in (country, *NOT_COUNTRIES) for unit in
            ((faculty, "") if faculty else (ANY,)))
        for year, direction, country, faculty in found[names].itertuples(index=False)
    ]  # fmt: skip
    return pd.Series(is_open, index=found.index, dtype=bool)


def _pairs(agreed: Agreed, ties: pd.DataFrame) -> pd.DataFrame:
    """Agreement, partner and faculty of the agreements, with the first year of their life."""
    rows = agreed.rows[agreed.rows["agreement"].isin(ties["agreement"])]
    pairs = rows[["agreement", "partner_code", "faculty_code", "country_code"]].drop_duplicates()
    first = [_first_year(agreed, agreement) for agreement in pairs["agreement"]]
    return pairs.assign(first=pd.Series(first, index=pairs.index, dtype="int64"))[
        pairs["partner_code"] != NOT_STATED_PARTNER
    ]


def _first_year(agreed: Agreed, agreement: str) -> int:
    """The academic year in which it was first active; 0 where no day tells."""
    begun = [phase.day for phase in agreed.life(agreement) if phase.status == AgreementStatus.ACTIVE]
    return academic_year(begun[0]) if begun and begun[0] else 0


def _summed(told: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Students of the definition that tells most, and whether a number is left open."""
    open_ones = told.assign(left_open=told["state"].isin(OPEN))
    by = open_ones.groupby([*keys, "academic_year", "direction", "series"])
    sums = by.agg(headcount=("headcount", "sum"), left_open=("left_open", "any")).reset_index()
    return sums.groupby([*keys, "academic_year", "direction"]).agg(
        headcount=("headcount", "max"), left_open=("left_open", "any")
    ).reset_index()  # fmt: skip


def _by_year(found: pd.DataFrame) -> pd.DataFrame:
    counted = found.assign(
        headcount=found["headcount"].fillna(0), left_open=found["left_open"].astype("boolean").fillna(value=False)
    )
    keys = ["agreement", "academic_year"]
    table = counted[keys].drop_duplicates().set_index(keys)
    for direction in Direction:
        by = counted[counted["direction"] == direction].groupby(keys)
        students, is_open = by["headcount"].sum(), by["left_open"].any()
        table[str(direction)] = students.reindex(table.index)
        table[f"{direction}_known"] = (~is_open).reindex(table.index, fill_value=False)
        table[f"{direction}_open"] = is_open.reindex(table.index, fill_value=False)
        table[f"{direction}_places"] = pd.NA
    someone = (table["outbound"].fillna(0) + table["inbound"].fillna(0)) > 0
    left_open = table["outbound_open"] | table["inbound_open"]
    table["graduates"] = pd.NA
    told = table.assign(
        is_active=(someone | left_open).astype(bool),
        is_idle=(~someone & ~left_open & ~counted.groupby(keys)["is_unnamed"].any().reindex(table.index)).astype(bool),
        basis=OF_PARTNER,
    ).reset_index()  # fmt: skip
    numbers = ["outbound", "inbound", "outbound_places", "inbound_places", "graduates"]
    told = told.drop(columns=["outbound_open", "inbound_open"])
    return told.astype({**dict.fromkeys(numbers, "Float64"), "academic_year": "int64"})
