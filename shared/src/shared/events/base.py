"""What every event has: a frozen model, a versioned type, and the subject whose whole state it carries."""

from functools import cached_property
from typing import Any, ClassVar, Self, cast
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
    # Names of the fields that are the Kafka key, and the subject where that is another.
    key_field: ClassVar[str]
    subject_field: ClassVar[str | None] = None
    revision_field: ClassVar[str] = "revision"

    @property
    def key(self) -> str:
        """Kafka key: events with one key stay in order."""
        return str(getattr(self, self.key_field))

    @property
    def subject(self) -> str:
        """CloudEvents `subject`: what the event is about."""
        return str(getattr(self, self.subject_field)) if self.subject_field else self.key

    @property
    def subject_revision(self) -> int:
        """Revision of the subject; a consumer ignores one that is not newer than what it has."""
        return int(getattr(self, self.revision_field))

    @cached_property
    def as_json(self) -> bytes:
        """The data as they travel, worked out once: what is measured first is sent later."""
        return self.model_dump_json().encode()

    @classmethod
    def spelled(cls, as_json: bytes, **known: Any) -> Self:  # noqa: ANN401 (of the fields' types)
        """An event to send whose data are written already; of its fields only those given can be read.

        Whoever spells data answers for it that a consumer reads them as this event.
        """
        # The plugin of the type checker forgets which class it is asked about.
        event = cast("Self", cls.model_construct(**known))
        event.__dict__["as_json"] = as_json
        return event

    def __copy__(self) -> Self:
        copied = super().__copy__()
        # `model_copy` changes the copy after this, and it has to be worked out anew.
        copied.__dict__.pop("as_json", None)
        return copied

    @property
    def about_policy(self) -> UUID | None:
        """The policy that log lines and spans name, where there is one."""
        policy: UUID | None = getattr(self, "policy_id", None)
        return policy
