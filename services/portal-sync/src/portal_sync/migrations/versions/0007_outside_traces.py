"""The trace in which an entry is handed over to a channel outside."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outside_entry", sa.Column("traceparent", sa.Text))


def downgrade() -> None:
    op.drop_column("outside_entry", "traceparent")
