"""University of Zaragoza, open data: results by degree, with those who went out and came in."""

from collections.abc import Mapping

from db.vocabulary import CellState, Direction, Level, Measure, MobilityType, OriginBasis
from etl.declare import N_, FileKind, Into, Series, Source
from etl.recognise import Reader, count, fold, negated, text, where, worded
from etl.sources.zaragoza import FACULTIES, FACULTY, HOME, LICENCE, URL, YEAR

ENTRANTS = "movilidad de entrada"
LEVELS: Mapping[str, Level] = {
    "grado": Level.BACHELOR,
    "doble grado": Level.BACHELOR,
    "diplomatura o equivalente": Level.BACHELOR,
    # The long first degree before Bologna, ISCED 2011 level 7 (766).
    "licenciatura o equivalente": Level.MASTER,
    "master": Level.MASTER,
    "master universitario": Level.MASTER,
    "doctorado": Level.DOCTORAL,
    "programa de doctorado": Level.DOCTORAL,
    ENTRANTS: Level.NOT_STATED,
}
"""By folded word."""
LISTED = "Grado, Diplomatura o equivalente, Licenciatura o equivalente, Máster, Doctorado, Movilidad de entrada"


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


ENTRANT_ROW = where("TIPO_ESTUDIO", lambda word: fold(word) == ENTRANTS)
DEGREE_ROW = negated(ENTRANT_ROW)
RESULT_CELL: Mapping[str, Reader] = {
    "period": YEAR,
    "unit": FACULTY,
    "level": worded("TIPO_ESTUDIO", LEVELS, LISTED),
    "field": text("ESTUDIO"),
}


OTHERS = ("ALUMNOS_NUEVO_INGRESO", "ALUMNOS_GRADUADOS", "CREDITOS_MATRICULADOS")
APART = tuple(
    text(column) for column in ("TIPO_ESTUDIO", "ALUMNOS_MATRICULADOS", "ALUMNOS_MOVILIDAD_SALIDA",
                                "ALUMNOS_MOVILIDAD_ENTRADA", *OTHERS)
)  # fmt: skip
"""Two plans of one degree have rows of their own and no name: their figures tell them apart."""


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
        parts=APART,
        complete=("period",),
    )  # fmt: skip


RESULTS = Source(
    "unizar_results",
    producer="Universidad de Zaragoza",
    title="Resultados académicos por titulación",
    licence=LICENCE,
    url=URL,
    is_public=True,
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
                    parts=APART,
                    complete=("period",),
                ),
            ),
            delimiter=";",
            optional=frozenset(OTHERS),
        ),
    ),
)
