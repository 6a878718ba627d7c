"""What the issuer says of itself and of who is signed in: discovery, keys, userinfo, the end of a session."""

from typing import Any

from fastapi import APIRouter
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from huiqi.issuer.desk import Desk
from huiqi.issuer.keys import ALGORITHM
from huiqi.issuer.minting import AUDIENCE


def metadata_router(desk: Desk) -> APIRouter:
    """Make the issuer's public routes."""
    router = APIRouter()

    @router.get("/id/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:
        return discovery_document(desk.url)

    @router.get("/id/keys")
    async def keys() -> Response:
        return JSONResponse(desk.mint.keys.document(), headers={"Cache-Control": "public, max-age=60"})

    @router.api_route("/id/userinfo", methods=["GET", "POST"])
    async def userinfo(request: Request) -> Response:
        claims = _claims(desk, request.headers.get("authorization", ""))
        if claims is None:
            return JSONResponse(
                {"error": "invalid_token"}, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            )
        shown = ("sub", "name", "roles", "department", "credit_code")
        return JSONResponse({name: claims[name] for name in shown if name in claims})

    @router.get("/id/logout")
    async def logout(client_id: str = "", post_logout_redirect_uri: str = "") -> RedirectResponse:
        # The issuer keeps no session of its own: every sign-in asks for the password.
        client = desk.clients.get(client_id)
        known = client is not None and post_logout_redirect_uri == client.home
        return RedirectResponse(post_logout_redirect_uri if known else "/", status_code=303)

    return router


def discovery_document(url: str) -> dict[str, Any]:
    """Return the metadata of OpenID Connect Discovery 1.0, section 3."""
    return {
        "issuer": url,
        "authorization_endpoint": f"{url}/authorize",
        "token_endpoint": f"{url}/token",
        "userinfo_endpoint": f"{url}/userinfo",
        "end_session_endpoint": f"{url}/logout",
        "jwks_uri": f"{url}/keys",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile"],
        "claims_supported": ["sub", "name", "roles", "department", "credit_code"],
        "authorization_response_iss_parameter_supported": True,
    }


def _claims(desk: Desk, authorization: str) -> dict[str, Any] | None:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return None
    rules = JWTClaimsRegistry(
        now=int(desk.mint.clock.now().timestamp()),
        iss={"essential": True, "value": desk.url},
        aud={"essential": True, "value": AUDIENCE},
        exp={"essential": True},
    )
    try:
        claims = jwt.decode(token.strip(), desk.mint.keys.verifying(), algorithms=[ALGORITHM]).claims
        rules.validate(claims)
    except (JoseError, ValueError):
        return None
    return claims
