"""Sets where an enterprise wants its messages besides the inbox."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.endpoints import Wanted, check_endpoints, new_secret
from notifier.domain.message import endpoint_id
from notifier.domain.read import Endpoint
from notifier.handlers.ports import Tools
from shared.events import EndpointKind


async def save_endpoints(
    session: AsyncSession, credit_code: str, wanted: Sequence[Wanted], *, tools: Tools, allow_private: bool
) -> list[tuple[Endpoint, bool]]:
    """Replace the endpoints; return each with whether its secret was made just now, to be shown once.

    One that was there keeps its secret; one that had ended lives again. Raises `BadEndpoint`.
    """
    check_endpoints(wanted, allow_private=allow_private)
    desk = tools.desk(session)
    secrets = {endpoint.id: endpoint.secret for endpoint in await desk.store.endpoints.of(credit_code)}
    saved = [_endpoint(credit_code, one, secrets) for one in wanted]
    now = desk.clock.now()
    await desk.store.endpoints.keep_only(credit_code, [endpoint.id for endpoint, _ in saved], now)
    for endpoint, _ in saved:
        await desk.store.endpoints.put(replace(endpoint, verified_at=now), now)
    return saved


async def add_endpoint(
    session: AsyncSession, credit_code: str, wanted: Wanted, *, tools: Tools, allow_private: bool
) -> tuple[Endpoint, bool]:
    """Add one endpoint to those that are there; return it as `save_endpoints` does. Raises `BadEndpoint`."""
    desk = tools.desk(session)
    known = await desk.store.endpoints.of(credit_code)
    live = [Wanted(endpoint.kind, endpoint.address) for endpoint in known if endpoint.ended_reason is None]
    check_endpoints([*live, wanted], allow_private=allow_private)
    added, fresh = _endpoint(credit_code, wanted, {endpoint.id: endpoint.secret for endpoint in known})
    now = desk.clock.now()
    await desk.store.endpoints.put(replace(added, verified_at=now), now)
    return added, fresh


async def remove_endpoint(session: AsyncSession, credit_code: str, removed: UUID, *, tools: Tools) -> None:
    """Remove one endpoint of the enterprise's own; what waits for it is dropped."""
    desk = tools.desk(session)
    kept = [endpoint.id for endpoint in await desk.store.endpoints.of(credit_code) if endpoint.id != removed]
    await desk.store.endpoints.keep_only(credit_code, kept, desk.clock.now())


def _endpoint(credit_code: str, wanted: Wanted, secrets: dict[UUID, str | None]) -> tuple[Endpoint, bool]:
    identity = endpoint_id(credit_code, wanted.kind, wanted.address)
    if wanted.kind is not EndpointKind.WEBHOOK:
        return Endpoint(identity, credit_code, wanted.kind, wanted.address, None), False
    secret = wanted.secret or secrets.get(identity)
    return Endpoint(
        identity, credit_code, wanted.kind, wanted.address, secret or new_secret()
    ), secret is None
