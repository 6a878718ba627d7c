"""Runs the notifier's migrations."""

import notifier.adapters.tables  # noqa: F401 (its tables belong to the metadata)
from notifier.adapters.base import Base
from shared.db.migrating import run_env

run_env(Base.metadata)
