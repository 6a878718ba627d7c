"""Signing in through a real issuer, in order and out of it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from shared.clock import MovableClock
from tests.integration.identity.signing_in import open_sign_in_page, sign_in, type_password
from tests.support.identity import MEMBER, SECRETS, LocalIssuer

SITE = ("huiqi-web", SECRETS["client_secret"])
CALLBACK = "http://localhost:8080/auth/callback"


async def test_a_member_signs_in_and_arrives_where_they_wanted(visitor: httpx.AsyncClient) -> None:
    first = await visitor.get("/my/")
    assert first.headers["location"] == "/auth/login?next=%2Fmy%2F"
    answer = await sign_in(visitor, "zhilan", "/my/")
    assert answer.headers["location"] == "/my/"
    assert (await visitor.get("/my/")).json() == "经办人"


async def test_the_session_is_the_issuers_word(visitor: httpx.AsyncClient) -> None:
    await sign_in(visitor, "zhilan")
    assert (await visitor.get("/api/test/v1/me")).json() == MEMBER.to_claims()


async def test_another_role_is_told_so(visitor: httpx.AsyncClient) -> None:
    await sign_in(visitor, "operator")
    answer = await visitor.get("/my/")
    assert answer.status_code == 403
    assert "没有这项权限" in answer.text


async def test_a_wrong_password_keeps_the_name(visitor: httpx.AsyncClient) -> None:
    sealed = await open_sign_in_page(visitor)
    answer = await type_password(visitor, sealed, "zhilan", "wrong")
    assert answer.status_code == 422
    assert "账号或密码不正确。" in answer.text
    assert 'value="zhilan"' in answer.text


async def test_guessing_gets_slow(visitor: httpx.AsyncClient) -> None:
    sealed = await open_sign_in_page(visitor)
    answers = [await type_password(visitor, sealed, "zhilan", f"guess{n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert (await type_password(visitor, sealed, "zhilan")).status_code == 429, "even the right one waits"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
async def test_a_sign_in_leads_to_no_other_site(visitor: httpx.AsyncClient, target: str) -> None:
    assert (await sign_in(visitor, "zhilan", target)).headers["location"] == "/"


@pytest.mark.parametrize(
    "change",
    [{"client_id": "stranger"}, {"redirect_uri": "https://evil.example/auth/callback"}, {"redirect_uri": ""}],
)
async def test_a_stranger_is_redirected_nowhere(visitor: httpx.AsyncClient, change: dict[str, str]) -> None:
    start = await visitor.get("/auth/login")
    query = {name: values[0] for name, values in parse_qs(urlsplit(start.headers["location"]).query).items()}
    answer = await visitor.get("/id/authorize", params={**query, **change})
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_a_request_out_of_order_is_refused(
    visitor: httpx.AsyncClient, change: dict[str, str], error: str
) -> None:
    start = await visitor.get("/auth/login")
    query = {name: values[0] for name, values in parse_qs(urlsplit(start.headers["location"]).query).items()}
    answer = await visitor.get("/id/authorize", params={**query, **change})
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (back["error"], back["state"]) == ([error], [query["state"]])
    refused = await visitor.get(answer.headers["location"])
    assert (refused.status_code, "登录没有完成" in refused.text) == (400, True)


async def test_a_state_that_is_not_ours_is_refused(visitor: httpx.AsyncClient) -> None:
    sealed = await open_sign_in_page(visitor)
    back = await type_password(visitor, sealed, "zhilan")
    url = httpx.URL(back.headers["location"]).copy_set_param("state", "another")
    assert (await visitor.get(url)).status_code == 400


async def test_an_answer_in_another_browser_is_refused(visitor: httpx.AsyncClient) -> None:
    sealed = await open_sign_in_page(visitor)
    back = await type_password(visitor, sealed, "zhilan")
    visitor.cookies.clear()
    assert (await visitor.get(back.headers["location"])).status_code == 400


async def test_an_answer_of_another_issuer_is_refused(visitor: httpx.AsyncClient) -> None:
    sealed = await open_sign_in_page(visitor)
    back = await type_password(visitor, sealed, "zhilan")
    url = httpx.URL(back.headers["location"]).copy_set_param("iss", "https://evil.example")
    assert (await visitor.get(url)).status_code == 400


async def test_a_nonce_that_is_not_ours_is_refused(visitor: httpx.AsyncClient) -> None:
    start = await visitor.get("/auth/login")
    url = httpx.URL(start.headers["location"]).copy_set_param("nonce", "another")
    sealed = (await visitor.get(url)).text.partition('name="request" value="')[2].partition('"')[0]
    back = await type_password(visitor, sealed, "zhilan")
    assert (await visitor.get(back.headers["location"])).status_code == 400


async def test_a_tampered_request_on_the_page_is_refused(visitor: httpx.AsyncClient) -> None:
    sealed = await open_sign_in_page(visitor)
    assert (await type_password(visitor, sealed[:-3] + "abc", "zhilan")).status_code == 400


async def test_the_sign_in_form_of_another_site_is_refused(visitor: httpx.AsyncClient) -> None:
    sealed = await open_sign_in_page(visitor)
    visitor.headers["Sec-Fetch-Site"] = "cross-site"
    assert (await type_password(visitor, sealed, "zhilan")).status_code == 403


async def _code(visitor: httpx.AsyncClient) -> str:
    back = await type_password(visitor, await open_sign_in_page(visitor), "zhilan")
    return parse_qs(urlsplit(back.headers["location"]).query)["code"][0]


async def test_a_code_without_its_verifier_is_worth_nothing(visitor: httpx.AsyncClient) -> None:
    form = {
        "grant_type": "authorization_code",
        "code": await _code(visitor),
        "redirect_uri": CALLBACK,
        "code_verifier": "x" * 43,
    }
    answer = await visitor.post("/id/token", data=form, auth=SITE)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


async def test_a_code_works_once(visitor: httpx.AsyncClient) -> None:
    sealed = await open_sign_in_page(visitor)
    back = await type_password(visitor, sealed, "zhilan")
    cookies = dict(visitor.cookies)
    assert (await visitor.get(back.headers["location"])).status_code == 303
    visitor.cookies.clear()
    again = await visitor.get(
        back.headers["location"], headers={"Cookie": "; ".join(f"{n}={v}" for n, v in cookies.items())}
    )
    assert again.status_code == 400
    assert "登录已失效" in again.text


async def test_a_code_is_good_for_a_minute(visitor: httpx.AsyncClient, clock: MovableClock) -> None:
    sealed = await open_sign_in_page(visitor)
    back = await type_password(visitor, sealed, "zhilan")
    clock.advance(timedelta(seconds=61))
    assert (await visitor.get(back.headers["location"])).status_code == 400


async def test_the_site_must_prove_itself(visitor: httpx.AsyncClient) -> None:
    form = {"grant_type": "authorization_code", "code": await _code(visitor), "redirect_uri": CALLBACK}
    answer = await visitor.post("/id/token", data=form, auth=("huiqi-web", "guess"))
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


async def test_the_command_gets_an_operators_token(visitor: httpx.AsyncClient) -> None:
    form = {"grant_type": "client_credentials"}
    answer = await visitor.post("/id/token", data=form, auth=("huiqi-cli", SECRETS["cli_secret"]))
    token = answer.json()["access_token"]
    who = await visitor.get("/api/test/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (who.json()["sub"], who.json()["roles"]) == ("huiqi-cli", ["operator"])


@pytest.mark.parametrize(
    ("grant_type", "error"),
    [("client_credentials", "unauthorized_client"), ("password", "unsupported_grant_type")],
)
async def test_the_site_gets_nothing_but_codes_redeemed(
    visitor: httpx.AsyncClient, grant_type: str, error: str
) -> None:
    answer = await visitor.post("/id/token", data={"grant_type": grant_type}, auth=SITE)
    assert answer.json() == {"error": error}


async def test_userinfo_says_who_a_token_stands_for(visitor: httpx.AsyncClient, issuer: LocalIssuer) -> None:
    assert (await visitor.get("/id/userinfo", headers=issuer.bearer(MEMBER))).json() == MEMBER.to_claims()
    assert (await visitor.get("/id/userinfo")).status_code == 401


async def test_signing_out_forgets(visitor: httpx.AsyncClient, issuer: LocalIssuer, service: FastAPI) -> None:
    await sign_in(visitor, "zhilan")
    token = (await visitor.get("/form")).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = await visitor.post("/auth/logout", data={"csrf_token": token})
    assert answer.headers["location"].startswith("http://localhost:8080/id/logout?")
    assert (await visitor.get(answer.headers["location"])).headers["location"] == "http://localhost:8080/"
    assert (await visitor.get("/api/test/v1/me")).json() == {}


async def test_the_issuer_sends_nobody_to_another_site_after_signing_out(visitor: httpx.AsyncClient) -> None:
    query = {"client_id": "huiqi-web", "post_logout_redirect_uri": "https://evil.example/"}
    assert (await visitor.get("/id/logout", params=query)).headers["location"] == "/"
