"""Requests to one configured system, signed as Standard Webhooks 1.0 says, and to no other address."""

import asyncio
from collections.abc import Mapping
from datetime import UTC
from typing import Final
from uuid import uuid4

import httpx
from standardwebhooks import Webhook

from portal_sync.handlers.ports import Outside
from shared.clock import Clock
from shared.outgoing.pinned import AddressRefused, PinnedTransport
from shared.telemetry import trace_headers

_SECONDS: Final = 30
_MOST_BYTES: Final = 16 * 1024 * 1024


class SignedClient:
    """Sends to addresses below `base`. Follows no redirect, reads no answer without end."""

    def __init__(self, base: str, secret: str, transport: PinnedTransport, clock: Clock) -> None:
        """`secret` is base64, as Standard Webhooks has it; ValueError where it is not."""
        self._base = base.rstrip("/")
        self._webhook = Webhook(secret)
        self._clock = clock
        self._client = httpx.AsyncClient(
            transport=transport, timeout=_SECONDS, follow_redirects=False, trust_env=False
        )

    async def send(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Return the answer, read whole. Raises Outside where there is none."""
        request = self._client.build_request(
            method,
            f"{self._base}{target}",
            content=body,
            headers={**self._signed(method, target, body), **(headers or {}), **trace_headers()},
        )
        try:
            async with asyncio.timeout(_SECONDS):
                answer = await self._client.send(request, stream=True)
                try:
                    return await _whole(answer)
                finally:
                    await answer.aclose()
        except AddressRefused as error:
            raise Outside(f"不能发往这个地址：{error}。内部系统要在配置里写明 internal。") from error
        except TimeoutError as error:
            raise Outside(f"{_SECONDS} 秒内没有回应。") from error
        except (httpx.HTTPError, OSError) as error:
            raise Outside(f"没有回应（{type(error).__name__}）。") from error

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    def _signed(self, method: str, target: str, body: bytes) -> dict[str, str]:
        """Method and target are signed with the body: nobody can use a signature for something else."""
        message, moment = str(uuid4()), self._clock.now().astimezone(UTC)
        signature = self._webhook.sign(message, moment, f"{method} {target}\n{body.decode()}")
        return {
            "content-type": "application/json",
            "user-agent": "Huiqi-Channel/1.0",
            "webhook-id": message,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": signature,
        }


async def _whole(answer: httpx.Response) -> httpx.Response:
    received = bytearray()
    async for chunk in answer.aiter_bytes():
        received += chunk
        if len(received) > _MOST_BYTES:
            raise Outside("对方系统的回答太长。")
    return httpx.Response(answer.status_code, headers=_plain(answer.headers), content=bytes(received))


def _plain(headers: httpx.Headers) -> list[tuple[str, str]]:
    """Without what described the encoding, which is undone."""
    described = {"content-encoding", "content-length", "transfer-encoding"}
    return [(name, value) for name, value in headers.items() if name.lower() not in described]
