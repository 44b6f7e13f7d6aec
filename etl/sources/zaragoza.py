"""University of Zaragoza, open data: exchange agreements with places and assigned students."""

import re
from datetime import date

from db.vocabulary import (
    AgreementStatus,
    AgreementType,
    CellState,
    Direction,
    Level,
    Measure,
    MobilityType,
    OriginBasis,
)
from etl.declare import N_, FileKind, Into, Series, Source
from etl.errors import BadValue
from etl.recognise import (
    Cells,
    Known,
    Reader,
    academic_year,
    count,
    country,
    derived,
    exact_code,
    fold,
    required,
    text,
    unit,
    where,
    worded,
)
from etl.sources.registers import NAMED_ONLY, NO_DETAIL, NO_TERMS, institutions, only_institution, units

LICENCE = N_("Open data of the publisher; reuse with attribution to Universidad de Zaragoza and the day of update.")
URL = "https://zaguan.unizar.es"
HOME = institutions(only_institution("unizar"))
FACULTIES = units("unizar_units.csv")

ASSIGNED = Series(
    "unizar_assigned",
    N_("Exchange students by agreement: places assigned"),
    Measure.FLOW,
    OriginBasis.PARTNER_COUNTRY,
    count_date=N_("during the academic year"),
    preference=1,
)
YEAR = academic_year("CURSO_ACADEMICO")
FACULTY = unit("unizar", "CENTRO")
DIRECTIONS = {"in": Direction.INBOUND, "entrada": Direction.INBOUND, "out": Direction.OUTBOUND,
              "salida": Direction.OUTBOUND}  # fmt: skip
DIRECTION = worded("IN_OUT", DIRECTIONS, "IN, OUT")
COUNTRY = country("PAIS_UNIVERSIDAD_ACUERDO", "es")
AREA = text("NOMBRE_AREA_ESTUDIOS_MOV")
STUDENTS = count(
    "PLAZAS_ASIGNADAS_ALUMNOS_OUT",
    blank=CellState.NOT_STATED,
    not_measured=where("IN_OUT", lambda word: DIRECTIONS.get(fold(word)) == Direction.INBOUND),
)
PARTNER_COLUMNS = ("UNIVERSIDAD_ACUERDO", "PAIS_UNIVERSIDAD_ACUERDO")
AGREEMENT_COLUMNS = ("UNIVERSIDAD_ACUERDO", "CENTRO", "NOMBRE_PROGRAMA_MOVILIDAD", "NOMBRE_AREA_ESTUDIOS_MOV")


def _partner_name(cells: Cells) -> str:
    """The name without the country behind it in brackets, and without the marks of a name that was quoted twice."""
    name, where = (cells[column].strip() for column in PARTNER_COLUMNS)
    bare = name.removesuffix(f"({where})").strip()
    if not bare:
        raise BadValue(N_("The partner is blank."), N_("Fill in the name of the university."))
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and bare[0] == bare[-1] == '"' else bare


def _partner(cells: Cells, known: Known) -> str:
    """Code of the exact name: its spellings are one institution only where a person said so."""
    name, where = _partner_name(cells), COUNTRY.read(cells, known)
    return known.partners.said(name, where) or exact_code(name, where)


def _names_itself(cells: Cells, known: Known) -> bool:
    """Whether the name in the row is that of the institution, not a spelling of another one's."""
    return _partner(cells, known) == exact_code(_partner_name(cells), COUNTRY.read(cells, known))


LANGUAGE = "NOMBRE_IDIOMA_NIVEL_MOVILIDAD"
APART = (AREA, *[text(column) for column in ("NOMBRE_PROGRAMA_MOVILIDAD", "UNIVERSIDAD_ACUERDO", LANGUAGE)])
"""What tells places of one agreement apart: a row that is like another in all of it is said twice."""
PARTNER = Reader(PARTNER_COLUMNS, _partner)
AGREEMENT = derived(
    AGREEMENT_COLUMNS, lambda cells: exact_code(*[cells[column].strip() for column in AGREEMENT_COLUMNS])
)


ISCED_F = re.compile(r"(?:[0-9]{1,2}\.[0-9]-)?((?:0[0-9]|10)[0-9]{2})\b.*")
"""Four digits before the words; those of three are of the classification of 1997, or of a broader field."""


def _isced(cells: Cells) -> str:
    """Study field by ISCED-F 2013, where the source has a detailed one; ''."""
    found = ISCED_F.fullmatch(cells["NOMBRE_AREA_ESTUDIOS_MOV"].strip())
    return found[1] if found else ""


TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
DAY = re.compile(rf"([0-9]{{1,2}})/([0-9]{{1,2}})/([0-9]{{4}}){TIME}")
DAY_ISO = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){TIME}")


def _iso(cells: Cells) -> str:
    """Day of update as YYYY-MM-DD; '' where the file does not tell it."""
    shown = cells["FECHA_ACTUALIZACION"].strip()
    if not shown:
        return ""
    spanish, iso = DAY.fullmatch(shown), DAY_ISO.fullmatch(shown)
    parts = spanish.groups()[::-1] if spanish else iso.groups() if iso else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day).isoformat()
    except ValueError:
        raise BadValue(N_("Not a date."), N_("Write DD/MM/YYYY.")) from None


UPDATED = derived(("FECHA_ACTUALIZACION",), _iso)
ABROAD = {"ERASMUS": True, "SICUE": False}
"""Programmes known to leave Spain, or to stay in it. Others are taken as they are: the country tells."""


def _programme(cells: Cells, known: Known) -> str:
    shown = PROGRAMME_AS_WRITTEN.read(cells, known)
    is_abroad = COUNTRY.read(cells, known) != "ESP"
    if ABROAD.get(shown, is_abroad) != is_abroad:
        rule = N_("Programme and country contradict each other: SICUE stays inside Spain, ERASMUS leaves it.")
        raise BadValue(rule, N_("Correct one of the two cells."))
    return str(shown)


PROGRAMME_AS_WRITTEN = required("NOMBRE_PROGRAMA_MOVILIDAD")
PROGRAMME = Reader(("NOMBRE_PROGRAMA_MOVILIDAD", "PAIS_UNIVERSIDAD_ACUERDO"), _programme)

AGREEMENTS = Source(
    "unizar_agreements",
    producer="Universidad de Zaragoza",
    title="Acuerdos de movilidad de estudiantes ERASMUS y SICUE",
    licence=LICENCE,
    url=URL,
    is_public=True,
    counts=N_("Places offered per agreement, year and direction, and outgoing students who were assigned one."),
    international=N_("The partner is outside Spain (ERASMUS); SICUE exchanges inside Spain are domestic."),
    institution="unizar",
    series=(ASSIGNED,),
    files=(
        HOME,
        FACULTIES,
        FileKind(
            "agreements of one academic year",
            (
                Into(
                    "institution_record",
                    {
                        "institution": PARTNER,
                        "name_en": derived(PARTNER_COLUMNS, _partner_name),
                        "country_code": COUNTRY,
                    },
                    constants=NAMED_ONLY,
                    only=(Reader(PARTNER_COLUMNS, _names_itself),),
                    repeats="first",
                ),
                Into(
                    "mobility_count",
                    {
                        "period": YEAR,
                        "unit": FACULTY,
                        "direction": DIRECTION,
                        "country_code": COUNTRY,
                        "partner": PARTNER,
                        "field": AREA,
                        "headcount": STUDENTS,
                    },
                    constants={
                        "series": ASSIGNED.code, "mobility_type": MobilityType.CREDIT, "level": Level.NOT_STATED,
                    },
                    repeats="add",
                    parts=APART,
                    complete=("period",),
                ),
                Into(
                    "agreement_year",
                    {
                        "period": YEAR,
                        "unit": FACULTY,
                        "direction": DIRECTION,
                        "country_code": COUNTRY,
                        "partner": PARTNER,
                        "agreement": AGREEMENT,
                        "places": count("PLAZAS_OFERTADAS_ALUMNOS", blank=CellState.NOT_STATED),
                        "assigned": STUDENTS,
                        "isced_f_code": derived(("NOMBRE_AREA_ESTUDIOS_MOV",), _isced),
                    },
                    constants={**NO_DETAIL, "series": ASSIGNED.code},
                    repeats="add",
                    parts=APART,
                    complete=("period",),
                ),
                Into(
                    "agreement_statement",
                    {
                        "code": Reader(("CURSO_ACADEMICO",), lambda cells, known: f"unizar-{YEAR.read(cells, known)}"),
                        "agreement": AGREEMENT,
                        "partner": PARTNER,
                        "unit": FACULTY,
                        "country_code": COUNTRY,
                        "period": YEAR,
                        "programme": PROGRAMME,
                        "field": AREA,
                        "source_date": UPDATED,
                    },
                    constants={
                        **NO_TERMS, "type": AgreementType.EXCHANGE, "status": AgreementStatus.ACTIVE, "source_title":
                        "Acuerdos de movilidad de estudiantes ERASMUS y SICUE",
                        "source_publisher": "Universidad de Zaragoza", "source_url": URL,
                    },
                    repeats="first",
                    complete=("period",),
                ),
            ),
            delimiter=";",
            optional=frozenset({"FECHA_ACTUALIZACION", LANGUAGE}),
        ),
    ),
)  # fmt: skip
