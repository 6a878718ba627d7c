"""Bearer tokens of a real issuer, genuine and otherwise."""

import base64
import hmac
import json
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import RSAKey

from huiqi.issuer import mint_token, rotate_keys
from huiqi.issuer.keys import Keys
from shared.clock import MovableClock
from tests.support.identity import MEMBER, PUBLIC_URL, LocalIssuer

ME = "/api/test/v1/me"


async def _ask(visitor: httpx.AsyncClient, token: str) -> httpx.Response:
    return await visitor.get(ME, headers={"Authorization": f"Bearer {token}"})


def _claims(issuer: LocalIssuer, clock: MovableClock) -> dict[str, object]:
    expiry = int((clock.now() + timedelta(hours=1)).timestamp())
    return {**MEMBER.to_claims(), "iss": f"{PUBLIC_URL}/id", "aud": "huiqi", "exp": expiry}


def _part(content: dict[str, object]) -> str:
    return _base64(json.dumps(content).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


async def test_a_genuine_token_says_who_asks(visitor: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    assert (await _ask(visitor, issuer.token(MEMBER))).json() == MEMBER.to_claims()


async def test_nobody_asks_without_a_token(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get(ME)).json() == {}


async def test_a_token_expires(visitor: httpx.AsyncClient, issuer: LocalIssuer, clock: MovableClock) -> None:
    token = issuer.token(MEMBER, lifetime=timedelta(minutes=5))
    clock.advance(timedelta(minutes=5, seconds=20))
    assert (await _ask(visitor, token)).status_code == 200, "clocks may differ a little"
    clock.advance(timedelta(seconds=15))
    answer = await _ask(visitor, token)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_token_for_another_audience_is_refused(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, clock: MovableClock
) -> None:
    token = mint_token(issuer.folder, PUBLIC_URL, MEMBER, audience="another", clock=clock)
    assert (await _ask(visitor, token)).status_code == 401


async def test_a_token_of_another_issuer_is_refused(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, clock: MovableClock
) -> None:
    token = mint_token(issuer.folder, "http://evil.example", MEMBER, clock=clock)
    assert (await _ask(visitor, token)).status_code == 401


async def test_a_token_without_an_expiry_is_refused(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, clock: MovableClock
) -> None:
    key = Keys(issuer.folder).current
    claims = _claims(issuer, clock)
    del claims["exp"]
    token = jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)
    assert (await _ask(visitor, token)).status_code == 401


async def test_algorithm_none_is_refused(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, clock: MovableClock
) -> None:
    token = f"{_part({'alg': 'none'})}.{_part(_claims(issuer, clock))}."
    assert (await _ask(visitor, token)).status_code == 401


async def test_the_public_key_as_a_secret_is_refused(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, clock: MovableClock
) -> None:
    public = Keys(issuer.folder).current
    signed = f"{_part({'alg': 'HS256', 'kid': public.kid})}.{_part(_claims(issuer, clock))}"
    signature = hmac.digest(public.as_pem(private=False), signed.encode(), "sha256")
    assert (await _ask(visitor, f"{signed}.{_base64(signature)}")).status_code == 401


async def test_a_strangers_key_under_our_key_id_is_refused(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, clock: MovableClock
) -> None:
    kid = str(Keys(issuer.folder).current.kid)
    token = jwt.encode({"alg": "RS256", "kid": kid}, _claims(issuer, clock), RSAKey.generate_key(2048))
    assert (await _ask(visitor, token)).status_code == 401


async def test_an_identity_token_is_no_bearer_token(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, clock: MovableClock
) -> None:
    token = mint_token(issuer.folder, PUBLIC_URL, MEMBER, audience="huiqi-web", clock=clock)
    assert (await _ask(visitor, token)).status_code == 401


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x.y.z", "Bearer a", "Bearer " + "a" * 20_000]
)
async def test_nonsense_is_refused(visitor: httpx.AsyncClient, header: str) -> None:
    assert (await visitor.get(ME, headers={"Authorization": header})).status_code == 401


async def test_a_password_meant_for_a_proxy_is_no_concern_of_ours(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get(ME, headers={"Authorization": "Basic YTpi"})).json() == {}


async def test_a_rotated_key_is_found_and_the_former_one_still_counts(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI
) -> None:
    former = issuer.token(MEMBER)
    assert (await _ask(visitor, former)).status_code == 200
    rotate_keys(issuer.folder)
    service.state.identity.issuer._tried_at = float("-inf")  # a quarter of a minute later
    assert (await _ask(visitor, issuer.token(MEMBER))).status_code == 200
    assert (await _ask(visitor, former)).status_code == 200


async def test_invented_key_ids_do_not_reach_the_issuer(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, clock: MovableClock, service: FastAPI
) -> None:
    await _ask(visitor, issuer.token(MEMBER))
    counting = _Counting(issuer.transport)
    service.state.identity.issuer.transport = counting
    key = RSAKey.generate_key(2048)
    for number in range(20):
        token = jwt.encode({"alg": "RS256", "kid": f"invented{number}"}, _claims(issuer, clock), key)
        assert (await _ask(visitor, token)).status_code == 401
    assert counting.count <= 1


async def test_a_bearer_token_needs_no_form_token(visitor: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    answer = await visitor.post("/api/test/v1/things", headers=issuer.bearer(MEMBER))
    assert answer.status_code == 200


class _Counting(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.count = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        return await self._inner.handle_async_request(request)
