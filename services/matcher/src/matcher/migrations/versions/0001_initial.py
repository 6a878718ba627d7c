"""Enterprises, profiles, policies, matches, and the clock that makes matching take turns."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.kit_tables import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(none_as_null=True)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_kit_tables()
    op.create_table(
        "enterprise",
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("shard", sa.Integer, nullable=False),
        sa.Column("profiled_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT),
        sa.PrimaryKeyConstraint("credit_code", name="pk_enterprise"),
    )
    op.create_table(
        "profile",
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("facts", JSONB),
        sa.Column("shard", sa.Integer, nullable=False),
        sa.Column("profiled_at", MOMENT, nullable=False),
        sa.Column("match_floor", sa.Integer, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("credit_code", name="pk_profile"),
    )
    op.create_index("ix_profile_change", "profile", ["change"])
    op.create_table(
        "policy",
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("criteria", JSONB),
        sa.Column("brief", JSONB, nullable=False),
        sa.Column("departments", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("policy_id", name="pk_policy"),
    )
    op.create_index("ix_policy_change", "policy", ["change"])
    op.create_table(
        "match",
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("shard", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("policy_revision", sa.BigInteger, nullable=False),
        sa.Column("profile_revision", sa.BigInteger, nullable=False),
        sa.Column("proof", JSONB, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("policy_id", "credit_code", name="pk_match"),
    )
    op.create_index("ix_match_credit_code", "match", ["credit_code", "verdict"])
    op.create_table(
        "matching_clock",
        sa.Column("singleton", sa.Boolean, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("singleton", name="pk_matching_clock"),
    )


def downgrade() -> None:
    for name in ("matching_clock", "match", "policy", "profile", "enterprise"):
        op.drop_table(name)
    drop_kit_tables()
