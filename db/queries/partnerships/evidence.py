"""What tells whether something happened under an agreement: its own use, or where none is recorded, the students who
went to its partner or came from there."""

from typing import Any

import pandas as pd

from db.partnership import OF_STUDENTS
from db.queries.agreed import Agreed
from db.vocabulary import NOT_STATED_PARTNER, CellState, Direction, MobilityType

OF_AGREEMENT, OF_PARTNER = "agreement", "partner"


def evidence(agreed: Agreed, counted: Any = None) -> pd.DataFrame:
    """As `activity.years`, with `basis`: agreement or partner; by agreement and year. Kept for the next question.

    counted: answers about the records of the institution; None: only what is recorded of agreements. Of an agreement
    without a year of use, years of which records tell partners count: all exchange students with the partner, of the
    faculty where it is one of a faculty. A year in which they name others and not this partner is one without activity.
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
    asked = {"mobility_type": [MobilityType.CREDIT], "scope": ["all"]}
    told = counted.mobility(["academic_year", "partner", "faculty"], asked)
    told = told[~told["partner_code"].isin(["", NOT_STATED_PARTNER])]
    if told.empty:
        return pd.DataFrame()
    pairs = _pairs(agreed, without)
    years = told[["academic_year", "direction"]].drop_duplicates()
    met = pairs.merge(years, how="cross")
    of_faculty = _summed(told, ["partner_code", "faculty_code"])
    of_all = _summed(told, ["partner_code"]).assign(faculty_code="")
    found = met.merge(pd.concat([of_faculty, of_all]), how="left",
                      on=["partner_code", "faculty_code", "academic_year", "direction"])  # fmt: skip
    return _by_year(found)


def _pairs(agreed: Agreed, ties: pd.DataFrame) -> pd.DataFrame:
    """Agreement, partner and faculty of the agreements, with the first year of their life."""
    rows = agreed.rows[agreed.rows["agreement"].isin(ties["agreement"])]
    pairs = rows[["agreement", "partner_code", "faculty_code"]].drop_duplicates()
    return pairs[pairs["partner_code"] != NOT_STATED_PARTNER]


def _summed(told: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Students of the definition that tells most, and whether a number is left open."""
    open_ones = told.assign(left_open=told["state"].isin(["partial", CellState.WITHHELD, CellState.NOT_STATED]))
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
        is_active=(someone | left_open).astype(bool), is_idle=(~someone & ~left_open).astype(bool),
        basis=OF_PARTNER,
    ).reset_index()  # fmt: skip
    numbers = ["outbound", "inbound", "outbound_places", "inbound_places", "graduates"]
    told = told.drop(columns=["outbound_open", "inbound_open"])
    return told.astype({**dict.fromkeys(numbers, "Float64"), "academic_year": "int64"})
