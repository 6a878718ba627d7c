"""Who reads the gazette by mail, what they were told of, and the letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "gazette_subscriber",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("confirmed_at", _MOMENT),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("asked_since", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gazette_subscriber"),
    )
    op.create_index("uq_gazette_subscriber_address", "gazette_subscriber", [sa.text("lower(address)")], unique=True)
    op.create_index(
        "ix_gazette_subscriber_asked_at",
        "gazette_subscriber",
        ["asked_at"],
        postgresql_where=sa.text("confirmed_at IS NULL"),
    )
    op.create_table(
        "gazette_issue",
        sa.Column("issue", sa.String(7), nullable=False),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("issue", name="pk_gazette_issue"),
    )
    op.create_table(
        "gazette_letter",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("subscriber_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("issue", sa.String(7)),
        sa.Column("state", sa.String(10), nullable=False, server_default="queued"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("finished_at", _MOMENT),
        sa.Column("reason", sa.Text),
        sa.Column("traceparent", sa.String(55)),
        sa.PrimaryKeyConstraint("id", name="pk_gazette_letter"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["gazette_subscriber.id"],
            name="fk_gazette_letter_subscriber_id_gazette_subscriber",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_gazette_letter_subscriber_id", "gazette_letter", ["subscriber_id"])
    op.create_index(
        "ix_gazette_letter_due", "gazette_letter", ["due_at"], postgresql_where=sa.text("state = 'queued'")
    )


def downgrade() -> None:
    for table in ("gazette_letter", "gazette_issue", "gazette_subscriber"):
        op.drop_table(table)
