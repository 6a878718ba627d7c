"""PostgreSQL for the services: one schema and one role each, one transaction a request or message."""

from shared.db.base import COLUMN_TYPES, service_metadata
from shared.db.copying import copy_lines, copy_rows, driver_of, escaped
from shared.db.database import Database, after_commit, see_one_moment
from shared.db.failures import is_conflict, is_outage, is_unfit
from shared.db.reading import Reader

__all__ = [
    "COLUMN_TYPES",
    "Database",
    "Reader",
    "after_commit",
    "copy_lines",
    "copy_rows",
    "driver_of",
    "escaped",
    "is_conflict",
    "is_outage",
    "is_unfit",
    "see_one_moment",
    "service_metadata",
]
