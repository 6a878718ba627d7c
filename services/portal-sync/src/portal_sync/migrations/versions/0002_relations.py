"""What a policy implements, and what it says replaced it, found from the other side too."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAMES = ("implements", "replaced_by")


def upgrade() -> None:
    for name in NAMES:
        op.add_column(
            "entry", sa.Column(name, JSONB, sa.Computed(f"content -> '{name}'::text", persisted=True))
        )
        op.create_index(
            f"ix_entry_{name}",
            "entry",
            [name],
            postgresql_using="gin",
            postgresql_ops={name: "jsonb_path_ops"},
        )


def downgrade() -> None:
    for name in NAMES:
        op.drop_index(f"ix_entry_{name}", "entry")
        op.drop_column("entry", name)
