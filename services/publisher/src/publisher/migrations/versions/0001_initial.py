"""Policies, revisions, reviews, applications, announcements, and the receipt's projection."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.kit_tables import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(none_as_null=True)
MOMENT = sa.DateTime(timezone=True)

# A revision that has its number may still be superseded or withdrawn; what it says stays what it was.
KEEP_PUBLISHED = """
CREATE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.number IS NOT NULL AND (
    TG_OP = 'DELETE'
    OR (NEW.number, NEW.content, NEW.content_hash, NEW.channels, NEW.disclosure, NEW.published_at)
      IS DISTINCT FROM
       (OLD.number, OLD.content, OLD.content_hash, OLD.channels, OLD.disclosure, OLD.published_at)
  ) THEN
    RAISE EXCEPTION 'revision % of policy % is published and cannot change', OLD.number, OLD.policy_id;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    create_kit_tables()
    _create_policies()
    _create_revisions()
    _create_filing()
    _create_applications()
    _create_receipt()


def _create_policies() -> None:
    op.create_table(
        "index_number",
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("department", "year", name=op.f("pk_index_number")),
    )
    op.create_table(
        "policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("department_name", sa.String(100), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("last_revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("withdrawn_revision", sa.Integer()),
        sa.Column("withdrawal_kind", sa.String(20)),
        sa.Column("withdrawal_reason", sa.Text()),
        sa.Column("successor", JSONB),
        sa.Column("withdrawn_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_index(
        "ix_policy_department_changed_at_id", "policy", ["department", "changed_at", "id"], unique=False
    )
    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_history_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index(op.f("ix_history_policy_id"), "history", ["policy_id"], unique=False)


def _create_revisions() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("content_hash", sa.String(80)),
        sa.Column("disclosure", sa.String(20), nullable=False),
        sa.Column("legal_reason", sa.Text(), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.String(30)), nullable=False),
        sa.Column("authors", postgresql.ARRAY(sa.String(200)), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT),
        sa.Column("traceparent", sa.String(60)),
        sa.CheckConstraint(
            "(number IS NOT NULL) OR state NOT IN ('live', 'superseded')", name=op.f("ck_revision_numbered")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_revision_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("policy_id", "number", name=op.f("uq_revision_policy_id_number")),
    )
    op.create_index(
        "uq_revision_live", "revision", ["policy_id"], unique=True, postgresql_where=sa.text("state = 'live'")
    )
    op.create_index(
        "uq_revision_open",
        "revision",
        ["policy_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'in_review', 'returned', 'approved')"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("reviewer", sa.String(200), nullable=False),
        sa.Column("reviewer_name", sa.String(200), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("reviewed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_review_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint(
            "revision_id", "cycle", "reviewer", name=op.f("uq_review_revision_id_cycle_reviewer")
        ),
        sa.UniqueConstraint("revision_id", "cycle", "step", name=op.f("uq_review_revision_id_cycle_step")),
    )
    op.execute(KEEP_PUBLISHED)
    op.execute(
        "CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON revision "
        "FOR EACH ROW EXECUTE FUNCTION keep_published()"
    )


def _create_filing() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("status", sa.SmallInteger()),
        sa.Column("body", JSONB),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("policy_title", sa.Text(), nullable=False),
        sa.Column("issuer", JSONB, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("entries", JSONB, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("contact", JSONB, nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_announcement_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_policy_id"), "announcement", ["policy_id"], unique=False)


def _create_applications() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("policy_id", sa.Uuid()),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("occurred_at", MOMENT),
        sa.Column("due_on", sa.Date()),
        sa.Column("amount_yuan", sa.Numeric(precision=18, scale=2)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_application_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    op.create_index("ix_application_policy_id_state", "application", ["policy_id", "state"], unique=False)
    op.create_table(
        "application_step",
        sa.Column("application_id", sa.String(100), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_step_application_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("application_id", "revision", name=op.f("pk_application_step")),
        sa.UniqueConstraint(
            "application_id",
            "state",
            "occurred_at",
            name=op.f("uq_application_step_application_id_state_occurred_at"),
        ),
    )


def _create_receipt() -> None:
    op.create_table(
        "receipt_channel",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(80)),
        sa.Column("mirrored_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("policy_id", "revision", "channel", name=op.f("pk_receipt_channel")),
    )
    op.create_table(
        "receipt_drift",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("repaired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "policy_id", "revision", "channel", "found_at", name=op.f("pk_receipt_drift")
        ),
    )
    op.create_table(
        "receipt_match",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("policy_revision", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("policy_id", "credit_code", name=op.f("pk_receipt_match")),
    )
    op.create_table(
        "receipt_message",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint", sa.String(20), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("policy_revision", sa.Integer()),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("delivered_at", MOMENT),
        sa.Column("failed_at", MOMENT),
        sa.Column("opened_at", MOMENT),
        sa.Column("reason", sa.Text()),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("message_id", "endpoint", name=op.f("pk_receipt_message")),
    )
    op.create_index(
        "ix_receipt_message_policy_id_policy_revision",
        "receipt_message",
        ["policy_id", "policy_revision"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("receipt_message")
    op.drop_table("receipt_match")
    op.drop_table("receipt_drift")
    op.drop_table("receipt_channel")
    op.drop_table("application_step")
    op.drop_table("application")
    op.drop_table("announcement")
    op.drop_table("idempotency_key")
    op.drop_table("review")
    op.drop_table("revision")
    op.drop_table("history")
    op.drop_table("policy")
    op.drop_table("index_number")
    op.execute("DROP FUNCTION keep_published()")
    drop_kit_tables()
