"""The HTTP application that every service stands on."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.clock import Clock, SystemClock
from shared.identity.errors import IdentityError
from shared.identity.forgery import refuse_forgery
from shared.identity.identity import Identity, make_identity
from shared.identity.middleware import IdentityMiddleware
from shared.identity.sign_in import router as sign_in_router
from shared.settings import ServiceSettings
from shared.telemetry.tracing import provider
from shared.web.assets import assets
from shared.web.middleware import ErrorBoundary, HeadAsGet, InputLimits, RequestLog, SecurityHeaders
from shared.web.problems import DESCRIPTION, Problem, Problems
from shared.web.templates import Templates, make_templates

MAX_BODY_BYTES: Final = 16 * 1024 * 1024

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    name: str,
    settings: ServiceSettings,
    *,
    clock: Clock | None = None,
    templates: Templates | None = None,
    identity: Identity | None = None,
    lifespan: Lifespan | None = None,
    max_body_bytes: int = MAX_BODY_BYTES,
    openapi_url: str | None = None,
) -> FastAPI:
    """Make a service's application: errors, headers, identity, session routes and assets are in place.

    `name` is the service's name in logs, metrics and traces. `clock` gives pages their today (identity keeps
    to the machine's). The result's `state` has `clock` and `identity`. Add routers with `include_router`.
    """
    identity = identity or make_identity(settings)
    issuer = _origin(settings.issuer_url)
    app = bare_app(
        name,
        public_url=settings.public_url,
        clock=clock,
        templates=templates,
        lifespan=lifespan,
        max_body_bytes=max_body_bytes,
        openapi_url=openapi_url,
        form_targets=(issuer,) if issuer != _origin(settings.public_url) else (),
        inner=(Middleware(IdentityMiddleware, identity=identity),),
        dependencies=[Depends(refuse_forgery)],
    )
    app.state.identity = identity
    app.include_router(sign_in_router)
    return app


def bare_app(
    name: str,
    *,
    public_url: str,
    clock: Clock | None = None,
    templates: Templates | None = None,
    lifespan: Lifespan | None = None,
    max_body_bytes: int = MAX_BODY_BYTES,
    openapi_url: str | None = None,
    form_targets: tuple[str, ...] = (),
    inner: tuple[Middleware, ...] = (),
    dependencies: list[Any] | None = None,
) -> FastAPI:
    """Make an application without identity: for the embedded issuer, which is what identity asks."""
    problems = Problems(templates or make_templates())
    app = FastAPI(
        title=f"惠企 {name}",
        docs_url=None,
        redoc_url=None,
        openapi_url=openapi_url,
        lifespan=lifespan,
        dependencies=dependencies,
        responses={"default": DESCRIPTION},
        telemetry={
            "tracer_provider": provider(name),
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "exclude": _untraced,
        },
        exception_handlers=dict.fromkeys(_FORESEEN, problems.answer),
        middleware=[
            Middleware(RequestLog, service=name),
            Middleware(SecurityHeaders, https=public_url.startswith("https://"), form_targets=form_targets),
            Middleware(ErrorBoundary, answer=problems.answer),
            Middleware(HeadAsGet),
            Middleware(InputLimits, max_body_bytes=max_body_bytes),
            *inner,
        ],
    )
    app.state.clock = clock or SystemClock()
    app.router.routes.append(Route("/assets/{digest}/{name:path}", assets.serve, methods=["GET"]))
    app.router.routes.append(Route("/favicon.ico", _favicon, methods=["GET"]))
    return app


_FORESEEN: Final = (HTTPException, RequestValidationError, IdentityError, Problem)
_UNTRACED: Final = ("/health/", "/metrics", "/assets/", "/favicon.ico")


def _untraced(scope: Any) -> bool:  # noqa: ANN401 (an ASGI scope)
    return str(scope.get("path", "")).startswith(_UNTRACED)


async def _favicon(_: Request) -> Response:
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(assets.files["favicon.svg"], media_type="image/svg+xml", headers=headers)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
