"""The distribution receipt (分发回执): what became of a published policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


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
    """A message that will not reach an endpoint."""

    credit_code: str
    endpoint: str
    reason: str
    attempts: int
    failed_at: datetime


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
    """One published revision, or the tombstone of a withdrawal, with what was sent because of it."""

    revision: int
    at: datetime
    content_hash: str | None
    trace_id: str | None
    channels: Sequence[ChannelLine] = ()
    messages: Messages = Messages()


@dataclass(frozen=True)
class Moment:
    """A step in the policy's life; `at` is None while it has not been reached."""

    label: str
    at: datetime | None
    who: str = ""


@dataclass(frozen=True)
class Receipt:
    """The whole answer to "what became of it?"."""

    funnel: Funnel
    messages: Messages
    revisions: Sequence[RevisionLine]
    failures: Sequence[Failure]
    moments: Sequence[Moment]
