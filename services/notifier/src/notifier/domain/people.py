"""Members of an enterprise and what they agreed to; associations and whose news they may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

# Asking again and again is a nuisance; a refusal holds for so long.
ASK_AGAIN_AFTER: Final = timedelta(days=30)
MOST_ASKED_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Member:
    """A person who signs in for an enterprise.

    `counts_opening`: opening a message shows in the policy's receipt, as the enterprise's and nobody's in
    particular, unless the person objected. `counts_clicks`: so do links followed, only if the person agreed.
    """

    credit_code: str
    subject: str
    name: str
    counts_opening: bool = True
    counts_clicks: bool = False
    calendar_key: str | None = None


class MembershipState(StrEnum):
    """How far an association and an enterprise have come."""

    ASKED = "asked"
    AGREED = "agreed"
    ENDED = "ended"


STATES: Final = {
    MembershipState.ASKED: "等待企业同意",
    MembershipState.AGREED: "已同意",
    MembershipState.ENDED: "未同意或已终止",
}


@dataclass(frozen=True, slots=True)
class Membership:
    """An association and an enterprise. Nothing is seen unless it is agreed, and only from then on."""

    association_code: str
    association_name: str
    credit_code: str
    enterprise_name: str
    asked_at: datetime
    agreed_at: datetime | None
    ended_at: datetime | None

    @property
    def state(self) -> MembershipState:
        if self.ended_at is not None:
            return MembershipState.ENDED
        return MembershipState.ASKED if self.agreed_at is None else MembershipState.AGREED


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a policy's messages came among an association's members."""

    policy_id: UUID
    title: str
    told: int
    opened: int
    last_told_at: datetime


@dataclass(frozen=True, slots=True)
class Unopened:
    """A member of an association that has not opened what it was told of a policy."""

    credit_code: str
    enterprise_name: str
    told_at: datetime
