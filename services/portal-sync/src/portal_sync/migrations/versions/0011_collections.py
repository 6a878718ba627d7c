"""Collections that editors made for the theme library; by which rule each channel was brought along last."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collection",
        sa.Column("collection_id", sa.Uuid, nullable=False),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("rule", JSONB),
        sa.Column("picks", ARRAY(sa.Uuid), nullable=False, server_default="{}"),
        sa.Column("published", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("collection_id", name="pk_collection"),
        sa.UniqueConstraint("slug", name="uq_collection_slug"),
    )
    op.create_index("ix_collection_department", "collection", ["department"])
    op.add_column("channel_state", sa.Column("ruled_at", sa.DateTime(timezone=True)))
    op.add_column("channel_state", sa.Column("brought", sa.Integer, nullable=False, server_default="0"))
    op.add_column("channel_state", sa.Column("removed", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    for name in ("removed", "brought", "ruled_at"):
        op.drop_column("channel_state", name)
    op.drop_table("collection")
