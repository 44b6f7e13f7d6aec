"""What was said: published figures, targets, statements."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    with op.batch_alter_table("published_figure") as batch_op:
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
    with op.batch_alter_table("statement") as batch_op:
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
    with op.batch_alter_table("target") as batch_op:
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
    op.drop_table("target")
    op.drop_table("statement")
    op.drop_table("published_figure")
