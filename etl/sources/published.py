"""Published figures, partnerships, statements and targets: our own tables, one row per statement with its source."""

from collections.abc import Mapping

from db.metrics import METRICS
from db.vocabulary import (
    NOT_STATED_COUNTRY,
    AgreementStatus,
    AgreementType,
    Covers,
    DateKind,
    Direction,
    Level,
    Measure,
    PeriodKind,
    Qualifier,
)
from etl.declare import N_, FileKind, Into, Source
from etl.recognise import (
    Reader,
    coded,
    countries,
    country,
    country_set,
    derived,
    institution,
    negated,
    number,
    partial_date,
    required,
    text,
    unit,
    word_is,
    year,
)
from etl.sources.registers import NO_TERMS, institutions, units

LICENCE = N_("Facts with their sources, no copied text; the documents belong to their publishers.")
FOREIGN = N_("As each document says; most do not tell the basis.")
DOCUMENT: Mapping[str, Reader] = {
    "source_title": required("source_title"),
    "source_url": required("source_url"),
    "source_date": partial_date("source_date"),
}
METRIC = coded("metric", {metric: metric for metric in METRICS})
OWNER = institution("institution")
KAZNU = ("kaznu", "kaznu-npu", "kaznu-omsk", "kaznu-bishkek", "kaznu-istanbul")

SCOPES = (
    N_("counted from the names in the source"),
    N_("EU countries only"),
    N_("scholarship holders only: a subset, so at least"),
    N_("subset: French universities"),
    N_("winter school, not an exchange"),
    N_("three-day summer camp, not an exchange"),
    N_("doctoral students not included (KZN-053)"),
    N_("inside KZN-052 or beside it: not stated"),
    N_("2018 to 2023 together"),
    N_("to date, cumulative"),
    N_("two years together"),
    N_("one department (Far East), per semester"),
    N_("since 2017, cumulative"),
    N_("stated for first-year students"),
)
"""Notes on scope in the file that ships, told in the reader's language."""

OBSERVATIONS = FileKind(
    "published figures of a university",
    (
        Into(
            "published_figure",
            {
                **DOCUMENT,
                "code": required("fact_id"),
                "institution": OWNER,
                "unit": unit(OWNER, "faculty"),
                "metric": METRIC,
                "value": number("value"),
                "unit_of_measure": required("unit"),
                "qualifier": coded("qualifier", Qualifier),
                "measure": coded("measure", Measure),
                "is_additive": coded("additive", {"yes": True, "no": False}),
                "period": text("period"),
                "period_kind": coded("period_kind", PeriodKind),
                "period_basis": text("period_basis"),
                "academic_year": year("academic_year"),
                "as_of": partial_date("as_of"),
                "direction": coded("direction", Direction, blank=None),
                "level": coded("level", Level, blank=None),
                "except_level": coded("except_level", Level, blank=None),
                "covers": coded("covers", Covers),
                "countries": country_set("countries"),
                "scope_note": text("scope_note"),
                "note": text("breakdown_note"),
                "source_publisher": text("source_publisher"),
                "confidence": text("confidence"),
            },
            constants={"definition": "", "is_doubtful": False},
            complete=(),
        ),
    ),
    shipped="kaznu_observations.csv",
)
PARTNERSHIPS = FileKind(
    "partnerships",
    (
        Into(
            "agreement_statement",
            {
                **DOCUMENT,
                "code": required("statement_id"),
                "agreement": required("agreement_code"),
                "partner": institution("partner_code"),
                "country_code": country("partner_country", blank=NOT_STATED_COUNTRY),
                "type": coded("type", AgreementType),
                "status": coded("status", AgreementStatus),
                "start": partial_date("start"),
                "start_kind": coded("start_kind", DateKind, blank=DateKind.NOT_STATED),
                "unit": unit("kaznu", "faculty"),
                "note": text("note"),
            },
            constants={**NO_TERMS, "source_publisher": ""},
            complete=(),
        ),
    ),
    shipped="kaznu_partnerships.csv",
)  # fmt: skip
STATEMENTS = FileKind(
    "statements without a number",
    (
        Into(
            "statement",
            {
                **DOCUMENT,
                "code": required("statement_id"),
                "institution": OWNER,
                "unit": unit(OWNER, "faculty"),
                "kind": required("kind"),
                "on_date": partial_date("date"),
                "text": required("text"),
                "scope": derived(("scope",), lambda cells: _scope(cells["scope"].strip())),
            },
            constants={"source_publisher": ""},
            complete=(),
        ),
    ),
    shipped="kaznu_statements.csv",
)


def _scope(shown: str) -> str:
    """A group's code as it is, a country as alpha-3."""
    return countries("en").code(shown) if len(shown) == 2 else shown


KAZNU_PUBLISHED = Source(
    "kaznu_published",
    producer=N_("Al-Farabi Kazakh National University, news agencies and partners"),
    title=N_("Published figures, partnerships and statements of KazNU"),
    licence=LICENCE,
    counts=N_("What speeches, news and pages state of KazNU: one row per statement, never added up."),
    international=FOREIGN,
    institution="kaznu",
    files=(
        institutions(negated(word_is("code", "kaznu-demo", "unizar", "KAZ"))),
        units("kaznu_units.csv"), OBSERVATIONS, PARTNERSHIPS, STATEMENTS,
    ),
)  # fmt: skip
