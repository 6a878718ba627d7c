"""The last spans of every service, kept in memory for the operators' trace pages."""

import re
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.trace import SpanKind, StatusCode

from shared.telemetry.attributes import POLICY_ID

_SPANS_OF_POLICIES: Final = 6_000
_SPANS_OF_OTHERS: Final = 1_500
_SPANS_OF_ONE_TRACE: Final = 300

# Probes, static files and the operators' own looking around would push out what they look for.
_UNINTERESTING: Final = re.compile(r"^/(health|metrics|assets|favicon|id)\b|^/api/(ops\b|[a-z]+/v1/ops/)")


class _Ring:
    """Traces up to a number of spans; the one that was longest without a new span goes first."""

    def __init__(self, limit: int) -> None:
        self.traces: OrderedDict[int, list[ReadableSpan]] = OrderedDict()
        self._limit = limit
        self._count = 0

    def add(self, trace_id: int, spans: list[ReadableSpan]) -> None:
        held = self.traces.setdefault(trace_id, [])
        self.traces.move_to_end(trace_id)
        room = spans[: _SPANS_OF_ONE_TRACE - len(held)]
        held += room
        self._count += len(room)
        while self._count > self._limit:
            self._count -= len(self.traces.popitem(last=False)[1])

    def take(self, trace_id: int) -> list[ReadableSpan]:
        spans = self.traces.pop(trace_id, [])
        self._count -= len(spans)
        return spans


class SpanStore(SpanProcessor):
    """The newest traces: those of policies, which operators look for, apart from the many others."""

    def __init__(self, of_policies: int = _SPANS_OF_POLICIES, of_others: int = _SPANS_OF_OTHERS) -> None:
        """Keep at most so many spans."""
        self._policies = _Ring(of_policies)
        self._others = _Ring(of_others)
        # Spans end on the event loop and on worker threads.
        self._lock = Lock()

    def on_end(self, span: ReadableSpan) -> None:
        if _is_noise(span):
            return
        trace_id = span.context.trace_id
        with self._lock:
            if trace_id in self._policies.traces:
                self._policies.add(trace_id, [span])
            elif _policy_of([span]):
                self._policies.add(trace_id, [*self._others.take(trace_id), span])
            else:
                self._others.add(trace_id, [span])

    def traces(self, *, policy_id: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
        """Return summaries of the newest traces, of one policy where `policy_id` is given."""
        with self._lock:
            held = [list(spans) for ring in (self._policies, self._others) for spans in ring.traces.values()]
        chosen = [spans for spans in held if policy_id is None or _policy_of(spans) == policy_id]
        chosen.sort(key=lambda spans: max(span.end_time or 0 for span in spans), reverse=True)
        return [_summary(spans) for spans in chosen[:limit]]

    def spans(self, trace_id: str) -> list[dict[str, Any]]:
        """Return the spans of a trace (32 hexadecimal digits) by start; empty where it is not held."""
        with self._lock:
            number = int(trace_id, 16)
            held = [span for ring in (self._policies, self._others) for span in ring.traces.get(number, ())]
        return [_described(span) for span in sorted(held, key=lambda span: span.start_time or 0)]

    def shutdown(self) -> None:
        """Nothing to close."""

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return True


def _is_noise(span: ReadableSpan) -> bool:
    named = span.attributes or {}
    if _UNINTERESTING.match(str(named.get("url.path") or named.get("http.target") or "")):
        return True
    # A batch that was received is told of by what it caused, in the traces that it links.
    failed = span.status.status_code is StatusCode.ERROR
    return span.parent is None and span.kind is SpanKind.CONSUMER and not _policy_of([span]) and not failed


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
