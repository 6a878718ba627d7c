"""A message and its identity: the same occasion never makes a second message."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID, uuid5

from notifier.domain.kinds import MessageKind

NAMESPACE: Final = UUID("6f0a5d3c-95f4-5b7e-8a53-2d9c1f60b3aa")


@dataclass(frozen=True)
class Message:
    """One message to one enterprise.

    `occasion` is the revision or the deadline that it is about; with enterprise, policy, kind and `offset`
    (working days before the deadline, for reminders) it is the message's identity. `pushed` says whether it
    goes to e-mail and webhooks too; the inbox always has it.
    """

    credit_code: str
    policy_id: UUID
    policy_revision: int
    kind: MessageKind
    occasion: str
    offset: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)
    pushed: bool = True

    @cached_property
    def id(self) -> UUID:
        """The id follows from the identity, so that a rebuild by replay gives the same one."""
        parts = f"{self.credit_code}|{self.policy_id}|{self.kind}|{self.occasion}|{self.offset}"
        return uuid5(NAMESPACE, parts)


def delivery_id(message_id: UUID, endpoint_id: UUID) -> UUID:
    """Return the id of a message's delivery to an endpoint, the same in every attempt.

    A digest that PostgreSQL can make too, where deliveries are queued in bulk.
    """
    return UUID(hashlib.md5(f"{message_id}|{endpoint_id}".encode(), usedforsecurity=False).hexdigest())


def endpoint_id(credit_code: str, kind: str, address: str) -> UUID:
    """Return the id of an endpoint, the same when it is entered again."""
    return uuid5(NAMESPACE, f"{credit_code}|{kind}|{address}")
