"""The last spans of every service, kept in memory for the operators' trace pages."""

from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.trace import StatusCode

from shared.telemetry.attributes import POLICY_ID

_SPANS_KEPT: Final = 8_000
_SPANS_OF_ONE_TRACE: Final = 400

# Health probes, metrics and static files would push out what operators look for.
_UNINTERESTING: Final = ("/health", "/metrics", "/assets", "/favicon", "/api/ops")


class SpanStore(SpanProcessor):
    """A bounded ring of traces: when full, the trace that was longest without a new span goes first."""

    def __init__(self, limit: int = _SPANS_KEPT) -> None:
        self._limit = limit
        self._count = 0
        self._traces: OrderedDict[int, list[ReadableSpan]] = OrderedDict()
        # Spans end on the event loop and on worker threads.
        self._lock = Lock()

    def on_end(self, span: ReadableSpan) -> None:
        if span.context is None or _is_noise(span):
            return
        with self._lock:
            spans = self._traces.setdefault(span.context.trace_id, [])
            self._traces.move_to_end(span.context.trace_id)
            if len(spans) < _SPANS_OF_ONE_TRACE:
                spans.append(span)
                self._count += 1
            while self._count > self._limit:
                self._count -= len(self._traces.popitem(last=False)[1])

    def traces(self, *, policy_id: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
        """Return summaries of the newest traces, of one policy where `policy_id` is given."""
        with self._lock:
            held = [list(spans) for spans in reversed(self._traces.values())]
        chosen = (spans for spans in held if policy_id is None or _policy_of(spans) == policy_id)
        return [_summary(spans) for spans, _ in zip(chosen, range(limit), strict=False)]

    def spans(self, trace_id: str) -> list[dict[str, Any]]:
        """Return the spans of a trace (32 hexadecimal digits) by start; empty where it is not held."""
        with self._lock:
            held = list(self._traces.get(int(trace_id, 16), ()))
        return [_described(span) for span in sorted(held, key=lambda span: span.start_time or 0)]

    def shutdown(self) -> None:
        """Nothing to close."""

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return True


def _is_noise(span: ReadableSpan) -> bool:
    named = span.attributes or {}
    path = str(named.get("url.path") or named.get("http.target") or "")
    return path.startswith(_UNINTERESTING)


def _policy_of(spans: list[ReadableSpan]) -> str | None:
    named: Iterator[Any] = (span.attributes.get(POLICY_ID) for span in spans if span.attributes)
    return next((str(policy) for policy in named if policy), None)


def _summary(spans: list[ReadableSpan]) -> dict[str, Any]:
    first = min(spans, key=lambda span: span.start_time or 0)
    root = next((span for span in spans if span.parent is None), first)
    last = max(span.end_time or 0 for span in spans)
    return {
        "trace_id": format(first.context.trace_id, "032x"),
        "name": root.name,
        "policy_id": _policy_of(spans),
        "start": _moment(first.start_time),
        "duration_ms": (last - (first.start_time or last)) / 1e6,
        "spans": len(spans),
        "errors": sum(span.status.status_code is StatusCode.ERROR for span in spans),
    }


def _described(span: ReadableSpan) -> dict[str, Any]:
    return {
        "span_id": format(span.context.span_id, "016x"),
        "parent_span_id": format(span.parent.span_id, "016x") if span.parent else None,
        "service": span.resource.attributes.get("service.name"),
        "name": span.name,
        "kind": span.kind.name.lower(),
        "start": _moment(span.start_time),
        "duration_ms": ((span.end_time or 0) - (span.start_time or 0)) / 1e6,
        "status": span.status.status_code.name.lower(),
        "attributes": {name: _plain(value) for name, value in (span.attributes or {}).items()},
        "links": [
            {
                "trace_id": format(link.context.trace_id, "032x"),
                "span_id": format(link.context.span_id, "016x"),
            }
            for link in span.links
        ],
    }


def _moment(nanoseconds: int | None) -> str | None:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).isoformat() if nanoseconds else None


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
