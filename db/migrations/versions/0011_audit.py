"""Who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ACTS = (
    "signed_in", "refused", "loaded", "undid", "set_aside", "took_back", "said_same", "confirmed", "saw_exact",
    "downloaded", "asked", "protected",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key, in the order of acts."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
        sa.Column(
            "who", sa.String(200), nullable=False, comment="Account of the person; '' of one who is not signed in."
        ),
        sa.Column("role", sa.String(24), nullable=False, comment="In which role; '' where it has none."),
        sa.Column(
            "act", sa.Enum(*ACTS, name="act", native_enum=False, create_constraint=True, length=24), nullable=False,
            comment="What the person did.",
        ),
        sa.Column(
            "what", sa.String(1000), nullable=False, comment="With what: page, title of a table, release, code."
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )  # fmt: skip
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"])


def downgrade() -> None:
    op.drop_table("audit_event")
