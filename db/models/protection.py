"""Numbers for those who may not see exact ones: rounded so that tables still add up. Made by `db.protect` alone."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.vocabulary import Breakdown, CellState

OF_SLICE = "The slice it is of."


class Protection(Base):
    """How numbers are protected: one row per database."""

    __tablename__ = "protection"
    __table_args__ = (CheckConstraint("base BETWEEN 2 AND 100", name="a_base"), CheckConstraint("id = 1", name="one"))
    id: Mapped[int] = mapped_column(primary_key=True, comment="1.")
    base: Mapped[int] = mapped_column(comment="Protected numbers are multiples of it.")
    salt: Mapped[str] = mapped_column(String(32), comment="Decides which numbers are rather rounded up; kept secret.")


class ProtectedSlice(Base):
    """What is rounded together: one row per table × institution × series × period × direction × mobility type × level ×
    domestic or not. Empty words stand where a table has no such column."""

    __tablename__ = "protected_slice"
    __table_args__ = (
        UniqueConstraint(
            "table_name", "institution_id", "series_id", "period", "direction", "mobility_type", "level", "is_domestic",
            name="uq_protected_slice_key",
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    table_name: Mapped[str] = mapped_column(String(40), comment="Table whose rows it protects.")
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), comment="Whose.")
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), comment="By whose definition.")
    period: Mapped[str] = mapped_column(String(10), comment="As in the table.")
    direction: Mapped[str] = mapped_column(String(24), comment="As in the table.")
    mobility_type: Mapped[str] = mapped_column(String(24), comment="As in the table.")
    level: Mapped[str] = mapped_column(String(24), comment="As in the table.")
    is_domestic: Mapped[bool] = mapped_column(comment="Whether it is of the home country, or of all others.")
    fingerprint: Mapped[str] = mapped_column(String(64), comment="Of the exact numbers: while it stays, these stay.")
    beyond: Mapped[int] = mapped_column(comment="Bases by which a sum of faculty × region is further off; usually 0.")
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), comment="Newest release behind it.")
    file_id: Mapped[int] = mapped_column(ForeignKey("release_file.id"), comment="A file of that release.")


class ProtectedSource(Base):
    """Releases behind a slice: one row per slice × release."""

    __tablename__ = "protected_source"
    slice_id: Mapped[int] = mapped_column(
        ForeignKey("protected_slice.id", ondelete="CASCADE"), primary_key=True, comment=OF_SLICE
    )
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True, comment="A release behind it.")


class ProtectionScope(Base):
    """Units that a person sees exactly together: one row per scope of several units that somebody had."""

    __tablename__ = "protection_scope"
    scope: Mapped[str] = mapped_column(primary_key=True, comment="Institution and units by their codes, as JSON.")
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), comment="Whose units.")


class ProtectedScope(Base):
    """Where a scope sees protected numbers of its own units too, since exact ones would tell a number of another unit:
    one row per slice × scope."""

    __tablename__ = "protected_scope"
    slice_id: Mapped[int] = mapped_column(
        ForeignKey("protected_slice.id", ondelete="CASCADE"), primary_key=True, comment=OF_SLICE
    )
    scope: Mapped[str] = mapped_column(primary_key=True, comment="As in protection_scope; also of a single faculty.")


class ProtectedCount(Base):
    """Protected persons of a slice: one row per slice × breakdown × unit × country × partner × field × state. A number
    that was rounded to 0 has no row."""

    __tablename__ = "protected_count"
    __table_args__ = (
        CheckConstraint("(cell_state = 'value') = (headcount IS NOT NULL)", name="a_number_only_where_there_is_one"),
        Index("ix_protected_count_slice_id_breakdown", "slice_id", "breakdown"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    slice_id: Mapped[int] = mapped_column(ForeignKey("protected_slice.id", ondelete="CASCADE"), comment=OF_SLICE)
    breakdown: Mapped[Breakdown] = mapped_column(comment="What the slice is broken down by; they are never added.")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), comment="The root where not broken down by unit.")
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), comment="ZZZ where not broken down by it.")
    partner_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), comment="Not stated, unless broken down.")
    field: Mapped[str] = mapped_column(String(200), comment="'' unless broken down by it.")
    cell_state: Mapped[CellState] = mapped_column(comment="Whether there is a number.")
    headcount: Mapped[int | None] = mapped_column(comment="Persons: a multiple of the base.")
