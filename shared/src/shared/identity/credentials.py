"""Somebody's own credentials, handed on to the services that are asked on their behalf."""

from starlette.requests import Request

from shared.identity.forgery import HEADER


def credentials_of(request: Request) -> dict[str, str]:
    """Return the headers that say who asks: the bearer token, or the session cookie and no other."""
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return {"Authorization": authorization}
    cookie = request.state.identity.sessions.cookie
    session = request.cookies.get(cookie)
    if session is None:
        return {}
    return {"Cookie": f"{cookie}={session}", HEADER: request.state.csrf_token}
