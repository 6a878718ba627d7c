"""Claims what is due and has a place; what has none is put off to a time of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.pacing import Gate
from notifier.domain.read import Parcel
from notifier.domain.settling import DueDelivery
from notifier.handlers.ports import Tools
from notifier.handlers.rebuilding import must_wait

# Looked at beyond the free places, so that a long queue for one endpoint is soon spread over time.
_WINDOW: Final = 250
# What an endpoint that is down has not taken by then is given up: longer than all delays and a weekly digest.
GIVE_UP_AFTER: Final = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Claim:
    """What was leased, and how many due deliveries were looked at for it.

    Those `given_up` have waited too long for an endpoint that is down, and are not to be sent.
    """

    parcels: Sequence[Parcel]
    seen: int
    more: bool
    given_up: Collection[UUID] = ()


NOTHING: Final = Claim((), 0, more=False)


@dataclass(slots=True)
class Doorman:
    """Remembers whom the gate admitted for one claim, to take it back where the claim comes to nothing."""

    gate: Gate
    admitted: dict[UUID, DueDelivery] = field(default_factory=dict)

    def admit(self, one: DueDelivery, now: datetime) -> datetime | None:
        """Admit a delivery, or return when it is to come back."""
        until = self.gate.admit(one.endpoint_id, one.kind, now.timestamp())
        if until is None:
            self.admitted[one.id] = one
            return None
        return datetime.fromtimestamp(until, UTC)

    def dismiss_but(self, kept: Collection[UUID], now: datetime) -> None:
        """Let those go that were admitted and then not leased."""
        for one in self.admitted.values():
            if one.id not in kept:
                self.gate.leave(one.endpoint_id, one.kind, now.timestamp(), failed=None, provider_failed=None)


async def claim_deliveries(
    session: AsyncSession, *, tools: Tools, doorman: Doorman, limit: int, lease: timedelta
) -> Claim:
    """Lease up to `limit` due deliveries to this process.

    What finds its endpoint or provider busy, beyond its rate, or down, comes back at a time of its own and
    costs no attempt. `more` says that others may be due.
    """
    if await must_wait(session):
        return NOTHING
    store, now = tools.store(session), tools.clock.now()
    parcels = store.parcels
    window = max(limit, _WINDOW)
    due = await parcels.due(now, window)
    later: list[tuple[UUID, datetime]] = []
    given_up: list[UUID] = []
    for one in due:
        if len(doorman.admitted) == limit:
            break
        until = doorman.admit(one, now)
        if until is None:
            continue
        if now - one.created_at > GIVE_UP_AFTER and doorman.gate.is_down(one.endpoint_id, now.timestamp()):
            given_up.append(one.id)
        else:
            later.append((one.id, until))
    await parcels.put_off(later)
    taken = [*doorman.admitted, *given_up]
    seen = len(taken) + len(later)
    more = seen < len(due) or len(due) == window
    leased = await parcels.take(taken, now + lease)
    return Claim(await store.bundles.complete(leased), seen, more, given_up)
