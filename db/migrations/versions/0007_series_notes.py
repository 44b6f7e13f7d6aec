"""Remarks on series: what a reader must know of a period, and where counts stop to compare."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series_note",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("series_id", sa.Integer(), nullable=False, comment="What it is a remark on."),
        sa.Column("period", sa.String(10), nullable=False, comment="Period it is about; '': all of the series."),
        sa.Column(
            "is_break", sa.Boolean(), nullable=False,
            comment="Counts from the period on do not compare with those before.",
        ),
        sa.Column(
            "text", sa.Text(), nullable=False,
            comment="What a reader must know (English; a message of the catalogue).",
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_note_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_note")),
        sa.UniqueConstraint("series_id", "period", "text", name=op.f("uq_series_note_series_id_period_text")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("series_note")
