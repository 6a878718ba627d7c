"""The bulk engine under the names that its first callers know."""

from matcher.domain.engine import Engine as BulkEngine
from matcher.domain.engine import Verdicts as BulkVerdicts

__all__ = ["BulkEngine", "BulkVerdicts"]
