"""The first tables: sources, entries, search index, announcements, site version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from shared.db.kit_tables import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_kit_tables()
    op.create_table(
        "source",
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("content_revision", sa.BigInteger),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("published_channels", ARRAY(sa.Text)),
        sa.Column("channels", ARRAY(sa.Text), nullable=False),
        sa.Column("content", JSONB),
        sa.Column("content_hash", sa.String(71)),
        sa.Column("withdrawal_revision", sa.BigInteger),
        sa.Column("withdrawal", JSONB),
        sa.Column("kind", sa.Text, sa.Computed("content ->> 'kind'::text", persisted=True)),
        sa.PrimaryKeyConstraint("policy_id", name="pk_source"),
    )
    create_entry()
    op.create_table(
        "search_document",
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("channels", ARRAY(sa.Text), nullable=False),
        sa.Column("terms", TSVECTOR, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.Column("expires_on", sa.Date),
        sa.PrimaryKeyConstraint("policy_id", name="pk_search_document"),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["source.policy_id"], name="fk_search_document_policy_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_search_document_terms", "search_document", ["terms"], postgresql_using="gin")
    op.create_table(
        "announcement",
        sa.Column("announcement_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("body", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("announcement_id", name="pk_announcement"),
    )
    op.create_index("ix_announcement_policy_id", "announcement", ["policy_id"])
    op.create_table(
        "site_version",
        sa.Column("single", sa.Boolean, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("single", name="pk_site_version"),
    )


def create_entry() -> None:
    def shown(name: str, expression: str, kind: sa.types.TypeEngine = sa.Text()) -> sa.Column:
        return sa.Column(name, kind, sa.Computed(expression, persisted=True))

    op.create_table(
        "entry",
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("content", JSONB),
        sa.Column("content_hash", sa.String(71)),
        sa.Column("withdrawal", JSONB),
        sa.Column("mirrored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.Boolean, sa.Computed("withdrawal IS NOT NULL", persisted=True), nullable=False),
        shown("theme", "content ->> 'theme'::text"),
        shown("genre", "content ->> 'genre'::text"),
        shown("department", "content #>> '{issuer,code}'::text[]"),
        shown("document_number", "content ->> 'document_number'::text"),
        shown("published_on", "content ->> 'published_on'::text"),
        shown("expires_on", "content ->> 'expires_on'::text"),
        shown("benefit", "content #>> '{benefit,kind}'::text[]"),
        shown("windows", "content #> '{benefit,windows}'::text[]", JSONB()),
        shown("replaces", "content -> 'replaces'::text", JSONB()),
        shown("basis", "content -> 'basis'::text", JSONB()),
        sa.PrimaryKeyConstraint("channel", "policy_id", name="pk_entry"),
    )
    op.create_index("ix_entry_channel_published_on", "entry", ["channel", "published_on"])
    op.create_index("ix_entry_channel_theme_published_on", "entry", ["channel", "theme", "published_on"])
    op.create_index("ix_entry_channel_department_published_on", "entry", ["channel", "department", "published_on"])
    op.create_index("ix_entry_document_number", "entry", ["document_number"])
    for name in ("replaces", "basis"):
        op.create_index(
            f"ix_entry_{name}", "entry", [name], postgresql_using="gin", postgresql_ops={name: "jsonb_path_ops"}
        )


def downgrade() -> None:
    for table in ("site_version", "announcement", "search_document", "entry", "source"):
        op.drop_table(table)
    drop_kit_tables()
