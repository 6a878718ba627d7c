"""Spread matching over shards, and keep verdicts as sets.

Matches stay as they are, with their proofs. Their sets are made by the service: each shard begins before the
first policy and is matched with all of them once more, which tells nobody anything that is known.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SHARDS = 6


def upgrade() -> None:
    _number_profiles()
    op.add_column("policy", sa.Column("traceparent", sa.String(100)))
    _create_shards()
    op.create_table(
        "verdict_set",
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("shard", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("policy_revision", sa.BigInteger, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.Column("members", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("policy_id", "shard", "verdict", name="pk_verdict_set"),
    )
    op.create_table(
        "policy_text",
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("criteria", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("policy_id", "revision", name="pk_policy_text"),
    )
    op.execute(
        "INSERT INTO policy_text SELECT policy_id, revision, criteria FROM policy WHERE criteria IS NOT NULL"
    )
    op.create_table(
        "sweep",
        sa.Column("shard", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("judged_by", sa.Date, nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("shard", "day", name="pk_sweep"),
    )
    op.create_index("ix_outbox_topic_key", "outbox", ["topic", "key"])


def _number_profiles() -> None:
    op.add_column("profile", sa.Column("number", sa.Integer))
    op.execute(
        "UPDATE profile SET number = counted.number FROM (SELECT credit_code, "
        "row_number() OVER (PARTITION BY shard ORDER BY credit_code) - 1 AS number FROM profile) AS counted "
        "WHERE counted.credit_code = profile.credit_code"
    )
    op.alter_column("profile", "number", nullable=False)
    op.drop_index("ix_profile_change", "profile")
    op.create_index("ix_profile_shard_change", "profile", ["shard", "change"])
    op.create_index("ix_profile_shard_number", "profile", ["shard", "number"], unique=True)


def _create_shards() -> None:
    op.create_table(
        "matching_shard",
        sa.Column("shard", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("epoch", sa.Uuid, nullable=False, server_default=sa.text("gen_random_uuid()")),
        sa.Column("fence", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("policies_until", sa.BigInteger, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("shard", name="pk_matching_shard"),
    )
    # Turns and changes of policies had one clock, and the numbers of turns go on from where it stood.
    op.execute(
        "INSERT INTO matching_shard (shard, change) SELECT shard, clock.change "
        f"FROM generate_series(0, {SHARDS - 1}) AS shards (shard), "
        "(SELECT coalesce(max(change), 0) AS change FROM matching_clock) AS clock"
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_topic_key", "outbox")
    for name in ("sweep", "policy_text", "verdict_set", "matching_shard"):
        op.drop_table(name)
    op.drop_column("policy", "traceparent")
    op.drop_index("ix_profile_shard_number", "profile")
    op.drop_index("ix_profile_shard_change", "profile")
    op.create_index("ix_profile_change", "profile", ["change"])
    op.drop_column("profile", "number")
