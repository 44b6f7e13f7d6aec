"""What bounds reason with: what of its scope a published figure counts, its margin, and figures set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COVERS = ("whole", "part", "other")
LEVELS = ("not_stated", "preparatory", "bachelor", "master", "doctoral")
NOW = {
    "unique": True, "sqlite_where": sa.text("taken_back_at IS NULL"),
    "postgresql_where": sa.text("taken_back_at IS NULL"),
}  # fmt: skip


def _add(column: str, rest: str, comment: str) -> None:
    """Not in batch mode: rows of other tables point to these. With its CHECK, which `add_column` leaves out."""
    op.execute(f"ALTER TABLE published_figure ADD COLUMN {column} {rest}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN published_figure.{column} IS '{comment}'")


def _one_of(column: str, name: str, codes: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{code}'" for code in codes)
    return f"CONSTRAINT ck_published_figure_{name} CHECK ({column} IN ({listed}))"


def upgrade() -> None:
    level = f"VARCHAR(24) {_one_of('except_level', 'exceptlevel', LEVELS)}"
    _add("except_level", level, "Level that is left out of the count; NULL: none.")
    covers = f"VARCHAR(24) DEFAULT 'whole' NOT NULL {_one_of('covers', 'covers', COVERS)}"
    _add("covers", covers, "The whole scope, a part of it, or something else.")
    told = "By how much `about` may be off, where the source tells; NULL: half a unit of the last digit stated."
    op.add_column("published_figure", sa.Column("margin", sa.Double(), nullable=True, comment=told))
    # What a note narrows is at most a part, until its file is loaded again and says more.
    op.execute("UPDATE published_figure SET covers = 'part' WHERE scope_note <> ''")
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("code", sa.String(40), nullable=False, comment="Lasting code of the figure."),
        sa.Column(
            "reason", sa.String(500), nullable=False, comment="Why it is not reasoned with, in the person's words."
        ),
        sa.Column("set_by", sa.Text(), nullable=False, comment="Account that set it aside."),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
        sa.Column(
            "taken_back_by", sa.Text(), nullable=True, comment="Account that took it back; NULL while it holds."
        ),
        sa.Column(
            "taken_back_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; NULL while it holds."
        ),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)", name=op.f("ck_set_aside_taken_back_by_someone")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_set_aside_a_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )  # fmt: skip
    op.create_index("uq_set_aside_now", "set_aside", ["code"], **NOW)


def downgrade() -> None:
    op.drop_table("set_aside")
    for name in ("margin", "covers", "except_level"):
        op.drop_column("published_figure", name)
