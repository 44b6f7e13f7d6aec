"""What was said: published figures, targets, sentences without a number, statements about agreements."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Documented, Recorded, checked
from db.models.reference import one_now
from db.vocabulary import (
    AgreementStatus,
    AgreementType,
    Covers,
    DateKind,
    Direction,
    GoodDirection,
    Level,
    Measure,
    PeriodKind,
    Qualifier,
    Renewal,
)


class PublishedFigure(Documented, Recorded, Base):
    """One number stated in one document: one row per code × release. Scopes overlap: never added."""

    __tablename__ = "published_figure"
    __table_args__ = (
        one_now("published_figure", "code"),
        CheckConstraint("academic_year IS NULL OR academic_year BETWEEN 1900 AND 2100", name="a_year"),
    )
    code: Mapped[str] = mapped_column(String(40), comment="Lasting code of the statement: KZN-001.")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, comment="Of whom: institution or unit.")
    metric: Mapped[str] = mapped_column(String(60), index=True, comment="What is stated, a code of the metric list.")
    value: Mapped[float] = mapped_column(comment="The number stated, in `unit_of_measure`.")
    unit_of_measure: Mapped[str] = mapped_column(String(40), comment="persons, percent, institutions, rank, ...")
    qualifier: Mapped[Qualifier] = mapped_column(comment="Exactly, at least, at most, about.")
    measure: Mapped[Measure] = mapped_column(comment="Stock, flow, cumulative, rank or other.")
    is_additive: Mapped[bool] = mapped_column(
        comment="A count of persons that bounds may reason with; no leave to add."
    )
    period: Mapped[str] = mapped_column(String(20), comment="Period in the source's words: 2023/24, 2018-2023, ''.")
    period_kind: Mapped[PeriodKind] = mapped_column(comment="Kind of the period.")
    period_basis: Mapped[str] = mapped_column(
        String(20), comment="stated, or publication_date where only that is known."
    )
    academic_year: Mapped[int | None] = mapped_column(comment="Year it starts in: 2023 is 2023/24. NULL: to none.")
    as_of: Mapped[str] = mapped_column(String(10), comment="Day of the figure where told; ''.")
    direction: Mapped[Direction | None] = mapped_column(comment="NULL where it has no meaning.")
    level: Mapped[Level | None] = mapped_column(comment="NULL: not told, not all levels.")
    except_level: Mapped[Level | None] = mapped_column(
        checked(Level, "exceptlevel"), comment="Level that is left out of the count; NULL: none."
    )
    covers: Mapped[Covers] = mapped_column(comment="The whole scope, a part of it, or something else.")
    margin: Mapped[float | None] = mapped_column(
        comment="By how much `about` may be off, where the source tells; NULL: half a unit of the last digit stated."
    )
    definition: Mapped[str] = mapped_column(
        comment="Whose count it is: statistics bureau, ministry; '' where one's own."
    )
    scope_note: Mapped[str] = mapped_column(comment="What the scope columns cannot say (English).")
    note: Mapped[str] = mapped_column(comment="What a reader must know (English).")
    confidence: Mapped[str] = mapped_column(String(10), comment="high, medium, low; '' not judged.")
    is_doubtful: Mapped[bool] = mapped_column(comment="Not to be charted before it is checked.")


class PublishedFigureCountry(Base):
    """The set of countries a published figure speaks of together: one row per figure × country. None: all foreign."""

    __tablename__ = "published_figure_country"
    figure_id: Mapped[int] = mapped_column(
        ForeignKey("published_figure.id", ondelete="CASCADE"), primary_key=True, comment="The figure."
    )
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), primary_key=True, comment="A country of it.")


class SetAside(Base):
    """A published figure that a person set aside, and why: one row per time. What is taken back stays, with by whom."""

    __tablename__ = "set_aside"
    __table_args__ = (
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by IS NULL)", name="taken_back_by_someone"),
        CheckConstraint("reason <> ''", name="a_reason"),
        Index(
            "uq_set_aside_now", "code", unique=True, sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    code: Mapped[str] = mapped_column(String(40), comment="Lasting code of the figure.")
    reason: Mapped[str] = mapped_column(String(500), comment="Why it is not reasoned with, in the person's words.")
    set_by: Mapped[str] = mapped_column(comment="Account that set it aside.")
    set_at: Mapped[datetime] = mapped_column(comment="UTC.")
    taken_back_by: Mapped[str | None] = mapped_column(comment="Account that took it back; NULL while it holds.")
    taken_back_at: Mapped[datetime | None] = mapped_column(comment="UTC; NULL while it holds.")


class Target(Documented, Recorded, Base):
    """A goal somebody set: one row per code × release. Rival statements of one goal are all kept."""

    __tablename__ = "target"
    __table_args__ = (one_now("target", "code"),)
    code: Mapped[str] = mapped_column(String(100), comment="Lasting code: TGT-001.")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, comment="Whose goal.")
    metric: Mapped[str] = mapped_column(String(60), index=True, comment="Of what, a code of the metric list.")
    value: Mapped[float] = mapped_column(comment="The goal, in the metric's unit.")
    qualifier: Mapped[Qualifier] = mapped_column(comment="Exactly, at least, at most, about.")
    target_year: Mapped[int | None] = mapped_column(comment="Due in; NULL where the source tells none.")
    set_on: Mapped[str] = mapped_column(String(10), comment="Day it was set as far as known: YYYY-MM-DD; ''.")
    good: Mapped[GoodDirection] = mapped_column(comment="Which way is better.")
    note: Mapped[str] = mapped_column(comment="What a reader must know (English).")


class Statement(Documented, Recorded, Base):
    """A published sentence without a number: one row per code × release."""

    __tablename__ = "statement"
    __table_args__ = (one_now("statement", "code"),)
    code: Mapped[str] = mapped_column(String(40), comment="Lasting code: KZS-001.")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, comment="Of whom.")
    kind: Mapped[str] = mapped_column(String(40), comment="proposal, membership, event, ...")
    on_date: Mapped[str] = mapped_column(String(10), comment="When, as far as told: YYYY, YYYY-MM, YYYY-MM-DD; ''.")
    text: Mapped[str] = mapped_column(comment="The statement in our own words (English).")
    scope: Mapped[str] = mapped_column(String(30), comment="Country (alpha-3) or group code; '' none.")


class Agreement(Base):
    """One row per agreement of an institution: one text, one tie. What is said of it is recorded beside."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("institution_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), comment="Ours.")
    code: Mapped[str] = mapped_column(String(80), comment="Code within the institution.")


class AgreementStatement(Documented, Recorded, Base):
    """What a source says of an agreement: one row per agreement × code × partner × unit × release.

    Parties and units of an agreement are those of its rows; sources that disagree stand side by side.
    """

    __tablename__ = "agreement_statement"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from", name="ends_after_it_begins"),
        one_now("agreement_statement", "agreement_id", "code", "partner_id", "unit_id"),
    )
    code: Mapped[str] = mapped_column(String(100), comment="Lasting code of the statement: KZP-001.")
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True, comment="Which agreement.")
    partner_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True, comment="A party.")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, comment="Our unit, or all of us.")
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), comment="Country of the tie.")
    type: Mapped[AgreementType] = mapped_column(comment="Kind of agreement.")
    status: Mapped[AgreementStatus] = mapped_column(comment="As the source states it on its date.")
    start: Mapped[str] = mapped_column(
        String(10),
        comment="A date of it, as far as told: YYYY, YYYY-MM, YYYY-MM-DD; ''.",
    )
    start_kind: Mapped[DateKind] = mapped_column(comment="What happened on that date.")
    valid_from: Mapped[date | None] = mapped_column(Date, comment="First day of validity; NULL where not told.")
    valid_to: Mapped[date | None] = mapped_column(Date, comment="First day it is no longer valid; NULL where not told.")
    renewal: Mapped[Renewal] = mapped_column(comment="What becomes of it on its last day.")
    partner_unit: Mapped[str] = mapped_column(String(200), comment="Faculty or department of the partner; ''.")
    programme: Mapped[str] = mapped_column(String(80), comment="Programme in the source's words: ERASMUS; ''.")
    field: Mapped[str] = mapped_column(String(200), comment="Study field in the source's words; ''.")
    period: Mapped[str] = mapped_column(
        String(10), comment="Academic year of a yearly register; '' for a dated source."
    )
    note: Mapped[str] = mapped_column(comment="What a reader must know.")
