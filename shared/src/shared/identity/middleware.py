"""Finds out who asks, once for each request, before any route runs."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.identity.identity import Identity


class IdentityMiddleware:
    """Sets `request.state.principal`, `.session` and `.csrf_token`.

    A bearer token goes before a cookie: who sends one means it, and no browser does so by itself. A bad token
    is refused on every route rather than taken for a visitor's; other schemes are somebody else's (a
    proxy's).
    """

    def __init__(self, app: ASGIApp, identity: Identity) -> None:
        self._app = app
        self._identity = identity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._recognise(Request(scope))
        await self._app(scope, receive, send)

    async def _recognise(self, request: Request) -> None:
        state = request.state
        state.identity, state.principal, state.session, state.csrf_token = self._identity, None, None, ""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            state.principal = await self._identity.principal_of(token.strip())
            return
        session = self._identity.sessions.open(request.cookies.get(self._identity.sessions.cookie))
        if session is not None:
            state.session, state.principal = session, session.principal
            state.csrf_token = self._identity.sessions.csrf_token(session)
