"""Preferences by endpoint and kind, deliveries that wait for a digest, and errands that messages leave.

A message's identity is its id, which is made of it: the second unique index over the same columns goes.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CODE = sa.String(18)
IDENTITY = ["credit_code", "policy_id", "kind", "occasion", "days_before"]


def upgrade() -> None:
    op.drop_constraint("uq_message_identity", "message", type_="unique")
    op.add_column(
        "standing",
        sa.Column("missing", ARRAY(sa.String), nullable=False, server_default=sa.text("'{}'")),
    )
    op.add_column("policy_revision", sa.Column("terms", JSONB(none_as_null=True)))
    op.add_column("delivery", sa.Column("hold", sa.String(10)))
    op.add_column("delivery", sa.Column("bundle_id", sa.Uuid))
    op.create_index(
        "ix_delivery_held", "delivery", ["due_at", "endpoint_id"], postgresql_where=sa.text("state = 'held'")
    )
    op.create_index(
        "ix_delivery_bundle", "delivery", ["bundle_id"], postgresql_where=sa.text("bundle_id IS NOT NULL")
    )
    _create_preferences()
    op.create_table(
        "errand",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policy_id", sa.Uuid),
        sa.Column("revision", sa.Integer),
        sa.Column("message_ids", ARRAY(sa.Uuid), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("traceparent", sa.String(55)),
    )


def downgrade() -> None:
    for table in ("errand", "endpoint_settings", "preference"):
        op.drop_table(table)
    op.drop_index("ix_delivery_bundle", "delivery")
    op.drop_index("ix_delivery_held", "delivery")
    # What waits for a digest goes out at once; what went with another is done.
    op.execute("UPDATE delivery SET state = 'queued' WHERE state = 'held'")
    op.execute("UPDATE delivery SET state = 'delivered' WHERE state = 'bundled'")
    op.drop_column("delivery", "bundle_id")
    op.drop_column("delivery", "hold")
    op.drop_column("policy_revision", "terms")
    op.drop_column("standing", "missing")
    op.create_unique_constraint("uq_message_identity", "message", IDENTITY)


def _create_preferences() -> None:
    op.create_table(
        "preference",
        sa.Column("endpoint_id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(30), primary_key=True),
        sa.Column("credit_code", CODE, nullable=False, index=True),
        sa.Column("mode", sa.String(10), nullable=False),
    )
    op.create_table(
        "endpoint_settings",
        sa.Column("endpoint_id", sa.Uuid, primary_key=True),
        sa.Column("credit_code", CODE, nullable=False, index=True),
        sa.Column("language", sa.String(2), nullable=False, server_default=sa.text("'zh'")),
        sa.Column("quiet_from", sa.Time),
        sa.Column("quiet_until", sa.Time),
        sa.Column("digest_at", sa.Time, nullable=False, server_default=sa.text("'09:00'")),
        sa.Column("digest_weekday", sa.Integer, nullable=False, server_default=sa.text("1")),
    )
