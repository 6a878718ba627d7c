"""Webhooks signed as Standard Webhooks 1.0 says, sent to public addresses only."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
from standardwebhooks import Webhook

from notifier.domain.letter import Letter
from notifier.domain.read import Parcel
from notifier.domain.retry import NotNow, Outcome, Refused, Sent
from shared.clock import Clock
from shared.outgoing.pinned import AddressRefused, PinnedTransport
from shared.telemetry import trace_headers

SECONDS: Final = 15
MOST_BYTES: Final = 20_000
_GONE: Final = 410
_SHORTEST_TEXT: Final = 200


class WebhookProvider:
    """Implements `ports.Provider` for webhooks. Follows no redirect, waits at most 15 seconds."""

    def __init__(self, transport: PinnedTransport, *, clock: Clock) -> None:
        self._clock = clock
        self._client = httpx.AsyncClient(
            transport=transport, timeout=SECONDS, follow_redirects=False, trust_env=False
        )

    async def send(self, parcel: Parcel, letter: Letter) -> Outcome:
        """Post the message. 2xx is delivered, 410 ends the endpoint, all else may work later."""
        body = payload(parcel, letter)
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._client.stream(
                    "POST", parcel.endpoint.address, content=body, headers=self._headers(parcel, body)
                ) as response,
            ):
                # The status is all that counts: a body without end is never read.
                return self._classified(response)
        except AddressRefused as error:
            return Refused(str(error))
        except httpx.InvalidURL as error:
            return Refused(f"the address is no URL: {error}")
        except TimeoutError:
            return NotNow(f"no answer within {SECONDS} s")
        except (httpx.HTTPError, OSError) as error:
            return NotNow(f"{type(error).__name__}: {error}")

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    def _headers(self, parcel: Parcel, body: bytes) -> dict[str, str]:
        delivery = str(parcel.delivery_id)
        # `sign` drops the zone of a datetime that is not UTC.
        moment = self._clock.now().astimezone(UTC)
        signature = Webhook(parcel.endpoint.secret or "").sign(delivery, moment, body.decode())
        return {
            "content-type": "application/json",
            "user-agent": "Huiqi-Webhooks/1.0",
            "webhook-id": delivery,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": signature,
            **trace_headers(),
        }

    def _classified(self, response: httpx.Response) -> Outcome:
        if response.is_success:
            return Sent()
        if response.status_code == _GONE:
            return Refused("HTTP 410: the endpoint is gone", gone=True)
        asked = _retry_after(response.headers, self._clock.now())
        return NotNow(f"HTTP {response.status_code}", asked)


def payload(parcel: Parcel, letter: Letter) -> bytes:
    """Return the JSON that a webhook carries, at most 20 KB: a longer text is cut, and says so."""
    text = letter.text
    while len(body := _encoded(parcel, letter, text)) > MOST_BYTES and len(text) > _SHORTEST_TEXT:
        text = text[: len(text) * 3 // 4] + "…"
    return body


def _encoded(parcel: Parcel, letter: Letter, text: str) -> bytes:
    stored, message = parcel.stored, parcel.stored.message
    data: dict[str, Any] = {
        "message_id": str(message.id),
        "credit_code": message.credit_code,
        "policy_id": str(message.policy_id),
        "policy_revision": message.policy_revision,
        "kind": message.kind,
        "policy_title": stored.title,
        "subject": letter.subject,
        "text": text,
    }
    document = {
        "type": f"message.{message.kind}",
        "timestamp": stored.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": data,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110, section 10.2.3): seconds or a date; nonsense is as if it were not there."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return timedelta(seconds=min(int(value[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - now, timedelta(0))
