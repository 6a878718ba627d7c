"""An issuer that does not answer, or answers nonsense."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shared.identity import Identity
from tests.support.identity import MEMBER, LocalIssuer

ME = "/api/test/v1/me"


class _Broken(httpx.AsyncBaseTransport):
    def __init__(self, answer: httpx.Response | Exception) -> None:
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def _answers() -> list[Any]:
    return [
        httpx.ConnectError("down"),
        httpx.ReadTimeout("slow"),
        httpx.Response(500),
        httpx.Response(404, json={}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"issuer": "x"}),
    ]


@pytest.mark.parametrize("answer", _answers(), ids=repr)
async def test_without_keys_nobody_can_be_recognised(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI, answer: Any
) -> None:
    identity: Identity = service.state.identity
    identity.issuer.transport = _Broken(answer)
    refused = await visitor.get(ME, headers=issuer.bearer(MEMBER))
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert not await identity.ready()


async def test_an_outage_later_harms_no_token(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI
) -> None:
    identity: Identity = service.state.identity
    assert await identity.ready()
    identity.issuer.transport = _Broken(httpx.ConnectError("down"))
    identity.issuer._fetched_at = identity.issuer._tried_at = float("-inf")  # long ago
    assert (await visitor.get(ME, headers=issuer.bearer(MEMBER))).status_code == 200


async def test_signing_in_says_that_it_must_wait(visitor: httpx.AsyncClient, service: FastAPI) -> None:
    service.state.identity.issuer.transport = _Broken(httpx.ConnectError("down"))
    answer = await visitor.get("/auth/login")
    assert answer.status_code == 503
    assert "登录服务暂时不可用" in answer.text


async def test_public_pages_do_not_need_the_issuer(visitor: httpx.AsyncClient, service: FastAPI) -> None:
    service.state.identity.issuer.transport = _Broken(httpx.ConnectError("down"))
    assert (await visitor.get("/form")).status_code == 200


async def test_a_bad_session_secret_is_refused_at_start(issuer: LocalIssuer) -> None:
    from shared.identity import make_identity
    from shared.settings import ServiceSettings

    with pytest.raises(ValueError, match="HUIQI_SESSION_SECRET"):
        make_identity(ServiceSettings(**{**issuer.settings(), "session_secret": "short"}))
