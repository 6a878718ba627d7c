"""The other side of webhooks, in a process of its own: answers by path, and remembers what came when.

`/ok…` answers 204, `/late…` the same a third of a second later, `/fail…` 500, `/hang…` never. `GET /report`
gives and forgets `[webhook-id, path, seconds since the epoch]` of each request. It listens on as many
loopback addresses as are asked for, so that each endpoint is a host of its own:
`python -m benchmarks.notifying.sink PORT HOSTS`.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, cast

import httpx

from huiqi.infra.ports import free_port

Arrival = tuple[str, str, float]
_END: Final = b"\r\n\r\n"
_LATE_SECONDS: Final = 0.33
_NO_CONTENT: Final = b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"
_FAILED: Final = b"HTTP/1.1 500 Failed\r\ncontent-length: 0\r\n\r\n"


def host(number: int) -> str:
    """Return the loopback address of the endpoint of that number."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


class Connection(asyncio.Protocol):
    """Parses no more of HTTP than a benchmark needs, so that the sink is not what is measured."""

    def __init__(self, arrivals: list[Arrival]) -> None:
        self._arrivals = arrivals
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not an asyncio.Transport by class: uvloop has its own.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(_END)) >= 0:
            head = self._buffer[:end].decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
            total = end + len(_END) + int(headers.get("content-length", "0"))
            if len(self._buffer) < total:
                return
            self._buffer = self._buffer[total:]
            self._answer(head[0].split(" ")[1], headers)

    def _answer(self, path: str, headers: dict[str, str]) -> None:
        if path == "/report":
            body = json.dumps(self._arrivals).encode()
            self._arrivals.clear()
            self._transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
            return
        self._arrivals.append((headers.get("webhook-id", ""), path, time.time()))
        if path.startswith("/late"):
            asyncio.get_running_loop().call_later(_LATE_SECONDS, self._answer_late)
        elif not path.startswith("/hang"):
            self._transport.write(_FAILED if path.startswith("/fail") else _NO_CONTENT)

    def _answer_late(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(_NO_CONTENT)


@dataclass
class Sink:
    """The running sink."""

    port: int
    _client: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=60, trust_env=False))

    def url(self, kind: str, number: int) -> str:
        return f"http://{host(number)}:{self.port}/{kind}/{number}"

    async def report(self) -> list[Arrival]:
        """Return what came since the last report."""
        answer: list[Any] = (await self._client.get(f"http://{host(0)}:{self.port}/report")).json()
        return [(str(one), str(path), float(at)) for one, path, at in answer]


@asynccontextmanager
async def running_sink(hosts: int) -> AsyncIterator[Sink]:
    """Run a sink while the block does."""
    port = free_port()
    command = (sys.executable, "-m", "benchmarks.notifying.sink", str(port), str(hosts))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        yield Sink(port)
    finally:
        process.kill()
        await process.wait()


async def _serve(port: int, hosts: int) -> None:
    arrivals: list[Arrival] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(arrivals), [host(number) for number in range(hosts)], port, backlog=1000
    )
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
