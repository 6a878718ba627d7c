"""Relations between policies, grants and opinions of other departments, reminders of expiry."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

# What the policies in force say already.
FILL = """
INSERT INTO policy_relation (policy_id, kind, position, target_id, document_number, title)
SELECT r.policy_id, k.kind, e.position - 1, (e.said ->> 'policy_id')::uuid,
  coalesce(e.said ->> 'document_number', ''), coalesce(e.said ->> 'title', '')
FROM revision r
CROSS JOIN (VALUES ('basis'), ('replaces')) AS k (kind)
CROSS JOIN LATERAL jsonb_array_elements(coalesce(r.content -> k.kind, '[]'::jsonb))
  WITH ORDINALITY AS e (said, position)
WHERE r.state IN ('live', 'withdrawn') AND r.number IS NOT NULL
"""


def upgrade() -> None:
    _create_relations()
    _create_sharing()
    op.create_table(
        "expiry_reminder",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("reminded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_expiry_reminder_policy_id")),
        sa.PrimaryKeyConstraint("policy_id", "expires_on", name=op.f("pk_expiry_reminder")),
    )
    op.create_index(
        "ix_revision_expires_on",
        "revision",
        [sa.text("(content ->> 'expires_on')")],
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"])


def _create_relations() -> None:
    op.create_table(
        "policy_relation",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("target_id", sa.Uuid()),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_policy_relation_policy_id")),
        sa.PrimaryKeyConstraint("policy_id", "kind", "position", name=op.f("pk_policy_relation")),
    )
    op.create_index(op.f("ix_policy_relation_target_id"), "policy_relation", ["target_id"])
    op.execute(FILL)


def _create_sharing() -> None:
    op.create_table(
        "policy_grant",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("may", sa.String(10), nullable=False),
        sa.Column("granted_by", sa.String(200), nullable=False),
        sa.Column("granted_by_name", sa.String(200), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_policy_grant_policy_id")),
        sa.PrimaryKeyConstraint("policy_id", "department", name=op.f("pk_policy_grant")),
    )
    op.create_index("ix_policy_grant_department", "policy_grant", ["department", "policy_id"])
    op.create_table(
        "opinion",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("stance", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_opinion_policy_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_opinion_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    op.create_index(op.f("ix_opinion_policy_id"), "opinion", ["policy_id"])
    op.execute(
        "CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON opinion "
        "FOR EACH ROW EXECUTE FUNCTION keep_record()"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_idempotency_key_created_at"), "idempotency_key")
    op.drop_index("ix_revision_expires_on", "revision")
    for table in ("expiry_reminder", "opinion", "policy_grant", "policy_relation"):
        op.drop_table(table)
