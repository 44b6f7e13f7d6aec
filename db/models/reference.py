"""Who and where: countries and their groups, institutions, units. Identities stay; what is said of them is recorded."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Recorded
from db.vocabulary import InstitutionKind, MembershipStatus, UnitKind

_MERGED = "taken_back_at IS NULL AND agreement_id IS NULL"
_SPLIT = "taken_back_at IS NULL AND agreement_id IS NOT NULL"


def one_now(table: str, *columns: str) -> Index:
    """Unique index over the rows that answer now: `columns` tell the facts of a table apart."""
    where = {"sqlite_where": text("is_current = 1"), "postgresql_where": text("is_current")}
    return Index(f"uq_{table}_now", *columns, unique=True, **where)  # type: ignore[arg-type]


class Country(Base):
    """One row per country, and `ZZZ` for "not stated". Names are those of CLDR."""

    __tablename__ = "country"
    code: Mapped[str] = mapped_column(String(3), primary_key=True, comment="ISO 3166-1 alpha-3.")
    alpha2: Mapped[str] = mapped_column(String(2), unique=True, comment="ISO 3166-1 alpha-2.")
    numeric: Mapped[str] = mapped_column(String(3), comment="ISO 3166-1 numeric, three digits; '' where it has none.")
    name_en: Mapped[str] = mapped_column(comment="English name.")
    name_ru: Mapped[str] = mapped_column(comment="Russian name.")
    name_kk: Mapped[str] = mapped_column(comment="Kazakh name.")


class CountryGroupMember(Recorded, Base):
    """One row per group × country × first day of a status."""

    __tablename__ = "country_group_member"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_begins"),
        one_now("country_group_member", "group_code", "country_code", "valid_from"),
    )
    group_code: Mapped[str] = mapped_column(String(30), comment="SCO, CIS, EAEU, OTS, EU, ...")
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), comment="Its member.")
    status: Mapped[MembershipStatus] = mapped_column(comment="Kind of membership.")
    valid_from: Mapped[date] = mapped_column(Date, comment="First day.")
    valid_to: Mapped[date | None] = mapped_column(Date, comment="First day it no longer holds; NULL while it does.")
    list_to_check: Mapped[str] = mapped_column(comment="The organisation whose own list decides.")


class Institution(Base):
    """One row per institution: a university, a branch, a network, or a country as a whole."""

    __tablename__ = "institution"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    code: Mapped[str] = mapped_column(String(120), unique=True, comment="Code used in commands and addresses.")


class InstitutionRecord(Recorded, Base):
    """What a release says of an institution: one row per institution × release."""

    __tablename__ = "institution_record"
    __table_args__ = (one_now("institution_record", "institution_id"),)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True, comment="Of whom.")
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id"), comment="The institution it is a branch of; NULL for the others."
    )
    kind: Mapped[InstitutionKind] = mapped_column(comment="What it is.")
    name_en: Mapped[str] = mapped_column(comment="English name, or the name in the source's language.")
    name_ru: Mapped[str] = mapped_column(comment="Russian name; '' where not officially known.")
    name_kk: Mapped[str] = mapped_column(comment="Kazakh name; '' where not officially known.")
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), comment="Where it is; ZZZ where nowhere.")
    city: Mapped[str] = mapped_column(comment="Town; '' where not told.")
    spellings: Mapped[str] = mapped_column(comment="Other names it is known by, parted by |; ''.")
    ror: Mapped[str] = mapped_column(String(9), comment="Code in the Research Organization Registry: 02j46qs45; ''.")
    erasmus_code: Mapped[str] = mapped_column(String(20), comment="Erasmus code: E ZARAGOZ01; ''.")


class SameInstitution(Base):
    """Whom a person said an institution to be: one row per time. What is taken back stays, with by whom.

    Without an agreement two records are one institution: what is recorded of the one counts as the other's. With one,
    the partner of that agreement is another than it was taken for.
    """

    __tablename__ = "same_institution"
    __table_args__ = (
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by IS NULL)", name="taken_back_by_someone"),
        CheckConstraint("reason <> ''", name="a_reason"),
        CheckConstraint("institution_id <> into_id", name="another_one"),
        Index(
            "uq_same_institution_now", "institution_id", unique=True, sqlite_where=text(_MERGED),
            postgresql_where=text(_MERGED),
        ),
        Index(
            "uq_same_institution_of_agreement_now", "institution_id", "agreement_id", unique=True,
            sqlite_where=text(_SPLIT), postgresql_where=text(_SPLIT),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), comment="As it is recorded.")
    agreement_id: Mapped[int | None] = mapped_column(
        ForeignKey("agreement.id"), comment="Of this agreement only; NULL: everywhere."
    )
    into_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), comment="Whom it is.")
    reason: Mapped[str] = mapped_column(String(500), comment="Why, in the person's words.")
    said_by: Mapped[str] = mapped_column(comment="Account that said so.")
    said_at: Mapped[datetime] = mapped_column(comment="UTC.")
    taken_back_by: Mapped[str | None] = mapped_column(comment="Account that took it back; NULL while it holds.")
    taken_back_at: Mapped[datetime | None] = mapped_column(comment="UTC; NULL while it holds.")


class Unit(Base):
    """One row per unit of an institution: the institution itself (code ''), a faculty, a department."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("institution_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), comment="Whose unit.")
    code: Mapped[str] = mapped_column(String(60), comment="Code within the institution; '' for all of it.")


class UnitRecord(Recorded, Base):
    """What a release says of a faculty or department: one row per unit × release."""

    __tablename__ = "unit_record"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from", name="ends_after_it_begins"),
        one_now("unit_record", "unit_id"),
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, comment="Of which unit.")
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id"), comment="The unit above; NULL directly below the root."
    )
    kind: Mapped[UnitKind] = mapped_column(comment="Faculty or department.")
    name_en: Mapped[str] = mapped_column(comment="English name, or the name in the source's language.")
    name_ru: Mapped[str] = mapped_column(comment="Russian name; '' where not known.")
    name_kk: Mapped[str] = mapped_column(comment="Kazakh name; '' where not known.")
    valid_from: Mapped[date | None] = mapped_column(Date, comment="First day; NULL where not told.")
    valid_to: Mapped[date | None] = mapped_column(Date, comment="First day it is gone; NULL while it exists.")


class ConfirmedSpelling(Base):
    """What a person said a spelling stands for: one row per kind × institution × spelling."""

    __tablename__ = "confirmed_spelling"
    __table_args__ = (UniqueConstraint("kind", "institution", "folded"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    kind: Mapped[str] = mapped_column(String(20), comment="country, level, unit or institution.")
    institution: Mapped[str] = mapped_column(String(120), comment="Whose unit it is; '' for the other kinds.")
    folded: Mapped[str] = mapped_column(String(300), comment="The spelling without case, accents and surplus blanks.")
    spelling: Mapped[str] = mapped_column(String(300), comment="The spelling as it was met.")
    code: Mapped[str] = mapped_column(String(120), comment="The code it stands for.")
    confirmed_by: Mapped[str] = mapped_column(comment="Account that confirmed it.")
    confirmed_at: Mapped[datetime] = mapped_column(comment="UTC.")
