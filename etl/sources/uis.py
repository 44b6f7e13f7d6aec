"""UNESCO Institute for Statistics: students abroad by country pair and year, the ten largest partners and the rest."""

import re
from functools import cache

from db import schema
from db.vocabulary import CellState, Direction, InstitutionKind, Level, Measure, MobilityType, OriginBasis, PeriodKind
from etl.declare import N_, FileKind, Into, Series, Source
from etl.recognise import Cells, Known, Marks, Reader, academic_year, count, country, text
from etl.sources.registers import NO_CODES

FLOWS = Series(
    "uis_flows", N_("Students abroad by country of origin and of study"), Measure.STOCK, OriginBasis.NOT_STATED,
    N_("reference year of the school year"), period_kind=PeriodKind.CALENDAR_YEAR,
)  # fmt: skip
OWN = {"Congo": "COG", "Other countries": "XOT", "XDN": "SDN"}
"""Beside "DR Congo" the one named so is the other; the rest outside the ten largest is told as such; the code is that
of Sudan before 2011."""
MARKS = Marks(dict.fromkeys(("NA", "..", "…"), CellState.NOT_STATED))


@cache
def _names() -> dict[str, dict[str, str]]:
    return {listed["code"]: listed for listed in schema.countries()}


def _year(cells: Cells, known: Known) -> str:
    """The year; a program that counts with it may have left decimals."""
    return str(YEAR.read({"year": re.sub(r"\.0+$", "", cells["year"].strip())}, known))


YEAR = academic_year("year")


def _side(direction: Direction, here: str, there: str, *named_so: str) -> FileKind:
    """A file from one side: a row is about the country `here`, the other one is among its ten largest partners.

    named_so: other headers of the partner's column.
    """
    about = country(here, own=OWN)

    def named(language: str) -> Reader:
        def read(cells: Cells, known: Known) -> str:
            return _names()[about.read(cells, known)][f"name_{language}"]

        return Reader((here,), read)

    return FileKind(
        f"students {direction}",
        (
            Into(
                "institution_record",
                {
                    "institution": about, "country_code": about,
                    **{f"name_{language}": named(language) for language in ("en", "ru", "kk")},
                },
                constants={**NO_CODES, "kind": InstitutionKind.COUNTRY},
                repeats="first",
            ),
            Into(
                "mobility_count",
                {
                    "period": Reader(("year",), _year), "institution": about, "country_code": country(there, own=OWN),
                    "headcount": count("value_lumped", CellState.NOT_STATED, marks=MARKS, fractions=True),
                },
                constants={
                    "series": FLOWS.code, "unit": "", "direction": direction, "mobility_type": MobilityType.DEGREE,
                    "level": Level.NOT_STATED, "field": "", "partner": "",
                },
                repeats="add",
                parts=(text(there),),
                complete=("period",),
            ),
        ),
        names={"value_lumped": ("value",), there: named_so},
    )  # fmt: skip


FLOWS_OF_UIS = Source(
    "uis_flows",
    producer="UNESCO Institute for Statistics; tidied by 360info",
    title="Global flows of students: ten largest partners of each country by year",
    licence=N_("360info: Creative Commons Attribution 4.0. UNESCO UIS: CC BY-SA 3.0 IGO. Name both."),
    url="https://uis.unesco.org",
    is_public=True,
    counts=N_(
        "Students from abroad as estimated by their country of study; some are fractions. A total that falls may be "
        "countries that no longer report."
    ),
    international=N_("Students who crossed a border to study, as each country defines it."),
    series=(FLOWS,),
    files=(
        _side(Direction.INBOUND, "dest_country_name", "origin_country_lumped", "origin_country_name"),
        _side(Direction.OUTBOUND, "origin_country_name", "dest_country_lumped"),
    ),
)
