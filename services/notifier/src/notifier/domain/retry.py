"""How long to wait between attempts, and what an attempt can end in."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

DELAYS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
JITTER: Final = 0.2
LONGEST_RETRY_AFTER: Final = timedelta(hours=10)


class DeliveryState(StrEnum):
    """What became of a delivery."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Sent:
    """The endpoint took the message."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The endpoint will never take it; where `gone`, it takes nothing any more."""

    reason: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class NotNow:
    """It may work later; `retry_after` is what the endpoint asked for."""

    reason: str
    retry_after: timedelta | None = None


Outcome = Sent | Refused | NotNow


def next_delay(attempts: int, jitter: float, retry_after: timedelta | None = None) -> timedelta | None:
    """Return how long to wait after the `attempts`-th attempt failed, or None where it was the last.

    `jitter` lies in [0, 1) and stretches the delay by up to a fifth, so that what failed together does not
    come back together. An endpoint may ask for longer, up to ten hours, never for sooner.
    """
    if attempts > len(DELAYS):
        return None
    delay = DELAYS[attempts - 1] * (1 + JITTER * jitter)
    return max(delay, min(retry_after, LONGEST_RETRY_AFTER)) if retry_after else delay
