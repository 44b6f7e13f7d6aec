"""Protected numbers: how they are made, slices, counts; and sources that are public as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PUBLIC = (
    "hesa_students_by_country", "hesa_students", "hesa_staff_by_nationality", "uis_flows", "ircc_study_permits",
    "unizar_agreements", "unizar_results",
)  # fmt: skip
"""Sources loaded before, whose producers publish the very cells."""
OF_SLICE = "The slice it is of."
IS_PUBLIC = "Whether its producer publishes these very cells: then they are shown to all as they are."


def _key(table: str, column: str, of: str, target: str = "id", **how: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.{target}"], name=op.f(f"fk_{table}_{column}_{of}"), **how)


def _whole(name: str, comment: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, comment=comment)


def _word(name: str, length: int, comment: str) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False, comment=comment)


def _one_of(name: str, kind: str, codes: tuple[str, ...], comment: str) -> sa.Column:
    listed = sa.Enum(*codes, name=kind, native_enum=False, create_constraint=True, length=24)
    return sa.Column(name, listed, nullable=False, comment=comment)


def upgrade() -> None:
    op.execute("ALTER TABLE source ADD COLUMN is_public BOOLEAN DEFAULT false NOT NULL")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN source.is_public IS '{IS_PUBLIC}'")
    listed = ", ".join(f"'{code}'" for code in PUBLIC)
    op.execute(f"UPDATE source SET is_public = true WHERE code IN ({listed})")
    op.create_table(
        "protection",
        _whole("id", "1."), _whole("base", "Protected numbers are multiples of it."),
        _word("salt", 32, "Decides which numbers are rather rounded up; kept secret."),
        sa.CheckConstraint("base BETWEEN 2 AND 100", name=op.f("ck_protection_a_base")),
        sa.CheckConstraint("id = 1", name=op.f("ck_protection_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protection")),
    )  # fmt: skip
    _slices()
    _scopes()
    _counts()


def _slices() -> None:
    name = "protected_slice"
    op.create_table(
        name,
        _whole("id", "Surrogate key."), _word("table_name", 40, "Table whose rows it protects."),
        _whole("institution_id", "Whose."), _whole("series_id", "By whose definition."),
        _word("period", 10, "As in the table."),
        *[_word(column, 24, "As in the table.") for column in ("direction", "mobility_type", "level")],
        sa.Column(
            "is_domestic", sa.Boolean(), nullable=False,
            comment="Whether it is of the home country, or of all others.",
        ),
        _word("fingerprint", 64, "Of the exact numbers: while it stays, these stay."),
        _whole("beyond", "Bases by which a sum of faculty × region is further off; usually 0."),
        _whole("release_id", "Newest release behind it."), _whole("file_id", "A file of that release."),
        _key(name, "institution_id", "institution"), _key(name, "series_id", "series"),
        _key(name, "release_id", "release"), _key(name, "file_id", "release_file"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected_slice")),
        sa.UniqueConstraint(
            "table_name", "institution_id", "series_id", "period", "direction", "mobility_type", "level",
            "is_domestic", name="uq_protected_slice_key",
        ),
    )  # fmt: skip
    op.create_table(
        "protected_source",
        _whole("slice_id", OF_SLICE), _whole("release_id", "A release behind it."),
        _key("protected_source", "slice_id", name, ondelete="CASCADE"),
        _key("protected_source", "release_id", "release"),
        sa.PrimaryKeyConstraint("slice_id", "release_id", name=op.f("pk_protected_source")),
    )  # fmt: skip


def _scopes() -> None:
    op.create_table(
        "protection_scope",
        sa.Column("scope", sa.Text(), nullable=False, comment="Institution and units by their codes, as JSON."),
        _whole("institution_id", "Whose units."),
        _key("protection_scope", "institution_id", "institution"),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_protection_scope")),
    )
    op.create_table(
        "protected_scope",
        _whole("slice_id", OF_SLICE),
        sa.Column(
            "scope", sa.Text(), nullable=False, comment="As in protection_scope; also of a single faculty."
        ),
        _key("protected_scope", "slice_id", "protected_slice", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("slice_id", "scope", name=op.f("pk_protected_scope")),
    )  # fmt: skip


def _counts() -> None:
    name = "protected_count"
    states = ("value", "withheld", "not_stated", "not_measured", "not_applicable")
    op.create_table(
        name,
        _whole("id", "Surrogate key."), _whole("slice_id", OF_SLICE),
        _one_of("breakdown", "breakdown", ("place", "partner", "field"),
                "What the slice is broken down by; they are never added."),
        _whole("unit_id", "The root where not broken down by unit."),
        _word("country_code", 3, "ZZZ where not broken down by it."),
        _whole("partner_id", "Not stated, unless broken down."),
        _word("field", 200, "'' unless broken down by it."),
        _one_of("cell_state", "cellstate", states, "Whether there is a number."),
        sa.Column("headcount", sa.Integer(), nullable=True, comment="Persons: a multiple of the base."),
        sa.CheckConstraint(
            "(cell_state = 'value') = (headcount IS NOT NULL)",
            name=op.f("ck_protected_count_a_number_only_where_there_is_one"),
        ),
        _key(name, "slice_id", "protected_slice", ondelete="CASCADE"), _key(name, "unit_id", "unit"),
        _key(name, "country_code", "country", "code"), _key(name, "partner_id", "institution"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected_count")),
    )  # fmt: skip
    op.create_index("ix_protected_count_slice_id_breakdown", name, ["slice_id", "breakdown"])


def downgrade() -> None:
    for name in (
        "protected_count", "protected_scope", "protection_scope", "protected_source",
        "protected_slice", "protection",
    ):  # fmt: skip
        op.drop_table(name)
    op.drop_column("source", "is_public")
