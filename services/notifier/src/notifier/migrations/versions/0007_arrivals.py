"""Find the messages that became visible just now by their transaction, for the live inbox.

A summary of ranges, for messages are written in that order: it costs nothing when many are.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_message_arrival",
        "message",
        ["transaction_id"],
        postgresql_using="brin",
        postgresql_with={"pages_per_range": 16, "autosummarize": True},
    )


def downgrade() -> None:
    op.drop_index("ix_message_arrival", "message")
