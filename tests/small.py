"""A university that can be counted by hand. See the fixture `small_university` for its sums."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from db.batch import Batch, Extent, Facts, FileRead, Row
from db.vocabulary import CellState

HOME = "small"
SOURCE: Row = {
    "code": "small_register", "producer": "Registrar", "title": "Register of a small university", "licence": "Free.",
    "url": "https://small.example/register", "counts": "Students.", "international": "Citizenship.",
}  # fmt: skip
WITHHELD = "withheld"
DOCUMENT: Row = {
    "source_title": "A speech", "source_publisher": "", "source_url": "https://small.example/speech",
    "source_date": "2023-09-13",
}  # fmt: skip


def series(code: str, measure: str, source_preference: int = 1) -> Row:
    return {
        "code": code, "label": code, "population": "students", "counted": "persons", "measure": measure,
        "period_kind": "academic_year", "count_date": "1 October", "origin_basis": "citizenship",
        "preference": source_preference,
    }  # fmt: skip


SERIES = [series("small_degree", "stock"), series("small_credit", "flow"), series("small_enrolled", "stock")]


def read(name: str) -> FileRead:
    """A file whose fingerprint follows from its name."""
    return FileRead(name, hashlib.sha256(name.encode()).hexdigest(), 100, 12)


def batch(name: str, facts: dict[str, list[Row]], extents: Sequence[Extent] = (), **other: Any) -> Batch:
    """One load of one file `name`; of the register's source and series unless `other` says so."""
    given = {"source": SOURCE, "series": SERIES, "institution": HOME, "is_invented": False, **other}
    return Batch(
        **given, files=[read(name)], facts={table: Facts.of(rows) for table, rows in facts.items()},
        extents=list(extents),
    )  # fmt: skip


def row(line: int, **columns: Any) -> Row:
    """A fact of the small university in line `line` of its file."""
    return {"institution": HOME, **columns, "file": 0, "source_rows": str(line)}


def counted(headcount: int | str | None, measure: str = "headcount") -> Row:
    """The two columns of a count: a number, or the word for why there is none."""
    state = {"headcount": "cell_state", "places": "places_state", "assigned": "assigned_state"}[measure]
    is_number = isinstance(headcount, int)
    return {measure: headcount if is_number else None, state: CellState.VALUE if is_number else CellState(headcount)}


def mobility(
    line: int, period: int, unit: str, country: str, headcount: int | str, *,
    credit: str = "", partner: str = "", level: str = "bachelor", series: str = "",
) -> Row:  # fmt: skip
    """A degree row, inbound; with `credit` a direction an exchange row."""
    return row(
        line, series=series or ("small_credit" if credit else "small_degree"), unit=unit, period=str(period),
        direction=credit or "inbound", mobility_type="credit" if credit else "degree", level=level, field="",
        country_code=country, partner=partner, **counted(headcount),
    )  # fmt: skip


def enrolled(line: int, period: int, unit: str, headcount: int | str) -> Row:
    return row(
        line, series="small_enrolled", unit=unit, period=str(period), level="bachelor", field="", **counted(headcount)
    )


def unit(line: int, code: str, kind: str = "faculty", parent: str = "") -> Row:
    return row(
        line, unit=code, kind=kind, parent=parent, name_en=code.title(), name_ru="", name_kk="",
        valid_from=None, valid_to=None,
    )  # fmt: skip


def institution(line: int, code: str, country: str, name: str) -> Row:
    return {
        "institution": code, "parent_institution": "", "kind": "university", "name_en": name, "name_ru": "",
        "name_kk": "", "country_code": country, "city": "", "file": 0, "source_rows": str(line),
    }  # fmt: skip


def use(line: int, period: int, direction: str, places: int | str, assigned: int | str) -> Row:
    return row(
        line, series="small_credit", agreement="tub", unit="law", partner="tub", country_code="DEU",
        period=str(period), direction=direction, **counted(places, "places"), **counted(assigned, "assigned"),
    )  # fmt: skip


def member(line: int, country: str, since: str, status: str = "member") -> Row:
    return {
        "group_code": "SCO", "country_code": country, "status": status, "valid_from": date.fromisoformat(since),
        "valid_to": None, "list_to_check": "SCO", "file": 0, "source_rows": str(line),
    }  # fmt: skip


def figure(line: int, code: str, value: float, countries: list[str], unit: str = "") -> Row:
    return row(
        line, code=code, unit=unit, metric="students_international", value=value, unit_of_measure="persons",
        qualifier="exactly", measure="stock", is_additive=True, period="2023", period_kind="academic_year",
        period_basis="stated", academic_year=2023, as_of="2023-09-13", direction="inbound", level=None, definition="",
        scope_note="", note="", confidence="", is_doubtful=False, covers="whole", countries=countries, **DOCUMENT,
    )  # fmt: skip


def stated_total(line: int, period: int, headcount: int) -> Row:
    return row(
        line, series="small_degree", unit="", period=str(period), direction="inbound", mobility_type="degree",
        country_code="ZZZ", basis="stated", label="", **counted(headcount),
    )  # fmt: skip


MOBILITY = [
    mobility(2, 2022, "law", "CHN", 10),
    mobility(3, 2022, "science", "BLR", 4, level="master"),
    mobility(4, 2023, "civil", "CHN", 20),
    mobility(5, 2023, "civil", "IRN", 5),
    mobility(6, 2023, "science", "BLR", 7),
    mobility(7, 2023, "science", "NPL", WITHHELD),
    mobility(8, 2024, "law", "CHN", 30),
    mobility(9, 2024, "law", "BLR", 8),
    mobility(10, 2023, "law", "DEU", 9, credit="outbound", partner="tub"),
    mobility(11, 2024, "law", "DEU", 11, credit="outbound", partner="tub"),
    mobility(12, 2024, "science", "DEU", 1, credit="inbound", partner="tub"),
    mobility(13, 2024, "law", "KAZ", 2, credit="outbound", partner="enu"),
]
ENROLMENT = [
    enrolled(line, year, unit, headcount)
    for line, (year, unit, headcount) in enumerate(
        [(2022, "law", 60), (2022, "science", 40), (2023, "law", 70), (2023, "science", 40), (2024, "law", 80),
         (2024, "science", 40)], start=20,
    )
]  # fmt: skip
OTHER: dict[str, list[Row]] = {
    "unit_record": [unit(30, "law"), unit(31, "science"), unit(32, "civil", "department", "law")],
    "institution_record": [
        institution(33, HOME, "KAZ", "Small University"),
        institution(34, "tub", "DEU", "Technical University"),
        institution(35, "enu", "KAZ", "Other University"),
    ],
    "country_group_member": [
        member(36, "CHN", "2001-06-15"), member(37, "KAZ", "2001-06-15"), member(38, "IRN", "2023-07-04"),
        member(39, "BLR", "2024-07-04"), member(40, "NPL", "2016-03-22", "participant"),
    ],
    "agreement_year": [use(41, 2023, "outbound", 4, 3), use(42, 2024, "outbound", 5, 6),
                       use(43, 2024, "inbound", 2, "not_measured")],
    "agreement_statement": [
        row(44, code="A-1", agreement="tub", partner="tub", unit="law", country_code="DEU", type="exchange",
            status="active", start="2022", valid_from=None, valid_to=None, programme="ERASMUS", field="", period="",
            note="", **DOCUMENT),
    ],
    "published_figure": [figure(45, "P-1", 401, ["CHN"]), figure(46, "P-2", 155, ["CHN", "RUS", "UZB"], "law")],
    "target": [
        row(47, code="T-1", unit="", metric="students_international_share_pct", value=25.0, qualifier="at_least",
            target_year=2025, set_on="2021", good="higher", note="", **DOCUMENT),
    ],
    "statement": [
        row(48, code="S-1", unit="", kind="proposal", on_date="2023", text="A rating is proposed.", scope="SCO",
            **DOCUMENT),
    ],
    "stated_total": [stated_total(49, 2022, 14)],
}  # fmt: skip


def first() -> Batch:
    """The first release: everything, complete for the three years of its mobility and enrolment."""
    facts = {"mobility_count": MOBILITY, "enrolment_count": ENROLMENT, **OTHER}
    extents = [Extent("mobility_count", "small_degree", str(year), "", HOME) for year in (2022, 2023, 2024)]
    return batch("small-2022-2024.csv", facts, extents)


def correction() -> Batch:
    """The second release: degree students of 2024 again, China restated from 30 to 32, Belarus as it was."""
    rows = [mobility(2, 2024, "law", "CHN", 32), mobility(3, 2024, "law", "BLR", 8)]
    return batch(
        "small-2024-corrected.csv", {"mobility_count": rows}, [Extent("mobility_count", "small_degree", "2024")]
    )


def everything() -> list[str]:
    """Names of all tables with facts."""
    return sorted({"mobility_count", "enrolment_count", *OTHER})
