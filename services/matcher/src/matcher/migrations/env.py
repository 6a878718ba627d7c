"""Alembic's environment for the matcher."""

from matcher.adapters.tables import Base
from shared.db.migrating import run_env

run_env(Base.metadata)
