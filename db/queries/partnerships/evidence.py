"""What tells whether something happened under an agreement: its own use, or where none is recorded, the students who
went to its partner or came from there."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from db.partnership import OF_STUDENTS
from db.queries import gate
from db.queries.agreed import Agreed, academic_year
from db.queries.coded import Coded
from db.vocabulary import NOT_COUNTRIES, NOT_STATED_PARTNER, AgreementStatus, CellState, Direction, MobilityType

OF_AGREEMENT, OF_PARTNER = "agreement", "partner"
OPEN = ["partial", CellState.WITHHELD, CellState.NOT_STATED]
YEARS_KEPT = 20
"""Academic years for which it is kept what tells of activity until then."""
ANY = "*"
"""In place of a faculty: one of them, whichever."""


class Evidence:
    """What is known of activity: a row for each agreement and year of which something is, in this order.

    place: that of the agreement in `Agreed.ties`; year: the academic year. Numbers of rows are NaN where none is known.
    """

    def __init__(self, rows: pd.DataFrame, count: int) -> None:
        self._coded, self._count = Coded(rows), count
        self.place, self.year = (rows[name].to_numpy() for name in ("place", "academic_year"))

    def until(self, year: int) -> tuple[Any, Any]:
        """Which rows tell of a year until this one whether somebody travelled; and by `Agreed.ties` the last year in
        which somebody did, 0 where none is known."""
        return self._until(year)

    @cached_property
    def _until(self) -> Callable[[int], tuple[Any, Any]]:
        return lru_cache(maxsize=YEARS_KEPT)(self._worked_out)

    def _worked_out(self, year: int) -> tuple[Any, Any]:
        is_active = self.flag("is_active")
        told = (is_active | self.flag("is_idle")) & (self.year <= year)
        last = np.zeros(self._count, dtype=np.int64)
        awake = told & is_active
        last[self.place[awake]] = self.year[awake]  # in the order of years
        return told, last

    def flag(self, name: str) -> Any:
        return self._coded.rows[name].to_numpy()

    def number(self, name: str, rows: Any) -> Any:
        """A column of numbers, of some rows."""
        return np.where(self._coded.known(name)[rows] > 0, self._coded.values(name)[rows], np.nan)

    def sum(self, rows: Any, *names: str) -> Any:
        """Of each of some rows the sum of the columns that are known."""
        return either(*[self.number(name, rows) for name in names])

    def last(self, is_asked: Any, most: int) -> Any:
        """Of the rows that are asked for the last few of each agreement, as places of rows."""
        rows = np.flatnonzero(is_asked)
        ends = np.searchsorted(self.place[rows], self.place[rows], side="right")
        return rows[ends - np.arange(len(rows)) <= most]

    def total(self, rows: Any, numbers: Any) -> tuple[Any, Any]:
        """By `Agreed.ties`: the sum of what some rows tell, NaN where they tell nothing; how many tell something."""
        told = ~np.isnan(numbers)
        of = self.place[rows][told]
        count = np.bincount(of, minlength=self._count)
        return np.where(count > 0, np.bincount(of, weights=numbers[told], minlength=self._count), np.nan), count


def either(*numbers: Any) -> Any:
    """The sum of what is known; NaN where nothing is."""
    known = np.stack(numbers)
    return np.where(np.isnan(known).all(axis=0), np.nan, np.nansum(known, axis=0))


def evidence(agreed: Agreed, counted: Any = None) -> Evidence:
    """As `activity.years`, with `basis`: agreement or partner. Kept for the next question.

    counted: answers about the records of the institution; None: only what is recorded of agreements. Of an agreement
    without a year of use, years of which records tell partners count: all exchange students with the partner, of the
    faculty where it is one of a faculty. A year in which they name others and not this partner is one without activity,
    unless there are students of the country (and faculty) whose partner nobody names.
    """
    held = getattr(counted, "held", counted)
    if id(held) not in agreed.evidence:
        agreed.evidence[id(held)] = held, Evidence(_evidence(agreed, counted), len(agreed.ties))
    kept: Evidence = agreed.evidence[id(held)][1]
    return kept


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
    asked = {"mobility_type": [str(MobilityType.CREDIT)], "scope": ["all"]}
    if not gate.is_exact(agreed.names.engine) and gate.is_protected(agreed.names.engine, [agreed.institution]):
        # Students by partner and faculty are seen of one's own faculty alone.
        faculty = gate.own_faculty(agreed.names.engine, agreed.institution)
        of_it = agreed.rows.loc[(agreed.rows["faculty_code"] == faculty) & (faculty != ""), "agreement"]
        without = without[without["agreement"].isin(of_it)]
        asked["faculty"] = [faculty]
    if without.empty:
        return pd.DataFrame()
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
