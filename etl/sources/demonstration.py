"""The demonstration export of an invented institution: what a full registrar export gives. Marked as invented."""

from datetime import date, timedelta

from db.vocabulary import (
    AgreementStatus,
    AgreementType,
    DateKind,
    Direction,
    GoodDirection,
    InstitutionKind,
    Level,
    Measure,
    MobilityType,
    OriginBasis,
    Qualifier,
    Renewal,
)
from etl import demo
from etl.declare import N_, FileKind, Into, Note, Series, Source
from etl.recognise import (
    Cells,
    Known,
    Reader,
    academic_year,
    coded,
    count,
    country,
    day,
    derived,
    integer,
    number,
    partial_date,
    required,
    text,
    unit,
    word_is,
    year,
)
from etl.sources.published import METRIC
from etl.sources.registers import NAMED_ONLY, NO_DETAIL, NO_TERMS, institutions, only_institution, units

DEGREE = Series(
    "demo_degree",
    N_("International degree students"),
    Measure.STOCK,
    OriginBasis.CITIZENSHIP,
    count_date=N_("1 October"),
    notes=(Note("2021", N_("From this year students on academic leave are counted too (invented)."), is_break=True),),
)
CREDIT = Series(
    "demo_credit",
    N_("Exchange students"),
    Measure.FLOW,
    OriginBasis.PARTNER_COUNTRY,
    count_date=N_("during the academic year"),
    notes=(Note("2020", N_("Travel restrictions of the pandemic; exchanges were few.")),),
)
ENROLLED = Series(
    "demo_enrolled",
    N_("All students enrolled"),
    Measure.STOCK,
    OriginBasis.NOT_STATED,
    count_date=N_("1 October"),
)
HOME = "kaznu-demo"
YEAR = academic_year("academic_year")
UNIT = unit(HOME, "department", parent_column="faculty")
FACULTY = unit(HOME, "faculty")
LEVEL = coded("level", Level)
DIRECTION = coded("direction", Direction)


def _partner(cells: Cells, known: Known) -> str:
    """Code of an invented partner: it stands in no register."""
    name = cells["partner"].strip()
    return "demo-" + "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split()) if name else ""


PARTNER = Reader(("partner",), _partner)


LAST_DAY = day("valid_to")


def _after(cells: Cells, known: Known) -> date | None:
    """The first day an agreement no longer holds: the day after the last one, which registers tell."""
    last = LAST_DAY.read(cells, known)
    return last + timedelta(days=1) if last else None


def _kind(cells: Cells) -> InstitutionKind:
    words = cells["partner"].split()
    if "Network" in words:
        return InstitutionKind.NETWORK
    return InstitutionKind.BRANCH if "Branch" in words else InstitutionKind.UNIVERSITY


SIGNED = {True: DateKind.SIGNED, False: DateKind.NOT_STATED}
DOCUMENT = {
    "source_title": "Demonstration export (invented)",
    "source_publisher": "",
    "source_url": "",
    "source_date": "",
}


def _students(series: Series, mobility_type: MobilityType) -> Into:
    return Into(
        "mobility_count",
        {
            "period": YEAR,
            "unit": UNIT,
            "level": LEVEL,
            "direction": DIRECTION,
            "mobility_type": coded("mobility_type", MobilityType),
            "country_code": country("country"),
            "partner": PARTNER,
            "headcount": count("headcount"),
        },
        constants={"series": series.code, "field": ""},
        only=(word_is("mobility_type", mobility_type.value),),
        complete=("period",),
    )


STUDENTS = FileKind("students", (_students(DEGREE, MobilityType.DEGREE), _students(CREDIT, MobilityType.CREDIT)))
ENROLMENT = FileKind(
    "all students",
    (
        Into(
            "enrolment_count",
            {"period": YEAR, "unit": UNIT, "level": LEVEL, "headcount": count("headcount")},
            constants={"series": ENROLLED.code, "field": ""},
            complete=("period",),
        ),
    ),
)
AGREEMENTS = FileKind(
    "agreements",
    (
        Into(
            "institution_record",
            {
                "institution": PARTNER,
                "kind": derived(("partner",), _kind),
                "name_en": required("partner"),
                "country_code": country("partner_country"),
                "city": text("partner_city"),
            },
            constants=NAMED_ONLY,
            repeats="first",
        ),
        Into(
            "agreement_statement",
            {
                "code": required("agreement"),
                "agreement": required("agreement"),
                "type": coded("type", AgreementType),
                "status": coded("status", AgreementStatus),
                "partner": PARTNER,
                "country_code": country("partner_country"),
                "unit": FACULTY,
                "start": partial_date("signed"),
                "start_kind": derived(("signed",), lambda cells: SIGNED[bool(cells["signed"].strip())]),
                "valid_from": day("valid_from"),
                "valid_to": Reader(("valid_to",), _after),
                "renewal": coded("renewal", Renewal, blank=Renewal.NOT_STATED),
                "note": text("note"),
            },
            constants={**NO_TERMS, **DOCUMENT},
            complete=(),
        ),
    ),
)
PLACES = FileKind(
    "places and assigned students",
    (
        Into(
            "agreement_year",
            {
                "period": YEAR,
                "agreement": required("agreement"),
                "unit": FACULTY,
                "partner": PARTNER,
                "country_code": country("partner_country"),
                "direction": DIRECTION,
                "places": count("places"),
                "assigned": count("assigned"),
                "graduates": integer("graduates"),
            },
            constants={**NO_DETAIL, "series": CREDIT.code},
            complete=("period",),
        ),
    ),
)
TARGETS = FileKind(
    "targets",
    (
        Into(
            "target",
            {
                "code": derived(
                    ("metric", "target_year", "target_value"),
                    lambda cells: f"DEMO-{cells['metric']}-{cells['target_year']}-{cells['target_value']}",
                ),
                "metric": METRIC,
                "value": number("target_value"),
                "target_year": year("target_year"),
                "set_on": partial_date("set_on"),
                "note": text("note"),
            },
            constants={**DOCUMENT, "unit": "", "qualifier": Qualifier.EXACTLY, "good": GoodDirection.HIGHER},
            complete=(),
        ),
    ),
)
DEMO = Source(
    "demo",
    producer=N_("Nobody: a seeded program"),
    title=N_("Demonstration export (invented)"),
    licence=N_("May be used freely; it describes nobody."),
    counts=N_("Invented students, enrolment and agreements, consistent with what KazNU published for 2023/24."),
    international=N_("Degree: citizenship other than Kazakhstan. Credit: the partner is abroad."),
    institution=HOME,
    is_invented=True,
    series=(DEGREE, CREDIT, ENROLLED),
    make=demo.write,
    files=(
        institutions(only_institution(HOME)),
        units("", has_departments=True, always=False),
        STUDENTS,
        ENROLMENT,
        AGREEMENTS,
        PLACES,
        TARGETS,
    ),
)
