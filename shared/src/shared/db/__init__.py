"""PostgreSQL for the services: one schema and one role each, one transaction a request or message."""

from shared.db.base import make_base
from shared.db.database import Database, after_commit
from shared.db.failures import is_conflict, is_outage

__all__ = ["Database", "after_commit", "is_conflict", "is_outage", "make_base"]
