"""A part against its whole, year by year: pure functions of frames."""

import pandas as pd


def by_year(part: pd.DataFrame, whole: pd.DataFrame, least_whole: float = 0) -> pd.DataFrame:
    """Percent that `part` is of `whole` in each year that both have and wholly know.

    part, whole: academic_year, headcount, state. Columns: academic_year (Int64), headcount, whole (persons),
    share_pct (Float64, 0 to 100; <NA> where one of the two is not wholly known, or the whole is nobody,
    or fewer than `least_whole`).
    """
    left = part[["academic_year", "headcount", "state"]]
    right = whole[["academic_year", "headcount", "state"]].rename(columns={"headcount": "whole", "state": "of_whole"})
    both = left.merge(right, on="academic_year").sort_values("academic_year", ignore_index=True)
    known = (both["state"] == "value") & (both["of_whole"] == "value") & (both["whole"].fillna(0) > 0)
    known &= both["whole"].fillna(0) >= least_whole
    share = 100 * both["headcount"].astype("Float64") / both["whole"].astype("Float64").where(known)
    return both.assign(share_pct=share)[["academic_year", "headcount", "whole", "share_pct"]]
