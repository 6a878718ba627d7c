"""A service, the embedded issuer, and a browser between them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.clock import MovableClock
from shared.identity import Principal, Role, current_principal, make_identity, require
from shared.settings import ServiceSettings
from shared.web import create_app, make_templates
from tests.support.identity import PUBLIC_URL, LocalIssuer

router = APIRouter()
pages = make_templates()


@router.get("/api/test/v1/me")
async def me(principal: Annotated[Principal | None, Depends(current_principal)]) -> dict[str, object]:
    return principal.to_claims() if principal else {}


@router.get("/my/")
async def mine(principal: Annotated[Principal, Depends(require(Role.ENTERPRISE_MEMBER))]) -> str:
    return principal.name


@router.get("/form")
async def form_page(request: Request) -> Response:
    problem = {"status": 200, "title": "", "detail": "", "errors": [], "request_id": ""}
    return pages.render(request, "error.html", problem=problem)


@router.post("/form")
async def form_post(request: Request) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.form()).items()}


@router.post("/api/test/v1/things")
async def things(_: Annotated[Principal, Depends(require())]) -> str:
    return "made"


class Site:
    """The issuer under /id and a service for the rest, as the embedded edition composes them."""

    def __init__(self, issuer: ASGIApp, service: ASGIApp) -> None:
        self._issuer, self._service = issuer, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = self._issuer if scope["path"].startswith("/id/") else self._service
        await target(scope, receive, send)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime.now(UTC))


@pytest.fixture
def issuer(tmp_path: Path, clock: MovableClock) -> LocalIssuer:
    return LocalIssuer(tmp_path, clock=clock)


@pytest.fixture
def service(issuer: LocalIssuer, clock: MovableClock) -> FastAPI:
    settings = ServiceSettings(**issuer.settings())
    app = create_app(
        "test", settings, identity=make_identity(settings, clock=clock, transport=issuer.transport)
    )
    app.include_router(router)
    return app


@pytest.fixture
async def visitor(issuer: LocalIssuer, service: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Keeps cookies and does not follow redirects by itself."""
    transport = httpx.ASGITransport(Site(issuer.app, service))
    async with httpx.AsyncClient(
        transport=transport, base_url=PUBLIC_URL, headers={"Accept": "text/html"}
    ) as made:
        yield made
