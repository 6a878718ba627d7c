"""Errands may carry whom they are for; what went with another is found while that is open."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("errand", sa.Column("details", JSONB(none_as_null=True)))
    op.drop_index("ix_delivery_bundle", "delivery")
    op.create_index(
        "ix_delivery_bundle",
        "delivery",
        ["bundle_id"],
        postgresql_where=sa.text("bundle_id IS NOT NULL AND state IN ('bundled', 'sent')"),
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_bundle", "delivery")
    op.create_index(
        "ix_delivery_bundle", "delivery", ["bundle_id"], postgresql_where=sa.text("bundle_id IS NOT NULL")
    )
    op.drop_column("errand", "details")
