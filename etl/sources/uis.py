"""UNESCO Institute for Statistics: students abroad by country pair and year, the ten largest partners and the rest."""

from functools import cache

from db import schema
from db.vocabulary import Direction, InstitutionKind, Level, Measure, MobilityType, OriginBasis, PeriodKind
from etl.declare import N_, FileKind, Into, Series, Source
from etl.recognise import Cells, Known, Marks, Reader, academic_year, count, country

FLOWS = Series(
    "uis_flows", N_("Students abroad by country of origin and of study"), Measure.STOCK, OriginBasis.NOT_STATED,
    N_("reference year of the school year"), period_kind=PeriodKind.CALENDAR_YEAR,
)  # fmt: skip
OWN = {"Congo": "COG", "Other countries": "XOT"}
"""Beside "DR Congo" the one named so is the other; the rest outside the ten largest is told as such."""


@cache
def _names() -> dict[str, dict[str, str]]:
    return {listed["code"]: listed for listed in schema.countries()}


def _side(direction: Direction, here: str, there: str) -> FileKind:
    """A file from one side: a row is about the country `here`, the other one is among its ten largest partners."""
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
                constants={"kind": InstitutionKind.COUNTRY, "parent_institution": "", "city": ""},
                repeats="first",
            ),
            Into(
                "mobility_count",
                {
                    "period": academic_year("year"), "institution": about, "country_code": country(there, own=OWN),
                    "headcount": count("value_lumped", marks=Marks({}), fractions=True),
                },
                constants={
                    "series": FLOWS.code, "unit": "", "direction": direction, "mobility_type": MobilityType.DEGREE,
                    "level": Level.NOT_STATED, "field": "", "partner": "",
                },
                repeats="add",
                complete=("period",),
            ),
        ),
    )  # fmt: skip


FLOWS_OF_UIS = Source(
    "uis_flows",
    producer="UNESCO Institute for Statistics; tidied by 360info",
    title="Global flows of students: ten largest partners of each country by year",
    licence=N_("360info: Creative Commons Attribution 4.0. UNESCO UIS: CC BY-SA 3.0 IGO. Name both."),
    url="https://uis.unesco.org",
    counts=N_(
        "Students from abroad as estimated by their country of study; some are fractions. A total that falls may be "
        "countries that no longer report."
    ),
    international=N_("Students who crossed a border to study, as each country defines it."),
    series=(FLOWS,),
    files=(
        _side(Direction.INBOUND, "dest_country_name", "origin_country_lumped"),
        _side(Direction.OUTBOUND, "origin_country_name", "dest_country_lumped"),
    ),
)
