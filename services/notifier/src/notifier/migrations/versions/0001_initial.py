"""Create the notifier's tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.db.kit_tables import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CODE = sa.String(18)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_kit_tables()
    _create_what_is_known()
    _create_messages()
    _create_reminders()
    _create_deliveries()


def downgrade() -> None:
    for table in (
        "delivery", "muted_kind", "endpoint", "reminder", "opened", "message",
        "removed_enterprise", "application", "standing", "policy_revision", "policy",
    ):
        op.drop_table(table)
    drop_kit_tables()


def _create_what_is_known() -> None:
    op.create_table(
        "policy",
        sa.Column("policy_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("windows", JSONB(none_as_null=True), nullable=False),
        sa.Column("windows_revision", sa.Integer, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.text("false")),
    )
    op.create_table(
        "policy_revision",
        sa.Column("policy_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("brief", JSONB(none_as_null=True), nullable=False),
        sa.Column("withdrawal", JSONB(none_as_null=True)),
    )
    op.create_table(
        "standing",
        sa.Column("policy_id", sa.Uuid, primary_key=True),
        sa.Column("credit_code", CODE, primary_key=True, index=True),
        sa.Column("enterprise_name", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("policy_revision", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("told", sa.String(10), nullable=False),
    )
    op.create_table(
        "application",
        sa.Column("application_id", sa.String(100), primary_key=True),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("credit_code", CODE, nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("filed_on", sa.Date, nullable=False),
        sa.Index("ix_application_policy_id_credit_code", "policy_id", "credit_code"),
    )
    op.create_table(
        "removed_enterprise",
        sa.Column("credit_code", CODE, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("returned", sa.Boolean, nullable=False, server_default=sa.text("false")),
    )


def _create_messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("credit_code", CODE, nullable=False),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("policy_revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("occasion", sa.String(150), nullable=False),
        sa.Column("days_before", sa.Integer, nullable=False),
        sa.Column("details", JSONB(none_as_null=True), nullable=False),
        sa.Column("pushed", sa.Boolean, nullable=False),
        sa.Column("traceparent", sa.String(55)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            "credit_code", "policy_id", "kind", "occasion", "days_before", name="uq_message_identity"
        ),
        sa.Index("ix_message_inbox", "credit_code", "created_at", "id"),
    )
    op.create_table(
        "opened",
        sa.Column("message_id", sa.Uuid, primary_key=True),
        sa.Column("credit_code", CODE, nullable=False, index=True),
        sa.Column("opened_at", MOMENT, nullable=False),
    )


def _create_reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("credit_code", CODE, primary_key=True),
        sa.Column("policy_id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(30), primary_key=True),
        sa.Column("deadline", sa.Date, primary_key=True),
        sa.Column("days_before", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("opens_on", sa.Date, nullable=False),
        sa.Column("closes_on", sa.Date, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False, server_default=sa.text("'pending'")),
        sa.Column("note", sa.String),
        sa.Column("settled_at", MOMENT),
        sa.Column("traceparent", sa.String(55)),
        sa.Index("ix_reminder_due", "due_at", postgresql_where=sa.text("state = 'pending'")),
        sa.Index("ix_reminder_policy", "policy_id", postgresql_where=sa.text("state = 'pending'")),
    )


def _create_deliveries() -> None:
    op.create_table(
        "endpoint",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("credit_code", CODE, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("secret", sa.String(100)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_reason", sa.String),
        sa.UniqueConstraint("credit_code", "kind", "address"),
    )
    op.create_table(
        "muted_kind",
        sa.Column("credit_code", CODE, primary_key=True),
        sa.Column("kind", sa.String(30), primary_key=True),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("endpoint_id", sa.Uuid, nullable=False),
        sa.Column("credit_code", CODE, nullable=False, index=True),
        sa.Column("state", sa.String(10), nullable=False, server_default=sa.text("'queued'")),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("reason", sa.String),
        sa.Column("traceparent", sa.String(55)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.UniqueConstraint("message_id", "endpoint_id"),
        sa.Index("ix_delivery_due", "due_at", postgresql_where=sa.text("state = 'queued'")),
    )
