"""Members with their consent, what is followed and muted, associations, calendars and clicks."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CODE = sa.String(18)
SUBJECT = sa.String(255)
MOMENT = sa.DateTime(timezone=True)
FALSE = sa.text("false")


def upgrade() -> None:
    op.create_table(
        "member",
        sa.Column("credit_code", CODE, primary_key=True),
        sa.Column("subject", SUBJECT, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("opening_objected_at", MOMENT),
        sa.Column("clicks_agreed_at", MOMENT),
        sa.Column("calendar_key", sa.String(64), unique=True),
    )
    op.add_column("endpoint", sa.Column("subject", SUBJECT))
    op.create_table(
        "clicked",
        sa.Column("message_id", sa.Uuid, primary_key=True),
        sa.Column("target", sa.String(10), primary_key=True),
        sa.Column("credit_code", CODE, nullable=False, index=True),
        sa.Column("clicked_at", MOMENT, nullable=False),
    )
    _create_follows()
    _create_memberships()


def downgrade() -> None:
    for table in ("membership", "mute", "follow", "clicked", "member"):
        op.drop_table(table)
    op.drop_column("endpoint", "subject")


def _create_follows() -> None:
    op.create_table(
        "follow",
        sa.Column("credit_code", CODE, primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("target", sa.String(100), primary_key=True),
        sa.Column("for_members", sa.Boolean, primary_key=True, server_default=FALSE),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Index("ix_follow_target", "kind", "target"),
    )
    op.create_table(
        "mute",
        sa.Column("credit_code", CODE, primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("target", sa.String(100), primary_key=True),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )


def _create_memberships() -> None:
    op.create_table(
        "membership",
        sa.Column("association_code", CODE, primary_key=True),
        sa.Column("credit_code", CODE, primary_key=True, index=True),
        sa.Column("association_name", sa.String, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("agreed_at", MOMENT),
        sa.Column("agreed_by", SUBJECT),
        sa.Column("ended_at", MOMENT),
    )
