"""Institutions that may be one: near names in one country. Only a person says that they are."""

from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process
from sqlalchemy import Engine, func, select

from db.models import Institution, InstitutionRecord
from db.queries.asking import frame, name_in
from db.queries.search import folded
from db.queries.whom import decisions

NEAR_ENOUGH = 80
MOST = 8
_WORDS = (
    "university universitat universitaet universite universidad universita universiteit universitet uniwersytet of the "
    "de la du del der fur degli studi di institute college state national университет университети институт имени "
    "атындагы"
)
OF_EVERY_UNIVERSITY = frozenset(_WORDS.split())
"""Words that tell no institution from another; folded."""


def alike(engine: Engine, institution: str, language: str = "en") -> pd.DataFrame:
    """Institutions whose names are near that of one, of the same country, the likeliest first, but for those that are
    said to be one with it: partner_code, partner, city, likeness (0 to 100)."""
    r = InstitutionRecord
    own_country = select(r.country_code).join(Institution, Institution.id == r.institution_id)
    home = own_country.where(Institution.code == institution, r.is_current).scalar_subquery()
    statement = (
        select(Institution.code.label("partner_code"), name_in(r, language).label("partner"), r.city, r.name_en,
               r.name_ru, r.name_kk, r.spellings)
        .join(r, r.institution_id == Institution.id)
        .where(r.is_current, r.country_code == func.coalesce(home, ""))
        .order_by(Institution.code)
    )  # fmt: skip
    rows = frame(engine, statement)
    own = rows[rows["partner_code"] == institution]
    said = decisions(engine)
    holding = said[said["taken_back_at"].isna() & (said["agreement"] == "")]
    others = rows[~rows["partner_code"].isin([institution, *holding["institution_code"]])]
    columns = ["partner_code", "partner", "city", "likeness"]
    if own.empty or others.empty:
        return pd.DataFrame(columns=columns, dtype=object)
    sought = [_bare(name) for name in _names(own.iloc[0])]
    listed_names = zip(others["partner_code"], others.to_dict("records"), strict=True)
    names = {code: [_bare(name) for name in _names(row)] for code, row in listed_names}
    best: dict[str, float] = {}
    for one in sought:
        for code, some in names.items():
            found = process.extractOne(one, some, scorer=fuzz.token_sort_ratio)
            best[code] = max(best.get(code, 0.0), found[1] if found else 0.0)
    listed = others.assign(likeness=[round(best.get(code, 0.0)) for code in others["partner_code"]])
    near = listed[listed["likeness"] >= NEAR_ENOUGH].sort_values(["likeness", "partner"], ascending=[False, True])
    return pd.DataFrame(near[columns].head(MOST)).reset_index(drop=True)


def _names(row: Any) -> list[str]:
    told = [row["name_en"], row["name_ru"], row["name_kk"], *str(row["spellings"]).split("|")]
    return [name for name in told if name]


def _bare(name: str) -> str:
    """The words of a name that tell it from others; all of them where there are no such."""
    words = ["".join(c if c.isalnum() else " " for c in word) for word in folded(name).split()]
    parts = " ".join(words).split()
    return " ".join(part for part in parts if part not in OF_EVERY_UNIVERSITY) or " ".join(parts)
