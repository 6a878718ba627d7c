"""What is written down after an attempt to deliver."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifier.domain.read import Parcel
from notifier.domain.retry import DeliveryState, Dropped, NotNow, Outcome, Refused, Sent, next_delay


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery that is due, before it is known whether its endpoint has a place for it."""

    id: UUID
    endpoint_id: UUID
    kind: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """A parcel with what became of it. `due_at` is set where it is tried again, `finished_at` where not."""

    parcel: Parcel
    state: DeliveryState
    reason: str | None
    attempts: int
    due_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def told(self) -> bool:
        """Whether it is over in a way that others hear of: it went out, or it failed for good."""
        return self.state in (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.FAILED)


def settle(parcel: Parcel, outcome: Outcome | Dropped, now: datetime, jitter: float) -> Settled:
    """Return what an outcome makes of a parcel. `jitter` in [0, 1) as for `next_delay`."""
    match outcome:
        case Sent(unconfirmed):
            state = DeliveryState.SENT if unconfirmed else DeliveryState.DELIVERED
            return _over(parcel, state, None, now)
        case Dropped(reason):
            return _over(parcel, DeliveryState.DROPPED, reason, now)
        case Refused(reason):
            return _over(parcel, DeliveryState.FAILED, reason, now)
        case NotNow(reason, retry_after, provider):
            # The provider's failure is not held against the message, which waits until the provider is back.
            counted = parcel.attempt - provider
            delay = next_delay(1 if provider else parcel.attempt, jitter, retry_after)
            if delay is None:
                given_up = f"gave up after {parcel.attempt} attempts: {reason}"
                return _over(parcel, DeliveryState.FAILED, given_up, now)
            return Settled(parcel, DeliveryState.QUEUED, reason, counted, due_at=now + delay)


def _over(parcel: Parcel, state: DeliveryState, reason: str | None, now: datetime) -> Settled:
    return Settled(parcel, state, reason, parcel.attempt, finished_at=now)
