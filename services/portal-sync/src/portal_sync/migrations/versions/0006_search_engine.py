"""The search index leaves the database: an engine in memory follows the source records."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("search_document")


def downgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("channels", ARRAY(sa.Text), nullable=False),
        sa.Column("terms", TSVECTOR, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.Column("expires_on", sa.Date),
        sa.PrimaryKeyConstraint("policy_id", name="pk_search_document"),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["source.policy_id"], name="fk_search_document_policy_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_search_document_terms", "search_document", ["terms"], postgresql_using="gin")
