"""Record figures: counted from rows of a register or statistics file, complete for their extent."""

from sqlalchemy import CheckConstraint, Double, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Recorded, checked
from db.models.reference import one_now
from db.vocabulary import CellState, Direction, Level, MobilityType, TotalBasis


def state_checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint("headcount >= 0", name="headcount_not_negative"),
        CheckConstraint("(cell_state = 'value') = (headcount IS NOT NULL)", name="a_number_only_where_there_is_one"),
    )


def place_checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint("places >= 0 AND assigned >= 0", name="not_negative"),
        CheckConstraint("(places_state = 'value') = (places IS NOT NULL)", name="places_only_where_there_are"),
        CheckConstraint("(assigned_state = 'value') = (assigned IS NOT NULL)", name="assigned_only_where_there_are"),
        CheckConstraint("months >= 0 AND graduates >= 0", name="months_not_negative"),
    )


class MobilityCount(Recorded, Base):
    """One row per series × unit × period × direction × mobility type × level × field × country × partner × release."""

    __tablename__ = "mobility_count"
    __table_args__ = (
        *state_checks(),
        one_now(
            "mobility_count", "series_id", "unit_id", "period", "direction", "mobility_type", "level", "field",
            "country_code", "partner_id",
        ),
    )  # fmt: skip
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), comment="Whose definition.")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, comment="Whose students or staff.")
    period: Mapped[str] = mapped_column(
        String(10), comment="YYYY (an academic year: the year it starts in), YYYY-MM, YYYY-MM-DD."
    )
    direction: Mapped[Direction] = mapped_column(comment="Seen from the institution.")
    mobility_type: Mapped[MobilityType] = mapped_column(comment="Degree or credit.")
    level: Mapped[Level] = mapped_column(comment="Level of study.")
    field: Mapped[str] = mapped_column(String(200), comment="Field or degree in the source's words; '' not stated.")
    country_code: Mapped[str] = mapped_column(
        ForeignKey("country.code"), index=True, comment="Inbound: home country. Outbound: host country. ZZZ not stated."
    )
    partner_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True, comment="The other institution.")
    cell_state: Mapped[CellState] = mapped_column(comment="Whether there is a number.")
    headcount: Mapped[float | None] = mapped_column(
        Double(), comment="Persons (or enrolments, as the series says); a fraction where its producer estimates."
    )


class EnrolmentCount(Recorded, Base):
    """All students, the denominator: one row per series × unit × period × level × field × release."""

    __tablename__ = "enrolment_count"
    __table_args__ = (
        *state_checks(),
        one_now("enrolment_count", "series_id", "unit_id", "period", "level", "field"),
    )
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), comment="Whose definition.")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, comment="Whose students.")
    period: Mapped[str] = mapped_column(String(10), comment="As in mobility_count.")
    level: Mapped[Level] = mapped_column(comment="Level of study.")
    field: Mapped[str] = mapped_column(String(200), comment="Degree in the source's words; '' not stated.")
    cell_state: Mapped[CellState] = mapped_column(comment="Whether there is a number.")
    headcount: Mapped[float | None] = mapped_column(
        Double(), comment="Persons (or enrolments, as the series says); a fraction where its producer estimates."
    )


class StatedTotal(Recorded, Base):
    """A total beside its parts, which stand in mobility_count: one that the source itself states, or the distinct
    persons behind the parts, of whom one may stand in several. Kept apart, so that the difference shows: one row per
    series × unit × period × direction × mobility type × country × basis × label × release."""

    __tablename__ = "stated_total"
    __table_args__ = (
        *state_checks(),
        one_now(
            "stated_total", "series_id", "unit_id", "period", "direction", "mobility_type", "country_code", "basis",
            "label",
        ),
    )  # fmt: skip
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), comment="Whose definition.")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, comment="Total of this unit and all below.")
    period: Mapped[str] = mapped_column(String(10), comment="As in mobility_count.")
    direction: Mapped[Direction] = mapped_column(comment="Seen from the institution.")
    mobility_type: Mapped[MobilityType] = mapped_column(comment="Degree or credit.")
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), comment="ZZZ: over all countries.")
    basis: Mapped[TotalBasis] = mapped_column(comment="Stated by the source, or distinct persons counted while read.")
    label: Mapped[str] = mapped_column(
        String(120), comment="The source's words where it is no total of all: Total European Union; '' else."
    )
    cell_state: Mapped[CellState] = mapped_column(comment="Whether there is a number.")
    headcount: Mapped[float | None] = mapped_column(
        Double(), comment="Persons (or enrolments, as the series says); a fraction where its producer estimates."
    )


class AgreementYear(Recorded, Base):
    """Use of an agreement: one row per agreement × unit × partner × academic year × direction × study field × level ×
    release."""

    __tablename__ = "agreement_year"
    __table_args__ = (
        *place_checks(),
        one_now(
            "agreement_year", "agreement_id", "unit_id", "partner_id", "period", "direction", "isced_f_code", "level"
        ),
    )
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), comment="Whose definition of assigned.")
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True, comment="Which agreement.")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, comment="Our unit.")
    partner_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True, comment="The partner.")
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), comment="Country of the partner then.")
    period: Mapped[str] = mapped_column(String(10), comment="Academic year: the year it starts in.")
    direction: Mapped[Direction] = mapped_column(comment="Seen from our institution.")
    isced_f_code: Mapped[str] = mapped_column(String(4), comment="Study field, ISCED-F 2013: 0421; '' not told.")
    level: Mapped[Level] = mapped_column(comment="Level of study.")
    places_state: Mapped[CellState] = mapped_column(
        checked(CellState, "placesstate"), comment="Whether places are known."
    )
    places: Mapped[int | None] = mapped_column(comment="Places a year: students who may go or come.")
    assigned_state: Mapped[CellState] = mapped_column(
        checked(CellState, "assignedstate"), comment="Whether assigned students are known."
    )
    assigned: Mapped[int | None] = mapped_column(comment="Students who were given a place.")
    months: Mapped[float | None] = mapped_column(
        Double(), comment="Months abroad agreed for all places of the year together; NULL where not told."
    )
    graduates: Mapped[int | None] = mapped_column(
        comment="Students who took both degrees in the year; NULL where not told."
    )
