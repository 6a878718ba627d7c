"""When an approved revision goes live by itself, and why it did not."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OPEN = "state IN ('draft', 'in_review', 'returned', 'approved'{more})"


def upgrade() -> None:
    op.add_column("revision", sa.Column("scheduled_for", sa.DateTime(timezone=True)))
    op.add_column("revision", sa.Column("scheduled_by", sa.String(200)))
    op.add_column("revision", sa.Column("scheduled_by_name", sa.String(200)))
    op.add_column("revision", sa.Column("missed_because", sa.Text()))
    op.create_check_constraint(
        op.f("ck_revision_scheduled"), "revision", "state <> 'scheduled' OR scheduled_for IS NOT NULL"
    )
    op.create_index(
        "ix_revision_scheduled_for",
        "revision",
        ["scheduled_for"],
        postgresql_where=sa.text("state = 'scheduled'"),
    )
    _one_open(", 'scheduled'")


def downgrade() -> None:
    op.execute("UPDATE revision SET state = 'approved' WHERE state = 'scheduled'")
    _one_open("")
    op.drop_index("ix_revision_scheduled_for", "revision")
    op.drop_constraint(op.f("ck_revision_scheduled"), "revision")
    for name in ("missed_because", "scheduled_by_name", "scheduled_by", "scheduled_for"):
        op.drop_column("revision", name)


def _one_open(more: str) -> None:
    op.drop_index("uq_revision_open", "revision")
    op.create_index(
        "uq_revision_open",
        "revision",
        ["policy_id"],
        unique=True,
        postgresql_where=sa.text(_OPEN.format(more=more)),
    )
