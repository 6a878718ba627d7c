"""Several deliveries to one endpoint that go out as one: the oldest that is still true leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from notifier.domain.read import StoredMessage
from notifier.domain.truth import Situation, why_stale
from shared.events import EndpointKind


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that is held, with what it says and what is true now."""

    delivery_id: UUID
    endpoint_id: UUID
    stored: StoredMessage
    situation: Situation


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a delivery that went with another."""

    message_id: UUID
    credit_code: str
    policy_id: UUID
    policy_revision: int
    kind: str
    endpoint: EndpointKind
    state: str
    attempts: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Bound:
    """Which deliveries lead, which go with which, and which are no longer worth sending."""

    leads: list[UUID]
    with_lead: list[tuple[UUID, UUID]]
    dropped: list[tuple[UUID, str]]


def bind(waiting: Iterable[Waiting], today: date) -> Bound:
    """Return how the deliveries of each endpoint become one."""
    bound = Bound([], [], [])
    in_order = sorted(waiting, key=lambda one: (one.endpoint_id, one.stored.created_at, one.delivery_id))
    for _, of_endpoint in groupby(in_order, key=lambda one: one.endpoint_id):
        lead: UUID | None = None
        for one in of_endpoint:
            if reason := why_stale(one.stored.message, one.situation, today):
                bound.dropped.append((one.delivery_id, reason))
            elif lead is None:
                lead = one.delivery_id
                bound.leads.append(lead)
            else:
                bound.with_lead.append((one.delivery_id, lead))
    return bound
