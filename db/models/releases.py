"""Where figures come from: sources, series, releases, their files and what each is complete for."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.vocabulary import Counted, Measure, OriginBasis, PeriodKind, Population


class Source(Base):
    """One row per declared source: what lasts about it. Written from its declaration at each load."""

    __tablename__ = "source"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    code: Mapped[str] = mapped_column(String(60), unique=True, comment="Name used by `etl load`.")
    producer: Mapped[str] = mapped_column(comment="Who makes the figures.")
    title: Mapped[str] = mapped_column(comment="Title, in the producer's language or English.")
    licence: Mapped[str] = mapped_column(comment="Terms under which the figures may be used.")
    url: Mapped[str] = mapped_column(comment="Address of the source; '' where it has none.")
    counts: Mapped[str] = mapped_column(comment="What is counted, in a sentence (English).")
    international: Mapped[str] = mapped_column(comment="The source's definition of international (English).")
    is_public: Mapped[bool] = mapped_column(
        default=False, server_default=false(),
        comment="Whether its producer publishes these very cells: then they are shown to all as they are.",
    )  # fmt: skip


class Series(Base):
    """One row per producer's definition of one thing. Two series never share a sum."""

    __tablename__ = "series"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    code: Mapped[str] = mapped_column(String(60), unique=True, comment="Name used by `db query`.")
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), comment="Whose definition it is.")
    label: Mapped[str] = mapped_column(comment="What it counts in a few words (English; a message of the catalogue).")
    population: Mapped[Population] = mapped_column(comment="Students or staff.")
    counted: Mapped[Counted] = mapped_column(comment="Persons or enrolments.")
    measure: Mapped[Measure] = mapped_column(comment="Stock or flow; a stock is never added over years.")
    period_kind: Mapped[PeriodKind] = mapped_column(comment="Kind of all its periods.")
    count_date: Mapped[str] = mapped_column(comment="Day or span of counting, in words; '' where not told.")
    origin_basis: Mapped[OriginBasis] = mapped_column(comment="What the country rests on.")
    preference: Mapped[int] = mapped_column(comment="1 is shown first where several answer one question.")


class SeriesNote(Base):
    """One row per series × period × remark of its declaration. Written from the declaration at each load."""

    __tablename__ = "series_note"
    __table_args__ = (UniqueConstraint("series_id", "period", "text"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), comment="What it is a remark on.")
    period: Mapped[str] = mapped_column(String(10), comment="Period it is about; '': all of the series.")
    is_break: Mapped[bool] = mapped_column(comment="Counts from the period on do not compare with those before.")
    text: Mapped[str] = mapped_column(comment="What a reader must know (English; a message of the catalogue).")


class Release(Base):
    """One row per load of one source: who, when, what it changed, and whether it was undone."""

    __tablename__ = "release"
    __table_args__ = (CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_someone"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Release number, in load order.")
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True, comment="What was loaded.")
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id"), index=True, comment="Whose figures they are; NULL where of several or none."
    )
    loaded_at: Mapped[datetime] = mapped_column(comment="UTC.")
    loaded_by: Mapped[str] = mapped_column(comment="Account that ran the load.")
    is_invented: Mapped[bool] = mapped_column(comment="Made up for demonstration; told on every screen and file.")
    recipe: Mapped[str] = mapped_column(
        String(64), comment="Fingerprint of all that decides how the files are read; '' where it was not told."
    )
    rows_read: Mapped[int] = mapped_column(comment="Data rows in its files.")
    cells_new: Mapped[int] = mapped_column(comment="Facts nobody had stated.")
    cells_restated: Mapped[int] = mapped_column(comment="Facts with another value than before.")
    cells_unchanged: Mapped[int] = mapped_column(comment="Facts with the value they had.")
    cells_withdrawn: Mapped[int] = mapped_column(comment="Facts of its extent that it no longer states.")
    undone_at: Mapped[datetime | None] = mapped_column(comment="UTC; NULL while it counts.")
    undone_by: Mapped[str | None] = mapped_column(comment="Account that undid it; NULL while it counts.")


class ReleaseFile(Base):
    """One row per file of a release, with its fingerprint."""

    __tablename__ = "release_file"
    __table_args__ = (UniqueConstraint("release_id", "sha256", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), comment="Its release.")
    name: Mapped[str] = mapped_column(comment="File name without folder.")
    sha256: Mapped[str] = mapped_column(String(64), index=True, comment="Fingerprint of its bytes, hexadecimal.")
    bytes: Mapped[int] = mapped_column(BigInteger, comment="Size in bytes.")
    rows: Mapped[int] = mapped_column(comment="Data rows read from it.")


class ReleaseExtent(Base):
    """What a release is complete for: one row per table × series × period × direction × country × unit.

    A faculty with its departments is a row each, as they were at the load: later changes of the tree change nothing.
    Cells of the extent that an earlier release of the same source stated and this one does not are withdrawn.
    """

    __tablename__ = "release_extent"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    release_id: Mapped[int] = mapped_column(
        ForeignKey("release.id", ondelete="CASCADE"), index=True, comment="Its release."
    )
    table_name: Mapped[str] = mapped_column(String(40), comment="Table of the cells.")
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), comment="Series; NULL: all of its source.")
    period: Mapped[str] = mapped_column(String(10), comment="Period; '': all of its source.")
    direction: Mapped[str] = mapped_column(String(10), comment="Direction; '': all of its source.")
    country_code: Mapped[str] = mapped_column(String(3), comment="Country; '': all of its source.")
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id"), comment="Unit; that of code '': all of its institution; NULL: all of its source."
    )
