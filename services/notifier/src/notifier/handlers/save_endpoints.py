"""Sets where an enterprise, or one of its members, wants messages besides the inbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.endpoints import Wanted, check_endpoints, check_room, new_secret, normal
from notifier.domain.message import endpoint_id
from notifier.domain.people import Viewer
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
    """Replace the enterprise's endpoints; return each with the secret made just now, to be shown once.

    Those that are a member's own are not the enterprise's: they are neither seen nor touched.
    One that was there keeps its secret and stays verified; one that had ended is verified anew.
    Raises `BadEndpoint`.
    """
    desk, owner = tools.desk(session), Viewer(credit_code)
    now = desk.clock.now()
    known = {endpoint.id: endpoint for endpoint in await desk.store.endpoints.of(owner)}
    wanted = [_entered(one, known.values(), rules.vault) for one in wanted]
    check_endpoints(wanted, allow_private=rules.allow_private)
    saved = [_endpoint(owner, one, known, rules, now) for one in wanted]
    kept = {endpoint.id for endpoint, _ in saved}
    await desk.store.endpoints.remove(owner, known.keys() - kept, now)
    for endpoint, _ in saved:
        await desk.store.endpoints.put(endpoint, now)
    return saved


async def add_endpoint(
    session: AsyncSession,
    viewer: Viewer,
    wanted: Wanted,
    *,
    own: bool = False,
    tools: Tools,
    rules: EndpointRules,
) -> Saved:
    """Add one endpoint to those that are there; return it as `save_endpoints` does. Raises `BadEndpoint`.

    It is the enterprise's, or the viewer's own. One that is `own` speaks the member's language.
    """
    desk, owner = tools.desk(session), viewer if own else Viewer(viewer.credit_code)
    now, wanted = desk.clock.now(), normal(wanted)
    known = await desk.store.endpoints.of(viewer)
    check_endpoints([wanted], allow_private=rules.allow_private)
    added, fresh = _endpoint(owner, wanted, {one.id: one for one in known}, rules, now)
    live = [one for one in known if one.ended_reason is None]
    check_room(live, added)
    await desk.store.endpoints.put(added, now)
    if owner.subject is not None and (
        member := await desk.store.people.members.of(owner.credit_code, owner.subject)
    ):
        await desk.store.preferences.set_language(owner.credit_code, [added.id], member.language)
    return added, fresh


async def remove_endpoint(session: AsyncSession, viewer: Viewer, removed: UUID, *, tools: Tools) -> bool:
    """Remove an endpoint of the enterprise's or the viewer's own; tell whether there was one.

    What waits for it is dropped.
    """
    desk = tools.desk(session)
    return await desk.store.endpoints.remove(viewer, [removed], desk.clock.now())


def _endpoint(
    owner: Viewer,
    wanted: Wanted,
    known: dict[UUID, Endpoint],
    rules: EndpointRules,
    now: datetime,
) -> Saved:
    address, secret = wanted.address, wanted.secret
    if wanted.kind is EndpointKind.ROBOT and (robot := read_robot(address)):
        # Whoever has the token can write to the group: it is kept as a secret, its address shows its end.
        address, secret = robot.shown, robot.url
    identity = endpoint_id(owner.credit_code, wanted.kind, address, owner.subject)
    before, fresh = known.get(identity), None
    if wanted.kind is EndpointKind.WEBHOOK and secret is None and before is None:
        secret = fresh = new_secret()
    kept = before or Endpoint(identity, owner.credit_code, wanted.kind, address, None, subject=owner.subject)
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
