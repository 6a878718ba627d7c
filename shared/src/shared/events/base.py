"""What every event has: a frozen model, a versioned type, and the subject whose whole state it carries."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """A part of an event: frozen, and tolerant of fields that a newer producer adds."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Contract):
    """The data of a CloudEvent. `event_type` carries the version; `topic` names where it travels.

    An event holds the whole state of its subject, never a patch, so that a consumer asks nobody back and a
    topic can be replayed. A change that old consumers cannot read is a new `event_type`.
    """

    event_type: ClassVar[str]
    topic: ClassVar[str]
    # Subjects whose consumers ignore a revision that is not newer; None where each event stands for itself.
    guard: ClassVar[str | None] = None

    @property
    def key(self) -> str:
        """Kafka key: events with one key stay in order."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """CloudEvents `subject`: what the event is about."""
        return self.key

    @property
    def subject_revision(self) -> int:
        """Revision of the subject; a consumer ignores one that is not newer than what it has."""
        raise NotImplementedError

    @property
    def about_policy(self) -> UUID | None:
        """The policy that log lines and spans name, where there is one."""
        return None
