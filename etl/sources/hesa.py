"""HESA, United Kingdom: students by provider and country, all students, staff by nationality. Provider tables."""

from db.vocabulary import (
    NOT_STATED_COUNTRY,
    CellState,
    Counted,
    Direction,
    InstitutionKind,
    Level,
    Measure,
    MobilityType,
    OriginBasis,
    Population,
    TotalBasis,
)
from etl.declare import N_, FileKind, Into, Series, Source, Wide
from etl.errors import BadValue
from etl.recognise import (
    Cells,
    Known,
    Marks,
    Reader,
    academic_year,
    count,
    countries,
    country,
    derived,
    is_total,
    negated,
    text,
    where,
)

PRODUCER = "Higher Education Statistics Agency (HESA / Jisc)"
LICENCE = N_("Creative Commons Attribution 4.0 International; source: HESA, hesa.ac.uk")
URL = "https://www.hesa.ac.uk/data-and-analysis"
ROUNDED = N_("Student enrolments of each provider, rounded to the nearest 5: 0 may be 1 or 2, parts and totals differ.")
IN_YEAR = N_("during the academic year, 1 August to 31 July")
DOMICILE = Series(
    "hesa_domicile", N_("Students by country of permanent address"), Measure.STOCK, OriginBasis.USUAL_RESIDENCE,
    IN_YEAR, counted=Counted.ENROLMENTS,
)  # fmt: skip
REGIONS = Series(
    "hesa_regions", N_("Students from the European Union and from elsewhere"), Measure.STOCK,
    OriginBasis.USUAL_RESIDENCE, IN_YEAR, counted=Counted.ENROLMENTS, preference=2,
)  # fmt: skip
ENROLLED = Series(
    "hesa_enrolled", N_("All students enrolled"), Measure.STOCK, OriginBasis.NOT_STATED, IN_YEAR,
    counted=Counted.ENROLMENTS,
)  # fmt: skip
SUBJECTS = Series(
    "hesa_subjects", N_("All students enrolled, by subject"), Measure.STOCK, OriginBasis.NOT_STATED, IN_YEAR,
    counted=Counted.ENROLMENTS, preference=2,
)  # fmt: skip
STAFF = Series(
    "hesa_staff", N_("Staff by nationality"), Measure.STOCK, OriginBasis.CITIZENSHIP, IN_YEAR,
    population=Population.STAFF, preference=9,
)  # fmt: skip
ALL_STAFF = Series(
    "hesa_all_staff", N_("All staff"), Measure.STOCK, OriginBasis.NOT_STATED, IN_YEAR, population=Population.STAFF,
    preference=9,
)  # fmt: skip
PROVIDER_ROW = where("UKPRN", bool)
TOTAL_ROW = negated(PROVIDER_ROW)
SUM_ROW = derived(("UKPRN", "country"), lambda cells: not cells["UKPRN"] or is_total(cells["country"]))
MARKS = Marks({"..": CellState.NOT_STATED, "*": CellState.WITHHELD, "-": "zero"})
NAMES = {"HE provider": ("HE Provider", "Provider", "Higher education provider")}
ABOVE = {
    "year": r"^\W*(?:filters\W+)?academic year\W+([0-9]{4}/[0-9]{2})\b",
    "level": r"^\W*(?:filters\W+)?level of study\W+(.+)$",
    # The first filter stands in the line that begins with "Filters:".
    **{name: rf"^\W*(?:filters\W+)?{name}\W+(.+)$" for name in (
        "mode of study", "entrant marker", "country of he provider", "region of he provider", "mode of employment"
    )},
}  # fmt: skip
FILTERS = tuple(name for name in ABOVE if name != "year")


def _level(cells: Cells, known: Known) -> Level:
    """Level that a table is filtered to. One filtered to some providers or students is no table of all."""
    narrowed = [name for name in FILTERS[1:] if cells[name] and cells[name].casefold() != "all"]
    if narrowed:
        bad = BadValue(N_("The table is filtered: it does not hold all."), N_("Download it without this filter."))
        bad.column = narrowed[0]
        raise bad
    shown = cells["level"]
    return Level.NOT_STATED if not shown or shown.casefold() == "all" else known.level(shown)


def _provider(cells: Cells) -> str:
    number = cells["UKPRN"].strip()
    if number and not number.isdigit():
        raise BadValue(N_("Not the number of a provider."), N_("Check the cell at its producer."))
    return f"hesa-{number}" if number else "GBR"


YEAR = academic_year("year")
LEVEL = Reader(FILTERS, _level)
PROVIDER = derived(("UKPRN",), _provider)
PLACE = {"period": YEAR, "institution": PROVIDER}
STUDENTS = {
    "unit": "", "direction": Direction.INBOUND, "mobility_type": MobilityType.DEGREE, "field": "", "partner": "",
}  # fmt: skip
PROVIDERS = Into(
    "institution_record",
    {
        "institution": PROVIDER,
        "name_en": derived(
            ("UKPRN", "HE provider"), lambda cells: cells["HE provider"].strip() if cells["UKPRN"] else "United Kingdom"
        ),
        "kind": derived(
            ("UKPRN",), lambda cells: InstitutionKind.UNIVERSITY if cells["UKPRN"] else InstitutionKind.COUNTRY
        ),
    },
    constants={"parent_institution": "", "name_ru": "", "name_kk": "", "country_code": "GBR", "city": ""},
    repeats="first",
)


def _is_label(header: str) -> bool:
    try:
        return is_total(header) or bool(countries("en").code(header))
    except BadValue:
        return False


TOTAL_COLUMN = where("country", is_total)


def _country_of_total(cells: Cells, known: Known) -> str:
    return NOT_STATED_COUNTRY if is_total(cells["country"]) else known.country(cells["country"])


BY_COUNTRY = Source(
    "hesa_students_by_country",
    producer=PRODUCER,
    licence=LICENCE,
    url=URL,
    title="Table 28: students by provider and country of permanent address",
    counts=ROUNDED,
    international=N_("Permanent address outside the United Kingdom."),
    series=(DOMICILE,),
    files=(
        FileKind(
            "students by provider and country",
            (
                PROVIDERS,
                Into(
                    "mobility_count",
                    {**PLACE, "level": LEVEL, "country_code": country("country"),
                     "headcount": count("students", marks=MARKS)},
                    constants={**STUDENTS, "series": DOMICILE.code},
                    only=(PROVIDER_ROW, negated(where("country", is_total))),
                    repeats="add",
                    complete=("period", "country_code"),
                ),
                Into(
                    "stated_total",
                    {**PLACE, "country_code": Reader(("country",), _country_of_total),
                     "label": derived(("country",), lambda cells: _label(cells["country"])),
                     "headcount": count("students", marks=MARKS)},
                    constants={"unit": "", "series": DOMICILE.code, "direction": Direction.INBOUND,
                               "mobility_type": MobilityType.DEGREE, "basis": TotalBasis.STATED},
                    only=(SUM_ROW,),
                    repeats="first",
                ),
            ),
            names=NAMES,
            preamble=ABOVE,
            optional=frozenset(FILTERS),
            wide=Wide("country", "students", _is_label),
        ),
    ),
)  # fmt: skip


def _label(header: str) -> str:
    """What the total is of, where it is not of all countries."""
    return header if is_total(header) and header.strip().casefold() != "total" else ""


def _cell(series: Series, region: str, column: str) -> Into:
    """The column of a region as a cell of its own."""
    return Into(
        "mobility_count",
        {**PLACE, "level": LEVEL, "headcount": count(column, blank=CellState.NOT_STATED, marks=MARKS)},
        constants={**STUDENTS, "series": series.code, "country_code": region},
        only=(PROVIDER_ROW,),
        complete=("period",),
    )  # fmt: skip


def _everyone(series: Series) -> Into:
    return Into(
        "enrolment_count",
        {**PLACE, "level": LEVEL, "headcount": count("Total", marks=MARKS)},
        constants={"unit": "", "series": series.code, "field": ""},
        only=(PROVIDER_ROW,),
        complete=("period",),
    )


ALL_STUDENTS = Source(
    "hesa_students",
    producer=PRODUCER,
    licence=LICENCE,
    url=URL,
    title="Tables 1 and 49: student enrolments by provider, and by subject",
    counts=ROUNDED,
    international=N_("Permanent address outside the United Kingdom."),
    series=(REGIONS, ENROLLED, SUBJECTS),
    files=(
        FileKind(
            "all students by provider",
            (PROVIDERS, _everyone(ENROLLED), _cell(REGIONS, "XEU", "European Union"),
             _cell(REGIONS, "XOT", "Non-European Union"),
             Into(
                 "stated_total",
                 {**PLACE, "headcount": count("Total Non-UK", marks=MARKS)},
                 constants={"unit": "", "series": REGIONS.code, "direction": Direction.INBOUND, "label": "",
                            "mobility_type": MobilityType.DEGREE, "basis": TotalBasis.STATED,
                            "country_code": NOT_STATED_COUNTRY},
             )),
            names=NAMES,
            preamble=ABOVE,
            optional=frozenset(FILTERS),
        ),
        FileKind(
            "all students by provider and subject",
            (PROVIDERS,
             Into(
                 "enrolment_count",
                 {**PLACE, "level": LEVEL, "field": text("subject"), "headcount": count("students", marks=MARKS)},
                 constants={"unit": "", "series": SUBJECTS.code},
                 only=(PROVIDER_ROW, negated(where("subject", is_total))),
                 complete=("period",),
             )),
            names=NAMES,
            preamble=ABOVE,
            optional=frozenset(FILTERS),
            wide=Wide("subject", "students", lambda header: header[:2].isdigit()),
        ),
    ),
)  # fmt: skip
ALL_STAFF_BY_NATIONALITY = Source(
    "hesa_staff",
    producer=PRODUCER,
    licence=LICENCE,
    url=URL,
    title="DT025 Table 24: staff by provider and nationality",
    counts=N_("Academic and other staff of each provider but atypical staff, rounded to the nearest 5."),
    international=N_("Nationality other than that of the United Kingdom."),
    series=(STAFF, ALL_STAFF),
    files=(
        FileKind(
            "staff by provider and nationality",
            (PROVIDERS, _everyone(ALL_STAFF), _cell(STAFF, "XEU", "European Union"),
             _cell(STAFF, "XOT", "Non-European Union"),
             # Told from the table of students by the column that only this one has.
             Into("stated_total",
                  {**PLACE, "headcount": count("Not known", blank=CellState.NOT_STATED, marks=MARKS)},
                  constants={"unit": "", "series": STAFF.code, "direction": Direction.INBOUND, "label": "Not known",
                             "mobility_type": MobilityType.DEGREE, "basis": TotalBasis.STATED,
                             "country_code": NOT_STATED_COUNTRY},
                  only=(derived(("UK",), lambda cells: True),)),
             ),
            names=NAMES,
            preamble=ABOVE,
            optional=frozenset(FILTERS),
        ),
    ),
)  # fmt: skip
