"""HESA, United Kingdom: students by provider and country, all students, staff by nationality. Provider tables."""

import re
from dataclasses import replace
from typing import Any

from db.vocabulary import (
    NOT_STATED_COUNTRY,
    CellState,
    Counted,
    Direction,
    Measure,
    MobilityType,
    OriginBasis,
    Population,
    TotalBasis,
)
from etl.declare import N_, FileKind, Into, Series, Source, Wide
from etl.errors import BadValue
from etl.recognise import Cells, Known, Reader, count, countries, country, derived, is_total, negated, text, where
from etl.sources.hesa_words import (
    ABOVE,
    COUNTRY_ROW,
    KNOWN_ROW,
    LEVEL,
    MARKS,
    NAMES,
    OPTIONAL,
    PROVIDER,
    PROVIDER_ROW,
    Scope,
    is_of,
    label,
    period,
    providers,
    total_label,
)

PRODUCER = "Higher Education Statistics Agency (HESA / Jisc)"
LICENCE = N_("Creative Commons Attribution 4.0 International; source: HESA, hesa.ac.uk")
URL = "https://www.hesa.ac.uk/data-and-analysis"
OF_HESA: dict[str, Any] = {"producer": PRODUCER, "licence": LICENCE, "url": URL, "is_public": True}
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
LABELS = {
    "hesa_domicile": (
        N_("Students by country of permanent address, one level of study"),
        N_("Students by country of permanent address, undergraduates or postgraduates"),
    ),
    "hesa_regions": (
        N_("Students from the European Union and from elsewhere, one level of study"),
        N_("Students from the European Union and from elsewhere, undergraduates or postgraduates"),
    ),
    "hesa_enrolled": (N_("Students enrolled, one level of study"), N_("Undergraduates or postgraduates enrolled")),
    "hesa_subjects": (
        N_("Students enrolled by subject, one level of study"),
        N_("Undergraduates or postgraduates enrolled by subject"),
    ),
}


def _scoped(series: Series) -> dict[Scope, Series]:
    """The series of all students, that of tables filtered to a level, and that of levels added up."""
    one, several = (
        replace(series, code=f"{series.code}_{code}", label=words, preference=series.preference + 4 + at)
        for at, (code, words) in enumerate(zip(("level", "levels"), LABELS[series.code], strict=True))
    )
    return {Scope.WHOLE: series, Scope.LEVEL: one, Scope.GROUP: several}


BY_DOMICILE, BY_REGION, ALL_OF, BY_SUBJECT = map(_scoped, (DOMICILE, REGIONS, ENROLLED, SUBJECTS))
STUDENTS = {
    "unit": "", "direction": Direction.INBOUND, "mobility_type": MobilityType.DEGREE, "field": "", "partner": "",
}  # fmt: skip
TOTAL = {
    "unit": "", "direction": Direction.INBOUND, "mobility_type": MobilityType.DEGREE, "basis": TotalBasis.STATED,
}  # fmt: skip
OWN = {"Congo": "COG", "Channel Islands not otherwise specified": "XEE"}
"""Beside "Congo (Democratic Republic of)" the one named so is the other; the islands are two places of Europe."""


def _place(scope: Scope) -> dict[str, Reader]:
    return {"period": period(scope), "institution": PROVIDER}


def _complete(scope: Scope, *names: str) -> tuple[str, ...] | None:
    """A table of one level is complete for that level only, which no extent tells: it withdraws nothing."""
    return names if scope is Scope.WHOLE else None


def _is_label(header: str) -> bool:
    try:
        return header in OWN or is_total(header) or bool(countries("en").code(header))
    except BadValue:
        return False


def _label_of_country(cells: Cells, known: Known) -> str:
    """Students whose country is not known are not those of all countries, though the code is the same."""
    is_known = known.country(cells["country"], own=OWN) != NOT_STATED_COUNTRY
    return total_label("" if is_known else cells["country"], cells["level"])


LABEL = Reader(("country", "level"), _label_of_country)
HEADCOUNT = count("students", blank=CellState.NOT_STATED, marks=MARKS)
COUNTRY_NAMED = text("country")
TOTAL_COLUMN = where("country", is_total)


def _by_country(scope: Scope) -> tuple[Into, ...]:
    """Cells of providers; totals of all providers by country; totals over countries, of a provider and of all."""
    series = BY_DOMICILE[scope]
    return (
        Into(
            "mobility_count",
            {**_place(scope), "level": LEVEL, "country_code": country("country", own=OWN), "headcount": HEADCOUNT},
            constants={**STUDENTS, "series": series.code},
            only=(is_of(scope), PROVIDER_ROW, negated(TOTAL_COLUMN)),
            repeats="add",
            parts=(COUNTRY_NAMED,),
            complete=_complete(scope, "period", "country_code"),
        ),
        Into(
            "stated_total",
            {**_place(scope), "country_code": country("country", own=OWN), "label": LABEL, "headcount": HEADCOUNT},
            constants={**TOTAL, "series": series.code},
            only=(is_of(scope), COUNTRY_ROW, negated(TOTAL_COLUMN)),
            repeats="add",
            parts=(COUNTRY_NAMED,),
        ),
        Into(
            "stated_total",
            {**_place(scope), "label": label("country"), "headcount": HEADCOUNT},
            constants={**TOTAL, "series": series.code, "country_code": NOT_STATED_COUNTRY},
            only=(is_of(scope), KNOWN_ROW, TOTAL_COLUMN),
            repeats="same",
        ),
    )


BY_COUNTRY = Source(
    "hesa_students_by_country",
    **OF_HESA,
    title="Table 28: students by provider and country of permanent address",
    counts=ROUNDED,
    international=N_("Permanent address outside the United Kingdom."),
    series=tuple(BY_DOMICILE.values()),
    files=(
        FileKind(
            "students by provider and country",
            (providers("DT051 Table 28"), *[into for scope in Scope for into in _by_country(scope)]),
            names={
                **NAMES, "country": ("Country of permanent address", "Country of domicile", "Domicile"),
                "students": ("Number", "Number of students"),
            },
            preamble=ABOVE,
            optional=OPTIONAL,
            wide=Wide("country", "students", _is_label),
        ),
    ),
)  # fmt: skip


def _cell(series: Series, region: str, column: str, scope: Scope = Scope.WHOLE) -> Into:
    """The column of a region as a cell of its own."""
    return Into(
        "mobility_count",
        {**_place(scope), "level": LEVEL, "headcount": count(column, blank=CellState.NOT_STATED, marks=MARKS)},
        constants={**STUDENTS, "series": series.code, "country_code": region},
        only=(is_of(scope), PROVIDER_ROW),
        complete=_complete(scope, "period"),
    )  # fmt: skip


def _everyone(series: Series, scope: Scope = Scope.WHOLE) -> Into:
    return Into(
        "enrolment_count",
        {**_place(scope), "level": LEVEL, "headcount": count("Total", blank=CellState.NOT_STATED, marks=MARKS)},
        constants={"unit": "", "series": series.code, "field": ""},
        only=(is_of(scope), PROVIDER_ROW),
        complete=_complete(scope, "period"),
    )


def _over_countries(series: Series, column: str, scope: Scope = Scope.WHOLE, fixed: str = "") -> Into:
    """The column of a total over countries; fixed: what it is of, where that is not all."""
    return Into(
        "stated_total",
        {**_place(scope), "label": label(fixed=fixed),
         "headcount": count(column, blank=CellState.NOT_STATED, marks=MARKS)},
        constants={**TOTAL, "series": series.code, "country_code": NOT_STATED_COUNTRY},
        only=(is_of(scope), KNOWN_ROW),
    )  # fmt: skip


def _by_region(scope: Scope) -> tuple[Into, ...]:
    series = BY_REGION[scope]
    return (
        _everyone(ALL_OF[scope], scope),
        _cell(series, "XEU", "European Union", scope),
        _cell(series, "XOT", "Non-European Union", scope),
        _over_countries(series, "Total Non-UK", scope),
    )


def _by_subject(scope: Scope) -> Into:
    return Into(
        "enrolment_count",
        {**_place(scope), "level": LEVEL, "field": text("subject"), "headcount": HEADCOUNT},
        constants={"unit": "", "series": BY_SUBJECT[scope].code},
        only=(is_of(scope), PROVIDER_ROW, negated(where("subject", is_total))),
        complete=_complete(scope, "period"),
    )


SUBJECT = re.compile(
    r"\(?\d\d?\)?\s|CAH\d\d|.*\b(medicine|sciences?|psychology|engineering|computing|architecture|studies|law|business"
    r"|communications?|media|languages|creative arts|design|education|geography|combined)\b",
    re.IGNORECASE,
)
"""How the header of a subject begins, '01 ', '(1) ', 'CAH01', or what it speaks of."""
ALL_STUDENTS = Source(
    "hesa_students",
    **OF_HESA,
    title="Tables 1 and 49: student enrolments by provider, and by subject",
    counts=ROUNDED,
    international=N_("Permanent address outside the United Kingdom."),
    series=(*BY_REGION.values(), *ALL_OF.values(), *BY_SUBJECT.values()),
    files=(
        FileKind(
            "all students by provider",
            (providers("DT051 Table 1"), *[into for scope in Scope for into in _by_region(scope)]),
            names={**NAMES, "European Union": ("EU",), "Non-European Union": ("Non-EU",)},
            preamble=ABOVE,
            optional=OPTIONAL,
        ),
        FileKind(
            "all students by provider and subject",
            (providers("DT051 Table 49"), *[_by_subject(scope) for scope in Scope]),
            names={**NAMES, "subject": ("Subject of study",), "students": ("Number", "Number of students")},
            preamble=ABOVE,
            optional=OPTIONAL,
            wide=Wide("subject", "students", lambda header: bool(SUBJECT.match(header))),
        ),
    ),
)  # fmt: skip
ALL_STAFF_BY_NATIONALITY = Source(
    "hesa_staff",
    **OF_HESA,
    title="DT025 Table 24: staff by provider and nationality",
    counts=N_("Academic and other staff of each provider but atypical staff, rounded to the nearest 5."),
    international=N_("Nationality other than that of the United Kingdom."),
    series=(STAFF, ALL_STAFF),
    files=(
        FileKind(
            "staff by provider and nationality",
            (providers("DT025 Table 24"), _everyone(ALL_STAFF), _cell(STAFF, "XEU", "European Union"),
             _cell(STAFF, "XOT", "Non-European Union"),
             replace(
                 _over_countries(STAFF, "Not known", fixed="Not known"),
                 # Told from the table of students by the column that only this one has.
                 only=(is_of(Scope.WHOLE), KNOWN_ROW, derived(("UK",), lambda cells: True)),
             )),
            names={
                **NAMES, "UK": ("United Kingdom", "UK nationals"), "European Union": ("EU",),
                "Non-European Union": ("Non-EU",), "Not known": ("Unknown nationality", "Nationality not known"),
            },
            preamble=ABOVE,
            optional=OPTIONAL,
        ),
    ),
)  # fmt: skip
