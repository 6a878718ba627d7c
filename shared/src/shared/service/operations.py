"""What operators ask of every service: state, dead letters, replay, evidence."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from shared.identity import Principal, Role, require
from shared.messaging.dead_letters import discard_dead, list_dead, replay_dead
from shared.messaging.replaying import replay
from shared.service.evidence import Evidence
from shared.service.status import Status, status_of

if TYPE_CHECKING:
    from shared.service.service import Service

Operator = Annotated[Principal, Depends(require(Role.OPERATOR))]
LARGEST_ID: Final = 2**63 - 1  # of a bigint


def _as_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("时间超出了日历的范围。") from error


Moment = Annotated[AwareDatetime, AfterValidator(_as_utc)]
DeadId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class DeadLetter(BaseModel):
    """A message that could not be processed, as an operator sees it; the value is text for reading only."""

    id: int
    event_id: UUID
    consumer: str
    topic: str
    partition: int
    offset: int
    key: str
    value: str
    headers: dict[str, str]
    reason: str
    attempts: int
    state: str
    died_at: datetime


class DeadLetters(BaseModel):
    """A page of dead letters; `next` goes on from there."""

    items: list[DeadLetter]
    next: int | None = None


class ReplayRequest(BaseModel):
    """Which sent events to send again; nothing given means all."""

    topic: str | None = Field(None, max_length=100)
    key: str | None = Field(None, max_length=200)
    since: Moment | None = None


class Count(BaseModel):
    """How many were affected."""

    count: int


def operations_router(service: "Service") -> APIRouter:
    """Return the operators' routes of a service, under `/api/<service>/v1/ops`."""
    router = APIRouter(prefix=f"/api/{_api_name(service)}/v1/ops", tags=["operations"])

    @router.get("/status")
    async def status(_: Operator) -> Status:
        """Outbox, consumers, parked and dead events."""
        return await status_of(service)

    @router.get("/evidence")
    async def evidence(_: Operator) -> Evidence:
        """The service's checks of the invariants, and facts to compare with other services'."""
        async with service.database.transaction() as session:
            return await service.evidence(session)

    @router.post("/replay")
    async def replay_sent(_: Operator, request: ReplayRequest) -> Count:
        """Send kept events again."""
        async with service.database.transaction() as session:
            count = await replay(session, topic=request.topic, key=request.key, since=request.since)
        return Count(count=count)

    _mount_dead_letters(router, service)
    return router


def _mount_dead_letters(router: APIRouter, service: "Service") -> None:
    @router.get("/dead")
    async def dead(
        _: Operator,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
        before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
        state: Annotated[str, Query(pattern="^(dead|replayed|discarded)$")] = "dead",
    ) -> DeadLetters:
        """Dead letters, newest first."""
        async with service.database.transaction() as session:
            rows = await list_dead(session, state=state, limit=limit, before=before)
        items = [DeadLetter.model_validate(_readable(dict(row))) for row in rows]
        return DeadLetters(items=items, next=items[-1].id if len(items) == limit else None)

    @router.post("/dead/{dead_id}/replay")
    async def replay_one(_: Operator, dead_id: DeadId) -> Count:
        """Try a dead letter again, after what killed it was repaired."""
        async with service.database.transaction() as session:
            done = await replay_dead(session, dead_id)
        return _settled(done)

    @router.post("/dead/{dead_id}/discard")
    async def discard_one(_: Operator, dead_id: DeadId) -> Count:
        """Settle a dead letter without trying it again; it stays on record."""
        async with service.database.transaction() as session:
            done = await discard_dead(session, dead_id)
        return _settled(done)


def _settled(done: bool) -> Count:
    if not done:
        raise HTTPException(404, "没有这条待处理的死信，或它已经处理过。")
    return Count(count=1)


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    texts = {name: (row[name] or b"").decode("utf-8", "replace")[:100_000] for name in ("key", "value")}
    return row | texts


def _api_name(service: "Service") -> str:
    return "portal" if service.name == "portal-sync" else service.name
