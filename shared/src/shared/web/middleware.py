"""What happens around every request, outermost first: its id and log line, headers, errors, limits."""

import secrets
import time
import uuid
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.telemetry import get_logger
from shared.telemetry.metrics import HTTP_SECONDS

_ID_CHARACTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET: Final = ("/health/", "/metrics", "/assets/", "/favicon.ico")

Answer = Callable[[Request, Exception], Awaitable[Response]]


class RequestLog:
    """Gives each request an id, and writes one line when it is answered.

    A query is left out of the line: people type names into search boxes.
    """

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get("x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 500
        method = scope["method"]

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id, service=self._service):
            try:
                await self._app(scope, receive, sending)
            finally:
                self._note(scope, method, status, time.perf_counter() - started)

    def _note(self, scope: Scope, method: str, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        # Strangers may invent methods; each would be a series of its own.
        known = method if method in _METHODS else "other"
        HTTP_SECONDS.labels(self._service, known, route, status).observe(seconds)
        if scope["path"].startswith(_QUIET):
            return
        get_logger().info(
            "request",
            method=method,
            path=scope["path"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            subject=getattr(scope["state"].get("principal"), "subject", None),
        )


class SecurityHeaders:
    """Sets what browsers should refuse. A route's own header of the same name stands."""

    def __init__(self, app: ASGIApp, *, https: bool, form_targets: tuple[str, ...] = ()) -> None:
        self._app = app
        self._form_targets = " ".join(("'self'", *form_targets))
        self._fixed = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if https:
            self._fixed["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["csp_nonce"] = nonce

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message), scope["path"], nonce, message["status"])
            await send(message)

        await self._app(scope, receive, sending)

    def _complete(self, headers: MutableHeaders, path: str, nonce: str, status: int) -> None:
        for name, value in self._fixed.items():
            headers.setdefault(name, value)
        page = headers.get("content-type", "").startswith("text/html")
        # The headers of a 304 take the place of those that a browser kept with the page (RFC 9111, 3.2), and
        # without its own policy the page would lose styles and scripts.
        if status != HTTPStatus.NOT_MODIFIED:
            headers.setdefault("Content-Security-Policy", self._policy(nonce) if page else _NOTHING)
        if page:
            headers.add_vary_header("Cookie")
        headers.setdefault(
            "Cache-Control", "no-store" if path.startswith(("/api/", "/auth/")) else "no-cache"
        )

    def _policy(self, nonce: str) -> str:
        return (
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; "
            f"form-action {self._form_targets}; base-uri 'none'; frame-ancestors 'none'"
        )


_NOTHING: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"


class ErrorBoundary:
    """Answers what nobody caught, inside the headers and the log line, with a problem and no traceback."""

    def __init__(self, app: ASGIApp, answer: Answer) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as exception:
            if started:
                raise
            response = await self._answer(Request(scope, receive), exception)
            await response(scope, receive, sending)


class HeadAsGet:
    """Answers HEAD as GET without the body (RFC 9110, section 9.3.2); FastAPI's routes do not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        scope["method"] = "GET"

        async def sending(message: Message) -> None:
            # The server, which writes no chunks of a body that is not there, looks at the same scope.
            scope["method"] = "HEAD"
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, sending)


class InputLimits:
    """Refuses bodies that are too large, and the character U+0000, which PostgreSQL's text cannot hold.

    A body that announces its size is refused before it is read; one that does not, as soon as it is too long.
    """

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self._app = app
        self._most = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\x00" in scope["path"] or b"%00" in scope.get("query_string", b""):
            raise HTTPException(400, _NUL)
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self._most:
            raise HTTPException(413, self._too_large())
        await self._app(scope, self._counted(receive, headers.get("content-type", "")), send)

    def _counted(self, receive: Receive, content_type: str) -> Receive:
        total, tail = 0, b""
        marks = _NUL_MARKS.get(content_type.partition(";")[0].strip().lower())

        async def receiving() -> Message:
            nonlocal total, tail
            message = await receive()
            body = message.get("body", b"")
            total += len(body)
            if total > self._most:
                raise HTTPException(413, self._too_large())
            if marks is not None and marks in tail + body:
                raise HTTPException(400, _NUL)
            tail = body[-5:]
            return message

        return receiving

    def _too_large(self) -> str:
        return f"提交的内容不能超过 {self._most // 1024 // 1024} MiB。"


_NUL: Final = "内容含有空字符（U+0000），请删去后重试。"
_NUL_MARKS: Final = {"application/json": b"\\u0000", "application/x-www-form-urlencoded": b"%00"}


def _request_id(given: str | None) -> str:
    """Keep the caller's id where it is safe to log, so that one id follows a request through proxies."""
    if given and 8 <= len(given) <= 64 and _ID_CHARACTERS.issuperset(given):
        return given
    return uuid.uuid4().hex
