"""One POST to a guarded address, bounded in time and in what is read of the answer."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp

from notifier.domain.retry import NotNow, Refused
from shared.outgoing.pinned import AddressRefused

SECONDS: Final = 15
_MOST_READ: Final = 2048
_MOST_SAID: Final = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side answered; `body` only where it was asked for, at most 2 KB of it."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Poster:
    """Posts on pooled connections. Follows no redirect, knows no proxy and keeps no cookie.

    `connector` makes the pool at the first request: it belongs to the loop that is running then.
    """

    def __init__(self, connector: Callable[[], aiohttp.TCPConnector]) -> None:
        self._connector = connector
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, read: bool = False
    ) -> Answer | NotNow | Refused:
        """Return the answer, or why there is none. Never raises for what the other side does wrong."""
        if not url.isprintable() or " " in url:
            return Refused("the address is no URL")
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._client().post(url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                said = await response.content.read(_MOST_READ) if read else b""
                return Answer(response.status, response.headers, said)
        except (AddressRefused, aiohttp.InvalidURL) as error:
            return Refused(f"{error}"[:_MOST_SAID])
        except TimeoutError:
            return NotNow(f"no answer within {SECONDS} s")
        except (aiohttp.ClientError, OSError) as error:
            return NotNow(f"{type(error).__name__}: {error}"[:_MOST_SAID])

    async def close(self) -> None:
        """Close every connection; a later request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=self._connector(),
                timeout=aiohttp.ClientTimeout(total=None),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110, section 10.2.3): seconds or a date; nonsense is as if it were not there."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return timedelta(seconds=min(int(value[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - now, timedelta(0))
