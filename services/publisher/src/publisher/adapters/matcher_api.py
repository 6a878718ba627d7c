"""The matcher over its API, asked with the credentials of whoever looks at the page."""

from collections.abc import Mapping
from typing import Any, Final

import httpx
from pydantic import TypeAdapter, ValidationError

from publisher.handlers.previews import Away, Reach
from shared.telemetry import trace_headers

_REACH: Final = TypeAdapter(Reach)
_AWAY: Final = "匹配服务暂时没有回应，现在数不出企业；条件可以照常编辑和保存。"
_REFUSED: Final = {
    401: "登录已过期，数不出企业；请重新登录。",
    403: "您的账号不能预览符合条件的企业数。",
}


class HttpPreviews:
    """Implements `handlers.previews.Previews`. Its connections are opened on first use and kept."""

    def __init__(
        self, base_url: str, seconds: float, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/api/matcher/v1/criteria/preview"
        self._timeout = httpx.Timeout(seconds, connect=min(1.0, seconds))
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def ask(self, criteria: dict[str, Any], credentials: Mapping[str, str]) -> Reach:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=self._timeout, transport=self._transport)
        headers = {"Accept": "application/json", **trace_headers(), **credentials}
        try:
            answer = await self._client.post(self._url, json=criteria, headers=headers)
        except httpx.HTTPError as error:
            raise Away(_AWAY) from error
        if answer.is_error:
            raise Away(_REFUSED.get(answer.status_code, _AWAY))
        try:
            return _REACH.validate_json(answer.content)
        except ValidationError as error:
            raise Away(_AWAY) from error
