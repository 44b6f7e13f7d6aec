"""Initial tables."""

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
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("institution_id", sa.Integer(), nullable=False, comment="Ours."),
        sa.Column("code", sa.String(length=80), nullable=False, comment="Code within the institution."),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_agreement_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_agreement_institution_id_code")),
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
    with op.batch_alter_table("release", schema=None) as batch_op:
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
        sa.Column("unit_id", sa.Integer(), nullable=True, comment="Unit; NULL: all of its source."),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_extent_release_id_release"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_release_extent_series_id_series")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_release_extent_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_extent")),
    )
    with op.batch_alter_table("release_extent", schema=None) as batch_op:
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
    with op.batch_alter_table("release_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "agreement_statement",
        sa.Column("code", sa.String(length=100), nullable=False, comment="Lasting code of the statement: KZP-001."),
        sa.Column("agreement_id", sa.Integer(), nullable=False, comment="Which agreement."),
        sa.Column("partner_id", sa.Integer(), nullable=False, comment="A party."),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="Our unit, or all of us."),
        sa.Column("country_code", sa.String(length=3), nullable=False, comment="Country of the tie."),
        sa.Column(
            "type",
            sa.Enum(
                "branch_abroad",
                "branch_hosted",
                "confucius_institute",
                "cooperation",
                "double_degree",
                "event_coorganiser",
                "event_host",
                "exchange",
                "joint_programme",
                "letter_of_intent",
                "mou",
                "network_membership",
                "research",
                "research_centre",
                name="agreementtype",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Kind of agreement.",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "signed",
                "active",
                "frozen",
                "ended",
                "unknown",
                name="agreementstatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="As the source states it on its date.",
        ),
        sa.Column(
            "start",
            sa.String(length=10),
            nullable=False,
            comment="Signing, opening, planned opening or event, as the note tells: YYYY, YYYY-MM, YYYY-MM-DD; ''.",
        ),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="First day of validity; NULL where not told."),
        sa.Column(
            "valid_to", sa.Date(), nullable=True, comment="First day it is no longer valid; NULL where not told."
        ),
        sa.Column(
            "programme", sa.String(length=80), nullable=False, comment="Programme in the source's words: ERASMUS; ''."
        ),
        sa.Column("field", sa.String(length=200), nullable=False, comment="Study field in the source's words; ''."),
        sa.Column(
            "period",
            sa.String(length=10),
            nullable=False,
            comment="Academic year of a yearly register; '' for a dated source.",
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="What a reader must know."),
        sa.Column("source_title", sa.Text(), nullable=False, comment="Title of the document."),
        sa.Column("source_publisher", sa.Text(), nullable=False, comment="Who published it; '' where not told."),
        sa.Column("source_url", sa.Text(), nullable=False, comment="Its address."),
        sa.Column(
            "source_date",
            sa.String(length=10),
            nullable=False,
            comment="Its date as far as known: YYYY, YYYY-MM or YYYY-MM-DD; '' for an undated page.",
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from",
            name=op.f("ck_agreement_statement_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_statement_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_agreement_statement_country_code_country")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["release_file.id"], name=op.f("fk_agreement_statement_file_id_release_file")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["institution.id"], name=op.f("fk_agreement_statement_partner_id_institution")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_agreement_statement_release_id_release")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_agreement_statement_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_statement")),
    )
    with op.batch_alter_table("agreement_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_statement_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_statement_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_statement_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_statement_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_statement_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_statement_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_agreement_statement_now",
            ["agreement_id", "code", "partner_id", "unit_id"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "agreement_year",
        sa.Column("series_id", sa.Integer(), nullable=False, comment="Whose definition of assigned."),
        sa.Column("agreement_id", sa.Integer(), nullable=False, comment="Which agreement."),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="Our unit."),
        sa.Column("partner_id", sa.Integer(), nullable=False, comment="The partner."),
        sa.Column("country_code", sa.String(length=3), nullable=False, comment="Country of the partner then."),
        sa.Column("period", sa.String(length=10), nullable=False, comment="Academic year: the year it starts in."),
        sa.Column(
            "direction",
            sa.Enum("inbound", "outbound", name="direction", native_enum=False, create_constraint=True, length=24),
            nullable=False,
            comment="Seen from our institution.",
        ),
        sa.Column(
            "places_state",
            sa.Enum(
                "value",
                "withheld",
                "not_stated",
                "not_measured",
                "not_applicable",
                name="placesstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Whether places are known.",
        ),
        sa.Column("places", sa.Integer(), nullable=True, comment="Places a year: students who may go or come."),
        sa.Column(
            "assigned_state",
            sa.Enum(
                "value",
                "withheld",
                "not_stated",
                "not_measured",
                "not_applicable",
                name="assignedstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Whether assigned students are known.",
        ),
        sa.Column("assigned", sa.Integer(), nullable=True, comment="Students who were given a place."),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.CheckConstraint(
            "(assigned_state = 'value') = (assigned IS NOT NULL)",
            name=op.f("ck_agreement_year_assigned_only_where_there_are"),
        ),
        sa.CheckConstraint(
            "(places_state = 'value') = (places IS NOT NULL)",
            name=op.f("ck_agreement_year_places_only_where_there_are"),
        ),
        sa.CheckConstraint("places >= 0 AND assigned >= 0", name=op.f("ck_agreement_year_not_negative")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_year_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_agreement_year_country_code_country")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["release_file.id"], name=op.f("fk_agreement_year_file_id_release_file")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["institution.id"], name=op.f("fk_agreement_year_partner_id_institution")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_agreement_year_release_id_release")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_agreement_year_series_id_series")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_agreement_year_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_year")),
    )
    with op.batch_alter_table("agreement_year", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_year_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_year_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_year_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_year_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_year_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_year_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_agreement_year_now",
            ["agreement_id", "unit_id", "partner_id", "period", "direction"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "country_group_member",
        sa.Column("group_code", sa.String(length=30), nullable=False, comment="SCO, CIS, EAEU, OTS, EU, ..."),
        sa.Column("country_code", sa.String(length=3), nullable=False, comment="Its member."),
        sa.Column(
            "status",
            sa.Enum(
                "member",
                "associate",
                "observer",
                "participant",
                name="membershipstatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Kind of membership.",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day."),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="First day it no longer holds; NULL while it does."),
        sa.Column("list_to_check", sa.Text(), nullable=False, comment="The organisation whose own list decides."),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_country_group_member_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_country_group_member_country_code_country")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["release_file.id"], name=op.f("fk_country_group_member_file_id_release_file")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_country_group_member_release_id_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country_group_member")),
    )
    with op.batch_alter_table("country_group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_country_group_member_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_country_group_member_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_country_group_member_release_id"), ["release_id"], unique=False)
        batch_op.create_index(
            "uq_country_group_member_now",
            ["group_code", "country_code", "valid_from"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "enrolment_count",
        sa.Column("series_id", sa.Integer(), nullable=False, comment="Whose definition."),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="Whose students."),
        sa.Column("period", sa.String(length=10), nullable=False, comment="As in mobility_count."),
        sa.Column(
            "level",
            sa.Enum(
                "not_stated",
                "preparatory",
                "bachelor",
                "master",
                "doctoral",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Level of study.",
        ),
        sa.Column(
            "field", sa.String(length=200), nullable=False, comment="Degree in the source's words; '' not stated."
        ),
        sa.Column(
            "cell_state",
            sa.Enum(
                "value",
                "withheld",
                "not_stated",
                "not_measured",
                "not_applicable",
                name="cellstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Whether there is a number.",
        ),
        sa.Column("headcount", sa.Integer(), nullable=True, comment="Persons (or enrolments, as the series says)."),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.CheckConstraint(
            "(cell_state = 'value') = (headcount IS NOT NULL)",
            name=op.f("ck_enrolment_count_a_number_only_where_there_is_one"),
        ),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_enrolment_count_headcount_not_negative")),
        sa.ForeignKeyConstraint(["file_id"], ["release_file.id"], name=op.f("fk_enrolment_count_file_id_release_file")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_enrolment_count_release_id_release")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_enrolment_count_series_id_series")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_enrolment_count_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_count")),
    )
    with op.batch_alter_table("enrolment_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_count_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_count_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_count_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_count_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_count_now",
            ["series_id", "unit_id", "period", "level", "field"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "institution_record",
        sa.Column("institution_id", sa.Integer(), nullable=False, comment="Of whom."),
        sa.Column(
            "parent_id", sa.Integer(), nullable=True, comment="The institution it is a branch of; NULL for the others."
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "not_stated",
                "university",
                "country",
                "branch",
                "network",
                "organisation",
                name="institutionkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="What it is.",
        ),
        sa.Column("name_en", sa.Text(), nullable=False, comment="English name, or the name in the source's language."),
        sa.Column("name_ru", sa.Text(), nullable=False, comment="Russian name; '' where not officially known."),
        sa.Column("name_kk", sa.Text(), nullable=False, comment="Kazakh name; '' where not officially known."),
        sa.Column("country_code", sa.String(length=3), nullable=False, comment="Where it is; ZZZ where nowhere."),
        sa.Column("city", sa.Text(), nullable=False, comment="Town; '' where not told."),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_institution_record_country_code_country")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["release_file.id"], name=op.f("fk_institution_record_file_id_release_file")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_institution_record_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["institution.id"], name=op.f("fk_institution_record_parent_id_institution")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_institution_record_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_record")),
    )
    with op.batch_alter_table("institution_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_record_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_record_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_record_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_record_release_id"), ["release_id"], unique=False)
        batch_op.create_index(
            "uq_institution_record_now",
            ["institution_id"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "mobility_count",
        sa.Column("series_id", sa.Integer(), nullable=False, comment="Whose definition."),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="Whose students or staff."),
        sa.Column(
            "period",
            sa.String(length=10),
            nullable=False,
            comment="YYYY (an academic year: the year it starts in), YYYY-MM, YYYY-MM-DD.",
        ),
        sa.Column(
            "direction",
            sa.Enum("inbound", "outbound", name="direction", native_enum=False, create_constraint=True, length=24),
            nullable=False,
            comment="Seen from the institution.",
        ),
        sa.Column(
            "mobility_type",
            sa.Enum("degree", "credit", name="mobilitytype", native_enum=False, create_constraint=True, length=24),
            nullable=False,
            comment="Degree or credit.",
        ),
        sa.Column(
            "level",
            sa.Enum(
                "not_stated",
                "preparatory",
                "bachelor",
                "master",
                "doctoral",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Level of study.",
        ),
        sa.Column(
            "field",
            sa.String(length=200),
            nullable=False,
            comment="Field or degree in the source's words; '' not stated.",
        ),
        sa.Column(
            "country_code",
            sa.String(length=3),
            nullable=False,
            comment="Inbound: home country. Outbound: host country. ZZZ not stated.",
        ),
        sa.Column("partner_id", sa.Integer(), nullable=False, comment="The other institution."),
        sa.Column(
            "cell_state",
            sa.Enum(
                "value",
                "withheld",
                "not_stated",
                "not_measured",
                "not_applicable",
                name="cellstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Whether there is a number.",
        ),
        sa.Column("headcount", sa.Integer(), nullable=True, comment="Persons (or enrolments, as the series says)."),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.CheckConstraint(
            "(cell_state = 'value') = (headcount IS NOT NULL)",
            name=op.f("ck_mobility_count_a_number_only_where_there_is_one"),
        ),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_mobility_count_headcount_not_negative")),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_mobility_count_country_code_country")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["release_file.id"], name=op.f("fk_mobility_count_file_id_release_file")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["institution.id"], name=op.f("fk_mobility_count_partner_id_institution")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_mobility_count_release_id_release")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_mobility_count_series_id_series")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_mobility_count_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobility_count")),
    )
    with op.batch_alter_table("mobility_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mobility_count_country_code"), ["country_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_mobility_count_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mobility_count_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_mobility_count_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mobility_count_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mobility_count_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_mobility_count_now",
            [
                "series_id",
                "unit_id",
                "period",
                "direction",
                "mobility_type",
                "level",
                "field",
                "country_code",
                "partner_id",
            ],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "published_figure",
        sa.Column("code", sa.String(length=40), nullable=False, comment="Lasting code of the statement: KZN-001."),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="Of whom: institution or unit."),
        sa.Column("metric", sa.String(length=60), nullable=False, comment="What is stated, a code of the metric list."),
        sa.Column("value", sa.Double(), nullable=False, comment="The number stated, in `unit_of_measure`."),
        sa.Column(
            "unit_of_measure", sa.String(length=40), nullable=False, comment="persons, percent, institutions, rank, ..."
        ),
        sa.Column(
            "qualifier",
            sa.Enum(
                "exactly",
                "at_least",
                "at_most",
                "about",
                name="qualifier",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Exactly, at least, at most, about.",
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
            comment="Stock, flow, cumulative, rank or other.",
        ),
        sa.Column(
            "is_additive",
            sa.Boolean(),
            nullable=False,
            comment="A count of persons that bounds may reason with; no leave to add.",
        ),
        sa.Column(
            "period",
            sa.String(length=20),
            nullable=False,
            comment="Period in the source's words: 2023/24, 2018-2023, ''.",
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
            comment="Kind of the period.",
        ),
        sa.Column(
            "period_basis",
            sa.String(length=20),
            nullable=False,
            comment="stated, or publication_date where only that is known.",
        ),
        sa.Column(
            "academic_year", sa.Integer(), nullable=True, comment="Year it starts in: 2023 is 2023/24. NULL: to none."
        ),
        sa.Column("as_of", sa.String(length=10), nullable=False, comment="Day of the figure where told; ''."),
        sa.Column(
            "direction",
            sa.Enum("inbound", "outbound", name="direction", native_enum=False, create_constraint=True, length=24),
            nullable=True,
            comment="NULL where it has no meaning.",
        ),
        sa.Column(
            "level",
            sa.Enum(
                "not_stated",
                "preparatory",
                "bachelor",
                "master",
                "doctoral",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
            comment="NULL: not told, not all levels.",
        ),
        sa.Column(
            "definition",
            sa.Text(),
            nullable=False,
            comment="Whose count it is: statistics bureau, ministry; '' where one's own.",
        ),
        sa.Column("scope_note", sa.Text(), nullable=False, comment="What the scope columns cannot say (English)."),
        sa.Column("note", sa.Text(), nullable=False, comment="What a reader must know (English)."),
        sa.Column("confidence", sa.String(length=10), nullable=False, comment="high, medium, low; '' not judged."),
        sa.Column("is_doubtful", sa.Boolean(), nullable=False, comment="Not to be charted before it is checked."),
        sa.Column("source_title", sa.Text(), nullable=False, comment="Title of the document."),
        sa.Column("source_publisher", sa.Text(), nullable=False, comment="Who published it; '' where not told."),
        sa.Column("source_url", sa.Text(), nullable=False, comment="Its address."),
        sa.Column(
            "source_date",
            sa.String(length=10),
            nullable=False,
            comment="Its date as far as known: YYYY, YYYY-MM or YYYY-MM-DD; '' for an undated page.",
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.CheckConstraint(
            "academic_year IS NULL OR academic_year BETWEEN 1900 AND 2100", name=op.f("ck_published_figure_a_year")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["release_file.id"], name=op.f("fk_published_figure_file_id_release_file")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_published_figure_release_id_release")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_published_figure_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figure")),
    )
    with op.batch_alter_table("published_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_published_figure_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_published_figure_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_published_figure_metric"), ["metric"], unique=False)
        batch_op.create_index(batch_op.f("ix_published_figure_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_published_figure_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_published_figure_now",
            ["code"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "stated_total",
        sa.Column("series_id", sa.Integer(), nullable=False, comment="Whose definition."),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="Total of this unit and all below."),
        sa.Column("period", sa.String(length=10), nullable=False, comment="As in mobility_count."),
        sa.Column(
            "direction",
            sa.Enum("inbound", "outbound", name="direction", native_enum=False, create_constraint=True, length=24),
            nullable=False,
            comment="Seen from the institution.",
        ),
        sa.Column(
            "mobility_type",
            sa.Enum("degree", "credit", name="mobilitytype", native_enum=False, create_constraint=True, length=24),
            nullable=False,
            comment="Degree or credit.",
        ),
        sa.Column("country_code", sa.String(length=3), nullable=False, comment="ZZZ: over all countries."),
        sa.Column(
            "cell_state",
            sa.Enum(
                "value",
                "withheld",
                "not_stated",
                "not_measured",
                "not_applicable",
                name="cellstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Whether there is a number.",
        ),
        sa.Column("headcount", sa.Integer(), nullable=True, comment="Persons (or enrolments, as the series says)."),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.CheckConstraint(
            "(cell_state = 'value') = (headcount IS NOT NULL)",
            name=op.f("ck_stated_total_a_number_only_where_there_is_one"),
        ),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_stated_total_headcount_not_negative")),
        sa.ForeignKeyConstraint(["country_code"], ["country.code"], name=op.f("fk_stated_total_country_code_country")),
        sa.ForeignKeyConstraint(["file_id"], ["release_file.id"], name=op.f("fk_stated_total_file_id_release_file")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_stated_total_release_id_release")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_stated_total_series_id_series")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_stated_total_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_total")),
    )
    with op.batch_alter_table("stated_total", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stated_total_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stated_total_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_stated_total_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stated_total_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_stated_total_now",
            ["series_id", "unit_id", "period", "direction", "mobility_type", "country_code"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "statement",
        sa.Column("code", sa.String(length=40), nullable=False, comment="Lasting code: KZS-001."),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="Of whom."),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="proposal, membership, event, ..."),
        sa.Column(
            "on_date",
            sa.String(length=10),
            nullable=False,
            comment="When, as far as told: YYYY, YYYY-MM, YYYY-MM-DD; ''.",
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="The statement in our own words (English)."),
        sa.Column("scope", sa.String(length=30), nullable=False, comment="Country (alpha-3) or group code; '' none."),
        sa.Column("source_title", sa.Text(), nullable=False, comment="Title of the document."),
        sa.Column("source_publisher", sa.Text(), nullable=False, comment="Who published it; '' where not told."),
        sa.Column("source_url", sa.Text(), nullable=False, comment="Its address."),
        sa.Column(
            "source_date",
            sa.String(length=10),
            nullable=False,
            comment="Its date as far as known: YYYY, YYYY-MM or YYYY-MM-DD; '' for an undated page.",
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["release_file.id"], name=op.f("fk_statement_file_id_release_file")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_statement_release_id_release")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_statement_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_statement_now",
            ["code"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "target",
        sa.Column("code", sa.String(length=100), nullable=False, comment="Lasting code: TGT-001."),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="Whose goal."),
        sa.Column("metric", sa.String(length=60), nullable=False, comment="Of what, a code of the metric list."),
        sa.Column("value", sa.Double(), nullable=False, comment="The goal, in the metric's unit."),
        sa.Column(
            "qualifier",
            sa.Enum(
                "exactly",
                "at_least",
                "at_most",
                "about",
                name="qualifier",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
            comment="Exactly, at least, at most, about.",
        ),
        sa.Column("target_year", sa.Integer(), nullable=True, comment="Due in; NULL where the source tells none."),
        sa.Column(
            "set_on", sa.String(length=10), nullable=False, comment="Day it was set as far as known: YYYY-MM-DD; ''."
        ),
        sa.Column(
            "good",
            sa.Enum("higher", "lower", name="gooddirection", native_enum=False, create_constraint=True, length=24),
            nullable=False,
            comment="Which way is better.",
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="What a reader must know (English)."),
        sa.Column("source_title", sa.Text(), nullable=False, comment="Title of the document."),
        sa.Column("source_publisher", sa.Text(), nullable=False, comment="Who published it; '' where not told."),
        sa.Column("source_url", sa.Text(), nullable=False, comment="Its address."),
        sa.Column(
            "source_date",
            sa.String(length=10),
            nullable=False,
            comment="Its date as far as known: YYYY, YYYY-MM or YYYY-MM-DD; '' for an undated page.",
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["release_file.id"], name=op.f("fk_target_file_id_release_file")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_target_release_id_release")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_target_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_target_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_target_metric"), ["metric"], unique=False)
        batch_op.create_index(batch_op.f("ix_target_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_target_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_target_now",
            ["code"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "unit_record",
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="Of which unit."),
        sa.Column("parent_id", sa.Integer(), nullable=True, comment="The unit above; NULL directly below the root."),
        sa.Column(
            "kind",
            sa.Enum("faculty", "department", name="unitkind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
            comment="Faculty or department.",
        ),
        sa.Column("name_en", sa.Text(), nullable=False, comment="English name, or the name in the source's language."),
        sa.Column("name_ru", sa.Text(), nullable=False, comment="Russian name; '' where not known."),
        sa.Column("name_kk", sa.Text(), nullable=False, comment="Kazakh name; '' where not known."),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="First day; NULL where not told."),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="First day it is gone; NULL while it exists."),
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("release_id", sa.Integer(), nullable=False, comment="The load it came with."),
        sa.Column("file_id", sa.Integer(), nullable=False, comment="The file it came from."),
        sa.Column(
            "source_rows",
            sa.Text(),
            nullable=False,
            comment="Line numbers in that file, header = 1: '7' or '7, 12-14'.",
        ),
        sa.Column(
            "is_current",
            sa.Boolean(),
            nullable=False,
            comment="True for the row that answers now; false once restated or withdrawn.",
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from",
            name=op.f("ck_unit_record_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(["file_id"], ["release_file.id"], name=op.f("fk_unit_record_file_id_release_file")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_record_parent_id_unit")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_unit_record_release_id_release")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_record_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_record")),
    )
    with op.batch_alter_table("unit_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_record_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_record_is_current"), ["is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_record_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_record_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_unit_record_now",
            ["unit_id"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "published_figure_country",
        sa.Column("figure_id", sa.Integer(), nullable=False, comment="The figure."),
        sa.Column("country_code", sa.String(length=3), nullable=False, comment="A country of it."),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_published_figure_country_country_code_country")
        ),
        sa.ForeignKeyConstraint(
            ["figure_id"],
            ["published_figure.id"],
            name=op.f("fk_published_figure_country_figure_id_published_figure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("figure_id", "country_code", name=op.f("pk_published_figure_country")),
    )


def downgrade() -> None:
    op.drop_table("published_figure_country")
    with op.batch_alter_table("unit_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_unit_record_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_unit_record_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_record_release_id"))
        batch_op.drop_index(batch_op.f("ix_unit_record_is_current"))
        batch_op.drop_index(batch_op.f("ix_unit_record_file_id"))

    op.drop_table("unit_record")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_target_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_target_unit_id"))
        batch_op.drop_index(batch_op.f("ix_target_release_id"))
        batch_op.drop_index(batch_op.f("ix_target_metric"))
        batch_op.drop_index(batch_op.f("ix_target_is_current"))
        batch_op.drop_index(batch_op.f("ix_target_file_id"))

    op.drop_table("target")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_statement_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_statement_unit_id"))
        batch_op.drop_index(batch_op.f("ix_statement_release_id"))
        batch_op.drop_index(batch_op.f("ix_statement_is_current"))
        batch_op.drop_index(batch_op.f("ix_statement_file_id"))

    op.drop_table("statement")
    with op.batch_alter_table("stated_total", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_stated_total_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_stated_total_unit_id"))
        batch_op.drop_index(batch_op.f("ix_stated_total_release_id"))
        batch_op.drop_index(batch_op.f("ix_stated_total_is_current"))
        batch_op.drop_index(batch_op.f("ix_stated_total_file_id"))

    op.drop_table("stated_total")
    with op.batch_alter_table("published_figure", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_published_figure_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_published_figure_unit_id"))
        batch_op.drop_index(batch_op.f("ix_published_figure_release_id"))
        batch_op.drop_index(batch_op.f("ix_published_figure_metric"))
        batch_op.drop_index(batch_op.f("ix_published_figure_is_current"))
        batch_op.drop_index(batch_op.f("ix_published_figure_file_id"))

    op.drop_table("published_figure")
    with op.batch_alter_table("mobility_count", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mobility_count_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_mobility_count_unit_id"))
        batch_op.drop_index(batch_op.f("ix_mobility_count_release_id"))
        batch_op.drop_index(batch_op.f("ix_mobility_count_partner_id"))
        batch_op.drop_index(batch_op.f("ix_mobility_count_is_current"))
        batch_op.drop_index(batch_op.f("ix_mobility_count_file_id"))
        batch_op.drop_index(batch_op.f("ix_mobility_count_country_code"))

    op.drop_table("mobility_count")
    with op.batch_alter_table("institution_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_institution_record_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_institution_record_release_id"))
        batch_op.drop_index(batch_op.f("ix_institution_record_is_current"))
        batch_op.drop_index(batch_op.f("ix_institution_record_institution_id"))
        batch_op.drop_index(batch_op.f("ix_institution_record_file_id"))

    op.drop_table("institution_record")
    with op.batch_alter_table("enrolment_count", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_count_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_enrolment_count_unit_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_count_release_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_count_is_current"))
        batch_op.drop_index(batch_op.f("ix_enrolment_count_file_id"))

    op.drop_table("enrolment_count")
    with op.batch_alter_table("country_group_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_country_group_member_now",
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.drop_index(batch_op.f("ix_country_group_member_release_id"))
        batch_op.drop_index(batch_op.f("ix_country_group_member_is_current"))
        batch_op.drop_index(batch_op.f("ix_country_group_member_file_id"))

    op.drop_table("country_group_member")
    with op.batch_alter_table("agreement_year", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreement_year_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_agreement_year_unit_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_year_release_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_year_partner_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_year_is_current"))
        batch_op.drop_index(batch_op.f("ix_agreement_year_file_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_year_agreement_id"))

    op.drop_table("agreement_year")
    with op.batch_alter_table("agreement_statement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreement_statement_now", sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_agreement_statement_unit_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_statement_release_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_statement_partner_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_statement_is_current"))
        batch_op.drop_index(batch_op.f("ix_agreement_statement_file_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_statement_agreement_id"))

    op.drop_table("agreement_statement")
    with op.batch_alter_table("release_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_file_sha256"))

    op.drop_table("release_file")
    with op.batch_alter_table("release_extent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_extent_release_id"))

    op.drop_table("release_extent")
    op.drop_table("unit")
    op.drop_table("series")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_source_id"))
        batch_op.drop_index(batch_op.f("ix_release_institution_id"))

    op.drop_table("release")
    op.drop_table("agreement")
    op.drop_table("source")
    op.drop_table("institution")
    op.drop_table("country")
