"""Endpoints stay the enterprise's: whose they are among its members is not kept."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("endpoint", "subject")


def downgrade() -> None:
    op.add_column("endpoint", sa.Column("subject", sa.String(255)))
