"""Follows links over HTTP, to public addresses only."""

import asyncio
from typing import Final

import httpx

from portal_sync.domain.link_check import Followed
from shared.outgoing.pinned import AddressRefused, PinnedTransport

_SECONDS: Final = 20
_REDIRECTS: Final = 5
# Servers that do not know HEAD say so in many ways.
_ASK_AGAIN: Final = frozenset({400, 403, 404, 405, 501})
# It is there, and wants somebody to sign in, or fewer requests.
_THERE: Final = frozenset({401, 403, 407, 429})
_SAID: Final = {404: "页面不存在（404）", 410: "页面已删除（410）"}
_FAILURES: Final[tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...]] = (
    (AddressRefused, "这个网址不指向公网地址。"),
    ((httpx.InvalidURL, httpx.UnsupportedProtocol), "这不是一个完整的网址。"),
    (httpx.TooManyRedirects, "跳转太多次，到不了页面。"),
    ((TimeoutError, httpx.TimeoutException), f"{_SECONDS} 秒内没有回应。"),
    (httpx.ConnectError, "连接不上。"),
)


class HttpProbe:
    """Implements `LinkProbe`. Every step of a redirection is checked like the first; no page is read."""

    def __init__(self, transport: PinnedTransport, site: str = "") -> None:
        """`site` is who asks: other sites' logs say where to turn to."""
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=_SECONDS,
            follow_redirects=True,
            max_redirects=_REDIRECTS,
            trust_env=False,
            headers={"User-Agent": f"Huiqi-Link-Check/1.0 (+{site})" if site else "Huiqi-Link-Check/1.0"},
        )

    async def probe(self, url: str) -> Followed:
        """Follow it to its end. An address that must not be asked counts as answered: the link is bad."""
        try:
            async with asyncio.timeout(_SECONDS):
                status = await self._status("HEAD", url)
                if status in _ASK_AGAIN:
                    status = await self._status("GET", url)
        except (AddressRefused, httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            silent = not isinstance(error, (AddressRefused, httpx.InvalidURL, httpx.UnsupportedProtocol))
            return Followed(_why(error), answered=not silent)
        if status < httpx.codes.BAD_REQUEST or status in _THERE:
            return Followed()
        return Followed(f"{_SAID.get(status, f'对方网站出错（{status}）')}。")

    async def _status(self, method: str, url: str) -> int:
        async with self._client.stream(method, url) as answer:
            return answer.status_code


def _why(error: Exception) -> str:
    if isinstance(error, httpx.ConnectError) and "resolve" in str(error):
        return "域名无法解析。"
    return next((said for kinds, said in _FAILURES if isinstance(error, kinds)), "连接中断。")
