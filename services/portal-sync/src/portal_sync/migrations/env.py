"""Alembic's entry point."""

from portal_sync.adapters.tables import Base
from shared.db.migrating import run_env

run_env(Base.metadata)
