"""The codes that figures are kept under. Each is a VARCHAR with a CHECK on SQLite and PostgreSQL."""

from enum import StrEnum


class CellState(StrEnum):
    """What is known of a cell. A headcount is there exactly when the state is `value`."""

    VALUE = "value"
    WITHHELD = "withheld"  # a small count hidden by its producer: unknown, not zero
    NOT_STATED = "not_stated"
    NOT_MEASURED = "not_measured"
    NOT_APPLICABLE = "not_applicable"


class Breakdown(StrEnum):
    """What protected persons of a slice are broken down by; each breakdown has the same total."""

    PLACE = "place"  # unit and country
    PARTNER = "partner"  # country and partner
    FIELD = "field"


class Act(StrEnum):
    """What a person did."""

    SIGNED_IN = "signed_in"
    REFUSED = "refused"  # asked for what the role may not
    LOADED = "loaded"
    UNDID = "undid"
    SET_ASIDE = "set_aside"
    TOOK_BACK = "took_back"
    SAID_SAME = "said_same"
    CONFIRMED = "confirmed"
    SAW_EXACT = "saw_exact"  # numbers below the base, as they are
    DOWNLOADED = "downloaded"
    ASKED = "asked"  # on the command line
    PROTECTED = "protected"  # changed how numbers are protected


class Direction(StrEnum):
    """Seen from the institution whose figure it is."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class MobilityType(StrEnum):
    DEGREE = "degree"  # a whole programme abroad
    CREDIT = "credit"  # part of a home programme


class Level(StrEnum):
    """Level of study; ISCED 2011 in brackets."""

    NOT_STATED = "not_stated"
    PREPARATORY = "preparatory"  # (4)
    BACHELOR = "bachelor"  # (6)
    MASTER = "master"  # (7)
    DOCTORAL = "doctoral"  # (8)


class Measure(StrEnum):
    """What kind of number it is. Only a flow may be added over years."""

    STOCK = "stock"  # there on the count date
    FLOW = "flow"  # began or took place within the period
    CUMULATIVE = "cumulative"  # since some start, up to a date
    RANK = "rank"
    OTHER = "other"


class Qualifier(StrEnum):
    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"


class Covers(StrEnum):
    """What a published figure counts of those whom its scope names."""

    WHOLE = "whole"
    PART = "part"  # some of them: scholarship holders, one department
    OTHER = "other"  # something else that cannot be held against counts of them: a summer camp


class PeriodKind(StrEnum):
    ACADEMIC_YEAR = "academic_year"
    CALENDAR_YEAR = "calendar_year"
    MONTH = "month"
    DATE = "date"
    SPAN = "span"
    EDITION = "edition"
    UNDATED = "undated"


class TotalBasis(StrEnum):
    """Why a total stands beside its parts."""

    STATED = "stated"  # by the source itself
    DISTINCT = "distinct"  # persons counted once, of whom one may stand in several parts


class Population(StrEnum):
    STUDENTS = "students"
    STAFF = "staff"


class Counted(StrEnum):
    PERSONS = "persons"
    ENROLMENTS = "enrolments"


class OriginBasis(StrEnum):
    """What "from" and "to" rest on."""

    CITIZENSHIP = "citizenship"
    USUAL_RESIDENCE = "usual_residence"
    PRIOR_EDUCATION = "prior_education"
    PARTNER_COUNTRY = "partner_country"
    NOT_STATED = "not_stated"


class InstitutionKind(StrEnum):
    NOT_STATED = "not_stated"  # the one row that stands for "no partner stated"
    UNIVERSITY = "university"
    COUNTRY = "country"
    BRANCH = "branch"
    NETWORK = "network"
    ORGANISATION = "organisation"
    CENTRE = "centre"  # an institute or centre that a university keeps, inside it or abroad
    EMBASSY = "embassy"


class UnitKind(StrEnum):
    """Kinds below the root: the institution itself is the unit with the code `ROOT_UNIT`."""

    FACULTY = "faculty"
    DEPARTMENT = "department"


class AgreementType(StrEnum):
    BRANCH_ABROAD = "branch_abroad"
    BRANCH_HOSTED = "branch_hosted"
    CONFUCIUS_INSTITUTE = "confucius_institute"
    COOPERATION = "cooperation"
    DOUBLE_DEGREE = "double_degree"
    EVENT_COORGANISER = "event_coorganiser"
    EVENT_HOST = "event_host"
    EXCHANGE = "exchange"
    JOINT_PROGRAMME = "joint_programme"
    LETTER_OF_INTENT = "letter_of_intent"
    MOU = "mou"
    NETWORK_MEMBERSHIP = "network_membership"
    RESEARCH = "research"
    RESEARCH_CENTRE = "research_centre"


class AgreementStatus(StrEnum):
    PLANNED = "planned"
    SIGNED = "signed"
    ACTIVE = "active"
    FROZEN = "frozen"
    ENDED = "ended"
    UNKNOWN = "unknown"


class DateKind(StrEnum):
    """What happened, or is to happen, on a date of an agreement."""

    SIGNED = "signed"
    BEGAN = "began"
    OPENED = "opened"
    PLANNED = "planned"
    ENDS = "ends"
    EVENT = "event"  # a visit, a forum: tells of no agreement by itself
    NEWS = "news"  # the day of the news that tells of it
    NOT_STATED = "not_stated"


class Renewal(StrEnum):
    """What becomes of an agreement on its last day."""

    NOT_STATED = "not_stated"
    NONE = "none"  # it ends
    AUTOMATIC = "automatic"  # it goes on unless one side ends it
    BY_AGREEMENT = "by_agreement"  # it ends unless both sides prolong it


class MembershipStatus(StrEnum):
    MEMBER = "member"
    ASSOCIATE = "associate"
    OBSERVER = "observer"
    PARTICIPANT = "participant"


class GoodDirection(StrEnum):
    """Which way a target is good: a rank falls, a share rises."""

    HIGHER = "higher"
    LOWER = "lower"


NOT_STATED_COUNTRY = "ZZZ"
"""Country code of cells whose source does not tell the country."""

NOT_COUNTRIES = frozenset(
    {NOT_STATED_COUNTRY, "XXA", "XOT", "XEU", "XEE", "XAS", "XAF", "XNA", "XSA", "XOC", "XCB", "XME", "XCY"}
)
"""Country codes that stand for no single country: not stated, stateless persons, regions without a country. They have
figures as countries have, but are neither counted as countries nor offered as such. Former countries are countries."""

NOT_STATED_PARTNER = "not-stated"
"""Institution code of cells whose source does not tell the partner."""

ROOT_UNIT = ""
"""Unit code of a whole institution."""
