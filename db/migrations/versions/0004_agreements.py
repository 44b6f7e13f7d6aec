"""Agreements: what is said of them, and their use."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    with op.batch_alter_table("agreement_statement") as batch_op:
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
    with op.batch_alter_table("agreement_year") as batch_op:
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


def downgrade() -> None:
    op.drop_table("agreement_year")
    op.drop_table("agreement_statement")
    op.drop_table("agreement")
