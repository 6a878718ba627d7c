"""Progress by file, drafts and revisions of result announcements, objections, names on the receipt."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# What was told before steps were kept: the announcement itself, and that it stands.
_TOLD_BEFORE = """
    INSERT INTO announcement_step (announcement_id, revision, event, action, at, actor, actor_name, note)
    SELECT id, told.revision, told.event, told.action, first_day::timestamp AT TIME ZONE 'Asia/Shanghai', '', '', ''
      FROM announcement, LATERAL (
        SELECT 1 AS revision, 'results.announced.v1' AS event, 'announced' AS action
        UNION SELECT announcement.revision, 'results.finalised.v1', 'finalised'
          WHERE announcement.state = 'finalised') AS told
"""


def upgrade() -> None:
    _create_progress()
    _create_results()
    _create_objections()
    op.add_column("receipt_match", sa.Column("enterprise_name", sa.Text(), server_default="", nullable=False))


def _create_progress() -> None:
    for column in (
        sa.Column("due_on", sa.Date()),
        sa.Column("amount_yuan", sa.Numeric(precision=18, scale=2)),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("application_step", column)
    op.create_index(
        "ix_application_policy_id_occurred_at_id", "application", ["policy_id", "occurred_at", "id"]
    )
    op.create_table(
        "progress_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", JSONB, nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_progress_import_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_import")),
    )
    op.create_index("ix_progress_import_policy_id_at", "progress_import", ["policy_id", "at"])


def _create_results() -> None:
    op.create_table(
        "result_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("entries", JSONB, nullable=False),
        sa.Column("first_day", sa.Date()),
        sa.Column("last_day", sa.Date()),
        sa.Column("contact", JSONB, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_result_draft_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_draft")),
    )
    op.create_index(op.f("ix_result_draft_policy_id"), "result_draft", ["policy_id"])
    op.add_column("announcement", sa.Column("standing", JSONB, server_default="{}", nullable=False))
    op.add_column("announcement", sa.Column("taken_down", JSONB))
    op.create_table(
        "announcement_step",
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_announcement_step_announcement_id")
        ),
        sa.PrimaryKeyConstraint("announcement_id", "revision", name=op.f("pk_announcement_step")),
    )
    op.execute(_TOLD_BEFORE)


def _create_objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("objector_name", sa.Text(), nullable=False),
        sa.Column("objector_contact", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.String(200)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_objection_announcement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_announcement_id"), "objection", ["announcement_id"])


def downgrade() -> None:
    op.drop_column("receipt_match", "enterprise_name")
    op.drop_table("objection")
    op.drop_table("announcement_step")
    op.drop_column("announcement", "taken_down")
    op.drop_column("announcement", "standing")
    op.drop_table("result_draft")
    op.drop_table("progress_import")
    op.drop_index("ix_application_policy_id_occurred_at_id", "application")
    for name in ("note", "amount_yuan", "due_on"):
        op.drop_column("application_step", name)
