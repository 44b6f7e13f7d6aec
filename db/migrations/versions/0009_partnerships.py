"""What a register of agreements needs: kinds of dates, renewal, study field and level of places; who is who."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KINDS = ("not_stated", "university", "country", "branch", "network", "organisation")
MORE_KINDS = (*KINDS, "centre", "embassy")
DATES = ("signed", "began", "opened", "planned", "ends", "event", "news", "not_stated")
RENEWALS = ("not_stated", "none", "automatic", "by_agreement")
LEVELS = ("not_stated", "preparatory", "bachelor", "master", "doctoral")
START = "Signing, opening, planned opening or event, as the note tells: YYYY, YYYY-MM, YYYY-MM-DD; ''."
NEW_START = "A date of it, as far as told: YYYY, YYYY-MM, YYYY-MM-DD; ''."
CURRENT = {"unique": True, "sqlite_where": sa.text("is_current = 1"), "postgresql_where": sa.text("is_current")}
MERGED = sa.text("taken_back_at IS NULL AND agreement_id IS NULL")
SPLIT = sa.text("taken_back_at IS NULL AND agreement_id IS NOT NULL")
USED = ["agreement_id", "unit_id", "partner_id", "period", "direction"]


def _add(table: str, column: str, rest: str, comment: str) -> None:
    """Not in batch mode, which would copy a table of any length. With its CHECK, which `add_column` leaves out."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {rest}")
    if op.get_bind().dialect.name == "postgresql":
        told = comment.replace("'", "''")
        op.execute(f"COMMENT ON COLUMN {table}.{column} IS '{told}'")


def _coded(table: str, column: str, codes: tuple[str, ...], name: str) -> str:
    listed = ", ".join(f"'{code}'" for code in codes)
    return f"VARCHAR(24) DEFAULT 'not_stated' NOT NULL CONSTRAINT ck_{table}_{name} CHECK ({column} IN ({listed}))"


def _kinds(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Let an institution be of other kinds."""
    listed = ", ".join(f"'{kind}'" for kind in after)
    with op.batch_alter_table("institution_record") as batch:
        batch.drop_constraint(op.f("ck_institution_record_institutionkind"), type_="check")
        batch.create_check_constraint(op.f("ck_institution_record_institutionkind"), f"kind IN ({listed})")


def _comment(comment: str, before: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "agreement_statement", "start", existing_type=sa.String(10), existing_nullable=False, comment=comment,
            existing_comment=before,
        )  # fmt: skip


def upgrade() -> None:
    _kinds(KINDS, MORE_KINDS)
    blank = "DEFAULT '' NOT NULL"
    _add("institution_record", "spellings", f"TEXT {blank}", "Other names it is known by, parted by |; ''.")
    _add("institution_record", "ror", f"VARCHAR(9) {blank}",
         "Code in the Research Organization Registry: 02j46qs45; ''.")  # fmt: skip
    _add("institution_record", "erasmus_code", f"VARCHAR(20) {blank}", "Erasmus code: E ZARAGOZ01; ''.")
    said = "agreement_statement"
    _comment(NEW_START, START)
    _add(said, "start_kind", _coded(said, "start_kind", DATES, "datekind"), "What happened on that date.")
    _add(said, "renewal", _coded(said, "renewal", RENEWALS, "renewal"), "What becomes of it on its last day.")
    _add(said, "partner_unit", f"VARCHAR(200) {blank}", "Faculty or department of the partner; ''.")
    used = "agreement_year"
    _add(used, "isced_f_code", f"VARCHAR(4) {blank}", "Study field, ISCED-F 2013: 0421; '' not told.")
    _add(used, "level", _coded(used, "level", LEVELS, "level"), "Level of study.")
    double = "DOUBLE PRECISION" if op.get_bind().dialect.name == "postgresql" else "DOUBLE"
    _add(used, "months", double, "Months abroad agreed for all places of the year together; NULL where not told.")
    _add(used, "graduates",
         "INTEGER CONSTRAINT ck_agreement_year_months_not_negative CHECK (months >= 0 AND graduates >= 0)",
         "Students who took both degrees in the year; NULL where not told.")  # fmt: skip
    op.drop_index("uq_agreement_year_now", table_name=used)
    op.create_index("uq_agreement_year_now", used, [*USED, "isced_f_code", "level"], **CURRENT)
    _same_institution()


def _same_institution() -> None:
    op.create_table(
        "same_institution",
        sa.Column("id", sa.Integer(), nullable=False, comment="Surrogate key."),
        sa.Column("institution_id", sa.Integer(), nullable=False, comment="As it is recorded."),
        sa.Column("agreement_id", sa.Integer(), nullable=True, comment="Of this agreement only; NULL: everywhere."),
        sa.Column("into_id", sa.Integer(), nullable=False, comment="Whom it is."),
        sa.Column("reason", sa.String(500), nullable=False, comment="Why, in the person's words."),
        sa.Column("said_by", sa.Text(), nullable=False, comment="Account that said so."),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
        sa.Column(
            "taken_back_by", sa.Text(), nullable=True, comment="Account that took it back; NULL while it holds."
        ),
        sa.Column(
            "taken_back_at", sa.DateTime(timezone=True), nullable=True, comment="UTC; NULL while it holds."
        ),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)",
            name=op.f("ck_same_institution_taken_back_by_someone"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_same_institution_a_reason")),
        sa.CheckConstraint("institution_id <> into_id", name=op.f("ck_same_institution_another_one")),
        *[
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_same_institution_{column}_{table}"))
            for column, table in (
                ("institution_id", "institution"), ("agreement_id", "agreement"), ("into_id", "institution"),
            )
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_institution")),
    )  # fmt: skip
    op.create_index("uq_same_institution_now", "same_institution", ["institution_id"], unique=True,
                    sqlite_where=MERGED, postgresql_where=MERGED)  # fmt: skip
    op.create_index("uq_same_institution_of_agreement_now", "same_institution", ["institution_id", "agreement_id"],
                    unique=True, sqlite_where=SPLIT, postgresql_where=SPLIT)  # fmt: skip


def downgrade() -> None:
    op.drop_table("same_institution")
    op.drop_index("uq_agreement_year_now", table_name="agreement_year")
    # The older table knows one row per agreement, unit, partner, year and direction: of several the first is kept.
    first = "SELECT min(id) FROM agreement_year GROUP BY " + ", ".join([*USED, "release_id"])
    op.execute(f"DELETE FROM agreement_year WHERE id NOT IN ({first})")
    op.create_index("uq_agreement_year_now", "agreement_year", USED, **CURRENT)
    for table, columns in (
        ("agreement_year", ("graduates", "months", "level", "isced_f_code")),
        ("agreement_statement", ("partner_unit", "renewal", "start_kind")),
        ("institution_record", ("erasmus_code", "ror", "spellings")),
    ):
        for column in columns:
            op.drop_column(table, column)
    _comment(START, NEW_START)
    op.execute("UPDATE institution_record SET kind = 'organisation' WHERE kind IN ('centre', 'embassy')")
    _kinds(MORE_KINDS, KINDS)
