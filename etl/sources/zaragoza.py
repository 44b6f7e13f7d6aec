"""University of Zaragoza, open data: exchange agreements with places and assigned students; results by degree."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping

from db.vocabulary import (
    AgreementStatus,
    AgreementType,
    CellState,
    Direction,
    InstitutionKind,
    Level,
    Measure,
    MobilityType,
    OriginBasis,
)
from etl.codes import Known
from etl.declare import (
    N_,
    Cells,
    FileKind,
    Into,
    Reader,
    Series,
    Source,
    academic_year,
    coded,
    count,
    country,
    derived,
    required,
    text,
    unit,
)
from etl.sources.registers import institutions, only_institution, units

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
DIRECTION = coded("IN_OUT", {"IN": Direction.INBOUND, "OUT": Direction.OUTBOUND})
COUNTRY = country("PAIS_UNIVERSIDAD_ACUERDO", "es")
AREA = text("NOMBRE_AREA_ESTUDIOS_MOV")
STUDENTS = count(
    "PLAZAS_ASIGNADAS_ALUMNOS_OUT",
    blank=CellState.NOT_STATED,
    not_measured=lambda cells: cells["IN_OUT"].strip() == "IN",
)
PARTNER_COLUMNS = ("UNIVERSIDAD_ACUERDO", "PAIS_UNIVERSIDAD_ACUERDO")
AGREEMENT_COLUMNS = ("UNIVERSIDAD_ACUERDO", "CENTRO", "NOMBRE_PROGRAMA_MOVILIDAD", "NOMBRE_AREA_ESTUDIOS_MOV")


def _partner_name(cells: Cells) -> str:
    """The name without the country behind it in brackets, and without the marks of a name that was quoted twice."""
    name, where = (cells[column].strip() for column in PARTNER_COLUMNS)
    bare = name.removesuffix(f"({where})").strip()
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and bare[0] == bare[-1] == '"' else bare


def _code(*words: str) -> str:
    """A readable code that differs whenever the words differ in a single letter: spellings are never merged."""
    exact = hashlib.sha256("\0".join(words).encode()).hexdigest()[:8]
    plain = unicodedata.normalize("NFKD", words[0]).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:50]}-{exact}"


def _partner(cells: Cells, known: Known) -> str:
    return _code(_partner_name(cells), COUNTRY.read(cells, known))


PARTNER = Reader(PARTNER_COLUMNS, _partner)
AGREEMENT = derived(AGREEMENT_COLUMNS, lambda cells: _code(*[cells[column].strip() for column in AGREEMENT_COLUMNS]))


def _iso(cells: Cells) -> str:
    """Day of update as YYYY-MM-DD; '' where it is written otherwise."""
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", cells["FECHA_ACTUALIZACION"].strip())
    return f"{found[3]}-{found[2]}-{found[1]}" if found else ""


UPDATED = derived(("FECHA_ACTUALIZACION",), _iso)

AGREEMENTS = Source(
    "unizar_agreements",
    producer="Universidad de Zaragoza",
    title="Acuerdos de movilidad de estudiantes ERASMUS y SICUE",
    licence=LICENCE,
    url=URL,
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
                    constants={
                        "kind": InstitutionKind.UNIVERSITY, "parent_institution": "", "name_ru": "", "name_kk": "",
                        "city": "",
                    },
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
                    },
                    constants={"series": ASSIGNED.code},
                    repeats="add",
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
                        "programme": required("NOMBRE_PROGRAMA_MOVILIDAD"),
                        "field": AREA,
                        "source_date": UPDATED,
                    },
                    constants={
                        "type": AgreementType.EXCHANGE, "status": AgreementStatus.ACTIVE, "start": "",
                        "valid_from": None, "valid_to": None, "note": "", "source_title":
                        "Acuerdos de movilidad de estudiantes ERASMUS y SICUE",
                        "source_publisher": "Universidad de Zaragoza", "source_url": URL,
                    },
                    repeats="first",
                    complete=("period",),
                ),
            ),
            delimiter=";",
        ),
    ),
)  # fmt: skip


ENTRANTS = "Movilidad de entrada"
LEVELS: Mapping[str, Level] = {
    "Grado": Level.BACHELOR,
    "Diplomatura o equivalente": Level.BACHELOR,
    # The long first degree before Bologna, ISCED 2011 level 7 (766).
    "Licenciatura o equivalente": Level.MASTER,
    "Máster": Level.MASTER,
    "Doctorado": Level.DOCTORAL,
    ENTRANTS: Level.NOT_STATED,
}


def _result_series(code: str, label: str, preference: int, measure: Measure = Measure.FLOW) -> Series:
    return Series(code, label, measure, OriginBasis.NOT_STATED, N_("during the academic year"), preference=preference)


RESULTS_OUT = _result_series("unizar_results_outgoing", N_("Outgoing exchange students in results, by degree"), 2)
RESULTS_IN_DEGREES = _result_series(
    "unizar_results_incoming_degrees", N_("Incoming exchange students in results, column on degree rows (A)"), 3
)
RESULTS_IN_ENROLLED = _result_series(
    "unizar_results_incoming_enrolled", N_("Incoming exchange students in results, enrolled as such (B)"), 2
)
ENROLLED = Series(
    "unizar_enrolled",
    N_("Students enrolled in degrees"),
    Measure.STOCK,
    OriginBasis.NOT_STATED,
    N_("during the academic year"),
    preference=1,
)


def _degree_row(cells: Cells) -> bool:
    return cells["TIPO_ESTUDIO"].strip() != ENTRANTS


def _entrant_row(cells: Cells) -> bool:
    return cells["TIPO_ESTUDIO"].strip() == ENTRANTS


RESULT_CELL: Mapping[str, Reader] = {
    "period": YEAR,
    "unit": FACULTY,
    "level": coded("TIPO_ESTUDIO", LEVELS),
    "field": text("ESTUDIO"),
}


def _mobility(series: Series, direction: Direction, column: str, only: Callable[[Cells], bool]) -> Into:
    return Into(
        "mobility_count",
        {**RESULT_CELL, "headcount": count(column, blank=CellState.NOT_APPLICABLE)},
        constants={
            "series": series.code, "direction": direction, "mobility_type": MobilityType.CREDIT,
            "country_code": "ZZZ", "partner": "",
        },
        only=only,
        repeats="add",
        complete=("period",),
    )  # fmt: skip


RESULTS = Source(
    "unizar_results",
    producer="Universidad de Zaragoza",
    title="Resultados académicos por titulación",
    licence=LICENCE,
    url=URL,
    counts=N_(
        "Students enrolled by degree; outgoing by degree; incoming in two measures that are never added: "
        "A the column on degree rows, B those enrolled as incoming."
    ),
    international=N_(
        "The exchange programmes of the university; country and programme are not told, "
        "so exchanges inside Spain may be among them."
    ),
    institution="unizar",
    series=(RESULTS_OUT, RESULTS_IN_DEGREES, RESULTS_IN_ENROLLED, ENROLLED),
    files=(
        HOME,
        FACULTIES,
        FileKind(
            "results of one academic year",
            (
                _mobility(RESULTS_OUT, Direction.OUTBOUND, "ALUMNOS_MOVILIDAD_SALIDA", _degree_row),
                _mobility(RESULTS_IN_DEGREES, Direction.INBOUND, "ALUMNOS_MOVILIDAD_ENTRADA", _degree_row),
                _mobility(RESULTS_IN_ENROLLED, Direction.INBOUND, "ALUMNOS_MATRICULADOS", _entrant_row),
                Into(
                    "enrolment_count",
                    {**RESULT_CELL, "headcount": count("ALUMNOS_MATRICULADOS", blank=CellState.NOT_APPLICABLE)},
                    constants={"series": ENROLLED.code},
                    only=_degree_row,
                    repeats="add",
                    complete=("period",),
                ),
            ),
            delimiter=";",
        ),
    ),
)
