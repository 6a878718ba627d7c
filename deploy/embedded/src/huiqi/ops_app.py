"""What the edition itself answers: the health of all services together, metrics, and recent traces."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from huiqi.spans import SpanStore
from shared.identity import Principal, Role, require
from shared.service import Service
from shared.service.health import Health, Progress, health_of
from shared.settings import ServiceSettings
from shared.web.app import create_app

Operator = Annotated[Principal, Depends(require(Role.OPERATOR))]

PREFIXES = ("/health", "/metrics", "/api/ops")


def ops_app(settings: ServiceSettings, services: list[Service], spans: SpanStore) -> FastAPI:
    """Return the application for `PREFIXES`."""
    app = create_app("edition", settings)
    app.include_router(_health(services))
    app.include_router(_traces(spans))
    return app


def _health(services: list[Service]) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    progress = {service.name: Progress() for service in services}

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @router.get("/health/ready")
    async def ready(response: Response) -> dict[str, Any]:
        healths: list[Health] = await asyncio.gather(
            *(health_of(service, progress[service.name]) for service in services)
        )
        whole = all(health.ready for health in healths)
        response.status_code = 200 if whole else 503
        return {"ready": whole, "services": [health.model_dump() for health in healths]}

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def _traces(spans: SpanStore) -> APIRouter:
    router = APIRouter(prefix="/api/ops/v1", tags=["operations"])

    @router.get("/traces")
    async def traces(
        _: Operator,
        policy_id: Annotated[str | None, Query(max_length=36)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        """The newest traces, of one policy where `policy_id` is given."""
        return {"items": spans.traces(policy_id=policy_id, limit=limit), "next": None}

    @router.get("/traces/{trace_id}")
    async def trace(_: Operator, trace_id: Annotated[str, Path(pattern="^[0-9a-f]{32}$")]) -> dict[str, Any]:
        """The spans of a trace by start; none where it is no longer held."""
        return {"spans": spans.spans(trace_id)}

    return router
