"""Verified endpoints, rotated secrets, suppressed addresses, and a log of failed attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CODE = sa.String(18)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Sealed, a secret is longer than it was; sealing what is there needs the key and so is done by the service.
    op.alter_column("endpoint", "secret", type_=sa.Text)
    op.add_column("endpoint", sa.Column("previous_secret", sa.Text))
    op.add_column("endpoint", sa.Column("previous_secret_until", MOMENT))
    op.add_column("endpoint", sa.Column("verified_at", MOMENT))
    # Whoever receives messages already has shown that they arrive.
    op.execute("UPDATE endpoint SET verified_at = created_at")
    op.create_index("ix_delivery_endpoint", "delivery", ["endpoint_id", "created_at"])
    _create_failures()
    _create_challenges()
    _create_suppressions()


def downgrade() -> None:
    for table in ("suppressed_address", "endpoint_challenge", "delivery_failure"):
        op.drop_table(table)
    op.drop_index("ix_delivery_endpoint", "delivery")
    for column in ("verified_at", "previous_secret_until", "previous_secret"):
        op.drop_column("endpoint", column)
    # A sealed secret does not fit and is of no use to the older code: such endpoints are entered again.
    op.execute("DELETE FROM endpoint WHERE length(secret) > 100")
    op.alter_column("endpoint", "secret", type_=sa.String(100))


def _create_failures() -> None:
    op.create_table(
        "delivery_failure",
        sa.Column("delivery_id", sa.Uuid, primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("credit_code", CODE, nullable=False, index=True),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def _create_challenges() -> None:
    op.create_table(
        "endpoint_challenge",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("endpoint_id", sa.Uuid, nullable=False),
        sa.Column("credit_code", CODE, nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("wrong_guesses", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Index("ix_endpoint_challenge_endpoint_id", "endpoint_id", "sent_at"),
        sa.Index("ix_endpoint_challenge_credit_code", "credit_code", "sent_at"),
        sa.Index("ix_endpoint_challenge_target", "target", "sent_at"),
    )


def _create_suppressions() -> None:
    op.create_table(
        "suppressed_address",
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("address", sa.String(500), primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("suppressed_at", MOMENT, nullable=False),
    )
