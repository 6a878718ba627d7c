"""Webhooks signed as Standard Webhooks 1.0 says, sent to public addresses only."""

import json
from datetime import UTC
from typing import Any, Final

from notifier.adapters.providers.posting import Answer, Poster, retry_after
from notifier.adapters.providers.signing import signed_headers
from notifier.domain.letter import Letter
from notifier.domain.notices import Notice
from notifier.domain.read import Endpoint, Parcel
from notifier.domain.retry import NotNow, Outcome, Refused, Sent
from notifier.handlers.ports import Vault
from shared.clock import Clock

MOST_BYTES: Final = 20_000
_GONE: Final = 410
_SHORTEST_TEXT: Final = 200


class WebhookProvider:
    """Implements `ports.Provider` and `endpoint_ports.Announcer` for webhooks."""

    def __init__(self, poster: Poster, vault: Vault, *, clock: Clock) -> None:
        self._poster = poster
        self._vault = vault
        self._clock = clock

    async def send(self, parcel: Parcel, letter: Letter) -> Outcome:
        """Post the message. 2xx is delivered, 410 ends the endpoint, all else may work later."""
        answer = await self._post(parcel.endpoint, str(parcel.delivery_id), payload(parcel, letter))
        return self._classified(answer) if isinstance(answer, Answer) else answer

    async def announce(self, endpoint: Endpoint, notice: Notice) -> Outcome:
        """Post a notice. One that verifies is answered with its code, or the endpoint has not agreed."""
        data = {"text": notice.letter.text} | ({"challenge": notice.code} if notice.code else {})
        now = self._clock.now().astimezone(UTC).isoformat().replace("+00:00", "Z")
        body = _json({"type": notice.type, "timestamp": now, "data": data})
        answer = await self._post(endpoint, str(notice.id), body, read=notice.code is not None)
        if not isinstance(answer, Answer):
            return answer
        if answer.is_success and notice.code is not None and notice.code.encode() not in answer.body:
            return Refused("the endpoint did not answer with the challenge")
        return self._classified(answer)

    async def _post(
        self, endpoint: Endpoint, request_id: str, body: bytes, *, read: bool = False
    ) -> Answer | NotNow | Refused:
        headers = signed_headers(request_id, self._clock.now(), body, self._secrets(endpoint))
        return await self._poster.post(endpoint.address, body, headers, read=read)

    def _secrets(self, endpoint: Endpoint) -> list[str]:
        until = endpoint.previous_secret_until
        rotating = until is not None and self._clock.now() < until
        sealed = [endpoint.secret, endpoint.previous_secret if rotating else None]
        return [self._vault.open(secret) for secret in sealed if secret]

    def _classified(self, answer: Answer) -> Outcome:
        if answer.is_success:
            return Sent()
        if answer.status == _GONE:
            return Refused("HTTP 410: the endpoint is gone", gone=True)
        return NotNow(f"HTTP {answer.status}", retry_after(answer.headers, self._clock.now()))


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
    return _json(document)


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
