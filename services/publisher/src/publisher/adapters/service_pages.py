"""Pages of the web, asked for as a browser would: public addresses only, and no redirection followed."""

from typing import Final

import httpx

from publisher.handlers.check_service_item import Unreachable
from shared.outgoing.pinned import AddressRefused, PinnedTransport

_TIMEOUT: Final = httpx.Timeout(5, connect=3)


class HttpPages:
    """Implements `handlers.check_service_item.Pages`. No redirection is followed, no body is read."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._transport = transport

    async def status(self, url: str) -> int:
        # Asked for seldom, by a person's press of a button: a client of its own each time.
        transport = self._transport or PinnedTransport()
        async with (
            httpx.AsyncClient(transport=transport, timeout=_TIMEOUT, follow_redirects=False) as client,
        ):
            try:
                async with client.stream("GET", url) as answer:
                    return answer.status_code
            except AddressRefused as refused:
                raise Unreachable("这个网址指向内部地址，没有去检查。") from refused
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise Unreachable("网址没有回应，可能写错了，也可能对方暂时不可用。") from error
