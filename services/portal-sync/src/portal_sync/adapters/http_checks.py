"""The matcher's check of a visitor's answers, over HTTP and with nobody's credentials."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import httpx
from pydantic import TypeAdapter, ValidationError

from portal_sync.domain.checking import Check
from portal_sync.handlers.ports import Outside
from shared.telemetry import trace_headers

_CHECKS: Final = TypeAdapter(Check)
_AWAY: Final = "核对服务暂时没有回应，请稍后再试；申报条件仍可在政策页查看。"
_BUSY: Final = "现在核对的人太多，请过几秒再试。"


class HttpChecks:
    """Implements `check_eligibility.Checks`. Its connections are opened on first use and kept."""

    def __init__(self, matcher_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = f"{matcher_url.rstrip('/')}/api/matcher/v1/policies"
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def check(
        self, policy_id: UUID, answers: Mapping[str, str], unknown: Sequence[str]
    ) -> Check | None:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=httpx.Timeout(5, connect=1), transport=self._transport)
        headers = {"Accept": "application/json", **trace_headers()}
        body = {"answers": dict(answers), "unknown": list(unknown)}
        try:
            answer = await self._client.post(f"{self._url}/{policy_id}/check", json=body, headers=headers)
        except httpx.HTTPError as error:
            raise Outside(_AWAY) from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.is_error:
            raise Outside(_BUSY if answer.status_code == httpx.codes.TOO_MANY_REQUESTS else _AWAY)
        try:
            return _CHECKS.validate_json(answer.content)
        except ValidationError as error:
            raise Outside(_AWAY) from error
