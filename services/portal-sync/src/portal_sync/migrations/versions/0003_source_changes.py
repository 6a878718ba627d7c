"""Which transaction changed a source record last, so that what follows the table reads only what is new.

A transaction's number is given before its rows are seen, a sequence's would not be in the order of commits:
whoever has read everything up to the oldest transaction of a snapshot has missed none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("changed", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index("ix_source_changed", "source", ["changed"])
    op.execute(
        """
        CREATE FUNCTION note_source_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.changed := pg_current_xact_id()::text::bigint; RETURN NEW; END $$
        """
    )
    op.execute(
        "CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON source "
        "FOR EACH ROW EXECUTE FUNCTION note_source_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER note_change ON source")
    op.execute("DROP FUNCTION note_source_change()")
    op.drop_index("ix_source_changed", "source")
    op.drop_column("source", "changed")
