"""What reviewing leaves on the record: confirmations, lost approvals, remarks, disclosure decisions, files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

# Nobody who reaches the tables, the service included, can make the record say something else.
KEEP_RECORD = """
CREATE FUNCTION keep_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the record in % is append-only', TG_TABLE_NAME;
END $$
"""
# A review may lose its standing once; a remark may be settled once. Nothing else about them changes.
KEEP_REVIEW = """
CREATE FUNCTION keep_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL
    OR (to_jsonb(NEW) - 'voided_at' - 'voided_by' - 'voided_for')
      IS DISTINCT FROM (to_jsonb(OLD) - 'voided_at' - 'voided_by' - 'voided_for')
  THEN RAISE EXCEPTION 'review % is on the record and cannot change', OLD.id; END IF;
  RETURN NEW;
END $$
"""
KEEP_REMARK = """
CREATE FUNCTION keep_remark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.settled_at IS NOT NULL
    OR (to_jsonb(NEW) - 'settled_at' - 'settled_by' - 'settled_name' - 'answer')
      IS DISTINCT FROM (to_jsonb(OLD) - 'settled_at' - 'settled_by' - 'settled_name' - 'answer')
  THEN RAISE EXCEPTION 'remark % is on the record and cannot change', OLD.id; END IF;
  RETURN NEW;
END $$
"""
KEPT = {
    "history": "keep_record",
    "disclosure_decision": "keep_record",
    "review": "keep_review",
    "remark": "keep_remark",
}


def upgrade() -> None:
    _widen()
    _create_remarks()
    _create_disclosure_decisions()
    _create_files()
    for function in (KEEP_RECORD, KEEP_REVIEW, KEEP_REMARK):
        op.execute(function)
    for table, function in KEPT.items():
        op.execute(
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def _widen() -> None:
    op.add_column("history", sa.Column("from_state", sa.String(20)))
    op.add_column("history", sa.Column("to_state", sa.String(20)))
    op.add_column("review", sa.Column("proofread", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("review", sa.Column("voided_at", MOMENT))
    op.add_column("review", sa.Column("voided_by", sa.String(200)))
    op.add_column("review", sa.Column("voided_for", postgresql.ARRAY(sa.String(60))))
    op.add_column("revision", sa.Column("legal_note", sa.Text(), server_default="", nullable=False))
    op.add_column("revision", sa.Column("urgent_reason", sa.Text()))
    op.add_column("revision", sa.Column("urgent_by", sa.String(200)))
    op.add_column("revision", sa.Column("review_due", sa.Date()))
    # A reason in free words is no reason of the law's list: whoever wrote the draft decides again.
    op.execute(
        "UPDATE revision SET disclosure = 'undecided', legal_note = legal_reason, legal_reason = '' "
        "WHERE number IS NULL AND disclosure = 'withheld'"
    )


def _create_remarks() -> None:
    op.create_table(
        "remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_by", sa.String(200)),
        sa.Column("settled_name", sa.String(200)),
        sa.Column("answer", sa.Text()),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_remark_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_revision_id"), "remark", ["revision_id"], unique=False)


def _create_disclosure_decisions() -> None:
    op.create_table(
        "disclosure_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure", sa.String(20), nullable=False),
        sa.Column("legal_reason", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_disclosure_decision_policy_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_disclosure_decision_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_decision")),
    )
    op.create_index(
        "ix_disclosure_decision_revision_id_id", "disclosure_decision", ["revision_id", "id"], unique=False
    )


def _create_files() -> None:
    op.create_table(
        "stored_file",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_stored_file_policy_id")),
        sa.PrimaryKeyConstraint("policy_id", "sha256", name=op.f("pk_stored_file")),
    )


def downgrade() -> None:
    for table, function in KEPT.items():
        op.execute(f"DROP TRIGGER {function} ON {table}")
    for function in ("keep_remark", "keep_review", "keep_record"):
        op.execute(f"DROP FUNCTION {function}()")
    for table in ("stored_file", "disclosure_decision", "remark"):
        op.drop_table(table)
    for column in ("review_due", "urgent_by", "urgent_reason", "legal_note"):
        op.drop_column("revision", column)
    for column in ("voided_for", "voided_by", "voided_at", "proofread"):
        op.drop_column("review", column)
    for column in ("to_state", "from_state"):
        op.drop_column("history", column)
