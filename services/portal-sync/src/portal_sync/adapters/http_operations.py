"""The operators' APIs of the services, and the embedded edition's traces, over HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import httpx
from pydantic import TypeAdapter, ValidationError

from portal_sync.domain.timeline import TraceSpan, TraceSummary
from portal_sync.handlers.ports import Outside
from shared.telemetry import trace_headers

T = TypeVar("T")
_TIMEOUT: Final = httpx.Timeout(5, connect=2)
# A service looks at every row that it has to show its evidence.
_EVIDENCE_TIMEOUT: Final = httpx.Timeout(30, connect=2)
_MOST_TRACES: Final = 200
_SPANS: Final = TypeAdapter(list[TraceSpan])
_SUMMARIES: Final = TypeAdapter(list[TraceSummary])
_REFUSALS: Final = {401: "登录已过期，请重新登录。", 403: "没有运维权限。", 404: "没有找到，可能已经处理过。"}


class HttpClient:
    """Asks with somebody's credentials; every failure becomes one sentence. Opened on first use."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def ask(
        self, method: str, url: str, credentials: Mapping[str, str], patience: httpx.Timeout = _TIMEOUT
    ) -> Any:  # noqa: ANN401 (JSON)
        """Return the JSON answer. Raises Outside."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_TIMEOUT, transport=self._transport)
        headers = {"Accept": "application/json", **trace_headers(), **credentials}
        try:
            answer = await self._client.request(method, url, headers=headers, timeout=patience)
        except httpx.HTTPError as error:
            raise Outside(f"没有回应（{type(error).__name__}）。") from error
        if answer.is_error:
            raise Outside(_REFUSALS.get(answer.status_code, f"拒绝了请求（HTTP {answer.status_code}）。"))
        try:
            return answer.json()
        except ValueError as error:
            raise Outside("回答不是 JSON。") from error

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None


class HttpOperations:
    """The operators' API of each service, by its API name."""

    def __init__(self, client: HttpClient, urls: Mapping[str, str]) -> None:
        self._client = client
        self._urls = urls

    async def status(self, service: str, credentials: Mapping[str, str]) -> Mapping[str, Any]:
        return _object(await self._client.ask("GET", self._url(service, "status"), credentials))

    async def evidence(self, service: str, credentials: Mapping[str, str]) -> Mapping[str, Any]:
        url = self._url(service, "evidence")
        return _object(await self._client.ask("GET", url, credentials, _EVIDENCE_TIMEOUT))

    async def dead(self, service: str, credentials: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        answer = _object(await self._client.ask("GET", self._url(service, "dead"), credentials))
        items = answer.get("items", [])
        return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []

    async def settle(self, service: str, dead_id: int, act: str, credentials: Mapping[str, str]) -> None:
        await self._client.ask("POST", self._url(service, f"dead/{dead_id}/{act}"), credentials)

    def _url(self, service: str, path: str) -> str:
        return f"{self._urls[service]}/api/{service}/v1/ops/{path}"


class HttpTraces:
    """The embedded edition's record of spans."""

    def __init__(self, client: HttpClient, url: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/api/ops/v1/traces"

    async def recent(self, policy_id: str, credentials: Mapping[str, str]) -> Sequence[TraceSummary]:
        query = {"limit": str(_MOST_TRACES)} | ({"policy_id": policy_id} if policy_id else {})
        answer = _object(await self._client.ask("GET", f"{self._url}?{urlencode(query)}", credentials))
        return _read(_SUMMARIES, answer.get("items", []))

    async def spans(self, trace_id: str, credentials: Mapping[str, str]) -> Sequence[TraceSpan]:
        answer = _object(await self._client.ask("GET", f"{self._url}/{trace_id}", credentials))
        return _read(_SPANS, answer.get("spans", []))


def _object(answer: Any) -> Mapping[str, Any]:  # noqa: ANN401 (JSON)
    if not isinstance(answer, dict):
        raise Outside("回答的格式不对。")
    return answer


def _read(adapter: TypeAdapter[list[T]], value: Any) -> list[T]:  # noqa: ANN401 (JSON)
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise Outside("追踪数据的格式不对。") from error
