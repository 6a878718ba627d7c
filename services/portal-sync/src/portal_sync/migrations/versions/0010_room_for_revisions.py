"""Room for a next revision beside an entry: where no index changes, it is then written in one place, not nine."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE entry SET (fillfactor = 75)")


def downgrade() -> None:
    op.execute("ALTER TABLE entry RESET (fillfactor)")
