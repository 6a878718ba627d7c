"""A trace as rows of a timeline: who did what when, children below their parents."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

# Shorter than this share of the whole, a bar could not be seen.
_THINNEST: Final = 0.004


@dataclass(frozen=True, slots=True)
class TraceSpan:
    """One span as a trace source tells it; `start` is aware, `duration_ms` in milliseconds."""

    span_id: str
    parent_span_id: str | None
    service: str
    name: str
    kind: str
    start: datetime
    duration_ms: float
    status: str
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def end_ms(self) -> float:
        return self.start.timestamp() * 1000 + self.duration_ms

    @property
    def failed(self) -> bool:
        return self.status.lower() == "error"


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """A trace in a list."""

    trace_id: str
    name: str
    policy_id: str | None
    start: datetime
    duration_ms: float
    spans: int
    errors: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A row; `left` and `width` are shares of the whole time, `after_ms` is counted from its beginning."""

    span: TraceSpan
    depth: int
    left: float
    width: float
    after_ms: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """All rows of a trace, in reading order."""

    bars: Sequence[Bar]
    start: datetime | None
    total_ms: float
    services: Sequence[str]


def timeline(spans: Sequence[TraceSpan]) -> Timeline:
    """Lay out a trace. Spans whose parent is not there stand at the left, as their own beginning."""
    if not spans:
        return Timeline((), None, 0, ())
    begin = min(span.start for span in spans)
    begin_ms = begin.timestamp() * 1000
    total = max(max(span.end_ms for span in spans) - begin_ms, 0.001)
    bars = []
    for span, depth in _in_reading_order(spans):
        after = span.start.timestamp() * 1000 - begin_ms
        width = max(span.duration_ms / total, _THINNEST)
        bars.append(Bar(span, depth, min(after / total, 1 - _THINNEST), min(width, 1.0), after))
    services = list(dict.fromkeys(bar.span.service for bar in bars))
    return Timeline(bars, begin, total, services)


def _in_reading_order(spans: Sequence[TraceSpan]) -> list[tuple[TraceSpan, int]]:
    known = {span.span_id for span in spans}
    children: dict[str | None, list[TraceSpan]] = defaultdict(list)
    for span in sorted(spans, key=lambda span: span.start):
        parent = span.parent_span_id if span.parent_span_id in known else None
        children[parent if parent != span.span_id else None].append(span)
    rows: list[tuple[TraceSpan, int]] = []
    waiting = [(span, 0) for span in reversed(children[None])]
    while waiting:
        span, depth = waiting.pop()
        rows.append((span, depth))
        waiting += [(child, depth + 1) for child in reversed(children.pop(span.span_id, []))]
    return rows
