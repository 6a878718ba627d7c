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
    # Taken by the mail server or the SMS gateway: whether it arrived is not known yet.
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
    # Waits for a digest, or for more to go with it; went with another, whose fate it shares.
    HELD = "held"
    BUNDLED = "bundled"


@dataclass(frozen=True, slots=True)
class Sent:
    """The endpoint took the message; `unconfirmed` where only the one who carries it there did."""

    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The endpoint will never take it; where `gone`, it takes nothing any more.

    `suppress`: the address itself is dead, so that nobody is to send there again.
    """

    reason: str
    gone: bool = False
    suppress: bool = False


@dataclass(frozen=True, slots=True)
class NotNow:
    """It may work later; `retry_after` is what the endpoint asked for.

    `provider`: the one who carries it failed, which says nothing about the endpoint and costs no attempt.
    """

    reason: str
    retry_after: timedelta | None = None
    provider: bool = False


Outcome = Sent | Refused | NotNow


@dataclass(frozen=True, slots=True)
class Dropped:
    """Not sent, because it is no longer true or no longer wanted."""

    reason: str


def next_delay(attempts: int, jitter: float, retry_after: timedelta | None = None) -> timedelta | None:
    """Return how long to wait after the `attempts`-th attempt failed, or None where it was the last.

    `jitter` lies in [0, 1) and stretches the delay by up to a fifth, so that what failed together does not
    come back together. An endpoint may ask for longer, up to ten hours, never for sooner.
    """
    if attempts > len(DELAYS):
        return None
    delay = DELAYS[attempts - 1] * (1 + JITTER * jitter)
    return max(delay, min(retry_after, LONGEST_RETRY_AFTER)) if retry_after else delay
