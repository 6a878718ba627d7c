"""An HTTP transport that resolves hosts itself, refuses non-public ones, and connects to what it checked."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence

import httpx

from shared.outgoing.addresses import why_refused

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class AddressRefused(Exception):  # noqa: N818 (reads as a sentence where it is raised)
    """The host leads to an address that nothing may be sent to."""


async def resolve(host: str, port: int) -> list[str]:
    """Return every address that the system's resolver gives for a host. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


class PinnedTransport(httpx.AsyncBaseTransport):
    """Connects to the address that was checked, so that a second answer of the DNS (rebinding) cannot win.

    One refused address among several refuses the host: a mixed answer is how rebinding is prepared. The host
    keeps its name in the Host header and in the TLS handshake. Connections are not kept, because the pool
    would share one between hosts of the same address.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolve: Resolve = resolve,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = httpx.AsyncHTTPTransport(
            verify=verify,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            trust_env=False,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send to the checked address. Raises AddressRefused, and httpx.ConnectError for an unknown host."""
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:
            raise httpx.ConnectError(f"cannot resolve {host}: {error}", request=request) from error
        if not addresses:
            raise httpx.ConnectError(f"{host} has no address", request=request)
        self._check(host, addresses)
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=addresses[0]),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return await self._inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _check(self, host: str, addresses: Sequence[str]) -> None:
        if self._allow_private:
            return
        for address in addresses:
            if reason := why_refused(address):
                raise AddressRefused(f"{host} leads to {address}, {reason}")
