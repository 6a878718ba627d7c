"""A pooled aiohttp connector that resolves hosts itself and connects to nothing but public addresses.

Two checks, for each is blind somewhere. The resolver sees every address of a name, and refuses the name where
one of them is refused: a mixed answer is how rebinding is prepared. The socket factory sees the one address
that is about to be connected to, however it came there: a literal in the URL never meets the resolver.
A kept connection leads to the address that was checked, so a second answer of the DNS cannot win; connections
are kept by host, so two hosts of one address never share one.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ssl import SSLContext
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from shared.outgoing.addresses import why_refused
from shared.outgoing.pinned import AddressRefused

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
WhyRefused = Callable[[str], str | None]
_LOOKUPS_AT_ONCE: Final = 64
_KEEP_SECONDS: Final = 15


def guarded_connector(
    *,
    allow_private: bool = False,
    resolve: Resolve | None = None,
    why_refused: WhyRefused = why_refused,
    ssl: SSLContext | bool = True,
) -> aiohttp.TCPConnector:
    """Return a connector without a limit of its own. Requests may raise AddressRefused."""
    judge: WhyRefused = (lambda _: None) if allow_private else why_refused

    def opened(info: Any) -> socket.socket:  # noqa: ANN401 (aiohttp's AddrInfoType)
        family, kind, protocol, _, address = info
        if reason := judge(str(address[0])):
            raise AddressRefused(f"the address {address[0]} is {reason}")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return aiohttp.TCPConnector(
        resolver=_Resolver(resolve or Lookup(), judge),
        socket_factory=opened,
        ssl=ssl,
        limit=0,
        # Whatever a name leads to is asked and judged again for each connection.
        use_dns_cache=False,
        keepalive_timeout=_KEEP_SECONDS,
    )


class Lookup:
    """The system's resolver on threads of its own: a name server that hangs holds up no other work."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="lookup")

    async def __call__(self, host: str, port: int) -> list[str]:
        """Return every address of a host. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, self._ask, host, port)
        return list(dict.fromkeys(str(address[4][0]) for address in found))

    @staticmethod
    def _ask(host: str, port: int) -> list[Any]:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class _Resolver(AbstractResolver):
    def __init__(self, resolve: Resolve, judge: WhyRefused) -> None:
        self._resolve = resolve
        self._judge = judge

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = await self._resolve(host, port)
        if not addresses:
            raise OSError(f"{host} has no address")
        for address in addresses:
            if reason := self._judge(address):
                raise AddressRefused(f"{host} leads to {address}, {reason}")
        return [_result(host, port, address) for address in addresses]

    async def close(self) -> None:
        """Nothing is held."""


def _result(host: str, port: int, address: str) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=socket.AF_INET6 if ":" in address else socket.AF_INET,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
