"""The register in the shape of Erasmus Without Paper's agreements, with what that model lacks: how places were used.

Elements are named as in its response "iias-get-response", version 7: a specification of student mobility for studies
for each sending and receiving unit, study field and level, over the academic years in which its terms stay the same.
What is not known is null, never 0. Keys beginning with "x-" are not part of that model.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select

from db.models import Institution, InstitutionRecord
from db.partnership import EVENTS
from db.queries.agreed import Agreed, academic_year
from db.queries.asking import EMPTY, Where
from db.queries.partnerships.asked import day, holding, met
from db.queries.partnerships.register import register
from db.vocabulary import NOT_STATED_PARTNER, AgreementStatus, CellState, Direction, Level

EQF = {Level.PREPARATORY: 4, Level.BACHELOR: 6, Level.MASTER: 7, Level.DOCTORAL: 8}
OF_SPEC = ["agreement", "partner_code", "faculty_code", "department_code", "direction", "isced_f_code", "level"]
TERMS = ["places", "places_state", "months"]


def ewp(agreed: Agreed, where: Where = EMPTY) -> dict[str, Any]:
    """The agreements that a question meets, as they stand on its day; an event is none."""
    ties = register(agreed, where, "en")
    ties = ties[~ties["type"].isin(EVENTS)]
    parties = _parties(agreed.names.engine, agreed, ties)
    stands = agreed.on(day(agreed, where))
    in_effect = set(stands.loc[holding(stands), "agreement"])
    specs = _specs(agreed, where, ties)
    iias = [
        {
            "partner": [parties[agreed.institution], *_others(row, parties)],
            "in-effect": _in_effect(row, in_effect),
            "cooperation-conditions": {"student-studies-mobility-spec": specs.get(row["agreement"], [])},
            "x-iia-code": row["agreement"],
            "x-type": row["type"],
            "x-status": {name: _plain(row[name]) for name in ("status", "basis", "since", "stated", "valid_to")},
            "x-renewal": row["renewal"],
            "x-statements": int(row["statements"]),
            "x-is-invented": bool(row["is_invented"]),
        }
        for row in ties.to_dict("records")
    ]
    about = {
        "x-day": day(agreed, where).isoformat(), "x-is-invented": bool(ties["is_invented"].any()),
        "x-releases": sorted({int(release) for release in ties["release"]}),
    }  # fmt: skip
    return {"iias-get-response": {**about, "iia": iias}}


def _parties(engine: Engine, agreed: Agreed, ties: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Each party with its codes. It has no hei-id: that is the name of its server, which nobody here knows."""
    codes = {agreed.institution, *(code for some in ties["partner_code"] for code in some.split(";"))}
    r = InstitutionRecord
    told = (r.name_en, r.ror, r.erasmus_code, r.country_code, r.city)
    statement = select(Institution.code, *told).join(r, r.institution_id == Institution.id).where(r.is_current)
    with engine.connect() as connection:
        found = {row.code: row for row in connection.execute(statement) if row.code in codes}
    return {code: _party(code, found.get(code)) for code in codes}


def _party(code: str, row: Any) -> dict[str, Any]:
    if row is None:
        return {"hei-id": None, "x-code": code, "x-name": code}
    other = [{"type": "erasmus", "value": row.erasmus_code}] if row.erasmus_code else []
    other += [{"type": "ror", "value": f"https://ror.org/{row.ror}"}] if row.ror else []
    return {
        "hei-id": None, "x-code": code, "x-name": row.name_en, "x-other-hei-id": other,
        "x-country": row.country_code, "x-city": row.city,
    }  # fmt: skip


def _in_effect(row: dict[Any, Any], holding_ones: set[str]) -> bool | None:
    """None where a source speaks of it and nothing tells whether it holds."""
    holds = row["agreement"] in holding_ones
    return None if holds and row["status"] == AgreementStatus.UNKNOWN else holds


def _others(row: dict[Any, Any], parties: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    unit = {"x-ounit": row["partner_unit"]} if row["partner_unit"] else {}
    return [{**parties[code], **unit} for code in row["partner_code"].split(";") if code != NOT_STATED_PARTNER]


def _specs(agreed: Agreed, where: Where, ties: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    uses = agreed.uses[agreed.uses["agreement"].isin(met(agreed, where)["agreement"])]
    uses = uses[uses["academic_year"] <= academic_year(day(agreed, where))]
    uses = agreed.names.named(uses.sort_values([*OF_SPEC, "academic_year"]), "en")
    units = dict(zip(ties["agreement"], ties["partner_unit"], strict=True))
    found: dict[str, list[dict[str, Any]]] = {}
    for key, rows in uses.groupby(OF_SPEC, sort=True):
        told = dict(zip(OF_SPEC, key, strict=True))
        for some in _alike(rows.to_dict("records")):
            spec = _spec(agreed.institution, told, some, units.get(str(told["agreement"]), ""))
            found.setdefault(str(told["agreement"]), []).append(spec)
    return found


def _alike(rows: list[dict[Any, Any]]) -> Iterator[list[dict[Any, Any]]]:
    """Runs of years, one after the other, in which the terms stay the same."""
    run: list[dict[Any, Any]] = []
    for row in rows:
        follows = run and row["academic_year"] == run[-1]["academic_year"] + 1
        if run and not (follows and [_plain(row[n]) for n in TERMS] == [_plain(run[-1][n]) for n in TERMS]):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _spec(home: str, told: dict[Any, Any], rows: list[dict[Any, Any]], unit: str) -> dict[str, Any]:
    ours = {"hei-id": None, "x-code": home, "x-ounit": rows[0]["department"] or rows[0]["faculty"]}
    code = told["partner_code"]
    theirs = {"hei-id": None, "x-code": None if code == NOT_STATED_PARTNER else code, "x-ounit": unit}
    sends, receives = (ours, theirs) if told["direction"] == Direction.OUTBOUND else (theirs, ours)
    first, last = rows[0], rows[-1]
    level = EQF.get(Level(told["level"]))
    return {
        **{f"sending-{name}" if name[0] != "x" else f"x-sending-{name[2:]}": value for name, value in sends.items()},
        **{f"receiving-{name}" if name[0] != "x" else f"x-receiving-{name[2:]}": v for name, v in receives.items()},
        "receiving-first-academic-year-id": _year(first["academic_year"]),
        "receiving-last-academic-year-id": _year(last["academic_year"]),
        "mobilities-per-year": _plain(first["places"]),
        "x-mobilities-state": first["places_state"],
        "subject-area": [{"isced-f-code": told["isced_f_code"]}] if told["isced_f_code"] else [],
        "total-months-per-year": _plain(first["months"]),
        "eqf-level": [level] if level else [],
        "x-usage": [_usage(row) for row in rows],
    }


def _usage(row: dict[Any, Any]) -> dict[str, Any]:
    known = row["assigned_state"] == CellState.VALUE
    return {
        "academic-year-id": _year(row["academic_year"]), "assigned": _plain(row["assigned"]) if known else None,
        "assigned-state": row["assigned_state"], "graduates": _plain(row["graduates"]),
    }  # fmt: skip


def _year(first: int) -> str:
    return f"{first}/{first + 1}"


def _plain(value: Any) -> Any:
    """A value that JSON knows: whole numbers as such, days as text, nothing as null."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, int | float) or hasattr(value, "item"):
        number = float(value)
        return int(number) if number.is_integer() else number
    return str(value)
