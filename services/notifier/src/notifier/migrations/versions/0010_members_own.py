"""Members: the language each reads, and endpoints that are one member's own.

Two members may enter the same address, each for themselves; so may the enterprise.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "uq_endpoint_credit_code_kind_address"
COLUMNS = ["credit_code", "kind", "address"]


def upgrade() -> None:
    op.add_column("member", sa.Column("language", sa.String(2), nullable=False, server_default=sa.text("'zh'")))
    op.add_column("endpoint", sa.Column("subject", sa.String(255)))
    op.drop_constraint(op.f(NAME), "endpoint", type_="unique")
    op.create_unique_constraint(
        "uq_endpoint_owner", "endpoint", [*COLUMNS, "subject"], postgresql_nulls_not_distinct=True
    )


def downgrade() -> None:
    op.execute("DELETE FROM endpoint WHERE subject IS NOT NULL")
    op.drop_constraint("uq_endpoint_owner", "endpoint", type_="unique")
    op.create_unique_constraint(op.f(NAME), "endpoint", COLUMNS)
    op.drop_column("endpoint", "subject")
    op.drop_column("member", "language")
