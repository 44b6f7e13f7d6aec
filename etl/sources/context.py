"""What stands around the university: national series, other universities, targets, country groups."""

from collections.abc import Mapping

from db.vocabulary import Covers, Direction, GoodDirection, Level, Measure, MembershipStatus, PeriodKind, Qualifier
from etl.declare import N_, FileKind, Into, Source
from etl.recognise import coded, country, country_set, day, derived, number, partial_date, required, text, year
from etl.sources.published import DOCUMENT, FOREIGN, KAZNU, LICENCE, METRIC, OWNER
from etl.sources.registers import institutions, only_institution

NATIONAL_SERIES = Source(
    "kazakhstan_national",
    producer=N_("Bureau of National Statistics, Ministry of Science and Higher Education, as quoted"),
    title=N_("Student mobility of Kazakhstan, totals and by country"),
    licence=LICENCE,
    counts=N_("Foreign students in Kazakhstan and Kazakh students abroad, as quoted; bureau and ministry differ."),
    international=N_("Bureau: citizenship at the start of the academic year. Ministry: calendar year, basis not told."),
    institution="KAZ",
    files=(
        institutions(only_institution("KAZ")),
        FileKind(
            "national figures",
            (
                Into(
                    "published_figure",
                    {
                        **DOCUMENT,
                        "code": required("fact_id"),
                        "institution": OWNER,
                        "metric": METRIC,
                        "direction": coded("direction", Direction, blank=None),
                        "countries": country_set("country"),
                        "value": number("value"),
                        "unit_of_measure": derived(("metric",), lambda cells: _measured_in(cells["metric"])),
                        "period": text("year"),
                        "note": text("note"),
                        "qualifier": coded("qualifier", Qualifier),
                        "definition": text("definition"),
                        "measure": coded("measure", Measure),
                        "is_doubtful": coded("do_not_chart", {"yes": True, "": False}),
                        "period_kind": coded("period_kind", PeriodKind),
                        "academic_year": year("academic_year"),
                        "is_additive": derived(("metric",), lambda cells: _measured_in(cells["metric"]) == "persons"),
                    },
                    constants={
                        "unit": "", "period_basis": "stated", "as_of": "", "level": None, "scope_note": "",
                        "source_publisher": "", "confidence": "", "covers": Covers.WHOLE,
                    },
                    complete=(),
                ),
            ),
            shipped="kazakhstan_national.csv",
        ),
    ),
)  # fmt: skip
NOT_PERSONS = {
    "share_pct": "percent", "countries_of_origin": "countries", "partnerships": "partnerships", "branches": "branches",
    "branch_programmes": "programmes", "university_agreements": "agreements", "universities": "universities",
    "intergovernmental_places": "places",
}  # fmt: skip


def _measured_in(metric: str) -> str:
    return next((name for part, name in NOT_PERSONS.items() if part in metric), "persons")


def _is_other_university(cells: Mapping[str, str]) -> bool:
    return cells["kind"] in ("university", "network") and cells["code"] not in ("kaznu-demo", "unizar", *KAZNU)


SCO_UNIVERSITIES = Source(
    "sco_universities",
    producer=N_("The universities, news agencies and ranking reports"),
    title=N_("Headline figures of other universities of SCO countries"),
    licence=LICENCE,
    counts=N_("What pages and news state of other universities: few figures, of different years and definitions."),
    international=FOREIGN,
    files=(
        institutions(derived(("kind", "code"), _is_other_university)),
        FileKind(
            "published figures of other universities",
            (
                Into(
                    "published_figure",
                    {
                        **DOCUMENT,
                        "code": required("fact_id"),
                        "institution": OWNER,
                        "metric": METRIC,
                        "value": number("value"),
                        "unit_of_measure": required("unit"),
                        "period": text("period"),
                        "note": text("note"),
                        "qualifier": coded("qualifier", Qualifier),
                        "measure": coded("measure", Measure),
                        "period_kind": coded("period_kind", PeriodKind),
                        "academic_year": year("academic_year"),
                        "level": coded("level", Level, blank=None),
                        "direction": derived(("metric",), lambda cells: _direction(cells["metric"])),
                        "is_additive": derived(("unit",), lambda cells: cells["unit"] == "persons"),
                    },
                    constants={
                        "unit": "", "period_basis": "stated", "as_of": "", "countries": [], "scope_note": "",
                        "source_publisher": "", "confidence": "", "definition": "", "is_doubtful": False,
                        "covers": Covers.WHOLE,
                    },
                    complete=(),
                ),
            ),
            shipped="sco_universities.csv",
        ),
    ),
)  # fmt: skip


def _direction(metric: str) -> Direction | None:
    return Direction.INBOUND if "international" in metric or metric == "countries_of_origin" else None


TARGETS = Source(
    "targets",
    producer=N_("KazNU, the Ministry and the Head of State, as quoted"),
    title=N_("Stated goals of KazNU, its branches and Kazakhstan"),
    licence=LICENCE,
    counts=N_("Goals as stated, with the year they are for and when they were set; rival statements are all kept."),
    international=FOREIGN,
    files=(
        institutions(only_institution(*KAZNU, "KAZ")),
        FileKind(
            "targets",
            (
                Into(
                    "target",
                    {
                        **DOCUMENT,
                        "code": required("target_id"),
                        "institution": OWNER,
                        "metric": METRIC,
                        "value": number("target_value"),
                        "qualifier": coded("qualifier", Qualifier),
                        "target_year": year("target_year"),
                        "set_on": partial_date("source_date"),
                        "good": coded("good", GoodDirection),
                        "note": text("note"),
                    },
                    constants={"unit": "", "source_publisher": ""},
                    complete=(),
                ),
            ),
            shipped="targets.csv",
        ),
    ),
)
COUNTRY_GROUPS = Source(
    "country_groups",
    producer=N_("SCO, CIS, EAEU, OTS, EU and United Nations, as listed by each"),
    title=N_("Members of country groups by date"),
    licence=LICENCE,
    counts=N_("Which country was a member, associate or observer of which group, and since when."),
    international=N_("Not applicable."),
    files=(
        FileKind(
            "members of country groups",
            (
                Into(
                    "country_group_member",
                    {
                        "group_code": required("group"),
                        "country_code": country("country"),
                        "status": coded("status", MembershipStatus),
                        "valid_from": day("valid_from"),
                        "valid_to": day("valid_to"),
                        "list_to_check": text("source"),
                    },
                    complete=(),
                ),
            ),
            shipped="country_groups.csv",
        ),
    ),
)
