"""The matcher's check of a visitor's answers, over HTTP and with nobody's credentials."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final, TypeVar
from uuid import UUID

import httpx
from pydantic import TypeAdapter, ValidationError

from portal_sync.domain.checking import Check
from portal_sync.domain.surveying import Survey
from portal_sync.handlers.ports import Outside
from portal_sync.handlers.survey_policies import SurveyQuestion
from shared.telemetry import trace_headers

_CHECKS: Final = TypeAdapter(Check)
_SURVEYS: Final = TypeAdapter(Survey)
_AWAY: Final = "核对服务暂时没有回应，请稍后再试；申报条件仍可在政策页查看。"
_BUSY: Final = "现在核对的人太多，请过几秒再试。"

Said = TypeVar("Said")


class HttpChecks:
    """Implements `Checks` and `Surveys`. Its connections are opened on first use and kept."""

    def __init__(self, matcher_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = f"{matcher_url.rstrip('/')}/api/matcher/v1"
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def check(
        self, policy_id: UUID, answers: Mapping[str, str], unknown: Sequence[str]
    ) -> Check | None:
        body = {"answers": dict(answers), "unknown": list(unknown)}
        return await self._asked(f"policies/{policy_id}/check", body, _CHECKS)

    async def survey(self, question: SurveyQuestion) -> Survey:
        found = await self._asked("checks", asdict(question), _SURVEYS)
        if found is None:
            raise Outside(_AWAY)
        return found

    async def _asked(self, path: str, body: Mapping[str, Any], said: TypeAdapter[Said]) -> Said | None:
        """None where the matcher knows of nothing there."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=httpx.Timeout(5, connect=1), transport=self._transport)
        headers = {"Accept": "application/json", **trace_headers()}
        try:
            answer = await self._client.post(f"{self._url}/{path}", json=body, headers=headers)
        except httpx.HTTPError as error:
            raise Outside(_AWAY) from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.is_error:
            raise Outside(_BUSY if answer.status_code == httpx.codes.TOO_MANY_REQUESTS else _AWAY)
        try:
            return said.validate_json(answer.content)
        except ValidationError as error:
            raise Outside(_AWAY) from error
