"""What the operators' pages stand on."""

from dataclasses import dataclass

from portal_sync.handlers.desk import Desk
from portal_sync.handlers.ports import ServiceOperations, TraceSource


@dataclass(frozen=True, slots=True)
class OperationsRoom:
    """Made once, in main; `traces` is None where a tracing backend has them and `tracing_ui` links there."""

    desk: Desk
    operations: ServiceOperations
    traces: TraceSource | None
    tracing_ui: str | None = None

    def trace_address(self, trace_id: str) -> str:
        """Return where a trace can be looked at."""
        if self.tracing_ui:
            return self.tracing_ui.replace("{trace_id}", trace_id)
        return f"/ops/traces/{trace_id}"
