"""W3C trace context through HTTP, outbox rows, Kafka headers and deliveries: one policy is one trace."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import (
    ReadableSpan,
    Span,
    SpanProcessor,
    SynchronousMultiSpanProcessor,
    TracerProvider,
)
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import Attributes

_PROPAGATOR: Final = TraceContextTextMapPropagator()
# Every service of a process shares what its spans are exported to.
_processors: Final = SynchronousMultiSpanProcessor()  # type: ignore[no-untyped-call]  # OpenTelemetry's own gap


class _SharedProcessors(SpanProcessor):
    """Hands spans to the processors of the process, so that one provider's end is not another's."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        _processors.on_start(span, parent_context)

    def on_end(self, span: ReadableSpan) -> None:
        _processors.on_end(span)


def add_span_processor(processor: SpanProcessor) -> None:
    """Send the spans of every service in this process to `processor` as well."""
    _processors.add_span_processor(processor)


@cache
def _add_otlp_exporter(endpoint: str) -> None:
    add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))


def export_to(endpoint: str) -> None:
    """Export the spans of this process to an OTLP/HTTP collector, once for each address."""
    _add_otlp_exporter(endpoint)


def flush(timeout_ms: int = 3000) -> None:
    """Export what is waiting; for the end of a process."""
    _processors.force_flush(timeout_ms)


@cache
def provider(service: str) -> TracerProvider:
    """Return the tracer provider of a service; one process may hold several."""
    made = TracerProvider(resource=Resource.create({"service.name": service, "service.namespace": "huiqi"}))
    made.add_span_processor(_SharedProcessors())
    return made


@cache
def tracer(service: str) -> Tracer:
    """Return the tracer of a service."""
    return provider(service).get_tracer("huiqi")


def trace_headers() -> dict[str, str]:
    """Return `traceparent` (and `tracestate`) of the current span, for anything that leaves the process."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier


def current_traceparent() -> str | None:
    """Return the current span's `traceparent`, to be kept on a row."""
    return trace_headers().get("traceparent")


def current_trace_id() -> str | None:
    """Return the current trace's id, 32 hexadecimal digits."""
    context = trace.get_current_span().get_span_context()
    return format(context.trace_id, "032x") if context.is_valid else None


def context_of(carrier: Mapping[str, str | None]) -> Context:
    """Return the trace context that headers or a row carry; an empty one where they carry none."""
    return _PROPAGATOR.extract({name: value for name, value in carrier.items() if value}, context=Context())


def links_to(carriers: Sequence[Mapping[str, str | None]], limit: int = 128) -> list[Link]:
    """Return links from a batch to each trace that it carries."""
    contexts = (
        trace.get_current_span(context_of(carrier)).get_span_context() for carrier in carriers[:limit]
    )
    return [Link(context) for context in contexts if context.is_valid]


@contextmanager
def span_from(
    service: str,
    name: str,
    traceparent: str | None,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Attributes = None,
    links: Sequence[Link] = (),
) -> Iterator[trace.Span]:
    """Continue the trace that a row or a message carries; start a new one where it carries none."""
    parent = context_of({"traceparent": traceparent})
    with tracer(service).start_as_current_span(
        name, context=parent, kind=kind, attributes=attributes, links=links
    ) as span:
        yield span
