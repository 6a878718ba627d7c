"""A receiver of OTLP over HTTP that keeps the spans it was sent, for tests that assert on traces."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from huiqi.infra.ports import free_port

Message = MutableMapping[str, Any]


@dataclass(frozen=True)
class SeenSpan:
    """A span as a collector sees it; ids are hexadecimal."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    links: frozenset[str]
    attributes: dict[str, str]


@dataclass
class Collector:
    """Keeps every span; `url` is what `HUIQI_OTLP_ENDPOINT` should be."""

    port: int = field(default_factory=free_port)
    spans: list[SeenSpan] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def trace(self, trace_id: str) -> list[SeenSpan]:
        return [span for span in self.spans if span.trace_id == trace_id]

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        self._take(body)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def _take(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            about = {it.key: it.value.string_value for it in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += [
                    SeenSpan(
                        service=about.get("service.name", ""),
                        name=span.name,
                        trace_id=span.trace_id.hex(),
                        span_id=span.span_id.hex(),
                        parent_id=span.parent_span_id.hex(),
                        links=frozenset(link.trace_id.hex() for link in span.links),
                        attributes={it.key: it.value.string_value for it in span.attributes},
                    )
                    for span in scope.spans
                ]


@contextlib.asynccontextmanager
async def running_collector() -> AsyncIterator[Collector]:
    collector = Collector()
    config = uvicorn.Config(collector, port=collector.port, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    yield collector
    server.should_exit = True
    await serving
