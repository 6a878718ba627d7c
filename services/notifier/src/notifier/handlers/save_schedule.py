"""Reads and sets how messages come to one endpoint of an enterprise."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.kinds import MessageKind
from notifier.domain.people import Viewer
from notifier.domain.read import Endpoint
from notifier.domain.schedule import Schedule, plainly, read_schedule
from notifier.handlers.ports import Tools
from shared.events import EndpointKind


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An endpoint with what it gets; `muted` kinds go to no endpoint at all."""

    endpoint: Endpoint
    schedule: Schedule
    muted: set[MessageKind]

    @property
    def digests(self) -> bool:
        """Whether it can have digests: a webhook takes each message by itself."""
        return takes_digests(self.endpoint)

    @property
    def plainly(self) -> list[str]:
        """What it gets, in sentences."""
        return plainly(self.schedule, self.muted)


def takes_digests(endpoint: Endpoint) -> bool:
    """Tell whether several messages can go to an endpoint as one."""
    return endpoint.kind is not EndpointKind.WEBHOOK


async def schedules(session: AsyncSession, viewer: Viewer, *, tools: Tools) -> list[Scheduled]:
    """Return an enterprise's endpoints, and the viewer's own, with what each gets."""
    store = tools.store(session)
    endpoints = await store.endpoints.of(viewer)
    chosen = await store.preferences.of([endpoint.id for endpoint in endpoints])
    muted = await store.endpoints.muted(viewer.credit_code)
    return [Scheduled(endpoint, chosen[endpoint.id], muted) for endpoint in endpoints]


async def schedule_of(
    session: AsyncSession, viewer: Viewer, endpoint_id: UUID, *, tools: Tools
) -> Scheduled | None:
    """Return one of them, or None where the enterprise has no such endpoint."""
    every = await schedules(session, viewer, tools=tools)
    return next((one for one in every if one.endpoint.id == endpoint_id), None)


async def save_schedule(
    session: AsyncSession, viewer: Viewer, endpoint_id: UUID, given: Mapping[str, str], *, tools: Tools
) -> Scheduled | None:
    """Set how messages come to an endpoint; None where it is not the enterprise's. Raises `BadSchedule`."""
    known = await schedule_of(session, viewer, endpoint_id, tools=tools)
    if known is None:
        return None
    schedule = read_schedule(given, digests=known.digests)
    await tools.store(session).preferences.save(viewer.credit_code, endpoint_id, schedule)
    return Scheduled(known.endpoint, schedule, known.muted)
