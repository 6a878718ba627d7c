"""Who says what of an enterprise: standing claims by source, and every statement ever made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(none_as_null=True)

# Nobody wrote down who stated what is there: the lowest source, so that any other may correct it.
_BEFORE = """
    UPDATE enterprise SET claims = jsonb_build_object('self', (
        SELECT jsonb_object_agg(
            stated.key,
            jsonb_build_array(stated.value, to_char(profiled_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'))
        )
        FROM jsonb_each(facts || jsonb_build_object('name', name)) AS stated
    ))
    WHERE removed_at IS NULL
"""


def upgrade() -> None:
    op.add_column("enterprise", sa.Column("claims", JSONB, nullable=False, server_default="{}"))
    op.execute(_BEFORE)
    op.create_table(
        "statement",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("stated_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
    )
    op.create_index("ix_statement_credit_code", "statement", ["credit_code", "id"])


def downgrade() -> None:
    op.drop_table("statement")
    op.drop_column("enterprise", "claims")
