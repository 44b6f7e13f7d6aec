"""Record figures: mobility, enrolment, stated totals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    with op.batch_alter_table("enrolment_count") as batch_op:
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
    with op.batch_alter_table("mobility_count") as batch_op:
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
    with op.batch_alter_table("stated_total") as batch_op:
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


def downgrade() -> None:
    op.drop_table("stated_total")
    op.drop_table("mobility_count")
    op.drop_table("enrolment_count")
