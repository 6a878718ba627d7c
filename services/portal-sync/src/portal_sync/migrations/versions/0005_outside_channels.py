"""What decides where a policy goes and whose pages name it; channels outside: what they show, what is due."""

import hashlib

import rfc8785
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GENERATED = {
    "theme": "content ->> 'theme'::text",
    "department": "content #>> '{issuer,code}'::text[]",
    "genre": "content ->> 'genre'::text",
    "benefit": "content #>> '{benefit,kind}'::text[]",
}
ENGLISH = "jsonb_typeof(content -> 'english'::text) = 'object'::text"
REFERENCES = ("basis", "replaces", "replaced_by", "implements")


def upgrade() -> None:
    for name, expression in GENERATED.items():
        op.add_column("source", sa.Column(name, sa.Text, sa.Computed(expression, persisted=True)))
    op.add_column("source", sa.Column("english", sa.Boolean, sa.Computed(ENGLISH, persisted=True)))
    op.add_column("source", sa.Column("withdrawal_hash", sa.String(71)))
    op.add_column("source", sa.Column("document_number", sa.Text, nullable=False, server_default=""))
    op.add_column("source", sa.Column("refers", ARRAY(sa.Text), nullable=False, server_default="{}"))
    fill_source()
    op.create_index("ix_source_document_number", "source", ["document_number"])
    op.create_index("ix_source_refers", "source", ["refers"], postgresql_using="gin")
    op.create_table(
        "outside_entry",
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger),
        sa.Column("content_hash", sa.String(71)),
        sa.Column("withdrawal_hash", sa.String(71)),
        sa.Column("etag", sa.Text),
        sa.Column("shown_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("asked", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("problem", sa.Text),
        sa.Column("drift", JSONB),
        sa.PrimaryKeyConstraint("channel", "policy_id", name="pk_outside_entry"),
    )
    op.create_index(
        "ix_outside_entry_due",
        "outside_entry",
        ["channel", "due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "channel_state",
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True)),
        sa.Column("listed_at", sa.DateTime(timezone=True)),
        sa.Column("problem", sa.Text),
        sa.PrimaryKeyConstraint("channel", name="pk_channel_state"),
    )


def fill_source() -> None:
    """Fill what the service writes itself from what stands there already."""
    source = sa.table(
        "source",
        *map(sa.column, ("policy_id", "document_number", "refers", "withdrawal_hash")),
        sa.column("content", JSONB),
        sa.column("withdrawal", JSONB),
        sa.column("withdrawal_revision"),
        sa.column("revision"),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(source)).mappings().all():
        content, withdrawal = row["content"] or {}, row["withdrawal"] or {}
        stands = withdrawal if row["withdrawal_revision"] == row["revision"] else None
        named = [one for kind in REFERENCES for one in content.get(kind, [])]
        named += [stands["successor"]] if stands and stands.get("successor") else []
        names = [one.get(key) for one in named for key in ("policy_id", "document_number")]
        filled = {
            "document_number": (content or withdrawal).get("document_number", ""),
            "refers": sa.cast(list(dict.fromkeys(name for name in names if name)), ARRAY(sa.Text)),
            "withdrawal_hash": f"sha256:{hashlib.sha256(rfc8785.dumps(stands)).hexdigest()}"
            if stands
            else None,
        }
        connection.execute(source.update().where(source.c.policy_id == row["policy_id"]).values(filled))


def downgrade() -> None:
    op.drop_table("channel_state")
    op.drop_table("outside_entry")
    op.drop_index("ix_source_refers", "source")
    op.drop_index("ix_source_document_number", "source")
    for name in ("refers", "document_number", "withdrawal_hash", "english", *GENERATED):
        op.drop_column("source", name)
