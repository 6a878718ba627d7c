"""Signing in and out: authorization code with PKCE (RFC 6749, 7636, 9207; OpenID Connect Core 1.0)."""

import base64
import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse

from shared.identity.errors import BadToken, IssuerUnavailable, SignInFailed
from shared.identity.identity import Identity, read_principal
from shared.identity.principal import Principal
from shared.identity.sessions import SIGN_IN_TIME, SignIn
from shared.telemetry import get_logger

CALLBACK: Final = "/auth/callback"
_SCOPE: Final = "openid profile"
_LONGEST_NEXT: Final = 1000
_AGAIN: Final = "登录已失效或已在别处完成，请重新登录。"

router = APIRouter(include_in_schema=False)


@router.get("/auth/login")
async def login(request: Request, next: str = "/") -> RedirectResponse:  # noqa: A002 (the parameter's public name)
    """Send the browser to the issuer."""
    identity: Identity = request.state.identity
    discovery = await identity.issuer.discovery()
    sign_in = SignIn(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        next=safe_next(next),
    )
    query = urlencode(
        {
            "response_type": "code",
            "client_id": identity.client_id,
            "redirect_uri": identity.public_url + CALLBACK,
            "scope": _SCOPE,
            "state": sign_in.state,
            "nonce": sign_in.nonce,
            "code_challenge": challenge_of(sign_in.verifier),
            "code_challenge_method": "S256",
        }
    )
    separator = "&" if urlsplit(discovery.authorization_endpoint).query else "?"
    response = RedirectResponse(f"{discovery.authorization_endpoint}{separator}{query}", status_code=303)
    sealed = identity.sessions.seal_sign_in(sign_in)
    identity.sessions.set_cookie(response, _cookie(sign_in.state), sealed, age=SIGN_IN_TIME, path="/auth")
    return response


@router.get(CALLBACK)
async def callback(request: Request, state: str = "", code: str = "", error: str = "") -> RedirectResponse:
    """Take the issuer's answer, and sign in whom it names."""
    identity: Identity = request.state.identity
    sign_in = identity.sessions.open_sign_in(request.cookies.get(_cookie(state)))
    if sign_in is None or not hmac.compare_digest(sign_in.state.encode(), state.encode()):
        raise SignInFailed(_AGAIN)
    if request.query_params.get("iss", identity.issuer.url) != identity.issuer.url:
        raise SignInFailed(_AGAIN)
    if error or not code:
        get_logger().info("issuer refused a sign-in", error=error[:100])
        raise SignInFailed("登录没有完成。您可以重新登录。")
    principal = await _redeem(identity, sign_in, code)
    response = RedirectResponse(sign_in.next, status_code=303)
    identity.sessions.delete_cookie(response, _cookie(state), path="/auth")
    identity.sessions.start(response, principal)
    return response


@router.post("/auth/logout")
async def logout(request: Request) -> RedirectResponse:
    """Forget the session here, then at the issuer where it offers that."""
    identity: Identity = request.state.identity
    response = RedirectResponse(await _after_logout(identity), status_code=303)
    identity.sessions.end(response)
    return response


def safe_next(target: str) -> str:
    """Return the path to go on to; anything that could lead to another site becomes the front page."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\", "/auth/"))
    plain = target.isprintable() and "\\" not in target and len(target) <= _LONGEST_NEXT
    return target if inside and plain else "/"


def challenge_of(verifier: str) -> str:
    """Return the S256 code challenge of a verifier (RFC 7636, section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


async def _redeem(identity: Identity, sign_in: SignIn, code: str) -> Principal:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": identity.public_url + CALLBACK,
        "code_verifier": sign_in.verifier,
    }
    tokens = await identity.issuer.exchange(form, identity.client_id, identity.client_secret)
    try:
        claims = await identity.tokens.verify(str(tokens.get("id_token", "")), audience=identity.client_id)
        principal = read_principal(claims)
    except BadToken as problem:
        get_logger().warning("issuer's identity token refused", reason=problem.reason)
        raise SignInFailed(_AGAIN) from problem
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), sign_in.nonce.encode()):
        raise SignInFailed(_AGAIN)
    return principal


async def _after_logout(identity: Identity) -> str:
    try:
        endpoint = (await identity.issuer.discovery()).end_session_endpoint
    except IssuerUnavailable:
        return "/"
    if endpoint is None:
        return "/"
    home = {"client_id": identity.client_id, "post_logout_redirect_uri": f"{identity.public_url}/"}
    return f"{endpoint}?{urlencode(home)}"


def _cookie(state: str) -> str:
    """Name the cookie of one sign-in, so that two tabs do not take each other's."""
    return f"huiqi_sign_in_{hashlib.sha256(state.encode()).hexdigest()[:8]}"
