"""The word shown for each code, and how years and qualified numbers are written."""

import math
from collections.abc import Callable
from datetime import date

from dashboard.i18n import N_, _, current
from db.metrics import METRICS
from db.vocabulary import AgreementStatus, PeriodKind
from etl.report import TABLES

CODES: dict[str, dict[str, str]] = {
    "direction": {"inbound": N_("inbound"), "outbound": N_("outbound")},
    "mobility_type": {"degree": N_("degree: a whole programme"), "credit": N_("credit: exchange")},
    "level": {
        "not_stated": N_("level not stated"),
        "preparatory": N_("preparatory"),
        "bachelor": N_("bachelor"),
        "master": N_("master"),
        "doctoral": N_("doctoral"),
    },
    "state": {
        "value": N_("known"),
        "partial": N_("partly known"),
        "withheld": N_("withheld"),
        "not_stated": N_("not stated"),
        "not_measured": N_("not measured"),
        "not_applicable": N_("not applicable"),
    },
    "measure": {
        "stock": N_("stock: on the count date"),
        "flow": N_("flow: during the period"),
        "cumulative": N_("over several years"),
        "rank": N_("rank"),
        "other": N_("other"),
    },
    "qualifier": {
        "exactly": N_("exactly"),
        "at_least": N_("at least"),
        "at_most": N_("at most"),
        "about": N_("about"),
    },
    "type": {
        "branch_abroad": N_("branch abroad"),
        "branch_hosted": N_("hosted branch"),
        "confucius_institute": N_("Confucius Institute"),
        "cooperation": N_("cooperation"),
        "double_degree": N_("double degree"),
        "event_coorganiser": N_("joint event"),
        "event_host": N_("event host"),
        "exchange": N_("exchange"),
        "joint_programme": N_("joint programme"),
        "letter_of_intent": N_("letter of intent"),
        "mou": N_("memorandum"),
        "network_membership": N_("network membership"),
        "research": N_("research"),
        "research_centre": N_("research centre"),
    },
    "status": {
        "planned": N_("planned"),
        "signed": N_("signed"),
        "active": N_("active"),
        "frozen": N_("frozen"),
        "ended": N_("ended"),
        "unknown": N_("not known"),
    },
    "unit_of_measure": {
        "persons": N_("persons"),
        "persons per year": N_("persons a year"),
        "institutions": N_("institutions"),
        "countries": N_("countries"),
        "agreements": N_("agreements"),
        "partnerships": N_("partnerships"),
        "branches": N_("branches"),
        "programmes": N_("programmes"),
        "projects": N_("projects"),
        "universities": N_("universities"),
        "places": N_("places"),
        "percent": N_("percent"),
        "rank": N_("place in the ranking"),
        "points of 100": N_("points of 100"),
        "terms": N_("terms"),
        "year": N_("year"),
    },
    "kind": {
        "proposal": N_("proposal"),
        "agreement": N_("agreement"),
        "membership": N_("membership"),
        "research": N_("research"),
        "event": N_("event"),
        "cooperation": N_("cooperation"),
        "new": N_("new"),
        "restated": N_("restated"),
        "withdrawn": N_("withdrawn"),
    },
    "origin_basis": {
        "citizenship": N_("by citizenship"),
        "usual_residence": N_("by usual residence"),
        "prior_education": N_("by prior education"),
        "partner_country": N_("by country of the partner"),
        "not_stated": N_("basis not stated"),
    },
    "definition": {
        "statistics bureau": N_("statistics bureau"),
        "ministry": N_("ministry"),
        "as quoted in the source": N_("as quoted in the source"),
    },
    "confidence": {"high": N_("high"), "medium": N_("medium"), "low": N_("low")},
    "scope": {"international": N_("international"), "domestic": N_("domestic")},
    "good": {"higher": N_("higher is better"), "lower": N_("lower is better")},
    "metric": METRICS,
    "table": dict(TABLES),
    "group": {
        "CENTRAL_ASIA": N_("Central Asia"),
        "CIS": N_("CIS: Commonwealth of Independent States"),
        "EAEU": N_("EAEU: Eurasian Economic Union"),
        "EU": N_("EU: European Union"),
        "OTS": N_("OTS: Organization of Turkic States"),
        "SCO": N_("SCO: Shanghai Cooperation Organisation"),
    },
    "columns": {
        "academic_year": N_("Academic year"),
        "academic_years": N_("Academic years"),
        "unit": N_("Faculty or department"),
        "name_en": N_("Name in English"),
        "name_ru": N_("Name in Russian"),
        "name_kk": N_("Name in Kazakh"),
        "group": N_("Country group"),
        "year": N_("Year"),
        "years": N_("Years"),
        "country": N_("Country"),
        "country_code": N_("Country code"),
        "faculty_code": N_("Faculty code"),
        "department_code": N_("Department code"),
        "institution_code": N_("Institution"),
        "due": N_("Due"),
        "faculty": N_("Faculty"),
        "department": N_("Department"),
        "partner": N_("Partner"),
        "field": N_("Study field"),
        "level": N_("Level"),
        "direction": N_("Direction"),
        "mobility_type": N_("Mobility type"),
        "headcount": N_("Students"),
        "state": N_("State"),
        "withheld_cells": N_("Withheld cells"),
        "series": N_("Series"),
        "measure": N_("Measure"),
        "places": N_("Places"),
        "assigned": N_("Assigned"),
        "assigned_state": N_("State of assigned"),
        "file": N_("File"),
        "source_rows": N_("Lines"),
        "release": N_("Release"),
        "is_invented": N_("Invented"),
        "code": N_("Code"),
        "metric": N_("What is stated"),
        "shown": N_("Figure"),
        "period": N_("Period"),
        "as_of": N_("As of"),
        "source_title": N_("Source"),
        "source_url": N_("Address"),
        "source_date": N_("Date of source"),
        "definition": N_("Definition"),
        "scope_note": N_("Scope"),
        "note": N_("Note"),
        "confidence": N_("Confidence"),
        "institution": N_("Institution"),
        "agreement": N_("Agreement"),
        "type": N_("Type"),
        "status": N_("Status as stated"),
        "start": N_("Since"),
        "valid_from": N_("Valid from"),
        "valid_to": N_("Valid to"),
        "programme": N_("Programme"),
        "kind": N_("Kind"),
        "on_date": N_("Date"),
        "text": N_("Statement"),
        "target_year": N_("Due in"),
        "set_on": N_("Set on"),
        "good": N_("Direction of good"),
        "producer": N_("Producer"),
        "licence": N_("Licence"),
        "counts": N_("What is counted"),
        "international": N_("What counts as international"),
        "loaded_at": N_("Loaded"),
        "loaded_by": N_("Loaded by"),
        "rows_read": N_("Rows read"),
        "cells_new": N_("New"),
        "cells_restated": N_("Restated"),
        "cells_unchanged": N_("Unchanged"),
        "cells_withdrawn": N_("Withdrawn"),
        "undone_at": N_("Undone"),
        "name": N_("Name"),
        "sha256": N_("Fingerprint (SHA-256)"),
        "bytes": N_("Bytes"),
        "rows": N_("Rows"),
        "source_code": N_("Name for loading"),
        "label": N_("What the series counts"),
        "count_date": N_("Count date"),
        "origin_basis": N_("Basis of origin"),
        "share_pct": N_("Share, %"),
        "group_code": N_("Group code"),
        "region": N_("Region"),
        "region_code": N_("Region code"),
        "partner_code": N_("Partner code"),
        "before": N_("Before"),
        "after": N_("After"),
        "before_state": N_("State before"),
        "after_state": N_("State after"),
        "change": N_("Change"),
        "whole": N_("Whole"),
        "series_name": N_("Line"),
        "side": N_("Selection"),
        "page": N_("Page"),
        "figure": N_("Title"),
        "source": N_("Sources"),
        "value": N_("Number"),
        "qualifier": N_("How exact"),
        "unit_of_measure": N_("Unit"),
        "source_publisher": N_("Publisher"),
        "is_doubtful": N_("Doubtful"),
        "places_state": N_("State of places"),
        "places_withheld_cells": N_("Withheld cells of places"),
        "assigned_withheld_cells": N_("Withheld cells of assigned"),
        "before_unknown": N_("Cells not known before"),
        "after_unknown": N_("Cells not known after"),
        "table": N_("Table"),
        "undone_by": N_("Undone by"),
    },
}


def word(kind: str, code: object) -> str:
    """What people read for a code; the code itself where the list has no word for it."""
    listed = CODES[kind]
    return _(listed[str(code)]) if code in listed else "" if code is None else str(code)


def untold(state: str) -> str:
    """What stands in place of a number: why its source gives none; without a record of it, that it is not known."""
    return word("state", state) if state else _("not known")


def counted(number: float, *, is_least: bool = False) -> str:
    """A number of people; "at least" so many where some of its cells are not known."""
    shown = current().number(number)
    return _("at least {low}", low=shown) if is_least else shown


def status(code: str, valid_to: date | str | None) -> str:
    """The status of an agreement as stated; one stated as active that is no longer valid says so.

    valid_to: first day it is no longer valid.
    """
    is_over = code == AgreementStatus.ACTIVE and valid_to is not None and "" < str(valid_to) <= str(date.today())
    return _("{status}, term ended", status=word("status", code)) if is_over else word("status", code)


def all_words(kind: str) -> dict[str, str]:
    """The words of all codes of a kind."""
    return {code: word(kind, code) for code in CODES[kind]}


def said(declared: object) -> str:
    """Words of a source's declaration in the session's language, where the catalogue has them."""
    return _(str(declared))


def year(first: int | str, period_kind: str = PeriodKind.ACADEMIC_YEAR) -> str:
    """2024 -> '2024/25'; '2024' where the series counts by calendar years or months."""
    number = int(first)
    return f"{number}/{(number + 1) % 100:02d}" if period_kind == PeriodKind.ACADEMIC_YEAR else str(number)


def year_before(first: int, period_kind: str = PeriodKind.ACADEMIC_YEAR) -> str:
    """2024 -> '2023/24'."""
    return year(first - 1, period_kind)


def period(code: str, period_kind: str) -> str:
    """A period as it is stored: '2024' -> '2024/25' of academic years; a month or a day in the reader's words."""
    return year(code, period_kind) if code.isdecimal() else current().day(code)


def measured(value: float, unit: str) -> str:
    """A stated value in the reader's numbers: '10%', '3,928', '1934' for a year."""
    if unit == "percent":
        return current().percent(value)
    if unit in ("year", "rank"):
        return f"{value:g}"
    return current().number(value, decimals=0 if value == math.floor(value) else 2)


def qualified(value: float, qualifier: str, unit: str) -> str:
    """'at least 650', 'about 2,800', '401'."""
    shown = measured(value, unit)
    return shown if qualifier == "exactly" else f"{word('qualifier', qualifier)} {shown}"


def limited(lowest: float | None, highest: float | None, write: Callable[[float], str]) -> str:
    """'at most 15.7%', '+1,079 to +1,178', '5', or that nothing limits it."""
    if lowest is None and highest is None:
        return _("not limited")
    if lowest is None:
        return _("at most {high}", high=write(highest or 0))
    if highest is None:
        return _("at least {low}", low=write(lowest))
    return write(lowest) if lowest == highest else _("{low} to {high}", low=write(lowest), high=write(highest))
