"""The session cookie on requests: tampering, age, forged requests."""

from collections.abc import Mapping
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from shared.clock import MovableClock
from tests.support.identity import MEMBER, LocalIssuer

ME = "/api/test/v1/me"
THINGS = "/api/test/v1/things"


@pytest.fixture
def signed_in(visitor: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI) -> httpx.AsyncClient:
    visitor.cookies.update(issuer.cookies(service, MEMBER))
    return visitor


async def test_a_tampered_cookie_is_nobody(
    visitor: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI
) -> None:
    ((name, value),) = issuer.cookies(service, MEMBER).items()
    visitor.cookies.set(name, value[:-2] + "xx")
    assert (await visitor.get(ME)).json() == {}


async def test_an_old_cookie_is_nobody(signed_in: httpx.AsyncClient, clock: MovableClock) -> None:
    assert (await signed_in.get(ME)).json()["sub"] == MEMBER.subject
    clock.advance(timedelta(hours=9))
    assert (await signed_in.get(ME)).json() == {}


async def test_a_session_works_on_an_api_with_its_token(
    signed_in: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI
) -> None:
    assert (await signed_in.post(THINGS, headers=issuer.csrf(service, MEMBER))).status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": "é".encode()}]
)
async def test_a_session_without_its_token_changes_nothing(
    signed_in: httpx.AsyncClient, headers: Mapping[str, str]
) -> None:
    assert (await signed_in.post(THINGS, headers=headers)).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_request_from_another_site_is_refused_even_with_the_token(
    signed_in: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI, headers: dict[str, str]
) -> None:
    answer = await signed_in.post(THINGS, headers={**issuer.csrf(service, MEMBER), **headers})
    assert answer.status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost:8080"}])
async def test_a_request_from_our_pages_is_taken(
    signed_in: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI, headers: dict[str, str]
) -> None:
    answer = await signed_in.post(THINGS, headers={**issuer.csrf(service, MEMBER), **headers})
    assert answer.status_code == 200


@pytest.mark.parametrize("upload", [False, True])
async def test_a_form_carries_the_token_and_the_route_still_reads_it(
    signed_in: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI, upload: bool
) -> None:
    token = issuer.csrf(service, MEMBER)["X-CSRF-Token"]
    files = {"file": ("a.txt", b"x")} if upload else None
    answer = await signed_in.post("/form", data={"csrf_token": token, "title": "标题"}, files=files)
    assert answer.json()["title"] == "标题"


async def test_a_form_without_the_token_is_told_to_reload(signed_in: httpx.AsyncClient) -> None:
    answer = await signed_in.post("/form", data={"title": "标题"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.text


async def test_a_page_with_a_name_on_it_is_not_shared(signed_in: httpx.AsyncClient) -> None:
    answer = await signed_in.get("/form")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Cookie" in answer.headers["vary"]
