"""What a sweep looks for: work that fell between, and work that waits too long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

# What is younger may still be on its way.
GRACE: Final = timedelta(minutes=2)
# How far back a sweep looks for messages that nobody queued, the first time.
FIRST_LOOK: Final = timedelta(days=1)
MOST_AT_ONCE: Final = 5_000


class Stage(StrEnum):
    """The steps from a match to a delivery, in order."""

    MATCHES = "matches"
    ARMING = "arming"
    REMINDERS = "reminders"
    ERRANDS = "errands"
    DELIVERIES = "deliveries"


@dataclass(frozen=True, slots=True)
class Untold:
    """An enterprise that is eligible and has no message that says so. Its trace is the policy's."""

    policy_id: UUID
    policy_revision: int
    credit_code: str
    enterprise_name: str
    revision: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much is due at a stage and not done, and for how long the oldest has been."""

    count: int
    oldest_seconds: float


Backlog = Mapping[Stage, Waiting]
