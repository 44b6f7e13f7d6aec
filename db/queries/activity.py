"""What happened under an agreement, year by year; what is not known is not nothing."""

from typing import Any

import pandas as pd

from db.vocabulary import CellState, Direction

KEYS = ["agreement", "academic_year"]
SIDES = {Direction.OUTBOUND: "outbound", Direction.INBOUND: "inbound"}
UNSURE = (CellState.WITHHELD, CellState.NOT_STATED)
PARTIAL = (*UNSURE, CellState.NOT_MEASURED)
"""States of which one cell leaves a sum incomplete."""
COLUMNS = [
    *KEYS, "outbound", "inbound", "outbound_places", "inbound_places", "outbound_known", "inbound_known", "graduates",
    "is_active", "is_idle",
]  # fmt: skip


def years(uses: pd.DataFrame) -> pd.DataFrame:
    """One row per agreement and academic year, of the rows of `Agreed.uses`.

    outbound, inbound: students (Float64, <NA> where none is known); *_places likewise; *_known: that number is whole;
    graduates: who took both degrees. is_active: somebody went or came, or a withheld number says so. is_idle: of one
    direction at least it is known that nobody did, of none that somebody did, and of none is the number left open.
    """
    return by(uses, KEYS)


def by(uses: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """As `years`, by other keys."""
    found = pd.DataFrame(index=pd.MultiIndex.from_frame(uses[keys].drop_duplicates())).sort_index()
    whole = []
    for direction, side in SIDES.items():
        for name, values in _summed(uses[uses["direction"] == direction], keys, side).items():
            found[name] = values.reindex(found.index)
        for name in (f"{side}_known", f"{side}_open"):
            found[name] = found[name].astype("boolean").fillna(value=False).astype(bool)
        whole.append(side)
    found["graduates"] = uses.groupby(keys)["graduates"].sum(min_count=1).reindex(found.index)
    numbers = [found[side].astype("Float64") for side in whole]
    someone = pd.concat([(n > 0).fillna(value=False) for n in numbers], axis=1).any(axis=1)
    is_open = found[[f"{side}_open" for side in whole]].any(axis=1)
    is_known = found[[f"{side}_known" for side in whole]].any(axis=1)
    withheld = found[[f"{side}_withheld" for side in whole]].astype("boolean").fillna(value=False).any(axis=1)
    found["is_active"] = (someone | withheld).astype(bool)
    found["is_idle"] = (is_known & ~found["is_active"] & ~is_open).astype(bool)
    names = ["outbound", "inbound", "outbound_places", "inbound_places", "graduates"]
    return found.reset_index()[[*keys, *COLUMNS[2:]]].astype(dict.fromkeys(names, "Float64"))


def _summed(uses: pd.DataFrame, keys: list[str], side: str) -> "dict[str, pd.Series[Any]]":
    state = uses["assigned_state"]
    marked = uses.assign(
        is_told=state == CellState.VALUE, is_open=state.isin(UNSURE), is_withheld=state == CellState.WITHHELD,
        is_partial=state.isin(PARTIAL),
    )  # fmt: skip
    of_each = marked.groupby(keys)
    flags = of_each[["is_told", "is_open", "is_withheld", "is_partial"]].any()
    return {
        side: of_each["assigned"].sum(min_count=1),
        f"{side}_places": of_each["places"].sum(min_count=1),
        f"{side}_known": flags["is_told"] & ~flags["is_partial"],
        f"{side}_open": flags["is_open"],
        f"{side}_withheld": flags["is_withheld"],
    }
