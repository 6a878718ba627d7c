"""Arm reminders apart from matching, claim them by policy, and know when a supplement is due.

`message.transaction_id` orders messages as they became visible, which the live inbox resumes by.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_THIS_TRANSACTION = sa.text("((pg_current_xact_id())::text)::bigint")


def upgrade() -> None:
    op.create_table(
        "arming",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("credit_codes", ARRAY(sa.String(18)), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("traceparent", sa.String(55)),
    )
    op.add_column("application", sa.Column("due_on", sa.Date))
    op.drop_index("ix_reminder_due", "reminder")
    op.create_index(
        "ix_reminder_due",
        "reminder",
        ["due_at", "policy_id"],
        postgresql_where=sa.text("state = 'pending'"),
    )
    # A queue: what was settled must not be stepped over by every claim that follows.
    op.execute(
        "ALTER TABLE reminder SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)"
    )
    op.add_column(
        "message",
        sa.Column("transaction_id", sa.BigInteger, nullable=False, server_default=_THIS_TRANSACTION),
    )


def downgrade() -> None:
    op.drop_column("message", "transaction_id")
    op.execute("ALTER TABLE reminder RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_cost_delay)")
    op.drop_index("ix_reminder_due", "reminder")
    op.create_index(
        "ix_reminder_due", "reminder", ["due_at"], postgresql_where=sa.text("state = 'pending'")
    )
    op.drop_column("application", "due_on")
    op.drop_table("arming")
