"""Issues of the gazette that were told of."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gazette_issue",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_gazette_issue"),
    )


def downgrade() -> None:
    op.drop_table("gazette_issue")
