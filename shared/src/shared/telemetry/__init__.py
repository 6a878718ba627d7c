"""Traces, logs and metrics, set up once for a process and named in one vocabulary."""

from shared.telemetry.logs import get_logger, log_context, setup_logging
from shared.telemetry.tracing import (
    add_span_processor,
    context_of,
    current_trace_id,
    current_traceparent,
    export_to,
    flush,
    links_to,
    provider,
    span_from,
    trace_headers,
    tracer,
)

__all__ = [
    "add_span_processor",
    "context_of",
    "current_trace_id",
    "current_traceparent",
    "export_to",
    "flush",
    "get_logger",
    "links_to",
    "log_context",
    "provider",
    "setup_logging",
    "setup_telemetry",
    "span_from",
    "trace_headers",
    "tracer",
]


def setup_telemetry(service: str, *, otlp_endpoint: str | None = None, log_level: str = "INFO") -> None:
    """Set up a process: JSON logs, and traces exported to `otlp_endpoint` where one is given."""
    setup_logging(log_level)
    provider(service)
    if otlp_endpoint:
        export_to(otlp_endpoint)
