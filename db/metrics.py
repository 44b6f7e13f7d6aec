"""The metrics that published figures and targets are stated in, with English names (messages of the catalogue); and
whom those of them count that count persons."""

from dataclasses import dataclass
from enum import StrEnum

from db.vocabulary import Direction, Level, MobilityType

N_ = str  # marks a message for the catalogue; it is translated where it is shown

METRICS = {
    "students_international": N_("International students"),
    "students_international_new": N_("Newly enrolled international students"),
    "students_international_share_pct": N_("Share of international students"),
    "students_total": N_("All students"),
    "students_all": N_("All students of the country"),
    "students_citizens": N_("Students who are citizens of the country"),
    "students_foreign": N_("Foreign students in the country"),
    "students_foreign_cis": N_("Foreign students from CIS countries"),
    "students_foreign_health": N_("Foreign students in health"),
    "students_foreign_education": N_("Foreign students in education"),
    "students_foreign_business_law": N_("Foreign students in business and law"),
    "students_foreign_engineering": N_("Foreign students in engineering"),
    "students_foreign_ict": N_("Foreign students in information technology"),
    "students_foreign_share_pct": N_("Share of foreign students in the country"),
    "students_undergraduate": N_("Undergraduate students"),
    "students_graduate": N_("Graduate students"),
    "students_incoming_mobility": N_("Incoming exchange students"),
    "students_outgoing_mobility": N_("Outgoing exchange students"),
    "students_transferred_in": N_("Students transferred from abroad"),
    "students_abroad": N_("Students of the country abroad"),
    "students_enrolled_abroad_new": N_("School leavers enrolled abroad"),
    "students_admitted_master": N_("Planned intake, master"),
    "students_admitted_doctoral": N_("Planned intake, doctoral"),
    "students_admitted_min": N_("Planned intake, lowest"),
    "students_admitted_max": N_("Planned intake, highest"),
    "students_admitted_per_year_min": N_("Planned yearly intake, lowest"),
    "students_admitted_per_year_max": N_("Planned yearly intake, highest"),
    "academic_mobility_out": N_("Outgoing exchange students of the country"),
    "academic_mobility_out_cumulative": N_("Outgoing exchange students of the country, over years"),
    "intergovernmental_places": N_("Places under intergovernmental agreements"),
    "bolashak_scholars": N_("Bolashak scholars abroad"),
    "scholarship_students_new": N_("New scholarship students"),
    "scholarship_students_cumulative": N_("Scholarship students, over years"),
    "grants_per_year": N_("Grants a year"),
    "countries_of_origin": N_("Countries of origin"),
    "partner_institutions": N_("Partner institutions"),
    "partner_countries": N_("Partner countries"),
    "member_institutions": N_("Member institutions"),
    "member_countries": N_("Member countries"),
    "agreements_signed": N_("Agreements signed"),
    "university_agreements": N_("Agreements between universities of two countries"),
    "foreign_university_partnerships": N_("Partnerships with foreign universities"),
    "foreign_university_branches": N_("Branches of foreign universities in the country"),
    "foreign_branch_programmes": N_("Programmes in branches of foreign universities"),
    "foreign_branch_students": N_("Students in branches of foreign universities"),
    "foreign_branches_hosted": N_("Hosted branches of foreign universities"),
    "branches_abroad": N_("Branches abroad"),
    "branch_programmes": N_("Programmes of a branch"),
    "branch_capacity_students_min": N_("Capacity of a branch a year, lowest"),
    "branch_capacity_students_max": N_("Capacity of a branch a year, highest"),
    "branch_staff_planned": N_("Planned teachers of a branch"),
    "branch_students_enrolled": N_("Students enrolled in a branch"),
    "double_degree_partner_institutions": N_("Double-degree partner institutions"),
    "double_degree_partner_countries": N_("Double-degree partner countries"),
    "double_degree_programmes": N_("Double-degree programmes"),
    "double_degree_graduates": N_("Students trained in double-degree programmes"),
    "programmes_total": N_("Educational programmes"),
    "programmes_in_english": N_("Programmes in English"),
    "erasmus_projects": N_("Erasmus+ projects"),
    "erasmus_mobility_projects": N_("Erasmus+ mobility projects"),
    "staff_international": N_("Foreign professors"),
    "staff_international_share_pct": N_("Share of foreign professors"),
    "staff_international_countries": N_("Countries of foreign professors"),
    "staff_outgoing_mobility": N_("Staff teaching or researching abroad"),
    "staff_visiting": N_("Visiting professors"),
    "rank_world": N_("World rank, ranking not named"),
    "rank_world_unnamed": N_("World rank as quoted, ranking not named"),
    "rank_qs_world": N_("QS world rank"),
    "rank_qs_world_band_start": N_("QS world rank, start of the band"),
    "rank_qs_asia": N_("QS Asia rank"),
    "rank_qs_eeca": N_("QS Emerging Europe and Central Asia rank"),
    "rank_qs_top50_under50": N_("QS rank of universities under 50 years"),
    "rank_the_world_band_start": N_("THE world rank, start of the band"),
    "score_qs_overall": N_("QS overall score"),
    "universities_in_qs_world": N_("Universities in the QS world ranking"),
    "un_hub_terms": N_("Terms as a UN Academic Impact hub"),
    "founded_year": N_("Founding year"),
}


class Of(StrEnum):
    """Of which countries a count of persons is where it names none."""

    FOREIGN = "foreign"  # all but the home country
    EVERYBODY = "everybody"
    HOME = "home"


@dataclass(frozen=True)
class Counts:
    """Whom a metric counts, so that its figures can be held against each other. A metric without is not a count of
    persons that could be: a share, a rank, a number of countries or programmes.

    population: metrics of one population count the same persons; those of another are never in one sum.
    levels: the levels it names; (): all. group: countries it names by a group. is_part: of those whom its scope names
    only some, of one field of study for example.
    """

    population: str
    direction: Direction = Direction.INBOUND
    mobility_type: MobilityType = MobilityType.DEGREE
    of: Of = Of.FOREIGN
    levels: tuple[Level, ...] = ()
    group: str = ""
    is_part: bool = False


STUDENTS = "students"
"""Enrolled in a whole programme, or (as a flow) those who come or go for a part of one."""
_IN_FIELD = Counts(STUDENTS, is_part=True)
_OUT, _CREDIT = Direction.OUTBOUND, MobilityType.CREDIT

COUNTED = {
    "students_international": Counts(STUDENTS),
    "students_foreign": Counts(STUDENTS),
    "students_foreign_cis": Counts(STUDENTS, group="CIS"),
    "students_foreign_health": _IN_FIELD,
    "students_foreign_education": _IN_FIELD,
    "students_foreign_business_law": _IN_FIELD,
    "students_foreign_engineering": _IN_FIELD,
    "students_foreign_ict": _IN_FIELD,
    "students_citizens": Counts(STUDENTS, of=Of.HOME),
    "students_total": Counts(STUDENTS, of=Of.EVERYBODY),
    "students_all": Counts(STUDENTS, of=Of.EVERYBODY),
    "students_undergraduate": Counts(STUDENTS, of=Of.EVERYBODY, levels=(Level.BACHELOR,)),
    "students_graduate": Counts(STUDENTS, of=Of.EVERYBODY, levels=(Level.MASTER, Level.DOCTORAL)),
    "students_abroad": Counts(STUDENTS, _OUT),
    "students_incoming_mobility": Counts(STUDENTS, mobility_type=_CREDIT),
    "students_outgoing_mobility": Counts(STUDENTS, _OUT, _CREDIT),
    "academic_mobility_out": Counts(STUDENTS, _OUT, _CREDIT),
    "academic_mobility_out_cumulative": Counts(STUDENTS, _OUT, _CREDIT),
    "students_international_new": Counts("entrants"),
    "students_enrolled_abroad_new": Counts("entrants", _OUT),
    "students_transferred_in": Counts("transferred"),
    "bolashak_scholars": Counts("bolashak_scholars", _OUT),
    "scholarship_students_new": Counts("scholarship_students"),
    "scholarship_students_cumulative": Counts("scholarship_students"),
    "branch_students_enrolled": Counts("students_of_branches", of=Of.EVERYBODY),
    "foreign_branch_students": Counts("students_of_hosted_branches", of=Of.EVERYBODY),
    "double_degree_graduates": Counts("double_degree_graduates", of=Of.EVERYBODY),
    "staff_international": Counts("staff"),
    "staff_visiting": Counts("staff", mobility_type=_CREDIT),
    "staff_outgoing_mobility": Counts("staff", _OUT, _CREDIT),
}
"""The additive metrics: counts of persons. No leave to add figures, whose scopes overlap."""

UNITS = (
    ("_pct", "percent"), ("rank_", "rank"), ("score_", "points of 100"), ("founded_year", "year"),
    ("un_hub_terms", "terms"), ("_per_year", "persons per year"), ("branch_capacity", "persons per year"),
    ("countries", "countries"), ("institutions", "institutions"), ("partnerships", "partnerships"),
    ("programmes", "programmes"), ("projects", "projects"), ("agreements", "agreements"), ("branches", "branches"),
    ("universities_", "universities"), ("places", "places"),
)  # fmt: skip
"""Unit of measure of the metrics whose code has such a part; of all others persons."""


def unit_of(metric: str) -> str:
    """What a metric is measured in, as figures state it."""
    return next((unit for part, unit in UNITS if part in metric), "persons")
