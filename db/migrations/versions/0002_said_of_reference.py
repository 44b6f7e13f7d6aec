"""What releases say of country groups, institutions and units."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    with op.batch_alter_table("country_group_member") as batch_op:
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
    with op.batch_alter_table("institution_record") as batch_op:
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
    with op.batch_alter_table("unit_record") as batch_op:
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


def downgrade() -> None:
    op.drop_table("unit_record")
    op.drop_table("institution_record")
    op.drop_table("country_group_member")
