"""The distribution receipt (分发回执): what became of a published policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """What an eligible enterprise may not have done yet (应享未享)."""

    OPENED = "opened"
    FILED = "filed"


@dataclass(frozen=True)
class ChannelLine:
    """What one channel shows of one revision. `content_hash` is None where it shows a withdrawal."""

    channel: str
    revision: int
    address: str
    content_hash: str | None
    mirrored_at: datetime
    drifted: int = 0


@dataclass(frozen=True)
class Failure:
    """A message that will not reach an endpoint; `in_inbox` where it is in the enterprise's inbox."""

    credit_code: str
    endpoint: str
    reason: str
    attempts: int
    failed_at: datetime
    in_inbox: bool = False

    @property
    def remedy(self) -> str:
        """What is being done about it, a sentence."""
        if self.endpoint == "inbox":
            return "系统在继续重试；运维人员已在死信中看到，修复后重新投递。"
        kept = "站内信已送达，企业登录后能看到；" if self.in_inbox else "站内信还在投递；"
        if self.endpoint == "email":
            return f"{kept}请联系企业核对邮箱，更正后的新消息会正常发送。"
        return f"{kept}企业的接收系统恢复后，新消息会正常推送。"


@dataclass(frozen=True)
class Funnel:
    """Enterprises at each stage, each counted once, under one revision or under all of them."""

    matched: int = 0
    undetermined: int = 0
    told: int = 0
    opened: int = 0
    filed: int = 0
    approved: int = 0
    disbursed: int = 0


@dataclass(frozen=True)
class Messages:
    """Enterprises told of a new match, and messages by what became of them over all endpoints."""

    told: int = 0
    delivered: int = 0
    failed: int = 0
    opened: int = 0


@dataclass(frozen=True)
class RevisionLine:
    """One published revision, or the tombstone of a withdrawal, with what was sent because of it.

    `missing` are the channels that should show it and have not said so yet.
    """

    revision: int
    at: datetime
    content_hash: str | None
    trace_id: str | None
    channels: Sequence[ChannelLine] = ()
    messages: Messages = Messages()
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class Firsts:
    """When each stage was first reached by anybody; None where it was not."""

    mirrored: datetime | None = None
    told: datetime | None = None
    opened: datetime | None = None
    filed: datetime | None = None
    approved: datetime | None = None
    disbursed: datetime | None = None


@dataclass(frozen=True)
class Moment:
    """A step in the policy's life; `at` is None while it has not been reached."""

    label: str
    at: datetime | None
    who: str = ""


@dataclass(frozen=True)
class Unclaimed:
    """Enterprises that are eligible now and have not opened a message, or not filed."""

    not_opened: int = 0
    not_filed: int = 0


@dataclass(frozen=True)
class UnclaimedRow:
    """One of them: when it was told and when it first opened a message, None where it did not."""

    credit_code: str
    enterprise_name: str
    told_at: datetime | None
    opened_at: datetime | None
    filed: bool


@dataclass(frozen=True)
class Receipt:
    """The whole answer to "what became of it?"; of one `revision`, or of all of them where that is None."""

    funnel: Funnel
    messages: Messages
    revisions: Sequence[RevisionLine]
    failures: Sequence[Failure]
    moments: Sequence[Moment]
    unclaimed: Unclaimed = Unclaimed()
    revision: int | None = None
