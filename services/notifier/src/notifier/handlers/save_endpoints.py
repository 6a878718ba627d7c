"""Sets where an enterprise wants its messages besides the inbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.endpoints import Wanted, check_endpoints, check_room, new_secret, normal
from notifier.domain.message import endpoint_id
from notifier.domain.read import Endpoint
from notifier.domain.robots import read_robot
from notifier.handlers.ports import Tools, Vault
from shared.events import EndpointKind

Saved = tuple[Endpoint, str | None]


@dataclass(frozen=True, slots=True)
class EndpointRules:
    """How endpoints are kept. `vouched`: an operator knows that they are the enterprise's own."""

    vault: Vault
    allow_private: bool
    vouched: bool = False


async def save_endpoints(
    session: AsyncSession, credit_code: str, wanted: Sequence[Wanted], *, tools: Tools, rules: EndpointRules
) -> list[Saved]:
    """Replace the endpoints; return each with the secret that was made just now, to be shown once.

    One that was there keeps its secret and stays verified; one that had ended is verified anew.
    Raises `BadEndpoint`.
    """
    desk = tools.desk(session)
    now = desk.clock.now()
    known = {endpoint.id: endpoint for endpoint in await desk.store.endpoints.of(credit_code)}
    wanted = [_entered(one, known.values(), rules.vault) for one in wanted]
    check_endpoints(wanted, allow_private=rules.allow_private)
    saved = [_endpoint(credit_code, one, known, rules, now) for one in wanted]
    await desk.store.endpoints.keep_only(credit_code, [endpoint.id for endpoint, _ in saved], now)
    for endpoint, _ in saved:
        await desk.store.endpoints.put(endpoint, now)
    return saved


async def add_endpoint(
    session: AsyncSession, credit_code: str, wanted: Wanted, *, tools: Tools, rules: EndpointRules
) -> Saved:
    """Add one endpoint to those that are there; return it as `save_endpoints` does. Raises `BadEndpoint`."""
    desk = tools.desk(session)
    now, wanted = desk.clock.now(), normal(wanted)
    known = await desk.store.endpoints.of(credit_code)
    check_endpoints([wanted], allow_private=rules.allow_private)
    added, fresh = _endpoint(credit_code, wanted, {one.id: one for one in known}, rules, now)
    live = {one.id for one in known if one.ended_reason is None}
    check_room(live, added.id)
    await desk.store.endpoints.put(added, now)
    return added, fresh


async def remove_endpoint(session: AsyncSession, credit_code: str, removed: UUID, *, tools: Tools) -> None:
    """Remove one endpoint of the enterprise's own; what waits for it is dropped."""
    desk = tools.desk(session)
    kept = [endpoint.id for endpoint in await desk.store.endpoints.of(credit_code) if endpoint.id != removed]
    await desk.store.endpoints.keep_only(credit_code, kept, desk.clock.now())


def _endpoint(
    credit_code: str,
    wanted: Wanted,
    known: dict[UUID, Endpoint],
    rules: EndpointRules,
    now: datetime,
) -> Saved:
    address, secret = wanted.address, wanted.secret
    if wanted.kind is EndpointKind.ROBOT and (robot := read_robot(address)):
        # Whoever has the token can write to the group: it is kept as a secret, its address shows its end.
        address, secret = robot.shown, robot.url
    identity = endpoint_id(credit_code, wanted.kind, address)
    before, fresh = known.get(identity), None
    if wanted.kind is EndpointKind.WEBHOOK and secret is None and before is None:
        secret = fresh = new_secret()
    kept = before or Endpoint(identity, credit_code, wanted.kind, address, None)
    lives = before is not None and before.ended_reason is None
    return (
        replace(
            kept,
            secret=rules.vault.seal(secret) if secret else kept.secret,
            verified_at=now if rules.vouched else kept.verified_at if lives else None,
            ended_reason=None,
        ),
        fresh,
    )


def _entered(wanted: Wanted, known: Collection[Endpoint], vault: Vault) -> Wanted:
    """Return an endpoint as it was entered first, where it is given as it is shown: a robot that stays."""
    wanted = normal(wanted)
    for one in known:
        if wanted.kind is one.kind is EndpointKind.ROBOT and one.address == wanted.address and one.secret:
            return replace(wanted, address=vault.open(one.secret))
    return wanted
