"""Runs the notifier's migrations."""

from notifier.adapters.tables import Base
from shared.db.migrating import run_env

run_env(Base.metadata)
