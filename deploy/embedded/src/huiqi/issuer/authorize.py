"""The authorization endpoint and its sign-in page."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from huiqi.issuer.accounts import Account
from huiqi.issuer.codes import Grant
from huiqi.issuer.desk import Desk
from huiqi.issuer.requests import (
    AuthorizationRequest,
    RefusedRequestError,
    UnknownClientError,
    read_request,
)
from shared.identity import Role
from shared.telemetry import get_logger
from shared.vocabulary import DEPARTMENTS
from shared.web import Problem

_EXPIRED: Final = "登录页面已过期，请回到网站重新登录。"
_WRONG: Final = "账号或密码不正确。"
_LONGEST_PASSWORD: Final = 1024


def authorize_router(desk: Desk) -> APIRouter:
    """Make the routes of /id/authorize."""
    router = APIRouter()

    @router.get("/id/authorize")
    async def authorize(request: Request) -> Response:
        try:
            wanted = read_request(request.query_params, desk.clients, desk.url)
        except UnknownClientError as problem:
            raise Problem(400, "登录请求不是由已登记的网站发起的，请从网站首页重新登录。") from problem
        except RefusedRequestError as problem:
            return RedirectResponse(problem.back_to, status_code=303)
        return _page(desk, request, wanted)

    @router.post("/id/authorize")
    async def sign_in(request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise Problem(403, "登录请求不是从登录页面发起的，已拒绝。")
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        wanted = desk.seal.open(form.get("request", ""))
        if wanted is None:
            raise Problem(400, _EXPIRED)
        return await _sign_in(desk, request, wanted, form)

    return router


async def _sign_in(
    desk: Desk, request: Request, wanted: AuthorizationRequest, form: Mapping[str, str]
) -> Response:
    username, password = form.get("username", "").strip()[:200], form.get("password", "")
    errors = {
        name: sentence
        for name, sentence in (("username", "请输入账号。"), ("password", "请输入密码。"))
        if not form.get(name, "").strip()
    }
    if errors:
        return _page(desk, request, wanted, username, errors)
    address = request.client.host if request.client else ""
    seconds = desk.throttle.wait(username.casefold(), address)
    if seconds:
        return _slow_down(desk, request, wanted, username, seconds)
    # Hashing takes tens of milliseconds on purpose; the event loop must not wait for it.
    account = await asyncio.to_thread(desk.accounts.verify, username, password[:_LONGEST_PASSWORD])
    if account is None:
        desk.throttle.failed(username.casefold(), address)
        get_logger().warning("sign-in failed", username=username, address=address)
        return _page(desk, request, wanted, username, {"password": _WRONG})
    desk.throttle.succeeded(username.casefold(), address)
    get_logger().info("signed in", username=account.username, address=address)
    code = desk.codes.issue(_grant(desk, account, wanted))
    return RedirectResponse(wanted.answer(desk.url, code=code), status_code=303)


def _grant(desk: Desk, account: Account, wanted: AuthorizationRequest) -> Grant:
    return Grant(
        principal=account.principal,
        client_id=wanted.client_id,
        redirect_uri=wanted.redirect_uri,
        challenge=wanted.challenge,
        nonce=wanted.nonce,
        signed_in_at=int(desk.mint.clock.now().timestamp()),
    )


def _slow_down(
    desk: Desk, request: Request, wanted: AuthorizationRequest, username: str, seconds: int
) -> Response:
    sentence = f"尝试次数过多，请在 {-(-seconds // 60)} 分钟后再试。"
    response = _page(desk, request, wanted, username, {"password": sentence}, status_code=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(
    desk: Desk,
    request: Request,
    wanted: AuthorizationRequest,
    username: str = "",
    errors: Mapping[str, str] | None = None,
    *,
    status_code: int | None = None,
) -> Response:
    return desk.pages.render(
        request,
        "sign_in.html",
        status_code=status_code or (422 if errors else 200),
        headers={"Cache-Control": "no-store"},
        sealed=desk.seal.seal(wanted),
        username=username,
        errors=errors or {},
        demo_password=desk.demo_password,
        demo_groups=_demo_groups(desk) if desk.demo_password else [],
    )


def _demo_groups(desk: Desk) -> list[dict[str, Any]]:
    """Group the demo's accounts as one looks for them: enterprises, operators, then each department."""
    accounts = list(desk.accounts)
    groups = [
        ("企业", [one for one in accounts if Role.ENTERPRISE_MEMBER in one.roles]),
        ("协会商会", [one for one in accounts if Role.ASSOCIATION_MEMBER in one.roles]),
        ("系统运维", [one for one in accounts if Role.OPERATOR in one.roles]),
        *((name, [one for one in accounts if one.department == code]) for code, name in DEPARTMENTS.items()),
    ]
    return [{"name": name, "accounts": members} for name, members in groups if members]
