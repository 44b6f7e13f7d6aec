"""What loading any export needs: fractions, totals of persons, extents by country, how a file was read, spellings."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNTED = ("mobility_count", "enrolment_count", "stated_total")
RECORDED = (
    *COUNTED, "agreement_statement", "agreement_year", "country_group_member", "institution_record",
    "published_figure", "statement", "target", "unit_record",
)  # fmt: skip
KEY = ["series_id", "unit_id", "period", "direction", "mobility_type", "country_code"]
NOW = {"unique": True, "sqlite_where": sa.text("is_current = 1"), "postgresql_where": sa.text("is_current")}
HEADCOUNT = "Persons (or enrolments, as the series says)"


def _basis() -> sa.Enum:
    return sa.Enum("stated", "distinct", name="totalbasis", native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    # Nobody looks for rows by these alone; each load paid for keeping them.
    for table in RECORDED:
        op.drop_index(f"ix_{table}_is_current", table_name=table)
        op.drop_index(f"ix_{table}_file_id", table_name=table)
    op.drop_index("uq_stated_total_now", table_name="stated_total")
    for table in COUNTED:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "headcount", existing_type=sa.Integer(), type_=sa.Double(), existing_nullable=True,
                existing_comment=f"{HEADCOUNT}.",
                comment=f"{HEADCOUNT}; a fraction where its producer estimates.",
            )  # fmt: skip
            if table == "stated_total":
                batch.add_column(
                    sa.Column(
                        "basis", _basis(), nullable=False, server_default="stated",
                        comment="Stated by the source, or distinct persons counted while read.",
                    )
                )  # fmt: skip
                batch.add_column(
                    sa.Column(
                        "label", sa.String(120), nullable=False, server_default="",
                        comment="The source's words where it is no total of all: Total European Union; '' else.",
                    )
                )  # fmt: skip
    with op.batch_alter_table("stated_total") as batch:
        batch.alter_column("basis", existing_type=_basis(), server_default=None)
        batch.alter_column("label", existing_type=sa.String(120), server_default=None)
    op.create_index("uq_stated_total_now", "stated_total", [*KEY, "basis", "label"], **NOW)
    _add("release", "recipe", 64, "Fingerprint of all that decides how the files are read; '' where it was not told.")
    _add("release_extent", "country_code", 3, "Country; '': all of its source.")
    op.create_table(
        "confirmed_spelling",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("kind", sa.String(20), nullable=False, comment="country, level, unit or institution."),
        sa.Column(
            "institution", sa.String(120), nullable=False, comment="Whose unit it is; '' for the other kinds."
        ),
        sa.Column(
            "folded", sa.String(300), nullable=False,
            comment="The spelling without case, accents and surplus blanks.",
        ),
        sa.Column("spelling", sa.String(300), nullable=False, comment="The spelling as it was met."),
        sa.Column("code", sa.String(120), nullable=False, comment="The code it stands for."),
        sa.Column("confirmed_by", sa.Text(), nullable=False, comment="Account that confirmed it."),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_spelling")),
        sa.UniqueConstraint(
            "kind", "institution", "folded", name=op.f("uq_confirmed_spelling_kind_institution_folded")
        ),
    )  # fmt: skip


def _add(table: str, column: str, length: int, comment: str) -> None:
    """A text column that older rows have blank. Not in batch mode: rows of other tables point to these."""
    op.add_column(table, sa.Column(column, sa.String(length), nullable=False, server_default="", comment=comment))


def downgrade() -> None:
    op.drop_table("confirmed_spelling")
    op.drop_column("release_extent", "country_code")
    op.drop_column("release", "recipe")
    op.drop_index("uq_stated_total_now", table_name="stated_total")
    # The older tables know stated totals of all only.
    op.execute("DELETE FROM stated_total WHERE basis = 'distinct' OR label <> ''")
    with op.batch_alter_table("stated_total") as batch:
        batch.drop_constraint(op.f("ck_stated_total_totalbasis"), type_="check")
        batch.drop_column("label")
        batch.drop_column("basis")
    op.create_index("uq_stated_total_now", "stated_total", KEY, **NOW)
    for table in COUNTED:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "headcount", existing_type=sa.Double(), type_=sa.Integer(), existing_nullable=True,
                existing_comment=f"{HEADCOUNT}; a fraction where its producer estimates.", comment=f"{HEADCOUNT}.",
            )  # fmt: skip
    for table in RECORDED:
        op.create_index(f"ix_{table}_file_id", table, ["file_id"])
        op.create_index(f"ix_{table}_is_current", table, ["is_current"])
