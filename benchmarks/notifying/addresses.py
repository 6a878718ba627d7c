"""The table of refused webhook addresses: as host of the URL, behind a name, among public ones, rebound.

Nothing leaves this machine: 127.0.0.2 stands in for a public address, and a canary listens on every other
address that leads here. The ceiling beside is what the guard costs a request.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from benchmarks.harness import Bar, Results
from notifier.adapters.providers.posting import Answer, Poster
from notifier.domain.retry import NotNow, Refused
from shared.outgoing.addresses import why_refused
from shared.outgoing.guarded import guarded_connector
from tests.unit.shared.test_addresses import REFUSED

_PUBLIC: Final = "127.0.0.2"
_LITERALS: Final = (
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
)


def measure(*, quick: bool) -> Results:
    return asyncio.run(_measure(200 if quick else 2000))


async def _measure(requests: int) -> Results:
    heard: list[str] = []
    async with _listening("127.0.0.1", heard) as canary, _listening(_PUBLIC, heard) as public:
        rows = [address for address in REFUSED if address]
        let_through = [row for row in rows if not await _refused(_names([row]), "hook.example.com", canary)]
        let_through += [
            row for row in rows if not await _refused(_names([_PUBLIC, row]), "mixed.example", canary)
        ]
        hosts = [f"[{row}]" if ":" in row else row for row in rows if row[0].isalnum() or row[0] == ":"]
        hosts = [host for host in hosts if " " not in host and "%" not in host]
        let_through += [host for host in (*hosts, *_LITERALS) if not await _refused(None, host, canary)]
        reached = len(heard)
        first, second = await _rebound(public)
        guard = await _seconds_each(public, requests, guarded=True)
        bare = await _seconds_each(public, requests, guarded=False)
    figures = {
        "rows": len(rows),
        "literal_hosts": len(hosts) + len(_LITERALS),
        "let_through": ", ".join(let_through) or "none",
        "request_guarded_us": round(guard * 1e6),
        "request_unguarded_us": round(bare * 1e6),
    }
    bars = [
        Bar("refused addresses that were let through", len(let_through), "", 0),
        Bar("connections to a refused address", reached, "", 0),
        Bar("rebound names that won", int(not (first and second)), "", 0),
    ]
    return Results(figures, bars)


def _judge(address: str) -> str | None:
    return None if address == _PUBLIC else why_refused(address)


class _names:  # noqa: N801 (reads as what it gives)
    """A resolver that gives each of its answers in turn, and the last one from then on."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


async def _refused(names: _names | None, host: str, port: int) -> bool:
    """Tell whether nothing was sent. An odd spelling may also be no address at all."""
    poster = Poster(partial(guarded_connector, resolve=names, why_refused=_judge))
    try:
        answer = await poster.post(f"http://{host}:{port}/", b"{}", {})
        odd = isinstance(answer, NotNow) and names is None and "Cannot connect" in answer.reason
        return isinstance(answer, Refused) or odd
    finally:
        await poster.close()


async def _rebound(port: int) -> tuple[bool, bool]:
    """Return whether a name was let through while it was public, and refused once it led here."""
    names = _names([_PUBLIC], ["127.0.0.1"])
    poster = Poster(partial(guarded_connector, resolve=names, why_refused=_judge))
    try:
        url = f"http://rebinding.example:{port}/"
        first = await poster.post(url, b"{}", {})
        second = await poster.post(url, b"{}", {})
    finally:
        await poster.close()
    return isinstance(first, Answer) and first.is_success, isinstance(second, Refused)


async def _seconds_each(port: int, count: int, *, guarded: bool) -> float:
    poster = Poster(partial(guarded_connector, why_refused=_judge, allow_private=not guarded))
    try:
        began = time.perf_counter()
        for _ in range(count):
            await poster.post(f"http://{_PUBLIC}:{port}/", b"{}", {})
        return (time.perf_counter() - began) / count
    finally:
        await poster.close()


@asynccontextmanager
async def _listening(host: str, heard: list[str]) -> AsyncIterator[int]:
    """Answer 204 and close; note each request that came to the canary."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if host != _PUBLIC:
            heard.append(host)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, host, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
