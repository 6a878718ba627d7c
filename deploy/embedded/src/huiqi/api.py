"""The public HTTP APIs as the commands and the demo use them."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Final, Self
from uuid import uuid4

import httpx

from huiqi.errors import Refused

SERVICES: Final = ("publisher", "matcher", "notifier", "portal")

_TIMEOUT: Final = httpx.Timeout(60.0, connect=5.0)
# A hundred thousand pages take minutes to make.
_DOWNLOAD_TIMEOUT: Final = httpx.Timeout(1800.0, connect=5.0)

# A database that restarts is back within seconds.
_UNAVAILABLE_DELAYS: Final = (0.5, 1, 2, 4, 8, 16)

Authorize = Callable[[str | None], Awaitable[str]]


class ApiRefusedError(Refused):
    """An API answered with problem details; `status` is the HTTP status, the message what it said."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Api:
    """Calls one system's APIs as one account or another."""

    def __init__(self, address: str, authorize: Authorize) -> None:
        """`authorize` returns a bearer token for an account's name, or for the operator where it is None."""
        self.address = address.rstrip("/")
        self._authorize = authorize
        # Loading the certificates of the world takes a tenth of a second that plain HTTP can spare.
        secure = self.address.startswith("https://")
        self._http = httpx.AsyncClient(base_url=self.address, timeout=_TIMEOUT, verify=secure)

    async def get(self, path: str, *, account: str | None = None, **params: str | int) -> Any:  # noqa: ANN401 (JSON)
        return await self.call("GET", path, account=account, params=params)

    async def post(self, path: str, body: Any = None, *, account: str | None = None) -> Any:  # noqa: ANN401 (JSON)
        return await self.call("POST", path, account=account, json=body if body is not None else {})

    async def put(self, path: str, body: Any, *, account: str | None = None) -> Any:  # noqa: ANN401 (JSON)
        return await self.call("PUT", path, account=account, json=body)

    async def upload(self, path: str, name: str, content: bytes, *, account: str | None = None) -> Any:  # noqa: ANN401
        return await self.call("POST", path, account=account, files={"file": (name, content)})

    async def download(self, path: str, **params: str) -> bytes:
        """Return what an address gives to the operator, as it is."""
        headers = {"Authorization": f"Bearer {await self._authorize(None)}"}
        try:
            answer = await self._http.get(path, headers=headers, params=params, timeout=_DOWNLOAD_TIMEOUT)
        except httpx.HTTPError as error:
            raise Refused(f"{self.address} does not answer: {error or type(error).__name__}") from error
        if answer.is_error:
            raise ApiRefusedError(answer.status_code, _what_it_said(answer))
        return answer.content

    async def pages(self, path: str, *, account: str | None = None, **params: str | int) -> list[Any]:
        """Return the items of every page of a collection."""
        items: list[Any] = []
        while True:
            page = await self.get(path, account=account, **params)
            items += page["items"]
            if not page.get("next"):
                return items
            params["cursor"] = page["next"]

    async def call(self, method: str, path: str, *, account: str | None = None, **request: Any) -> Any:  # noqa: ANN401
        """Return the answer's JSON, or None where it has none.

        Raises ApiRefusedError where the API refuses, and Refused where the system cannot be reached.
        """
        # One key for all tries: a request whose answer was lost is not carried out twice.
        headers = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        for delay in (*_UNAVAILABLE_DELAYS, None):
            headers["Authorization"] = f"Bearer {await self._authorize(account)}"
            try:
                answer = await self._http.request(method, path, headers=headers, **request)
            except httpx.HTTPError as error:
                raise Refused(f"{self.address} does not answer: {error or type(error).__name__}") from error
            except (ValueError, RecursionError) as error:
                # Half a character, an infinite number, a nesting without end: no JSON can carry it.
                raise Refused(f"what was given cannot be sent: {error}") from error
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or delay is None:
                break
            await asyncio.sleep(delay)
        if answer.is_error:
            raise ApiRefusedError(answer.status_code, _what_it_said(answer))
        try:
            return answer.json() if answer.content else None
        except ValueError as error:
            raise Refused(f"{self.address} answers, but not as Huiqi does") from error

    async def of_all(self, path: str) -> dict[str, Any]:
        """Ask every service the same of its operations API; return the answers by service."""
        answers = await asyncio.gather(*(self.get(f"/api/{name}/v1/ops/{path}") for name in SERVICES))
        return dict(zip(SERVICES, answers, strict=True))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()


def _what_it_said(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
        said = [str(problem.get("detail") or problem.get("title"))]
        said += [_of_field(error) for error in problem.get("errors", [])]
        return " ".join(said)
    except (ValueError, AttributeError):
        return f"{answer.request.method} {answer.request.url.path}: HTTP {answer.status_code}"


def _of_field(error: dict[str, Any]) -> str:
    where = error.get("pointer") or error.get("parameter") or ""
    return f"{where} {error.get('detail', '')}".strip()
