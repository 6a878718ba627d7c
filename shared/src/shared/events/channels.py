"""Events about what the channels show."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Event


class _Channel(Event):
    topic: ClassVar[str] = "huiqi.channels"
    key_field: ClassVar[str] = "policy_id"

    policy_id: UUID
    revision: int = Field(ge=1)
    channel: str
    address: str

    @property
    def subject(self) -> str:
        return f"{self.policy_id}/{self.channel}"


class ChannelMirrored(_Channel):
    """A channel shows this revision; `content_hash` is of what it shows."""

    event_type: ClassVar[str] = "channel.mirrored.v1"

    content_hash: str
    mirrored_at: datetime


class ChannelWithdrawn(_Channel):
    """A channel says at the policy's address that it was withdrawn."""

    event_type: ClassVar[str] = "channel.withdrawn.v1"

    withdrawn_at: datetime


class ChannelDrifted(_Channel):
    """A channel showed something else than what was published; `repaired` says whether it was put right."""

    event_type: ClassVar[str] = "channel.drifted.v1"

    expected_hash: str
    found_hash: str | None
    found_at: datetime
    repaired: bool
