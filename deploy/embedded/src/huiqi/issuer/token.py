"""The token endpoint (RFC 6749, section 3.2)."""

import hmac
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from huiqi.issuer.clients import Client, authenticate
from huiqi.issuer.desk import Desk
from huiqi.issuer.minting import LIFETIME
from shared.identity import Principal
from shared.identity.sign_in import challenge_of

_UNCACHED: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def token_router(desk: Desk) -> APIRouter:
    """Make the route of /id/token."""
    router = APIRouter()

    @router.post("/id/token")
    async def token(request: Request) -> Response:
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        client = authenticate(desk.clients, request.headers.get("authorization"), form)
        if client is None:
            headers = {"WWW-Authenticate": 'Basic realm="huiqi"'}
            return JSONResponse({"error": "invalid_client"}, 401, {**_UNCACHED, **headers})
        grant_type = form.get("grant_type", "")
        if grant_type not in {"authorization_code", "client_credentials"}:
            return _refused("unsupported_grant_type")
        if grant_type not in client.grants:
            return _refused("unauthorized_client")
        if grant_type == "client_credentials":
            return _answer(_own_token(desk, client))
        return _redeem(desk, client, form)

    return router


def _own_token(desk: Desk, client: Client) -> dict[str, Any]:
    principal = Principal(client.id, client.name, client.roles)
    return {"access_token": desk.mint.access_token(principal, client_id=client.id)}


def _redeem(desk: Desk, client: Client, form: Mapping[str, str]) -> Response:
    grant = desk.codes.redeem(form.get("code", ""))
    if grant is None or grant.client_id != client.id or grant.redirect_uri != form.get("redirect_uri"):
        return _refused("invalid_grant")
    challenge = challenge_of(form.get("code_verifier", ""))
    if not hmac.compare_digest(challenge.encode(), grant.challenge.encode()):
        return _refused("invalid_grant")
    id_token = desk.mint.id_token(
        grant.principal, client_id=client.id, nonce=grant.nonce, signed_in_at=grant.signed_in_at
    )
    access_token = desk.mint.access_token(grant.principal, client_id=client.id)
    return _answer({"access_token": access_token, "id_token": id_token, "scope": "openid profile"})


def _answer(tokens: dict[str, Any]) -> Response:
    expires_in = int(LIFETIME.total_seconds())
    return JSONResponse({"token_type": "Bearer", "expires_in": expires_in, **tokens}, headers=_UNCACHED)


def _refused(error: str) -> Response:
    return JSONResponse({"error": error}, 400, _UNCACHED)
