"""Text messages through an HTTP gateway: a JSON POST, signed like a webhook.

`{"id", "to", "text"}` goes to the gateway, the id the same in every attempt. 2xx means that the gateway took
it; whether it arrived is reported later (`/api/notifier/v1/delivery-reports`).
"""

import json
from typing import Final
from uuid import UUID

from notifier.adapters.providers.posting import Answer, Poster, retry_after
from notifier.adapters.providers.signing import signed_headers
from notifier.domain.letter import Action, Letter
from notifier.domain.notices import Notice
from notifier.domain.read import Endpoint, Parcel
from notifier.domain.retry import NotNow, Outcome, Refused, Sent
from shared.clock import Clock

MOST_CHARACTERS: Final = 280
# About this one message; any other refusal is about our account or the gateway itself.
_ABOUT_THE_MESSAGE: Final = frozenset({400, 404, 410, 413, 422})


class SmsProvider:
    """Implements `ports.Provider` and `endpoint_ports.Announcer` for text messages.

    The gateway is the operator's own setting, so its address may be private.
    """

    def __init__(self, poster: Poster, *, url: str, secret: str, clock: Clock) -> None:
        self._poster = poster
        self._url = url
        self._secret = secret
        self._clock = clock

    async def send(self, parcel: Parcel, letter: Letter) -> Outcome:
        return await self._hand_in(parcel.endpoint, parcel.delivery_id, short(letter))

    async def announce(self, endpoint: Endpoint, notice: Notice) -> Outcome:
        return await self._hand_in(endpoint, notice.id, _code(notice) or short(notice.letter))

    async def _hand_in(self, endpoint: Endpoint, reference: UUID, text: str) -> Outcome:
        document = {"id": str(reference), "to": endpoint.address, "text": text}
        body = json.dumps(document, ensure_ascii=False).encode()
        headers = signed_headers(str(reference), self._clock.now(), body, [self._secret])
        answer = await self._poster.post(self._url, body, headers)
        if not isinstance(answer, Answer):
            return NotNow(answer.reason, provider=True)
        if answer.is_success:
            return Sent(unconfirmed=True)
        reason = f"the SMS gateway answered HTTP {answer.status}"
        if answer.status in _ABOUT_THE_MESSAGE:
            return Refused(reason)
        return NotNow(reason, retry_after(answer.headers, self._clock.now()), provider=True)


def _code(notice: Notice) -> str | None:
    """Return the one line that a code needs. The name in brackets is what carriers ask for, in Chinese."""
    if notice.code is None:
        return None
    if notice.letter.language == "en":
        return f"【惠企】Your code is {notice.code}, valid for 30 minutes."
    return f"【惠企】验证码 {notice.code}，30 分钟内有效。"


def short(letter: Letter) -> str:
    """Return a letter as a text message: what it is about, and one address."""
    action = next((block.url for block in letter.blocks if isinstance(block, Action)), "")
    left = MOST_CHARACTERS - len(action) - 6
    subject = letter.subject if len(letter.subject) <= left else letter.subject[: left - 1] + "…"
    return f"【惠企】{subject} {action}".strip()
