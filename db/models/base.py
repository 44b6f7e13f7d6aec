"""What all tables share: naming of constraints, codes as checked VARCHAR, and the marks of a recorded fact."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db import vocabulary


def _values(codes: type[StrEnum]) -> list[str]:
    return [code.value for code in codes]


def checked(codes: type[StrEnum], name: str = "") -> Enum:
    """VARCHAR with a CHECK. `name` tells the CHECKs apart where one table has two columns of the same codes."""
    return Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        values_callable=_values,
        length=24,
        name=name or codes.__name__.lower(),
    )


class Moment(TypeDecorator[datetime]):
    """A time in UTC on both databases: SQLite keeps no time zone, PostgreSQL tells times in that of the session."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


CODES = [
    codes
    for codes in vars(vocabulary).values()
    if isinstance(codes, type) and issubclass(codes, StrEnum) and codes is not StrEnum
]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(), datetime: Moment(), **{codes: checked(codes) for codes in CODES}
    }  # fmt: skip


class Recorded:
    """A row that a release brought. Rows of older releases stay, so that an undo can bring them back;
    `is_current` marks the ones that answer today."""

    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key.")
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True, comment="The load it came with.")
    file_id: Mapped[int] = mapped_column(ForeignKey("release_file.id"), comment="The file it came from.")
    source_rows: Mapped[str] = mapped_column(comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.")
    is_current: Mapped[bool] = mapped_column(
        comment="True for the row that answers now; false once restated or withdrawn."
    )


class Documented:
    """The document that a published sentence stands in. Titles stay in the document's language."""

    source_title: Mapped[str] = mapped_column(comment="Title of the document.")
    source_publisher: Mapped[str] = mapped_column(comment="Who published it; '' where not told.")
    source_url: Mapped[str] = mapped_column(comment="Its address.")
    source_date: Mapped[str] = mapped_column(
        String(10), comment="Its date as far as known: YYYY, YYYY-MM or YYYY-MM-DD; '' for an undated page."
    )
