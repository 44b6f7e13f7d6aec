"""Sources, series, releases and the identities they point to."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "country",
        sa.Column("code", sa.String(length=3), nullable=False, comment="ISO 3166-1 alpha-3."),
        sa.Column("alpha2", sa.String(length=2), nullable=False, comment="ISO 3166-1 alpha-2."),
        sa.Column(
            "numeric",
            sa.String(length=3),
            nullable=False,
            comment="ISO 3166-1 numeric, three digits; '' where it has none.",
        ),
        sa.Column("name_en", sa.Text(), nullable=False, comment="English name."),
        sa.Column("name_ru", sa.Text(), nullable=False, comment="Russian name."),
        sa.Column("name_kk", sa.Text(), nullable=False, comment="Kazakh name."),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
        sa.UniqueConstraint("alpha2", name=op.f("uq_country_alpha2")),
    )
    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("code", sa.String(length=120), nullable=False, comment="Code used in commands and addresses."),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("code", name=op.f("uq_institution_code")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("code", sa.String(length=60), nullable=False, comment="Name used by `etl load`."),
        sa.Column("producer", sa.Text(), nullable=False, comment="Who makes the figures."),
        sa.Column("title", sa.Text(), nullable=False, comment="Title, in the producer's language or English."),
        sa.Column("licence", sa.Text(), nullable=False, comment="Terms under which the figures may be used."),
        sa.Column("url", sa.Text(), nullable=False, comment="Address of the source; '' where it has none."),
        sa.Column("counts", sa.Text(), nullable=False, comment="What is counted, in a sentence (English)."),
        sa.Column(
            "international", sa.Text(), nullable=False, comment="The source's definition of international (English)."
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("code", name=op.f("uq_source_code")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False, comment="Release number, in load order."),
        sa.Column("source_id", sa.Integer(), nullable=False, comment="What was loaded."),
        sa.Column(
            "institution_id",
            sa.Integer(),
            nullable=True,
            comment="Whose figures they are; NULL where of several or none.",
        ),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
        sa.Column("loaded_by", sa.Text(), nullable=False, comment="Account that ran the load."),
        sa.Column(
            "is_invented",
            sa.Boolean(),
            nullable=False,
            comment="Made up for demonstration; told on every screen and file.",
        ),
        sa.Column("rows_read", sa.Integer(), nullable=False, comment="Data rows in its files."),
        sa.Column("cells_new", sa.Integer(), nullable=False, comment="Facts nobody had stated."),
        sa.Column("cells_restated", sa.Integer(), nullable=False, comment="Facts with another value than before."),
        sa.Column("cells_unchanged", sa.Integer(), nullable=False, comment="Facts with the value they had."),
        sa.Column(
            "cells_withdrawn", sa.Integer(), nullable=False, comment="Facts of its extent that it no longer states."
        ),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; NULL while it counts."),
        sa.Column("undone_by", sa.Text(), nullable=True, comment="Account that undid it; NULL while it counts."),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_release_undone_by_someone")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_release_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_release_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    with op.batch_alter_table("release") as batch_op:
        batch_op.create_index(batch_op.f("ix_release_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_source_id"), ["source_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("code", sa.String(length=60), nullable=False, comment="Name used by `db query`."),
        sa.Column("source_id", sa.Integer(), nullable=False, comment="Whose definition it is."),
        sa.Column(
            "label",
            sa.Text(),
            nullable=False,
            comment="What it counts in a few words (English; a message of the catalogue).",
        ),
        sa.Column(
            "population",
            sa.Enum("students", "staff", name="population", native_enum=False, create_constraint=True, length=24),
            nullable=False,
            comment="Students or staff.",
        ),
        sa.Column(
            "counted",
            sa.Enum("persons", "enrolments", name="counted", native_enum=False, create_constraint=True, length=24),
            nullable=False,
            comment="Persons or enrolments.",
        ),
        sa.Column(
            "measure",
            sa.Enum(
                "stock",
                "flow",
                "cumulative",
                "rank",
                "other",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Stock or flow; a stock is never added over years.",
        ),
        sa.Column(
            "period_kind",
            sa.Enum(
                "academic_year",
                "calendar_year",
                "month",
                "date",
                "span",
                "edition",
                "undated",
                name="periodkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Kind of all its periods.",
        ),
        sa.Column(
            "count_date", sa.Text(), nullable=False, comment="Day or span of counting, in words; '' where not told."
        ),
        sa.Column(
            "origin_basis",
            sa.Enum(
                "citizenship",
                "usual_residence",
                "prior_education",
                "partner_country",
                "not_stated",
                name="originbasis",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="What the country rests on.",
        ),
        sa.Column(
            "preference", sa.Integer(), nullable=False, comment="1 is shown first where several answer one question."
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_series_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("code", name=op.f("uq_series_code")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("institution_id", sa.Integer(), nullable=False, comment="Whose unit."),
        sa.Column(
            "code", sa.String(length=60), nullable=False, comment="Code within the institution; '' for all of it."
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_unit_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_unit_institution_id_code")),
    )
    op.create_table(
        "release_extent",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="Its release."),
        sa.Column("table_name", sa.String(length=40), nullable=False, comment="Table of the cells."),
        sa.Column("series_id", sa.Integer(), nullable=True, comment="Series; NULL: all of its source."),
        sa.Column("period", sa.String(length=10), nullable=False, comment="Period; '': all of its source."),
        sa.Column("direction", sa.String(length=10), nullable=False, comment="Direction; '': all of its source."),
        sa.Column(
            "unit_id",
            sa.Integer(),
            nullable=True,
            comment="Unit; that of code '': all of its institution; NULL: all of its source.",
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_extent_release_id_release"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_release_extent_series_id_series")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_release_extent_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_extent")),
    )
    with op.batch_alter_table("release_extent") as batch_op:
        batch_op.create_index(batch_op.f("ix_release_extent_release_id"), ["release_id"], unique=False)
    op.create_table(
        "release_file",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="Its release."),
        sa.Column("name", sa.Text(), nullable=False, comment="File name without folder."),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="Fingerprint of its bytes, hexadecimal."),
        sa.Column("bytes", sa.BigInteger(), nullable=False, comment="Size in bytes."),
        sa.Column("rows", sa.Integer(), nullable=False, comment="Data rows read from it."),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_file_release_id_release"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_file")),
        sa.UniqueConstraint("release_id", "sha256", "name", name=op.f("uq_release_file_release_id_sha256_name")),
    )
    with op.batch_alter_table("release_file") as batch_op:
        batch_op.create_index(batch_op.f("ix_release_file_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    op.drop_table("release_file")
    op.drop_table("release_extent")
    op.drop_table("unit")
    op.drop_table("series")
    op.drop_table("release")
    op.drop_table("source")
    op.drop_table("institution")
    op.drop_table("country")
