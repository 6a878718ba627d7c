"""Alembic's environment for the publisher."""

import publisher.adapters.receipt_tables
from publisher.adapters.tables import Base
from shared.db.migrating import run_env

# Importing the receipt's tables adds them to the metadata.
assert publisher.adapters.receipt_tables

run_env(Base.metadata)
