"""Any university's registrar: students counted or one row per person, all students, its faculties. A template fits."""

from collections.abc import Callable, Sequence

from db.vocabulary import (
    Counted,
    Measure,
    MobilityType,
    OriginBasis,
    TotalBasis,
)
from etl.declare import N_, FileKind, Into, Persons, Series, Source, Wide
from etl.errors import BadValue
from etl.recognise import (
    Reader,
    countries,
    is_total,
    levels,
    negated,
    starting_year,
)
from etl.sources.registers import home_institution, units
from etl.sources.registrar_columns import (
    COMING,
    COUNTRY,
    EVENLY,
    FOR_A_DEGREE,
    HEADCOUNT,
    HOME_ROW,
    MEANT,
    MOBILITY,
    OF_ALL_COUNTRIES,
    OF_NAMED,
    OF_YEAR,
    ON_EXCHANGE,
    PLACE,
    STUDYING,
    TOTAL,
    TOTAL_ROW,
)
from etl.sources.registrar_words import CHOICES, EXPLAINS, HEADERS, IGNORED, NAMES

COUNT_DATE = N_("as the registrar counts")


def _series(
    code: str, label: str, measure: Measure, basis: OriginBasis, counted: Counted = Counted.PERSONS, preference: int = 1
) -> Series:
    return Series(code, label, measure, basis, COUNT_DATE, counted=counted, preference=preference)


DEGREE = _series("registrar_degree", N_("International degree students"), Measure.STOCK, OriginBasis.CITIZENSHIP)
CREDIT = _series("registrar_credit", N_("Exchange students"), Measure.FLOW, OriginBasis.NOT_STATED)
ALL = _series("registrar_all", N_("All students enrolled"), Measure.STOCK, OriginBasis.NOT_STATED)
DEGREE_ENROLMENTS = _series(
    "registrar_degree_enrolments", N_("Enrolments of international degree students"), Measure.STOCK,
    OriginBasis.CITIZENSHIP, Counted.ENROLMENTS, 2,
)  # fmt: skip
CREDIT_ENROLMENTS = _series(
    "registrar_credit_enrolments", N_("Enrolments of exchange students"), Measure.FLOW, OriginBasis.NOT_STATED,
    Counted.ENROLMENTS, 2,
)  # fmt: skip
ALL_ENROLMENTS = _series(
    "registrar_all_enrolments", N_("All enrolments"), Measure.STOCK, OriginBasis.NOT_STATED, Counted.ENROLMENTS, 2
)
PREAMBLE = {"academic_year": r"((?:19|20)\d{2}\s*[/\-–—]\s*(?:(?:19|20)\d{2}|\d{2})(?!\d)|^(?:19|20)\d{2}$)"}
OPTIONAL = frozenset(
    ("faculty", "department", "level", "field", "host_country", "direction", "mobility_type", "student_id")
)


def _counted(series: Series, mobility_type: MobilityType) -> Into:
    return Into(
        "mobility_count", {**MOBILITY, "headcount": HEADCOUNT}, {"series": series.code, "partner": ""},
        only=MEANT[mobility_type], repeats="refuse", evenly=EVENLY, complete=("period",),
    )  # fmt: skip


def _stated(series: Series, *only: Reader, needs: Reader | None = None, without: Reader | None = None) -> Into:
    return Into(
        "stated_total", TOTAL, {"series": series.code, "basis": TotalBasis.STATED},
        only=(TOTAL_ROW, OF_YEAR, OF_NAMED, *only), repeats="same", complete=("period",), needs=needs, without=without,
    )  # fmt: skip


STATED = (
    _stated(CREDIT, ON_EXCHANGE),
    _stated(DEGREE, FOR_A_DEGREE, negated(OF_ALL_COUNTRIES), negated(HOME_ROW)),
    _stated(DEGREE, FOR_A_DEGREE, OF_ALL_COUNTRIES, without=HOME_ROW),
    # Among rows of the home country a total is one of all students.
    _stated(ALL, FOR_A_DEGREE, COMING, OF_ALL_COUNTRIES, needs=HOME_ROW),
)


def _persons(series: Series, enrolments: Series, mobility_type: MobilityType) -> Into:
    return Into(
        "mobility_count", MOBILITY, {"partner": ""}, only=MEANT[mobility_type], complete=("period",),
        persons=Persons("student_id", series.code, enrolments.code),
    )  # fmt: skip


COUNTED_ROWS = FileKind(
    "students, counted",
    (
        _counted(DEGREE, MobilityType.DEGREE),
        _counted(CREDIT, MobilityType.CREDIT),
        Into(
            "enrolment_count", {**PLACE, "headcount": HEADCOUNT}, {"series": ALL.code}, only=STUDYING, repeats="add",
            parts=(COUNTRY,), evenly=EVENLY,
            complete=("period",), needs=HOME_ROW,
        ),
        *STATED,
    ),
    names=NAMES, headers=HEADERS, explains=EXPLAINS, choices=CHOICES, preamble=PREAMBLE, optional=OPTIONAL,
    ignored=IGNORED,
)  # fmt: skip
PERSON_ROWS = FileKind(
    "students, one row per person",
    (
        _persons(DEGREE, DEGREE_ENROLMENTS, MobilityType.DEGREE),
        _persons(CREDIT, CREDIT_ENROLMENTS, MobilityType.CREDIT),
        Into(
            "enrolment_count", PLACE, only=STUDYING, complete=("period",), needs=HOME_ROW,
            persons=Persons("student_id", ALL.code, ALL_ENROLMENTS.code),
        ),
    ),
    names=NAMES, headers=HEADERS, explains=EXPLAINS, choices=CHOICES, preamble=PREAMBLE, optional=OPTIONAL,
    ignored=IGNORED,
)  # fmt: skip


def _is_country(header: str) -> bool:
    try:
        return is_total(header) or bool(countries("en").code(header))
    except BadValue:
        return False


def _is_year(header: str) -> bool:
    try:
        return bool(starting_year(header))
    except BadValue:
        return False


def _is_level(header: str) -> bool:
    try:
        return is_total(header) or bool(levels().code(header))
    except BadValue:
        return False


def _wide(name: str, column: str, like: Callable[[str], bool], aside: Sequence[str] = ()) -> FileKind:
    """A column for each country, level or year; those headed by a word of `aside` are left aside."""
    return FileKind(
        name, COUNTED_ROWS.into, names=NAMES, headers=HEADERS, optional=OPTIONAL,
        preamble={} if column == "academic_year" else PREAMBLE, wide=Wide(column, "headcount", like),
        ignored=(*IGNORED, *aside),
    )  # fmt: skip


UNITS = units("", has_departments=True, always=False)
REGISTRAR = Source(
    "registrar",
    producer=N_("Registrar of the university"),
    title=N_("Export of the registrar"),
    licence=N_("The university's own figures."),
    counts=N_(
        "Students by country, faculty, level and year, counted by the registrar or, from a list of persons, while it "
        "is read. Of a list with a number for each student persons are counted, of any other enrolments."
    ),
    international=N_("Degree: citizenship other than that of the university's country. Exchange: as the file says."),
    names_owners=False,
    series=(DEGREE, CREDIT, ALL, DEGREE_ENROLMENTS, CREDIT_ENROLMENTS, ALL_ENROLMENTS),
    files=(
        home_institution(),
        COUNTED_ROWS,
        PERSON_ROWS,
        _wide("students, a column for each country", "country", _is_country),
        _wide("students, a column for each level", "level", _is_level),
        # Students of several years are no total of anything.
        _wide("students, a column for each year", "academic_year", _is_year, ("Итого", "Всего", "Барлығы", "Total")),
        UNITS,
    ),
)
