"""The OIDC issuer as its client sees it: discovery, keys, code exchange (OpenID Connect Core 1.0)."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.identity.errors import IssuerUnavailable, SignInFailed
from shared.telemetry import get_logger, trace_headers

_TIMEOUT: Final = httpx.Timeout(5.0, connect=2.0)
_ATTEMPTS: Final = 3
_FRESH_SECONDS: Final = 600.0
# A stranger who invents key ids must not make us ask the issuer each time.
_REFETCH_SECONDS: Final = 15.0
# While it does not answer, those who wait in line hear so at once instead of each trying in turn.
_PAUSE_SECONDS: Final = 1.0


class Discovery(BaseModel):
    """The part of the discovery document that is used."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None


class IssuerClient:
    """Asks one issuer, with time limits, a few tries, and a cache.

    `internal_url` is where this process reaches the issuer when that is not its public address. Keys are kept
    for ten minutes, and longer while the issuer does not answer: tokens signed before an outage stay good.
    """

    def __init__(
        self,
        url: str,
        *,
        internal_url: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url.rstrip("/")
        self.transport = transport
        self._internal_url = (internal_url or url).rstrip("/")
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._discovery: Discovery | None = None
        self._keys: KeySet | None = None
        self._tried_at = float("-inf")
        self._fetched_at = float("-inf")

    async def discovery(self) -> Discovery:
        """Return the discovery document. Raises IssuerUnavailable."""
        if self._discovery is None:
            document = await self._get_json(f"{self.url}/.well-known/openid-configuration")
            try:
                found = Discovery.model_validate(document)
            except ValidationError as problem:
                raise IssuerUnavailable("discovery document is incomplete") from problem
            if found.issuer.rstrip("/") != self.url:
                raise IssuerUnavailable(f"discovery names another issuer: {found.issuer}")
            self._discovery = found
        return self._discovery

    async def keys_for(self, kid: str | None) -> KeySet:
        """Return the issuer's keys, asked for anew where `kid` is not among them.

        Raises IssuerUnavailable.
        """
        if self._known(kid) and self._monotonic() - self._fetched_at < _FRESH_SECONDS:
            return self._present()
        async with self._lock:
            now = self._monotonic()
            if self._keys is not None and now - self._tried_at < _REFETCH_SECONDS:
                return self._keys
            if now - self._tried_at < _PAUSE_SECONDS:
                raise IssuerUnavailable("keys could not be had a moment ago")
            self._tried_at = now
            try:
                self._keys = await self._fetch_keys()
                self._fetched_at = now
            except IssuerUnavailable as problem:
                if self._keys is None:
                    raise
                get_logger().warning("issuer keys not refreshed", reason=problem.reason)
            return self._present()

    async def exchange(self, form: Mapping[str, str], client_id: str, secret: str) -> dict[str, Any]:
        """Trade a code for tokens. Raises SignInFailed where the issuer refuses, or IssuerUnavailable."""
        endpoint = (await self.discovery()).token_endpoint
        try:
            async with self._client() as client:
                answer = await client.post(
                    self._reachable(endpoint),
                    data=dict(form),
                    auth=(client_id, secret),
                    headers=trace_headers(),
                )
        except httpx.HTTPError as problem:
            raise IssuerUnavailable(repr(problem)) from problem
        if answer.is_client_error:
            get_logger().info("issuer refused a code", status=answer.status_code, answer=answer.text[:200])
            raise SignInFailed("登录已失效，请重新登录。")
        return _json_object(answer)

    async def ready(self) -> bool:
        """Tell whether tokens can be verified now."""
        try:
            await self.keys_for(None)
        except IssuerUnavailable:
            return False
        return self._keys is not None

    def _known(self, kid: str | None) -> bool:
        return self._keys is not None and (kid is None or any(key.kid == kid for key in self._keys))

    def _present(self) -> KeySet:
        assert self._keys is not None
        return self._keys

    async def _fetch_keys(self) -> KeySet:
        document = await self._get_json((await self.discovery()).jwks_uri)
        try:
            return KeySet.import_key_set(document)  # type: ignore[arg-type]  # checked by the library
        except (JoseError, KeyError, TypeError, ValueError) as problem:
            raise IssuerUnavailable("issuer's key set is not readable") from problem

    async def _get_json(self, url: str) -> dict[str, Any]:
        failure: Exception | None = None
        for attempt in range(_ATTEMPTS):
            if attempt:
                await asyncio.sleep(0.1 * 2**attempt)
            try:
                async with self._client() as client:
                    answer = await client.get(self._reachable(url), headers=trace_headers())
            except httpx.HTTPError as problem:
                failure = problem
                continue
            if not answer.is_server_error:
                return _json_object(answer)
            failure = IssuerUnavailable(f"issuer answered {answer.status_code}")
        raise IssuerUnavailable(f"{url}: {failure!r}") from failure

    def _client(self) -> httpx.AsyncClient:
        """A client for one call: calls are rare, and one that is not kept needs no closing.

        Plain HTTP is spared the loading of the world's certificates, a tenth of a second.
        """
        secure = "https://" in (self.url[:8], self._internal_url[:8])
        return httpx.AsyncClient(
            timeout=_TIMEOUT, transport=self.transport, follow_redirects=False, verify=secure
        )

    def _reachable(self, url: str) -> str:
        inside = url == self.url or url.startswith(self.url + "/")
        return self._internal_url + url.removeprefix(self.url) if inside else url


def _json_object(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as problem:
        raise IssuerUnavailable(f"{answer.url} answered {answer.status_code}, not a JSON object") from problem
    if not isinstance(document, dict):
        raise IssuerUnavailable(f"{answer.url} answered JSON that is not an object")
    return document
