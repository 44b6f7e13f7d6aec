"""University of Zaragoza, open data: results by degree, with those who went out and came in."""

from collections.abc import Mapping

from db.vocabulary import CellState, Direction, Level, Measure, MobilityType, OriginBasis
from etl.declare import N_, FileKind, Into, Series, Source
from etl.recognise import Reader, coded, count, negated, text, word_is
from etl.sources.zaragoza import FACULTIES, FACULTY, HOME, LICENCE, URL, YEAR

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


ENTRANT_ROW = word_is("TIPO_ESTUDIO", ENTRANTS)
DEGREE_ROW = negated(ENTRANT_ROW)
RESULT_CELL: Mapping[str, Reader] = {
    "period": YEAR,
    "unit": FACULTY,
    "level": coded("TIPO_ESTUDIO", LEVELS),
    "field": text("ESTUDIO"),
}


def _mobility(series: Series, direction: Direction, column: str, only: Reader) -> Into:
    return Into(
        "mobility_count",
        {**RESULT_CELL, "headcount": count(column, blank=CellState.NOT_APPLICABLE)},
        constants={
            "series": series.code, "direction": direction, "mobility_type": MobilityType.CREDIT,
            "country_code": "ZZZ", "partner": "",
        },
        only=(only,),
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
                _mobility(RESULTS_OUT, Direction.OUTBOUND, "ALUMNOS_MOVILIDAD_SALIDA", DEGREE_ROW),
                _mobility(RESULTS_IN_DEGREES, Direction.INBOUND, "ALUMNOS_MOVILIDAD_ENTRADA", DEGREE_ROW),
                _mobility(RESULTS_IN_ENROLLED, Direction.INBOUND, "ALUMNOS_MATRICULADOS", ENTRANT_ROW),
                Into(
                    "enrolment_count",
                    {**RESULT_CELL, "headcount": count("ALUMNOS_MATRICULADOS", blank=CellState.NOT_APPLICABLE)},
                    constants={"series": ENROLLED.code},
                    only=(DEGREE_ROW,),
                    repeats="add",
                    complete=("period",),
                ),
            ),
            delimiter=";",
        ),
    ),
)
