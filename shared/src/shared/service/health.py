"""Health that tells the truth: database reachable, relay moving, consumers making progress."""

import asyncio
import time
from typing import TYPE_CHECKING

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from shared.service.status import Status, status_of

if TYPE_CHECKING:
    from shared.service.service import Service

# Waiting longer than this without any progress is not normal work.
STALLED_SECONDS = 60


class Health(BaseModel):
    """Whether the service does its work, and each reason why not."""

    service: str
    ready: bool
    problems: list[str]


class Progress:
    """Remembers when each consumer last moved, to tell a long queue from a stuck one."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, float]] = {}

    def stalled(self, consumer: str, lag: int) -> bool:
        """Tell whether the lag of a consumer has been neither zero nor smaller for too long."""
        now = time.monotonic()
        before, since = self._seen.get(consumer, (lag, now))
        if lag == 0 or lag < before:
            since = now
        self._seen[consumer] = (lag, since)
        return lag > 0 and now - since > STALLED_SECONDS


def health_router(service: "Service") -> APIRouter:
    """Return `/health/live`, `/health/ready` and `/metrics`."""
    router = APIRouter(include_in_schema=False)
    progress = Progress()

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        return {"service": service.name, "status": "live"}

    @router.get("/health/ready")
    async def ready(response: Response) -> Health:
        health = await health_of(service, progress)
        response.status_code = 200 if health.ready else 503
        return health

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


async def health_of(service: "Service", progress: Progress) -> Health:
    """Ask the database, the relay and the consumers."""
    try:
        async with asyncio.timeout(5):
            problems = _problems(await status_of(service), progress)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        problems = [f"database: {type(error).__name__}"]
    return Health(service=service.name, ready=not problems, problems=problems)


def _problems(status: Status, progress: Progress) -> list[str]:
    problems = []
    if status.outbox_unsent and status.outbox_oldest_seconds > STALLED_SECONDS:
        problems.append(
            f"relay: {status.outbox_unsent} events unsent for {status.outbox_oldest_seconds:.0f} s"
        )
    for topic in status.topics:
        if topic.lag is None:
            problems.append(f"consumer {topic.consumer}: the broker does not answer")
        elif progress.stalled(topic.consumer, topic.lag):
            problems.append(f"consumer {topic.consumer}: no progress, {topic.lag} events behind")
    return problems
